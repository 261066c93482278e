"""What the brief shows is what `marts` holds: a simulated world, published, with one cell withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.rows import dict_row
from sress.brief import french
from sress.brief.decisions import read_decisions
from sress.brief.figures import read_figures
from sress.brief.html import render_html, render_pack, render_territory
from sress.brief.mapping import describe
from sress.brief.model import BriefFigures
from sress.brief.presentation import show
from sress.brief.render import render_brief
from sress.brief.territory import UnknownTerritory, read_sheet
from sress.brief.workbook import write_workbook
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.publish import publish
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import WARNING, Finding, Verdict

if TYPE_CHECKING:
    from whole_world import WholeWorld

pytestmark = pytest.mark.slow
SECRET = ("A08-I1", "2026-10", "DEP-53")
WARNED = Finding("essai", WARNING, "Un évènement passé n’est plus « prévu ».", "Région, secrétariat")
_HIDE = """
update audit.indicator_value set
    value = null, numerator = null, denominator = null, records = null, matched_pct = null, status = 'suppressed'
where measure_code = %s and period = %s and territory = %s and dimension is null
"""


@pytest.fixture(scope="module")
def published(
    whole_world: WholeWorld, new_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """A copy of the world's warehouse, published with one cell withheld."""
    with new_database(tmp_path_factory.mktemp("brief"), like=whole_world.settings) as settings:
        settings = replace(settings, month=whole_world.settings.month)
        with connect(settings, "transformer") as connection:
            assert connection.execute(_HIDE, SECRET).rowcount == 1
            row = connection.execute("select max(build_id) from ops.build").fetchone()
        assert row is not None
        store_verdicts(
            settings, [Verdict(2, "fct_event", "fct_event", "0" * 64, 1, (WARNED,), build_id=int(row[0]))]
        )
        publish(settings, int(row[0]))
        yield settings


@pytest.fixture(scope="module")
def brief(published: Settings) -> BriefFigures:
    return read_figures(published)


def rows(settings: Settings, statement: str) -> list[dict[str, Any]]:
    with connect(settings, "bi") as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement.encode()).fetchall()


def test_every_indicator_measure_and_ambition_is_there(brief: BriefFigures) -> None:
    assert (len(brief.indicators), len(brief.measures), len(brief.ambitions)) == (27, 35, 12)
    assert all(measure.progress is not None and measure.due is not None for measure in brief.measures)
    assert all(ambition.headline is not None for ambition in brief.ambitions)
    assert sum(len(measure.beside) for measure in brief.measures) == 19


def test_every_figure_of_the_year_is_the_marts(published: Settings, brief: BriefFigures) -> None:
    found = rows(
        published,
        "select measure_code, territory, value, status from marts.indicator_value "
        "where period = '2026-10' and dimension is null and territory not like 'EPCI-%'",
    )
    told = {(m.code, "REG-52"): m.year_to_date for m in brief.measures if m.year_to_date is not None}
    told |= {
        (m.code, t.code): t.year_to_date
        for m in brief.measures
        for t in m.territories
        if t.year_to_date is not None and m.year_to_date is not None
    }
    assert len(found) > 100
    assert {key: (one.value, one.status) for key, one in told.items()} == {
        (row["measure_code"], row["territory"]): (row["value"], row["status"]) for row in found
    }


def test_the_page_holds_the_published_numbers(published: Settings, brief: BriefFigures) -> None:
    page = render_html(brief)
    for row in rows(
        published,
        "select value from marts.indicator_value where period = '2026-10' and territory = 'REG-52' "
        "and dimension is null and measure_code in ('A01-I1', 'A08-I1', 'A04-I3.amount')",
    ):
        assert f">{french.number(Decimal(row['value']))}<" in page


def test_the_verdicts_on_targets_are_the_marts(published: Settings, brief: BriefFigures) -> None:
    found = rows(published, "select measure_code, status from marts.indicator_progress")
    assert {m.code: m.progress.status for m in brief.measures if m.progress} == {
        row["measure_code"]: row["status"] for row in found
    }


