"""One attempt over HTTP: redirects by hand, credentials at home only, and a judgement of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin

import requests

from sress.collect.address import origin
from sress.collect.auth import Anonymous, Auth
from sress.collect.problem import CollectError, SchemaError
from sress.collect.rate import Limiter
from sress.collect.refusal import pause_asked, remedy, words

_AGENT = "observatoire-sress"
_LARGEST_ANSWER = 512 << 20
_MOST_REDIRECTS = 5


class Again(Exception):
    """This attempt failed in a way that the next may not. `pause` is what the system asks for, in seconds."""

    def __init__(self, what: str, *, status: int | None = None, pause: float | None = None) -> None:
        super().__init__(what)
        self.status = status
        self.pause = pause


class Exchange:
    """Attempts with one system, whose credentials go to the origin of `base` and nowhere else."""

    def __init__(
        self,
        source: str,
        stream: str,
        base: str,
        auth: Auth | None,
        limiter: Limiter | None,
        timeout: tuple[float, float],
    ) -> None:
        self._source = source
        self._stream = stream
        self._origin = origin(base)
        self._auth: Auth = auth or Anonymous()
        self._limiter = limiter
        self._timeout = timeout
        self._session = requests.Session()
        self._session.headers["User-Agent"] = _AGENT
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    @contextmanager
    def attempt(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Iterator[requests.Response]:
        """One attempt; what breaks while the caller reads the body is judged here too. Raises Again or CollectError."""
        try:
            response = self._follow(method, address, params, headers or {}, form)
            if response.status_code == 401 and self._auth.renew():
                response.close()
                response = self._follow(method, address, params, headers or {}, form)
            with response:
                self._judge(response, asked=headers or {})
                yield response
        except requests.exceptions.SSLError:
            raise self.error(address, "its certificate is not trusted", None) from None
        except requests.exceptions.Timeout:
            raise Again(
                f"no answer in time ({self._timeout[0]:g} s to connect, {self._timeout[1]:g} s to read)"
            ) from None
        except (
            requests.exceptions.ConnectionError,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.ContentDecodingError,
        ) as problem:
            raise Again(f"the connection failed or broke off ({type(problem).__name__})") from None
        except (requests.exceptions.RequestException, UnicodeError) as problem:
            # Its text may hold the header, and so the secret, that could not be sent.
            raise self.error(address, f"the request cannot be made ({type(problem).__name__})", None) from None

    def _follow(
        self,
        method: str,
        address: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
    ) -> requests.Response:
        """Send, and follow redirects by hand: the library would carry a key's header to another host."""
        for _ in range(_MOST_REDIRECTS + 1):
            at_home = origin(address) == self._origin
            credentials = self._auth.headers() if at_home else {}
            if self._limiter:
                self._limiter.wait()
            response = self._session.request(
                method,
                address,
                params=params,
                data=form,
                headers={**headers, **credentials},
                auth=_as_it_is,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
            if method != "GET" or not response.is_redirect:
                return response
            response.close()
            address, params = urljoin(response.url, response.headers["Location"]), None
        raise self.error(address, f"more than {_MOST_REDIRECTS} redirects", response.status_code)

    def _judge(self, response: requests.Response, asked: Mapping[str, str]) -> None:
        """Let a good answer pass. Raises Again or CollectError."""
        status = response.status_code
        conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
        if status in (200, 201) or (status == 206 and "Range" in asked) or (status == 304 and conditional):
            return
        what = f"HTTP {status}{self._quoted(response)}"
        if status in (408, 429) or status >= 500 or (status == 416 and "Range" in asked):
            raise Again(what, status=status, pause=pause_asked(response.headers))
        raise self.error(response.url, what, status)

    def body(self, response: requests.Response) -> bytes:
        """The whole body, up to a bound. Raises CollectError."""
        body = bytearray()
        for chunk in response.iter_content(1 << 18):
            body += chunk
            if len(body) > _LARGEST_ANSWER:
                raise self.error(response.url, f"the answer is larger than {_LARGEST_ANSWER >> 20} MB", None)
        return bytes(body)

    def _quoted(self, response: requests.Response) -> str:
        """The words of a refusal, for the message; never a page of HTML, never a secret."""
        text = words(response)
        for secret in self._auth.secrets():
            text = text.replace(secret, "***")
        return f": « {text[:300]} »" if text else ""

    def error(self, address: str, what: str, status: int | None) -> CollectError:
        """The error that names the stream and the address, with a remedy by status."""
        return CollectError(
            what, source=self._source, stream=self._stream, address=address, status=status, remedy=remedy(status)
        )

    def schema_error(self, address: str, what: str) -> SchemaError:
        """The error for an answer that is not of the announced shape."""
        return SchemaError(
            what,
            source=self._source,
            stream=self._stream,
            address=address,
            remedy="The system has changed, or the contract describes it wrongly: compare the two.",
        )


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """An auth that adds nothing: without one the library takes a login from the user's .netrc."""
    return request
