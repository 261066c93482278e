"""Ask over HTTP: at the system's rate, again where that can help, with credentials only where they belong."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from sress.collect.address import shown
from sress.collect.answer import Answer, Validators
from sress.collect.auth import Auth
from sress.collect.exchange import Again, Exchange
from sress.collect.partial import NotWhole, Partial
from sress.collect.problem import SchemaError
from sress.collect.rate import Limiter
from sress.platform.exact_json import parse

_LOG = logging.getLogger(__name__)
_BACKOFF = wait_random_exponential(multiplier=1, max=60)

_T = TypeVar("_T")


class HttpClient:
    """A conversation with one system, whose credentials go to the origin of `base` and nowhere else.

    429 waits for Retry-After (at most `max_wait` seconds); 5xx, timeouts and broken connections are tried
    again, `attempts` times in all, with full jitter; any other refusal raises CollectError at once.
    """

    def __init__(
        self,
        source: str,
        stream: str,
        base: str,
        *,
        auth: Auth | None = None,
        limiter: Limiter | None = None,
        attempts: int = 6,
        max_wait: float = 300.0,
        timeout: tuple[float, float] = (10.0, 60.0),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._name = f"{source}/{stream}"
        self._exchange = Exchange(source, stream, base, auth, limiter, timeout)
        self._attempts = attempts
        self._max_wait = max_wait
        self._sleep = sleep

    def get(
        self, address: str, params: Mapping[str, str] | None = None, *, validators: Validators | None = None
    ) -> Answer:
        """The answer to a question; with validators it may be `unchanged`. Raises CollectError."""
        asked = validators.headers() if validators else {}

        def once() -> Answer:
            with self._exchange.attempt("GET", address, params=params, headers=asked) as response:
                return Answer(response.url, response.status_code, response.headers, self._exchange.body(response))

        return self._persist(address, once)

    def get_json(self, address: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON value of the answer. Raises SchemaError when it is none."""
        answer = self.get(address, params)
        try:
            return parse(answer.body)
        except ValueError as problem:
            raise self.schema_error(answer.address, f"the answer is not JSON: {problem}") from None

    def post_form(self, address: str, form: Mapping[str, str]) -> Answer:
        """The answer to a form. Raises CollectError; a redirect of it is an error."""

        def once() -> Answer:
            with self._exchange.attempt("POST", address, form=form) as response:
                return Answer(response.url, response.status_code, response.headers, self._exchange.body(response))

        return self._persist(address, once)

    def download(
        self,
        address: str,
        target: Path,
        *,
        validators: Validators | None = None,
        size: int | None = None,
        checksum: tuple[str, str] | None = None,
    ) -> Validators | None:
        """Bring a file to `target` and return its validators, or None when it is unchanged.

        A broken download goes on where it broke off, in this call or the next, if the file is still the
        same version. `checksum` is (algorithm, hex digest). Raises CollectError.
        """
        partial = Partial(target, address)

        def once() -> Validators | None:
            asked = {"Accept-Encoding": "identity", **(validators.headers() if validators else {}), **partial.headers()}
            with self._exchange.attempt("GET", address, headers=asked) as response:
                if response.status_code == 304:
                    return None
                try:
                    partial.take(response)
                    partial.finish(size, checksum)
                except NotWhole as problem:
                    if problem.resumed:
                        raise Again(str(problem), status=response.status_code) from None
                    raise self._exchange.error(address, str(problem), response.status_code) from None
                return Validators.of(response.headers)

        return self._persist(address, once, forget=partial.drop)

    def _persist(self, address: str, once: Callable[[], _T], forget: Callable[[], None] | None = None) -> _T:
        def tell(state: RetryCallState) -> None:
            problem = state.outcome.exception() if state.outcome else None
            if forget and isinstance(problem, Again) and problem.status == 416:
                forget()
            pause = state.next_action.sleep if state.next_action else 0
            _LOG.info("%s: %s: %s; again in %.1f s", self._name, shown(address), problem, pause)

        retrying = Retrying(
            stop=stop_after_attempt(self._attempts),
            wait=self._pause,
            retry=retry_if_exception_type(Again),
            sleep=self._sleep,
            before_sleep=tell,
            reraise=True,
        )
        try:
            return retrying(once)
        except Again as again:
            raise self._exchange.error(address, f"{again} (tried {self._attempts} times)", again.status) from None

    def _pause(self, state: RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        if isinstance(problem, Again) and problem.pause is not None:
            return min(problem.pause, self._max_wait)
        return min(_BACKOFF(state), self._max_wait)

    def schema_error(self, address: str, what: str) -> SchemaError:
        """The error for an answer that is not of the announced shape."""
        return self._exchange.schema_error(address, what)
