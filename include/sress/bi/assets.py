"""The assets of `include/dashboards`: read, completed with what only this machine knows, packed for the import."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sress.bi.contours import Drawing
from sress.bi.query_context import query_context

KINDS = ("databases", "datasets", "charts", "dashboards")
_ROOT = "sress"
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
# The archive is the same for the same assets: zip has no earlier day.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class AssetError(ValueError):
    """An asset that cannot be loaded; the message names its file."""


@dataclass(frozen=True)
class Asset:
    """One YAML file: `name` is its path below include/dashboards, such as charts/tuiles.yaml."""

    name: str
    content: dict[str, Any]

    @property
    def kind(self) -> str:
        """databases, datasets, charts, dashboards, or metadata.yaml for the head of the bundle."""
        return self.name.split("/", 1)[0]


def read_assets(folder: Path) -> list[Asset]:
    """All assets of the folder, in the order of their names. Raises AssetError."""
    files = [folder / "metadata.yaml", *(path for kind in KINDS for path in sorted((folder / kind).rglob("*.yaml")))]
    return [Asset(path.relative_to(folder).as_posix(), _read(path)) for path in files]


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise AssetError(f"{path.name}: {error}") from error
    if not isinstance(content, dict):
        raise AssetError(f"{path.name} holds no mapping")
    return content


def complete(assets: list[Asset], *, reader: str, departements: Drawing, epci: Drawing | None) -> list[Asset]:
    """The assets with `${reader}` and `${contours_…}` filled in, and each chart with the query it asks.

    `reader` is login, mask and place of the warehouse: `user:XXXXXXXXXX@host:port/database`.
    """
    known = {
        "reader": reader,
        "contours_departements": contour_values(departements),
        "contours_epci": contour_values(epci),
    }
    datasets = {asset.content["uuid"]: asset.content for asset in assets if asset.kind == "datasets"}
    return [Asset(asset.name, _complete(asset, known, datasets)) for asset in assets]


def _complete(asset: Asset, known: dict[str, str], datasets: dict[str, dict[str, Any]]) -> dict[str, Any]:
    content = dict(asset.content)
    if asset.kind == "databases":
        content["sqlalchemy_uri"] = _fill(content["sqlalchemy_uri"], known, asset.name)
    elif asset.kind == "datasets":
        content["sql"] = _fill(content["sql"], known, asset.name)
    elif asset.kind == "charts":
        if content["dataset_uuid"] not in datasets:
            raise AssetError(f"{asset.name} reads a dataset that is not there: {content['dataset_uuid']}")
        content["query_context"] = json.dumps(query_context(content["params"]), sort_keys=True)
    return content


def _fill(text: str, known: dict[str, str], name: str) -> str:
    unknown = set(_PLACEHOLDER.findall(text)) - known.keys()
    if unknown:
        raise AssetError(f"{name} asks for what nobody gives: {', '.join(sorted(unknown))}")
    return _PLACEHOLDER.sub(lambda found: known[found[1]], text)


def contour_values(drawing: Drawing | None) -> str:
    """The rows of a drawing as SQL; without a drawing, a relation of the same columns that is empty."""
    rows = [] if drawing is None else list(drawing.rows())
    if not rows:
        return "select null::text, null::text, null::numeric, null::numeric, null::text where false"
    lines = (f"('{code}', '{path}', {x}, {y}, '{frame}')" for code, path, x, y, frame in rows)
    return "values\n" + ",\n".join(lines)


def pack(assets: list[Asset]) -> bytes:
    """The archive that Superset's assets import reads; equal assets give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for asset in assets:
            text = yaml.safe_dump(asset.content, allow_unicode=True, sort_keys=False)
            archive.writestr(zipfile.ZipInfo(f"{_ROOT}/{asset.name}", _LONG_AGO), text)
    return buffer.getvalue()


def database_file(assets: list[Asset]) -> str:
    """Path of the database's file in the archive, under which the import is told the password."""
    return f"{next(asset.name for asset in assets if asset.kind == 'databases')}"
