"""The body of the mail: at most one screen, in HTML and in text."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from typing import Any

from sress.brief import french, movements, wording
from sress.brief.html import environment
from sress.brief.model import BriefFigures

WIDTH = 78
MOST_LATE = 4


def attachment_name(month: str, suffix: str = "html") -> str:
    """The name of an attached file: the brief as PDF or HTML, the workbook as XLSX."""
    return f"{'classeur' if suffix == 'xlsx' else 'brief'}_{month}.{suffix}"


def dashboards() -> str | None:
    """The address of the dashboards, where the environment gives one (SRESS_DASHBOARDS_URL)."""
    return os.environ.get("SRESS_DASHBOARDS_URL") or None


def mail_html(figures: BriefFigures, attached: Sequence[str] = ("html",)) -> str:
    """The summary as accessible HTML, without any external request; `attached` are the suffixes of the files."""
    return environment("sress.mail").get_template("mail.html.j2").render(**_told(figures, attached))


def mail_text(figures: BriefFigures, attached: Sequence[str] = ("html",)) -> str:
    """The summary as plain text."""
    told = _told(figures, attached)
    lines = _paragraph(told["title"])
    if told["synthetic"]:
        lines += ["", f"*** {told['synthetic']} ***"]
    lines += ["", *_paragraph(told["status_line"]), "", "Ce qui a bougé"]
    for sentence in told["sentences"]:
        lines += _item(sentence)
    lines += _paragraph(told["caution"])
    lines += ["", "Cibles"]
    for name, measures in told["targets"]:
        lines += _item(f"{name}\u00a0: {measures}")
    lines += ["", *_paragraph(f"À venir\u00a0: {told['events']}."), "", "Sources en retard"]
    for line in told["late"]:
        lines += _item(line)
    lines += [] if told["late"] else ["Aucune."]
    lines += ["", *_paragraph(told["attached"])]
    if told["dashboards"]:
        lines += [f"Tableaux de bord : {told['dashboards']}"]
    return "\n".join(lines).replace(french.THIN, french.NBSP) + "\n"


def _told(figures: BriefFigures, attached: Sequence[str]) -> dict[str, Any]:
    """What both forms of the mail say."""
    late = wording.late_sources(figures)
    if len(late) > MOST_LATE:
        more = french.plural(len(late) - MOST_LATE, "autre, dans le point joint", "autres, dans le point joint")
        late = (*late[:MOST_LATE], f"et {more}")
    return {
        "title": wording.title(figures),
        "synthetic": wording.SYNTHETIC if figures.publication.synthetic else "",
        "status_line": wording.status_line(figures),
        "sentences": movements.sentences(figures),
        "caution": movements.caution(figures),
        "targets": wording.targets_named(figures),
        "events": wording.events_line(figures),
        "late": late,
        "attached": _attached(figures.publication.month, attached),
        "dashboards": dashboards(),
    }


def _attached(month: str, suffixes: Sequence[str]) -> str:
    names = [attachment_name(month, suffix) for suffix in suffixes]
    verb = "Pièces jointes" if len(names) > 1 else "Pièce jointe"
    return f"{verb}\u00a0: {', '.join(names)}."


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
