"""What the pilots read: French numbers, null apart from zero, a fixed brief as golden files."""

from __future__ import annotations

import os
import re
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample import figures
from sress.brief import french
from sress.brief.html import render_html
from sress.brief.model import Measure, Value
from sress.brief.presentation import show
from sress.brief.text import render_text
from sress.mail.summary import mail_html, mail_text

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("name", "render"),
    [("brief.html", render_html), ("brief.txt", render_text), ("mail.html", mail_html), ("mail.txt", mail_text)],
)
def test_a_fixed_brief_reads_as_it_did(name: str, render: object) -> None:
    text = render(figures())  # type: ignore[operator]
    golden = GOLDEN / name
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


def test_synthetic_data_are_said_to_be_so_everywhere_a_person_looks() -> None:
    for render in (render_html, render_text, mail_html, mail_text):
        assert "synthétiques" in render(figures(synthetic=True))
        assert "synthétiques" not in render(figures(synthetic=False))


class Outline(HTMLParser):
    """Headings, tables, images and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tables = self.captions = 0
        self.unnamed_images = 0
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
    assert outline.requests == []


def test_labels_are_escaped() -> None:
    page = render_html(figures())
    assert "&lt;CRESS &amp; réseaux&gt;" in page
    assert "<CRESS" not in page
