"""The world itself: the same for every month, plausible, and different enough from seed to seed."""

from __future__ import annotations

from datetime import date

import pytest
from mini_world import REFERENCE
from sandbox.build import build_world
from sandbox.cog import Cog, load_cog
from sandbox.core import dossiers
from sandbox.deliveries import attendances_shown, calendar_delivery, dossiers_shown, entries_shown, region_deliveries
from sandbox.facts import Lost, facts_of, normalised
from sandbox.make_attendance_epci import make_epci_attendances
from sandbox.make_calendar import make_calendar
from sandbox.periods import Period
from sandbox.rules import a16_i1, held
from sandbox.vocabulary import DISPOSITIFS
from sandbox.world import LAST_YEAR, World


@pytest.fixture(scope="module")
def cog() -> Cog:
    return load_cog(REFERENCE)


@pytest.fixture(scope="module")
def world(cog: Cog) -> World:
    return build_world(1, 1, cog)


def test_a_year_has_its_dossiers_of_every_statut_and_scheme(world: World) -> None:
    for year in range(2021, LAST_YEAR + 1):
        assert 250 <= len([d for d in world.dossiers if d.exercice == year]) <= 405
    assert {d.versions[-1].statut for d in world.dossiers} == {
        "depose",
        "en_instruction",
        "accorde",
        "refuse",
        "ineligible",
        "annule",
    }
    assert {d.dispositif for d in world.dossiers} == set(DISPOSITIFS)


def test_scale_multiplies(cog: Cog, world: World) -> None:
    assert len(build_world(1, 2, cog).dossiers) > 1.4 * len(world.dossiers)
    with pytest.raises(ValueError, match="scale"):
        build_world(1, 0, cog)


def test_versions_of_a_dossier_stay_in_one_exercice_and_follow_each_other(world: World) -> None:
    for dossier in world.dossiers:
        assert {version.decided_on.year for version in dossier.versions} == {dossier.exercice}
        known = [version.known_on for version in dossier.versions]
        assert known == sorted(set(known))


def test_dossiers_of_one_project_share_its_number_and_may_lie_apart(world: World) -> None:
    projects: dict[str, list] = {}
    for dossier in world.dossiers:
        projects.setdefault(dossier.project, []).append(dossier)
    several = [group for group in projects.values() if len(group) > 1]
    assert several
    assert all(len({d.project_number for d in group}) == 1 and group[0].project_number for group in several)
    places = [{d.place.code[:2] for d in group if d.place} for group in several]
    assert any(len(found) > 1 for found in places)
    assert any(len({d.exercice for d in group}) > 1 for group in several)
    assert any(not d.project_number for d in world.dossiers)


def test_numbers_are_unique(world: World) -> None:
    assert len({d.number for d in world.dossiers}) == len(world.dossiers)
    assert len({e.ref for e in world.entries}) == len(world.entries)
    assert len({a.ref for a in world.attendances}) == len(world.attendances)


def test_remarkable_places_occur(cog: Cog) -> None:
    codes = {d.place.code for seed in (1, 2, 3) for d in build_world(seed, 1, cog).dossiers if d.place}
    assert {"85113", "49160", "53054", "72058", "49069"} <= codes


def test_organisations_say_that_they_are_invented(world: World) -> None:
    assert all("(fictif)" in d.organisation.name for d in world.dossiers)


def test_a_later_month_shows_the_same_things_and_more(world: World) -> None:
    before, after = calendar_delivery("2026-09"), calendar_delivery("2026-10")
    assert {e.ref for e, _ in entries_shown(world, before)} <= {e.ref for e, _ in entries_shown(world, after)}
    earlier, later = (
        {d.number for delivery in region_deliveries(month) for d, _ in dossiers_shown(world, delivery)}
        for month in ("2026-09", "2026-10")
    )
    assert earlier < later


def test_states_change_between_two_extracts(world: World) -> None:
    before, after = region_deliveries("2026-10")[-2:]
    was = {d.number: known[-1] for d, known in dossiers_shown(world, before)}
    now = {d.number: known[-1] for d, known in dossiers_shown(world, after)}
    changed = [(was[number], now[number]) for number in was if was[number] != now[number]]
    assert any(old.statut == "accorde" and new.granted != old.granted for old, new in changed)
    assert any(version.decided_on > date(2026, 10, 31) for version in now.values()), "rows after the month's end"


