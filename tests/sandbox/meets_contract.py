"""Hold what a simulated system delivers against its contract, row by row, as landing reads it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from sandbox.build import build_world
from sandbox.cog import Cog, load_cog
from sandbox.expected import expected_rows
from sandbox.made import Made
from sandbox.world import World
from sress.contracts.load import load_contract
from sress.contracts.model import Contract
from sress.landing.check import Checked, check_table
from sress.landing.period import file_groups
from sress.landing.table import read_table

ROOT = Path(__file__).resolve().parents[2]
COG = load_cog(ROOT / "include" / "reference_data")
OUTCOMES = ("rejected", "mended", "set_aside")


@dataclass(frozen=True)
class Landed:
    """A stream of a delivery, and what landing makes of it."""

    made: Made
    stream: str
    checked: Checked

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """The landed rows by column."""
        return [dict(zip(self.checked.columns, values, strict=True)) for _, values in self.checked.landed]


@cache
def world(seed: int) -> World:
    """The world of a seed, built once."""
    return build_world(seed, 1, COG)


@cache
def contract_of(source: str) -> Contract:
    """The contract that ships."""
    return load_contract(ROOT / "include" / "sources" / f"{source}.yml")


def deliver(system: ModuleType, seed: int, month: str, dirt: int, cog: Cog = COG) -> list[Made]:
    """The deliveries of a month."""
    made: list[Made] = system.make(world(seed), month, dirt, cog)
    return made


def land(made: Sequence[Made]) -> list[Landed]:
    """Each part of each delivery as its contract reads it."""
    return [_land(item, part.stream) for item in made for part in item.parts]


def _land(made: Made, name: str) -> Landed:
    stream = contract_of(made.delivery.source).streams[name]
    assert re.fullmatch(stream.file, made.delivery.file), f"no pattern of {name} takes {made.delivery.file}"
    table = read_table(made.data, stream)
    named = file_groups(stream, made.delivery.file)
    checked = check_table(table, stream, named=named, pseudonym=lambda parts: _pseudonym(parts))
    return Landed(made, name, checked)


def _pseudonym(parts: Sequence[str]) -> str | None:
    said = " ".join(filter(None, parts))
    return f"p_{hash(said)}" if said else None


def assert_each_row_is_as_expected(made: Sequence[Made]) -> None:
    """Rejected, mended and set aside rows are those that the world knows, and no other."""
    for landed in land(made):
        _assert_expected(landed)


def _assert_expected(landed: Landed) -> None:
    (part,) = [part for part in landed.made.parts if part.stream == landed.stream]
    place, checked = f"{landed.made.delivery.file}, {landed.stream}", landed.checked
    expected: dict[str, set[int]] = defaultdict(set)
    for entry in expected_rows({}, part):
        expected[entry["outcome"]].add(entry["row"])
    found = {
        "rejected": {problem.row for problem in checked.problems if problem.blocking},
        "mended": {mend.row for mend in checked.mends} & {line for line, _ in checked.landed},
        "set_aside": {p.row for p in checked.problems if p.rule in ("exact_duplicate", "totals_row")},
    }
    for outcome in OUTCOMES:
        assert found[outcome] == expected[outcome], f"{place}: {outcome}"
    lines = sum(line.shape not in ("blank", "separators") for line in part.table.lines)
    assert checked.read == lines == len(checked.landed) + checked.rejected, place
    lost = {
        (number, loss.column)
        for line, number in zip(part.table.lines, part.numbers, strict=True)
        for loss in line.losses
        if not loss.row_lost
    }
    assert {(p.row, p.column) for p in checked.problems if not p.blocking and p.column} == lost, place


def assert_no_person_lands(made: Sequence[Made], seed: int) -> None:
    """No family name, address, number or account of anybody stands in what lands."""
    names = {project.person.family.casefold() for project in world(seed).projects}
    for landed in land(made):
        for row in landed.rows:
            for name, value in row.items():
                place = f"{landed.made.delivery.file}, {name}: {value}"
                assert not _NUMBERS.search(value or ""), place
                assert names.isdisjoint(re.findall(r"\w+", (value or "").casefold())), place


_NUMBERS = re.compile(r"@exemple\.invalid|06 39 98|FR00 9999")
