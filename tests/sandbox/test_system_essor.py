"""ESSOR: records that change only when they say so, deletions nobody tells, late entries, teams behind one lead."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from meets_contract import (
    COG,
    Landed,
    assert_each_row_is_as_expected,
    assert_no_person_lands,
    contract_of,
    deliver,
    land,
    world,
)
from sandbox.made import Made
from sandbox.systems import essor, france_active
from sandbox.systems.essor_fields import EVENT_KINDS, MEDIA, OPERATORS, ORIENTATION_STATES, PROOFS, ROLES, STAGES
from sandbox.systems.essor_world import followed_projects
from sandbox.vocabulary import NETWORKS
from sress.landing.clean import CodeList

MONTH = "2026-10"
LISTS = ("projets", "accompagnements", "partenariats", "publications", "evenements")


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize(("seed", "month"), [(1, MONTH), (2, "2024-01")])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, month: str, dirt: int) -> None:
    assert_each_row_is_as_expected(pulled(seed, month, dirt))


@pytest.mark.parametrize("dirt", [0, 2])
def test_no_person_lands_and_the_holder_is_a_pseudonym(dirt: int) -> None:
    made = pulled(1, MONTH, dirt)
    assert_no_person_lands(made, 1)
    holders = [row["porteur"] for row in rows(made, "projets")]
    assert all(holder and holder.startswith("p_") for holder in holders)


def test_the_contract_knows_every_field_and_label() -> None:
    for landed in land(pulled(1, MONTH, 0)):
        unknown = set(landed.checked.columns_unknown)
        assert landed.checked.columns_missing == [], landed.stream
        if landed.stream != "orientations":  # they stand inside the records of the projects
            assert unknown <= {"orientations"}, landed.stream
    for stream, name, labels in (
        ("projets", "stade", STAGES),
        ("projets", "referent", OPERATORS),
        ("projets", "accueilli_par", OPERATORS),
        ("orientations", "de", OPERATORS),
        ("orientations", "statut", ORIENTATION_STATES),
        ("accompagnements", "organisation", OPERATORS),
        ("accompagnements", "role", ROLES),
        ("partenariats", "preuve", PROOFS),
        ("publications", "type", MEDIA),
        ("publications", "organisations", OPERATORS),
        ("evenements", "type", EVENT_KINDS),
    ):
        (column,) = [c for c in contract_of("essor").streams[stream].columns if c.name == name]
        codes = CodeList(column)
        assert {code: {codes.find(word) for word in words} for code, words in labels.items()} == {
            code: {code} for code in labels
        }


@pytest.mark.parametrize("dirt", [0, 3])
@pytest.mark.parametrize("name", LISTS)
def test_what_changed_since_an_extraction_says_so_in_updated_at(name: str, dirt: int) -> None:
    before, after = records("2026-07", dirt)[name], records("2026-10", dirt)[name]
    changed = [record for key, record in after.items() if before.get(key) != record]
    assert 0 < len(changed) < len(after) / 2
    assert all("2026-08-05" < record["updated_at"] < "2026-11-06" for record in changed)


def test_a_deleted_project_is_missing_with_its_supports_and_nothing_marks_it() -> None:
    before, after = records("2025-10", 0), records("2026-10", 0)
    gone = before["projets"].keys() - after["projets"].keys()
    assert gone
    assert gone.isdisjoint(record["projet_id"] for record in after["accompagnements"].values())
    assert {record["projet_id"] for record in before["accompagnements"].values()} & gone


def test_supports_entered_late_change_a_month_that_was_told_already() -> None:
    before, after = records("2026-08", 0)["accompagnements"], records("2026-10", 0)["accompagnements"]
    late = [record for key, record in after.items() if key not in before and record["date_debut"] <= "2026-08-31"]
    assert late


def test_an_orientation_is_proposed_first_and_its_outcome_comes_later() -> None:
    before, after = (
        Counter(row["statut"] for row in rows(pulled(1, month, 0), "orientations")) for month in ("2025-06", MONTH)
    )
    assert set(before) == set(after) == set(ORIENTATION_STATES)
    first, second = (
        {(r["projet_id"], r["de"], r["vers"], r["date_orientation"]): r["statut"] for r in landed}
        for landed in (rows(pulled(1, month, 0), "orientations") for month in ("2025-06", "2025-12"))
    )
    told = {(first[key], second[key]) for key in first.keys() & second.keys()}
    assert ("proposee", "aboutie") in told
    assert not {("aboutie", "proposee"), ("sans_suite", "proposee"), ("aboutie", "sans_suite")} & told


def test_projects_have_no_referent_one_or_several_and_networks_have_help() -> None:
    supports = rows(pulled(1, MONTH, 0), "accompagnements")
    leads = Counter(row["projet_id"] for row in supports if row["role"] == "referent")
    assert {1, 2} <= set(leads.values())
    assert {row["projet_id"] for row in rows(pulled(1, MONTH, 0), "projets")} - leads.keys()
    assert {row["organisation"] for row in supports if row["role"] == "appui"} - {*NETWORKS, "cress"}


def test_the_same_project_is_known_elsewhere_under_other_words() -> None:
    known = {item.project.identity: item for item in followed_projects(world(1))}
    shared = [item.project for item in france_active.interventions(world(1)) if item.project.identity in known]
    assert shared
    assert any(known[project.identity].title != project.title for project in shared)
    assert any(row["n_projet_region"] for row in rows(pulled(1, MONTH, 0), "projets"))


def test_a_content_goes_through_several_channels_and_events_reach_epci() -> None:
    made = pulled(1, MONTH, 0)
    contents = Counter(row["contenu_id"] for row in rows(made, "publications"))
    assert max(contents.values()) > 1
    spread = [row for row in rows(made, "evenements") if row["type"] == "diffusion"]
    assert spread
    assert {row["epci"] for row in spread} <= set(COG.of(2026).epci) | set(COG.of(2022).epci)
    assert not any(row["epci"] for row in rows(made, "evenements") if row["type"] != "diffusion")


@cache
def pulled(seed: int, month: str, dirt: int) -> tuple[Made, ...]:
    """The lists of a month as collecting leaves them: JSON lines by the id that the contract names."""
    return tuple(replace(item, data=_lines(item)) for item in deliver(essor, seed, month, dirt))


def _lines(made: Made) -> bytes:
    ordered = sorted(made.records, key=lambda record: str(record[_key(made.endpoint)]))
    lines = (json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for record in ordered)
    return "".join(f"{line}\n" for line in lines).encode()


def _key(name: str) -> str:
    request = contract_of("essor").streams[name].request
    assert request is not None
    return str(request.id)


def records(month: str, dirt: int) -> dict[str, dict[str, dict[str, str]]]:
    """The records of each list by their id."""
    return {
        made.endpoint: {record[_key(made.endpoint)]: record for record in made.records}
        for made in pulled(1, month, dirt)
    }


def rows(made: tuple[Made, ...], stream: str) -> list[dict[str, str | None]]:
    """The landed rows of a stream."""
    landed: list[Landed] = land([item for item in made if any(part.stream == stream for part in item.parts)])
    return [row for item in landed if item.stream == stream for row in item.rows]
