"""ESSOR (S01), the shared tool of the CRESS: its lists on extraction day, as its API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.json_records import nested, without_layout
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.sheet import Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.systems import essor_fields as fields
from sandbox.systems.essor_world import Followed, Notice, followed_projects, notices, stamp
from sandbox.tables import FileTable, Mess
from sandbox.vocabulary import MARK
from sandbox.world import World

SOURCE = fields.SOURCE
Rows = list[tuple[str, Mapping[str, Value], Any]]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The lists of a month, each as one pull."""
    day = extraction_day(*parse_month(month))
    every = followed_projects(world)
    shown = [item for item in every if item.received_on <= day and not (item.deleted and item.deleted <= day)]
    publications, events = notices(world, every)
    studio = _Studio(world, month, level, cog)
    return [
        studio.projects(shown, day),
        studio.simple(fields.SUPPORT, "accompagnement_id", _supports(shown, day)),
        studio.simple(fields.PARTNERSHIPS, "partenariat_id", _partnerships(shown, day)),
        studio.simple(
            fields.PUBLICATIONS, "publication_id", [_publication(item) for item in publications if item.day <= day]
        ),
        studio.simple(fields.EVENTS, "evenement_id", [_event(item) for item in events if item.day <= day]),
    ]


class _Studio:
    """Turns rows into the pulls of one month."""

    def __init__(self, world: World, month: str, level: int, cog: Cog) -> None:
        self._world, self._month, self._level, self._cog = world, month, level, cog

    def _delivery(self, name: str) -> Delivery:
        year, number = parse_month(self._month)
        return Delivery(SOURCE, f"{SOURCE}_{name}_{self._month}_full.jsonl", year, number, True)

    def _table(self, sheet: Sheet, rows: Rows, delivery: Delivery) -> FileTable:
        mess = Mess(self._world.seed, self._level, delivery, self._cog)
        table = without_layout(soil(sheet_table(sheet, rows), sheet, mess))
        table.headers = {item.name: item.headers[0] for item in sheet.fields}
        return table

    def simple(self, sheet: Sheet, key: str, rows: Rows) -> Made:
        """A list of flat records."""
        delivery = self._delivery(sheet.stream)
        table = self._table(sheet, sorted(rows, key=lambda row: str(row[1][key])), delivery)
        part = Part(sheet.stream, table, list(range(1, len(table.lines) + 1)), sheet.fields, repeats=False)
        records = tuple(nested(line, table) for line in table.lines)
        return Made(delivery, (part,), way="api", endpoint=sheet.stream, records=records)

    def projects(self, shown: list[Followed], day: date) -> Made:
        """The projects with their orientations inside."""
        delivery = self._delivery("projets")
        table = self._table(fields.PROJECTS, [_project(item, day) for item in shown], delivery)
        sent = [
            (f"{item.project.essor}/{rank}", _orientation(item, rank), item)
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


def _project(item: Followed, day: date) -> tuple[str, Mapping[str, Value], Any]:
    project, person = item.project, item.project.person
    known = [support.start for support in item.supports if support.start <= day]
    changed = max([item.received_on, *known, *(sent.day for sent in item.orientations if sent.day <= day)])
    values: dict[str, Value] = {
        "projet_id": project.essor,
        "titre": item.title,
        "structure_nom": item.organisation,
        "structure_siret": project.organisation.siret,
        "structure_rna": "",
        "porteur_nom": person.name,
        "porteur_mail": person.mail,
        "porteur_tel": person.phone,
        "nb_personnes": str(item.team),
        "commune": item.commune,
        "code_postal": project.place.postal if project.place else "",
        "stade": item.stage,
        "referent": item.referent if known else "",
        "accueilli_par": item.received_by,
        "date_accueil": item.received_on,
        "ess": project.ess,
        "structurant": item.structuring,
        "besoin_financement": item.need,
        "emplois": str(item.jobs),
        "n_projet_region": project.number,
        "updated_at": stamp(changed, project.essor),
        "origine_donnee": MARK,
    }
    return project.essor, values, item


def _orientation(item: Followed, rank: int) -> Mapping[str, Value]:
    sent = item.orientations[rank]
    return {
        "de": sent.sender,
        "vers": sent.receiver,
        "date_orientation": sent.day,
        "statut": sent.state,
        "origine_donnee": MARK,
    }


def _supports(shown: list[Followed], day: date) -> Rows:
    rows: Rows = []
    for item in shown:
        for rank, support in enumerate(item.supports):
            if support.start > day:
                continue
            number = f"ACC-{item.project.essor}-{rank}"
            ended = support.end if support.end and support.end <= day else None
            values: dict[str, Value] = {
                "accompagnement_id": number,
                "projet_id": item.project.essor,
                "organisation": support.organisation,
                "role": support.role,
                "nb_contacts": str(support.contacts),
                "date_debut": support.start,
                "date_fin": ended,
                "updated_at": stamp(ended or support.start, number),
                "origine_donnee": MARK,
            }
            rows.append((number, values, support))
    return rows


def _partnerships(shown: list[Followed], day: date) -> Rows:
    rows: Rows = []
    for item in shown:
        for partnership in item.partnerships:
            if partnership.signed > day:
                continue
            number = f"PART-{item.project.essor}"
            values: dict[str, Value] = {
                "partenariat_id": number,
                "projet_id": item.project.essor,
                "structures": ";".join(partnership.structures),
                "preuve": partnership.proof,
                "date_journee": partnership.fair,
                "date_signature": partnership.signed,
                "updated_at": stamp(partnership.signed, number),
                "origine_donnee": MARK,
            }
            rows.append((number, values, partnership))
    return rows


def _publication(item: Notice) -> tuple[str, Mapping[str, Value], Any]:
    values: dict[str, Value] = {
        "publication_id": item.number,
        "contenu_id": item.content,
        "type": item.kind,
        "canal": fields.MEDIA[item.channel][0],
        "date_publication": item.day,
        "departement": item.departement,
        "projets": ";".join(item.projects),
        "organisations": ";".join(item.organisations),
        "updated_at": stamp(item.day, item.number),
        "origine_donnee": MARK,
    }
    return item.number, values, item


def _event(item: Notice) -> tuple[str, Mapping[str, Value], Any]:
    values: dict[str, Value] = {
        "evenement_id": item.number,
        "type": item.kind,
        "date_evenement": item.day,
        "epci": "",
        "departement": item.departement,
        "updated_at": stamp(item.day, item.number),
        "origine_donnee": MARK,
    }
    return item.number, values, item
