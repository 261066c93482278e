"""Write the brief of a publication to the briefs folder, as HTML and as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sress.brief.figures import read_figures
from sress.brief.html import render_html
from sress.brief.text import render_text
from sress.platform.settings import Settings


@dataclass(frozen=True)
class BriefFiles:
    """The two forms of one brief."""

    html: Path
    text: Path


def render_brief(settings: Settings, publication_id: int | None = None) -> BriefFiles:
    """Render the publication that is served; the same publication gives the same bytes.

    With `publication_id` the brief is as of that one, in a folder of its own: the served one's stays.
    Raises LookupError when nothing is published, PublicationRefused for one that may not be read.
    """
    figures = read_figures(settings, publication_id)
    month = figures.publication.month
    folder = settings.briefs_dir / month
    if publication_id is not None:
        folder /= f"publication-{publication_id:04}"
    folder.mkdir(parents=True, exist_ok=True)
    files = BriefFiles(folder / f"brief_{month}.html", folder / f"brief_{month}.txt")
    files.html.write_text(render_html(figures), encoding="utf-8")
    files.text.write_text(render_text(figures), encoding="utf-8")
    return files
