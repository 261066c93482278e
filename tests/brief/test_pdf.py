"""The brief as PDF: tagged, its own fonts, nothing over the margin, no blank page, the same bytes each time."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample import later
from sress.brief.html import render_html
from sress.brief.pdf import PdfUnavailable, write_pdf

SECONDS, BYTES = 15, 3_000_000
# A4 less the margins that the style sheet gives (11 mm), in points, with half a point for rounding.
LEFT, RIGHT = 11 / 25.4 * 72 - 0.5, (210 - 11) / 25.4 * 72 + 0.5


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixed brief as PDF."""
    target = tmp_path_factory.mktemp("pdf") / "brief.pdf"
    started = time.monotonic()
    try:
        target.write_bytes(write_pdf(render_html(later())))
    except PdfUnavailable as reason:
        pytest.skip(str(reason))
    assert time.monotonic() - started < SECONDS
    return target


def objects(pdf: Path) -> bytes:
    """All objects of the file, those of compressed streams included."""
    found = pdf.read_bytes()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", found, re.DOTALL):
        with suppress(zlib.error):
            found += zlib.decompress(stream)
    return found


def told(tool: str, *arguments: str) -> str:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} (poppler-utils) is not on this machine")
    return subprocess.run([tool, *arguments], capture_output=True, check=True, text=True).stdout


def test_it_is_small_and_the_same_each_time(pdf: Path) -> None:
    assert pdf.stat().st_size < BYTES
    assert write_pdf(render_html(later())) == pdf.read_bytes()


def test_it_is_tagged_titled_and_french(pdf: Path) -> None:
    assert b"/Lang (fr)" in objects(pdf)
    assert 'pdfuaid:part="1"' in told("pdfinfo", "-meta", str(pdf))
    info = told("pdfinfo", str(pdf))
    assert re.search(r"Tagged:\s+yes", info)
    assert "Point mensuel, données au 31/10/2026" in info
    assert re.search(r"Page size:.*A4", info)


def test_every_chart_and_the_map_have_their_alternative(pdf: Path) -> None:
    codes = re.findall(rb"/Alt <(\w+)>", objects(pdf))
    alternatives = [bytes.fromhex(code.decode()).decode("utf-16") for code in codes]
    page = render_html(later())
    assert len(alternatives) == page.count("<img ") > 5
    assert any(one.startswith("Valeurs par année. 2021\u00a0: 812") for one in alternatives)
    assert told("pdfinfo", "-struct", str(pdf)).count("Figure") == len(alternatives)


def test_its_fonts_are_its_own_and_embedded(pdf: Path) -> None:
    fonts = told("pdffonts", str(pdf)).splitlines()[2:]
    assert fonts
    assert all("Inter" in line for line in fonts), fonts
    assert all(re.search(r"yes\s+yes\s+yes\s+\d+", line) for line in fonts), fonts


def test_nothing_lies_over_the_margin_and_no_page_is_blank(pdf: Path) -> None:
    boxes = told("pdftotext", "-bbox", str(pdf), "-")
    pages = boxes.split("<page ")[1:]
    assert 4 <= len(pages) <= 12
    for number, page in enumerate(pages, start=1):
        words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)<', page)
        assert len(words) > 20, f"page {number} is blank"
        outside = [word for left, right, word in words if float(left) < LEFT or float(right) > RIGHT]
        assert outside == [], f"page {number}"


def test_every_page_says_that_the_data_are_synthetic(pdf: Path) -> None:
    for page in told("pdftotext", str(pdf), "-").rstrip("\f").split("\f"):
        assert "DONNÉES SYNTHÉTIQUES" in page


def test_a_page_that_asks_for_something_elsewhere_is_refused() -> None:
    try:
        write_pdf("<html lang='fr'><title>t</title><p>ok</p></html>")
    except PdfUnavailable as reason:
        pytest.skip(str(reason))
    with pytest.raises(BaseException, match="file:///etc/hostname"):
        write_pdf("<html lang='fr'><title>t</title><img alt='x' src='file:///etc/hostname'></html>")
