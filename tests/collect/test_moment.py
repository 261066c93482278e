from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sress.collect.moment import earlier, instant, no_later

TEN = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("newest", "asked"),
    [
        ("2026-10-31T12:00:00Z", "2026-10-31T11:50:00Z"),
        ("2026-10-31T12:00:00.987Z", "2026-10-31T11:50:00Z"),
        ("2026-10-31T00:05:00+02:00", "2026-10-30T23:55:00+02:00"),
        ("2026-10-31T12:00:00", "2026-10-31T10:50:00"),
        ("2026-10-31 12:00:00", "2026-10-31 10:50:00"),
        ("2026-10-31", "2026-10-30"),
    ],
)
def test_changes_are_asked_in_the_system_s_own_writing(newest: str, asked: str) -> None:
    assert earlier(newest, TEN) == asked


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), st.sampled_from(["", "Z", "+02:00", "-05:00"]))
def test_what_is_asked_lies_before_what_was_seen_by_the_overlap_at_least(moment: datetime, zone: str) -> None:
    text = moment.isoformat(timespec="seconds") + zone
    before, seen = instant(earlier(text, TEN)), instant(text)
    assert before is not None
    assert seen is not None
    assert before <= seen - TEN


def test_a_moment_without_zone_is_compared_as_paris_time() -> None:
    assert instant("2026-07-01T12:00:00") == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["31/10/2026", "", None, 5, "20261031", "2026-W01-1", "2026-13-01", "0001-01-01", "hier"]
)
def test_what_is_no_moment_is_none(text: object) -> None:
    assert instant(text) is None


def test_a_moment_of_the_future_counts_as_now() -> None:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert no_later("2099-01-01T00:00:00", now) == "2026-11-22T10:30:00"
    assert no_later("2099-01-01T00:00:00Z", now) == "2026-11-22T09:30:00Z"
    assert no_later("2099-01-01", now) == "2026-11-22"
    assert no_later("2026-11-22T09:29:59Z", now) == "2026-11-22T09:29:59Z"
