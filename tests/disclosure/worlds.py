"""Small random worlds: units with a place, years and an amount; and the cube that is computed of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from sress.disclosure.cells import CellKey, Contribution, Cube, Row, cube_of

HOMES = {
    "EPCI-A": frozenset({"DEP-44"}),
    "EPCI-B": frozenset({"DEP-44"}),
    "EPCI-C": frozenset({"DEP-44", "DEP-49"}),
    "EPCI-D": frozenset({"DEP-49"}),
    "EPCI-E": frozenset({"DEP-49", "DEP-53"}),
    "EPCI-F": frozenset({"DEP-53"}),
}
DEPARTEMENTS = ("DEP-44", "DEP-49", "DEP-53")
YEARS = (2022, 2023)


@dataclass(frozen=True)
class Unit:
    """A unit, where and when it counts: one place and one year, or several."""

    name: str
    places: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    amount: float
    family: str


def random_units(seed: int, *, shared: bool, size: int | None = None) -> list[Unit]:
    """Units of one world; with `shared`, half of them lie in several places or years."""
    drawn = random.Random(seed)
    units = []
    for number in range(size if size is not None else drawn.randint(4, 60)):
        several = shared and drawn.random() < 0.5
        places = []
        for _ in range(drawn.randint(1, 3) if several else 1):
            epci = drawn.choices(list(HOMES), weights=(9, 3, 4, 2, 1, 2))[0]
            places.append((drawn.choice(sorted(HOMES[epci])), epci))
        years = tuple(sorted(drawn.sample(YEARS, drawn.randint(1, 2) if several else 1)))
        amount = float(drawn.choice((5000, 8000, 15000, 40000, 250000)))
        units.append(Unit(f"U{number}", tuple(places), years, amount, drawn.choice(("asso", "coop"))))
    return units


def periods_of(unit: Unit) -> tuple[str, ...]:
    """The years in which a unit counts, and the cumuls."""
    cumuls = tuple(f"cum-{year}-12" for year in YEARS if min(unit.years) <= year)
    return (*map(str, unit.years), *cumuls)


def cube_from(units: Sequence[Unit], *, amounts: bool = False, disclosure_class: str = "C1") -> Cube:
    """The cube: region, départements and EPCI × years and their cumul × total and family."""
    members: dict[CellKey, dict[str, float]] = defaultdict(dict)
    for unit in units:
        territories = {"REG-52", *(place for pair in unit.places for place in pair)}
        for territory in territories:
            for period in periods_of(unit):
                for dimension, member in (("", ""), ("ess_family", unit.family)):
                    key = CellKey("indicator_value", "X", period, territory, dimension, member)
                    members[key][unit.name] = unit.amount
    dense = [
        CellKey("indicator_value", "X", period, territory)
        for period in (*map(str, YEARS), "cum-2022-12", "cum-2023-12")
        for territory in ("REG-52", *DEPARTEMENTS, *HOMES)
    ]
    rows = []
    for key in {*dense, *members}:
        inside = members.get(key, {})
        is_cumul = key.period.startswith("cum")
        rows.append(
            Row(
                key,
                "cum" if is_cumul else "year",
                int(key.period[4:8] if is_cumul else key.period),
                disclosure_class,
                is_amount=amounts,
                numerator=sum(inside.values()) if amounts else float(len(inside)),
                contributions=tuple(Contribution(unit, inside[unit]) for unit in sorted(inside)) if amounts else (),
                since=min(YEARS) if is_cumul else None,
            )
        )
    return cube_of(rows, HOMES)


@dataclass(frozen=True)
class Part:
    """The published cells of a cube, and those that are not published: empty ones too, nobody knows which they are."""

    cube: Cube
    unpublished: frozenset[CellKey]


def published_part(cube: Cube, seed: int) -> Part:
    """The cells of a closed scope drawn at random (sress.disclosure.scope): no detail without what it adds up to."""
    drawn = random.Random(f"scope {seed}")
    scope = {("REG", False): {"cum", "year"}}
    scope["REG", True] = _some(drawn, scope["REG", False])
    scope["DEP", False] = _some(drawn, scope["REG", False])
    scope["DEP", True] = _detail(_some(drawn, scope["DEP", False]), scope["REG", True])
    scope["EPCI", False] = _some(drawn, scope["DEP", False])
    scope["EPCI", True] = _detail(_some(drawn, scope["EPCI", False]), scope["DEP", True])
    first_cumul = drawn.choice(YEARS)

    def is_published(key: CellKey) -> bool:
        kind, year = ("cum", int(key.period[4:8])) if key.period.startswith("cum") else ("year", int(key.period))
        kinds = scope[key.territory.partition("-")[0], bool(key.dimension)]
        return kind in kinds and (kind != "cum" or year >= (first_cumul if "year" in kinds else max(YEARS)))

    members = {(key.dimension, key.member) for key in cube.rows}
    periods = {key.period for key in cube.rows}
    places = ("REG-52", *DEPARTEMENTS, *HOMES)
    possible = (
        CellKey("indicator_value", "X", period, place, *member)
        for period, place, member in product(periods, places, members)
    )
    rows = [row for key, row in cube.rows.items() if is_published(key)]
    return Part(
        cube_of(rows, cube.departements_of), frozenset(key for key in possible if not is_published(key))
    )


def _some(drawn: random.Random, kinds: set[str]) -> set[str]:
    """Both kinds of period, the cumul alone, or none."""
    return kinds & drawn.choice(({"cum", "year"}, {"cum", "year"}, {"cum"}, set()))


def _detail(kinds: set[str], above: set[str]) -> set[str]:
    """A breakdown has the years where the one above it has them; else it has nothing."""
    return kinds & above if "year" in kinds or "year" not in above else set()
