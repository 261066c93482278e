"""The truth of the perimeter: who is in on a day, and what a fact says of its carrier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from meets_contract import COG
from mini_funders import MONTH, produced
from mini_world import day
from sandbox.core import core_of
from sandbox.core.ess import Evidence, Span, Verdict, ess_of
from sandbox.core.ess_on_facts import with_ess
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.legal_units import Period, legal_units
from sandbox.months import extraction_day
from sandbox.systems import ess_france, urscop

SIREN = "123456782"
ON = day("2026-03-10")
ALWAYS: Span = (day("2015-01-01"), None)
NO_FLAG: Verdict = (False, None, "status")


def evidence(category: str = "5710", flag: str = "", **lists: Span) -> Evidence:
    """What is known of one unit in one period, and of the lists that hold it."""
    spans: Mapping[str, Mapping[str, list[Span]]] = {
        name: {SIREN: [lists[name]]} if name in lists else {} for name in ("members", "approved", "listed")
    }
    return Evidence({SIREN: (Period(day("2015-01-01"), None, category, "88.99B", flag, "A"),)}, **spans)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (evidence("1000", "O", members=ALWAYS, approved=ALWAYS), (False, None, "excluded_category")),
        (evidence("9220", "N"), (True, "association", "status")),
        (evidence("8210"), (True, "mutuelle", "status")),
        (evidence("9300"), (True, "fondation", "status")),
        (evidence("5558", members=ALWAYS), (True, "cooperative", "status")),
        (evidence(), NO_FLAG),
        (evidence(flag="N"), (False, None, "flag")),
        (evidence(flag="O"), (True, "societe_commerciale", "flag")),
        (evidence(flag="O", members=ALWAYS), (True, "cooperative", "urscop")),
        (evidence(flag="N", members=ALWAYS), (True, "cooperative", "urscop")),
        (evidence(flag="O", approved=ALWAYS), (True, "societe_commerciale", "flag")),
        (evidence(approved=ALWAYS, listed=ALWAYS), (True, "societe_commerciale", "esus")),
        (evidence(listed=ALWAYS), (True, "societe_commerciale", "ess_france")),
    ],
)
def test_the_precedence_of_the_perimeter(known: Evidence, expected: Verdict) -> None:
    assert known.verdict(SIREN, ON) == expected


def test_a_list_speaks_from_its_first_day_to_its_last() -> None:
    known = evidence(approved=(day("2024-03-10"), day("2026-03-09")))
    found = {text: known.verdict(SIREN, day(text)) for text in ("2024-03-09", "2024-03-10", "2026-03-09", "2026-03-10")}
    agreed = (True, "societe_commerciale", "esus")
    assert list(found.values()) == [NO_FLAG, agreed, agreed, NO_FLAG]


def test_a_list_tells_of_who_sirene_does_not_know_but_not_its_family() -> None:
    nobody: dict[str, list[Span]] = {}
    assert Evidence({}, nobody, {SIREN: [ALWAYS]}, nobody).verdict(SIREN, ON) == (True, None, "esus")
    assert Evidence({}, nobody, nobody, nobody).verdict(SIREN, ON) == (None, None, "unknown")


def test_a_category_without_a_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="no rule for the legal category 9999"):
        evidence("9999").verdict(SIREN, ON)


# --- on a drawn world


@cache
def core(dirt: int) -> dict[str, list[dict[str, Any]]]:
    made = produced(1, dirt)
    return core_of(made.world, MONTH, COG, made.lost)


@pytest.mark.slow
def test_a_company_is_in_from_the_day_of_its_flag() -> None:
    """The history counts: there are units that change side, and each does so on its own day."""
    made = produced(1, 0)
    verdict = ess_of(made.world, MONTH, COG, made.lost)
    limit = extraction_day(2026, 10)
    changed = [
        (unit.siren, later.start)
        for unit in legal_units(made.world)
        for earlier, later in zip(unit.known(limit), unit.known(limit)[1:], strict=False)
        if (earlier.ess, later.ess) == ("N", "O")
    ]
    sides = {(verdict(siren, on - timedelta(days=1))[2], verdict(siren, on)[2]) for siren, on in changed}
    assert len(changed) > 20
    assert ("flag", "flag") in sides
    assert {pair[0] for pair in sides} <= {"flag", "urscop", "esus", "ess_france"}
    assert {pair[1] for pair in sides} <= {"flag", "urscop"}


@pytest.mark.slow
def test_a_lost_directory_line_costs_the_membership_it_told() -> None:
    made = produced(1, 0)
    verdict = ess_of(made.world, MONTH, COG, Lost())
    entries = urscop.make(made.world, MONTH, 0, COG)[-1].parts[0].table.lines
    members = [line.ref for line in entries if verdict(line.ref, day("2026-09-30"))[2] == "urscop"]
    assert len(members) > 10
    lost = Lost()
    for ref in members:
        lost.add(urscop.DIRECTORY.source, urscop.DIRECTORY.stream, ref, "siren")
    without = ess_of(made.world, MONTH, COG, lost)
    assert "urscop" not in {without(ref, day("2026-09-30"))[2] for ref in members}


@pytest.mark.slow
def test_an_edition_of_the_list_holds_until_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made = produced(1, 0)
    older, newer = (ess_france.make(made.world, month, 0, COG)[-1] for month in ("2025-10", "2026-10"))
    monkeypatch.setattr(ess_france, "make", lambda *_: [newer, older])
    known: Evidence = ess_of(made.world, MONTH, COG, Lost()).__self__  # type: ignore[attr-defined]
    both = {line.ref for line in older.parts[0].table.lines} & {line.ref for line in newer.parts[0].table.lines}
    spans = {tuple(sorted(known.listed[siren])) for siren in both}
    assert spans == {((day("2025-01-01"), day("2025-12-31")), (day("2026-01-01"), None))}


@pytest.mark.slow
@pytest.mark.parametrize("dirt", [0, 2])
def test_every_fact_of_a_carrier_says_what_it_is_on_its_day(dirt: int) -> None:
    facts = core(dirt)
    proofs = Counter(row["ess_proof"] for row in facts["fct_dossier"])
    assert {"status", "excluded_category", "flag", "urscop", "esus", "rna", "declared", "unknown"} <= proofs.keys()
    for fact in ("fct_dossier", "fct_loan", "fct_support", "fct_participation"):
        for row in facts[fact]:
            assert row["ess_family"] is None or row["is_ess"] is True
            assert (row["is_ess"] is None) == (row["ess_proof"] == "unknown")
            if row["ess_proof"] == "declared":
                assert row["is_ess"] == row["declared_ess"]
            if row["ess_proof"] == "rna":
                assert (row["siren"], row["is_ess"]) == (None, True)
    assert all("is_ess" not in row for row in facts["fct_takeover"])


@pytest.mark.slow
def test_an_rna_number_tells_the_siren_that_sirene_gives_for_it() -> None:
    made = produced(1, 0)
    unit = next(unit for unit in legal_units(made.world) if unit.rna and unit.created < ON)
    rows = [
        {"loan_key": "1", "siren": None, "rna": unit.rna, "declared_ess": False, "committee_date": "2026-03-10"},
        {"loan_key": "2", "siren": None, "rna": "W999999999", "declared_ess": False, "committee_date": "2026-03-10"},
        {"loan_key": "3", "siren": None, "declared_ess": True, "committee_date": "2026-03-10"},
        {"loan_key": "4", "siren": unit.siren, "declared_ess": False, "committee_date": None},
    ]
    told = with_ess({"fct_loan": rows}, Run(made.world, MONTH, COG, made.lost))["fct_loan"]
    assert [(row["is_ess"], row["ess_family"], row["ess_proof"]) for row in told] == [
        (True, "association", "status"),
        (True, "association", "rna"),
        (True, None, "declared"),
        (False, None, "declared"),
    ]
