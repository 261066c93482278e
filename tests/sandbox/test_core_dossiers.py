"""The true rows of fct_dossier: each funder's traps on a few objects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from meets_contract import COG
from mini_funders import (
    MONTH,
    SIREN,
    Give,
    Row,
    call,
    convention,
    engineering,
    fdva_dossier,
    giver,
    lost,
    operation,
    project,
    region_dossier,
    structure,
    version,
    world,
)
from mini_world import day
from sandbox.core import dossiers
from sandbox.core.row import place_columns
from sandbox.facts import Lost
from sandbox.world import Place, World

GRANTED = ("2025-06-30", "accorde", 1.0)


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Let the funders know the given objects and no others."""
    return giver(monkeypatch)


def told(month: str = MONTH, gone: Lost | None = None, known: World | None = None) -> dict[str, Row]:
    rows = dossiers.rows(known or world(), month, COG, gone or Lost())
    return {row["dossier_key"]: row for row in rows}


def only(found: dict[str, Row]) -> Row:
    (row,) = found.values()
    return row


# --- the Région's schemes


def test_a_past_exercice_says_what_its_last_file_knew() -> None:
    versions = (
        version("2025-05-01", "depose", "2025-06-02"),
        version("2025-06-03", "accorde", "2025-06-02", 8000),
        version("2025-09-01", "accorde", "2025-06-02", 7000),
        version("2026-02-01", "annule", "2025-06-02", 0),
    )
    row = only(told(known=world(region_dossier(*versions))))
    assert (row["dossier_key"], row["dossier_status"], row["granted_amount"]) == (
        "region_dispositifs:2025:PDL-1",
        "accorde",
        7000,
    )
    assert (row["decision_date"], row["date_basis"], row["requested_amount"]) == ("2025-06-02", "decision", 9000)


def test_a_decision_dated_after_the_cut_off_is_not_there() -> None:
    planned = region_dossier(version("2026-10-01", "en_instruction", "2026-11-03"))
    assert told(known=world(planned)) == {}
    assert only(told("2026-11", known=world(planned)))["is_granted"] is False


def test_lost_cells_are_unknown_and_a_lost_line_is_not_there() -> None:
    known = world(region_dossier(version("2026-06-03", "accorde", "2026-06-02", 8000)))
    place = ("region_dispositifs", "dossiers", "PDL-1")
    clean = only(told(known=known))
    assert (clean["siren"], clean["declared_ess"], clean["commune_code"]) == (SIREN, True, "53130")
    spoilt = {
        column: only(told(known=known, gone=lost((*place, column)))) for column in ("siret", "statut_ess", "commune")
    }
    assert {column: {name for name in clean if clean[name] != row[name]} for column, row in spoilt.items()} == {
        "siret": {"siren"},
        "statut_ess": {"declared_ess"},
        "commune": {"commune_code", "departement_code", "epci_code"},
    }
    assert told(known=known, gone=lost((*place, None))) == {}


def test_a_loss_in_another_stream_costs_nothing() -> None:
    known = world(region_dossier(version("2026-06-03", "accorde", "2026-06-02", 8000)))
    elsewhere = lost(("urscop", "operations", "PDL-1", None), ("dreets", "conseil_rh", "PDL-1", "commune"))
    assert told(known=known, gone=elsewhere) == told(known=known)


def test_the_commune_is_the_one_in_force_in_the_year_of_the_run() -> None:
    freigne = Place("49144", "Freigné", "49440")
    row = only(told(known=world(region_dossier(version("2026-06-03", "refuse", "2026-06-02"), place=freigne))))
    assert (row["commune_code"], row["departement_code"], row["epci_code"]) == ("44180", "44", "244400552")
    outside = place_columns(Place("35013", "Bains-sur-Oust", "35600"), COG.of(2026), "35")
    assert outside == {"commune_code": "35013", "departement_code": None, "epci_code": None}


# --- the Région's calls for associations, and its Plan


def test_a_call_s_dossier_under_examination_stands_by_its_day_of_filing(give: Give) -> None:
    give(calls=[call("2026-07-01", "2026-10-14", "2026-11-28")], plan=[])
    row = only(told())
    assert row["dossier_key"] == "region_vie_associative:aap:2026:VA-1"
    assert (row["dispositif_code"], row["dossier_status"]) == ("aap_support", "en_instruction")
    assert (row["decision_date"], row["date_basis"], row["_flags"]) == (None, "filing", ["date_depot"])
    assert (row["requested_amount"], row["granted_amount"], row["is_granted"]) == (5000, None, False)
    row = only(told(gone=lost(("region_vie_associative", "aap", "VA-1", "date_depot"))))
    assert (row["decision_date"], row["date_basis"], row["_flags"]) == (None, "none", ["date_unknown"])


