"""One column of a stream: an entry of the allow-list."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sress.contracts.strict import Identifier, Strict

ColumnType = Literal[
    "text",
    "code",
    "date",
    "timestamp",
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


class Column(Strict):
    """One column of a stream: its name in `raw`, the headers it may arrive under, and its rules.

    `required` rows without a value are rejected. `invalid` says what an unreadable value costs:
    the row, or the cell only. `personal: drop` names a column that is known and never stored;
    `personal: pseudonym` stores a keyed pseudonym of its own value, or of the columns `pseudonym_of`.
    `zero_pad` gives digits back the zeros that a numeric type took. `from_file` takes the value from
    the group of that name in the stream's `file` pattern.
    """

    name: Identifier
    description: str = Field(min_length=3)
    type: ColumnType = "text"
    headers: tuple[str, ...] = ()
    required: bool = False
    header_required: bool = False
    invalid: Literal["reject_row", "set_null"] = "set_null"
    personal: Literal["none", "drop", "pseudonym"] = "none"
    pseudonym_of: tuple[Identifier, ...] = ()
    from_file: bool = False
    pattern: str | None = None
    values: dict[str, tuple[str, ...]] | None = None
    max_length: int | None = None
    zero_pad: int | None = None
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
