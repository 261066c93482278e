"""What collecting remembers of a stream between runs, in `ops.collect_state`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from sress.platform.database import connect
from sress.platform.settings import Settings


@dataclass(frozen=True)
class CollectState:
    """The memory of one stream: JSON values by name. It holds no data on persons and no secret."""

    settings: Settings
    source: str
    stream: str

    def get(self, name: str) -> Any | None:
        """The value of that name, None when there is none."""
        with connect(self.settings, "loader") as connection:
            row = connection.execute(
                "select value from ops.collect_state where source = %s and stream = %s and name = %s",
                [self.source, self.stream, name],
            ).fetchone()
        return row[0] if row else None

    def put(self, name: str, value: Any) -> None:
        """Remember a JSON value under that name, in place of the former."""
        with connect(self.settings, "loader") as connection:
            connection.execute(
                "insert into ops.collect_state (source, stream, name, value) values (%s, %s, %s, %s) "
                "on conflict (source, stream, name) "
                "do update set value = excluded.value, updated_at = clock_timestamp()",
                [self.source, self.stream, name, Jsonb(value)],
            )

    def forget(self, name: str) -> None:
        """Remember nothing under that name."""
        with connect(self.settings, "loader") as connection:
            connection.execute(
                "delete from ops.collect_state where source = %s and stream = %s and name = %s",
                [self.source, self.stream, name],
            )
