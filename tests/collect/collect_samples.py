"""Contracts for the tests of collecting, as small as they can be."""

from __future__ import annotations

import unicodedata
from typing import Any

from sress.collect.files import FoundFile
from sress.contracts.model import Contract
from sress.platform.database import connect
from sress.platform.settings import Settings

ODD_NAMES = [
    "dossiers 2026-01 - l'été.csv",
    'dossiers 2026-01 "définitif" (1).csv',
    unicodedata.normalize("NFD", "bénéficiaires évalués.csv"),
    "dossiers 2026-01 100% #2.csv",
]

DEFAULT_STREAMS = {
    "dossiers": {"file": r"dossiers (?P<period>\d{4}-\d{2})(?:[ _-].*)?\.csv"},
    "beneficiaires": {"file": r"bénéficiaires.*\.csv|dossiers 2026-02\.csv"},
}


def contract(
    collect: dict[str, Any], streams: dict[str, dict[str, Any]] | None = None, personal: str = "none"
) -> Contract:
    """A contract of one text column a stream."""
    return Contract.model_validate(
        {
            "source": "essai",
            "label": "Source d'essai",
            "owner": "personne",
            "steward": "essai@exemple.invalid",
            "licence": "aucune",
            "cadence": "monthly",
            "due_day": 1,
            "schedule": "0 6 * * *",
            "collect": collect,
            "streams": {
                name: {
                    "description": "One kind of file.",
                    "format": {"kind": "csv", "delimiter": ";", "encodings": ["utf-8"]},
                    "columns": [
                        {"name": "id", "description": "Number."},
                        {"name": "nom", "description": "Name of a person.", "personal": personal},
                    ],
                    "revision": {"replaces": "stream"},
                    **stream,
                }
                for name, stream in (streams or DEFAULT_STREAMS).items()
            },
        }
    )


def drop_contract(marker: str = "none", **more: Any) -> Contract:
    """A contract whose partner drops files in the folder `depot`."""
    return contract({"kind": "drop_folder", "connection": "essai", "folder": "depot", "marker": marker}, **more)


def names(found: list[FoundFile]) -> list[str]:
    """The names of the files."""
    return [file.path.name for file in found]


def composed(odd_names: list[str]) -> list[str]:
    """The names as they stand in the inbox, in order."""
    return sorted(unicodedata.normalize("NFC", name) for name in odd_names)


def emptied(settings: Settings) -> Settings:
    """The same database and home, with nothing remembered of the source and nothing in its inbox."""
    with connect(settings, "loader") as opened:
        opened.execute("delete from ops.collect_state where source = 'essai'")
    for path in [*settings.inbox_dir.glob("essai/*"), *settings.home.glob("collect/essai/*/*")]:
        path.unlink()
    return settings
