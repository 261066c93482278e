"""The rows of ESSOR's lists as the tool shows them on a day, by reference, with the world's object behind each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.sheet import Value
from sandbox.systems.essor_fields import MEDIA
from sandbox.systems.essor_notices import Notice
from sandbox.systems.essor_world import Followed, stamp
from sandbox.vocabulary import MARK

Row = tuple[str, Mapping[str, Value], Any]


def project_row(item: Followed, day: date) -> Row:
    """A project as it stands on `day`."""
    project, person = item.project, item.project.person
    values: dict[str, Value] = {
        "projet_id": project.essor,
        "titre": item.title,
        "structure_nom": item.organisation,
        "structure_siret": project.organisation.siret,
        "structure_rna": item.rna,
        "porteur_nom": person.name,
        "porteur_mail": person.mail,
        "porteur_tel": person.phone,
        "nb_personnes": str(item.team),
        "commune": item.commune,
        "code_postal": project.place.postal if project.place else "",
        "stade": item.stage(day),
        "referent": item.referent(day),
        "accueilli_par": item.received_by,
        "date_accueil": item.received_on,
        "ess": project.ess,
        "structurant": item.structuring,
        "besoin_financement": item.need,
        "emplois": str(item.jobs),
        "n_projet_region": project.number,
        "updated_at": stamp(item.changed_on(day), project.essor),
        "origine_donnee": MARK,
    }
    return project.essor, values, item


def orientation_values(item: Followed, rank: int, day: date) -> Mapping[str, Value]:
    """An orientation inside a project, as it stands on `day`."""
    sent = item.orientations[rank]
    return {
        "de": sent.sender,
        "vers": sent.receiver,
        "date_orientation": sent.day,
        "statut": sent.state(day),
        "origine_donnee": MARK,
    }


def support_rows(shown: list[Followed], day: date) -> list[Row]:
    """The supports known on `day`, of the projects shown."""
    rows: list[Row] = []
    for item in shown:
        for rank, support in enumerate(item.supports):
            if support.known_on > day:
                continue
            number = f"ACC-{item.project.essor}-{rank}"
            values: dict[str, Value] = {
                "accompagnement_id": number,
                "projet_id": item.project.essor,
                "organisation": support.organisation,
                "role": support.role,
                "nb_contacts": str(support.contacts),
                "date_debut": support.start,
                "date_fin": support.ended(day),
                "updated_at": stamp(support.changed_on(day), number),
                "origine_donnee": MARK,
            }
            rows.append((number, values, support))
    return rows


def partnership_rows(shown: list[Followed], day: date) -> list[Row]:
    """The partnerships signed by `day`, of the projects shown."""
    rows: list[Row] = []
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


def publication_row(item: Notice) -> Row:
    """A publication."""
    values: dict[str, Value] = {
        "publication_id": item.number,
        "contenu_id": item.content,
        "type": item.kind,
        "canal": MEDIA[item.channel][0],
        "date_publication": item.day,
        "departement": item.departement,
        "projets": ";".join(item.projects),
        "organisations": ";".join(item.organisations),
        "updated_at": stamp(item.known_on, item.number),
        "origine_donnee": MARK,
    }
    return item.number, values, item


def event_row(item: Notice) -> Row:
    """An event."""
    values: dict[str, Value] = {
        "evenement_id": item.number,
        "type": item.kind,
        "date_evenement": item.day,
        "epci": item.epci,
        "departement": item.departement,
        "updated_at": stamp(item.known_on, item.number),
        "origine_donnee": MARK,
    }
    return item.number, values, item
