"""What stands beside the tables: Frictionless data package, DCAT-AP catalogue, data dictionary, read-me."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sress.opendata.export import Edition, Exported
    from sress.opendata.files import File

TITLE = "Observatoire de la stratégie régionale de l'économie sociale et solidaire des Pays de la Loire"
SYNTHETIC = "DONNÉES SYNTHÉTIQUES, à ne pas diffuser"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence version 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
_START = "2022-01-01"
_EU = "http://publications.europa.eu/resource/authority"
_MEDIA = "https://www.iana.org/assignments/media-types"


def data_package(edition: Edition, exported: Iterable[Exported]) -> str:
    """`datapackage.json`, profile tabular-data-package: a resource a table, its Parquet named beside it."""
    return _json(
        {
            "profile": "tabular-data-package",
            "name": f"observatoire-sress-{edition.month}",
            "title": _title(edition),
            "description": _description(edition),
            "created": _moment(edition),
            "version": str(edition.publication_id),
            "licenses": [LICENCE],
            "resources": [_resource(one) for one in exported],
        }
    )


def _resource(one: Exported) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": column.schema_type, "description": column.meaning}
            for column in one.table.columns
        ],
        "missingValues": [""],
    }
    if one.table.key:
        schema["primaryKey"] = list(one.table.key)
    return {
        "profile": "tabular-data-resource",
        "name": one.table.name.replace("_", "-"),
        "title": one.table.name,
        "description": one.table.meaning,
        "path": one.csv.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": one.csv.size,
        "hash": f"sha256:{one.csv.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
        "parquet": {"path": one.parquet.path, "bytes": one.parquet.size, "hash": f"sha256:{one.parquet.sha256}"},
    }


def dcat(edition: Edition, exported: Iterable[Exported]) -> str:
    """`catalog.jsonld`: one dataset after DCAT-AP, with two distributions for each table."""
    distributions = [
        _distribution(one.table.name, file, media, kind)
        for one in exported
        for file, media, kind in (
            (one.csv, "text/csv", "CSV"),
            (one.parquet, "application/vnd.apache.parquet", "PARQUET"),
        )
    ]
    return _json(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "spdx": "http://spdx.org/rdf/terms#",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@type": "dcat:Dataset",
            "dct:identifier": f"observatoire-sress-{edition.month}-{edition.publication_id}",
            "dct:title": {"@value": _title(edition), "@language": "fr"},
            "dct:description": {"@value": _description(edition), "@language": "fr"},
            "dct:issued": {"@value": _moment(edition), "@type": "xsd:dateTime"},
            "dct:language": {"@id": f"{_EU}/language/FRA"},
            "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/MONTHLY"},
            "dct:spatial": {"@id": "http://data.europa.eu/nuts/code/FRG"},
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": {"@value": _START, "@type": "xsd:date"},
                "dcat:endDate": {"@value": f"{edition.cut_off}", "@type": "xsd:date"},
            },
            "dct:publisher": {"@type": "foaf:Organization", "foaf:name": "Région Pays de la Loire"},
            "dcat:theme": [{"@id": f"{_EU}/data-theme/{theme}"} for theme in ("ECON", "SOCI", "REGI")],
            "dcat:keyword": [
                {"@value": word, "@language": "fr"}
                for word in ("économie sociale et solidaire", "ESS", "Pays de la Loire", "politique publique")
            ],
            "dcat:distribution": distributions,
        }
    )


def _distribution(name: str, file: File, media: str, kind: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": {"@value": f"{name} ({kind})", "@language": "fr"},
        "dcat:accessURL": {"@id": file.path},
        "dcat:downloadURL": {"@id": file.path},
        "dcat:mediaType": {"@id": f"{_MEDIA}/{media}"},
        "dct:format": {"@id": f"{_EU}/file-type/{kind}"},
        "dct:license": {"@id": LICENCE["path"]},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": file.sha256,
        },
    }


def dictionary_page(edition: Edition, exported: Iterable[Exported]) -> str:
    """The data dictionary to read: each table with its columns, their types and what they mean."""
    lines = [f"# Dictionnaire des données — {edition.month}", ""]
    if edition.synthetic:
        lines += [f"**{SYNTHETIC}**", ""]
    for one in exported:
        lines += [f"## {one.table.name}", "", one.table.meaning, "", f"{one.rows} lignes.", ""]
        lines += ["| Colonne | Type | Clé | Sens |", "|---|---|---|---|"]
        lines += [
            f"| `{column.name}` | {column.schema_type} | {'oui' if column.name in one.table.key else ''} "
            f"| {column.meaning.replace('|', chr(92) + '|')} |"
            for column in one.table.columns
        ]
        lines.append("")
    return "\n".join(lines)


def dictionary_csv(exported: Iterable[Exported]) -> str:
    """The same for machines: table, column, type, key, meaning."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["table", "colonne", "type", "cle", "sens"])
    for one in exported:
        for column in one.table.columns:
            key = "oui" if column.name in one.table.key else "non"
            writer.writerow([one.table.name, column.name, column.schema_type, key, column.meaning])
    return text.getvalue()


def read_me(edition: Edition, exported: Iterable[Exported]) -> str:
    """What this is, how it is written and what an empty value means."""
    tables = "\n".join(f"- `{one.table.name}` : {one.rows} lignes. {one.table.meaning}" for one in exported)
    mark = f"**{SYNTHETIC}**\n\n" if edition.synthetic else ""
    return f"""# {_title(edition)}

{mark}{_description(edition)}

Une table par fichier, en CSV (`csv/`, UTF-8, virgules) et en Parquet (`parquet/`), décrites par
`datapackage.json` (Frictionless), `catalog.jsonld` (DCAT-AP) et `dictionnaire.md`.

Une valeur vide n'est pas zéro ; la colonne `status` dit pourquoi : `not_received` (rien n'a été reçu pour la période),
`suppressed` (secret statistique), `provisional` ou `late_source` (à venir ou incomplet). Les comptes distincts ne
s'additionnent ni entre années, ni entre territoires, ni entre modalités.

Licence : [{LICENCE['title']}]({LICENCE['path']}). Source à citer : Observatoire SRESS, Région Pays de la Loire,
publication n° {edition.publication_id}, données au {edition.cut_off:%d/%m/%Y}.

{tables}
"""


def _title(edition: Edition) -> str:
    mark = f"[{SYNTHETIC}] " if edition.synthetic else ""
    return f"{mark}{TITLE} — {edition.month}"


def _description(edition: Edition) -> str:
    return (
        f"Indicateurs et ambitions de la SRESS 2022-2028, données au {edition.cut_off:%d/%m/%Y} "
        f"(publication n° {edition.publication_id}), par période, territoire et modalité, avec leur référentiel."
    )


def _moment(edition: Edition) -> str:
    return f"{edition.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
