"""Load the dashboards into Superset, and fill its cache after a publication."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from sress.bi import contours
from sress.bi.accounts import reader
from sress.bi.assets import Asset, complete, database_file, pack, read_assets
from sress.bi.place import assets_folder, find
from sress.bi.superset import Superset, SupersetError, Warmed
from sress.platform.settings import Settings

# What the import puts back the password for.
_MASK = "XXXXXXXXXX"
_log = logging.getLogger(__name__)


class NoSuperset(Exception):
    """There is no Superset to speak to on this machine."""


@dataclass(frozen=True)
class Loaded:
    """What a load did: number of assets by kind, address of each dashboard by title."""

    counts: dict[str, int]
    dashboards: dict[str, str]
    epci_drawn: bool


def load(settings: Settings) -> Loaded:
    """Replace the dashboards by those of `include/dashboards`; the same again changes nothing.

    Raises NoSuperset, SupersetError, AssetError.
    """
    place = find(settings)
    if place is None:
        raise NoSuperset("no Superset here: `make bi` installs and starts it, SRESS_SUPERSET_URL names another")
    account = reader(settings)
    drawn = epci_contours(settings)
    assets = completed_assets(settings, account.place(_MASK))
    superset = Superset(place.url, place.password)
    superset.import_assets(pack(assets), {database_file(assets): account.password})
    counts: dict[str, int] = {}
    for asset in assets:
        counts[asset.kind] = counts.get(asset.kind, 0) + 1
    counts.pop("metadata.yaml")
    return Loaded(counts, superset.dashboards(), drawn is not None)


def completed_assets(settings: Settings, reader_place: str) -> list[Asset]:
    """The assets as they are loaded on this machine."""
    drawn = epci_contours(settings)
    return complete(
        read_assets(assets_folder(settings)),
        reader=reader_place,
        departements=contours.departements(departement_contours(settings)),
        epci=contours.epci(drawn) if drawn else None,
    )


def refresh_dashboards(settings: Settings) -> Warmed | None:
    """Fill the cache with the publication that is served now; None, with a line in the log, without Superset.

    A result is kept under its publication's number, so nothing stale is shown meanwhile: this only spares the
    first reader the wait. It never fails the run that has just published.
    """
    place = find(settings)
    if place is None:
        _log.warning("no Superset on this state: nothing to refresh")
        return None
    try:
        warmed = Superset(place.url, place.password).warm()
    except SupersetError as error:
        _log.warning("dashboards not refreshed: %s", error)
        return None
    for failure in warmed.failed:
        _log.error("chart not refreshed: %s", failure)
    _log.warning("dashboards refreshed: %s charts answered, %s failed", warmed.answered, len(warmed.failed))
    return warmed


def departement_contours(settings: Settings) -> Path:
    """The contours of the five départements that ship with the product, also those of the brief."""
    return settings.project_root / "include" / "sress" / "brief" / "contours" / "departements.json"


def epci_contours(settings: Settings) -> Path | None:
    """The newest download of the EPCI's contours in the drop folder; None where there is none."""
    found = sorted((settings.drop_dir / "contours").glob("epci*.geojson"))
    return found[-1] if found else None
