"""A token server with client credentials (RFC 6749 §4.4), and the door that asks for its tokens (RFC 6750)."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable
from urllib.parse import parse_qs, unquote

from sandbox.serve.exchange import Answer, Request, System, json_answer

TOKEN_PATH = "/oauth/token"
_LIFE_SECONDS = 3600


class OAuth:
    """Gives `system` to whoever shows a token bought at /oauth/token with this login and password.

    A token lives for an hour, or for `calls` requests when that is not 0.
    """

    def __init__(
        self, system: System, login: str, password: str, *, calls: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._system = system
        self._credentials = (login, password)
        self._calls = calls
        self._clock = clock
        self._ends: dict[str, float] = {}
        self._used: dict[str, int] = {}

    def __call__(self, request: Request) -> Answer:
        """Sell a token, or let a request with a good one through."""
        if request.path == TOKEN_PATH:
            return self._sell(request)
        kind, _, token = request.header("Authorization").partition(" ")
        if kind.lower() != "bearer" or not self._lives(token):
            return json_answer(
                {"error": "invalid_token", "error_description": "The access token is missing, unknown or expired"},
                401,
                {"WWW-Authenticate": 'Bearer error="invalid_token"'},
            )
        return self._system(request)

    def _sell(self, request: Request) -> Answer:
        if request.method != "POST":
            return json_answer({"error": "invalid_request"}, 405, {"Allow": "POST"})
        if _basic(request.header("Authorization")) != self._credentials:
            return json_answer({"error": "invalid_client"}, 401, {"WWW-Authenticate": "Basic"})
        form = parse_qs(request.body.decode("utf-8", errors="replace"))
        if form.get("grant_type") != ["client_credentials"]:
            return json_answer({"error": "unsupported_grant_type"}, 400)
        token = secrets.token_urlsafe(24)
        self._ends[token] = self._clock() + _LIFE_SECONDS
        scope = {"scope": form["scope"][0]} if "scope" in form else {}
        sold = {"access_token": token, "token_type": "Bearer", "expires_in": _LIFE_SECONDS, **scope}
        return json_answer(sold, headers={"Cache-Control": "no-store"})

    def _lives(self, token: str) -> bool:
        if token not in self._ends or self._clock() >= self._ends[token]:
            return False
        self._used[token] = self._used.get(token, 0) + 1
        return not self._calls or self._used[token] <= self._calls


def _basic(header: str) -> tuple[str, str] | None:
    """Login and password of a Basic header; RFC 6749 §2.3.1 wants both form-encoded, many clients do not."""
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        login, colon, password = base64.b64decode(coded, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (unquote(login), unquote(password)) if colon else None
