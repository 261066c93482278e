"""What the pilots read: French numbers, null apart from zero, a fixed brief as golden files."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample import figures, later, progress, value, windows
from sress.brief import french, targets, wording
from sress.brief.html import render_html
from sress.brief.model import Measure, Value, YearValue
from sress.brief.movements import causes, caution, sentences
from sress.brief.parts import PreviousPublication
from sress.brief.presentation import NOT_CONNECTED, STATUS_LABELS, change, notes, show, show_reading, status
from sress.brief.text import render_text
from sress.mail.summary import mail_html, mail_text

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("name", "render"),
    [("brief.html", render_html), ("brief.txt", render_text), ("mail.html", mail_html), ("mail.txt", mail_text)],
)
@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_a_fixed_brief_reads_as_it_did(name: str, render: object, first: bool) -> None:
    text = render(figures() if first else later())  # type: ignore[operator]
    golden = GOLDEN / (name if first else f"later_{name}")
    if os.environ.get("WRITE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_the_same_figures_give_the_same_bytes() -> None:
    assert render_html(figures()) == render_html(figures())


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("1234567", 0, "1\u202f234\u202f567"), ("12.345", 1, "12,3"), ("0", 0, "0"), ("-3", 0, "−3")],
)
def test_numbers_are_french(value: str, decimals: int, text: str) -> None:
    assert french.number(Decimal(value), decimals) == text


def measure(aggregation: str = "count_distinct") -> Measure:
    return Measure("X-I1", "Essai", "projets", aggregation, "1.0", True)


def test_a_missing_value_is_never_shown_as_zero() -> None:
    missing = show(measure(), Value(None, None, None, "not_received"))
    zero = show(measure(), Value(Decimal(0), Decimal(0), None, "final"))
    assert missing != zero
    assert missing.missing
    assert "0" not in missing.main
    assert zero.main == "0"


def test_a_measure_without_a_year_to_date_has_the_status_of_its_own_figure() -> None:
    late, final = value("3", status="late_source"), value("90", status="final")
    rolling = replace(measure(), rolling=late)
    cohort = replace(measure("cohort_share"), yearly=(YearValue(2022, final), YearValue(2023, value(None))))
    assert status(rolling) == STATUS_LABELS["late_source"]
    assert status(cohort) == STATUS_LABELS["final"]
    assert status(measure()) == NOT_CONNECTED


def test_synthetic_data_are_said_to_be_so_everywhere_a_person_looks() -> None:
    for render in (render_html, render_text, mail_html, mail_text):
        assert "synthétiques" in render(figures(synthetic=True))
        assert "synthétiques" not in render(figures(synthetic=False))


@pytest.mark.parametrize(
    ("aggregation", "value", "main", "detail"),
    [
        ("ratio", Value(Decimal("43.75"), Decimal(14), Decimal(32), "final"), "43,8\u00a0%", "14 sur 32"),
        ("ratio", Value(None, Decimal(0), Decimal(0), "final"), "nd", "aucun cas"),
        ("windows_met", Value(Decimal(4), Decimal(4), Decimal(5)), "4 sur 5", ""),
        ("milestone", Value(Decimal(0), Decimal(0), Decimal(1)), "non", ""),
        ("milestone", Value(Decimal(3), Decimal(3), Decimal(5)), "3 sur 5", ""),
        ("count_distinct", Value(Decimal(3), status="suppressed"), "s", ""),
        ("count_distinct", None, "s.\u00a0o.", ""),
    ],
)
def test_a_figure_reads_by_its_kind(aggregation: str, value: Value | None, main: str, detail: str) -> None:
    shown = show(measure(aggregation), value)
    assert (shown.main, shown.detail) == (main, detail)


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (Value(Decimal(100)), Value(Decimal(109)), "+9 (+9,0\u00a0%)"),
        (Value(Decimal(4)), Value(Decimal(1)), "−3"),
        (Value(Decimal(0)), Value(Decimal(0)), "stable"),
        (Value(None), Value(Decimal(3)), ""),
        (Value(Decimal(9)), Value(Decimal(3), status="late_source"), ""),
    ],
)
def test_a_change_is_told_only_between_known_and_covered_figures(before: Value, now: Value, text: str) -> None:
    assert change(measure(), now, before) == text


@pytest.mark.parametrize(
    ("met", "elapsed", "state", "detail"),
    [
        ("4", "5", "manquee", "1\u00a0manquée, 1 à venir"),
        ("5", "5", "en_cours", "1 à venir"),
        ("6", "6", "atteinte", ""),
    ],
)
def test_a_target_by_windows_tells_lost_ones_from_those_to_come(
    met: str, elapsed: str, state: str, detail: str
) -> None:
    aim = progress(state, "6", "6 par an", date(2026, 12, 31), windows(met, elapsed))
    aimed = replace(measure("windows_met"), progress=aim)
    assert (targets.state(aimed), targets.gap(aimed)) == (state, detail)


def test_the_verdict_on_a_target_is_the_marts_and_not_the_pages() -> None:
    beyond = progress("a_risque", "2", "2 par an", date(2026, 12, 31), value("5"))
    aimed = replace(measure(), progress=beyond)
    assert targets.label(aimed) == "à risque"
    assert targets.gap(aimed) == ""
    assert targets.state(measure()) == targets.NO_TARGET


def test_the_gap_names_what_is_announced_and_a_condition_that_is_lost() -> None:
    aim = progress("manquee", "2", "2 par an", date(2026, 12, 31), value("1"))
    told = targets.gap(
        replace(measure(), progress=replace(aim, announced=1, condition="avant le COPIL", condition_met=False))
    )
    assert told == "écart −1, 1\u00a0réunion annoncée, condition non tenue\u00a0: avant le COPIL"


def test_a_withheld_target_shows_no_gap() -> None:
    aim = progress("a_risque", "2", "2 par an", date(2026, 12, 31), value(None, status="suppressed"))
    aimed = replace(measure(), progress=aim)
    assert targets.gap(aimed) == ""
    assert show(aimed, aim.value).main == "s"


def test_what_moved_is_told_in_three_to_five_sentences() -> None:
    told = sentences(figures())
    assert 3 <= len(told) <= 5
    assert told[0].startswith("Projets ESS soutenus à la création (A01-I1)")
    assert "Première publication" in told[-1]
    assert "A16-I2" in caution(figures())
    assert not any("A16-I2" in sentence for sentence in told)


def test_an_amount_is_told_with_its_unit() -> None:
    whole = figures()
    amount = replace(measure("sum"), unit="€", year_to_date=value("815800"), same_period=value("719200"))
    axis = whole.axes[0]
    priority = axis.priorities[0]
    indicator = replace(priority.indicators[0], measures=(amount,))
    alone = replace(whole, axes=(replace(axis, priorities=(replace(priority, indicators=(indicator,)),)),))
    told = sentences(alone)[0].replace("\u202f", " ").replace("\u00a0", " ")
    assert "815 800 € de janvier" in told
    assert "contre 719 200 € sur" in told


def test_the_publication_before_is_compared_and_its_revisions_are_counted() -> None:
    told = sentences(later())
    assert 3 <= len(told) <= 5
    assert "publication n°\u00a03 (données au 30/09/2026), 3 indicateurs sur 6 ont bougé" in told[-1]
    assert "2\u00a0valeurs déjà publiées ont été révisées" in told[-1]


def test_a_movement_is_told_with_its_causes_and_its_year() -> None:
    first = next(one for one in sentences(later()) if "(A01-I1)" in one).replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 096 (janvier à octobre 2026), +29 (+2,7 %) depuis le dernier point" in first
    assert "événements nouveaux +24, lignes arrivées en retard +6, projets réunis ou séparés −1" in first
    assert "un an plus tôt : 1 004" in first


def test_the_causes_of_a_withheld_figure_are_named_without_numbers() -> None:
    whole = later()
    movement = next(one for one in whole.movements or () if one.measure_code == "A16-I2")
    told = causes(next(m for m in whole.measures if m.code == "A16-I2"), movement)
    assert told == "source manquante ou revenue"
    assert not any("A16-I2" in sentence for sentence in sentences(whole))


def test_few_movements_are_told_beside_the_year_before() -> None:
    whole = later()
    one = replace(whole, movements=tuple(m for m in whole.movements or () if m.measure_code == "A01-I1"))
    told = sentences(one)
    assert len(told) == 3
    assert "depuis le dernier point" in told[0]
    assert "sur la même période de 2025" in told[1].replace("\u00a0", " ")
    assert "(A01-I1)" not in told[1]


def test_causes_that_could_not_be_told_are_said_to_be_so() -> None:
    unknown = replace(figures(previous=PreviousPublication(3, date(2026, 9, 30), 0)), movements=None)
    assert "les causes de ce qui a bougé n’ont pas pu être établies" in sentences(unknown)[-1]
    assert "Première publication" not in " ".join(sentences(unknown))


def test_a_cohort_stands_by_its_newest_year_and_what_is_not_told_of_it() -> None:
    cohort = replace(
        measure("cohort_share"),
        yearly=(
            YearValue(2022, value("80", status="final")),
            YearValue(2023, value("75")),
            YearValue(2024, value(None)),
        ),
    )
    assert cohort.figure == value("75")
    assert cohort.figure_before == value("80", status="final")
    assert change(cohort, cohort.figure, cohort.figure_before) == "−5\u00a0points"


def test_a_share_with_unknown_units_shows_its_bounds() -> None:
    share = replace(measure("ratio"), year_to_date=replace(value("50"), low=Decimal(40), high=Decimal(60)))
    assert notes(share) == ("entre 40\u00a0% et 60\u00a0%",)
    counted = replace(measure(), year_to_date=replace(value("50"), records=81, matched_pct=Decimal("37.5")))
    assert notes(counted) == ("81\u00a0lignes, 38\u00a0% rapprochées",)


def test_a_reading_of_an_ambition_says_from_what_to_what() -> None:
    first, ninth = figures().ambitions
    shares, counts = first.readings
    assert show_reading(shares, shares.balance).detail == "de 64,1\u00a0% à 55,1\u00a0%"
    assert show_reading(counts, counts.balance).detail == "de 134 à 108"
    tool, partners = ninth.readings
    assert show_reading(tool, tool.balance).main == "oui"
    assert [show_reading(partners, one).main for one in (partners.balance, partners.current)] == ["nd", "s"]
    assert wording.balance_state(first) == "scellé par la publication n°\u00a07"
    assert "pas encore scellé" in wording.balance_state(ninth)


class Outline(HTMLParser):
    """Headings, tables, images and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tables = self.captions = 0
        self.images = self.unnamed_images = 0
        self.requests: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "svg" and not (given.get("aria-label") or given.get("aria-hidden") == "true"):
            self.unnamed_images += 1
        if tag in ("link", "script", "img", "iframe"):
            self.requests.append(str(given.get("href") or given.get("src")))
        if tag == "img":
            self.images += 1
            self.unnamed_images += not given.get("alt")


def test_the_page_has_an_outline_and_asks_nothing_of_the_network() -> None:
    page = render_html(figures())
    outline = Outline()
    outline.feed(page)
    assert '<html lang="fr"' in page
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.tables == outline.captions
    assert outline.unnamed_images == 0
    assert outline.images >= len(figures().connected_measures) - 1
    assert [address for address in outline.requests if not address.startswith("data:image/svg+xml,")] == []


def test_labels_are_escaped() -> None:
    page = render_html(figures())
    assert "&lt;CRESS &amp; réseaux&gt;" in page
    assert "<CRESS" not in page
