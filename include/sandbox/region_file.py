"""The Région's file as it arrives: the clean table, spelled badly, partly destroyed, with its habits."""

from __future__ import annotations

from dataclasses import replace

from sandbox.chance import pick
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.region_dirt import REGION_MENDABLE
from sandbox.region_gone import FIELD_KINDS, HOMONYM_KINDS, ROW_KINDS, is_homonym
from sandbox.region_table import clean_region_table, dossier_cells
from sandbox.soil import move_columns
from sandbox.spelling import amount, french_date
from sandbox.tables import FileTable, Line, Mess, destroy_fields, destroy_rows, spell_badly
from sandbox.vocabulary import DOSSIER_COLUMNS, MARK
from sandbox.world import World

HOMONYM_FACTOR = 8.0
DUPLICATE_RATE = (0.0, 0.006, 0.010, 0.020)
STALE_RATE = (0.0, 0.010, 0.020, 0.040)


def region_table(world: World, delivery: Delivery, level: int, cog: Cog) -> FileTable:
    """The table of a delivery at a dirt level, ready to be written."""
    table = clean_region_table(world, delivery)
    if level == 0:
        return table
    mess = Mess(world.seed, level, delivery, cog)
    mess = replace(mess, unicode=level >= 2 and mess.file_share("utf-8") < 0.4, dotted=mess.file_share("dots") < 0.5)
    for line in table.lines:
        spell_badly(REGION_MENDABLE, line, mess)
    destroy_rows(ROW_KINDS, table.lines, mess)
    for line in table.lines:
        if is_homonym(line, mess):
            destroy_fields(HOMONYM_KINDS, line, mess, HOMONYM_FACTOR)
        if not line.losses:
            destroy_fields(FIELD_KINDS, line, mess)
    table.lines = _with_repeats(table.lines, mess)
    add_habits(table, mess)
    return table


def _with_repeats(lines: list[Line], mess: Mess) -> list[Line]:
    """Exact duplicates, and dossiers whose earlier version was left in the file."""
    result: list[Line] = []
    at_the_end: list[Line] = []
    for line in lines:
        stale = stale_version(line, mess)
        if stale is not None and (
            stale.cells["date_maj"] == line.cells["date_maj"] or mess.share("before", line.ref) < 0.4
        ):
            result.append(stale)
        elif stale is not None:
            at_the_end.append(stale)
        result.append(line)
        repeated = stale is None and not line.losses
        if repeated and mess.share("duplicate", line.ref) < DUPLICATE_RATE[mess.level]:
            result.insert(len(result) if mess.level < 3 else max(0, len(result) - 3), line.copy(f"{line.ref}#again"))
    return result + at_the_end


def stale_version(line: Line, mess: Mess) -> Line | None:
    """The line of the version before: an older date_maj, or the same one and then an earlier line."""
    shown = line.item
    if line.losses or shown.before is None or mess.share("stale", line.ref) >= STALE_RATE[mess.level]:
        return None
    stale = Line(f"{line.ref}#before", dossier_cells(shown.dossier, shown.before))
    if mess.level >= 2 and mess.share("same day", line.ref) < 0.3:
        stale.cells["date_maj"] = line.cells["date_maj"] = french_date(shown.version.known_on)
    return stale


def add_habits(table: FileTable, mess: Mess) -> None:
    """Headers in words, other column order, blank lines, a totals row, more columns, other encoding."""
    style = 0 if mess.level == 1 else int(mess.file_share("headers") * 3)
    for name in table.columns:
        labels = DOSSIER_COLUMNS[name]
        table.headers[name] = labels[0] if style == 0 else _other_header(pick(labels, mess.delivery.file, name), style)
    if mess.level >= 2:
        move_columns(table, mess)
        table.trailing = int(mess.file_share("trailing") * 4)
    for place in range(1, 1 + mess.level):
        at = int(mess.file_share("blank", place) * len(table.lines))
        table.lines.insert(at, Line("", {}, shape="blank" if place < 3 else "separators"))
    if table.lines and mess.file_share("total") < 0.3 * mess.level:
        table.lines.append(_totals(table, mess))
    if mess.unicode:
        table.encoding = "utf-8-sig" if mess.file_share("bom") < 0.5 else "utf-8"
    if mess.level == 3 and mess.file_share("newline") < 0.4:
        table.newline = "\n"


def _other_header(label: str, style: int) -> str:
    return f" {label.upper()} " if style == 1 else label.lower()


def _totals(table: FileTable, mess: Mess) -> Line:
    asked = sum(line.item.version.asked for line in table.lines if line.item)
    label = pick(("Total", "TOTAL", "Total général"), mess.delivery.file)
    cells = {"n_dossier": label, "montant_demande": amount(asked), "origine_donnee": MARK}
    return Line("", dict(cells), shape="total")
