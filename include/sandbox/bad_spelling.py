"""Bad spellings of a value by the kind of its field: each can be undone with certainty.

A spelling takes the field, its true value, the mess and chance; it returns the text, or None where
it cannot be applied.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from sandbox.sheet import Field, Value
from sandbox.spelling import (
    LOST,
    NARROW_NBSP,
    NBSP,
    amount,
    dashed_date,
    dotted_amount,
    dotted_date,
    retyped_label,
    serial,
    short_date,
)
from sandbox.tables import Cell, Mess

Spelling = Callable[[Field, Value, Mess, random.Random], Cell]


def spellings_of(kind: str) -> list[tuple[int, Spelling]]:
    """(dirt level from which on it occurs, spelling) for a kind of field; a new list each time."""
    return list(_SPELLINGS.get(kind, ()))


def _date(write: Callable[[date], str]) -> Spelling:
    return lambda item, value, mess, rng: write(value) if isinstance(value, date) else None


def _amount(write: Callable[[int, Mess], str | None]) -> Spelling:
    return lambda item, value, mess, rng: write(value, mess) if isinstance(value, int) else None


def _identifier_as_number(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    text = str(value)
    return text.lstrip("0") + ("" if text.startswith("0") else ".0")


def _identifier_with_spaces(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    text, space = str(value), rng.choice((" ", NBSP))
    return space.join(filter(None, (text[:3], text[3:6], text[6:9], text[9:])))


def _apostrophe(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    return f"'{value}"


def _other_label(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    label = rng.choice(item.labels[str(value)])
    return label if mess.level < 2 else retyped_label(label, rng)


def _yes_or_no(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    return rng.choice(("Oui", "oui", "OUI", "o") if value else ("Non", "non", "NON", "n"))


def _code_as_number(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    return f"{value}.0"


def _rna_lower(item: Field, value: Value, mess: Mess, rng: random.Random) -> Cell:
    return rng.choice((str(value).lower(), f"{str(value)[:4]} {str(value)[4:]}"))


_SPELLINGS: dict[str, tuple[tuple[int, Spelling], ...]] = {
    "date": (
        (1, _date(short_date)),
        (1, _date(lambda day: day.isoformat())),
        (1, _date(lambda day: f"{day:%d/%m/%Y}")),
        (2, _date(dashed_date)),
        (2, _date(dotted_date)),
        (2, _date(lambda day: str(serial(day)))),
    ),
    "amount": (
        (1, _amount(lambda value, mess: f"{amount(value)} €")),
        (1, _amount(lambda value, mess: f"{value},00")),
        (1, _amount(lambda value, mess: amount(value, NARROW_NBSP if mess.unicode else " "))),
        (2, _amount(lambda value, mess: dotted_amount(value) if mess.dotted else None)),
        (2, _amount(lambda value, mess: amount(value, LOST) if mess.unicode else None)),
        (2, _amount(lambda value, mess: f"({amount(-value)})" if value < 0 else None)),
    ),
    "integer": ((1, lambda item, value, mess, rng: f"{value},0"),),
    "siret": ((1, _identifier_as_number), (1, _identifier_with_spaces), (2, _apostrophe)),
    "siren": ((1, _identifier_as_number), (1, _identifier_with_spaces), (2, _apostrophe)),
    "rna": ((1, _rna_lower),),
    "code": ((1, _other_label),),
    "boolean": ((1, _yes_or_no),),
    "insee_code": ((2, _code_as_number),),
    "postal_code": ((2, _code_as_number),),
}
