"""The database side of matching: sightings in, members and candidates out."""

from __future__ import annotations

from typing import Any

import psycopg

from sress.matching.match import Matching
from sress.matching.sighting import Sighting

_SIGHTINGS = """
select sighting_key, shared_ids, coalesce(carrier, ''), coalesce(title, ''), coalesce(organisation, ''),
    coalesce(commune_code, ''), coalesce(departement_code, ''), seen_on
from intermediate.int_project__sightings
"""
_MEMBER = "copy matching.member (sighting_key, project_id, birth_id, rule, linked_to, similarity) from stdin"
_CANDIDATE = (
    "copy matching.candidate (candidate, reason, left_key, right_key, left_project, right_project, similarity) "
    "from stdin"
)


def read_sightings(connection: psycopg.Connection[Any]) -> list[Sighting]:
    """Every record in force that tells of a project."""
    return [
        Sighting(key, tuple(shared or ()), carrier, title, organisation, commune, departement, seen_on)
        for key, shared, carrier, title, organisation, commune, departement, seen_on in connection.execute(_SIGHTINGS)
    ]


def write_matching(connection: psycopg.Connection[Any], matching: Matching) -> None:
    """Put members and candidates in the place of the former ones, in one transaction."""
    project = {member.sighting_key: member.project_id for member in matching.members}
    with connection.transaction():
        connection.execute("truncate matching.member, matching.candidate")
        with connection.cursor().copy(_MEMBER) as copy:
            for member in matching.members:
                copy.write_row(
                    (
                        member.sighting_key,
                        member.project_id,
                        member.birth_id,
                        member.rule,
                        member.linked_to,
                        member.similarity,
                    )
                )
        with connection.cursor().copy(_CANDIDATE) as copy:
            for item in matching.candidates:
                copy.write_row(
                    (
                        item.number,
                        item.reason,
                        item.left,
                        item.right,
                        project[item.left],
                        project[item.right],
                        item.similarity,
                    )
                )
    connection.execute("analyze matching.member")
    connection.commit()
