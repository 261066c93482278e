"""The registry is the strategy: whole tree, a rule for each measure, no invented target."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
CONTRACTS = SEEDS.parents[1] / "include" / "sources"

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """The rows of a seed, by its name."""
    (path,) = SEEDS.glob(f"*/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keyed(name: str, key: str) -> dict[str, Row]:
    """The rows of a seed by their key, which must be unique."""
    rows = read(name)
    by_key = {row[key]: row for row in rows}
    assert len(by_key) == len(rows), f"{key} is not unique in {name}"
    return by_key


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("axes", 2),
        ("priorities", 4),
        ("objectives", 14),
        ("actions", 20),
        ("indicators", 27),
        ("measures", 35),
        ("ambitions", 12),
        ("indicator_actions", 30),
    ],
)
def test_the_registry_holds_the_whole_strategy(name: str, rows: int) -> None:
    assert len(read(name)) == rows


def test_the_tree_is_that_of_the_strategy() -> None:
    priorities = keyed("priorities", "priority_code")
    objectives = keyed("objectives", "objective_code")
    assert {code: row["axis_code"] for code, row in priorities.items()} == {
        "PRIO-1.1": "AXE-1",
        "PRIO-1.2": "AXE-1",
        "PRIO-2.1": "AXE-2",
        "PRIO-2.2": "AXE-2",
    }
    assert set(keyed("axes", "axis_code")) == {"AXE-1", "AXE-2"}
    priority_of = {code: row["priority_code"] for code, row in objectives.items()}
    assert Counter(priority_of.values()) == {
        "PRIO-1.1": 5,
        "PRIO-1.2": 4,
        "PRIO-2.1": 3,
        "PRIO-2.2": 2,
    }
    assert list(objectives) == [f"OBJ-{number:02d}" for number in range(1, 15)]
    objective_of = {row["action_code"]: row["objective_code"] for row in read("actions")}
    assert list(objective_of) == [f"A{number:02d}" for number in range(1, 21)]
    assert [int(code[-2:]) for code in objective_of.values()] == [
        1, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11, 11, 12, 13, 13, 14, 14,
    ]  # fmt: skip
    assert Counter(priority_of[objective] for objective in objective_of.values()) == {
        "PRIO-1.1": 6,
        "PRIO-1.2": 5,
        "PRIO-2.1": 5,
        "PRIO-2.2": 4,
    }


def test_each_action_carries_its_indicators() -> None:
    actions = keyed("actions", "action_code")
    indicators = keyed("indicators", "indicator_code")
    links = [(row["indicator_code"], row["action_code"]) for row in read("indicator_actions")]
    assert len(set(links)) == len(links)
    assert {indicator for indicator, _ in links} == set(indicators)
    assert {action for _, action in links} == set(actions)
    expected = dict(
        A01=2, A02=1, A03=1, A04=3, A05=2, A06=1, A07=2, A08=1, A09=1, A10=3,
        A11=1, A12=1, A13=1, A14=1, A15=1, A16=2, A17=1, A18=1, A19=2, A20=2,
    )  # fmt: skip
    assert Counter(action for _, action in links) == expected
    shared = {pair for pair in links if not pair[0].startswith(pair[1])}
    assert shared == {("A17-I1", "A18"), ("A19-I1", "A20"), ("A19-I2", "A20")}


def test_each_priority_has_its_share_of_the_indicators() -> None:
    objectives = keyed("objectives", "objective_code")
    priority_of = {row["action_code"]: objectives[row["objective_code"]]["priority_code"] for row in read("actions")}
    assert Counter(priority_of[row["indicator_code"][:3]] for row in read("indicators")) == {
        "PRIO-1.1": 10,
        "PRIO-1.2": 8,
        "PRIO-2.1": 6,
        "PRIO-2.2": 3,
    }


def test_the_measures_are_the_35() -> None:
    assert [row["measure_code"] for row in read("measures")] == [
        "A01-I1",
        "A01-I2",
        "A02-I1.operations",
        "A02-I1.jobs",
        "A03-I1",
        "A04-I1",
        "A04-I2",
        "A04-I3.count",
        "A04-I3.amount",
        "A05-I1",
        "A05-I2.projects",
        "A05-I2.coverage",
        "A06-I1",
        "A07-I1",
        "A07-I2",
        "A08-I1",
        "A09-I1",
        "A10-I1",
        "A10-I2",
        "A10-I3",
        "A11-I1.types",
        "A11-I1.months",
        "A11-I1.testimonies",
        "A12-I1.regularity",
        "A12-I1.reviews",
        "A13-I1",
        "A14-I1.copil",
        "A14-I1.evaluation",
        "A15-I1.meetings",
        "A15-I1.adjustments",
        "A16-I1",
        "A16-I2",
        "A17-I1",
        "A19-I1",
        "A19-I2",
    ]


def test_every_measure_belongs_to_an_indicator_and_every_indicator_has_one() -> None:
    indicators = keyed("indicators", "indicator_code")
    measures = keyed("measures", "measure_code")
    assert {row["indicator_code"] for row in measures.values()} == set(indicators)
    assert all(code.split(".")[0] == row["indicator_code"] for code, row in measures.items())
    assert {row["measure_code"]: row["owner_fr"] for row in measures.values()} == {
        code: indicators[row["indicator_code"]]["owner_fr"] for code, row in measures.items()
    }


@pytest.mark.parametrize("row", read("measures"), ids=lambda row: row["measure_code"])
def test_every_measure_says_who_what_when_and_by_which_rule(row: Row) -> None:
    for column in ("label_fr", "short_label_fr", "unit_fr", "owner_fr", "rule_fr"):
        assert row[column].strip() == row[column] != ""
    assert re.fullmatch(r"\d+\.\d+", row["rule_version"])
    assert row["rule_status"] in {"etabli", "propose"}
    assert row["sources"]
    assert set(row["sources"].split()) <= set(keyed("source_systems", "source_code"))
    letter = {"monthly": "M", "quarterly": "T", "yearly": "A", "event": "E", "session": "S"}
    assert re.fullmatch(rf"{letter[row['frequency']]}\+\d+j", row["due_rule"])
    assert row["period_kinds"]
    assert set(row["period_kinds"].split()) <= set(keyed("period_kinds", "period_kind"))
    assert set(row["breakdowns"].split()) <= {"dispositif", "ess_family", "operator", "kind"}
    assert row["first_year"] == ("2021" if row["measure_code"] == "A01-I1" else "2022")
    has_undetermined = row["grain"] != "region" and row["measure_code"] != "A12-I1.regularity"
    assert row["undetermined"] == str(has_undetermined).lower()


@pytest.mark.parametrize("row", read("supporting_measures"), ids=lambda row: row["measure_code"])
def test_what_stands_beside_a_measure_is_named_after_it(row: dict[str, str]) -> None:
    parent, _, word = row["measure_code"].partition("+")
    assert parent == row["parent_measure_code"]
    assert parent in keyed("measures", "measure_code")
    assert re.fullmatch(r"[a-z_]+", word)
    assert row["aggregation"] in {"count_distinct", "sum", "max_per_unit_sum", "ratio", "milestone", "coverage"}
    assert row["rule_fr"].endswith(".")


@pytest.mark.parametrize(
    ("measure", "aggregation", "grain", "kinds", "breakdowns", "source"),
    [
        (
            "A01-I1",
            "count_distinct",
            "epci",
            "year ytd r12 cum",
            "dispositif ess_family",
            "region_dispositifs france_active",
        ),
        ("A05-I2.projects", "count_distinct", "epci", "year ytd r12 cum", "", "region_dispositifs"),
        ("A05-I2.coverage", "coverage", "region", "year ytd r12 cum", "", "region_dispositifs"),
        ("A09-I1", "count_distinct", "region", "year ytd r12 cum", "", "gouvernance"),
        ("A12-I1.regularity", "all_windows_met", "departement", "year ytd", "", "gouvernance"),
        (
            "A12-I1.reviews",
            "count_distinct",
            "departement",
            "year ytd r12 cum",
            "operator",
            "gouvernance",
        ),
        ("A13-I1", "windows_met", "region", "year ytd cum", "", "gouvernance"),
        ("A14-I1.copil", "milestone", "region", "year ytd cum", "", "gouvernance"),
        ("A14-I1.evaluation", "milestone", "region", "year ytd cum", "", "gouvernance"),
        ("A15-I1.meetings", "count_distinct", "region", "year ytd r12 cum", "", "gouvernance"),
        ("A15-I1.adjustments", "sum", "region", "year ytd r12 cum", "", "gouvernance"),
        ("A16-I1", "count_distinct", "region", "year ytd r12 cum", "", "gouvernance"),
        ("A16-I2", "ratio", "region", "year ytd r12 cum", "", "gouvernance"),
    ],
)
def test_the_computed_measures_keep_their_interface(
    measure: str, aggregation: str, grain: str, kinds: str, breakdowns: str, source: str
) -> None:
    row = keyed("measures", "measure_code")[measure]
    columns = ("aggregation", "grain", "period_kinds", "breakdowns", "sources")
    assert tuple(row[column] for column in columns) == (
        aggregation,
        grain,
        kinds,
        breakdowns,
        source,
    )


def test_the_targets_are_the_stated_ones_and_no_other() -> None:
    targets = {row["measure_code"]: (row["target_value"], row["period_kind"]) for row in read("targets")}
    assert len(read("targets")) == len(targets)
    assert targets == {
        "A05-I1": ("1", "cum"),
        "A05-I2.coverage": ("100", "cum"),
        "A13-I1": ("6", "year"),
        "A14-I1.copil": ("1", "year"),
        "A14-I1.evaluation": ("1", "cum"),
        "A15-I1.meetings": ("2", "year"),
        "A16-I1": ("3", "cum"),
    }
    measures = keyed("measures", "measure_code")
    for row in read("targets"):
        assert row["period_kind"] in measures[row["measure_code"]]["period_kinds"].split()
        assert row["status"] == "etabli"
        assert row["source_fr"]


def test_a_starting_point_is_not_a_target() -> None:
    (baseline,) = read("baselines")
    assert (baseline["measure_code"], baseline["year"], baseline["value"]) == (
        "A10-I2",
        "2021",
        "35",
    )
    assert baseline["precision"] == "approx"


def test_only_the_figures_stated_in_an_ambition_are_its_target() -> None:
    ambitions = keyed("ambitions", "ambition_code")
    assert list(ambitions) == [f"AMB-{number:02d}" for number in range(1, 13)]
    stated = {code: row["target_value"] for code, row in ambitions.items() if row["target_value"]}
    assert stated == {"AMB-01": "15", "AMB-02": "5", "AMB-03": "1"}
    assert Counter(row["priority_code"] for row in ambitions.values()) == {
        "PRIO-1.1": 4,
        "PRIO-1.2": 3,
        "PRIO-2.1": 3,
        "PRIO-2.2": 2,
    }
    measures = set(keyed("measures", "measure_code"))
    for row in ambitions.values():
        assert set(row["measure_codes"].split()) <= measures
        assert row["rule_fr"]
        assert row["rule_version"]
        assert row["horizon"] == "2025-12-31"


def test_the_twelve_parameters_of_the_cotech_are_proposed() -> None:
    parameters = keyed("parameters", "name")
    codes = {row["parameter_code"] for row in parameters.values()}
    assert {code for code in codes if code[0] == "P"} == {f"P{number}" for number in range(1, 13)}
    for row in parameters.values():
        assert row["status"] == ("etabli" if row["parameter_code"][0] == "S" else "propose")
        assert row["version"]
        assert row["value"]
        date.fromisoformat(row["valid_from"])


@pytest.mark.parametrize("row", read("parameters"), ids=lambda row: row["name"])
def test_a_parameter_reads_as_its_type(row: Row) -> None:
    readers: dict[str, Callable[[str], object]] = {
        "integer": int,
        "number": float,
        "date": date.fromisoformat,
        "text": str,
        "list": str.split,
    }
    assert readers[row["value_type"]](row["value"])


def test_lists_of_codes_name_codes_that_exist() -> None:
    parameters = keyed("parameters", "name")
    dispositifs = keyed("dispositifs", "dispositif_code")
    operators = keyed("operators", "operator_code")
    assert parameters["droit_commun_dispositifs"]["value"].split() == [
        code for code, row in dispositifs.items() if row["droit_commun"] == "true"
    ]
    for name in ("acteurs_ess", "acteurs_ess_extended"):
        assert set(parameters[name]["value"].split()) <= set(operators)
    indicators = set(keyed("indicators", "indicator_code"))
    for row in dispositifs.values():
        assert set(row["indicator_codes"].split()) <= indicators
        assert row["operator_code"] in {"", *operators}
        assert row["source_code"] in keyed("source_systems", "source_code")


def test_context_figures_have_a_source_and_a_perimeter() -> None:
    figures = keyed("context_figures", "figure_code")
    assert list(figures) == [*(f"CTX-{number}" for number in range(1, 10)), "VA-1", "VA-2"]
    assert {code: row["value"] for code, row in figures.items()} == {
        "CTX-1": "15000",
        "CTX-2": "162000",
        "CTX-3": "142000",
        "CTX-4": "42695",
        "CTX-5": "22",
        "CTX-6": "4",
        "CTX-7": "3",
        "CTX-8": "24",
        "CTX-9": "23",
        "VA-1": "35",
        "VA-2": "557",
    }
    assert all(row["source_fr"] and row["perimeter_fr"] for row in figures.values())


def test_a_departement_has_its_network_and_vendee_has_two() -> None:
    networks = [row for row in read("operators") if row["kind"] == "network"]
    expected = {"44": 1, "49": 1, "53": 1, "72": 1, "85": 2}
    assert Counter(row["departement_code"] for row in networks) == expected


def test_the_creation_schemes_are_those_of_the_first_indicator() -> None:
    dispositifs = keyed("dispositifs", "dispositif_code")
    creation = {code for code, row in dispositifs.items() if row["creation"] == "true"}
    assert creation == {"parcours_entrepreneur", "pret_honneur", "prime_creation", "garantie"}
    assert creation == {code for code, row in dispositifs.items() if row["indicator_codes"] == "A01-I1"}


def test_every_code_that_a_contract_can_land_is_in_the_registry() -> None:
    contracts = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in CONTRACTS.glob("*.yml")}
    assert contracts, "no contract found"
    assert set(contracts) <= set(keyed("source_systems", "source_code"))
    landed = {
        (source, stream_name, column["name"]): set(column["values"])
        for source, contract in contracts.items()
        for stream_name, stream in contract["streams"].items()
        for column in stream["columns"]
        if "values" in column
    }
    for source, stream, column, seed, key in (
        ("region_dispositifs", "dossiers", "dispositif", "dispositifs", "dispositif_code"),
        ("region_dispositifs", "dossiers", "statut", "dossier_statuses", "dossier_status"),
        ("gouvernance", "evenements", "type", "event_types", "event_type"),
        ("gouvernance", "evenements", "statut", "event_statuses", "event_status"),
        ("gouvernance", "evenements", "organisateurs", "operators", "operator_code"),
        ("gouvernance", "agenda", "type", "event_types", "event_type"),
        ("gouvernance", "agenda", "statut", "event_statuses", "event_status"),
    ):
        assert landed[source, stream, column] <= set(keyed(seed, key)), f"{source}.{stream}.{column}"


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*/*.csv")), ids=lambda path: path.stem)
def test_every_seed_and_column_is_described_and_typed(path: Path) -> None:
    pages = [yaml.safe_load(page.read_text("utf-8")) for page in path.parent.glob("_*.yml")]
    (seed,) = [seed for page in pages for seed in page["seeds"] if seed["name"] == path.stem]
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert seed["description"]
    assert [column["name"] for column in seed["columns"]] == header
    assert list(seed["config"]["column_types"]) == header
    assert all(column["description"] for column in seed["columns"])
    assert all(len(row) == len(header) for row in rows)
    cells = [cell for row in rows for cell in row]
    assert not any("\N{RIGHT SINGLE QUOTATION MARK}" in cell for cell in cells)
    assert all(cell == cell.strip() for cell in cells)


def test_every_ambition_has_readings_and_one_that_judges_it() -> None:
    headlines = Counter(row["ambition_code"] for row in read("ambition_readings") if row["is_headline"] == "true")
    read_by = {row["ambition_code"] for row in read("ambition_readings")}
    assert read_by == set(keyed("ambitions", "ambition_code"))
    # « +15 % » is judged by what is derived from its six readings.
    assert headlines == Counter(read_by - {"AMB-01"})
    assert all(bool(row["target_value"]) == bool(row["comparison"]) for row in read("ambition_readings"))


def test_no_parameter_is_idle() -> None:
    """A number that the COTECH may set and that nothing reads would be a lie."""
    project = SEEDS.parent
    named = "".join(
        path.read_text(encoding="utf-8")
        for folder, pattern in ((project / "models", "*.sql"), (project.parent / "include" / "sress", "*.py"))
        for path in folder.rglob(pattern)
    )
    assert {row["name"] for row in read("parameters") if f"'{row['name']}'" not in named.replace('"', "'")} == set()
