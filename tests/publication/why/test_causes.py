"""Each cause by its own case: what happened to a row decides, and one cause per unit."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from comparison_by_hand import OCTOBER, SEPTEMBER, compare_by_hand, effects
from evidence_by_hand import aside, due, row
from sress.publication.explain.evidence import Measure

ROLLING = ((date(2025, 10, 1), date(2026, 9, 30)), (date(2025, 11, 1), date(2026, 10, 31)))


def test_a_row_dated_after_the_former_cut_off_is_a_new_event() -> None:
    assert effects(compare_by_hand([], [row("a", "2026-10-05")])) == {"new_event": 1}


def test_an_open_application_decided_after_the_cut_off_is_a_new_event() -> None:
    assert effects(compare_by_hand([aside("a", "not_granted", None)], [row("a", "2026-10-05")])) == {"new_event": 1}


def test_a_row_dated_before_it_is_late() -> None:
    assert effects(compare_by_hand([], [row("a", "2026-09-30")])) == {"late_row": 1}


def test_a_new_status_an_annulment_and_a_withdrawn_row_are_revisions() -> None:
    before = [aside("a", "not_granted"), row("b"), row("c"), row("d")]
    after = [row("a"), aside("b", "not_granted"), row("d")]
    changes = compare_by_hand(before, after)
    assert effects(changes) == {"revised": -1}
    assert changes[0].parts[0].units == 3


def test_a_corrected_date_that_leaves_the_period_is_a_revision() -> None:
    assert effects(compare_by_hand([row("a")], [row("a", "2025-12-30")])) == {"revised": -1}


def test_a_corrected_amount_is_a_revision() -> None:
    measure = Measure("A04-I3.amount", "sum")
    changes = compare_by_hand([row("a", amount="1000.50")], [row("a", amount="900")], measure=measure)
    assert effects(changes) == {"revised": Decimal("-100.50")}


def test_an_amount_that_becomes_known_is_a_revision() -> None:
    measure = Measure("A02-I1.jobs", "max_per_unit_sum")
    before = [row("a", role="unknown", amount=None)]
    assert effects(compare_by_hand(before, [row("a", amount=12)], measure=measure)) == {"revised": 12}


def test_the_perimeter_of_the_social_economy() -> None:
    before = [aside("a", "ess_unknown"), row("b"), row("c", ess_family="association")]
    after = [row("a"), aside("b", "not_ess"), row("c", ess_family="cooperative")]
    changes = compare_by_hand(before, after, breakdowns=True)
    assert effects(changes) == {"ess": 0}
    assert effects(changes, member="association") == {"ess": -1}
    assert effects(changes, member="cooperative") == {"ess": 1}


def test_the_perimeter_that_decides_on_which_side_a_participation_stands() -> None:
    measure = Measure("A16-I2", "ratio")
    before = [row("a", role="denominator"), row("b", role="denominator"), row("c", role="unknown")]
    after = [row("a"), row("a", role="denominator"), row("b", role="denominator"), row("c", role="denominator")]
    changes = compare_by_hand(before, after, measure=measure)
    assert effects(changes) == {"ess": Decimal("33.333333")}
    assert (changes[0].parts[0].numerator, changes[0].parts[0].denominator) == (1, 1)


def test_two_projects_united_and_one_project_split() -> None:
    apart = [row("a", unit_key="P1"), row("b", unit_key="P2")]
    united = [row("a", unit_key="P1"), row("b", unit_key="P1")]
    assert effects(compare_by_hand(apart, united)) == {"identity": -1}
    assert effects(compare_by_hand(united, apart)) == {"identity": 1}


def test_a_merge_that_brings_what_the_other_project_had_is_no_revision() -> None:
    measure = Measure("A17-I1", "ratio")
    before = [row("a", unit_key="P1", role="denominator"), row("b", unit_key="P2", role="denominator")]
    before += [row("b", unit_key="P2")]
    after = [one._replace(unit_key="P1") for one in before] + [row("a", unit_key="P1")]
    changes = compare_by_hand(before, after, measure=measure)
    assert effects(changes) == {"identity": Decimal("50.000000")}
    assert (changes[0].before.denominator, changes[0].after.denominator) == (2, 1)


def test_a_merge_beside_a_corrected_date_needs_the_alias() -> None:
    before = [row("a", unit_key="P1"), row("b", unit_key="P2")]
    after = [row("a", unit_key="P1"), row("b", "2026-03-12", unit_key="P1")]
    assert effects(compare_by_hand(before, after)) == {"revised": -1}
    assert effects(compare_by_hand(before, after, aliases=[("P2", "P1")])) == {"identity": -1}


def test_a_unit_named_by_its_date_is_no_merge_when_the_date_is_corrected() -> None:
    before = [row("a", "2026-03-10", unit_key="2026-03-10|49"), row("b", "2026-03-12", unit_key="2026-03-12|49")]
    after = [row("a", "2026-03-12", unit_key="2026-03-12|49"), row("b", "2026-03-12", unit_key="2026-03-12|49")]
    assert effects(compare_by_hand(before, after)) == {"revised": -1}


def test_another_commune_moves_the_unit_between_territories_and_leaves_the_region() -> None:
    places = (("REG-52", "DEP-49", "DEP-44", "UND"),) * 2
    before = [row("a"), row("b", departement_code=None, epci_code=None)]
    after = [row("a", departement_code="44", epci_code=None), row("b")]
    changes = compare_by_hand(before, after, territories=places)
    assert effects(changes) == {}
    assert effects(changes, "DEP-44") == {"geography": 1}
    assert effects(changes, "DEP-49") == {"geography": 0}
    assert effects(changes, "UND") == {"geography": -1}


def test_a_changed_parameter_with_the_same_row_of_the_partner_is_the_rule() -> None:
    after_ = replace(OCTOBER, held=frozenset({(1, 2)}))
    before_ = replace(SEPTEMBER, held=frozenset({(1, 2)}))
    before, after = [aside("a", "not_an_ess_actor")], [row("a")]
    assert effects(compare_by_hand(before, after, editions=(before_, after_), rule_changed=True)) == {"rule": 1}
    assert effects(compare_by_hand(before, after, rule_changed=True)) == {"revised": 1}, "the partner changed the row"
    assert effects(compare_by_hand(before, after, editions=(before_, after_))) == {"revised": 1}, "no rule changed"


def test_a_row_that_a_new_rule_takes_in_is_not_late() -> None:
    before_ = replace(SEPTEMBER, held=frozenset({(1, 2)}))
    changes = compare_by_hand([], [row("a")], editions=(before_, OCTOBER), rule_changed=True)
    assert effects(changes) == {"rule": 1}


def test_a_source_that_is_missing_and_one_that_is_back() -> None:
    silent = frozenset({"region_dispositifs"})
    gone = compare_by_hand([row("a")], [], editions=(SEPTEMBER, replace(OCTOBER, silent=silent)))
    back = compare_by_hand([], [row("a")], editions=(replace(SEPTEMBER, silent=silent), OCTOBER))
    assert (effects(gone), effects(back)) == ({"source": -1}, {"source": 1})


def test_a_decision_that_no_file_could_tell_yet_is_the_source() -> None:
    """The former file ended before the day of the decision: its line stood there, undecided."""
    early = replace(SEPTEMBER, silent=frozenset({"region_dispositifs"}))
    assert effects(compare_by_hand([aside("a", "not_granted", None)], [row("a")], editions=(early, OCTOBER))) == {
        "source": 1
    }
    assert effects(compare_by_hand([aside("a", "not_ess")], [row("a")], editions=(early, OCTOBER))) == {"ess": 1}


def test_a_day_before_every_file_is_no_missing_source() -> None:
    """What lasts may have begun before the first file that tells of it."""
    silent = frozenset({"region_dispositifs"})
    editions = (replace(SEPTEMBER, silent=silent), replace(OCTOBER, silent=silent))
    assert effects(compare_by_hand([], [row("a", "2019-05-05", last_date="2026-10-31")], editions=editions)) == {
        "late_row": 1
    }


def test_what_leaves_the_twelve_months_is_the_window() -> None:
    rows = [row("a", "2025-10-15"), row("b", "2026-02-01")]
    changes = compare_by_hand(rows, [*rows, row("c", "2026-10-02")], windows=ROLLING)
    assert effects(changes) == {"new_event": 1, "window": -1}


def test_what_lasts_does_not_leave_before_its_end() -> None:
    before = [row("a", "2024-01-01", last_date="2026-09-30"), row("b", "2024-01-01", last_date="2025-10-20")]
    after = [row("a", "2024-01-01", last_date="2026-10-31"), row("b", "2024-01-01", last_date="2025-10-20")]
    assert effects(compare_by_hand(before, after, windows=ROLLING)) == {"window": -1}
    ended = [row("a", "2024-01-01", last_date="2025-10-20"), before[1]]
    assert effects(compare_by_hand(before[:1], ended[:1], windows=ROLLING)) == {"revised": -1}


def test_a_window_that_closes_comes_due_and_what_meets_it_comes_with_it() -> None:
    measure = Measure("A13-I1", "windows_met")
    before = [due("2026-07-01", "2026-08-31"), row("e1", "2026-08-31", unit_key="2026-07-01")]
    met = [due("2026-09-01", "2026-10-31"), row("e2", "2026-10-31", unit_key="2026-09-01")]
    for one in met:
        assert one.unit_key is not None
    met = [one._replace(departement_code=None, epci_code=None) for one in met]
    changes = compare_by_hand(before, before + met, measure=measure)
    assert effects(changes) == {"window": 1}
    assert (changes[0].before.denominator, changes[0].after.denominator) == (1, 2)


def test_a_cohort_that_is_observed_at_last_comes_with_its_window() -> None:
    measure = Measure("A19-I2", "cohort_share")
    after = [row("a"), row("a", role="denominator"), row("b", role="denominator")]
    before = [aside("a", "not_observed_yet"), aside("b", "not_observed_yet")]
    changes = compare_by_hand(before, after, measure=measure)
    assert effects(changes) == {"window": None}
    assert changes[0].after.value == 50


def test_a_window_that_closes_unmet_makes_a_departement_irregular() -> None:
    measure = Measure("A12-I1.regularity", "all_windows_met")
    place = {"departement_code": "49", "epci_code": None}
    before = [due("49|2026-01", "2026-06-30", **place), row("e1", "2026-06-30", unit_key="49|2026-01", epci_code=None)]
    after = [*before, due("49|2026-07", "2026-10-31", **place)]
    assert effects(compare_by_hand(before, after, measure=measure)) == {"window": -1}


def test_an_earlier_decision_that_opens_another_window_is_one_late_row() -> None:
    measure = Measure("A04-I2", "max_per_unit_sum")
    before = [row("b", "2026-06-01", unit_key="S|2026-06-01", amount=5)]
    after = [
        row("a", "2026-02-01", unit_key="S|2026-02-01", amount=8),
        row("b", "2026-06-01", unit_key="S|2026-02-01", amount=5),
    ]
    assert effects(compare_by_hand(before, after, measure=measure)) == {"late_row": 3}


def test_a_unit_has_one_cause_by_precedence() -> None:
    before = [row("x", "2026-02-02", unit_key="other")]
    after = [
        row("x", "2026-02-02", unit_key="P"),
        row("y", "2026-03-03", unit_key="P"),
        row("z", "2026-10-03", unit_key="P"),
    ]
    changes = compare_by_hand(before, after)
    assert effects(changes) == {"identity": 0}
    late = compare_by_hand([], after[1:])
    assert effects(late) == {"late_row": 1}


def test_rows_of_a_former_version_without_keys_are_told_apart_by_their_unit() -> None:
    old = [row("P1", record_key=None, last_date=None), row("P2", record_key=None, last_date=None)]
    changes = compare_by_hand(old, [old[0], row("P3", "2026-10-10", record_key=None, last_date=None)])
    assert effects(changes) == {"new_event": 1, "revised": -1}


def test_what_changes_nothing_is_not_told() -> None:
    assert compare_by_hand([row("a", delivery_id=1)], [row("a", delivery_id=7, row_number=9, flags="late")]) == []
