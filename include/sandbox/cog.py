"""Communes and EPCI by vintage of the Code officiel géographique, read from the bundled tables."""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.vocabulary import REGION

IN_FORCE = "commune-actuelle"


@dataclass(frozen=True)
class Commune:
    """A commune of a vintage, in force or former (then `parent` is the commune it belongs to)."""

    code: str
    name: str
    kind: str
    departement: str
    region: str
    parent: str
    former: tuple[str, ...]
    postal: tuple[str, ...]
    population: int


@dataclass
class Vintage:
    """One 1 January: communes in force by code, where former codes and names lead, EPCI of communes."""

    year: int
    communes: dict[str, Commune]
    members: dict[str, str]
    epci: tuple[str, ...]
    successors: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    former: dict[str, list[Commune]] = field(default_factory=lambda: defaultdict(list))

    def in_force(self, code: str) -> Commune | None:
        """The commune in force for a code of this or an earlier vintage; None if unknown."""
        return self.communes.get(code) or self.communes.get(self.successors.get(code, ""))

    def by_postal(self, name: str, postal: str) -> set[str]:
        """Codes of the communes in force that have this name and this postal code."""
        return {
            code
            for code in self.names.get(fold_name(name), ())
            if postal in self.communes[code].postal and fold_name(self.communes[code].name) == fold_name(name)
        }


@dataclass
class Cog:
    """All vintages at hand."""

    vintages: dict[int, Vintage]

    def of(self, year: int) -> Vintage:
        """The vintage of 1 January of `year`, or the nearest one that is bundled."""
        return self.vintages[min(max(year, min(self.vintages)), max(self.vintages))]

    def since(self, year: int) -> list[Vintage]:
        """The vintage of `year` and all later ones."""
        first = self.of(year).year
        return [vintage for number, vintage in sorted(self.vintages.items()) if number >= first]


def fold_name(name: str) -> str:
    """A commune's name without case, accents, punctuation; « St » is « Saint »."""
    text = name.replace("œ", "oe").replace("Œ", "OE")
    text = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def load_cog(reference_dir: Path) -> Cog:
    """Read every vintage under `reference_dir`/cog. Raises FileNotFoundError when there is none."""
    folder = reference_dir / "cog"
    years = sorted(int(path.name[9:13]) for path in folder.glob("communes_????.csv.gz"))
    if not years:
        raise FileNotFoundError(f"no communes_YYYY.csv.gz in {folder}")
    return Cog({year: _load_vintage(folder, year) for year in years})


def _load_vintage(folder: Path, year: int) -> Vintage:
    rows = [_commune(row) for row in _read(folder / f"communes_{year}.csv.gz")]
    in_force = {commune.code: commune for commune in rows if commune.kind == IN_FORCE}
    members = {row["commune"]: row["epci"] for row in _read(folder / f"epci_membres_{year}.csv.gz")}
    epci = tuple(sorted(row["code"] for row in _read(folder / f"epci_{year}.csv.gz")))
    vintage = Vintage(year, in_force, members, epci)
    for commune in rows:
        target = commune.code if commune.kind == IN_FORCE else commune.parent
        if target not in in_force:
            continue
        vintage.names[fold_name(commune.name)].add(target)
        if commune.kind != IN_FORCE:
            vintage.successors.setdefault(commune.code, target)
            vintage.former[target].append(commune)
        for code in commune.former:
            vintage.successors.setdefault(code, target)
    return vintage


def _commune(row: dict[str, str]) -> Commune:
    def several(text: str) -> tuple[str, ...]:
        return tuple(part for part in text.split("|") if part)

    return Commune(
        row["code"],
        row["nom"],
        row["type"],
        row["departement"],
        row["region"],
        row["chef_lieu"],
        several(row["anciens_codes"]),
        several(row["codes_postaux"]),
        int(row["population"] or 0),
    )


def _read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def regional_communes(vintage: Vintage) -> list[Commune]:
    """The communes in force of the region."""
    return [commune for commune in vintage.communes.values() if commune.region == REGION]
