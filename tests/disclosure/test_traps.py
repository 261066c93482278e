"""The attacks that are known by name, each in the smallest table that it needs."""

from __future__ import annotations

from sress.disclosure.cells import CellKey, Contribution, Cube, Row, cube_of
from sress.disclosure.differences import Earlier
from sress.disclosure.protect import protect_cube
from sress.disclosure.rules import Rules

RULES = Rules()
HOMES = {"EPCI-A": frozenset({"DEP-44"}), "EPCI-C": frozenset({"DEP-44", "DEP-49"}), "EPCI-D": frozenset({"DEP-49"})}


def _key(territory: str = "REG-52", period: str = "2025", measure: str = "X") -> CellKey:
    return CellKey("indicator_value", measure, period, territory)


def _row(key: CellKey, count: float, kind: str = "year", year: int = 2025, of: float | None = None) -> Row:
    return Row(key, kind, year, "C1", numerator=count, denominator=of)


def _loans(key: CellKey, **amounts: float) -> Row:
    units = tuple(Contribution(unit, amount) for unit, amount in sorted(amounts.items()))
    return Row(key, "year", 2025, "C1", is_amount=True, numerator=sum(amounts.values()), contributions=units)


def _hidden(cube: Cube) -> set[str]:
    protection = protect_cube(cube, RULES)
    assert not protection.recovered
    return {key.territory for key in protection.withheld}


def test_the_region_minus_four_departements_does_not_tell_the_fifth() -> None:
    counts = {"REG-52": 62.0, "DEP-44": 20.0, "DEP-49": 18.0, "DEP-53": 2.0, "DEP-72": 12.0, "DEP-85": 10.0}
    hidden = _hidden(cube_of(_row(_key(code), count) for code, count in counts.items()))
    assert "DEP-53" in hidden
    assert len(hidden) == 2
    assert "REG-52" not in hidden


def test_an_epci_across_two_departements_does_not_open_the_nested_ones() -> None:
    counts = {"REG-52": 32.0, "DEP-44": 22.0, "DEP-49": 10.0, "EPCI-A": 20.0, "EPCI-C": 4.0, "EPCI-D": 8.0}
    counts |= {"EPCI-A": 21.0, "EPCI-C": 2.0, "EPCI-D": 9.0}
    hidden = _hidden(cube_of((_row(_key(code), count) for code, count in counts.items()), HOMES))
    assert "EPCI-C" in hidden
    assert len(hidden) >= 2


def test_a_cumul_minus_its_years_does_not_tell_a_year() -> None:
    years = ((2022, 9.0), (2023, 1.0), (2024, 7.0))
    rows = [_row(_key(period=str(year)), count, "year", year) for year, count in years]
    rows += [
        _row(_key(period=f"cum-{year}-12"), count, "cum", year) for year, count in ((2022, 9), (2023, 10), (2024, 17))
    ]
    protection = protect_cube(cube_of(rows), RULES)
    assert not protection.recovered
    assert protection.withheld[_key(period="2023")] == "primary"
    assert len(protection.withheld) > 1


def test_a_percentage_of_a_public_denominator_is_withheld_with_its_counts() -> None:
    share = _row(_key(measure="X+share"), 2.0, of=40.0)
    whole = _row(_key(), 40.0)
    protection = protect_cube(cube_of([share, whole], parents={"X+share": "X"}), RULES)
    assert set(protection.withheld) == {share.key}
    assert not protection.recovered


def test_what_a_share_leaves_over_is_a_count_too() -> None:
    protection = protect_cube(cube_of([_row(_key(), 39.0, of=40.0)]), RULES)
    assert list(protection.withheld.values()) == ["primary"]


def test_the_months_since_and_before_do_not_tell_the_months_to_date() -> None:
    rows = [
        _row(_key(period="2024"), 12.0, "year", 2024),
        _row(_key(period="2024-10"), 10.0, "ytd", 2024),
        _row(_key(period="2025-10"), 1.0, "ytd", 2025),
        _row(_key(period="r12-2025-10"), 3.0, "r12", 2025),
    ]
    protection = protect_cube(cube_of(rows), RULES)
    assert not protection.recovered
    assert len(protection.withheld) > 1


