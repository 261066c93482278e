"""The truth of partnerships, of the EPCI's money and of third places after three years, on rows by hand."""

from __future__ import annotations

from typing import Any

import pytest
from mini_measures import Row, dossier, known, support
from sandbox.measures import cofunding, partnerships, survival
from sandbox.measures.evidence import Evidence

SITE = {"commune_code": "44109", "departement_code": "44", "epci_code": "244400404"}


def seen(rows: Any) -> set[tuple[str, str]]:
    """(unit, role) of evidence."""
    return {(row.unit, row.role) for row in rows}


def partnership(project: str, **changes: Any) -> Row:
    base = {"proof": "convention", "fair_date": "2024-03-01", "signature_date": "2025-03-01", "structures": 2}
    return {"_record": project, "departement_code": "44", "epci_code": None, **base, **changes}


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"signature_date": "2025-03-02"}, False),
        ({"signature_date": "2024-02-29"}, False),
        ({"signature_date": None}, False),
        ({"fair_date": None}, False),
        ({"structures": 1}, False),
        ({"proof": "intention"}, False),
    ],
)
def test_a_partnership_is_proved_within_twelve_months_of_its_day(changes: Row, counts: bool) -> None:
    told = known(fct_partnership=[partnership("P", **changes)])
    assert seen(partnerships.a06_i1(told)) == ({("P", "numerator")} if counts else set())
    intends = changes.get("proof") == "intention"
    assert seen(partnerships.a06_i1_intentions(told)) == ({("P", "numerator")} if intends else set())


def test_an_epci_pays_with_money_and_helps_with_more() -> None:
    plans = {
        "money": [("epci", True)],
        "commune": [("commune", True)],
        "zero": [("epci", False)],
        "open": [("epci", None)],
    }
    rows = [dossier(name, _plan=plan) for name, plan in plans.items()]
    rows += [
        dossier("none", _plan=None),
        dossier("rooms", _plan=None),
        dossier("outside", is_ess=False, _plan=plans["money"]),
    ]
    rows += [dossier("other_scheme", dispositif="ptce", _plan=plans["money"])]
    told = known(fct_dossier=rows, epci_supports=[{"_record": "rooms", "by_epci": True, "is_money": False}])
    paid = {("money", "numerator"), *((name, "denominator") for name in ("money", "commune", "zero", "rooms"))}
    unknown = {("open", "unknown"), ("none", "unknown")}
    assert seen(cofunding.a17_i1(told)) == paid | unknown
    assert seen(cofunding.a17_i1_broad(told)) == paid | unknown | {("rooms", "numerator")}


def test_a_plan_of_what_was_refused_says_nothing() -> None:
    rows = [dossier("P", _plan=None), {**dossier("P", is_granted=False), "_plan": [("epci", True)]}]
    assert seen(cofunding.a17_i1(known(fct_dossier=rows))) == {("P", "unknown")}


def answer(number: str, on: str, stage: str, **changes: Any) -> Row:
    base = {"vintage": int(on[:4]), "siren": "123456782", "opened_on": "2021-06-01", "closed_on": None, **SITE}
    return {"third_place_key": f"tl:{number}", "answered_on": on, "stage": stage, **base, **changes}


def office(siren: str = "123456782", *, active: bool = True, **changes: Any) -> Row:
    return {"siren": siren, "from": "2020-01-01", "to": None, "is_active": active, **SITE, **changes}


def judged(
    answers: list[Row], offices: list[Row] = (), *, granted: str = "2022-05-01", cut_off: str = "2026-10-31"
) -> list[Evidence]:
    """The evidence of one place, whose project was granted on a day."""
    told = known(
        cut_off,
        fct_dossier=[dossier("P", granted, source_code="banque_des_territoires")],
        fct_third_place=answers,
        offices=offices,
    )
    told.units.update({"cap_tiers_lieux.panorama:1": "P"})
    return list(survival.a19_i2(told))


@pytest.mark.parametrize(
    ("answers", "offices", "survives"),
    [
        ([answer("1", "2025-09-01", "ouvert")], [], True),
        ([answer("1", "2025-09-01", "ferme", closed_on="2025-05-01")], [], False),
        ([answer("1", "2025-09-01", "ferme", closed_on="2025-05-02")], [], True),
        ([answer("1", "2025-09-01", "projet", opened_on=None)], [], False),
        ([answer("1", "2025-09-01", "ouvert", opened_on="2025-06-01")], [], False),
        ([answer("1", "2023-09-01", "ouvert")], [office()], True),
        ([answer("1", "2023-09-01", "ouvert")], [office(commune_code="44143")], True),
        ([answer("1", "2023-09-01", "ouvert")], [office(commune_code="49007", epci_code="244900015")], False),
        ([answer("1", "2023-09-01", "ouvert")], [office(active=False)], False),
        ([answer("1", "2023-09-01", "ouvert")], [], None),
    ],
)
def test_a_place_survives_as_far_as_anybody_knows(
    answers: list[Row], offices: list[Row], survives: bool | None
) -> None:
    found = seen(judged(answers, offices))
    expected = {True: {("tl:1", "denominator"), ("tl:1", "numerator")}, False: {("tl:1", "denominator")}}
    assert found == (expected[survives] if survives is not None else {("tl:1", "unknown")})


def test_a_cohort_waits_until_its_whole_year_is_observed() -> None:
    answers = [answer("1", "2025-09-01", "ouvert")]
    assert judged(answers, granted="2022-01-01", cut_off="2025-12-30") == []
    assert judged(answers, granted="2021-12-31") == []
    assert len(judged(answers, granted="2022-01-01", cut_off="2025-12-31")) == 2


def test_a_place_known_by_a_support_alone_is_unknown() -> None:
    told = known(
        fct_dossier=[dossier("P", "2022-05-01", source_code="region_dispositifs")],
        fct_support=[
            support("P", source_code="cap_tiers_lieux", support_key="s", _place_key="tl-p3:x", commune_code="44109")
        ],
    )
    assert seen(survival.a19_i2(told)) == {("tl-p3:x", "unknown")}
