"""The governance workbook as it arrives: both sheets spelled badly, partly destroyed, with repeats."""

from __future__ import annotations

from sandbox.calendar_dirt import (
    CALENDAR_MENDABLE,
    CALENDAR_ROW_KINDS,
    PARTICIPANTS_FIELD_KINDS,
    PARTICIPANTS_MENDABLE,
)
from sandbox.calendar_table import clean_calendar, clean_participants
from sandbox.chance import pick
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.facts import normalised
from sandbox.tables import FileTable, Line, Mess, destroy_fields, destroy_rows, spell_badly
from sandbox.vocabulary import ATTENDANCE_COLUMNS, MARK, MEETING_COLUMNS
from sandbox.world import World

DUPLICATE_RATE = (0.0, 0.25, 0.40, 0.60)


def calendar_tables(world: World, delivery: Delivery, level: int, cog: Cog) -> tuple[FileTable, FileTable]:
    """The sheets « Calendrier » and « Participants » at a dirt level."""
    calendar, participants = clean_calendar(world, delivery), clean_participants(world, delivery)
    if level:
        mess = Mess(world.seed, level, delivery, cog)
        _soil_calendar(calendar, mess)
        _soil_participants(participants, mess)
    return calendar, participants


def _soil_calendar(table: FileTable, mess: Mess) -> None:
    for line in table.lines:
        spell_badly(CALENDAR_MENDABLE, line, mess)
    destroy_rows(CALENDAR_ROW_KINDS, sorted(table.lines, key=_typed), mess)
    table.lines = _with_repeats(table.lines, mess)
    if mess.level >= 2:
        table.lines.sort(key=lambda line: mess.share("shuffle", line.ref) < 0.1)
    _add_habits(table, MEETING_COLUMNS, mess)
    if mess.share("total") < 0.3 * mess.level:
        total: dict[str, str | int | None] = {
            "type": "Total",
            "intitule": f"{len(table.lines)} lignes",
            "origine_donnee": MARK,
        }
        table.lines.append(Line("", dict(total), shape="total"))


def _typed(line: Line) -> tuple[object, str]:
    return line.item.entry.history[0][0], line.ref


def _with_repeats(lines: list[Line], mess: Mess) -> list[Line]:
    """Postponed meetings are often copied twice, others now and then."""
    result = []
    for line in lines:
        result.append(line)
        rate = DUPLICATE_RATE[mess.level] if line.item.statut == "reportee" else DUPLICATE_RATE[mess.level] / 30
        if not line.losses and line.item.statut != "prevue" and mess.share("duplicate", line.ref) < rate:
            result.append(line.copy(f"{line.ref}#again"))
    return result


def _soil_participants(table: FileTable, mess: Mess) -> None:
    named_twice = _named_twice(table.lines)
    for line in table.lines:
        spell_badly(PARTICIPANTS_MENDABLE, line, mess)
        if _conference_key(line) not in named_twice:
            destroy_fields(PARTICIPANTS_FIELD_KINDS, line, mess)
    _add_habits(table, ATTENDANCE_COLUMNS, mess)


def _named_twice(lines: list[Line]) -> set[tuple[object, str]]:
    """Organisations with two lines: the other line would still say what one of them lost."""
    seen: set[tuple[object, str]] = set()
    twice: set[tuple[object, str]] = set()
    for line in lines:
        key = _conference_key(line)
        (twice if key in seen else seen).add(key)
    return twice


def _conference_key(line: Line) -> tuple[object, str]:
    return line.item.day, normalised(line.item.organisation)


def _add_habits(table: FileTable, labels: dict[str, tuple[str, ...]], mess: Mess) -> None:
    """Headers in words, blank rows, an unknown column."""
    for name in table.columns:
        label = pick(labels[name], mess.delivery.file, name) if mess.level >= 2 else labels[name][0]
        table.headers[name] = label.upper() if mess.level >= 2 and mess.file_share("upper") < 0.3 else label
    for place in range(mess.level):
        at = int(mess.file_share("blank", len(labels), place) * len(table.lines))
        table.lines.insert(at, Line("", {}, shape="blank"))
    if mess.level >= 2 and mess.file_share("extra") < 0.6:
        table.columns.append("Observations")
        table.headers["Observations"] = "Observations"
