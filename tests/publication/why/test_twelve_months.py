"""Twelve publications, one a month, each with one thing that happens to a file: its cause is named, parts add up."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "explain"))

from evidence_by_hand import aside, row
from published_by_hand import A01, A08, A10, PARAMETER, Hand
from sress.publication.explain.evidence import Row
from sress.publication.explain.recount import recount
from sress.publication.explain.store import read_cells
from sress.publication.why.why import why

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
NARROWER = {**PARAMETER, "value": "iresa"}
SECRET = """
    update audit.indicator_value set value = null, numerator = null, status = 'suppressed'
    where measure_code = 'A01-I1' and territory = 'DEP-44' and dimension is null
"""
# What happens in a month: measure, territory, the cause and its part of the change; null where a figure is missing.
PLANTED: Mapping[str, list[tuple[str, str, str, int | None]]] = {
    "2026-02": [("A01-I1", "REG-52", "new_event", 1), ("A01-I1", "DEP-44", "new_event", 1)],
    "2026-03": [("A01-I1", "REG-52", "late_row", 1), ("A01-I1", "DEP-49", "late_row", 1)],
    "2026-04": [("A01-I1", "REG-52", "revised", -1), ("A01-I1", "DEP-49", "revised", -1)],
    "2026-05": [("A01-I1", "REG-52", "ess", -1), ("A01-I1", "DEP-44", "ess", -1)],
    "2026-06": [("A01-I1", "REG-52", "identity", -1), ("A01-I1", "DEP-49", "identity", -1)],
    "2026-07": [("A01-I1", "REG-52", "identity", 1), ("A01-I1", "DEP-49", "identity", 1)],
    "2026-08": [("A01-I1", "DEP-49", "geography", -1), ("A01-I1", "DEP-44", "geography", 1)],
    "2026-09": [("A08-I1", "REG-52", "rule", -1), ("A08-I1", "DEP-49", "rule", -1)],
    # Nothing was received: the zeros of the other places are unknown as well, and come back with the source.
    "2026-10": [("A10-I2", place, "source", None) for place in ("REG-52", "DEP-44", "DEP-49", "UND")],
    "2026-11": [("A10-I2", place, "source", None) for place in ("REG-52", "DEP-44", "DEP-49", "UND")],
    "2026-12": [("A01-I1", "DEP-44", "disclosure", None)],
}


def rows_of(month: str, dossiers: int) -> list[Row]:
    """The evidence as each month knows it; `dossiers` is the delivery in force."""
    since = MONTHS.index(month) + 1
    near = {"delivery_id": dossiers}
    merged = "P1" if since == 6 else "P4"
    moved = {"departement_code": "44", "epci_code": None} if since >= 8 else {}
    found = [
        row("D1", "2026-01-10", unit_key="P1", dispositif_code="garantie", row_number=2, **near, **moved),
        row("D5", "2026-01-12", unit_key="P5", row_number=3, **near),
        row("V1", "2026-01-15", measure_code="A10-I2", unit_key="V1", row_number=4, **near),
        row("S1", "2026-01-15", measure_code="A08-I1", unit_key="P1", operator_code="iresa", row_number=5, **near),
    ]
    cress = {"measure_code": "A08-I1", "operator_code": "cress", "row_number": 6, **near}
    kept = row("S2", "2026-01-16", **cress)
    found.append(aside("S2", "not_an_ess_actor", "2026-01-16", **cress) if since >= 9 else kept)
    if since >= 2:
        new = {"departement_code": "44", "epci_code": None, "row_number": 7, **near}
        found.append(aside("D2", "not_ess", "2026-02-10", **new) if since >= 5 else row("D2", "2026-02-10", **new))
    if since >= 3:
        found.append(row("D4", "2026-02-20", unit_key=merged, row_number=8, **near))
    if since >= 4:
        found[1] = aside("D5", "not_granted", "2026-01-12", row_number=3, **near)
    if since == 10:
        found = [one for one in found if one.measure_code != "A10-I2"]
    return found


@pytest.fixture
def year(settings: Settings) -> Hand:
    """The twelve publications, numbered from 1. Each month's file holds the lines of the one before."""
    hand = Hand(settings)
    for number, (month, days) in enumerate(zip(MONTHS, DAYS, strict=True), start=1):
        lines = [{"n_dossier": f"L{line}", "statut": "accorde"} for line in range(2, 9)]
        if number >= 4:
            lines[1] = {"n_dossier": "L3", "statut": "annule"}
        dossiers = hand.deliver(
            "region_dispositifs", "dossiers", f"f-{month}.csv", ("2026-01-01", f"{month}-{days}"), lines
        )
        hand.publish(
            month,
            rows_of(month, dossiers),
            [dossiers],
            measures=[A01, A08, A10],
            parameters=[NARROWER if number >= 9 else PARAMETER],
            statuses={"A10-I2": "not_received"} if number == 10 else None,
            aliases=[("P4", "P1")] if number == 6 else (),
            change=SECRET if number == 12 else "",
        )
    return hand


@pytest.mark.slow
def test_each_month_has_its_cause_and_the_parts_of_every_cell_sum_to_its_change(year: Hand) -> None:
    with connect(year.settings, "engineer") as connection:
        for number in range(1, 12):
            cells, wrong = recount(connection, number)
            assert wrong == []
            assert cells > 20
        figures = {
            number: {(cell.measure_code, cell.period, cell.face): cell for cell in read_cells(connection, number)}
            for number in range(1, 13)
        }
    for before, after in [*pairwise(range(1, 13)), *combinations((1, 4, 7, 12), 2)]:
        changes = why(year.settings, before=before, after=after, breakdowns=True).changes
        for change in changes:
            effects = [part.effect for part in change.parts]
            assert effects, "a change without a cause"
            assert change.change is None or sum(filter(None, effects), Decimal(0)) == change.change
        told = {(one.measure_code, one.span.before, one.face) for one in changes if one.span.before == one.span.after}
        cells_of_both = figures[before].keys() & figures[after].keys()
        moved = {key for key in cells_of_both if figures[before][key].value != figures[after][key].value}
        assert moved <= told, (before, after)
        if after == before + 1:
            found = {
                (one.measure_code, one.face.territory, part.cause.value, part.effect)
                for one in changes
                for part in one.parts
                if one.span.before == one.span.after == "2026" and one.face.dimension is None
            }
            assert found == set(PLANTED[MONTHS[after - 1]]), MONTHS[after - 1]
