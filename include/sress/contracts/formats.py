"""The formats a delivery may have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sress.contracts.strict import Identifier, Strict


class CsvFormat(Strict):
    """Delimited text; the candidates are tried in order, utf-8 evidence wins over all of them."""

    kind: Literal["csv"]
    delimiter: Literal[";", ",", "\t", "|"] = ";"
    encodings: tuple[Literal["utf-8", "utf-8-sig", "windows-1252", "latin-1"], ...] = ("utf-8",)


class XlsxFormat(Strict):
    """Sheets of a workbook (xls, xlsx, ods); the header row is searched below the banner.

    `sheet` names one sheet; `sheets` is a pattern of the visible sheets that are read one after the
    other, each sheet's name landing in the column `sheet_column`. With two `header_levels` a name is
    « group / name », and the name alone where it is unique.
    """

    kind: Literal["xlsx"]
    sheet: str | None = None
    sheets: str | None = None
    sheet_column: Identifier | None = None
    header_levels: Literal[1, 2] = 1
    header_within: int = Field(default=30, ge=1)

    @model_validator(mode="after")
    def _one_way_to_choose(self) -> XlsxFormat:
        if self.sheet and self.sheets:
            raise ValueError("name one sheet, or a pattern of several, not both")
        return self


class JsonFormat(Strict):
    """JSON (a list, or an object that holds one at the dotted path `records`) or JSON lines.

    Headers are dotted paths into a record. `explode` makes a row of each element of the list at that
    path, whose own fields are then named `<explode>.<field>`; a record without elements makes none.
    """

    kind: Literal["json"]
    records: str = ""
    explode: str | None = None


class IcsFormat(Strict):
    """An iCalendar file: one row an event, headers are property names (SUMMARY, DTSTART, X-…)."""

    kind: Literal["ics"]


class ParquetFormat(Strict):
    """A Parquet file, read by column name."""

    kind: Literal["parquet"]


Format = Annotated[CsvFormat | XlsxFormat | JsonFormat | IcsFormat | ParquetFormat, Field(discriminator="kind")]
