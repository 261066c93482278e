"""See a file through a folder's listing, and tell whether it is still being written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Sleep = Callable[[float], None]

PAUSE_SECONDS = 0.2
YOUNG_SECONDS = 5.0


@dataclass(frozen=True)
class Look:
    """A file as its folder shows it; `stamp` (ETag or time of change) differs when the content does."""

    size: int
    stamp: str
    modified: float | None = None


def young(files: dict[str, Look], now: float) -> set[str]:
    """The files touched in the last seconds, or of an unknown time: they may still be growing."""
    return {name for name, look in files.items() if look.modified is None or now - look.modified < YOUNG_SECONDS}


def growing(
    before: dict[str, Look],
    doubtful: Iterable[str],
    look_again: Callable[[], dict[str, Look]],
    sleep: Sleep = time.sleep,
) -> set[str]:
    """Which of the doubtful files a second look, a moment later, finds changed or gone."""
    names = set(doubtful)
    if not names:
        return set()
    sleep(PAUSE_SECONDS)
    after = look_again()
    return {name for name in names if after.get(name) != before[name]}
