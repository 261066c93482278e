"""Who truly belongs to the social economy on a day: sources.md §3 told in plain words, from the world alone.

What counts is what the deliveries of the month show: Sirene as on extraction day, every edition of the
ESUS list, the directory of Scop and Scic, the editions of ESS France's list that are in force.
- An agreement lasts as long as it was given for; if the years are lost, it lasts until the last edition
  that shows it. A member is one from the day of membership on, else of registration; a listed enterprise
  from the first day of the edition's year on, until the next edition.
- Nobody is a member by name only.
- A list tells of an organisation that Sirene does not hold on that day, yet gives it no family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.cog import Cog
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.legal_units import Period, legal_units
from sandbox.months import add_months, extraction_day, parse_month
from sandbox.systems import dreets_esus, ess_france, urscop
from sandbox.systems.urscop_sheets import DIRECTORY
from sandbox.systems.urscop_sheets import SOURCE as URSCOP
from sandbox.tables import Line
from sandbox.world import World

Verdict = tuple[bool | None, str | None, str]
Span = tuple[date, date | None]
Spans = Mapping[str, list[Span]]

_PERSON = "1000"
_BY_LAW = {
    "9220": "association",
    "9300": "fondation",
    "8210": "mutuelle",
    "5458": "cooperative",
    "5558": "cooperative",
    "5560": "cooperative",
}
_COMPANIES = ("5710", "5499", "5498")


@dataclass(frozen=True)
class Evidence:
    """What the deliveries of a month show: the lives of units, and from when to when each list holds a SIREN."""

    lives: Mapping[str, tuple[Period, ...]]
    members: Spans
    approved: Spans
    listed: Spans

    def verdict(self, siren: str, day: date) -> Verdict:
        """Whether it is in, the family it is in, and what says so."""
        period = next((found for found in self.lives.get(siren, ()) if _holds((found.start, found.end), day)), None)
        if period is None:
            return self._by_list(siren, day, None) or (None, None, "unknown")
        if period.category == _PERSON:
            return False, None, "excluded_category"
        if period.category in _BY_LAW:
            return True, _BY_LAW[period.category], "status"
        if period.category not in _COMPANIES:
            raise ValueError(f"no rule for the legal category {period.category}")
        return self._company(siren, day, period.ess)

    def _company(self, siren: str, day: date, flag: str) -> Verdict:
        """In on evidence only; that URSCOP has it as a member says more than a flag: it is a cooperative."""
        if flag == "O" and not _any(self.members, siren, day):
            return True, "societe_commerciale", "flag"
        proof = self._by_list(siren, day, "societe_commerciale")
        return proof or (False, None, "flag" if flag == "N" else "status")

    def _by_list(self, siren: str, day: date, family: str | None) -> Verdict | None:
        if _any(self.members, siren, day):
            return True, "cooperative", "urscop"
        if _any(self.approved, siren, day):
            return True, family, "esus"
        return (True, family, "ess_france") if _any(self.listed, siren, day) else None


def ess_of(world: World, month: str, cog: Cog, lost: Lost) -> Callable[[str, date], Verdict]:
    """The function (siren, day) → (in, family, proof) for the deliveries of a month."""
    run = Run(world, month, cog, lost)
    day = extraction_day(*parse_month(month))
    lives = {unit.siren: unit.known(day) for unit in legal_units(world) if unit.created <= day}
    return Evidence(lives, _by_siren(_members(run)), _by_siren(_approved(run)), _by_siren(_listed(run))).verdict


def _approved(run: Run) -> Iterable[tuple[str, Span]]:
    """Every agreement that an edition shows, whichever."""
    days = [date(year, number, 1) for year, number in dreets_esus.editions(run.month)]
    for item in dreets_esus.agreements(run.world):
        shown = [day for day in days if item.holds_on(day)]
        siren = item.organisation.siren
        line = run.line(dreets_esus.SOURCE, dreets_esus.SHEET.stream, f"{siren}/{item.start}")
        if shown and not line.gone:
            years = line.cell("duree", item.years)
            end = add_months(item.start, 12 * years) - timedelta(days=1) if years else max(shown)
            yield siren, (item.start, end)


def _members(run: Run) -> Iterable[tuple[str, Span]]:
    """The members that the newest directory names with their SIREN."""
    for entry in _lines(urscop.make(run.world, run.month, 0, run.cog)[-1].parts[0].table.lines):
        line, true = run.line(URSCOP, DIRECTORY.stream, entry.ref), entry.item.values
        siren = line.cell("siren", true["siren"])
        since = line.cell("date_entree", true["date_entree"]) or line.cell(
            "date_immatriculation", true["date_immatriculation"]
        )
        if siren and since and not line.gone:
            yield siren, (since, None)


def _listed(run: Run) -> Iterable[tuple[str, Span]]:
    """The enterprises of each edition, for as long as it is the newest."""
    editions = [made for made in ess_france.make(run.world, run.month, 0, run.cog) if made.delivery.in_force]
    starts = sorted(date(made.delivery.year, 1, 1) for made in editions)
    ends = dict(zip(starts, [start - timedelta(days=1) for start in starts[1:]], strict=False))
    for made in editions:
        start = date(made.delivery.year, 1, 1)
        for entry in _lines(made.parts[0].table.lines):
            if not run.line(ess_france.SOURCE, "entreprises", entry.ref).gone:
                yield entry.ref, (start, ends.get(start))


def _lines(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.shape == "row"]


def _by_siren(found: Iterable[tuple[str, Span]]) -> Spans:
    spans: dict[str, list[Span]] = {}
    for siren, span in found:
        spans.setdefault(siren, []).append(span)
    return spans


def _any(spans: Spans, siren: str, day: date) -> bool:
    return any(_holds(span, day) for span in spans.get(siren, ()))


def _holds(span: Span, day: date) -> bool:
    start, end = span
    return start <= day and (end is None or day <= end)
