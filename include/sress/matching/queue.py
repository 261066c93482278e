"""The queue of candidates as a person sees it, and what a person answers."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from sress.matching.decisions import Decision, write_decision

_SIDE = """
    {side}.source_code as {side}_source, {side}.stream as {side}_stream, {side}.reference as {side}_reference,
    {side}.title as {side}_title, {side}.organisation as {side}_organisation, {side}.carrier as {side}_carrier,
    {side}.commune_code as {side}_commune, {side}.seen_on as {side}_date
"""
# A candidate that was decided since the last build waits for the next one and is no longer shown.
_QUEUE = f"""
select candidate.candidate, candidate.reason, round(candidate.similarity::numeric, 3) as similarity,
    candidate.left_project, candidate.right_project, candidate.left_key, candidate.right_key,
    {_SIDE.format(side="a")}, {_SIDE.format(side="b")}
from matching.candidate
join intermediate.int_project__sightings a on a.sighting_key = candidate.left_key
join intermediate.int_project__sightings b on b.sighting_key = candidate.right_key
where (%(reason)s::text is null or candidate.reason = %(reason)s)
    and candidate.similarity >= %(least)s
    and not exists (
        select from ops.match_decision decision
        where decision.left_key = candidate.left_key and decision.right_key = candidate.right_key
    )
order by candidate.similarity desc, candidate.candidate
limit %(limit)s
"""


class UnknownCandidate(LookupError):
    """No candidate of the last build has this number."""


def read_queue(
    connection: psycopg.Connection[Any], reason: str | None = None, least: float = 0.0, limit: int | None = None
) -> list[dict[str, Any]]:
    """Candidates of the last build that nobody decided yet, the most alike first; side a and side b."""
    if connection.execute("select to_regclass('intermediate.int_project__sightings')").fetchone() == (None,):
        return []
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_QUEUE, {"reason": reason, "least": least, "limit": limit}).fetchall()


def answer(connection: psycopg.Connection[Any], number: str, verdict: str, decided_by: str, reason: str) -> Decision:
    """Decide a candidate (merge or split). Raises UnknownCandidate, ValueError without who or why."""
    row = connection.execute(
        "select left_key, right_key from matching.candidate where candidate = %s", [number]
    ).fetchone()
    if row is None:
        raise UnknownCandidate(f"no candidate {number} in the last build; see `sress matches list`")
    return write_decision(connection, decided_by, verdict, (row[0], row[1]), reason)


def split_records(connection: psycopg.Connection[Any], left: str, right: str, decided_by: str, reason: str) -> Decision:
    """Hold two records apart that a rule or a person united; each is named by its project number or its own.

    Raises UnknownCandidate when the last build knows no such record.
    """
    keys = []
    for name in (left, right):
        row = connection.execute(
            "select sighting_key from matching.member where birth_id = %(name)s or sighting_key = %(name)s",
            {"name": name},
        ).fetchone()
        if row is None:
            raise UnknownCandidate(f"no record {name} in the last build; see `sress matches show PROJECT`")
        keys.append(row[0])
    return write_decision(connection, decided_by, "split", (keys[0], keys[1]), reason)


_RECORDS = """
select member.birth_id as record, member.project_id, coalesce(member.rule, 'first') as rule,
    linked.birth_id as linked_to, round(member.similarity::numeric, 3) as similarity,
    sighting.source_code as source, sighting.stream, sighting.reference, sighting.title, sighting.organisation,
    sighting.carrier, sighting.commune_code as commune, sighting.seen_on as date, member.sighting_key
from matching.member
join intermediate.int_project__sightings sighting using (sighting_key)
left join matching.member linked on linked.sighting_key = member.linked_to
where member.project_id = (select project_id from matching.member where birth_id = %s)
order by sighting.seen_on nulls last, member.sighting_key
"""


def read_project(connection: psycopg.Connection[Any], project: str) -> list[dict[str, Any]]:
    """The records of a project, by its identifier or an alias, and why each is part of it."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_RECORDS, [project]).fetchall()