def test_a_later_annulment_does_not_reach_a_closed_exercice(world: World, cog: Cog) -> None:
    late = [d for d in world.dossiers if d.exercice == 2024 and d.versions[-1].known_on > date(2025, 1, 5)]
    late = [d for d in late if d.versions[-1].statut == "annule" and d.versions[-2].statut == "accorde"]
    assert late
    states = {row["dossier_key"]: row["dossier_status"] for row in dossiers.rows(world, "2026-10", cog, Lost())}
    shown = [d for d in late if d.versions[-2].known_on <= date(2025, 1, 5)]
    assert shown
    assert {states[f"region_dispositifs:2024:{d.number}"] for d in shown} == {"accorde"}


def test_postponed_meetings_leave_a_line_at_the_old_date(world: World) -> None:
    shown = entries_shown(world, calendar_delivery("2026-10"))
    statuts = {statut for _, statut in shown}
    assert statuts == {"prevue", "tenue", "annulee", "reportee"}
    forgotten = [e for e, statut in shown if statut == "prevue" and e.day < date(2026, 9, 1)]
    assert forgotten, "planned and never confirmed"
    held_later = {(e.kind, e.title) for e, statut in shown if statut == "tenue"}
    assert any((e.kind, e.title) in held_later for e, statut in shown if statut == "reportee")


def test_the_same_meeting_may_be_typed_twice(world: World) -> None:
    keys = [
        (e.kind, e.day, e.organisers, normalised(e.title))
        for e, s in entries_shown(world, calendar_delivery("2026-10"))
        if s == "tenue"
    ]
    assert len(set(keys)) < len(keys)


def test_seeds_exercise_different_branches(cog: Cog) -> None:
    conferences, copils, windows = set(), set(), set()
    for seed in range(1, 7):
        facts = facts_of(build_world(seed, 1, cog), "2026-10", cog, Lost())
        years = [Period("", "", date(y, 1, 1), date(y, 12, 31)) for y in (2022, 2023, 2024, 2025, 2026)]
        conferences.add(tuple(a16_i1(facts, year).value for year in years))
        copils.add(tuple(bool(held(facts, "copil", year)) for year in years))
        windows.add(tuple(len(held(facts, "financeurs", year)) for year in years))
    assert len(conferences) >= 3
    assert len(copils) >= 3
    assert len(windows) >= 3
    assert any(values[1] == 0 and values[2] == 1 for values in conferences), "a conference held in the next January"


def test_registrations_exist_for_a_conference_that_fell_through(cog: Cog) -> None:
    found = False
    for seed in (1, 2, 3):
        facts = facts_of(build_world(seed, 1, cog), "2026-10", cog, Lost())
        days = {e.day for e in facts.events if e.kind == "conference" and e.statut == "tenue"}
        lists = attendances_shown(build_world(seed, 1, cog), calendar_delivery("2026-10"))
        found = found or any(row.day not in days for row in lists)
        assert {row.ess for row in lists} == {True, False, None}
    assert found


def test_the_map_of_competences_comes_out_in_two_parts_and_not_before_it_is_announced() -> None:
    horizons = set()
    for seed in range(1, 9):
        naming = [entry for entry in make_calendar(seed) if "compétences" in entry.deliverables]
        assert {entry.kind for entry in naming} == {"cotech"}
        lines = [(entry.day, entry.deliverables) for entry in naming if entry.history[-1][1] == "tenue"]
        announced, *published = [paper for _, paper in sorted(set(lines))]
        assert "http" not in announced
        assert all("http" in paper for paper in published)
        assert "socle" in published[0]
        assert "spécialités" not in published[0]
        days = [day for day, paper in lines if "http" in paper and "spécialités" in paper]
        horizons.add(bool(days) and min(days) <= date(2025, 12, 31))
    assert horizons == {True, False}, "in some worlds both parts are there at the horizon"


def test_epci_come_to_conferences_under_several_names_and_leave_the_others_as_they_were(cog: Cog) -> None:
    world = build_world(1, 1, cog)
    others = [row for row in world.attendances if not row.epci]
    assert [row.ref for row in others] == [f"A{place:05d}" for place in range(1, len(others) + 1)]
    rows = [row for seed in range(1, 4) for row in make_epci_attendances(seed, make_calendar(seed))]
    assert {bool(row.siren) for row in rows} == {True, False}
    assert "243500741" in {row.epci for row in rows}, "a neighbour seated outside the region"
    signed = {(row.day, row.epci): set() for row in rows}
    for row in rows:
        signed[row.day, row.epci].add(row.organisation)
    assert {len(names) for names in signed.values()} == {1, 2}
