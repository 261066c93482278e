"""Land what was collected for one source, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from sress.contracts.model import Contract
from sress.landing import vault
from sress.landing.land import carries_personal_data, land_file
from sress.landing.report import LandingReport
from sress.landing.store import prepare_streams
from sress.platform.database import connect
from sress.platform.sealing import plain_name
from sress.platform.settings import Settings

_MARKERS = (".ok", ".sha256")


def land_files(settings: Settings, contract: Contract, found: Iterable[Mapping[str, str]]) -> list[LandingReport]:
    """Land each {'stream', 'path'} in order; a refused file does not stop the next.

    At the end files of the inbox are deleted, and files of a drop folder that hold personal data:
    their bytes are in the vault. A file of the inbox that is gone was landed by an earlier attempt.
    """
    items = [(item["stream"], Path(item["path"])) for item in found]
    with connect(settings, "loader") as connection:
        prepare_streams(connection, [contract])
        reports = [
            land_file(connection, settings, contract, stream, path)
            for stream, path in items
            if path.exists() or not path.is_relative_to(settings.inbox_dir)
        ]
    for path, stream in {path: stream for stream, path in items}.items():
        _clear_away(settings, contract, stream, path)
    return reports


def _clear_away(settings: Settings, contract: Contract, stream: str, path: Path) -> None:
    if path.is_relative_to(settings.inbox_dir):
        path.unlink(missing_ok=True)
        return
    personal = carries_personal_data(contract, stream, plain_name(path.name))
    if path.is_relative_to(settings.drop_dir) and personal and _is_in_vault(settings, path):
        for marker in _MARKERS:
            for name in (path.name + marker, path.stem + marker):
                with suppress(OSError):
                    path.with_name(name).unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _is_in_vault(settings: Settings, path: Path) -> bool:
    """Whether the file as it is now was landed: the partner may have replaced it meanwhile."""
    try:
        digest = vault.digest_of(path)
    except FileNotFoundError:
        return False
    return vault.holds(settings, f"{digest[:2]}/{digest}")
