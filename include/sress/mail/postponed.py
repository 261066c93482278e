"""« Publication reportée »: a short mail to the pilots when the gate stays closed, and its detail to the engineers.

The pilots are told once for each gap: another build that fails before the next publication tells the engineers only.
"""

from __future__ import annotations

import os
import textwrap
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import dict_row

from sress.brief import french, wording
from sress.brief.html import environment
from sress.mail.message import Body
from sress.mail.send import MailResult, send_body
from sress.platform.database import connect
from sress.platform.settings import ZONE, Settings
from sress.quality.history import read_verdicts
from sress.quality.verdict import CRITICAL

ENGINEERS = "engineers:"
DEFAULT_ENGINEER = "ingenierie@exemple.invalid"
# The day of refresh_marts' timetable: what a source brings earlier is built and judged earlier.
PUBLICATION_DAY = 5
REASONS = 3
DETAILS = ("owner", "expectation", "observed", "error", "page")
WIDTH = 78
_WITHHELD = """
    select
        withheld.publication_id, withheld.month, withheld.cut_off,
        exists (
            select
            from jsonb_array_elements(coalesce(withheld.deliveries, '[]'::jsonb)) as used
            inner join ops.delivery as delivery on delivery.delivery_id = (used ->> 'delivery_id')::bigint
            where delivery.synthetic
        ) as synthetic,
        served.publication_id as served_id,
        served.cut_off as served_cut_off,
        (
            select min(gap.publication_id)
            from publication.publication as gap
            where
                gap.status = 'withheld' and gap.month = withheld.month
                and gap.publication_id > coalesce((
                    select max(told.publication_id)
                    from publication.publication as told
                    where told.status <> 'withheld' and told.publication_id < withheld.publication_id
                ), 0)
        ) as gap_id
    from publication.publication as withheld
    left join publication.publication as served
        on served.publication_id = (select pointer.publication_id from publication.current_publication as pointer)
    where withheld.build_id = %s and withheld.status = 'withheld'
    order by withheld.publication_id desc
    limit 1
"""


