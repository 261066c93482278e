"""`sress explain`: where a figure comes from, down to one line of one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sress.commands.output import AsJson, console, print_json, ready_settings, wrong_use
from sress.disclosure.access import Audience


def explain(
    measure: Annotated[str, typer.Argument(help="A01-I1; A08-I1+entries, beside one; AMB-07.jobs, of an ambition.")],
    period: Annotated[str, typer.Option(help="2025, 2025-10, r12-2025-10, cum-2025-10; of an ambition bilan, current")],
    territory: Annotated[str, typer.Option(help="REG-52, DEP-49, EPCI-<siren> or UND.")] = "REG-52",
    dimension: Annotated[str | None, typer.Option(help="dispositif, ess_family, operator or kind.")] = None,
    member: Annotated[str | None, typer.Option(help="Code within the dimension.")] = None,
    publication: Annotated[int | None, typer.Option(help="Its number; the one that is served by default.")] = None,
    audience: Annotated[Audience, typer.Option("--for", help="Who reads it: some rows are kept secret.")] = (
        Audience.engineer
    ),
    record: Annotated[str | None, typer.Option(help="Key of the row to follow back to its file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Also write the evidence into this workbook.")] = None,
    as_json: AsJson = False,
) -> None:
    """A figure's rule, parameters, deliveries, counted and set-aside rows, and one row back to its file and line."""
    from sress.publication.explain.explain import NoSuchFigure
    from sress.publication.explain.explain import explain as explain_figure
    from sress.publication.explain.page import print_explanation
    from sress.publication.explain.workbook import write_workbook
    from sress.publication.publication import PublicationRefused

    if (dimension is None) != (member is None):
        wrong_use("--dimension and --member go together")
    try:
        explanation = explain_figure(
            ready_settings(),
            measure,
            period=period,
            territory=territory,
            dimension=dimension,
            member=member,
            publication_id=publication,
            audience=audience,
            record_key=record,
        )
    except (NoSuchFigure, PublicationRefused) as error:
        wrong_use(str(error))
    if xlsx is not None:
        write_workbook(xlsx, explanation)
    if as_json:
        print_json(explanation.as_json())
    else:
        print_explanation(console, explanation)
