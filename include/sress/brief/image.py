"""A drawing as an `<img>` with its text alternative, the file inside the page: no request, and a figure in the PDF."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

FONT = "Inter, 'Liberation Sans', Arial, sans-serif"
INK, SOFT, DEEP, WHITE = "#1a1d21", "#4a525c", "#1f3a56", "#ffffff"


def image(body: str, width: float, height: float, alt: str, kind: str, scale: float = 1) -> Markup:
    """An SVG of this size in its own units, shown `scale` times as big."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(width)} {short(height)}" '
        f'width="{short(width * scale)}" height="{short(height * scale)}">{body}</svg>'
    )
    return Markup('<img class="{}" alt="{}" width="{}" height="{}" src="data:image/svg+xml,{}">').format(
        kind, alt, round(width * scale), round(height * scale), quote(svg, safe="/:=<> ',")
    )


def short(number: float) -> str:
    """`12.50` → `12.5`: the same drawing gives the same bytes, without trailing zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
