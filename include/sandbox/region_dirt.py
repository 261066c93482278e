"""Recoverable dirt of the Région's file: a perfect reader can undo each kind."""

from __future__ import annotations

import random
from collections.abc import Callable

from sandbox.cog import fold_name
from sandbox.spelling import (
    LOST,
    NARROW_NBSP,
    NBSP,
    amount,
    dashed_date,
    dotted_amount,
    dotted_date,
    retyped_commune,
    retyped_label,
    short_date,
)
from sandbox.tables import Kind, Line, Mess
from sandbox.vocabulary import DISPOSITIFS, STATUTS


def siret_as_number(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A spreadsheet read the SIRET as a number: leading zeros go, `.0` may come."""
    siret = line.item.dossier.organisation.siret
    if siret:
        line.cells["siret"] = siret.lstrip("0") + ("" if siret.startswith("0") else ".0")
    return bool(siret)


def siret_with_spaces(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The SIRET as it is printed: 123 456 789 00012."""
    siret = line.item.dossier.organisation.siret
    space = rng.choice((" ", NBSP, NARROW_NBSP if mess.unicode else NBSP))
    line.cells["siret"] = space.join((siret[:3], siret[3:6], siret[6:9], siret[9:])) if siret else ""
    return bool(siret)


def _amount_kinds(column: str, value_of: Callable[[Line], int | None]) -> list[Kind]:
    """The spellings of an amount, for one column."""

    def amount_with_euro(line: Line, mess: Mess, rng: random.Random) -> bool:
        return _set(line, lambda value: f"{amount(value)} €")

    def amount_without_spaces(line: Line, mess: Mess, rng: random.Random) -> bool:
        return _set(line, lambda value: rng.choice((f"{value}", f"{value},00")))

    def amount_with_plain_space(line: Line, mess: Mess, rng: random.Random) -> bool:
        return _set(line, lambda value: amount(value, NARROW_NBSP if mess.unicode else " "))

    def amount_with_dots(line: Line, mess: Mess, rng: random.Random) -> bool:
        return mess.dotted and _set(line, dotted_amount)

    def amount_with_lost_space(line: Line, mess: Mess, rng: random.Random) -> bool:
        return mess.unicode and _set(line, lambda value: amount(value, LOST))

    def amount_in_parentheses(line: Line, mess: Mess, rng: random.Random) -> bool:
        value = value_of(line)
        return value is not None and value < 0 and _set(line, lambda number: f"({amount(-number)})")

    def _set(line: Line, spell: Callable[[int], str]) -> bool:
        value = value_of(line)
        if value is not None:
            line.cells[column] = spell(value)
        return value is not None

    return [
        Kind(1, amount_with_euro),
        Kind(1, amount_without_spaces),
        Kind(1, amount_with_plain_space),
        Kind(2, amount_with_dots),
        Kind(2, amount_with_lost_space),
        Kind(2, amount_in_parentheses),
    ]


def _date_kinds(column: str, attribute: str) -> list[Kind]:
    """The spellings of a date, for one column of the version."""

    def date_two_digit_year(line: Line, mess: Mess, rng: random.Random) -> bool:
        line.cells[column] = short_date(getattr(line.item.version, attribute))
        return True

    def date_iso(line: Line, mess: Mess, rng: random.Random) -> bool:
        line.cells[column] = getattr(line.item.version, attribute).isoformat()
        return True

    def date_with_dashes(line: Line, mess: Mess, rng: random.Random) -> bool:
        line.cells[column] = dashed_date(getattr(line.item.version, attribute))
        return True

    def date_with_dots(line: Line, mess: Mess, rng: random.Random) -> bool:
        line.cells[column] = dotted_date(getattr(line.item.version, attribute))
        return True

    return [Kind(1, date_two_digit_year), Kind(1, date_iso), Kind(2, date_with_dashes), Kind(2, date_with_dots)]


def statut_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Another word for the same statut, in any spelling."""
    label = rng.choice(STATUTS[line.item.version.statut])
    line.cells["statut"] = label if mess.level < 2 else retyped_label(label, rng)
    return True


def dispositif_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Another name of the same scheme, in any spelling."""
    label = rng.choice(DISPOSITIFS[line.item.dossier.dispositif].labels)
    line.cells["dispositif"] = label if mess.level < 2 else retyped_label(label, rng)
    return True


def ess_in_words(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Oui and Non in full, in any case."""
    words = {True: ("Oui", "oui", "OUI", "o"), False: ("Non", "non", "NON", "n")}
    if line.item.dossier.ess is not None:
        line.cells["statut_ess"] = rng.choice(words[line.item.dossier.ess])
    return line.item.dossier.ess is not None


def identifier_with_spaces(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Spaces around the numbers of dossier and project."""
    line.cells["n_dossier"] = f" {line.cells['n_dossier']}{NBSP}"
    line.cells["n_projet"] = f"{line.cells['n_projet']} " if line.cells["n_projet"] else ""
    return True


def postal_code_in_insee_column(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The postal code in the column of the INSEE code; it may be another commune's INSEE code."""
    if not _name_and_postal_suffice(line, mess):
        return False
    line.cells["code_insee"] = line.cells["code_postal"]
    line.cells["code_postal"] = rng.choice((line.cells["code_postal"], ""))
    return True


def insee_code_missing(line: Line, mess: Mess, rng: random.Random) -> bool:
    """No INSEE code: the name and the postal code still say which commune."""
    if not _name_and_postal_suffice(line, mess):
        return False
    line.cells["code_insee"] = ""
    return True


def commune_by_name_only(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Neither code: a name that only one commune, present or former, has."""
    place, year = line.item.dossier.place, line.item.dossier.exercice
    if place is None:
        return False
    for vintage in mess.cog.since(year):
        target = vintage.in_force(place.code)
        if target is None or vintage.names.get(fold_name(place.name), set()) != {target.code}:
            return False
    line.cells.update(code_insee="", code_postal="")
    return True


def former_commune(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The commune as it was before a merger: code and name of a commune déléguée or associée."""
    place, year = line.item.dossier.place, line.item.dossier.exercice
    if place is None:
        return False
    targets = [(vintage, vintage.in_force(place.code)) for vintage in mess.cog.since(year)]
    fitting = [
        former
        for former in mess.cog.of(year).former.get(place.code, [])
        if all(target and vintage.in_force(former.code) == target for vintage, target in targets)
    ]
    if not fitting:
        return False
    former = rng.choice(fitting)
    line.cells.update(code_insee=former.code, commune=former.name)
    return True


def insee_code_as_number(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The INSEE code as a spreadsheet's number: 44109.0, or 44 109."""
    code = line.cells["code_insee"]
    if not isinstance(code, str) or not code:
        return False
    line.cells["code_insee"] = rng.choice((f"{code}.0", f"{code[:2]} {code[2:]}"))
    return True


def commune_name_retyped(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The commune's name in other case, without accents or hyphens, with « St »."""
    name = line.cells["commune"]
    if not isinstance(name, str) or not name:
        return False
    line.cells["commune"] = retyped_commune(name, rng)
    return True


def _name_and_postal_suffice(line: Line, mess: Mess) -> bool:
    """Whether name and postal code identify one commune in this and every later vintage."""
    place, year = line.item.dossier.place, line.item.dossier.exercice
    if place is None:
        return False
    for vintage in mess.cog.since(year):
        target = vintage.in_force(place.code)
        if target is None or vintage.by_postal(place.name, place.postal) != {target.code}:
            return False
    return True


REGION_MENDABLE: dict[str, list[Kind]] = {
    "siret": [Kind(1, siret_as_number), Kind(1, siret_with_spaces)],
    "montant_demande": _amount_kinds("montant_demande", lambda line: line.item.version.asked),
    "montant_vote": _amount_kinds("montant_vote", lambda line: line.item.version.granted),
    "date_decision": _date_kinds("date_decision", "decided_on"),
    "date_maj": _date_kinds("date_maj", "known_on"),
    "statut": [Kind(1, statut_synonym)],
    "dispositif": [Kind(1, dispositif_synonym)],
    "statut_ess": [Kind(1, ess_in_words)],
    "numbers": [Kind(2, identifier_with_spaces)],
    "place": [
        Kind(1, postal_code_in_insee_column),
        Kind(1, insee_code_missing),
        Kind(2, commune_by_name_only),
        Kind(2, former_commune),
        Kind(3, insee_code_as_number),
    ],
    "commune": [Kind(1, commune_name_retyped)],
}
