"""`sress brief`: the brief of a publication, the sheet of a territory, the pack of a meeting."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sress.commands.output import AsJson, console, failed, print_json, ready_settings, wrong_use


class Pack(StrEnum):
    """The meetings that have a pack."""

    cotech = "cotech"
    copil = "copil"


def brief(
    publication: Annotated[
        int | None, typer.Option("--publication", "--as-of", help="Its number; the one that is served by default.")
    ] = None,
    territory: Annotated[
        str | None, typer.Option(help="The sheet of a département (49) or of an EPCI (244400404, or its name).")
    ] = None,
    pack: Annotated[Pack | None, typer.Option(help="The pack of a meeting, with the decisions expected.")] = None,
    as_json: AsJson = False,
) -> None:
    """Render the brief of a publication (page, PDF, workbook, text). Exit code 1 when there is none to read."""
    from sress.brief.render import render_brief, render_meeting_pack, render_territory_sheet
    from sress.brief.territory import UnknownTerritory
    from sress.publication.publication import PublicationRefused

    if territory is not None and pack is not None:
        wrong_use("--territory and --pack are two documents: ask for one")
    settings = ready_settings()
    try:
        if territory is not None:
            files = render_territory_sheet(settings, territory, publication)
        elif pack is not None:
            files = render_meeting_pack(settings, pack.value, publication)
        else:
            files = render_brief(settings, publication)
    except UnknownTerritory as error:
        wrong_use(str(error))
    except (LookupError, PublicationRefused) as refusal:
        failed(str(refusal))
    if as_json:
        print_json(files.as_json())
        return
    for path in files.as_json().values():
        console.print(path, markup=False, soft_wrap=True)
    if files.pdf is None:
        console.print("No PDF on this machine: see docs/brief.md.")
