"""What stops collecting, said to the engineer: which source, which address, what it answered, what to do."""

from __future__ import annotations

from sress.collect.address import shown


class CollectError(Exception):
    """A source could not be collected. The message is English and holds no secret.

    `status` is the HTTP status where there was one; `remedy` says what to do.
    """

    def __init__(
        self,
        what: str,
        *,
        source: str = "",
        stream: str = "",
        address: str = "",
        status: int | None = None,
        remedy: str = "",
    ) -> None:
        where = "/".join(part for part in (source, stream) if part)
        parts = [f"{where}:" if where else "", f"{shown(address)}:" if address else "", what.rstrip(". ")]
        text = " ".join(part for part in parts if part)
        super().__init__(f"{text}. {remedy}" if remedy else text)
        self.source = source
        self.stream = stream
        self.address = shown(address) if address else ""
        self.status = status
        self.remedy = remedy


class SchemaError(CollectError):
    """An answer is not of the announced shape: asking again would not help."""
