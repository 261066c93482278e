"""`sress verdicts`: what the gates decided, with the page of each verdict."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sress.commands.output import AsJson, console, print_json, print_rows, ready_settings, wrong_use

_LISTED = ["verdict_id", "gate", "of", "subject", "outcome", "evaluated", "failed", "owners", "suite_version", "page"]


def verdicts(
    build: Annotated[int | None, typer.Option(help="Only those of a build.")] = None,
    delivery: Annotated[int | None, typer.Option(help="Only those of a delivery.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those with something to say.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, when no build or delivery is named.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The verdicts of both gates, the newest first."""
    from sress.quality.history import read_verdicts

    if build is not None and delivery is not None:
        wrong_use("--build or --delivery, not both")
    settings = ready_settings()
    named = build is not None or delivery is not None
    found = read_verdicts(
        settings, build_id=build, delivery_id=delivery, failed_only=failed, limit=None if named else limit
    )
    if as_json:
        print_json(found)
        return
    print_rows([_row(one) for one in found], _LISTED)
    for one in found:
        for finding in one["findings"] or []:
            line = f"{one['subject']} — {finding['severity']}, {finding['owner']} : {finding['message']}"
            console.print(line, markup=False)
    console.print(f"pages are under {settings.data_docs_dir}")


def _row(verdict: dict[str, Any]) -> dict[str, Any]:
    outcome = "refused" if not verdict["passed"] else "warned" if verdict["failed"] else "passed"
    of = f"build {verdict['build_id']}" if verdict["build_id"] else f"delivery {verdict['delivery_id']}"
    return {
        **verdict,
        "of": of,
        "outcome": outcome,
        "owners": ", ".join(verdict["owners"]) or None,
        "suite_version": (verdict["suite_sha256"] or "")[:12] or None,
        "page": verdict["data_docs"],
    }
