"""Keep to a system's rate: at most so many calls in any stretch of so many seconds."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import cache

from sress.contracts.collecting import Rate

# Calls leave a little faster or slower than they were let go, so the other side may see them closer together.
_MARGIN_SECONDS = 0.05


class Limiter:
    """A sliding window over the last calls; threads that share it wait in line."""

    def __init__(
        self,
        rate: Rate,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._window = rate.seconds + _MARGIN_SECONDS
        self._calls: deque[float] = deque(maxlen=rate.calls)
        self._clock = clock
        self._sleep = sleep
        self._line = threading.Lock()

    def wait(self) -> None:
        """Come back when one more call is allowed, and count it."""
        with self._line:
            now = self._clock()
            if len(self._calls) == self._calls.maxlen:
                delay = self._calls[0] + self._window - now
                if delay > 0:
                    self._sleep(delay)
                    now = max(self._clock(), now + delay)
            self._calls.append(now)


@cache
def shared_limiter(base: str, calls: int, seconds: float, sleep: Callable[[float], None] = time.sleep) -> Limiter:
    """The one limiter of this process for the system at `base`: its streams share its rate."""
    return Limiter(Rate(calls=calls, seconds=seconds), sleep=sleep)
