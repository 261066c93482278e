"""Write the brief of a publication to the briefs folder: page, PDF, workbook and plain text."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sress.brief.decisions import Meeting, read_decisions
from sress.brief.figures import read_figures
from sress.brief.html import render_html, render_pack, render_territory
from sress.brief.model import BriefFigures
from sress.brief.parts import PublicationInfo
from sress.brief.pdf import PdfUnavailable, write_pdf
from sress.brief.territory import read_sheet
from sress.brief.text import render_text
from sress.brief.workbook import write_workbook
from sress.platform.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class BriefFiles:
    """The forms of one brief, sheet or pack; `pdf` is None where this machine cannot write PDF files."""

    html: Path
    text: Path | None = None
    pdf: Path | None = None
    workbook: Path | None = None

    @classmethod
    def of(cls, names: Mapping[str, str]) -> BriefFiles:
        """The files of these names, as as_json() gives them."""
        return cls(**{form: Path(name) for form, name in names.items()})

    def as_json(self) -> dict[str, str]:
        """The names of the files that there are, by form."""
        return {form: str(path) for form, path in vars(self).items() if path is not None}


def render_brief(settings: Settings, publication_id: int | None = None) -> BriefFiles:
    """Render the publication that is served; the same publication gives the same bytes.

    With `publication_id` the brief is as of that one, in a folder of its own: the served one's stays.
    Raises LookupError when nothing is published, PublicationRefused for one that may not be read.
    """
    figures = read_figures(settings, publication_id)
    folder = _folder(settings, figures.publication, publication_id)
    return write_files(figures, folder, figures.publication.month)


def render_territory_sheet(settings: Settings, name: str, publication_id: int | None = None) -> BriefFiles:
    """The sheet of a département or an EPCI (49, 244400404, a name), as page and PDF.

    Raises UnknownTerritory, LookupError when nothing is published, PublicationRefused.
    """
    sheet = read_sheet(settings, name, publication_id)
    stem = f"fiche_{sheet.territory.code}_{sheet.publication.month}"
    folder = _folder(settings, sheet.publication, publication_id) / "territoires"
    return write_page(render_territory(sheet), folder, stem)


def render_meeting_pack(settings: Settings, meeting: Meeting, publication_id: int | None = None) -> BriefFiles:
    """The pack of the next COTECH or COPIL, as page and PDF. Raises as render_brief()."""
    figures = read_figures(settings, publication_id)
    page = render_pack(figures, meeting, read_decisions(settings, figures, meeting))
    stem = f"dossier-{meeting}_{figures.publication.month}"
    return write_page(page, _folder(settings, figures.publication, publication_id), stem)


def _folder(settings: Settings, publication: PublicationInfo, publication_id: int | None) -> Path:
    """Where the files of a publication go; what is as of an older one, in a folder of its own."""
    folder = settings.briefs_dir / publication.month
    return folder if publication_id is None else folder / f"publication-{publication_id:04}"


def write_page(page: str, folder: Path, stem: str) -> BriefFiles:
    """Write a page and its PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    pdf = write_page_as_pdf(page, folder / f"{stem}.pdf")
    return BriefFiles(html=replace_file(folder / f"{stem}.html", page.encode()), pdf=pdf)


def write_files(figures: BriefFigures, folder: Path, month: str) -> BriefFiles:
    """Write every form of the brief. The page comes last: it tells which publication the files are of."""
    folder.mkdir(parents=True, exist_ok=True)
    page = render_html(figures)
    html, text = folder / f"brief_{month}.html", folder / f"brief_{month}.txt"
    html.unlink(missing_ok=True)
    pdf = write_page_as_pdf(page, folder / f"brief_{month}.pdf")
    workbook = replace_file(folder / f"classeur_{month}.xlsx", write_workbook(figures))
    replace_file(text, render_text(figures).encode())
    return BriefFiles(replace_file(html, page.encode()), text, pdf, workbook)


def write_page_as_pdf(page: str, target: Path) -> Path | None:
    """The page as PDF; None, with a warning and no stale file, where this machine cannot write PDF files."""
    try:
        return replace_file(target, write_pdf(page))
    except PdfUnavailable as reason:
        _LOG.warning("no PDF: %s", reason)
        target.unlink(missing_ok=True)
        return None


def replace_file(target: Path, content: bytes) -> Path:
    """Put the content there in one step: who reads meanwhile sees the former file or this one."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    os.replace(draft, target)
    return target
