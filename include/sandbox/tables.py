"""A file before it is written: lines of cells, what they stand for, and what was destroyed in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sandbox.chance import share, stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery

Cell = str | int | date | None

# Chance, by dirt level, that a cell is written badly, a row destroyed, a field destroyed.
MEND_RATE = (0.0, 0.04, 0.10, 0.22)
ROW_LOSS_RATE = (0.0, 0.010, 0.020, 0.045)
FIELD_LOSS_RATE = (0.0, 0.012, 0.030, 0.060)
MAX_ROWS_LOST = 0.06


@dataclass(frozen=True)
class Loss:
    """What a kind of dirt destroyed: the cell of a column (None: the whole line), for good."""

    column: str | None
    kind: str
    why: str
    row_lost: bool


@dataclass
class Line:
    """A line of a file. `item` is the world's object; `shape` is row, blank, separators, total,
    extra (a cell too many) or short (cells are missing). `clean` are the cells before any dirt."""

    ref: str
    cells: dict[str, Cell]
    item: Any = None
    shape: str = "row"
    losses: list[Loss] = field(default_factory=list)
    clean: dict[str, Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.clean:
            self.clean = dict(self.cells)

    @property
    def row_lost(self) -> bool:
        """Whether the line can no longer be counted at all."""
        return any(loss.row_lost for loss in self.losses)

    def copy(self, ref: str) -> Line:
        """A second line with the same cells, which stands for nothing new."""
        return replace(self, ref=ref, cells=dict(self.cells), losses=[])


@dataclass
class FileTable:
    """The lines of one CSV file or sheet, with its header and its habits; `split` is cut by a stray separator."""

    columns: list[str]
    headers: dict[str, str]
    lines: list[Line]
    banner: list[str] = field(default_factory=list)
    trailing: int = 0
    encoding: str = "windows-1252"
    newline: str = "\r\n"
    split: str = "raison_sociale"


@dataclass(frozen=True)
class Mess:
    """What the kinds of dirt need to know: the seed, the level, the delivery, the geography."""

    seed: int
    level: int
    delivery: Delivery
    cog: Cog
    unicode: bool = False
    dotted: bool = False

    def share(self, *labels: object) -> float:
        """A number in [0, 1) that is the same in every delivery that shows the same thing."""
        return share(self.seed, self.delivery.source, *labels)

    def rng(self, *labels: object) -> random.Random:
        """A stream of chance, the same in every delivery that shows the same thing."""
        return stream(self.seed, self.delivery.source, *labels)

    def file_share(self, *labels: object) -> float:
        """A number in [0, 1) that differs from one delivery to the next."""
        return share(self.seed, self.delivery.file, *labels)


@dataclass(frozen=True)
class Kind:
    """A kind of dirt: from which level on it occurs, and the function that applies it if it can.

    The function changes the line and returns True, or leaves it alone and returns False.
    """

    level: int
    apply: Any

    @property
    def name(self) -> str:
        """The function's name, as it stands in gone.json."""
        return str(self.apply.__name__)


def apply_one(kinds: list[Kind], line: Line, mess: Mess, label: str) -> bool:
    """Apply to the line one of the kinds of this level that can be applied; chance says which."""
    eligible = [kind for kind in kinds if kind.level <= mess.level]
    if not eligible:
        return False
    rng = mess.rng("kind", label, line.ref)
    rng.shuffle(eligible)
    return any(kind.apply(line, mess, rng) for kind in eligible)


def spell_badly(groups: dict[str, list[Kind]], line: Line, mess: Mess) -> None:
    """Give each group of cells its chance of one recoverable kind of dirt."""
    for group, kinds in groups.items():
        if mess.share("mend", group, line.ref) < MEND_RATE[mess.level]:
            apply_one(kinds, line, mess, group)


def destroy_rows(kinds: list[Kind], lines: list[Line], mess: Mess) -> None:
    """Destroy some of the lines, in the order given and never more than a file can bear."""
    bearable = int(MAX_ROWS_LOST * len(lines))
    for line in lines:
        if bearable and mess.share("row loss", line.ref) < ROW_LOSS_RATE[mess.level]:
            bearable -= apply_one(kinds, line, mess, "row loss")


def destroy_fields(kinds: list[Kind], line: Line, mess: Mess, factor: float = 1.0) -> None:
    """Destroy one field of the line, if chance wants it."""
    if not line.row_lost and mess.share("field loss", line.ref) < factor * FIELD_LOSS_RATE[mess.level]:
        apply_one(kinds, line, mess, "field loss")
