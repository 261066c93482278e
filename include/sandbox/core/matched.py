"""Which records the rules unite without anybody's decision: the unit of every count of projects.

indicators.md 1.0, the cascade of project identity: a number that both show (P0); one carrier, titles
alike and days at most 24 months apart (P1; P2 where the carrier is known by its RNA number, which counts
as the SIREN that Sirene gives for it). What the links join, directly or through others, is one unit.
The rules never unite two true projects, so only the records of one are compared: a project is one unit
or several, never part of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

from sandbox.core.record import Record
from sandbox.core.titles import alike

WINDOW_MONTHS = 24


def units_of(records: Iterable[Record], bearers: Mapping[str, str]) -> dict[str, str]:
    """The unit of each record by its key; a unit bears the name of its first record.

    `bearers` are the SIREN that Sirene gives by RNA number.
    """
    by_project: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_project[record.project].append(record)
    found: dict[str, str] = {}
    for group in by_project.values():
        for unit in _joined(group, bearers):
            found.update(dict.fromkeys(unit, min(unit)))
    return found


def carrier_of(record: Record, bearers: Mapping[str, str]) -> str | None:
    """Who carries the project as the record shows it: a SIREN, else the one behind the RNA number, else that."""
    if record.siren:
        return record.siren
    return bearers.get(record.rna, record.rna) if record.rna else None


def near(one: date, other: date) -> bool:
    """At most 24 months apart; a month that has begun counts."""
    first, last = sorted((one, other))
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (last.day > first.day) <= WINDOW_MONTHS


def _joined(group: list[Record], bearers: Mapping[str, str]) -> list[set[str]]:
    """The keys of the records that links join, a set a unit."""
    neighbours: dict[str, set[str]] = {record.key: set() for record in group}
    for one, other in combinations(group, 2):
        if one.shared & other.shared or _same_by_title(one, other, bearers):
            neighbours[one.key].add(other.key)
            neighbours[other.key].add(one.key)
    units: list[set[str]] = []
    while neighbours:
        waiting, unit = [next(iter(neighbours))], set()
        while waiting:
            here = waiting.pop()
            if here not in unit:
                unit.add(here)
                waiting.extend(neighbours[here])
        units.append(unit)
        neighbours = {key: linked for key, linked in neighbours.items() if key not in unit}
    return units


def _same_by_title(one: Record, other: Record, bearers: Mapping[str, str]) -> bool:
    """P1 and P2: nothing is united on what a record does not show."""
    if not (one.title and other.title and one.day and other.day):
        return False
    carrier = carrier_of(one, bearers)
    same_carrier = carrier is not None and carrier == carrier_of(other, bearers)
    return same_carrier and near(one.day, other.day) and alike(one.title, other.title)
