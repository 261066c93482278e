"""A sample of conventions in the SCDL layout 2.1.1, of an invented authority."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sandbox.chance import share, stream
from sandbox.identifiers import make_siren, make_siret
from sandbox.months import extraction_day
from sandbox.names import make_name, make_purpose
from sandbox.spelling import LOST, NARROW_NBSP, NBSP, amount
from sandbox.tables import Cell, FileTable, Line
from sandbox.vocabulary import CONVENTION_COLUMNS, MARK

ATTRIBUANT = "Communauté d'agglomération du Val Fictif (fictif)"
_NATURES = ("aide en numéraire", "aide en nature", "aide en numéraire;aide en nature")


def attribuant_siret(seed: int) -> str:
    """The SIRET of the invented authority of a seed."""
    rng = stream(seed, "attribuant")
    return make_siret(rng, make_siren(rng))


def convention_table(seed: int, year: int, month: int, level: int) -> FileTable:
    """The conventions of a civil year known on the extraction day of a month."""
    rng = stream(seed, "conventions", year)
    conventions = [_convention(rng, seed, year, rank) for rank in range(1, rng.randint(30, 50))]
    limit = extraction_day(year, month)
    lines = [Line(ref, cells) for day, ref, cells in sorted(conventions, key=lambda item: item[:2]) if day <= limit]
    columns = list(CONVENTION_COLUMNS)
    table = FileTable(columns, {name: name for name in columns}, lines, encoding="utf-8", newline="\n")
    if level:
        _soil(table, seed, year, level)
    return table


def _convention(rng: random.Random, seed: int, year: int, rank: int) -> tuple[date, str, dict[str, Cell]]:
    day = date(year, 1, 2) + timedelta(days=rng.randrange(360))
    siren = make_siren(rng)
    parts = rng.random() < 0.15
    cells: dict[str, Cell] = {
        "nomAttribuant": ATTRIBUANT,
        "idAttribuant": attribuant_siret(seed),
        "dateConvention": day.isoformat(),
        "referenceDecision": f"{year}-FICTIF-{rank:03d}",
        "nomBeneficiaire": make_name(rng, True),
        "idBeneficiaire": make_siret(rng, siren),
        "rnaBeneficiaire": f"W{rng.randrange(10**9):09d}" if rng.random() < 0.5 else "",
        "objet": make_purpose(rng),
        "montant": f"{rng.randrange(235, 1800) * 100}.00",
        "nature": rng.choices(_NATURES, weights=(90, 5, 5))[0],
        "conditionsVersement": "ECHELONNE" if parts else "UNIQUE",
        "datesPeriodeVersement": f"{day}/{day + timedelta(days=180)}" if parts else day.isoformat(),
        "idRAE": "",
        "notificationUE": "non",
        "pourcentageSubvention": "1",
        "dispositifAide": "",
        "origine_donnee": MARK,
    }
    return day, f"S{year}-{rank:03d}", cells


def _soil(table: FileTable, seed: int, year: int, level: int) -> None:
    """French amounts, « Non », spaces in headers, lost characters: all of it can be undone."""
    for line in table.lines:
        chance = share(seed, "convention", line.ref)
        if chance < 0.12 * level:
            space = (NBSP, NARROW_NBSP, LOST if level >= 2 else NBSP)[int(chance * 1000) % 3]
            line.cells["montant"] = amount(int(str(line.cells["montant"])[:-3]), space)
        if share(seed, "notification", line.ref) < 0.2 * level:
            line.cells["notificationUE"] = "Non"
        if level >= 2 and share(seed, "nature", line.ref) < 0.1:
            line.cells["nature"] = f"Aide en num{LOST}raire"
    for name in ("montant", "nature"):
        if share(seed, "header", year, name) < 0.3 * level:
            table.headers[name] = f" {name} "
