"""Write a sandbox: the partners' files of a month, the truth, and what the dirt destroyed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.build import build_world
from sandbox.calendar_file import calendar_tables
from sandbox.cog import Cog, load_cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import SCDL_SOURCE, Delivery, calendar_delivery, region_deliveries
from sandbox.facts import Lost, facts_of
from sandbox.months import parse_month
from sandbox.region_file import region_table
from sandbox.scdl_file import attribuant_siret, convention_table
from sandbox.tables import FileTable
from sandbox.truth import as_records, compute_truth
from sandbox.world import FIRST_YEAR, LAST_YEAR, World
from sandbox.xlsx_files import xlsx_bytes

DIRT_LEVELS = (0, 1, 2, 3)
README = "LISEZMOI.txt"


class _Output:
    """Collects what is written: files, rows, and the losses with their place in the file."""

    def __init__(self, out: Path) -> None:
        self.drop = out / "drop"
        self.files: list[str] = []
        self.rows = 0
        self.gone: list[dict[str, Any]] = []
        self.lost = Lost()

    def save(self, source: str, name: str, data: bytes) -> None:
        path = self.drop / source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files.append(f"{source}/{name}")

    def note(self, delivery: Delivery, stream: str, table: FileTable, numbers: list[int]) -> None:
        """Write down where the losses of a table are; those of a file in force change the truth."""
        for line, number in zip(table.lines, numbers, strict=True):
            self.rows += line.shape not in ("blank", "separators")
            for loss in line.losses:
                self.gone.append(
                    {
                        "source": delivery.source,
                        "delivery": delivery.file,
                        "stream": stream,
                        "row": number,
                        "field": loss.column,
                        "kind": loss.kind,
                        "why": loss.why,
                        "row_lost": loss.row_lost,
                        "in_force": delivery.in_force,
                    }
                )
                if delivery.in_force and loss.row_lost:
                    self.lost.rows.add(line.ref)
                elif delivery.in_force and loss.column:
                    self.lost.fields.add((line.ref, loss.column))


def write_sandbox(
    out: Path, *, seed: int, dirt: int, month: str, scale: int = 1, reference_dir: Path
) -> dict[str, Any]:
    """Write OUT/drop, truth.json, gone.json and LISEZMOI.txt; return a summary.

    The same arguments give the same bytes. Raises ValueError for a dirt level, month or scale out of
    range, FileNotFoundError when `reference_dir` has no COG.
    """
    _check(dirt, month)
    cog = load_cog(reference_dir)
    world = build_world(seed, scale, cog)
    if (out / README).exists():
        shutil.rmtree(out / "drop", ignore_errors=True)
    output = _Output(out)
    _write_region(output, world, month, dirt, cog)
    _write_calendar(output, world, month, dirt, cog)
    _write_conventions(output, seed, month, dirt)
    cells = compute_truth(facts_of(world, month, cog, output.lost))
    (out / "truth.json").write_text(_json_lines(as_records(cells)), encoding="utf-8")
    (out / "gone.json").write_text(_json_lines(output.gone), encoding="utf-8")
    (out / README).write_text(_readme(seed, dirt, month, scale), encoding="utf-8")
    return {
        "seed": seed,
        "dirt": dirt,
        "month": month,
        "scale": scale,
        "files": output.files,
        "rows": output.rows,
        "gone": len(output.gone),
        "gone_in_force": sum(item["in_force"] for item in output.gone),
        "truth": len(cells),
    }


def _check(dirt: int, month: str) -> None:
    year, _ = parse_month(month)
    if dirt not in DIRT_LEVELS:
        raise ValueError(f"dirt must be one of {DIRT_LEVELS}, not {dirt}")
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise ValueError(f"the world lasts from {FIRST_YEAR + 1} to {LAST_YEAR}, not {month}")


def _write_region(output: _Output, world: World, month: str, dirt: int, cog: Cog) -> None:
    for delivery in region_deliveries(month):
        table = region_table(world, delivery, dirt, cog)
        data, numbers = csv_bytes(table)
        output.save(delivery.source, delivery.file, data)
        output.note(delivery, "dossiers", table, numbers)


def _write_calendar(output: _Output, world: World, month: str, dirt: int, cog: Cog) -> None:
    delivery = calendar_delivery(month)
    calendar, participants = calendar_tables(world, delivery, dirt, cog)
    hidden = {"Listes": ["Données synthétiques", "Brouillon, ne pas lire"]} if dirt >= 2 else {}
    data, numbers = xlsx_bytes({"Calendrier": calendar, "Participants": participants}, hidden)
    output.save(delivery.source, delivery.file, data)
    output.note(delivery, "evenements", calendar, numbers["Calendrier"])
    output.note(delivery, "participations", participants, numbers["Participants"])


def _write_conventions(output: _Output, seed: int, month: str, dirt: int) -> None:
    year, number = parse_month(month)
    for civil_year, last in ((year - 1, 12), (year, number)):
        table = convention_table(seed, civil_year, last, dirt)
        data, _ = csv_bytes(table, ",")
        output.save(SCDL_SOURCE, f"subventions_{attribuant_siret(seed)}_{civil_year}.csv", data)
        output.rows += len(table.lines)


def _json_lines(records: Iterable[dict[str, Any]]) -> str:
    """A JSON list with one record a line."""
    return "[\n" + ",\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n]\n"


def _readme(seed: int, dirt: int, month: str, scale: int) -> str:
    return (
        "DONNÉES SYNTHÉTIQUES\n"
        "\n"
        "Tout ce dossier est inventé : organisations, numéros SIREN et SIRET, projets, réunions, montants,\n"
        "participants. Aucune ligne ne décrit une structure ou une personne réelle ; chaque ligne porte\n"
        "SYNTHETIQUE dans la colonne « origine_donnee ». Seules les communes et les intercommunalités sont réelles.\n"
        "\n"
        f"Graine {seed}, saleté {dirt} (0 propre, 3 très sale), mois {month}, échelle {scale}.\n"
        "\n"
        "drop/       les fichiers tels que les partenaires les déposeraient\n"
        "truth.json  la valeur exacte de chaque mesure, calculée depuis le monde simulé\n"
        "gone.json   les lignes et les champs dont l'information est détruite, avec leur place\n"
        "\n"
        "La chaîne de traitement ne lit jamais truth.json ni gone.json.\n"
    )
