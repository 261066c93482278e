"""The shape of a source contract: who delivers, how, and which columns may be stored.

A contract is an allow-list (privacy.md §5): a column that it does not list is never stored.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sress.contracts.collecting import Bundled, Collect, DropFolder, HttpApi, OpenData, Request, Resource
from sress.contracts.column import Column
from sress.contracts.formats import Format
from sress.contracts.strict import Identifier, Strict


class Thresholds(Strict):
    """When a delivery is held for a person's decision instead of coming into force."""

    max_rejected_share: float = Field(default=0.10, ge=0, le=1)
    min_rows: int = Field(default=1, ge=0)
    hold_when_fewer_rows: bool = True


class Revision(Strict):
    """What a newer delivery replaces.

    `stream`: everything before it; `exercice`: the year of its declared period; `vintage`: its
    declared period; `rows`: the same values of `columns` and the same year of `year_of`; `changes`:
    rows of the same key, until a full pull replaces everything.
    """

    replaces: Literal["stream", "exercice", "vintage", "rows", "changes"]
    columns: tuple[Identifier, ...] = ()
    year_of: tuple[Identifier, ...] = ()


class Stream(Strict):
    """One kind of extract of a source.

    `collect` here stands in for the contract's. `request` belongs to an API, `resource` to a
    catalogue; a stream with neither reads the files that another stream brings, by their names.
    The groups `period` and `part` of `file` say what a file covers and which part of the stream it
    replaces: one network, one EPCI. `bulk` lands files of national size by the block, row by row only
    where a doubt is; `index` lists columns of the raw table that models join on.
    """

    description: str = Field(min_length=3)
    collect: Collect | None = None
    request: Request | None = None
    resource: Resource | None = None
    file: str = ".*"
    format: Format
    columns: tuple[Column, ...] = Field(min_length=1)
    key: tuple[Identifier, ...] = ()
    revision: Revision
    covers: Literal["exercice_to_month", "strategy_to_month", "year", "nothing"] = "nothing"
    exact_duplicates: Literal["drop", "keep"] = "keep"
    unknown_columns: Literal["report", "refuse"] = "report"
    require_one_of: tuple[tuple[Identifier, ...], ...] = ()
    bulk: bool = False
    index: tuple[Identifier, ...] = ()
    thresholds: Thresholds = Thresholds()

    @field_validator("file")
    @classmethod
    def _file_pattern(cls, value: str) -> str:
        re.compile(value)
        return value

    @model_validator(mode="after")
    def _names_exist(self) -> Stream:
        names = [column.name for column in self.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"columns named twice: {', '.join(twice)}")
        used = {*self.index, *self.key, *self.revision.columns, *self.revision.year_of}.union(*self.require_one_of)
        unknown = sorted(used - {column.name for column in self.stored_columns})
        if unknown:
            raise ValueError(f"no such stored column: {', '.join(unknown)}")
        sources = {name for column in self.columns for name in column.pseudonym_of}
        if sources - set(names):
            raise ValueError(f"no such column to make a pseudonym of: {', '.join(sorted(sources - set(names)))}")
        groups = re.compile(self.file).groupindex
        nowhere = [column.name for column in self.columns if column.from_file and column.name not in groups]
        if nowhere:
            raise ValueError(f"the file pattern has no group {', '.join(nowhere)}")
        if self.bulk:
            self._bulk_is_row_by_row()
        if self.revision.replaces == "changes" and not self.key:
            raise ValueError("a stream of changes has a key")
        return self

    def _bulk_is_row_by_row(self) -> None:
        """What is landed by the block is judged row by row: no column may depend on the rest of the file."""
        known = {
            *("text", "code", "siren", "siret", "rna", "insee_code", "postal_code"),
            *("date", "timestamp", "integer", "boolean"),
        }
        wrong = [
            column.name
            for column in self.stored_columns
            if column.type not in known
            or column.personal == "pseudonym"
            or column.from_file
            or column.constant_in_file
            or column.pattern
            or column.max_length
            or (column.zero_pad and column.type != "text")
        ]
        if wrong or self.require_one_of or self.exact_duplicates == "drop" or self.revision.year_of:
            raise ValueError(f"a bulk stream cannot have: {', '.join(wrong) or 'rules over several rows'}")

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns that reach `raw`, in the contract's order."""
        return tuple(column for column in self.columns if column.personal != "drop")

    @property
    def holds_personal_data(self) -> bool:
        """Whether its files carry data on persons, stored or not."""
        return any(column.personal != "none" for column in self.columns)


class Contract(Strict):
    """One partner system."""

    source: Identifier
    label: str
    owner: str
    steward: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    licence: str
    cadence: Literal["daily", "monthly", "quarterly", "yearly", "event"]
    due_day: int = Field(ge=1, le=28)
    schedule: str
    collect: Collect
    traps: tuple[str, ...] = ()
    to_verify: bool = True
    streams: dict[Identifier, Stream] = Field(min_length=1)

    @model_validator(mode="after")
    def _streams_say_what_to_ask(self) -> Contract:
        for name, stream in self.streams.items():
            kind = self.collect_of(name).kind
            if stream.request and kind != "http_api":
                raise ValueError(f"stream {name}: a request needs an http_api, not {kind}")
            if stream.resource and kind != "open_data":
                raise ValueError(f"stream {name}: a resource needs open_data, not {kind}")
        return self

    def collect_of(self, stream: str) -> Bundled | DropFolder | HttpApi | OpenData:
        """How a stream is collected: its own way, or the contract's."""
        return self.streams[stream].collect or self.collect

    @property
    def holds_personal_data(self) -> bool:
        """Whether any of its files carries data on persons."""
        return any(stream.holds_personal_data for stream in self.streams.values())
