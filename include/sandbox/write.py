"""Write a sandbox: the partners' deliveries of a month, the truth, what is expected, and what the dirt destroyed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.ambitions import values_of
from sandbox.ambitions.verdicts import standings_of
from sandbox.cells import as_records
from sandbox.cog import Cog, load_cog
from sandbox.core import core_of
from sandbox.measures.evidence import Known
from sandbox.produce import Month, produce
from sandbox.truth import cells_known, known_of

README = "LISEZMOI.txt"


def write_sandbox(
    out: Path, *, seed: int, dirt: int, month: str, scale: int = 1, reference_dir: Path
) -> dict[str, Any]:
    """Write OUT/drop, OUT/api, OUT/open_data, what is known of them, and LISEZMOI.txt; return a summary.

    The same arguments give the same bytes. Raises ValueError for a dirt level, month or scale out of
    range, FileNotFoundError when `reference_dir` has no COG.
    """
    cog = load_cog(reference_dir)
    made = produce(seed, dirt, month, scale, cog)
    if (out / README).exists():
        for folder in ("drop", "api", "open_data"):
            shutil.rmtree(out / folder, ignore_errors=True)
    _write_deliveries(out, made)
    cells = write_knowledge(out, made, month, cog)
    (out / README).write_text(_readme(seed, dirt, month, scale), encoding="utf-8")
    return {
        "seed": seed,
        "dirt": dirt,
        "month": month,
        "scale": scale,
        "files": sorted(made.production.drops),
        "rows": sum(file["rows"] for file in made.files),
        "gone": len(made.gone),
        "gone_in_force": sum(item["in_force"] for item in made.gone),
        "truth": cells,
    }


def write_knowledge(out: Path, made: Month, month: str, cog: Cog) -> int:
    """Write what is true, lost and expected of a month, and no delivery; returns the number of true cells."""
    core = core_of(made.world, month, cog, made.lost)
    known = known_of(made, cog, core)
    cells = cells_known(made, cog, known)
    _write_json(out / "truth.json", as_records(cells))
    _write_lists(out / "ambitions.json", ambitions_of(known))
    _write_lists(out / "core.json", core)
    _write_json(out / "gone.json", made.gone)
    _write_json(out / "expected.json", made.expected)
    _write_json(out / "files.json", made.files)
    return len(cells)


def ambitions_of(known: Known) -> dict[str, list[dict[str, Any]]]:
    """The lists of ambitions.json: the values of every reading, and where each ambition stands."""
    values = values_of(known)
    standings = standings_of(known.cut_off, values)
    return {"values": [asdict(value) for value in values], "status": [asdict(standing) for standing in standings]}


def _write_deliveries(out: Path, made: Month) -> None:
    for name, data in made.production.drops.items():
        _write_bytes(out / "drop" / name, data)
    for name, records in made.production.apis.items():
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        _write_bytes(out / "api" / f"{name}.jsonl", "".join(lines).encode())
    for file in made.production.open_files:
        _write_bytes(out / "open_data" / file.dataset / file.name, file.data)


def _write_bytes(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_json(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """A JSON list with one record a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_json_list(records) + "\n", encoding="utf-8")


def _write_lists(path: Path, lists: Mapping[str, Iterable[dict[str, Any]]]) -> None:
    """A JSON object of named lists, each with one record a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ",\n".join(f"{json.dumps(name)}: {_json_list(records)}" for name, records in lists.items())
    path.write_text("{\n" + text + "\n}\n", encoding="utf-8")


def _json_list(records: Iterable[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n]"


def _readme(seed: int, dirt: int, month: str, scale: int) -> str:
    return (
        "DONNÉES SYNTHÉTIQUES\n"
        "\n"
        "Tout ce dossier est inventé : organisations, numéros SIREN et SIRET, projets, réunions, montants,\n"
        "participants. Aucune ligne ne décrit une structure ou une personne réelle ; chaque ligne porte\n"
        "SYNTHETIQUE dans la colonne « origine_donnee ». Seules les communes, les intercommunalités et les\n"
        "chiffres de l'INSEE sont réels.\n"
        "\n"
        f"Graine {seed}, saleté {dirt} (0 propre, 3 très sale), mois {month}, échelle {scale}.\n"
        "\n"
        "drop/          les fichiers tels que les partenaires les déposent\n"
        "api/           les enregistrements tels que les interfaces de programmation les servent\n"
        "open_data/     les fichiers des catalogues de données ouvertes\n"
        "truth.json     la valeur exacte de chaque mesure et des chiffres montrés à côté, calculée depuis le\n"
        "               monde simulé ; un projet y est ce que réunissent les règles, sans décision humaine\n"
        "ambitions.json la valeur exacte de chaque lecture des douze ambitions, au bilan 2025 et aujourd'hui, et\n"
        "               sous « status » leur verdict\n"
        "core.json      chaque fait tel qu'un lecteur parfait le connaît (dossiers, prêts, reprises…) et, sous\n"
        "               « identities », le vrai projet derrière chaque enregistrement des partenaires\n"
        "files.json     les livraisons et leur nombre de lignes\n"
        "expected.json  les lignes que lit autrement qu'à plat un lecteur parfait : réparées, perdues, mises de côté\n"
        "gone.json      les lignes et les champs dont l'information est détruite, avec leur place\n"
        "\n"
        "La chaîne de traitement ne lit jamais ces six fichiers.\n"
    )
