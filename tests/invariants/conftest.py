"""Worlds for the golden invariants: the one that all read, its twin, and one from which extracts were taken away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cell_laws import Cell, read_cells

if TYPE_CHECKING:
    from whole_world import Collected, WholeWorld


@pytest.fixture(scope="session")
def every_cell(whole_world: WholeWorld) -> list[Cell]:
    """All cells of the world: the measures, and what stands beside them."""
    registry = whole_world.rows(
        "select measure_code, aggregation from audit.dim_measure "
        "union all select measure_code, aggregation from audit.dim_supporting_measure"
    )
    aggregations = {row["measure_code"]: row["aggregation"] for row in registry}
    return read_cells(whole_world.cells().values(), aggregations)


@dataclass(frozen=True)
class Twin:
    """The same files landed in another warehouse, whose ledgers number otherwise; then landed once more, then built.

    `landed` and `replayed` are what the ledgers and the raw tables held after each.
    """

    world: WholeWorld
    landed: dict[str, Any]
    replayed: dict[str, Any]


@pytest.fixture(scope="session")
def twin(collected: Collected, new_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """The twin of `whole_world`."""
    from whole_world import WholeWorld

    with new_database(tmp_path_factory.mktemp("twin")) as settings:
        world = WholeWorld.of(settings)
        world.number_from(70_001)
        world.land(collected)
        landed = world.landed_state()
        world.land(collected)
        replayed = world.landed_state()
        world.build()
        yield Twin(world, landed, replayed)


@dataclass(frozen=True)
class Bereft:
    """A copy of the world that never received the extracts of some sources, nor one exercice of another."""

    world: WholeWorld
    sources: frozenset[str]
    exercice: tuple[str, str, str]


@pytest.fixture(scope="session")
def bereft(whole_world: WholeWorld, new_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bereft]:
    """`whole_world` without URSCOP's operations and the calendar of governance, and without the FDVA of 2024.

    URSCOP's directory stays: it tells who is of the social economy, and thereby counts in other sources' measures.
    """
    from whole_world import WholeWorld

    gone, (source, stream, scope) = frozenset({"urscop", "gouvernance"}), ("drajes_fdva", "suivi_actions", "2024")
    with new_database(tmp_path_factory.mktemp("bereft"), like=whole_world.settings) as settings:
        world = WholeWorld.of(settings)
        for name in gone:
            world.forget(f"source = '{name}' and stream <> 'annuaire'")
        world.forget(f"source = '{source}' and stream = '{stream}' and scope = '{scope}'")
        world.build()
        yield Bereft(world, gone, (source, stream, scope))