@dataclass(frozen=True)
class Postponed:
    """What is told of a publication that did not go out. `served_*` is what readers keep, if anything is."""

    build_id: int
    publication_id: int
    gap_id: int
    month: str
    cut_off: date
    synthetic: bool
    served_id: int | None
    served_cut_off: date | None
    next_on: date
    findings: tuple[dict[str, Any], ...]

    @property
    def critical(self) -> tuple[dict[str, Any], ...]:
        """What stops the publication."""
        return tuple(one for one in self.findings if one["severity"] == CRITICAL or one["error"])

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons in words, each once."""
        return tuple(dict.fromkeys(str(one["message"]) for one in self.critical))


def postpone(settings: Settings, build_id: int, next_on: date | None = None) -> list[MailResult]:
    """Tell pilots and engineers that the publication of `build_id` was withheld; a second call tells nobody again.

    `next_on` is the latest day of the next attempt, by default the next monthly date. Raises LookupError
    unless the build was withheld, OSError when the SMTP server cannot be reached.
    """
    told = read_postponed(settings, build_id, next_on or next_publication_day(datetime.now(ZONE).date()))
    pilots = send_body(settings, pilots_body(told))
    return pilots + send_body(settings, engineers_body(told), engineers())


def read_postponed(settings: Settings, build_id: int, next_on: date) -> Postponed:
    """What is to be told of a withheld build. Raises LookupError."""
    with connect(settings, "publisher") as connection, connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_WITHHELD, (build_id,)).fetchone()
    if row is None:
        raise LookupError(f"build {build_id} was not withheld: nothing is postponed")
    latest: dict[str, dict[str, Any]] = {}
    for verdict in read_verdicts(settings, build_id=build_id):
        latest.setdefault(verdict["subject"], verdict)
    findings = tuple(
        {**finding, "subject": verdict["subject"], "page": verdict["data_docs"]}
        for verdict in sorted(latest.values(), key=lambda one: str(one["subject"]))
        for finding in verdict["findings"] or []
    )
    return Postponed(build_id=build_id, next_on=next_on, findings=findings, **row)


def next_publication_day(today: date) -> date:
    """The next monthly date after `today`."""
    if today.day < PUBLICATION_DAY:
        return today.replace(day=PUBLICATION_DAY)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return date(year, month, PUBLICATION_DAY)


def engineers() -> list[str]:
    """Addresses of SRESS_ENGINEERS; a local engineer where none is set."""
    given = os.environ.get("SRESS_ENGINEERS") or DEFAULT_ENGINEER
    return [address.strip() for address in given.split(",") if address.strip()]


def pilots_body(told: Postponed) -> Body:
    """The short mail: that it is postponed, why in words, what stays, and until when."""
    subject = f"[SRESS] Publication reportée — données au {french.day(told.cut_off)}"
    reasons, more = told.reasons[:REASONS], len(told.reasons) - REASONS
    if more > 0:
        reasons += (f"et {french.plural(more, 'autre contrôle', 'autres contrôles')}",)
    title = f"Publication reportée — données au {french.day(told.cut_off)}"
    kept = _kept(told)
    following = (
        "La publication repart dès que la cause est corrigée, au plus tard le "
        f"{french.long_day(told.next_on)}. L’équipe technique a le détail."
    )
    opening = "Les chiffres de ce mois ne sont pas publiés\u00a0: un contrôle ne tient pas."
    if len(told.reasons) > 1:
        opening = "Les chiffres de ce mois ne sont pas publiés\u00a0: des contrôles ne tiennent pas."
    html = (
        environment("sress.mail")
        .get_template("postponed.html.j2")
        .render(
            title=title,
            synthetic=wording.SYNTHETIC if told.synthetic else None,
            opening=opening,
            reasons=reasons,
            kept=kept,
            following=following,
        )
    )
    lines = _paragraph(title)
    lines += ["", f"*** {wording.SYNTHETIC} ***"] if told.synthetic else []
    lines += ["", *_paragraph(opening), *(line for reason in reasons for line in _item(reason))]
    lines += ["", *_paragraph(kept), "", *_paragraph(following)]
    return Body(told.month, told.gap_id, subject, _text(lines), html)


def engineers_body(told: Postponed) -> Body:
    """The detail: every finding with its owner, what was observed and its page in Data Docs."""
    title = f"Porte 2 fermée — construction n° {told.build_id}, {told.month}"
    command = f"sress verdicts --build {told.build_id}"
    html = (
        environment("sress.mail")
        .get_template("postponed_detail.html.j2")
        .render(title=title, findings=[_shown(one) for one in told.findings], command=command)
    )
    lines = _paragraph(title)
    for one in map(_shown, told.findings):
        lines += ["", *_item(f"{one['severity']} — {one['subject']} : {one['message']}")]
        lines += [f"  {name} : {one[name]}" for name in DETAILS if one[name]]
    lines += ["", f"{command}  (les pages sont sous data_docs/)"]
    return Body(told.month, told.publication_id, f"[SRESS] {title}", _text(lines), html, audience=ENGINEERS)


def _kept(told: Postponed) -> str:
    if told.served_id is None or told.served_cut_off is None:
        return "Rien n’était encore publié\u00a0: les tableaux de bord restent vides."
    return (
        f"Les tableaux de bord et le point mensuel restent ceux de la publication n°\u00a0{told.served_id} "
        f"(données au {french.day(told.served_cut_off)})."
    )


def _shown(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding as text; what was observed is cut, the page holds it whole."""
    observed = finding.get("observed") or {}
    column = f", colonne {finding['column']}" if finding.get("column") else ""
    return {
        "severity": finding["severity"],
        "subject": finding["subject"],
        "message": finding["message"],
        "owner": finding["owner"],
        "expectation": f"{finding['expectation']}{column}",
        "observed": textwrap.shorten(str(observed), 300, placeholder=" …") if observed else "",
        "error": finding.get("error") or "",
        "page": finding.get("page") or "",
    }


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _item(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _text(lines: list[str]) -> str:
    return "\n".join(lines).replace(french.THIN, french.NBSP) + "\n"
