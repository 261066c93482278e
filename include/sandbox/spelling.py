"""How people and spreadsheets write dates, amounts and names, well and badly."""

from __future__ import annotations

import random
import unicodedata
from datetime import date

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
LOST = "\ufffd"
_SERIAL_ZERO = date(1899, 12, 30)


def french_date(day: date) -> str:
    """31/12/2025."""
    return f"{day:%d/%m/%Y}"


def serial(day: date) -> int:
    """The number that a spreadsheet stores for a day."""
    return (day - _SERIAL_ZERO).days


def short_date(day: date) -> str:
    """1/2/25."""
    return f"{day.day}/{day.month}/{day:%y}"


def dashed_date(day: date) -> str:
    """31-12-2025."""
    return f"{day:%d-%m-%Y}"


def dotted_date(day: date) -> str:
    """31.12.2025."""
    return f"{day:%d.%m.%Y}"


def impossible_date(year: int, rng: random.Random) -> str:
    """A day that no calendar has."""
    days = ["31/04", "31/06", "31/09", "31/11", "30/02"] + (["29/02"] if year % 4 else [])
    return f"{rng.choice(days)}/{year}"


def amount(value: int, space: str = NBSP) -> str:
    """31 000,00 with the space given between thousands."""
    return f"{value:,}".replace(",", space) + ",00"


def dotted_amount(value: int) -> str:
    """1.234.567,00."""
    return f"{value:,}".replace(",", ".") + ",00"


def ambiguous_amount(rng: random.Random, mark: str) -> str:
    """One to three digits, one mark, three digits: a thousand or a unit, nobody knows."""
    return f"{rng.randint(1, 120)}{mark}{rng.randint(0, 999):03d}"


def scientific(siret: str) -> str:
    """What a spreadsheet leaves of a long number: 9,71234E+13."""
    return f"{int(siret):.5E}".replace(".", ",")


def unaccented(text: str) -> str:
    """The text without accents; ligatures stay."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def retyped_label(text: str, rng: random.Random) -> str:
    """A label in other case, without accents or with more spaces."""
    return rng.choice(
        (text.upper(), text.lower(), unaccented(text), f" {text} ", unaccented(text).upper(), text.replace(" ", "  "))
    )


def retyped_commune(name: str, rng: random.Random) -> str:
    """A commune's name in capitals, without hyphens, with « St » for « Saint »."""
    short = name.replace("Sainte-", "Ste-").replace("Saint-", "St-")
    loose = short.replace("-", " ")
    return rng.choice(
        (unaccented(name).upper(), short, loose, unaccented(loose).upper(), name.replace("-", " "), name.lower())
    )
