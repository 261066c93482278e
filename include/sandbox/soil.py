"""Dirt for any declared sheet: spellings that a perfect reader can undo, losses that nobody can, and habits."""

from __future__ import annotations

from dataclasses import replace

from sandbox.bad_spelling import spellings_of
from sandbox.chance import pick
from sandbox.destruction import field_losses, row_losses
from sandbox.sheet import Row, Sheet
from sandbox.tables import FIELD_LOSS_RATE, MAX_ROWS_LOST, MEND_RATE, ROW_LOSS_RATE, FileTable, Line, Mess
from sandbox.vocabulary import EXTRA_COLUMNS

DUPLICATE_RATE = (0.0, 0.006, 0.012, 0.025)


def soil(table: FileTable, sheet: Sheet, mess: Mess) -> FileTable:
    """Soil a clean table in place, at the level of `mess`, and return it; level 0 changes nothing."""
    if mess.level == 0:
        return table
    text_file = sheet.delimited and sheet.habits.dates != "cell"
    unicode = not text_file or sheet.habits.encoding.startswith("utf")
    mess = replace(mess, unicode=unicode, dotted=mess.file_share("dots") < 0.5)
    for line in table.lines:
        _spell_badly(line, sheet, mess)
    _destroy_rows(table.lines, sheet, mess, text_file)
    for line in table.lines:
        _destroy_field(line, sheet, mess)
    if sheet.repeats:
        table.lines = _with_repeats(table.lines, mess)
    _add_habits(table, sheet, mess, text_file)
    return table


def _spell_badly(line: Line, sheet: Sheet, mess: Mess) -> None:
    for item in sheet.fields:
        value = line.item.values.get(item.name)
        if value in (None, "") or mess.share("mend", item.name, line.ref) >= MEND_RATE[mess.level]:
            continue
        rng = mess.rng("spelling", item.name, line.ref)
        spellings = [spell for level, spell in spellings_of(item.kind) if level <= mess.level]
        rng.shuffle(spellings)
        for spell in spellings:
            text = spell(item, value, mess, rng)
            if text is not None:
                line.cells[item.name] = text
                break


def _destroy_rows(lines: list[Line], sheet: Sheet, mess: Mess, text_file: bool) -> None:
    bearable = int(MAX_ROWS_LOST * len(lines))
    for line in lines:
        if bearable and mess.share("row loss", line.ref) < ROW_LOSS_RATE[mess.level]:
            rng = mess.rng("row loss kind", line.ref)
            ways = row_losses(sheet, mess.level, text_file)
            rng.shuffle(ways)
            bearable -= any(way(line, mess, rng) for way in ways)


def _destroy_field(line: Line, sheet: Sheet, mess: Mess) -> None:
    if line.losses or mess.share("field loss", line.ref) >= FIELD_LOSS_RATE[mess.level]:
        return
    rng = mess.rng("field loss kind", line.ref)
    ways = field_losses(sheet, mess.level)
    rng.shuffle(ways)
    any(way(line, mess, rng) for way in ways)


def _with_repeats(lines: list[Line], mess: Mess) -> list[Line]:
    """Some lines stand twice, the second one exactly as the first."""
    result = []
    for line in lines:
        result.append(line)
        if not line.losses and mess.share("duplicate", line.ref) < DUPLICATE_RATE[mess.level]:
            result.append(line.copy(f"{line.ref}#again"))
    return result


def _add_habits(table: FileTable, sheet: Sheet, mess: Mess, text_file: bool) -> None:
    """Headers in other words, other column order, blank lines, a totals row, an unknown column."""
    shouted = mess.level >= 2 and mess.file_share("shouted") < 0.3
    for item in sheet.fields:
        label = item.headers[0] if mess.level == 1 else pick(item.headers, mess.delivery.file, item.name)
        table.headers[item.name] = label.upper() if shouted else label
    if sheet.movable and mess.level >= 2:
        move_columns(table, mess)
    if text_file and mess.level >= 2:
        table.trailing = int(mess.file_share("trailing") * 3)
    for place in range(1, 1 + mess.level):
        at = int(mess.file_share("blank", place) * len(table.lines))
        table.lines.insert(at, Line("", {}, shape="blank" if place < 3 or not text_file else "separators"))
    if sheet.totals and table.lines and mess.file_share("total") < 0.3 * mess.level:
        table.lines.append(_totals(table, sheet))


def move_columns(table: FileTable, mess: Mess) -> None:
    """Another order and unknown columns; the first stays first and the mark last.

    The mark fills every line's last cell, so that a cell too many shows in the line's width.
    """
    first, *others, last = table.columns
    extra = [name for name in EXTRA_COLUMNS if mess.file_share("extra", name) < 0.4]
    others += extra
    others.sort(key=lambda name: mess.file_share("order", name) if mess.file_share("move") < 0.6 else 0)
    table.columns = [first, *others, last]
    table.headers.update({name: name for name in extra})
    for line in table.lines:
        line.cells.update({name: pick(("", "RAS", "vu", "canton 3"), line.ref, name) for name in extra})


def _totals(table: FileTable, sheet: Sheet) -> Line:
    """A last line that says « Total » and holds the sum of a column of amounts."""
    line = Line("", {table.columns[0]: "TOTAL"}, Row({}), shape="total")
    for item in sheet.fields:
        if item.kind == "amount" and item.name != table.columns[0]:
            known = [row.item.values.get(item.name) for row in table.lines if isinstance(row.item, Row)]
            line.cells[item.name] = str(sum(value for value in known if isinstance(value, int)))
            break
    return line
