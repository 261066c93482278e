"""A request to a simulated system and its answer, apart from the socket they come and go by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

from sandbox.serve.memory_files import stamp_of


@dataclass(frozen=True)
class Request:
    """What was asked. `base` is the system's address, `path` what follows it, `query` as it was written."""

    method: str
    base: str
    path: str
    query: str = ""
    params: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def param(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        return self.params.get(name, [default])[-1]

    def number(self, name: str, default: int, *, least: int = 1, most: int = 10**9) -> int:
        """A parameter that is a number. Raises Refused (400) when it is none or out of range."""
        text = self.param(name, str(default))
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise Refused(json_answer({"message": f"{name} must be a number from {least} to {most}"}, 400))
        return int(text)

    def header(self, name: str) -> str:
        """A header's value, '' when it is not there."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


System = Callable[[Request], Answer]


class Refused(Exception):
    """The request cannot be served; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON body."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, {"Content-Type": "application/json", **(headers or {})})


def text_answer(text: str, status: int) -> Answer:
    """A plain text."""
    return Answer(status, text.encode(), {"Content-Type": "text/plain;charset=UTF-8"})


def file_answer(request: Request, data: bytes, media: str, *, validators: bool = True) -> Answer:
    """A file: whole (200), the range that was asked for (206), nothing when it is known already (304).

    `validators` off: no ETag, no Last-Modified, and neither ranges nor conditions are looked at.
    """
    headers = {"Content-Type": media}
    if not validators:
        return Answer(200, data, headers)
    etag, changed = f'"{hashlib.sha256(data).hexdigest()[:32]}"', stamp_of(data)
    headers |= {"ETag": etag, "Last-Modified": formatdate(changed, usegmt=True), "Accept-Ranges": "bytes"}
    if _is_known(request, etag, changed):
        return Answer(304, b"", headers)
    asked = request.header("Range")
    if not asked or not _range_counts(request, etag, changed):
        return Answer(200, data, headers)
    return _part(data, asked, headers)


def _is_known(request: Request, etag: str, changed: int) -> bool:
    """RFC 9110 §13.2.2: with If-None-Match, If-Modified-Since is not looked at."""
    known = request.header("If-None-Match")
    if known:
        return known.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in known.split(",")]
    since = _moment(request.header("If-Modified-Since"))
    return since is not None and changed <= since


def _range_counts(request: Request, etag: str, changed: int) -> bool:
    """RFC 9110 §13.1.5: the rest of another version is of no use."""
    condition = request.header("If-Range").strip()
    return not condition or condition == etag or _moment(condition) == changed


def _part(data: bytes, asked: str, headers: dict[str, str]) -> Answer:
    """One range of bytes; several, or another unit, are answered as if nothing had been asked."""
    unit, _, span = asked.partition("=")
    first, dash, last = span.strip().partition("-")
    numbers = [text for text in (first, last) if text]
    if unit.strip() != "bytes" or not dash or not numbers or not all(text.isdigit() for text in numbers):
        return Answer(200, data, headers)
    size = len(data)
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        return Answer(416, b"", {**headers, "Content-Range": f"bytes */{size}"})
    return Answer(206, data[start : end + 1], {**headers, "Content-Range": f"bytes {start}-{end}/{size}"})


def _moment(text: str) -> int | None:
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (TypeError, ValueError):
        return None
