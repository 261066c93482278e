"""The moments that an API writes into its records: which is newer, and from when to ask for changes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sress.platform.settings import ZONE

# In October a clock without a zone shows one hour twice: what was written in the second must not be missed.
_LEAST_OVERLAP_WITHOUT_ZONE = timedelta(minutes=70)
_DAY_LENGTH = len("2026-10-31")
_WRITTEN = re.compile(r"(19|[2-9]\d)\d\d-\d\d-\d\d([T ].+)?")


def instant(text: object) -> datetime | None:
    """The moment of an ISO text, None when it is none; without a zone it is taken for Paris time."""
    if not isinstance(text, str) or not _WRITTEN.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(ZONE)
    except (ValueError, OverflowError):
        return None


def earlier(text: str, overlap: timedelta) -> str:
    """The moment of `text` less the overlap, written as the API writes: same zone or none, to the second."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        overlap = max(overlap, _LEAST_OVERLAP_WITHOUT_ZONE)
    return _written_like(text, moment - overlap)


def no_later(text: str, limit: datetime) -> str:
    """The text, or the limit (with a zone) written in the same way where the text lies after it."""
    moment = instant(text)
    if moment is None or moment <= limit:
        return text
    return _written_like(text, limit.astimezone(datetime.fromisoformat(text).tzinfo or ZONE))


def _written_like(text: str, moment: datetime) -> str:
    if len(text) == _DAY_LENGTH:
        return moment.date().isoformat()
    if datetime.fromisoformat(text).tzinfo is None:
        moment = moment.replace(tzinfo=None)
    written = moment.isoformat(sep=text[_DAY_LENGTH], timespec="seconds")
    return written.replace("+00:00", "Z") if text.endswith("Z") else written
