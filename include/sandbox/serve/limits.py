"""How many calls a system allows in a span of time, and when the next one is welcome."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Limit:
    """At most `calls` in any `seconds`; a call too many does not count."""

    def __init__(self, calls: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Count a call and return 0, or the seconds until one is welcome again."""
        with self._lock:
            now = self._clock()
            while self._times and now - self._times[0] >= self._seconds:
                self._times.popleft()
            if len(self._times) < self._calls:
                self._times.append(now)
                return 0.0
            return self._seconds - (now - self._times[0])
