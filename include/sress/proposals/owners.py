"""Who may answer a proposal: the owner of the measure, or a body that steers the strategy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True)
class Operator:
    """An organisation of the registry."""

    code: str
    label: str
    steering: bool

    @property
    def names(self) -> frozenset[str]:
        """The folded names by which it is known: its code and its label."""
        return frozenset((fold(self.code), fold(self.label)))


def read_operators(connection: psycopg.Connection[Any]) -> list[Operator]:
    """The organisations of the served registry."""
    rows = connection.execute("select operator_code, label_fr, is_steering from marts.dim_operator order by position")
    return [Operator(*row) for row in rows]


def may_answer(name: str, owner: str, operators: Sequence[Operator]) -> bool:
    """Whether `name` is the owner, under one of its names, or a steering operator; case and accents are free."""
    said, owned = fold(name), fold(owner)
    if said == owned:
        return True
    return any(said in one.names and (one.steering or owned in one.names) for one in operators)


def fold(name: str) -> str:
    """A name for comparison: no case, no accents, anything but letters and digits read as one space."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", plain).strip()
