"""The funders' core facts of whole drawn worlds: as landed rows say, none twice, none missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import core_as_landed
import pytest
from meets_contract import COG
from mini_funders import MONTH, Row, produced
from sandbox.core import dossiers, loans, takeovers
from sandbox.core.identities_funders import identities
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.months import month_end, parse_month
from sandbox.produce import Month, produce

FACTS = {"dossier_key": dossiers, "loan_key": loans, "takeover_key": takeovers}
FUNDERS = {
    ("region_dispositifs", "dossiers"),
    ("region_vie_associative", "aap"),
    ("region_vie_associative", "plan"),
    ("drajes_fdva", "suivi_actions"),
    ("dreets", "conseil_rh"),
    ("dla", "ingenieries"),
    ("france_active", "interventions"),
    ("banque_des_territoires", "operations"),
    ("urscop", "operations"),
}
WORLDS = [pytest.param((seed, dirt), id=f"{seed}-{dirt}") for seed in (1, 2, 3) for dirt in range(4)]
pytestmark = pytest.mark.slow
CUT_OFF = month_end(*parse_month(MONTH)).isoformat()


@dataclass(frozen=True)
class Drawn:
    """A drawn world's month at a dirt level."""

    seed: int
    dirt: int
    made: Month

    def rows(self, fact: Any) -> list[Row]:
        found: list[Row] = fact.rows(self.made.world, MONTH, COG, self.made.lost)
        return found


@pytest.fixture(scope="module", params=WORLDS)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """One world after the other: a month of each is large."""
    seed, dirt = request.param
    return Drawn(seed, dirt, produced(seed, dirt))


@pytest.mark.parametrize(
    ("fact", "key", "read"),
    [
        (dossiers, "dossier_key", core_as_landed.dossiers),
        (loans, "loan_key", core_as_landed.loans),
        (takeovers, "takeover_key", core_as_landed.takeovers),
    ],
    ids=["dossiers", "loans", "takeovers"],
)
def test_the_truth_is_what_a_reader_of_the_landed_rows_finds(drawn: Drawn, fact: Any, key: str, read: Any) -> None:
    true = {row[key]: row for row in drawn.rows(fact)}
    expected: dict[str, Row] = read(drawn.seed, drawn.dirt, MONTH, CUT_OFF)
    assert true.keys() == expected.keys()
    for name, row in expected.items():
        assert {column: true[name][column] for column in row} == row, name


def test_no_key_stands_twice_and_nothing_is_dated_after_the_cut_off(drawn: Drawn) -> None:
    communes = set(COG.of(2026).communes)
    for key, fact in FACTS.items():
        rows = drawn.rows(fact)
        assert rows
        assert [name for name, times in Counter(row[key] for row in rows).items() if times > 1] == []
        assert max(value for row in rows for name, value in row.items() if name.endswith("_date") and value) <= CUT_OFF
        assert {row["commune_code"] for row in rows} <= communes | {None}


def test_a_loan_and_its_dossier_agree(drawn: Drawn) -> None:
    of_the_lender = [row for row in drawn.rows(dossiers) if row["source_code"] == "france_active"]
    agreed = ("dossier_key", "siren", "is_granted", "granted_amount", "declared_ess", "departement_code", "_project")
    found = [[row[name] for name in agreed] for row in drawn.rows(loans)]
    assert found == [[row[name] for name in agreed] for row in of_the_lender]


def test_every_line_in_force_that_lands_is_in_a_row(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no cut-off, a stream tells as many records as it has lines neither rejected nor set aside."""
    made, lines = drawn.made, landed_lines(drawn.made)
    monkeypatch.setattr(Run, "cut_off", date.max)
    records = Counter((e["source"], e["stream"]) for e in identities(made.world, MONTH, COG, made.lost))
    records["france_active", "interventions"] = sum(row["amendments"] + 1 for row in drawn.rows(loans))
    records["urscop", "operations"] = len(drawn.rows(takeovers))
    # A dossier's earlier version may have been left in the Région's file.
    stale = lines["region_dispositifs", "dossiers"] - records["region_dispositifs", "dossiers"]
    assert 0 <= stale <= 0.02 * drawn.dirt * lines["region_dispositifs", "dossiers"]
    records["region_dispositifs", "dossiers"] += stale
    assert records == {stream: lines[stream] for stream in FUNDERS}


def landed_lines(made: Month) -> Counter[tuple[str, str]]:
    """The lines in force by source and stream, without those rejected or set aside."""
    found: Counter[tuple[str, str]] = Counter()
    in_force = {(file["source"], file["delivery"], file["stream"]) for file in made.files if file["in_force"]}
    for file in made.files:
        if file["in_force"]:
            found[file["source"], file["stream"]] += file["rows"]
    for entry in made.expected:
        place = (entry["source"], entry["delivery"], entry["stream"])
        if place in in_force and entry["outcome"] in ("rejected", "set_aside"):
            found[entry["source"], entry["stream"]] -= 1
    return found


def test_the_same_arguments_give_the_same_rows() -> None:
    made, again = produced(2, 3), produce(2, 3, MONTH, 1, COG)
    for fact in FACTS.values():
        assert fact.rows(made.world, MONTH, COG, made.lost) == fact.rows(again.world, MONTH, COG, again.lost)


def test_dirt_only_takes_away() -> None:
    made = produced(2, 3)
    true = {row["dossier_key"]: row for row in dossiers.rows(made.world, MONTH, COG, Lost())}
    spoilt = {row["dossier_key"]: row for row in dossiers.rows(made.world, MONTH, COG, made.lost)}
    assert 0.9 * len(true) < len(spoilt) < len(true)
    assert spoilt.keys() <= true.keys()
    kept = ("_project", "dispositif_code", "source_code")
    assert all(row[name] == true[key][name] for key, row in spoilt.items() for name in kept)
    for name in ("siren", "declared_ess", "requested_amount", "commune_code", "epci_code"):
        changed = {row[name] for key, row in spoilt.items() if row[name] != true[key][name]}
        assert changed == {None}, name
