"""Seeded chance: a stream of numbers, or one number, that depends on its labels only."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def stream(*labels: object) -> random.Random:
    """A generator of its own for these labels: adding another one elsewhere does not disturb it."""
    return random.Random("|".join(map(str, labels)))


def share(*labels: object) -> float:
    """One number in [0, 1) for these labels, the same in every run and in every delivery."""
    digest = hashlib.blake2b("|".join(map(str, labels)).encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big") / 2**56


def pick(options: Sequence[T], *labels: object) -> T:
    """One of the options for these labels."""
    return options[int(share(*labels) * len(options))]
