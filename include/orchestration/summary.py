"""What one refresh did, for a person to act on: sources, models, projects, verdicts, publication, brief, mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sress.platform.database import connect
from sress.platform.settings import Settings

from orchestration.sandbox_identity import Judgement, judge_identities

_SOURCES = """
select d.source, count(*), count(*) filter (where d.received_at >= %(since)s),
       sum(r.rows_read) filter (where d.received_at >= %(since)s),
       sum(r.rows_landed) filter (where d.received_at >= %(since)s),
       sum(r.rows_mended) filter (where d.received_at >= %(since)s),
       sum(r.rows_rejected) filter (where d.received_at >= %(since)s),
       count(*) filter (where d.status = 'held'), count(*) filter (where d.status = 'rejected')
from ops.delivery d join ops.landing_report r using (delivery_id)
group by 1 order by 1
"""
_BUILD = "select build_id, status, nodes, matching from ops.build order by build_id desc limit 1"
_VERDICTS = """
select subject, critical_failed, warning_failed, evaluated from ops.verdict
where build_id = %s and gate = 2 order by subject
"""
_PUBLICATION = """
select p.publication_id, p.month, p.cut_off, p.published_at, p.synthetic
from publication.publication p where p.publication_id = publication.current_id()
"""
_MAILS = "select status, count(*) from ops.mail_sent where publication_id = %s group by 1"


@dataclass
class Summary:
    """The state after a refresh, with what is new since it started."""

    settings: Settings
    sources: list[tuple[Any, ...]] = field(default_factory=list)
    build: tuple[Any, ...] | None = None
    verdicts: list[tuple[Any, ...]] = field(default_factory=list)
    publication: tuple[Any, ...] | None = None
    is_new: bool = False
    mails: dict[str, int] = field(default_factory=dict)
    judgement: Judgement | None = None


def read_summary(settings: Settings, since: datetime) -> Summary:
    """Read the summary from `ops` and `publication`."""
    summary = Summary(settings)
    with connect(settings, "engineer") as connection:
        summary.sources = connection.execute(_SOURCES, {"since": since}).fetchall()
        summary.build = connection.execute(_BUILD).fetchone()
        if summary.build:
            summary.verdicts = connection.execute(_VERDICTS, [summary.build[0]]).fetchall()
        summary.publication = connection.execute(_PUBLICATION).fetchone()
        if summary.publication:
            summary.is_new = summary.publication[3] >= since
            summary.mails = dict(connection.execute(_MAILS, [summary.publication[0]]).fetchall())
    summary.judgement = judge_identities(settings)
    return summary


def print_summary(console: Console, summary: Summary, log: Path) -> None:
    """Print it as tables and lines."""
    console.print()
    console.print(_sources_table(summary.sources))
    if summary.build:
        console.print(f"dbt         {_nodes_line(summary.build)}")
        for line in projects_lines(summary.build[3], summary.judgement):
            console.print(f"Projects    {line}")
    _print_verdicts(console, summary.verdicts)
    _print_publication(console, summary)
    console.print(f"Log         {log}")


def _sources_table(rows: list[tuple[Any, ...]]) -> Table:
    table = Table(title="Sources", title_justify="left", box=None, pad_edge=False)
    for name in ("source", "files", "new", "read", "landed", "mended", "rejected", "to decide"):
        table.add_column(name, justify="left" if name == "source" else "right", no_wrap=True)
    for source, total, new, read, landed, mended, rejected, held, refused in rows:
        todo = ", ".join(
            part for part in (f"{held} held" if held else "", f"{refused} refused" if refused else "") if part
        )
        counts = [str(value or 0) if new else "–" for value in (read, landed, mended, rejected)]
        table.add_row(source, str(total), str(new) if new else "none", *counts, todo or "–")
    return table


def _nodes_line(build: tuple[Any, ...]) -> str:
    counts: dict[str, int] = {}
    for node in build[2] or []:
        kind = str(node.get("resource_type", "node"))
        counts[kind] = counts.get(kind, 0) + 1
    made = ", ".join(f"{count} {kind}s" for kind, count in sorted(counts.items()))
    return f"build {build[0]} {build[1]}: {made}"


def projects_lines(matching: dict[str, Any] | None, judgement: Judgement | None) -> list[str]:
    """How records were matched into projects; on a sandbox also how well, held against its truth."""
    if not matching:
        return []
    links = ", ".join(f"{count} by {rule}" for rule, count in matching["links"].items()) or "none"
    waiting = sum(matching["candidates"].values())
    lines = [
        f"{matching['sightings']} records tell of {matching['projects']} projects, "
        f"{matching['several']} of them on several records (links: {links})"
    ]
    if waiting:
        lines.append(f"{waiting} pairs wait for a person: sress matches list")
    if judgement:
        lines.append(
            f"against the sandbox's truth: precision {judgement.precision:.4f}, recall {judgement.recall:.3f}; "
            f"{judgement.missed_share:.2%} of the true pairs found by neither rule nor queue"
        )
    return lines


def _print_verdicts(console: Console, verdicts: list[tuple[Any, ...]]) -> None:
    if not verdicts:
        return
    critical = sum(row[1] for row in verdicts)
    warnings = sum(row[2] for row in verdicts)
    checks = sum(row[3] for row in verdicts)
    console.print(
        f"Gate        {len(verdicts)} suites, {checks} checks, {critical} critical, {warnings} warnings failed"
    )
    for subject, critical_failed, warning_failed, _ in verdicts:
        if critical_failed or warning_failed:
            console.print(f"            {subject}: {critical_failed} critical, {warning_failed} warnings")


def _print_publication(console: Console, summary: Summary) -> None:
    if summary.publication is None:
        console.print("Publication none yet: nothing is served")
        return
    number, month, cut_off, _, synthetic = summary.publication
    mark = ", SYNTHETIC data" if synthetic else ""
    state = "new" if summary.is_new else "unchanged, still served"
    console.print(f"Publication no. {number} for {month}, data up to {cut_off}{mark} ({state})")
    settings = summary.settings
    for path in sorted((settings.briefs_dir / month).glob("*.html")):
        console.print(f"Brief       {path}")
    mails = ", ".join(f"{count} {status}" for status, count in sorted(summary.mails.items())) or "none"
    console.print(f"Mail        {mails}")
    for path in sorted(settings.mailbox_dir.glob(f"{month}_pub-{number:04d}_*.eml")):
        console.print(f"            {path}")
    index = settings.data_docs_dir / "index.html"
    if index.exists():
        console.print(f"Data Docs   {index}")
