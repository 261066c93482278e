"""The French page of an indicator or an ambition, from the registry and its model: nothing on it is typed twice."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sress.publication.explain.parameters import model_path, named_parameters
from sress.publication.explain.words import REASONS_FR

Row = Mapping[str, str]

AGGREGATIONS_FR = {
    "count_distinct": "nombre d'unités distinctes : une unité vue plusieurs fois compte une fois",
    "sum": "somme",
    "max_per_unit_sum": "somme sur les unités de la plus grande quantité de chacune",
    "ratio": "cent fois le numérateur sur le dénominateur",
    "coverage": "cent fois ce qui est couvert sur ce qui devrait l'être",
    "milestone": "jalons atteints sur jalons dus",
    "windows_met": "fenêtres remplies sur fenêtres échues",
    "all_windows_met": "unités dont toutes les fenêtres sont remplies",
    "cohort_share": "part de la cohorte, une fois tout entière observée",
}
BREAKDOWNS_FR = {
    "dispositif": "dispositif",
    "ess_family": "famille de l'ESS",
    "operator": "opérateur",
    "kind": "genre",
}
GRAINS_FR = {"region": "région", "departement": "région, départements", "epci": "région, départements, EPCI"}
PERIODS_FR = {
    "year": "année",
    "ytd": "année jusqu'au mois",
    "r12": "12 mois glissants",
    "cum": "cumul depuis 2022",
}
FREQUENCIES_FR = {
    "monthly": "chaque mois",
    "quarterly": "chaque trimestre",
    "yearly": "chaque année",
    "event": "à chaque évènement",
    "session": "à chaque session",
}
RULE_STATES_FR = {"propose": "proposé au COTECH", "etabli": "établi par la stratégie"}
CLASSES_FR = {"C0": "publique", "C1": "secret des affaires ou statistique", "C2": "personnes"}


@dataclass(frozen=True)
class Registry:
    """The seeds of the strategy that a page is written from, and the streams that feed each model."""

    dbt_dir: Path

    def rows(self, name: str) -> list[Row]:
        """The rows of a seed. Raises FileNotFoundError when there is none of that name."""
        path = self.dbt_dir / "seeds" / "strategy" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def streams(self, indicator_code: str) -> Sequence[str]:
        """The streams behind an indicator, as dbt_project.yml connects them; none when it is not connected."""
        return self.streams_of("indicators", model_path(self.dbt_dir, indicator_code).stem)

    def streams_of(self, kind: str, model: str) -> Sequence[str]:
        """The streams behind a model of `indicators` or `ambitions`."""
        project: Any = yaml.safe_load((self.dbt_dir / "dbt_project.yml").read_text(encoding="utf-8"))
        found: Sequence[str] = project["vars"][kind].get(model, [])
        return found

    def streams_behind(self, readings: Sequence[Row]) -> Sequence[str]:
        """The streams behind readings of ambitions: their own, or else those of their model, each once."""
        found = (
            self.streams_of("ambition_streams", row["reading_code"])
            or self.streams_of("ambition_streams", row["ambition_code"])
            or self.streams_of("ambitions", row["model"])
            for row in readings
        )
        return list(dict.fromkeys(stream for streams in found for stream in streams))


def indicator_page(registry: Registry, indicator: Row) -> str:
    """The page in Markdown of one indicator: definition, measures, sources, calculation, limits."""
    code = indicator["indicator_code"]
    model = model_path(registry.dbt_dir, code)
    text = model.read_text(encoding="utf-8")
    measures = [row for row in registry.rows("measures") if row["indicator_code"] == code]
    parts = [
        f"# {code} — {indicator['label_fr']}",
        *_definition(registry, indicator),
        *(line for measure in measures for line in _measure(registry, measure)),
        *_calculation(registry, text, model, registry.streams(code)),
        *_limits(registry, measures, indicator),
        "Page écrite par `sress indicators document` à partir du registre et du modèle.",
    ]
    return "\n\n".join(parts) + "\n"


def ambition_page(registry: Registry, ambition: Row) -> str:
    """The page in Markdown of one ambition: definition, readings, sources, calculation, limits."""
    code = ambition["ambition_code"]
    readings = [row for row in registry.rows("ambition_readings") if row["ambition_code"] == code]
    (name,) = {row["model"] for row in readings}
    model = model_path(registry.dbt_dir, name)
    target = f"{ambition['target_value']} {ambition['target_unit_fr']}" if ambition["target_value"] else "non chiffrée"
    facts = {
        "Cible": target,
        "Échéance": f"{date.fromisoformat(ambition['horizon']):%d/%m/%Y}, puis suivie jusqu'en 2028",
        "Mesures mobilisées": ", ".join(
            f"[{one}]({one.split('.')[0]}.md)" for one in ambition["measure_codes"].split()
        )
        or "aucune",
        "Règle": f"version {ambition['rule_version']}, {RULE_STATES_FR[ambition['rule_status']]}",
    }
    parts = [
        f"# {code} — {ambition['label_fr']}",
        f"Dans la stratégie : « {ambition['strategy_label_fr']} ».",
        ambition["rule_fr"],
        "| | |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in facts.items()),
        "## Lectures",
        "| Lecture | Intitulé | Unité | Calcul | Territoires | Cible | Diffusion |\n|---|---|---|---|---|---|---|\n"
        + "\n".join(_reading(row) for row in readings),
        "\n".join(f"- `{row['reading_code']}` : {row['rule_fr']}" for row in readings),
        *_calculation(registry, model.read_text(encoding="utf-8"), model, registry.streams_behind(readings)),
        "## Limites",
        "- Le bilan porte sur le 31/12/2025 ; il accueille les lignes tardives jusqu'à la date de clôture (P10), puis "
        "ne bouge plus.\n- La règle est une proposition tant que le COTECH ne l'a pas arrêtée.",
        "Page écrite par `sress indicators document` à partir du registre et du modèle.",
    ]
    return "\n\n".join(parts) + "\n"


def _reading(row: Row) -> str:
    target = f"{row['comparison'].replace('>=', '≥')} {row['target_value']}" if row["target_value"] else "–"
    verdict = " (juge l'ambition)" if row["is_headline"] == "true" else ""
    return (
        f"| `{row['reading_code']}`{verdict} | {row['label_fr']} | {row['unit_fr']} | "
        f"{AGGREGATIONS_FR[row['aggregation']]} | {GRAINS_FR[row['grain']]} | {target} | {row['disclosure_class']} |"
    )


def index_page(registry: Registry) -> str:
    """The list of the indicators and of the ambitions with their pages."""
    lines = [
        f"| [{row['indicator_code']}]({row['indicator_code']}.md) | {row['label_fr']} | {row['owner_fr']} |"
        for row in registry.rows("indicators")
    ]
    ambitions = [
        f"| [{row['ambition_code']}]({row['ambition_code']}.md) | {row['label_fr']} |"
        for row in registry.rows("ambitions")
    ]
    return (
        "# Les 27 indicateurs et les 12 ambitions\n\n"
        "Une page par indicateur : définition, sources, calcul, ventilations, cible, limites, version de la règle.\n\n"
        "| Indicateur | Intitulé | Porteur |\n|---|---|---|\n" + "\n".join(lines) + "\n\n"
        "Une page par ambition de « Quelle ambition pour 2025 ? » : ce qui est calculé, ce qui la juge.\n\n"
        "| Ambition | Intitulé |\n|---|---|\n" + "\n".join(ambitions) + "\n"
    )


def _definition(registry: Registry, indicator: Row) -> Iterator[str]:
    code = indicator["indicator_code"]
    actions = {row["action_code"]: row["label_fr"] for row in registry.rows("actions")}
    linked = [row["action_code"] for row in registry.rows("indicator_actions") if row["indicator_code"] == code]
    yield f"Dans la stratégie : « {indicator['strategy_label_fr']} »."
    yield "\n".join(f"- Action {action} : {actions[action]}" for action in linked)
    yield f"Porteur : {indicator['owner_fr']}." + (
        f" Contributeurs : {indicator['contributors_fr']}." if indicator["contributors_fr"] else ""
    )


def _measure(registry: Registry, measure: Row) -> Iterator[str]:
    code = measure["measure_code"]
    yield f"## {code} — {measure['label_fr']}"
    yield measure["rule_fr"]
    breakdowns = ", ".join(BREAKDOWNS_FR[name] for name in measure["breakdowns"].split()) or "aucune"
    facts = {
        "Unité": measure["unit_fr"],
        "Calcul": AGGREGATIONS_FR[measure["aggregation"]],
        "Territoires": GRAINS_FR[measure["grain"]] + (", indéterminé" if measure["undetermined"] == "true" else ""),
        "Périodes": ", ".join(PERIODS_FR[kind] for kind in measure["period_kinds"].split()),
        "Première année": measure["first_year"],
        "Ventilations": breakdowns,
        "Cible": _target(registry, code),
        "Point de départ": _baseline(registry, code),
        "Diffusion": f"{measure['disclosure_class']}, {CLASSES_FR[measure['disclosure_class']]}",
        "Échéance": f"{measure['due_rule']}, {FREQUENCIES_FR[measure['frequency']]}",
        "Règle": f"version {measure['rule_version']}, {RULE_STATES_FR[measure['rule_status']]}",
    }
    yield "| | |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    beside = [row for row in registry.rows("supporting_measures") if row["parent_measure_code"] == code]
    if beside:
        yield "Montré à côté, jamais additionné :\n\n" + "\n".join(
            f"- `{row['measure_code']}` — {row['label_fr']} : {row['rule_fr']}" for row in beside
        )


def _target(registry: Registry, measure_code: str) -> str:
    targets = [row for row in registry.rows("targets") if row["measure_code"] == measure_code]
    return (
        " ; ".join(f"{row['label_fr']} ({row['source_fr']})" for row in targets) or "aucune : la stratégie n'en dit pas"
    )


def _baseline(registry: Registry, measure_code: str) -> str:
    known = [row for row in registry.rows("baselines") if row["measure_code"] == measure_code]
    return " ; ".join(f"{row['label_fr']} ({row['source_fr']})" for row in known) or "aucun"


def _calculation(registry: Registry, text: str, model: Path, streams: Sequence[str]) -> Iterator[str]:
    yield "## Sources et calcul"
    yield "Flux : " + ", ".join(f"`{name}`" for name in streams) + "."
    yield f"Toute la règle tient dans `{model.relative_to(registry.dbt_dir.parent).as_posix()}`."
    parameters = [row for row in registry.rows("parameters")]
    used = named_parameters(text, {row["name"] for row in parameters})
    if used:
        yield "| Paramètre | Valeur | Depuis | État |\n|---|---|---|---|\n" + "\n".join(
            f"| {row['parameter_code']} — {row['label_fr']} | {row['value']} {row['unit_fr']} | {row['valid_from']} "
            f"| {RULE_STATES_FR[row['status']]} |".replace("  ", " ")
            for row in parameters
            if row["name"] in used
        )
    reasons = sorted(set(re.findall(r"'(\w+)'", text)) & set(REASONS_FR))
    if reasons:
        yield (
            "Une ligne candidate qui ne compte pas reste visible, avec son motif : "
            + ", ".join(f"{REASONS_FR[reason]} (`{reason}`)" for reason in reasons)
            + "."
        )


def _limits(registry: Registry, measures: Sequence[Row], indicator: Row) -> Iterator[str]:
    schemes = [
        row["label_fr"]
        for row in registry.rows("dispositifs")
        if indicator["indicator_code"] in row["indicator_codes"].split() and row["to_verify"] == "true"
    ]
    limits = [indicator["note_fr"]] if indicator["note_fr"] else []
    if schemes:
        limits.append(f"Rattachement à vérifier avec leurs porteurs : {', '.join(schemes)}.")
    if any(measure["rule_status"] == "propose" for measure in measures):
        limits.append("La règle est une proposition tant que le COTECH ne l'a pas arrêtée.")
    yield "## Limites"
    yield "\n".join(f"- {limit}" for limit in limits) or "Aucune connue."
