"""The brief as a tagged PDF (PDF/UA-1) by WeasyPrint, with its own font; the same page gives the same bytes.

WeasyPrint draws with Pango, a library of the system: where there is none, PdfUnavailable says so, and the brief
goes out as HTML and workbook.
"""

from __future__ import annotations

import hashlib
import logging
from base64 import b64encode
from functools import cache
from importlib import resources
from typing import Any

FACES = (
    ("inter-latin-400-normal.woff2", 400, "normal"),
    ("inter-latin-400-italic.woff2", 400, "italic"),
    ("inter-latin-600-normal.woff2", 600, "normal"),
    ("inter-latin-700-normal.woff2", 700, "normal"),
)
VARIANT = "pdf/ua-1"


class PdfUnavailable(RuntimeError):
    """This machine cannot write PDF files; the message says what to install."""


def write_pdf(page: str) -> bytes:
    """The PDF of a page that holds all it shows; what it asks for elsewhere is an error.

    Raises PdfUnavailable without Pango.
    """
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    faces = weasyprint.CSS(string=_faces(), font_config=fonts, url_fetcher=fetcher)
    written: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        stylesheets=[faces],
        font_config=fonts,
        pdf_variant=VARIANT,
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
    )
    return written


def _weasyprint() -> Any:
    try:
        import weasyprint  # type: ignore[import-untyped]
        import weasyprint.text.fonts  # type: ignore[import-untyped]
        import weasyprint.urls  # type: ignore[import-untyped]
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            "PDF files need the library Pango (Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 "
            f"libharfbuzz-subset0): {error}"
        ) from error
    for noisy in ("fontTools", "weasyprint"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return weasyprint


@cache
def _faces() -> str:
    folder = resources.files("sress.brief").joinpath("fonts")
    return "\n".join(
        f"@font-face {{ font-family: Inter; font-weight: {weight}; font-style: {style}; "
        f"src: url(data:font/woff2;base64,{b64encode(folder.joinpath(name).read_bytes()).decode()}) }}"
        for name, weight, style in FACES
    )
