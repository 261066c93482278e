"""The true rows of fct_loan, and of fct_dossier at France Active: amendments replace, and nothing adds up."""

from __future__ import annotations

import pytest
from meets_contract import COG
from mini_funders import MONTH, Give, Row, giver, loan, lost, world
from sandbox.core import dossiers, loans
from sandbox.facts import Lost


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Let France Active know the given interventions and no others."""
    return giver(monkeypatch)


def test_an_amendment_replaces_the_amount_and_keeps_the_day_of_the_decision(give: Give) -> None:
    give(loans=[loan(0, "2026-03-01"), loan(1, "2026-06-01", 12000)])
    dossier, contract = dossier_of(), contract_of()
    assert (dossier["granted_amount"], dossier["paid_amount"], dossier["decision_date"]) == (12000, 6000, "2026-03-01")
    assert (contract["granted_amount"], contract["committee_date"], contract["amendments"]) == (12000, "2026-03-01", 1)
    assert (contract["jobs_created"], contract["jobs_consolidated"], contract["jobs_saved"]) == (1, 2, 4)
    assert contract["dossier_key"] == dossier["dossier_key"] == contract["loan_key"] == "france_active:FA-1"
    assert (dossier["commune_code"], dossier["departement_code"]) == (None, "53")


def test_a_loan_withdrawn_by_an_amendment_is_not_granted(give: Give) -> None:
    give(loans=[loan(0, "2026-03-01"), loan(1, "2026-06-01", state="annule")])
    assert (dossier_of()["is_granted"], contract_of()["is_granted"], contract_of()["loan_status"]) == (
        False,
        False,
        "annule",
    )


def test_a_lost_amendment_leaves_the_one_before_it(give: Give) -> None:
    give(loans=[loan(0, "2026-03-01"), loan(1, "2026-06-01", 12000)])
    contract = contract_of(lost(("france_active", "interventions", "FA-1/1", None)))
    assert (contract["granted_amount"], contract["amendments"]) == (10000, 0)
    contract = contract_of(lost(("france_active", "interventions", "FA-1/0", None)))
    assert (contract["granted_amount"], contract["amendments"], contract["committee_date"]) == (12000, 0, "2026-06-01")
    spoilt = lost(("france_active", "interventions", "FA-1/1", "siren"))
    assert (contract_of(spoilt)["siren"], dossier_of(spoilt)["siren"]) == (None, None)


def test_an_amendment_dated_after_the_cut_off_is_not_there_yet(give: Give) -> None:
    give(loans=[loan(0, "2026-03-01"), loan(1, "2026-11-02", 12000)])
    assert (contract_of()["granted_amount"], contract_of()["amendments"]) == (10000, 0)
    give(loans=[loan(0, "2026-11-02")])
    assert dossiers.rows(world(), MONTH, COG, Lost()) == []


@pytest.mark.parametrize(
    ("product", "dispositif", "instrument"),
    [
        ("garantie_fag", "garantie", "guarantee"),
        ("rebond", "rebond", "loan"),
        ("entrepreneurs_engages", "entrepreneurs_engages", "loan"),
        ("pret_solidaire", "pret_solidaire", "loan"),
    ],
)
def test_a_guarantee_is_no_loan(give: Give, product: str, dispositif: str, instrument: str) -> None:
    give(loans=[loan(0, "2026-03-01", product=product)])
    assert dossier_of()["dispositif_code"] == dispositif
    assert (contract_of()["product_code"], contract_of()["instrument"]) == (product, instrument)


def contract_of(gone: Lost | None = None) -> Row:
    (row,) = loans.rows(world(), MONTH, COG, gone or Lost())
    return row


def dossier_of(gone: Lost | None = None) -> Row:
    (row,) = dossiers.rows(world(), MONTH, COG, gone or Lost())
    return row
