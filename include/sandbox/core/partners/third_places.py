"""Cap Tiers-lieux as a run sees it: the answers to each panorama, the newest list of supports, and a place's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.core.partners.moments import quarterly
from sandbox.core.partners.told import ToldLine, told_lines
from sandbox.core.row import Run, place_columns
from sandbox.systems.cap_tiers_lieux import panorama_rows, panoramas, support_rows
from sandbox.systems.tiers_lieux_places import Site, sites
from sandbox.systems.tiers_lieux_sheets import PANORAMA, SUPPORTS
from sandbox.systems.tiers_lieux_sheets import SOURCE as SOURCE


@dataclass(frozen=True)
class Answer:
    """A place's answer to the panorama of a year."""

    vintage: int
    site: Site
    line: ToldLine

    @property
    def answered_on(self) -> date | None:
        """The day of the answer."""
        return self.line.day("date_reponse")


@dataclass(frozen=True)
class Helped:
    """A support of the newest list, and the place it was for."""

    site: Site
    line: ToldLine


def answers(run: Run) -> list[Answer]:
    """The answers that landed, by vintage and place; every panorama published by the month is in force."""
    every = sites(run.world, run.cog)
    return [
        Answer(delivery.year, line.item, line)
        for delivery in panoramas(run.month)
        for line in told_lines(run.lost, PANORAMA, panorama_rows(run.world.seed, every, delivery.year))
    ]


def supports(run: Run) -> list[Helped]:
    """The supports of the newest quarter's list that landed, withdrawn ones included."""
    every = sites(run.world, run.cog)
    owner = {support.number: site for site in every for support in site.supports}
    rows = support_rows(run.world.seed, every, quarterly(run, SOURCE))
    return [Helped(owner[line.ref], line) for line in told_lines(run.lost, SUPPORTS, rows)]


class PlaceKeys:
    """Names the place of a support: by its number, else by SIREN and commune where they mean one place."""

    def __init__(self, run: Run, told_of: list[Answer]) -> None:
        self._run = run
        self._places: dict[tuple[str, str], set[str]] = {}
        for answer in told_of:
            spot = self._spot(answer.site, answer.line)
            if spot:
                self._places.setdefault(spot, set()).add(answer.site.number)

    def of(self, helped: Helped) -> str | None:
        """`tl:<id>`, else `tl-siren:<siren>:<commune>`; None where only a digest of its name could tell."""
        number = helped.line.text("id_tl")
        if number:
            return f"tl:{number}"
        spot = self._spot(helped.site, helped.line)
        if spot is None:
            return None
        same = self._places.get(spot, set())
        return f"tl:{next(iter(same))}" if len(same) == 1 else f"tl-siren:{spot[0]}:{spot[1]}"

    def _spot(self, site: Site, line: ToldLine) -> tuple[str, str] | None:
        """SIREN and commune in force, where the line tells both."""
        siren, commune = line.siren("siren"), told_place(self._run, site, line)["commune_code"]
        return (siren, commune) if siren and commune else None


def told_place(run: Run, site: Site, line: ToldLine) -> dict[str, str | None]:
    """The place's commune where the line names it."""
    return place_columns(site.place if line.text("commune") else None, run.vintage)
