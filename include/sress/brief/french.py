"""French formats for numbers, dates and periods, with the spaces that typography asks for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

THIN = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
NOT_AVAILABLE = "nd"
PARIS = ZoneInfo("Europe/Paris")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def number(value: Decimal | int | None, decimals: int = 0) -> str:
    """`31000.5` → `31 000,5` (narrow no-break spaces); None → `nd`; rounds half away from zero."""
    if value is None:
        return NOT_AVAILABLE
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return MINUS + digits if rounded < 0 else digits


def plain_number(value: Decimal | int | None) -> str:
    """A published figure with the decimals it was published with: `13.10` → `13,1`."""
    if value is None:
        return NOT_AVAILABLE
    exponent = Decimal(value).normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def signed(value: Decimal | int, decimals: int = 0) -> str:
    """`8` → `+8`, `-3` → `−3`, `0` → `0`."""
    text = number(value, decimals)
    return f"+{text}" if Decimal(value) > 0 and text.strip("0,") else text


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """`43.75` → `43,8 %`; a whole percentage loses its decimal."""
    if value is None:
        return NOT_AVAILABLE
    digits = 0 if value == value.to_integral_value() else decimals
    return f"{number(value, digits)}{NBSP}%"


def day(value: date | None) -> str:
    """`2026-10-31` → `31/10/2026`."""
    return NOT_AVAILABLE if value is None else value.strftime("%d/%m/%Y")


def long_day(value: date) -> str:
    """`2026-10-01` → `1er octobre 2026`."""
    first = "1er" if value.day == 1 else str(value.day)
    return f"{first}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def paris_day(value: datetime) -> date:
    """The day of an instant, as read on a clock in Paris."""
    return value.astimezone(PARIS).date()


def year_to_date(cut_off: date) -> str:
    """`2026-10-31` → `janvier à octobre 2026`; in January `janvier 2026`."""
    if cut_off.month == 1:
        return f"janvier{NBSP}{cut_off.year}"
    return f"janvier à {MONTHS[cut_off.month - 1]}{NBSP}{cut_off.year}"


def short_year_to_date(cut_off: date) -> str:
    """`2026-10-31` → `janv.–oct. 2026`, for column headers."""
    short = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
    last = short[cut_off.month - 1]
    span = last if cut_off.month == 1 else f"janv.–{last}"
    return f"{span}{NBSP}{cut_off.year}"


def month_of(period: str) -> str:
    """`2026-10` → `octobre 2026`; `2026` → `2026`; other text unchanged."""
    parts = period.split("-")
    if len(parts) == 2 and all(part.isdigit() for part in parts) and 1 <= int(parts[1]) <= 12:
        return f"{MONTHS[int(parts[1]) - 1]}{NBSP}{parts[0]}"
    return period


def plural(count: int, singular: str, several: str | None = None) -> str:
    """`1 mesure`, `13 mesures`: French counts 0 and 1 as singular."""
    word = singular if abs(count) < 2 else (several or f"{singular}s")
    return f"{number(count)}{NBSP}{word}"
