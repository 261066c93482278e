"""Match the sightings of a build: read, match, write, and say how it went."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import psycopg

from sress.matching.decisions import Decision, read_decisions
from sress.matching.match import Matching, match
from sress.matching.rules import rules_in_force
from sress.matching.store import read_sightings, write_matching


def match_projects(connection: psycopg.Connection[Any], cut_off: date) -> dict[str, Any]:
    """Match every sighting in force and store members and candidates.

    Returns counts: sightings, projects, several (projects with more than one sighting), links by rule,
    candidates by reason, and `last_decision`, the newest decision that was replayed.
    """
    decisions = read_decisions(connection)
    matching = match(read_sightings(connection), decisions, rules_in_force(connection, cut_off))
    write_matching(connection, matching)
    return summary(matching, decisions)


def summary(matching: Matching, decisions: list[Decision]) -> dict[str, Any]:
    """The counts of a matching."""
    sizes = Counter(member.project_id for member in matching.members)
    return {
        "sightings": len(matching.members),
        "projects": len(sizes),
        "several": sum(size > 1 for size in sizes.values()),
        "links": dict(sorted(Counter(member.rule for member in matching.members if member.rule).items())),
        "candidates": dict(sorted(Counter(item.reason for item in matching.candidates).items())),
        "last_decision": max((item.decision_id for item in decisions), default=None),
    }
