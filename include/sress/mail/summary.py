"""The body of the mail: at most one screen, in HTML and in text."""

from __future__ import annotations

import textwrap

from sress.brief import french, movements, wording
from sress.brief.html import environment
from sress.brief.model import BriefFigures

WIDTH = 78


def attachment_name(month: str) -> str:
    """The name of the attached brief."""
    return f"brief_{month}.html"


def mail_html(figures: BriefFigures) -> str:
    """The summary as accessible HTML, without any external request."""
    return (
        environment("sress.mail")
        .get_template("mail.html.j2")
        .render(
            figures=figures,
            title=wording.title(figures),
            synthetic=wording.SYNTHETIC,
            status_line=wording.status_line(figures),
            sentences=movements.sentences(figures),
            caution=movements.caution(figures),
            targets=wording.targets_line(figures),
            late=wording.late_sources(figures),
            attachment=attachment_name(figures.publication.month),
        )
    )


def mail_text(figures: BriefFigures) -> str:
    """The summary as plain text."""
    lines = _paragraph(wording.title(figures))
    if figures.publication.synthetic:
        lines += ["", f"*** {wording.SYNTHETIC} ***"]
    lines += ["", *_paragraph(wording.status_line(figures)), "", "Ce qui a bougé"]
    for sentence in movements.sentences(figures):
        lines += _item(sentence)
    lines += _paragraph(movements.caution(figures))
    lines += ["", *_paragraph(f"Cibles\u00a0: {wording.targets_line(figures)}.")]
    lines += ["", "Sources en retard"]
    late = wording.late_sources(figures)
    for line in late:
        lines += _item(line)
    lines += [] if late else ["Aucune."]
    name = attachment_name(figures.publication.month)
    lines += ["", *_paragraph(f"Le point complet est joint ({name}, à ouvrir dans un navigateur).")]
    return "\n".join(lines).replace(french.THIN, french.NBSP) + "\n"


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _item(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
