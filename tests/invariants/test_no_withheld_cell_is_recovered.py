"""Invariant 9: of a whole simulated world, published as it would be, no withheld cell can be recovered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from attacker import Attack, Cell, Table, tables_of
from sress.platform.database import connect
from sress.publication import publish
from sress.publication.reproduce.differences import compare_mart
from sress.publication.session import write_values_alike
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict

if TYPE_CHECKING:
    from whole_world import WholeWorld

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

AMOUNTS = ("sum", "max_per_unit_sum")
FEWEST = {"C1": 3, "C2": 5}
TINY = 1e-6
_REGISTRY = """
    select measure_code, disclosure_class, aggregation
    from publication.dim_measure
    where publication_id = publication.current_id() and disclosure_class <> 'C0'
    union all
    select beside.measure_code, parent.disclosure_class, beside.aggregation
    from publication.dim_supporting_measure as beside
    inner join publication.dim_measure as parent
        on beside.parent_measure_code = parent.measure_code and beside.publication_id = parent.publication_id
    where beside.publication_id = publication.current_id() and parent.disclosure_class <> 'C0'
"""
_SHOWN = """
    select
        measure_code as measure, period_kind as kind, extract(year from period_end)::integer as year, territory,
        dimension, member, value, numerator, denominator, unknown, records, status
    from publication.{mart}
    where publication_id = publication.current_id()
"""
_WITHHELD = """
    select
        measure_code as measure, figures ->> 'period_kind' as kind,
        extract(year from (figures ->> 'period_end')::date)::integer as year, territory, dimension, member, reason,
        (figures ->> 'numerator')::double precision as numerator
    from publication.withheld_value
    where publication_id = publication.current_id() and reason <> 'scope' and mart <> 'ambition_value'
"""


@pytest.fixture(scope="module")
def published(whole_world: WholeWorld, new_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A copy of the world, published."""
    from whole_world import WholeWorld

    with new_database(tmp_path_factory.mktemp("published"), like=whole_world.settings) as settings:
        world = WholeWorld.of(settings)
        (build,) = world.rows("select max(build_id) as number from ops.build")
        verdict = Verdict(2, "indicator_value", "indicator_value", "0" * 64, 1, (), build_id=build["number"])
        store_verdicts(world.settings, [verdict])
        publish(world.settings, build["number"])
        yield world


def _rows(published: WholeWorld) -> list[dict[str, Any]]:
    return [row for mart in ("indicator_value", "supporting_value") for row in published.rows(_SHOWN.format(mart=mart))]


def _is_safe(bounds: tuple[float, float], withheld: dict[str, Any], *, is_amount: bool, fewest: int) -> bool:
    """Amounts: possible 15 % above and below, or on one side for a cell that only hides another. Counts: enough."""
    (low, high), value = bounds, withheld["numerator"] or 0.0
    if is_amount:
        above, below = high >= 1.15 * value - 1, low <= 0.85 * value + 1
        return above and below if withheld["reason"] == "primary" else above or below
    if withheld["reason"] == "primary" and 0 < value < fewest:
        return high >= fewest - TINY
    return high - low >= 1 - TINY


def _recovered(table: Table, own: dict[Cell, dict[str, Any]], fewest: int) -> list[str]:
    attack = Attack(table)
    found = []
    for cell, withheld in own.items():
        bounds = attack.bounds(cell) or Attack(table, trust=False).bounds(cell)
        assert bounds is not None, f"{cell}: the attacker's inequalities are not true"
        if not _is_safe(bounds, withheld, is_amount=table.is_amount, fewest=fewest):
            found.append(f"{cell}: {withheld['numerator']} in {bounds}, {withheld['reason']}")
    return found


def test_no_withheld_cell_is_recovered_from_what_is_published(published: WholeWorld) -> None:
    registry = {row["measure_code"]: row for row in published.rows(_REGISTRY)}
    rows = [row for row in _rows(published) if row["measure"] in registry]
    tables = tables_of(rows, (code for code, row in registry.items() if row["aggregation"] in AMOUNTS))
    withheld: dict[str, dict[Cell, dict[str, Any]]] = {}
    for row in published.rows(_WITHHELD):
        cell = Cell(row["kind"], row["year"], row["territory"], row["dimension"], row["member"])
        withheld.setdefault(row["measure"], {})[cell] = row
    assert sum(map(len, withheld.values())) > 100, "a world in which nothing needs protection shows nothing"
    for measure, own in withheld.items():
        found = _recovered(tables[measure], own, FEWEST[registry[measure]["disclosure_class"]])
        assert not found, f"{measure}: {found[:3]}"


def test_the_attacker_recovers_what_is_hidden_alone(published: WholeWorld) -> None:
    """The attack is worth something: without their complements small cells are recovered by it."""
    registry = {row["measure_code"]: row for row in published.rows(_REGISTRY)}
    computed = {row["measure"]: [] for row in published.rows(_WITHHELD)}
    for row in published.rows(_WITHHELD):
        computed[row["measure"]].append(row)
    rows = [row for row in _rows(published) if row["measure"] in registry]
    figures = {_place(row): row["numerator"] for own in computed.values() for row in own if row["reason"] != "primary"}
    for row in rows:
        if _place(row) in figures:
            row.update(status="final", numerator=figures[_place(row)])
    found = []
    for measure, table in tables_of(rows, ()).items():
        own = {
            Cell(one["kind"], one["year"], one["territory"], one["dimension"], one["member"]): one
            for one in computed.get(measure, ())
            if one["reason"] == "primary"
        }
        found += _recovered(table, own, FEWEST[registry[measure]["disclosure_class"]])
    assert found


def test_what_is_withheld_is_kept_as_it_was_computed(published: WholeWorld) -> None:
    (served,) = published.rows("select publication.current_id() as number")
    with connect(published.settings, "engineer") as connection:
        write_values_alike(connection)
        for mart in ("indicator_value", "supporting_value"):
            assert compare_mart(connection, connection, served["number"], mart) is None


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["measure"], row["kind"], row["year"], row["territory"], row["dimension"] or "", row["member"] or "")


def test_a_withheld_cell_tells_nothing_and_a_small_one_is_withheld(published: WholeWorld) -> None:
    registry = {row["measure_code"]: row for row in published.rows(_REGISTRY)}
    for row in _rows(published):
        if row["status"] == "suppressed":
            assert row["measure"] in registry, "a public figure is never hidden"
            told = [row[name] for name in ("value", "numerator", "denominator", "unknown", "records")]
            assert told == [None] * 5, row
        elif row["measure"] in registry and registry[row["measure"]]["aggregation"] == "count_distinct":
            fewest = FEWEST[registry[row["measure"]]["disclosure_class"]]
            assert not 0 < (row["numerator"] or 0) < fewest, row
