"""The departmental networks: six layouts of one stream, persons unnamed, projects that overlap."""

from __future__ import annotations

import pytest
from meets_contract import assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.systems import reseaux_departementaux
from sandbox.systems.reseaux_followups import activity
from sandbox.systems.reseaux_sheets import LAYOUTS
from sandbox.vocabulary import NETWORKS

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(reseaux_departementaux, seed, MONTH, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(reseaux_departementaux, 1, MONTH, 1), 1)


def test_the_contract_knows_every_header_of_the_six_layouts() -> None:
    for landed in land(deliver(reseaux_departementaux, 1, MONTH, 1)):
        assert landed.checked.columns_unknown == [], landed.made.delivery.file


def test_each_network_is_named_by_its_file_and_delivers_its_own_columns() -> None:
    made = deliver(reseaux_departementaux, 1, MONTH, 0)
    projects = [item for item in land(made) if item.stream == "projets" and item.made.delivery.in_force]
    assert {row["reseau"] for item in projects for row in item.rows} == set(NETWORKS)
    missing = {item.made.delivery.file.split("_projets")[0]: set(item.checked.columns_missing) for item in projects}
    assert "porteur_courriel" in missing["apess"]
    assert "porteur_initiales" in missing["ecossolies"]
    assert len({frozenset(columns) for columns in missing.values()}) == len(LAYOUTS)


def test_the_networks_of_vendee_share_projects_and_others_do_not() -> None:
    known = activity(world(1)).follow_ups
    met = {network: {item.project.identity for item in items} for network, items in known.items()}
    assert met["pole_ess_vendee"] & met["ceas_vendee"]
    assert not met["ecossolies"] & met["iresa"]


def test_the_newer_file_of_a_network_restates_the_older_and_adds_to_it() -> None:
    older, newer = [
        {(line.item.item.project.identity, line.item.item.welcomed) for line in made.parts[0].table.lines}
        for made in deliver(reseaux_departementaux, 1, "2023-06", 0)
        if made.delivery.file.startswith("ecossolies_projets")
    ]
    assert older < newer


def test_a_review_is_one_of_the_calendar_and_its_solution_is_dated_after_it() -> None:
    entries = {entry.day for entry in world(1).entries if entry.kind == "revue"}
    rows = [
        row
        for item in land(deliver(reseaux_departementaux, 1, MONTH, 0))
        if item.stream == "revues"
        for row in item.rows
    ]
    assert rows
    assert {row["date_revue"] for row in rows} <= {day.isoformat() for day in entries}
    solved = [row for row in rows if row["date_solution"]]
    assert solved
    assert all(str(row["date_revue"]) <= str(row["date_solution"]) for row in solved)
