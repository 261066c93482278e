"""Take the open data that ships with the product."""

from __future__ import annotations

from sress.collect.files import Collected, FoundFile, streams_of
from sress.contracts.collecting import Bundled, OpenData
from sress.contracts.model import Contract
from sress.platform.settings import Settings


def take_bundled(settings: Settings, contract: Contract) -> Collected:
    """Files of the bundled folders, in name order, for the streams that read them from there.

    A stream of a catalogue has them too where its contract says so: they are there before the first
    download. A folder holds files of other sources as well, so a name that fits no stream is no surprise.
    """
    return Collected(
        found=[
            FoundFile(stream, path)
            for stream in contract.streams
            for folder in _folders(contract, stream)
            for path in sorted((settings.reference_dir / folder).glob("*"))
            if path.is_file() and not path.name.startswith(".") and streams_of(contract, path.name, [stream])
        ]
    )


def _folders(contract: Contract, stream: str) -> list[str]:
    collect = contract.collect_of(stream)
    if isinstance(collect, Bundled):
        return [collect.folder]
    return [collect.bundled] if isinstance(collect, OpenData) and collect.bundled else []
