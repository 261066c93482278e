"""`sress why`: why a figure moved between two publications."""

from __future__ import annotations

from typing import Annotated

import typer

from sress.commands.output import AsJson, console, failed, print_json, ready_settings, wrong_use
from sress.disclosure.access import Audience


def why(
    measure: Annotated[str, typer.Argument(help="Measure code, e.g. A01-I1, or all.")],
    before: Annotated[
        int | None, typer.Option("--from", help="The earlier publication; the one before the other by default.")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--to", help="The later publication; the one that is served by default.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="A label both have, e.g. 2025; or current-ytd, current-r12, current-cum. All by default."),
    ] = None,
    territory: Annotated[str | None, typer.Option(help="REG-52, DEP-49, EPCI-<siren> or UND. All by default.")] = None,
    breakdowns: Annotated[bool, typer.Option(help="Also the lines of the breakdowns.")] = False,
    audience: Annotated[Audience, typer.Option("--for", help="Who reads it: some figures are kept secret.")] = (
        Audience.engineer
    ),
    as_json: AsJson = False,
) -> None:
    """What changed, split into causes that sum to the change. Exit code 1 when the evidence contradicts a figure."""
    from sress.publication.publication import PublicationRefused
    from sress.publication.why.model import EvidenceDisagrees
    from sress.publication.why.page import print_comparison
    from sress.publication.why.why import why as compare_publications

    try:
        comparison = compare_publications(
            ready_settings(),
            None if measure == "all" else [measure],
            before=before,
            after=after,
            period=period,
            territory=territory,
            breakdowns=breakdowns,
            audience=audience,
        )
    except (PublicationRefused, LookupError) as error:
        wrong_use(str(error))
    except EvidenceDisagrees as error:
        failed(str(error))
    if as_json:
        print_json(comparison.as_json())
    else:
        print_comparison(console, comparison)
