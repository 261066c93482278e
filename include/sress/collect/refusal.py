"""Read a refusal: how long to wait, what it says, what to do about it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import requests

from sress.platform.exact_json import dig, parse

_TEXT_OF_ERROR = ("message", "error_description", "detail", "title", "error", "header.message")


def pause_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, told as a number or as a date; a date is compared with the system's own clock."""
    told = headers.get("Retry-After", "").strip()
    if told.isdigit():
        return float(told)
    try:
        until = parsedate_to_datetime(told).timestamp()
    except ValueError:
        return None
    try:
        now = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except ValueError:
        now = time.time()
    return max(0.0, until - now)


def words(response: requests.Response) -> str:
    """What a refusal says, on one line; nothing of a page of HTML or of anything else."""
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(("text/plain", "application/json", "application/problem+json")):
        return ""
    try:
        body = next(response.iter_content(1 << 16), b"")
    except requests.exceptions.RequestException:
        return ""
    if kind.startswith("text/plain"):
        return " ".join(body.decode("utf-8", "replace").split())
    try:
        value = parse(body)
    except ValueError:
        return ""
    said = next((text for path in _TEXT_OF_ERROR if isinstance(text := dig(value, path), str) and text), "")
    return " ".join(said.split())


def remedy(status: int | None) -> str:
    """What to do about it, by HTTP status; None when there was no answer."""
    if status in (401, 403):
        return "Check the login, the key and the rights of the connection."
    if status == 429:
        return "Lower the rate in the contract, or run again later."
    if status is not None and status >= 500:
        return "Run again later; if it stays, check the path and the parameters in the contract."
    if status is not None and 400 <= status < 500:
        return "Check the path and the parameters in the contract."
    return "Check the address and the network, then run again."
