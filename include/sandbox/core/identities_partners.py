"""Which true project stands behind each record of the partners that follow projects.

A record is one thing in one stream, however many lines repeat it: a project in a network's list, a
tiers-lieu in all its panoramas, a project on one review's table. Its date is that of the reception,
the review, the day of meetings, the start of the support, the first answer or the decision; records
dated after the cut-off are not there, those of a support that was withdrawn are. Its SIREN is the one
it shows (a SIRET's first nine digits), the newest where a place gave several. A place of a project is
that project: two places of one project share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sandbox.cog import Cog
from sandbox.core.partners import epci, essor, networks, third_places
from sandbox.core.partners.moments import past
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.systems.reseaux_followups import FollowUp
from sandbox.world import World

Identity = dict[str, str]


def identities(world: World, month: str, cog: Cog, lost: Lost) -> list[Identity]:
    """The records of all streams, by source, stream and reference; each reference once."""
    run = Run(world, month, cog, lost)
    every = [
        *_of_essor(run),
        *_of_networks(run),
        *_of_meetings("revues", networks.reviewed(run), run),
        *_of_meetings("partenariats", networks.brought(run), run),
        *_of_third_places(run),
        *_of_epci(run),
    ]
    found = {(one["source"], one["stream"], one["reference"]): one for one in every if one["date"]}
    return [found[key] for key in sorted(found)]


def _identity(source: str, stream: str, reference: str, project: str, siren: str | None, day: str) -> Identity:
    return {
        "source": source,
        "stream": stream,
        "reference": reference,
        "project": project,
        "siren": siren or "",
        "date": day,
    }


def _of_essor(run: Run) -> Iterator[Identity]:
    for number, line in essor.projects(run, essor.shown_projects(run)).items():
        siren, day = line.siren("structure_siret"), past(run, line.day("date_accueil")) or ""
        yield _identity(essor.SOURCE, "projets", number, line.item.project.identity, siren, day)


def _of_networks(run: Run) -> Iterator[Identity]:
    for known in networks.known_projects(run):
        line, project = known.project, known.follow_up.project
        day = past(run, line.day("date_accueil")) or ""
        reference = f"{known.network}:{known.number or ':'.join((str(line.text('projet')), day))}"
        yield _identity(networks.SOURCE, "projets", reference, project.identity, line.siren("siren"), day)


def _of_meetings(stream: str, seen: Iterable[tuple[FollowUp, date]], run: Run) -> Iterator[Identity]:
    """Reviews and days of meetings: the project stands there under its title, without a SIREN."""
    titles = networks.titles(run)
    for item, when in seen:
        day = past(run, when) or ""
        reference = f"{item.network}:{day}:{titles[item.network, item.rank]}"
        yield _identity(networks.SOURCE, stream, reference, item.project.identity, None, day)


def _of_third_places(run: Run) -> Iterator[Identity]:
    for helped in third_places.supports(run):
        line, project = helped.line, helped.site.project
        day = past(run, line.day("date_debut")) or ""
        yield _identity(third_places.SOURCE, "accompagnements", line.ref, project.identity, line.siren("siren"), day)
    newest: dict[str, Identity] = {}
    for answer in third_places.answers(run):
        project, number = answer.site.project, answer.site.number
        siren, day = answer.line.siren("siren"), past(run, answer.answered_on) or ""
        before = newest.get(number)
        newest[number] = _identity(
            third_places.SOURCE,
            "panorama",
            number,
            project.identity,
            siren or (before["siren"] if before else None),
            before["date"] if before else day,
        )
    yield from newest.values()


def _of_epci(run: Run) -> Iterator[Identity]:
    for line in epci.funded(run):
        support, day = line.item, past(run, line.day("date_decision")) or ""
        reference = f"{support.epci}:{support.number}"
        yield _identity(epci.SOURCE, "cofinancements", reference, support.project.identity, line.siren("siret"), day)
