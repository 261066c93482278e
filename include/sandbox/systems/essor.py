"""ESSOR (S01), the shared tool of the CRESS: its lists on extraction day, as its API shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.json_records import nested, without_layout
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.sheet import Sheet, sheet_table
from sandbox.soil import soil
from sandbox.systems import essor_fields as fields
from sandbox.systems.essor_notices import notices
from sandbox.systems.essor_rows import (
    Row,
    event_row,
    orientation_values,
    partnership_rows,
    project_row,
    publication_row,
    support_rows,
)
from sandbox.systems.essor_world import Followed, followed_projects
from sandbox.tables import FileTable, Mess
from sandbox.world import World

SOURCE = fields.SOURCE


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The lists of a month, each as one pull."""
    day = extraction_day(*parse_month(month))
    every = followed_projects(world)
    shown = [item for item in every if item.received_on <= day and not (item.deleted and item.deleted <= day)]
    publications, events = notices(world, every, cog)
    studio = _Studio(world, month, level, cog)
    return [
        studio.projects(shown, day),
        studio.simple(fields.SUPPORT, "accompagnement_id", support_rows(shown, day)),
        studio.simple(fields.PARTNERSHIPS, "partenariat_id", partnership_rows(shown, day)),
        studio.simple(
            fields.PUBLICATIONS,
            "publication_id",
            [publication_row(item) for item in publications if item.known_on <= day],
        ),
        studio.simple(fields.EVENTS, "evenement_id", [event_row(item) for item in events if item.known_on <= day]),
    ]


class _Studio:
    """Turns rows into the pulls of one month."""

    def __init__(self, world: World, month: str, level: int, cog: Cog) -> None:
        self._world, self._month, self._level, self._cog = world, month, level, cog

    def _delivery(self, name: str) -> Delivery:
        year, number = parse_month(self._month)
        return Delivery(SOURCE, f"{SOURCE}_{name}_{self._month}_full.jsonl", year, number, True)

    def _table(self, sheet: Sheet, rows: list[Row], delivery: Delivery) -> FileTable:
        # The API spells a record alike every month: what did not change must not look changed.
        mess = Mess(self._world.seed, self._level, replace(delivery, file=f"{SOURCE}_{sheet.stream}"), self._cog)
        table = without_layout(soil(sheet_table(sheet, rows), sheet, mess))
        table.headers = {item.name: item.headers[0] for item in sheet.fields}
        return table

    def simple(self, sheet: Sheet, key: str, rows: list[Row]) -> Made:
        """A list of flat records."""
        delivery = self._delivery(sheet.stream)
        table = self._table(sheet, sorted(rows, key=lambda row: str(row[1][key])), delivery)
        part = Part(sheet.stream, table, list(range(1, len(table.lines) + 1)), sheet.fields, repeats=False)
        records = tuple(nested(line, table) for line in table.lines)
        return Made(delivery, (part,), way="api", endpoint=sheet.stream, records=records)

    def projects(self, shown: list[Followed], day: date) -> Made:
        """The projects with their orientations inside."""
        delivery = self._delivery("projets")
        table = self._table(fields.PROJECTS, [project_row(item, day) for item in shown], delivery)
        sent = [
            (f"{item.project.essor}/{rank}", orientation_values(item, rank, day), item)
            for item in shown
            for rank, orientation in enumerate(item.orientations)
            if orientation.day <= day
        ]
        inner = self._table(fields.ORIENTATIONS, sent, delivery)
        records = {item.project.essor: nested(line, table) for item, line in zip(shown, table.lines, strict=True)}
        for record in records.values():
            record["orientations"] = []
        for line in inner.lines:
            entry = nested(line, inner)["orientations"]
            records[line.item.item.project.essor]["orientations"].append(entry)
        parts = (
            Part("projets", table, list(range(1, len(table.lines) + 1)), fields.PROJECTS.fields, repeats=False),
            Part(
                "orientations", inner, list(range(1, len(inner.lines) + 1)), fields.ORIENTATIONS.fields, repeats=False
            ),
        )
        return Made(delivery, parts, way="api", endpoint="projets", records=tuple(records.values()))
