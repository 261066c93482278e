"""An answer over HTTP, and what tells one version of it from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Validators:
    """What tells one version of an answer from another."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Validators:
        """Those of an answer."""
        return cls(headers.get("ETag"), headers.get("Last-Modified"))

    def headers(self) -> dict[str, str]:
        """The headers that ask for another version only."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Answer:
    """An answer with its whole body; `unchanged` when there is no newer version."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def unchanged(self) -> bool:
        """Whether the system says that nothing is new since the validators that were sent."""
        return self.status == 304
