"""Where Superset is: the address that production gives, or the one that `sress up` put on record."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from sress.platform.secret import secret
from sress.platform.settings import Settings


@dataclass(frozen=True)
class Place:
    """Superset's address and the administrator's password."""

    url: str
    password: str


def assets_folder(settings: Settings) -> Path:
    """The dashboards as code."""
    return settings.project_root / "include" / "dashboards"


def record(settings: Settings) -> Path:
    """Where `sress up` notes process and port of the local Superset."""
    return settings.home / "superset" / "server.json"


def administrator_password(settings: Settings) -> str:
    """SRESS_SUPERSET_PASSWORD, else a secret of this state."""
    return os.environ.get("SRESS_SUPERSET_PASSWORD") or secret(settings, "superset_ingenieur")


def reader_password(settings: Settings) -> str:
    """SRESS_SUPERSET_READER_PASSWORD, else a secret of this state."""
    return os.environ.get("SRESS_SUPERSET_READER_PASSWORD") or secret(settings, "superset_lecteur")


def find(settings: Settings) -> Place | None:
    """Superset's place; None where none was started and SRESS_SUPERSET_URL names none."""
    url = os.environ.get("SRESS_SUPERSET_URL")
    if not url and record(settings).exists():
        url = f"http://127.0.0.1:{json.loads(record(settings).read_text())['port']}"
    return Place(url, administrator_password(settings)) if url else None
