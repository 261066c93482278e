"""Truth of fct_event: the lines of three calendars, held or not.

Choices where core.md leaves one:
- Governance: every line known on extraction day, as the fact has been until now: those planned after
  the cut-off too, which are not held. A meeting typed twice is two lines; two lines that say exactly
  the same land as one.
- The workbook numbers nothing, so its lines have no key here; `_entry` and `_title` tell them apart.
  So it is with the EPCI, whose steps are told by EPCI, day and kind.
- ESSOR's events are entered after they took place: all are held. Those and the steps of the EPCI are
  in the fact when dated by the cut-off. A step that its EPCI never confirmed, or whose status was
  lost, is not held; an EPCI is of no single département.
- `_themes` are those of the governance line, as it names them.
- `deliverables` are the papers that a line names with an address; of the map of competences each part.
- What a calendar does not tell (organisers, project holders, papers, adjustments) is null.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import md5
from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor
from sandbox.core.partners.calendar import CalendarLine, calendar_lines
from sandbox.core.partners.epci import SOURCE as EPCI_SOURCE
from sandbox.core.partners.epci import steps_told
from sandbox.core.partners.moments import past
from sandbox.core.row import Run
from sandbox.deliveries import CALENDAR_SOURCE
from sandbox.facts import Lost, normalised
from sandbox.vocabulary import NETWORKS
from sandbox.world import World

COLUMNS = (
    "event_key",
    "event_type",
    "event_date",
    "event_status",
    "is_held",
    "departement_code",
    "epci_code",
    "organiser_networks",
    "participant_networks",
    "organisers_key",
    "deliverables",
    "has_project_holders",
    "has_evaluation",
    "adjustments",
    "source_code",
    "_entry",
    "_title",
    "_themes",
)
_MAP = "cartographie des competences"
_STEP_STATES = {"realisee": "tenue"}


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The lines of the calendars, by source and day."""
    run = Run(world, month, cog, lost)
    return [*_of_governance(run), *_of_essor(run), *_of_epci(run)]


def _row(**known: Any) -> dict[str, Any]:
    """A row of all columns. Raises KeyError for one that the fact does not have."""
    for name in known:
        if name not in COLUMNS:
            raise KeyError(name)
    return {name: known.get(name) for name in COLUMNS}


def _of_governance(run: Run) -> Iterator[dict[str, Any]]:
    for line in calendar_lines(run):
        entry = line.entry
        yield _row(
            event_type=entry.kind,
            event_date=entry.day.isoformat(),
            event_status=line.statut,
            is_held=line.held and entry.day <= run.cut_off,
            departement_code=None if entry.territoire == "region" else entry.territoire,
            organiser_networks=_networks(entry.organisers),
            participant_networks=_networks(entry.participants) if line.held else "",
            organisers_key=md5(";".join(sorted(set(entry.organisers))).encode()).hexdigest(),
            has_project_holders=entry.porteurs if line.held else None,
            deliverables=_deliverables(line),
            has_evaluation=_has_evaluation(line),
            adjustments=entry.adjustments if line.held else None,
            source_code=CALENDAR_SOURCE,
            _entry=entry.ref,
            _title=normalised(entry.title),
            _themes=_themes(entry.themes),
        )


def _networks(organisations: tuple[str, ...]) -> str:
    return " ".join(sorted(set(organisations) & set(NETWORKS)))


def _themes(written: str) -> list[str]:
    """The themes that a line names, each without case, accents and signs."""
    return sorted({normalised(theme.replace("_", " ")) for theme in written.split(",")} - {""})


def _has_evaluation(line: CalendarLine) -> bool:
    """Whether the papers name an evaluation and give an address."""
    papers = normalised(line.papers)
    return "evaluation" in papers and "http" in papers


def _deliverables(line: CalendarLine) -> str | None:
    """The papers that are delivered, in the order in which the strategy asks for them; None without any."""
    papers = normalised(line.papers)
    if "http" not in papers:
        return None
    named = {
        "evaluation": "evaluation" in papers,
        "competences_socle": _MAP in papers and "socle" in papers,
        "competences_specialites": _MAP in papers and "specialite" in papers,
    }
    return " ".join(code for code, is_named in named.items() if is_named) or None


def _of_essor(run: Run) -> Iterator[dict[str, Any]]:
    for line in essor.events(run):
        day = past(run, line.day("date_evenement"))
        if day:
            yield _row(
                event_key=f"{essor.SOURCE}:{line.text('evenement_id')}",
                event_type=line.text("type"),
                event_date=day,
                event_status="tenue",
                is_held=True,
                departement_code=line.text("departement"),
                epci_code=line.text("epci"),
                source_code=essor.SOURCE,
            )


def _of_epci(run: Run) -> Iterator[dict[str, Any]]:
    for line in steps_told(run):
        day, state = past(run, line.day("date_action")), line.text("statut")
        if day:
            status = _STEP_STATES.get(state, state) if state else None
            yield _row(
                event_type="diffusion",
                event_date=day,
                event_status=status,
                is_held=status == "tenue",
                epci_code=line.item.epci,
                source_code=EPCI_SOURCE,
                _title=normalised(str(line.text("intitule"))),
            )
