"""Invented SIREN and SIRET that satisfy Luhn's formula."""

from __future__ import annotations

import random

# Prefixes beyond today's numbering, and leading zeros that a spreadsheet loses; never 1 or 2,
# which belong to public bodies.
SIREN_PREFIXES = ("97", "98", "99", "99", "98", "07", "08", "09", "006")


def luhn_sum(digits: str) -> int:
    """Luhn's sum; a valid number has a multiple of 10."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total


def is_luhn(digits: str) -> bool:
    """Whether the digits satisfy Luhn's formula."""
    return digits.isdigit() and luhn_sum(digits) % 10 == 0


def with_key(digits: str) -> str:
    """The digits followed by their Luhn key."""
    return digits + str(-luhn_sum(digits + "0") % 10)


def make_siren(rng: random.Random) -> str:
    """A SIREN of 9 digits."""
    prefix = rng.choice(SIREN_PREFIXES)
    return with_key(prefix + "".join(rng.choice("0123456789") for _ in range(8 - len(prefix))))


def make_siret(rng: random.Random, siren: str) -> str:
    """A SIRET of 14 digits: the SIREN, an establishment number and the key."""
    return with_key(siren + f"{rng.randint(1, 48):04d}")


def break_key(digits: str, rng: random.Random) -> str:
    """The same number with one digit changed: it fails Luhn's formula."""
    place = rng.randrange(4, len(digits))
    other = rng.choice([char for char in "0123456789" if char != digits[place]])
    return digits[:place] + other + digits[place + 1 :]
