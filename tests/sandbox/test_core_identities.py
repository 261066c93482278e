"""Which project each record of a funder is of: references, what the record shows, and the truth behind it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from meets_contract import COG
from mini_funders import (
    MONTH,
    SIREN,
    Give,
    call,
    convention,
    engineering,
    fdva_dossier,
    giver,
    loan,
    lost,
    operation,
    produced,
    region_dossier,
    structure,
    version,
    world,
)
from sandbox.core import FACTS, core_of, dossiers
from sandbox.core.identities_funders import identities
from sandbox.facts import Lost
from sandbox.write import write_knowledge

REFERENCES = {
    ("region_dispositifs", "dossiers"): r"\d{4}:PDL-\d{4}-\d{5}",
    ("region_vie_associative", "aap"): r"\d{4}:VA-\d{4}-\d{4}",
    ("region_vie_associative", "plan"): r"\d{4}:PVA-\d{4}-\d{4}",
    ("drajes_fdva", "suivi_actions"): r"\d{4}:DR44-\d\d-\d{4}-\d",
    ("dreets", "conseil_rh"): r"CRH-\w+(-\d+)?",
    ("dla", "ingenieries"): r"ING-\w+(-\d+)?:DLA-\w+(-\d+)?",
    ("france_active", "interventions"): r"FA-\w+(-\d+)?-[A-Z]{3}",
    ("banque_des_territoires", "operations"): r"BDT-\d{4}-\w+(-\d+)?-\d",
}
Entry = dict[str, str]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Let the funders know the given objects and no others."""
    return giver(monkeypatch)


def known(month: str = MONTH, gone: Lost | None = None) -> dict[str, Entry]:
    return {entry["reference"]: entry for entry in identities(world(), month, COG, gone or Lost())}


def test_a_record_shows_what_its_file_shows() -> None:
    dossier = region_dossier(version("2026-06-03", "refuse", "2026-06-02"))
    assert identities(world(dossier), MONTH, COG, Lost()) == [
        {
            "source": "region_dispositifs",
            "stream": "dossiers",
            "reference": "2026:PDL-1",
            "project": "P1",
            "siren": SIREN,
            "date": "2026-06-02",
        }
    ]
    (entry,) = identities(world(dossier), MONTH, COG, lost(("region_dispositifs", "dossiers", "PDL-1", "siret")))
    assert entry["siren"] == ""


def test_amendments_are_one_record_and_two_operations_are_two(give: Give) -> None:
    give(
        loans=[loan(0, "2026-03-01"), loan(1, "2026-06-01")],
        operations=[operation("B1", "2025-03-01"), operation("B2", "2026-01-05")],
    )
    assert {name: entry["date"] for name, entry in known().items()} == {
        "FA-1": "2026-03-01",
        "B1": "2025-03-01",
        "B2": "2026-01-05",
    }


def test_a_collective_engineering_serves_the_project_of_its_first_structure(give: Give) -> None:
    give(engineerings=[engineering(structure("P1"), structure("P2"))])
    assert {name: entry["project"] for name, entry in known().items()} == {
        "ING-1:DLA-P1": "P1",
        "ING-1:DLA-P2": "dla:ING-1:DLA-P2",
    }


def test_a_training_course_is_a_project_of_its_own_whenever_it_is_given(give: Give) -> None:
    years = [
        fdva_dossier(year, (f"{year}-06-30", "accorde", 1.0), kind="fdva1_formation", several_years=True)
        for year in (2024, 2025)
    ]
    give(fdva=years)
    projects = {name: entry["project"] for name, entry in known().items()}
    assert projects["2024:DR44-1-1"] == projects["2025:DR44-1-1"] != projects["2024:DR44-1-2"]
    assert not {"P1"} & set(projects.values())


def test_a_record_without_a_date_tells_of_a_project(give: Give) -> None:
    give(
        engineerings=[engineering(structure("P1"), engaged=None)],
        calls=[call("2026-07-01", "2026-10-14", "2026-12-01")],
    )
    found = known(gone=lost(("region_vie_associative", "aap", "VA-1", "date_depot")))
    assert {name: entry["date"] for name, entry in found.items()} == {"ING-1:DLA-P1": "", "2026:VA-1": ""}
    rows = dossiers.rows(world(), MONTH, COG, lost(("region_vie_associative", "aap", "VA-1", "date_depot")))
    assert {row["decision_date"] for row in rows} == {None}


