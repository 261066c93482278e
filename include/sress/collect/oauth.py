"""Buy a token with client credentials (RFC 6749 §4.4), keep it while it lives, renew it when it is refused."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

from sress.collect.address import is_clear
from sress.collect.auth import Anonymous, Auth, FixedHeader
from sress.collect.connection import Connection
from sress.collect.http import HttpClient
from sress.collect.problem import CollectError
from sress.contracts.collecting import ApiKey, HttpApi, OAuth2
from sress.platform.exact_json import parse

_DEFAULT_LIFE_SECONDS = 300.0
_MARGIN_SECONDS = 30.0


class ClientCredentials:
    """A bearer token of the address, bought through `client`, which carries the login."""

    def __init__(
        self,
        client: HttpClient,
        address: str,
        *,
        scope: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._address = address
        self._scope = scope
        self._clock = clock
        self._token = ""
        self._until = 0.0

    def headers(self) -> dict[str, str]:
        """The token as a header; bought first when there is none or it is about to die. Raises CollectError."""
        if not self._token or self._clock() >= self._until:
            self._buy()
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        """The next request buys another token."""
        self._token = ""
        return True

    def secrets(self) -> list[str]:
        """The token."""
        return [self._token] if self._token else []

    def _buy(self) -> None:
        form = {"grant_type": "client_credentials", **({"scope": self._scope} if self._scope else {})}
        answer = self._client.post_form(self._address, form)
        try:
            told = parse(answer.body)
            token, life = told["access_token"], float(told.get("expires_in") or _DEFAULT_LIFE_SECONDS)
        except (ValueError, TypeError, KeyError, AttributeError):
            token, life = None, 0.0
        if not isinstance(token, str) or not token:
            raise self._client.schema_error(self._address, "the answer holds no access_token")
        self._token = token
        self._until = self._clock() + life - min(_MARGIN_SECONDS, life / 2)


def auth_of(
    collect: HttpApi,
    connection: Connection | None,
    base: str,
    *,
    source: str,
    make_client: Callable[[Auth], HttpClient],
    clock: Callable[[], float] = time.monotonic,
) -> Auth:
    """What the contract's API asks for, made of the connection. Raises CollectError when that is missing."""
    kind = collect.auth
    if not isinstance(kind, ApiKey | OAuth2):
        return Anonymous()
    login, password = (connection.login, connection.password) if connection else (None, None)
    if not password or (isinstance(kind, OAuth2) and not login):
        raise CollectError(_what_is_missing(collect, connection), source=source, remedy=_remedy(collect))
    if is_clear(base) and not (connection and connection.extra.get("allow_http")):
        raise CollectError(
            "credentials would be sent in clear",
            source=source,
            address=base,
            remedy="Give the connection an https address, or allow_http in its extra on a network of your own.",
        )
    if isinstance(kind, ApiKey):
        return FixedHeader(kind.header, password)
    basic = base64.b64encode(f"{login}:{password}".encode()).decode()
    client = make_client(FixedHeader("Authorization", f"Basic {basic}", secret=password))
    return ClientCredentials(client, f"{base}/{kind.token_path.lstrip('/')}", scope=kind.scope, clock=clock)


def _what_is_missing(collect: HttpApi, connection: Connection | None) -> str:
    if connection is None:
        return f"no connection '{collect.connection}'"
    needed = "password (the key)" if isinstance(collect.auth, ApiKey) else "login and password"
    return f"the connection '{collect.connection}' has no {needed}"


def _remedy(collect: HttpApi) -> str:
    kind = (
        "the key as password"
        if isinstance(collect.auth, ApiKey)
        else "the client's id as login, its secret as password"
    )
    return (
        f"Set it in Airflow (Admin > Connections, or AIRFLOW_CONN_{collect.connection.upper()}): "
        f"type HTTP, {kind}; a host only to replace {collect.address}"
    )
