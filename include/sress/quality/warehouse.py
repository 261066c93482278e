"""A Great Expectations file context on the warehouse, whose suites stay in `expectations/`.

Great Expectations takes seconds to import: nothing here is imported before it is needed.
"""

from __future__ import annotations

import json
import os
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg.conninfo

from sress.platform.database import database_url
from sress.platform.settings import Settings

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.file_data_context import FileDataContext
    from great_expectations.datasource.fluent.postgres_datasource import PostgresDatasource

DATASOURCE = "warehouse"
BATCH = "whole"
STYLES = "data_docs_custom_styles.css"
ROLE = "sress_engineer"
_URL_VARIABLE = "SRESS_GX_WAREHOUSE"


@contextmanager
def open_context(
    settings: Settings, schema: str, tables: Iterable[str] = (), *, queries: Mapping[str, str] | None = None
) -> Iterator[FileDataContext]:
    """A context with one asset per table of `schema` and per query, read-only, closed with its connections."""
    folder = settings.home / "gx"
    folder.mkdir(parents=True, exist_ok=True)
    assets = {table: {"type": "table", "table_name": table} for table in sorted(tables)}
    assets |= {name: {"type": "query", "query": query} for name, query in (queries or {}).items()}
    _write_configuration(settings, assets)
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ[_URL_VARIABLE] = _sqlalchemy_url(settings, schema)
    try:
        import great_expectations

        context = great_expectations.get_context(mode="file", context_root_dir=folder)
        yield context
        get_warehouse(context).get_engine().dispose()
    finally:
        del os.environ[_URL_VARIABLE]


def get_warehouse(context: FileDataContext) -> PostgresDatasource:
    """The data source of `open_context`."""
    datasource: PostgresDatasource = context.data_sources.get(DATASOURCE)  # type: ignore[assignment]
    return datasource


def _write_configuration(settings: Settings, assets: Mapping[str, Mapping[str, str]]) -> None:
    gx = settings.home / "gx"
    stores = {
        "expectations_store": ("ExpectationsStore", settings.expectations_dir),
        "validation_results_store": ("ValidationResultsStore", gx / "validations"),
        "checkpoint_store": ("CheckpointStore", gx / "checkpoints"),
        "validation_definition_store": ("ValidationDefinitionStore", gx / "definitions"),
    }
    configuration = {
        "config_version": 4.0,
        "stores": {
            name: {"class_name": store, "store_backend": _folder(path)} for name, (store, path) in stores.items()
        },
        "expectations_store_name": "expectations_store",
        "validation_results_store_name": "validation_results_store",
        "checkpoint_store_name": "checkpoint_store",
        "data_docs_sites": {
            "controles": {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": _folder(settings.data_docs_dir),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            }
        },
        "fluent_datasources": {
            DATASOURCE: {
                "type": "postgres",
                "connection_string": f"${{{_URL_VARIABLE}}}",
                "assets": {name: {**asset, "batch_definitions": {BATCH: {}}} for name, asset in assets.items()},
            }
        },
        "plugins_directory": f"{gx / 'plugins'}/",
        "progress_bars": {"globally": False, "metric_calculations": False},
        "analytics_enabled": False,
    }
    _place_styles(gx / "plugins" / "custom_data_docs" / "styles")
    unfinished = gx / f"great_expectations.{os.getpid()}.part"
    unfinished.write_text(json.dumps(configuration, indent=2), encoding="utf-8")
    unfinished.replace(gx / "great_expectations.yml")


def _place_styles(folder: Path) -> None:
    """Where Data Docs look for styles of one's own."""
    folder.mkdir(parents=True, exist_ok=True)
    style = resources.files("sress.quality").joinpath("templates", f"{STYLES}.j2").read_text(encoding="utf-8")
    (folder / STYLES).write_text(style, encoding="utf-8")


def _folder(path: os.PathLike[str]) -> dict[str, Any]:
    return {
        "class_name": "TupleFilesystemStoreBackend",
        "suppress_store_backend_id": True,
        "base_directory": f"{os.fspath(path)}/",
    }


def _sqlalchemy_url(settings: Settings, schema: str) -> str:
    """The warehouse for SQLAlchemy over psycopg 3, in a role and a session that cannot write."""
    known = psycopg.conninfo.conninfo_to_dict(database_url(settings))
    user, password, host, port, name = (
        urllib.parse.quote(str(known.get(key) or ""), safe="") for key in ("user", "password", "host", "port", "dbname")
    )
    options = f"-c role={ROLE} -c search_path={schema} -c default_transaction_read_only=on -c jit=off"
    # Each worker of a parallel scan reads the table's pages itself: no gain on tables of this size.
    options += " -c max_parallel_workers_per_gather=0"
    query = urllib.parse.urlencode({"options": options}, quote_via=urllib.parse.quote)
    return f"postgresql+psycopg://{user}:{password}@{host}:{port}/{name}?{query}"
