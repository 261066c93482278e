"""The golden invariants (indicators.md, section 2) on a whole simulated world; README.md says where each is tested."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from cell_laws import (
    SHARES,
    Cell,
    cumul_decreases,
    cumul_exceeds_years,
    missing_told_as_number,
    region_and_departements_disagree,
    share_is_no_share,
    total_exceeds_members,
)
from first_differences import assert_same_items, assert_same_rows
from sandbox import people

if TYPE_CHECKING:
    from whole_world import WholeWorld

pytestmark = pytest.mark.slow

# What a mart may hold of the moments at which this product did something: all that the fingerprint leaves out.
MOMENTS = {
    ("delivery_quality", "received_at"),
    ("indicator_due", "late_source_received_at"),
    ("source_status", "last_received_at"),
}


def broken(sentences: Any) -> str:
    """How many cells break a law, and the first of them; empty when none does."""
    found = list(sentences)
    return f"{len(found)}: {found[:5]}" if found else ""


# 1: the same inputs, the same marts.


def test_the_fingerprint_leaves_out_moments_alone(whole_world: WholeWorld) -> None:
    """A column of another kind that says when something was done would differ at every run."""
    columns = whole_world.rows(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'audit' and data_type = 'timestamp with time zone'"
    )
    assert {(row["table_name"], row["column_name"]) for row in columns} == MOMENTS


def test_the_same_files_make_the_same_marts_whatever_their_numbers(whole_world: WholeWorld, twin: Any) -> None:
    """Two warehouses whose deliveries and builds are numbered otherwise."""
    numbers = [
        {row["delivery_id"] for row in world.rows("select delivery_id from ops.delivery")}
        for world in (whole_world, twin.world)
    ]
    assert not numbers[0] & numbers[1]
    mine, others = whole_world.content(), twin.world.content()
    for name in mine.marts.keys() & others.marts.keys():
        if mine.marts[name] != others.marts[name]:
            assert_same_rows(twin.world.mart(name), whole_world.mart(name), name)
    assert_same_items(others.marts, mine.marts, "mart")
    assert others.sha256 == mine.sha256
    assert sum(mine.rows.values()) > 100_000


# 4, 5, 6: laws of every cell.


def test_a_deduplicated_count_is_no_more_than_its_parts(every_cell: list[Cell]) -> None:
    assert not broken(total_exceeds_members(every_cell))
    assert len([cell for cell in every_cell if cell.dimension == "operator" and cell.value]) > 1_000
    assert [cell for cell in every_cell if cell.member == "indetermine" and cell.value]


def test_a_cumul_is_no_more_than_its_years_and_no_less_than_any(every_cell: list[Cell], whole_world: Any) -> None:
    assert not broken(cumul_exceeds_years(every_cell, whole_world.settings.month))
    assert len({cell.measure for cell in every_cell if cell.kind == "cum" and cell.value and cell.counts}) > 30


def test_a_cumul_never_falls_inside_a_publication(every_cell: list[Cell]) -> None:
    """From one publication to the next it may, by a row revised or annulled: invariant 3 names that row."""
    assert not broken(cumul_decreases(every_cell))


def test_the_region_lies_between_its_greatest_departement_and_their_sum(every_cell: list[Cell]) -> None:
    assert not broken(region_and_departements_disagree(every_cell))
    many = [cell for cell in every_cell if cell.territory.startswith(("DEP-", "EPCI-")) and cell.value]
    assert len(many) > 10_000


def test_a_project_of_several_departements_counts_in_each_and_once_in_the_region(every_cell: list[Cell]) -> None:
    """Without one of them the law of the region would be told by equal sums alone."""
    placed: dict[tuple[str, str], dict[str, Decimal]] = {}
    for cell in every_cell:
        if cell.aggregation == "count_distinct" and not cell.dimension and cell.value is not None:
            placed.setdefault((cell.measure, cell.period), {})[cell.territory] = cell.value
    apart = [
        key
        for key, values in placed.items()
        if sum(value for name, value in values.items() if name.startswith(("DEP-", "UND"))) > values["REG-52"]
    ]
    assert len(apart) > 10


def test_a_share_is_a_share_and_its_bounds_bracket_it(every_cell: list[Cell]) -> None:
    assert not broken(share_is_no_share(every_cell))
    shares = [cell for cell in every_cell if cell.aggregation in SHARES and cell.value is not None]
    assert len(shares) > 200
    assert any(cell.lower != cell.upper for cell in shares)


def test_a_share_of_an_ambition_is_a_share_too(whole_world: WholeWorld) -> None:
    rows = whole_world.rows(
        """
        select value.*, reading.aggregation
        from audit.ambition_value as value
        inner join audit.dim_ambition_reading as reading on value.reading_code = reading.reading_code
        """
    )
    cells = [
        Cell(
            row["reading_code"], row["aggregation"], row["edition"], "edition", row["territory"], "",
            row["member_code"] or "", row["value"], row["numerator"], row["denominator"], row["unknown"],
            row["lower_bound"], row["upper_bound"], row["status"],
        )
        for row in rows
    ]  # fmt: skip
    assert not broken(share_is_no_share(cells))
    assert not broken(missing_told_as_number(cells))
    assert sum(cell.aggregation in SHARES and cell.value is not None for cell in cells) >= 5


# 7: nothing received is not nothing.


def test_without_its_extracts_a_measure_is_not_received_and_never_zero(whole_world: WholeWorld, bereft: Any) -> None:
    had, has = whole_world.cells(), bereft.world.cells()
    sources = {
        row["measure_code"]: set(row["source_codes"].split())
        for row in whole_world.rows("select measure_code, source_codes from audit.dim_measure")
    }
    silenced = {code for code, names in sources.items() if names <= bereft.sources}
    assert {"A02-I1.operations", "A02-I1.jobs", "A09-I1", "A13-I1", "A16-I2"} <= silenced
    before = [cell for cell in had.values() if cell["measure_code"] in silenced]
    after = [cell for cell in has.values() if cell["measure_code"].split("+")[0] in silenced]
    assert len([cell for cell in before if cell["value"]]) > 500
    assert {(cell["value"], cell["numerator"], cell["status"]) for cell in after} == {(None, None, "not_received")}
    assert {cell["measure_code"] for cell in before} <= {cell["measure_code"] for cell in after}
    untouched = {code for code, names in sources.items() if not names & (bereft.sources | {bereft.exercice[0]})}
    assert {"A01-I1", "A03-I1", "A05-I2.projects", "A08-I1"} <= untouched
    assert_same_items(
        {key: cell["value"] for key, cell in has.items() if key[0] in untouched},
        {key: cell["value"] for key, cell in had.items() if key[0] in untouched},
        "cell",
    )


def test_an_ambition_without_its_extracts_is_not_received(bereft: Any) -> None:
    rows = bereft.world.rows(
        """
        select value.value, value.numerator, value.status
        from audit.ambition_value as value
        inner join audit.dim_ambition_reading as reading on value.reading_code = reading.reading_code
        where reading.source_codes = 'gouvernance'
        """
    )
    assert len(rows) >= 6
    assert {(row["value"], row["numerator"], row["status"]) for row in rows} == {(None, None, "not_received")}


def test_without_its_extract_a_year_is_not_received_and_the_others_stay(whole_world: WholeWorld, bereft: Any) -> None:
    years = {}
    for world in (whole_world, bereft.world):
        years[world] = {
            key[1]: (cell["value"], cell["status"])
            for key, cell in world.cells().items()
            if key[0] == "A10-I3" and key[2:] == ("REG-52", "", "") and cell["period_kind"] == "year"
        }
    had, has = years.values()
    lost = bereft.exercice[2]
    assert had[lost][0] > 0
    assert has.pop(lost) == (None, "not_received")
    assert has == {year: told for year, told in had.items() if year != lost}


def test_no_cell_tells_a_number_of_what_was_not_received(every_cell: list[Cell]) -> None:
    assert not broken(missing_told_as_number(every_cell))


# 8: no person in the marts.

PERSONAL = {
    "a mail address": re.compile(r"[\w.%+-]+@[\w-]+\.\w{2,}"),
    "a telephone number": re.compile(r"(?<!\w)(?:\+33[ .]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\w)"),
    "an account": re.compile(r"\bFR\d{2}(?: ?\d{4}){3}"),
}


def folded_words(values: Iterable[str]) -> set[str]:
    """The words of texts, without case and accents."""
    plain = unicodedata.normalize("NFD", " ".join(values).casefold())
    return set(re.findall(r"[a-z]{4,}", "".join(letter for letter in plain if not unicodedata.combining(letter))))


# The family names of the simulated world are invented: no word of French is one of them.
FAMILY_NAMES = folded_words(head + tail for head in people._FAMILY_HEADS for tail in people._FAMILY_TAILS)


def texts(world: WholeWorld) -> dict[str, set[str]]:
    """The distinct texts of every text column of the candidate marts, by `mart.column`."""
    marts = world.rows(
        "select table_name, array_agg(column_name::text) as columns from information_schema.columns "
        "where table_schema = 'audit' and data_type in ('text', 'character varying') group by table_name"
    )
    told: dict[str, set[str]] = {f"{mart['table_name']}.{name}": set() for mart in marts for name in mart["columns"]}
    for mart in marts:
        columns = ", ".join(f"('{name}', {name})" for name in mart["columns"])
        for row in world.rows(
            f"select distinct cell.name, cell.told from audit.{mart['table_name']} "
            f"cross join lateral (values {columns}) as cell (name, told) where cell.told is not null"
        ):
            told[f"{mart['table_name']}.{row['name']}"].add(row["told"])
    return told


def test_the_patterns_see_what_they_are_for() -> None:
    seen = ["zoe@exemple.invalid", "appeler le 06 12 34 56 78", "+33 612345678", "FR76 3000 6000 0112 3456 7890 189"]
    assert [what for text in seen for what, pattern in PERSONAL.items() if pattern.search(text)] == [
        "a mail address", "a telephone number", "a telephone number", "an account",
    ]  # fmt: skip
    assert folded_words(["Projet de Zoé BRÉVIGNAC"]) & FAMILY_NAMES == {"brevignac"}


def test_no_mart_holds_a_name_an_address_a_number_or_an_account(whole_world: WholeWorld) -> None:
    told = texts(whole_world)
    assert len(told) > 300
    found = [
        f"{column}: {what}"
        for column, values in told.items()
        for what, pattern in PERSONAL.items()
        for value in values
        if pattern.search(value)
    ]
    found += [
        f"{column}: {name}"
        for column, values in told.items()
        for name in FAMILY_NAMES & folded_words(values)
    ]
    assert found == []


# 10: what was landed once is landed.


def test_a_whole_month_landed_twice_changes_nothing(twin: Any) -> None:
    """Invariant 1 then says that its marts are those of the files landed once."""
    assert_same_items(twin.replayed, twin.landed, "table")
    assert twin.landed["ops.delivery"]["rows"] > 150


# 14: the registry in the marts.


def test_what_is_published_names_27_indicators_35_measures_and_12_ambitions(whole_world: WholeWorld) -> None:
    wanted = ("owner_fr", "rule_version", "source_codes", "due_rule")
    measures = whole_world.rows("select * from audit.dim_measure")
    assert (len(measures), len({row["indicator_code"] for row in measures})) == (35, 27)
    assert [(row["measure_code"], name) for row in measures for name in wanted if not row[name]] == []
    indicators = whole_world.rows("select * from audit.dim_indicator")
    assert {row["indicator_code"] for row in indicators} == {row["indicator_code"] for row in measures}
    ambitions = whole_world.rows("select ambition_code, rule_version from audit.dim_ambition")
    readings = whole_world.rows("select ambition_code, source_codes from audit.dim_ambition_reading")
    assert len(ambitions) == 12
    assert {row["ambition_code"] for row in readings} == {row["ambition_code"] for row in ambitions}
    assert all(row["rule_version"] for row in ambitions)
    assert all(row["source_codes"] for row in readings)