def test_one_of_two_alone_in_their_cells_cannot_subtract_itself() -> None:
    rows = [
        _loans(_key(), a=5000, b=9000, c=4000, d=4500, e=5500),
        _loans(_key("DEP-44"), a=5000),
        _loans(_key("DEP-49"), b=9000),
        _loans(_key("DEP-53"), c=4000, d=4500, e=5500),
    ]
    assert {"DEP-44", "DEP-49"} < _hidden(cube_of(rows))


def test_one_new_loan_between_two_publications_is_not_shown() -> None:
    before = _loans(_key(), a=5000, b=9000, c=4000)
    after = _loans(_key(), a=5000, b=9000, c=4000, d=7000)
    earlier = Earlier(1, cube_of([before]), frozenset())
    protection = protect_cube(cube_of([after]), RULES, [earlier])
    assert dict(protection.withheld) == {after.key: "difference"}
    three_more = _loans(_key(), a=5000, b=9000, c=4000, d=7000, e=6000, f=6500)
    assert not protect_cube(cube_of([three_more]), RULES, [earlier]).withheld


def test_what_was_hidden_stays_hidden_while_it_stands_still() -> None:
    counts = {"REG-52": 62.0, "DEP-44": 20.0, "DEP-49": 18.0, "DEP-53": 2.0, "DEP-72": 12.0, "DEP-85": 10.0}
    cube = cube_of(_row(_key(code), count) for code, count in counts.items())
    first = frozenset({_key("DEP-53"), _key("DEP-44")})
    protection = protect_cube(cube, RULES, [Earlier(1, cube, first)])
    assert set(protection.withheld) == first
    assert not protection.recovered


def test_a_true_zero_is_shown() -> None:
    assert not protect_cube(cube_of([_row(_key(), 0.0)]), RULES).withheld


def _reading(name: str, territory: str, count: float, of: float | None = None) -> Row:
    key = CellKey("ambition_value", f"AMB-06.{name}", "current", territory)
    return Row(key, "current", 0, "C1", numerator=count, denominator=of)


def test_what_a_share_leaves_over_does_not_tell_its_parts() -> None:
    """23 of 28 have one referent and 3 have several: 2 have none."""
    counts = {"REG-52": (88.0, 65.0, 10.0), "DEP-44": (28.0, 23.0, 3.0), "DEP-49": (60.0, 42.0, 7.0)}
    rows = [
        one
        for place, (whole, single, several) in counts.items()
        for one in (
            _reading("one", place, single, whole),
            _reading("several", place, several),
            _reading("none", place, whole - single - several),
        )
    ]
    protection = protect_cube(cube_of(rows), RULES)
    hidden = {(key.measure, key.territory) for key in protection.withheld}
    assert not protection.recovered
    assert ("AMB-06.none", "DEP-44") in hidden
    assert hidden & {("AMB-06.one", "DEP-44"), ("AMB-06.several", "DEP-44")}


def test_an_ambition_that_tells_a_measure_hides_with_it() -> None:
    counts = {"REG-52": 40.0, "DEP-44": 20.0, "DEP-49": 2.0, "DEP-53": 10.0, "DEP-72": 8.0}
    rows = [
        row
        for place, count in counts.items()
        for row in (
            _row(_key(place, "cum-2025-12"), count, "cum"),
            Row(CellKey("ambition_value", "AMB-04.x", "current", place), "current", 0, "C1", numerator=count),
        )
    ]
    protection = protect_cube(cube_of(rows), RULES)
    hidden: dict[str, set[str]] = {"indicator_value": set(), "ambition_value": set()}
    for key in protection.withheld:
        hidden[key.mart].add(key.territory)
    assert hidden["indicator_value"] == hidden["ambition_value"]
    assert len(hidden["ambition_value"]) == 2


def test_what_only_an_earlier_publication_gives_away_does_not_stop_this_one() -> None:
    """Its complements were all shown with the same figures: they are hidden from now on, and counted."""
    counts = {"REG-52": 62.0, "DEP-44": 30.0, "DEP-49": 18.0, "DEP-53": 12.0}
    former = cube_of(_row(_key(place), count) for place, count in counts.items())
    cube = cube_of(_row(_key(place), count) for place, count in {**counts, "UND": 2.0}.items())
    protection = protect_cube(cube, RULES, [Earlier(1, former, frozenset())])
    assert not protection.recovered
    hidden = {key.territory for key in protection.withheld}
    assert len(hidden) == 2
    assert {key.territory for key in protection.shown_before} == hidden - {"UND"}
