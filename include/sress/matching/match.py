"""The cascade as a whole: links, what persons decided, clusters, their identifiers, candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sress.matching.candidates import Candidate, propose
from sress.matching.clusters import Clusters, Link
from sress.matching.decisions import Decision, apart, merges, pairs
from sress.matching.links import automatic_links
from sress.matching.rules import Rules
from sress.matching.sighting import Sighting, birth_id


@dataclass(frozen=True, slots=True)
class Member:
    """A sighting and its project: by which rule it came in and through which other sighting.

    The oldest sighting of a project has no rule. `birth_id` is the project it would be alone: where it
    differs from `project_id` it is an alias.
    """

    sighting_key: str
    project_id: str
    birth_id: str
    rule: str | None
    linked_to: str | None
    similarity: float | None


@dataclass(frozen=True)
class Matching:
    """Every sighting as a member, and the pairs left to a person."""

    members: tuple[Member, ...]
    candidates: tuple[Candidate, ...]


def match(sightings: Sequence[Sighting], decisions: Sequence[Decision], rules: Rules) -> Matching:
    """The projects behind the sightings.

    The result depends on the sightings and decisions alone, not on their order: links are followed by
    rule and similarity, and a project is named after its oldest sighting.
    """
    keys = [sighting.key for sighting in sightings]
    clusters = Clusters(keys, apart(decisions))
    known = set(keys)
    wanted = [
        *(link for link in merges(decisions) if link.left in known and link.right in known),
        *automatic_links(sightings, rules),
    ]
    followed = [link for link in wanted if clusters.unite(link)]
    candidates = propose(sightings, clusters, rules, {pair for pair in pairs(decisions) if pair <= known})
    return Matching(tuple(_members(sightings, clusters, followed)), tuple(candidates))


def _members(sightings: Sequence[Sighting], clusters: Clusters, followed: Sequence[Link]) -> list[Member]:
    ages = {sighting.key: sighting.age for sighting in sightings}
    neighbours: dict[str, list[Link]] = {}
    for link in followed:
        neighbours.setdefault(link.left, []).append(link)
        neighbours.setdefault(link.right, []).append(link)
    members = []
    for keys in clusters.sets().values():
        eldest = min(keys, key=lambda key: ages[key])
        members.extend(_walk(eldest, neighbours))
    return sorted(members, key=lambda member: member.sighting_key)


def _walk(eldest: str, neighbours: dict[str, list[Link]]) -> list[Member]:
    """From the oldest sighting along the links that were followed: they are a tree."""
    project = birth_id(eldest)
    members = [Member(eldest, project, project, None, None, None)]
    seen, waiting = {eldest}, [eldest]
    while waiting:
        here = waiting.pop()
        for link in neighbours.get(here, ()):
            there = link.right if link.left == here else link.left
            if there not in seen:
                seen.add(there)
                waiting.append(there)
                members.append(Member(there, project, birth_id(there), link.rule, here, link.similarity))
    return members
