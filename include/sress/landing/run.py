"""Land what was collected from one source, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sress.contracts.model import Contract
from sress.landing.land import land_file
from sress.landing.report import LandingReport
from sress.landing.store import prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings


def land_files(settings: Settings, contract: Contract, found: Iterable[Mapping[str, str]]) -> list[LandingReport]:
    """Land each {'stream', 'path'} in order; a refused file does not stop the next."""
    with connect(settings, "loader") as connection:
        prepare_streams(connection, [contract])
        return [land_file(connection, settings, contract, item["stream"], Path(item["path"])) for item in found]
