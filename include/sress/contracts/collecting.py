"""How deliveries are collected: files, an API, or a catalogue of open data."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sress.contracts.strict import Identifier, Strict


class Paging(Strict):
    """How an API gives a long list in parts.

    `page`: `param` counts up from `first`. `cursor`: `param` takes the value at `next` of the last
    answer, starting with `first` (nothing sent when empty); no value, or the one just sent, ends the
    list. `link`: the address of the next part stands at `next`. `total` is the dotted path of the
    announced number of records, where there is one.
    """

    kind: Literal["none", "page", "cursor", "link"] = "none"
    param: str = "page"
    first: str = "1"
    next: str | None = None
    size_param: str | None = None
    size: int = Field(default=100, ge=1)
    total: str | None = None

    @model_validator(mode="after")
    def _a_cursor_has_a_next(self) -> Paging:
        if self.kind in ("cursor", "link") and not self.next:
            raise ValueError(f"a {self.kind} is found at `next`")
        return self


class Since(Strict):
    """Ask only for what changed: `param` takes the newest `field` seen, less `overlap_minutes`."""

    param: str
    field: str
    overlap_minutes: int = Field(default=10, ge=0)


class Request(Strict):
    """What is asked of an API for one stream; `records` and `id` are dotted paths.

    `path`, `params` and `file` may hold {month}, {year} and {cut_off}. `file` names an answer that is
    a file to be kept as it is, not records. A record without `id` is told apart by its whole content.
    A full pull is made every `full_every_days`; in between only changes, where the API can tell them.
    """

    path: str
    params: dict[str, str] = {}
    file: str | None = None
    records: str = ""
    id: str | None = None
    paging: Paging = Paging()
    since: Since | None = None
    full_every_days: int = Field(default=7, ge=0)


class Resource(Strict):
    """Which file of a catalogue entry is the stream's: patterns on its title and address.

    The group `vintage` of either pattern orders the resources; the newest `keep` are downloaded.
    `member` is the pattern of the file inside a ZIP archive.
    """

    dataset: str
    title: str = ".*"
    url: str = ".*"
    member: str | None = None
    keep: int = Field(default=1, ge=1)

    @field_validator("title", "url", "member")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            re.compile(value)
        return value


class Bundled(Strict):
    """Files that ship with the product (real open data)."""

    kind: Literal["bundled"]
    connection: Identifier
    folder: str


class DropFolder(Strict):
    """A folder where the partner drops files: local, SFTP, S3 or WebDAV, as the connection says.

    With a marker a file is taken only when `<name>.ok` or `<name>.sha256` stands beside it; a digest
    in the marker must be the file's.
    """

    kind: Literal["drop_folder"]
    connection: Identifier
    folder: str
    marker: Literal["none", "ok", "sha256"] = "none"


class Rate(Strict):
    """At most `calls` in `seconds`."""

    calls: int = Field(ge=1)
    seconds: float = Field(gt=0)


class NoAuth(Strict):
    """An open API."""

    kind: Literal["none"] = "none"


class ApiKey(Strict):
    """The connection's password is sent in `header`."""

    kind: Literal["api_key"]
    header: str


class OAuth2(Strict):
    """Client credentials: the connection's login and password buy a token at `token_path`."""

    kind: Literal["oauth2"]
    token_path: str
    scope: str | None = None


class HttpApi(Strict):
    """An API over HTTP. The connection's host, where it has one, replaces that of `address`."""

    kind: Literal["http_api"]
    connection: Identifier
    address: str
    auth: Annotated[NoAuth | ApiKey | OAuth2, Field(discriminator="kind")] = NoAuth()
    rate: Rate = Rate(calls=10, seconds=1)


class OpenData(Strict):
    """Files found through a catalogue and downloaded when they changed.

    `bundled` is a folder of files that ship with the product, there before the first download.
    """

    kind: Literal["open_data"]
    connection: Identifier
    address: str
    catalogue: Literal["data_gouv", "melodi"] = "data_gouv"
    bundled: str | None = None
    rate: Rate = Rate(calls=30, seconds=60)


Collect = Annotated[Bundled | DropFolder | HttpApi | OpenData, Field(discriminator="kind")]