@pytest.mark.parametrize(("year", "dated"), [(2025, "2025-12-31"), (2026, "2026-10-31")])
def test_a_lost_day_of_decision_leaves_the_exercice_as_far_as_it_has_run(give: Give, year: int, dated: str) -> None:
    give(calls=[call(f"{year}-01-10", f"{year}-04-15", f"{year}-04-18")], plan=[])
    assert only(told())["decision_date"] == f"{year}-04-15"
    row = only(told(gone=lost(("region_vie_associative", "aap", "VA-1", "date_decision"))))
    assert (row["decision_date"], row["date_basis"], row["_flags"]) == (dated, "exercice", ["date_exercice"])
    assert (row["is_granted"], row["granted_amount"]) == (True, 4000)


def test_an_annulled_dossier_keeps_its_amount_and_is_not_granted(give: Give) -> None:
    give(calls=[call("2025-01-10", "2025-04-15", "2025-04-18", annulled_on=day("2025-08-01"))], plan=[])
    row = only(told())
    assert (row["dossier_status"], row["is_granted"], row["granted_amount"]) == ("annule", False, 4000)


def test_the_plan_shows_a_dossier_once_its_decision_is_known(give: Give) -> None:
    item = replace(call("2026-06-01", "2026-09-20", "2026-11-04"), number="PVA-1", kind="entraide")
    give(calls=[], plan=[item])
    assert told("2026-09") == {}
    row = only(told())
    assert (row["dossier_key"], row["dispositif_code"]) == (
        "region_vie_associative:plan:2026:PVA-1",
        "plan_vie_associative",
    )
    assert (row["siren"], row["rna"], row["declared_ess"]) == (SIREN, "W531234567", None)


def test_what_nobody_wrote_is_null_and_not_empty(give: Give) -> None:
    unknown = replace(call("2026-01-10", "2026-04-15", "2026-04-18", rna=""), project=project(place=None, siren=""))
    give(calls=[unknown], plan=[])
    row = only(told())
    assert {row[name] for name in ("siren", "rna", "commune_code", "departement_code", "epci_code")} == {None}


# --- the FDVA


def test_each_action_has_the_state_and_the_commission_of_its_dossier(give: Give) -> None:
    give(fdva=[fdva_dossier(2025, ("2025-02-01", "en_instruction", 0.0), GRANTED)])
    found = told()
    assert set(found) == {"drajes_fdva:2025:DR44-1-1", "drajes_fdva:2025:DR44-1-2"}
    assert [row["granted_amount"] for row in found.values()] == [1500, 600]
    assert [row["paid_amount"] for row in found.values()] == [1500, 600]
    assert {(row["dispositif_code"], row["dossier_status"], row["decision_date"]) for row in found.values()} == {
        ("fdva2", "accorde", "2025-06-24")
    }


def test_a_correction_after_the_commission_counts_and_a_deleted_dossier_has_nothing(give: Give) -> None:
    history = (("2025-02-01", "en_instruction", 0.0), GRANTED)
    give(fdva=[fdva_dossier(2025, *history, ("2025-11-01", "accorde", 0.8))])
    assert [row["granted_amount"] for row in told().values()] == [1200, 480]
    give(fdva=[fdva_dossier(2025, *history, ("2025-11-01", "ineligible", 0.0))])
    assert {(row["dossier_status"], row["granted_amount"], row["paid_amount"]) for row in told().values()} == {
        ("ineligible", 0, None)
    }


def test_a_renewed_action_stands_in_each_of_its_exercices(give: Give) -> None:
    shared = {"first": 2024, "several_years": True, "kind": "fdva2_fonctionnement"}
    years = [fdva_dossier(year, (f"{year}-02-01", "en_instruction", 0.0), **shared) for year in (2024, 2025, 2027)]
    give(fdva=years)
    assert sorted(told()) == [f"drajes_fdva:{year}:DR44-1-{rank}" for year in (2024, 2025) for rank in (1, 2)]


def test_a_lost_dossier_leaves_its_actions_without_state_and_day(give: Give) -> None:
    give(fdva=[fdva_dossier(2025, GRANTED, kind="fdva1_formation")])
    rows = told(gone=lost(("drajes_fdva", "suivi_dossiers", "DR44-1/2025", None))).values()
    assert {(row["dossier_status"], row["is_granted"], row["decision_date"], row["date_basis"]) for row in rows} == {
        (None, False, None, "none")
    }
    assert {(row["commune_code"], row["siren"], row["dispositif_code"]) for row in rows} == {(None, SIREN, "fdva1")}
    assert [row["_flags"] for row in rows] == [["date_unknown"]] * 2


