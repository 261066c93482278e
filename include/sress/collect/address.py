"""Addresses: where a system is, whether two lie in the same place, and how a message may show one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_SECRET = re.compile(r"key|token|secret|passw|pwd|sig|auth|credential", re.IGNORECASE)
_HIDDEN = "***"
_LONGEST_VALUE = 60


def base_address(address: str, url: str | None) -> str:
    """The contract's address, or the same path below the connection's `url` where it has one; no closing slash."""
    if not url:
        return address.rstrip("/")
    path, root = urlsplit(address).path.rstrip("/"), url.rstrip("/")
    return root if path and root.endswith(path) else root + path


def origin(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what credentials are given to."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def is_clear(address: str) -> bool:
    """Whether what is sent there can be read on the way: plain HTTP that leaves this machine."""
    scheme, host, _ = origin(address)
    return scheme == "http" and host not in ("127.0.0.1", "::1", "localhost")


def shown(address: str) -> str:
    """The address as a message may show it: no login, no secret and no very long value in the query."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(an address that cannot be read)"
    host = parts.hostname or ""
    query = urlencode(
        [(name, _shown_value(name, value)) for name, value in parse_qsl(parts.query, keep_blank_values=True)],
        safe="*:,-",
        quote_via=quote,
    )
    return urlunsplit((parts.scheme, f"[{host}]{port}" if ":" in host else f"{host}{port}", parts.path, query, ""))


def _shown_value(name: str, value: str) -> str:
    return _HIDDEN if _SECRET.search(name) or len(value) > _LONGEST_VALUE else value
