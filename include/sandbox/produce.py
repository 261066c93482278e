"""Let every partner system make its deliveries of a month, in memory, with what is lost and expected in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from sandbox.build import build_world
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.expected import expected_rows
from sandbox.facts import Lost
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.production import OpenFile, Production
from sandbox.systems import SYSTEMS
from sandbox.world import FIRST_YEAR, LAST_YEAR, World

DIRT_LEVELS = (0, 1, 2, 3)
MARKED = ("france_active",)


@dataclass
class Month:
    """The deliveries of a month (one entry a stream), and what a perfect reader makes of them."""

    world: World
    month: str
    production: Production = field(default_factory=Production)
    files: list[dict[str, Any]] = field(default_factory=list)
    gone: list[dict[str, Any]] = field(default_factory=list)
    expected: list[dict[str, Any]] = field(default_factory=list)
    lost: Lost = field(default_factory=Lost)
    deliveries: list[tuple[str, Delivery]] = field(default_factory=list)


def produce(seed: int, dirt: int, month: str, scale: int, cog: Cog) -> Month:
    """Everything of a month. The same arguments give the same bytes.

    Raises ValueError for a dirt level, month or scale out of range.
    """
    year, _ = parse_month(month)
    if dirt not in DIRT_LEVELS:
        raise ValueError(f"dirt must be one of {DIRT_LEVELS}, not {dirt}")
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise ValueError(f"the world lasts from {FIRST_YEAR + 1} to {LAST_YEAR}, not {month}")
    made = Month(build_world(seed, scale, cog), month)
    for system in SYSTEMS:
        for delivery in _deliveries(system, made.world, month, dirt, cog):
            _hand_over(made, delivery)
    return made


def _deliveries(system: ModuleType, world: World, month: str, dirt: int, cog: Cog) -> list[Made]:
    found: list[Made] = system.make(world, month, dirt, cog)
    return found


def _hand_over(month: Month, made: Made) -> None:
    """Put a delivery where its partner puts it, and note its rows."""
    delivery, production = made.delivery, month.production
    if made.way == "api":
        production.apis[f"{delivery.source}/{made.endpoint}"] = list(made.records)
    elif made.way == "open":
        production.open_files.append(OpenFile(made.dataset, made.title, made.name, made.data, made.media))
    else:
        name = f"{delivery.source}/{delivery.file}"
        production.drops[name] = made.data
        if delivery.source in MARKED:
            digest = hashlib.sha256(made.data).hexdigest()
            production.drops[f"{name}.sha256"] = f"{digest}  {delivery.file}\n".encode()
    for part in made.parts:
        _note(month, made, part)


def _note(month: Month, made: Made, part: Part) -> None:
    """Write down the rows of a part and its losses; those of a file in force change the truth."""
    delivery = made.delivery
    place = {"source": delivery.source, "delivery": delivery.file, "stream": part.stream}
    rows = sum(line.shape not in ("blank", "separators") for line in part.table.lines)
    month.deliveries.append((part.stream, delivery))
    month.files.append({**place, "rows": rows, "in_force": delivery.in_force})
    month.expected.extend(expected_rows(place, part))
    for line, number in zip(part.table.lines, part.numbers, strict=True):
        for loss in line.losses:
            entry = {"row": number, "field": loss.column, "kind": loss.kind, "why": loss.why, "row_lost": loss.row_lost}
            month.gone.append({**place, **entry, "in_force": delivery.in_force})
            if delivery.in_force and (loss.row_lost or loss.column):
                month.lost.add(delivery.source, part.stream, line.ref, None if loss.row_lost else loss.column)
