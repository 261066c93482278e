"""ESSOR's API (S01): lists by page or by cursor, asked for whole or since a moment.

GET /api/v1/<list>?page=1&per_page=50&updated_since=…; the layout is this project's own (sources.md S01).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.serve.exchange import Answer, Refused, Request, json_answer
from sandbox.serve.listing import Listing, Record

_API = "/api/v1/"
_PER_PAGE, _MOST_PER_PAGE = 50, 200
_ZONE = ZoneInfo("Europe/Paris")


class Essor:
    """The lists, by name."""

    def __init__(self, lists: Mapping[str, list[Record]], *, drift: bool = False) -> None:
        self._lists = {name: Listing(records, drift=drift) for name, records in lists.items()}

    def __call__(self, request: Request) -> Answer:
        """One part of a list."""
        listing = self._lists.get(request.path.removeprefix(_API)) if request.path.startswith(_API) else None
        if not listing:
            return json_answer({"message": "Ressource inconnue"}, 404)
        per_page = request.number("per_page", _PER_PAGE, most=_MOST_PER_PAGE)
        cursor = request.param("cursor")
        start = _place(cursor) if cursor else (request.number("page", 1) - 1) * per_page
        records, total = listing.part(start, per_page, _since(request.param("updated_since")))
        end = start + len(records)
        pagination = {
            "page": start // per_page + 1,
            "per_page": per_page,
            "total": total,
            "next_cursor": _cursor(end) if records and end < total else None,
        }
        return json_answer({"data": records, "pagination": pagination})


def _since(text: str) -> Callable[[Record], bool] | None:
    """Whether a record was updated at that moment or later; one that does not say when always counts."""
    if not text:
        return None
    moment = _clock_time(text)
    if moment is None:
        raise Refused(json_answer({"message": "updated_since doit être une date et une heure ISO 8601"}, 400))
    since = moment

    def recent(record: Record) -> bool:
        updated = _clock_time(str(record.get("updated_at") or ""))
        return updated is None or updated >= since

    return recent


def _clock_time(text: str) -> datetime | None:
    """The moment as ESSOR's clock shows it: Paris time without a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(_ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"essor:{place}".encode()).decode()


def _place(cursor: str) -> int:
    with suppress(ValueError):
        name, _, place = base64.urlsafe_b64decode(cursor).decode().partition(":")
        if name == "essor" and place.isdigit():
            return int(place)
    raise Refused(json_answer({"message": "cursor inconnu"}, 400))
