"""Settings of one run, read from the environment."""

from __future__ import annotations

import calendar
import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
_ROOT = Path(__file__).resolve().parents[3]
_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Settings:
    """Where the state lives, which month is computed, which synthetic world delivers.

    `month` is 'YYYY-MM'; `home` is absolute; `database_url` is None for the embedded server.
    """

    project_root: Path
    home: Path
    month: str
    sandbox_seed: int = 1
    sandbox_dirt: int = 1
    sandbox_scale: int = 1
    database_url: str | None = None

    @classmethod
    def from_env(cls, *, month: str | None = None) -> Settings:
        """Settings of the environment (SRESS_*). Raises ValueError on a value that cannot be."""
        root = Path(os.environ.get("SRESS_PROJECT_ROOT", _ROOT)).resolve()
        chosen = month or os.environ.get("SRESS_MONTH") or last_complete_month(datetime.now(ZONE).date())
        if not _MONTH.fullmatch(chosen):
            raise ValueError(f"SRESS_MONTH is 'YYYY-MM', not '{chosen}'")
        home = Path(os.environ.get("SRESS_HOME") or root / "var")
        return cls(
            project_root=root,
            home=home if home.is_absolute() else Path.cwd() / home,
            month=chosen,
            sandbox_seed=_whole_number("SRESS_SANDBOX_SEED", 1, 0),
            sandbox_dirt=_whole_number("SRESS_SANDBOX_DIRT", 1, 0, 3),
            sandbox_scale=_whole_number("SRESS_SANDBOX_SCALE", 1, 1),
            database_url=os.environ.get("SRESS_DATABASE_URL") or None,
        )

    @property
    def cut_off(self) -> date:
        """Last day of the month: nothing dated later counts."""
        year, month = int(self.month[:4]), int(self.month[5:])
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def vault_dir(self) -> Path:
        """Every file received, by sha256."""
        return self.home / "vault"

    @property
    def drop_dir(self) -> Path:
        """Where partners drop their files, one folder a source."""
        return self.home / "drop"

    @property
    def inbox_dir(self) -> Path:
        """Files that were fetched and wait to be landed, one folder a source."""
        return self.home / "inbox"

    @property
    def mailbox_dir(self) -> Path:
        """Mails captured when no SMTP server is set."""
        return self.home / "mailbox"

    @property
    def briefs_dir(self) -> Path:
        """Rendered briefs, one folder a month."""
        return self.home / "briefs"

    @property
    def data_docs_dir(self) -> Path:
        """Great Expectations' Data Docs."""
        return self.home / "data_docs"

    @property
    def logs_dir(self) -> Path:
        """Logs of runs and services."""
        return self.home / "logs"

    @property
    def rejects_dir(self) -> Path:
        """Reject files for partners, one folder a source."""
        return self.home / "rejects"

    @property
    def secrets_dir(self) -> Path:
        """Passwords and keys made on this machine, mode 0600."""
        return self.home / "secrets"

    @property
    def contracts_dir(self) -> Path:
        """The source contracts."""
        return self.project_root / "include" / "sources"

    @property
    def reference_dir(self) -> Path:
        """Open data that ships with the product."""
        return self.project_root / "include" / "reference_data"

    @property
    def dbt_dir(self) -> Path:
        """The dbt project."""
        return self.project_root / "dbt_project"

    @property
    def expectations_dir(self) -> Path:
        """The Great Expectations suites."""
        return self.project_root / "expectations"


def last_complete_month(today: date) -> str:
    """The month before today's, 'YYYY-MM'."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year:04d}-{month:02d}"


def _whole_number(name: str, default: int, least: int, most: int | None = None) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) < least or (most is not None and int(text) > most):
        bounds = f"from {least} to {most}" if most is not None else f"from {least} on"
        raise ValueError(f"{name} is a whole number {bounds}, not '{text}'")
    return int(text)
