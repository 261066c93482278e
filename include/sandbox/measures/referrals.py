"""Measures of projects sent on: A07-I1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import Evidence, Known, Row, day_of, on_day
from sandbox.vocabulary import NETWORKS


def _sent_on(known: Known) -> Iterator[tuple[Row, date]]:
    """What a network sends to somebody else; to whom need not be known."""
    for row in known.rows("fct_referral"):
        day = day_of(row, "referral_date")
        if day and row["sender_code"] in NETWORKS and row["receiver_code"] != row["sender_code"]:
            yield row, day


def a07_i1(known: Known) -> Iterator[Evidence]:
    """Projects sent on by a network: there and back again counts once, and so do two networks in the region."""
    for row, day in _sent_on(known):
        yield on_day(row, known.project(row), day, operator=row["sender_code"])


def a07_i1_completed_share(known: Known) -> Iterator[Evidence]:
    """Of these projects, those with a referral of the period that came to something."""
    for row, day in _sent_on(known):
        yield on_day(row, known.project(row), day, role="denominator", operator=row["sender_code"])
        if row["referral_status"] == "aboutie":
            yield on_day(row, known.project(row), day, operator=row["sender_code"])