def test_a_lost_commission_dates_by_the_exercice_which_may_still_run(give: Give) -> None:
    for year, expected in ((2025, {"2025-12-31"}), (2026, {"2026-10-31"})):
        give(fdva=[fdva_dossier(year, (f"{year}-06-30", "accorde", 1.0))])
        rows = told(gone=lost(("drajes_fdva", "suivi_dossiers", f"DR44-1/{year}", "date_commission"))).values()
        assert {row["decision_date"] for row in rows} == expected
        assert {row["dossier_status"] for row in rows} == {"accorde"}


def test_the_association_is_known_from_either_line(give: Give) -> None:
    give(fdva=[fdva_dossier(2025, GRANTED)])
    action = ("drajes_fdva", "suivi_actions", "DR44-1-1/2025", "siret")
    key = "drajes_fdva:2025:DR44-1-1"
    assert told(gone=lost(action))[key]["siren"] == SIREN
    for column in ("siret", None):
        both = lost(action, ("drajes_fdva", "suivi_dossiers", "DR44-1/2025", column))
        assert told(gone=both)[key]["siren"] is None
        assert told(gone=both)[key]["rna"] == "W531234567"


def test_a_commission_that_is_still_to_come_is_not_told(give: Give) -> None:
    give(fdva=[fdva_dossier(2026, ("2026-02-01", "en_instruction", 0.0))])
    assert told("2026-05") == {}
    assert len(told("2026-10")) == 2


# --- conseil RH, DLA, Banque des Territoires


def test_a_convention_has_its_last_amount_in_its_exercice_s_file(give: Give) -> None:
    history = (("2025-01-10", "en_instruction", None), ("2025-03-03", "accorde", 4000), ("2025-05-01", "accorde", 2400))
    give(conventions=[convention("2025-03-01", *history, ("2026-01-06", "annule", 0))])
    row = only(told())
    assert (row["dossier_status"], row["granted_amount"], row["requested_amount"]) == ("accorde", 2400, None)
    assert (row["decision_date"], row["date_basis"], row["dispositif_code"]) == (
        "2025-03-01",
        "agreement",
        "conseil_rh",
    )
    give(conventions=[convention("2025-03-01", *history, ("2026-01-05", "annule", 0))])
    assert (only(told())["dossier_status"], only(told())["granted_amount"]) == ("annule", 0)


def test_a_collective_engineering_is_one_dossier_a_structure_with_the_whole_amount(give: Give) -> None:
    late = structure("P3", known="2026-12-01")
    give(engineerings=[engineering(structure("P1"), structure("P2"), late)])
    found = told()
    assert set(found) == {"dla:ING-1:DLA-P1", "dla:ING-1:DLA-P2"}
    assert {key[-2:]: row["_project"] for key, row in found.items()} == {"P1": "P1", "P2": "dla:ING-1:DLA-P2"}
    assert [(row["granted_amount"], row["_flags"]) for row in found.values()] == [(8000, ["shared_amount"])] * 2
    assert [row["siren"] for row in found.values()] == ["123456781", "123456782"]


def test_a_prepared_engineering_has_no_date_and_a_given_up_one_no_grant(give: Give) -> None:
    give(engineerings=[engineering(structure("P1"), engaged=None)])
    row = only(told())
    assert (row["dossier_status"], row["decision_date"], row["date_basis"]) == ("en_instruction", None, "none")
    give(engineerings=[engineering(structure("P1"), given_up=day("2025-08-01"), corrected=(7500, day("2025-06-01")))])
    row = only(told())
    assert (row["dossier_status"], row["is_granted"], row["granted_amount"], row["_flags"]) == (
        "annule",
        False,
        7500,
        [],
    )


def test_a_lost_structure_leaves_its_engineering_without_name_and_place(give: Give) -> None:
    give(engineerings=[engineering(structure("P1"))])
    row = only(told(gone=lost(("dla", "structures", "DLA-P1", None))))
    assert (row["siren"], row["commune_code"], row["departement_code"]) == (None, None, None)
    assert (row["is_granted"], row["decision_date"]) == (True, "2025-03-01")


def test_the_bank_restates_amounts_and_keeps_some_to_itself(give: Give) -> None:
    revised = ((day("2025-03-01"), 50000), (day("2026-08-01"), 30000))
    give(
        operations=[
            operation("B1", "2025-03-01", amounts=revised, closed_on=day("2026-09-01")),
            operation("B2", "2025-03-01", confidential=True),
            operation("B3", "2025-03-01", given_up=True, closed_on=day("2026-10-05")),
            operation("B4", "2025-03-01", given_up=True, closed_on=day("2026-10-06")),
            operation("B5", "2026-09-15", amounts=((day("2026-10-20"), 1),)),
        ]
    )
    rows = {key.removeprefix("banque_des_territoires:"): row for key, row in told("2026-11").items()}
    assert {key: (row["dossier_status"], row["granted_amount"]) for key, row in rows.items()} == {
        "B1": ("accorde", 30000),
        "B2": ("accorde", None),
        "B3": ("annule", 50000),
        "B4": ("accorde", 50000),
    }
