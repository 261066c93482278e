from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st
from sress.collect.rate import Limiter, shared_limiter
from sress.contracts.collecting import Rate


class FakeClock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.now += seconds


@given(
    calls=st.integers(1, 8),
    seconds=st.floats(0.5, 60),
    gaps=st.lists(st.floats(0, 30), min_size=1, max_size=60),
)
def test_no_window_ever_holds_more_than_the_allowed_calls(calls: int, seconds: float, gaps: list[float]) -> None:
    clock = FakeClock()
    limiter = Limiter(Rate(calls=calls, seconds=seconds), clock=clock, sleep=clock.sleep)
    made = []
    for gap in gaps:
        clock.now += gap
        limiter.wait()
        made.append(clock.now)
    for begin in made:
        assert sum(begin <= moment < begin + seconds for moment in made) <= calls


def test_calls_within_the_rate_never_wait() -> None:
    clock = FakeClock()
    limiter = Limiter(Rate(calls=30, seconds=60), clock=clock, sleep=clock.sleep)
    for _ in range(30):
        limiter.wait()
    assert clock.slept == []
    limiter.wait()
    assert len(clock.slept) == 1
    assert 60 <= clock.slept[0] < 61


def test_threads_share_one_window() -> None:
    clock = FakeClock()
    limiter = Limiter(Rate(calls=5, seconds=10), clock=clock, sleep=clock.sleep)
    threads = [threading.Thread(target=limiter.wait) for _ in range(11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(clock.slept) >= 20


def test_streams_of_one_system_share_its_limiter_and_two_systems_do_not() -> None:
    one = shared_limiter("https://systeme.invalid/a", 30, 60.0)
    assert shared_limiter("https://systeme.invalid/a", 30, 60.0) is one
    assert shared_limiter("https://systeme.invalid/b", 30, 60.0) is not one
