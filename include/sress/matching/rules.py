"""The numbers of the matching rules: parameters P12 of the registry, at a cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

_IN_FORCE = """
select distinct on (name) name, value
from seed.parameters
where parameter_code = 'P12' and valid_from <= %(cut_off)s and coalesce(valid_to >= %(cut_off)s, true)
order by name, valid_from desc, version desc
"""


@dataclass(frozen=True)
class Rules:
    """Similarities from 0 to 1, spans in months.

    `merge_*` unites by itself (P1, P2), `candidate_*` proposes to a person (P3).
    """

    merge_similarity: float = 0.85
    merge_months: int = 24
    candidate_similarity: float = 0.5
    candidate_months: int = 12


def rules_in_force(connection: psycopg.Connection[Any], cut_off: date) -> Rules:
    """The rules on that day. Raises KeyError when the registry lacks one."""
    found = dict(connection.execute(_IN_FORCE, {"cut_off": cut_off}).fetchall())
    return Rules(
        float(found["match_label_similarity"]),
        int(found["match_window_months"]),
        float(found["match_candidate_similarity"]),
        int(found["match_candidate_months"]),
    )


def within(left: date | None, right: date | None, months: int) -> bool:
    """Whether two days are at most so many months apart; False where one is unknown."""
    if left is None or right is None:
        return False
    early, late = sorted((left, right))
    return months_between(early, late) <= months


def months_between(early: date, late: date) -> int:
    """Begun months from one day to a later one: 31 January to 28 February is one, to 1 March two."""
    whole = (late.year - early.year) * 12 + late.month - early.month
    return whole + (late.day > early.day)
