"""The shape of a source contract: who delivers, how, and which columns may be stored.

A contract is an allow-list (privacy.md §5): a column that it does not list is never stored.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

ColumnType = Literal[
    "text",
    "code",
    "date",
    "date_or_year",
    "amount",
    "integer",
    "boolean",
    "siret",
    "siren",
    "siret_or_siren",
    "rna",
    "insee_code",
    "postal_code",
    "share",
    "organisations",
]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """A contract part: an unknown field is a mistake, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column of a stream: its name in `raw`, the headers it may arrive under, and its rules.

    `required` rows without a value are rejected. `invalid` says what an unreadable value costs:
    the row, or the cell only. `personal: drop` names a column that is known and never stored.
    """

    name: Identifier
    description: str = Field(min_length=3)
    type: ColumnType = "text"
    headers: tuple[str, ...] = ()
    required: bool = False
    header_required: bool = False
    invalid: Literal["reject_row", "set_null"] = "set_null"
    personal: Literal["none", "drop"] = "none"
    pattern: str | None = None
    values: dict[str, tuple[str, ...]] | None = None
    max_length: int | None = None
    expected: str | None = None
    constant_in_file: bool = False

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            re.compile(value)
        return value

    @model_validator(mode="after")
    def _codes_have_values(self) -> Column:
        if self.type in ("code", "organisations") and not self.values:
            raise ValueError(f"a column of type {self.type} lists its values")
        return self

    @property
    def needs_header(self) -> bool:
        """Whether a file without this column is refused as a whole."""
        return self.required or self.header_required

    @property
    def rejects_row(self) -> bool:
        """Whether an unreadable value costs the whole row."""
        return self.required or self.invalid == "reject_row"


class CsvFormat(Strict):
    """Delimited text; the candidates are tried in order, utf-8 evidence wins over all of them."""

    kind: Literal["csv"]
    delimiter: Literal[";", ",", "\t", "|"] = ";"
    encodings: tuple[Literal["utf-8", "utf-8-sig", "windows-1252", "latin-1"], ...] = ("utf-8",)


class XlsxFormat(Strict):
    """A sheet of a workbook (xls, xlsx, ods); the header row is searched below the banner."""

    kind: Literal["xlsx"]
    sheet: str | None = None
    header_within: int = Field(default=30, ge=1)


class Thresholds(Strict):
    """When a delivery is held for a person's decision instead of coming into force."""

    max_rejected_share: float = Field(default=0.10, ge=0, le=1)
    min_rows: int = Field(default=1, ge=0)
    hold_when_fewer_rows: bool = True


class Revision(Strict):
    """What a newer delivery replaces.

    `stream`: everything before it; `exercice`: the year of its declared period; `vintage`: its
    declared period; `rows`: the same values of `columns` and the same year of `year_of`.
    """

    replaces: Literal["stream", "exercice", "vintage", "rows"]
    columns: tuple[Identifier, ...] = ()
    year_of: tuple[Identifier, ...] = ()


class Stream(Strict):
    """One kind of extract of a source."""

    description: str = Field(min_length=3)
    file: str
    format: Annotated[CsvFormat | XlsxFormat, Field(discriminator="kind")]
    columns: tuple[Column, ...] = Field(min_length=1)
    key: tuple[Identifier, ...] = ()
    revision: Revision
    covers: Literal["exercice_to_month", "strategy_to_month", "year", "nothing"] = "nothing"
    exact_duplicates: Literal["drop", "keep"] = "keep"
    unknown_columns: Literal["report", "refuse"] = "report"
    require_one_of: tuple[tuple[Identifier, ...], ...] = ()
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
        used = {*self.key, *self.revision.columns, *self.revision.year_of}.union(*self.require_one_of)
        unknown = sorted(used - {column.name for column in self.stored_columns})
        if unknown:
            raise ValueError(f"no such stored column: {', '.join(unknown)}")
        return self

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns that reach `raw`, in the contract's order."""
        return tuple(column for column in self.columns if column.personal == "none")


class Collect(Strict):
    """Where deliveries come from. `bundled` files ship with the product (real open data)."""

    kind: Literal["drop_folder", "bundled"]
    connection: Identifier
    folder: str


class Contract(Strict):
    """One partner system."""

    source: Identifier
    label: str
    owner: str
    steward: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    licence: str
    cadence: Literal["monthly", "quarterly", "yearly", "event"]
    due_day: int = Field(ge=1, le=28)
    schedule: str
    collect: Collect
    to_verify: bool = True
    streams: dict[Identifier, Stream] = Field(min_length=1)
