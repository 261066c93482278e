"""Which days the deliveries tell of, and what that says of a figure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mini_measures import cells, dossier, known
from mini_world import between, days
from sandbox.deliveries import Delivery
from sandbox.measures.catalogue import MEASURES
from sandbox.measures.coverage import covered, days_told

REGION, LOANS = "region_dispositifs.dossiers", "france_active.interventions"


def delivery(source: str, year: int, month: int, in_force: bool = True) -> Delivery:
    return Delivery(source, "", year, month, in_force)


def test_a_file_by_exercice_tells_of_its_year_another_of_the_strategy() -> None:
    told = days_told(
        [
            ("dossiers", delivery("region_dispositifs", 2024, 12)),
            ("dossiers", delivery("region_dispositifs", 2026, 9, in_force=False)),
            ("dossiers", delivery("region_dispositifs", 2026, 10)),
            ("accompagnements", delivery("cap_tiers_lieux", 2026, 9)),
            ("operations", delivery("banque_des_territoires", 2026, 9, in_force=False)),
        ]
    )
    assert told[REGION] == days("2024-01-01", "2024-12-31") | days("2026-01-01", "2026-10-31")
    assert told["cap_tiers_lieux.accompagnements"] == days("2022-01-01", "2026-09-30")
    assert "banque_des_territoires.operations" not in told


def test_days_may_be_pieced_together_and_a_hole_shows() -> None:
    period = between("2024-01-01", "2025-10-31")
    pieces = days("2024-01-01", "2024-12-31") | days("2025-01-01", "2025-10-31")
    assert covered([REGION], {REGION: pieces}, period) == (True, True)
    assert covered([REGION], {REGION: pieces - days("2024-12-31", "2024-12-31")}, period) == (True, False)
    assert covered([REGION], {}, period) == (False, False)


def test_one_source_is_enough_for_a_figure_all_are_needed_for_a_whole_one() -> None:
    told = {REGION: days("2025-01-01", "2025-12-31")}
    assert covered([REGION, LOANS], told, between("2025-01-01", "2025-12-31")) == (True, False)
    told[LOANS] = days("2025-01-01", "2025-12-31")
    assert covered([REGION, LOANS], told, between("2025-01-01", "2025-12-31")) == (True, True)


def test_a_source_tells_of_a_day_when_all_its_streams_do() -> None:
    actions, dossiers = "drajes_fdva.suivi_actions", "drajes_fdva.suivi_dossiers"
    told = {actions: days("2025-01-01", "2025-12-31"), dossiers: days("2026-01-01", "2026-04-30")}
    assert covered([actions, dossiers], told, between("2025-01-01", "2026-04-30")) == (False, False)


@pytest.mark.parametrize(
    ("period", "status", "value"),
    [
        ("2022", "not_received", None),
        ("2023", "late_source", 0),
        ("2024", "final", 0),
        ("2025", "final", 1),
        ("2026", "provisional", 0),
        ("cum-2026-10", "late_source", 1),
    ],
)
def test_zero_is_said_only_where_somebody_told(period: str, status: str, value: int | None) -> None:
    told = dict.fromkeys((REGION, LOANS), days("2023-03-01", "2026-10-31"))
    cell = cells(replace(known(fct_dossier=[dossier("P1")]), told=told), "A01-I1")[period, "REG-52", None]
    assert (cell.status, cell.value, cell.numerator) == (status, value, value)


def test_a_figure_that_was_not_received_has_no_parts_and_no_unknown() -> None:
    found = cells(replace(known(fct_dossier=[dossier("P1")]), told={}), "A01-I1")
    assert {(cell.status, cell.value, cell.member, cell.unknown) for cell in found.values()} == {
        ("not_received", None, None, None)
    }


def test_every_measure_names_streams_of_the_partners() -> None:
    assert {stream for measure in MEASURES for stream in measure.streams} == {
        "region_dispositifs.dossiers",
        "france_active.interventions",
        "essor.projets",
        "essor.accompagnements",
        "essor.orientations",
        "essor.publications",
        "reseaux_departementaux.projets",
        "urscop.operations",
        "dla.ingenieries",
        "dreets.conseil_rh",
        "gouvernance.evenements",
        "gouvernance.participations",
        "region_vie_associative.aap",
        "region_vie_associative.plan",
        "drajes_fdva.suivi_actions",
        "drajes_fdva.suivi_dossiers",
        "cap_tiers_lieux.accompagnements",
        "cap_tiers_lieux.panorama",
        "essor.partenariats",
        "reseaux_departementaux.partenariats",
        "epci.cofinancements",
        "banque_des_territoires.operations",
    }


@pytest.mark.slow
def test_the_deliveries_of_a_month_tell_of_all_of_them() -> None:
    from mini_funders import produced

    told = days_told(produced(1, 0).deliveries)
    assert {stream for measure in MEASURES for stream in measure.streams} <= told.keys()
    assert told["drajes_fdva.suivi_actions"] == days("2021-01-01", "2026-10-31")
    assert told["urscop.operations"] == days("2021-01-01", "2026-09-30")