def test_a_withheld_cell_is_an_s_everywhere(brief: BriefFigures) -> None:
    measure = next(one for one in brief.measures if one.code == SECRET[0])
    cell = next(one for one in measure.territories if one.code == SECRET[2])
    assert show(measure, cell.year_to_date).main == "s"
    assert "Mayenne s" in describe(measure)
    series = next(one for one in measure.series if (one.period, one.territory) == SECRET[1:])
    assert (series.value.value, series.value.numerator) == (None, None)
    assert write_workbook(brief)[:2] == b"PK"


def test_the_first_publication_has_nothing_to_compare_and_names_its_warnings(brief: BriefFigures) -> None:
    assert brief.previous is None
    assert brief.movements is None
    assert [(one.subject, one.owner) for one in brief.warnings] == [("fct_event", "Région, secrétariat")]


def test_epci_are_ranked_and_complete(published: Settings, brief: BriefFigures) -> None:
    known = rows(published, "select territory from marts.dim_territory where territory_kind = 'epci'")
    assert brief.epci is not None
    assert {f"EPCI-{row.code}" for row in brief.epci.rows} == {row["territory"] for row in known}
    first = [row.values[0].value for row in brief.epci.rows if row.values[0] and row.values[0].value is not None]
    assert first == sorted(first, reverse=True)


@pytest.mark.parametrize("name", ["49", "DEP-49", "maine et loire", "MAINE-ET-LOIRE"])
def test_a_departement_has_its_sheet(published: Settings, brief: BriefFigures, name: str) -> None:
    sheet = read_sheet(published, name)
    assert sheet.territory.code == "DEP-49"
    told = {measure.code: measure.figure for measure in sheet.measures}
    for measure in brief.measures:
        for one in measure.territories:
            if one.code == "DEP-49" and measure.year_to_date is not None:
                assert told[measure.code] == one.year_to_date
    assert sheet.epci is not None
    assert all("49" in row.departements.split(", ") for row in sheet.epci.rows)
    assert "Maine-et-Loire — fiche territoriale" in render_territory(sheet)


def test_an_epci_has_its_sheet(published: Settings, brief: BriefFigures) -> None:
    sheet = read_sheet(published, "244400404")
    assert (sheet.territory.label, sheet.epci) == ("Nantes Métropole", None)
    assert brief.epci is not None
    row = next(one for one in brief.epci.rows if one.code == "244400404")
    told = {measure.code: measure.figure for measure in sheet.measures}
    shown = dict(zip((m.code for m in brief.epci.measures), row.values, strict=True))
    assert {code: (told[code] and told[code].value) for code in shown} == {  # type: ignore[union-attr]
        code: (value and value.value) for code, value in shown.items()
    }


def test_a_territory_that_is_not_known_is_named(published: Settings) -> None:
    with pytest.raises(UnknownTerritory, match="« 75 » n'est ni un département ni un EPCI"):
        read_sheet(published, "75")
    with pytest.raises(UnknownTerritory, match="plusieurs y ressemblent"):
        read_sheet(published, "cc du pays")


def test_the_packs_ask_for_what_is_not_settled(published: Settings, brief: BriefFigures) -> None:
    cotech, copil = (read_decisions(published, brief, meeting) for meeting in ("cotech", "copil"))
    assert {one.title for one in copil} < {one.title for one in cotech}
    by_title = {one.title: one for one in cotech}
    without = {m.code for m in brief.measures if not m.has_target}
    missing = " ".join(by_title["Mesures sans cible"].lines)
    assert all(code.split(".")[0] in missing for code in without)
    assert any(line.startswith("P1 ") for line in by_title["Paramètres proposés"].lines)
    with connect(published, "engineer") as connection:
        row = connection.execute("select count(*) from matching.candidate").fetchone()
    counted = sum(
        int(line.rpartition(": ")[2].split("\u00a0")[0].replace("\u202f", ""))
        for line in by_title["Rapprochements de projets à trancher"].lines
    )
    assert row == (counted,)
    page = render_pack(brief, "cotech", cotech)
    assert page.count('class="decision"') == len(cotech)
    assert "Dossier du COTECH" in page


def test_it_is_written_in_every_form_and_alike_each_time(published: Settings) -> None:
    files = render_brief(published)
    first = {path: path.read_bytes() for path in map(type(files.html), files.as_json().values())}
    assert render_brief(published) == files
    assert all(path.read_bytes() == content for path, content in first.items())
    assert not [path.name for path in files.html.parent.iterdir() if path.name.startswith(".")]