def test_a_renewed_action_is_a_record_in_each_exercice(give: Give) -> None:
    years = [fdva_dossier(year, (f"{year}-06-30", "accorde", 1.0), several_years=True) for year in (2024, 2025)]
    give(fdva=years)
    assert sorted(known()) == [f"{year}:DR44-1-{rank}" for year in (2024, 2025) for rank in (1, 2)]


def test_what_is_dated_after_the_cut_off_or_lost_is_no_record(give: Give) -> None:
    give(conventions=[convention("2026-11-20", ("2026-09-01", "en_instruction", None))])
    assert known() == {}
    give(conventions=[convention("2026-10-20", ("2026-09-01", "en_instruction", None))])
    assert set(known()) == {"CRH-1"}
    assert known(gone=lost(("dreets", "conseil_rh", "CRH-1", None))) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "dirt"), [(1, 0), (2, 2), (3, 3)])
def test_every_record_has_a_reference_of_its_own_and_a_project(seed: int, dirt: int) -> None:
    made = produced(seed, dirt)
    found = identities(made.world, MONTH, COG, made.lost)
    assert max(Counter((e["source"], e["stream"], e["reference"]) for e in found).values()) == 1
    projects = {project.identity: project for project in made.world.projects}
    streams = defaultdict(list)
    for entry in found:
        streams[entry["source"], entry["stream"]].append(entry)
        if entry["project"] in projects:
            assert entry["siren"] in ("", projects[entry["project"]].organisation.siren)
        else:
            assert entry["project"].startswith(("dla:", "drajes_fdva:"))
        assert entry["date"] <= "2026-10-31"
    assert streams.keys() == REFERENCES.keys()
    for stream, entries in streams.items():
        wrong = [e["reference"] for e in entries if not re.fullmatch(REFERENCES[stream], e["reference"])]
        assert wrong == [], stream


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "dirt"), [(1, 0), (2, 2)])
def test_every_dossier_is_a_record_of_the_same_project(seed: int, dirt: int) -> None:
    made = produced(seed, dirt)
    keys = {}
    for entry in identities(made.world, MONTH, COG, made.lost):
        stream = f"{entry['stream']}:" if entry["source"] == "region_vie_associative" else ""
        keys[f"{entry['source']}:{stream}{entry['reference']}"] = entry["project"]
    rows = {row["dossier_key"]: row["_project"] for row in dossiers.rows(made.world, MONTH, COG, made.lost)}
    assert rows.items() <= keys.items()


@pytest.mark.slow
def test_projects_are_seen_by_several_funders() -> None:
    """Else there would be nothing to match."""
    made = produced(1, 0)
    sources = defaultdict(set)
    for entry in identities(made.world, MONTH, COG, made.lost):
        sources[entry["project"]].add(entry["source"])
    assert sum(len(seen) > 1 for seen in sources.values()) > 300


@pytest.mark.slow
def test_the_order_in_which_the_world_lists_its_projects_changes_nothing() -> None:
    made = produced(1, 2)
    shuffled = replace(made.world, projects=made.world.projects[::-1], dossiers=made.world.dossiers[::-1])
    assert identities(shuffled, MONTH, COG, made.lost) == identities(made.world, MONTH, COG, made.lost)


@pytest.mark.slow
def test_core_json_holds_the_facts_and_the_identities_line_by_line(tmp_path: Path) -> None:
    made = produced(2, 2)
    write_knowledge(tmp_path, made, MONTH, COG)
    text = (tmp_path / "core.json").read_text(encoding="utf-8")
    core = json.loads(text)
    known = json.loads(json.dumps(core_of(made.world, MONTH, COG, made.lost)))
    assert core.keys() == known.keys() == {*FACTS, "identities"}
    assert [name for name, rows in known.items() if core[name] != rows] == []
    assert sum(line.startswith("{") for line in text.splitlines()[1:]) == sum(len(rows) for rows in core.values())
