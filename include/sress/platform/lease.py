"""Who uses the embedded server: a shared lock for as long as a process lives, and a lock to change it.

The system drops a lock with its process, also at kill -9, so a count of users can never go wrong.
"""

from __future__ import annotations

import atexit
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_held: dict[Path, IO[str]] = {}
_leaving: set[Path] = set()


def hold(home: Path, leave: Callable[[Path], None]) -> None:
    """Count this process among the users until it ends; `leave(home)` is called at its orderly end."""
    if home in _held:
        return
    _held[home] = _shared(home)
    if home not in _leaving:
        _leaving.add(home)
        atexit.register(leave, home)


def holds(home: Path) -> bool:
    """Whether this process is counted among the users."""
    return home in _held


@contextmanager
def last_user(home: Path) -> Iterator[bool]:
    """Stop counting this process and say whether nobody is left; while inside, nobody can come."""
    with _held.pop(home, None) or _lease_file(home).open("a") as lease:
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def changing(home: Path) -> Iterator[None]:
    """One process at a time makes, starts or stops the server."""
    with (home / "postgres.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lease_file(home: Path) -> Path:
    return home / "postgres.in-use"


def _shared(home: Path) -> IO[str]:
    lease = _lease_file(home).open("a")
    fcntl.flock(lease, fcntl.LOCK_SH)
    return lease


def _own_leases_after_fork() -> None:
    """A forked child shares its parent's lock: it takes one of its own, to be counted by itself."""
    for home, inherited in list(_held.items()):
        del _held[home]
        with suppress(OSError):
            _held[home] = _shared(home)
        inherited.close()


os.register_at_fork(after_in_child=_own_leases_after_fork)
