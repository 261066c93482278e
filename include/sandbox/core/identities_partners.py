"""Which true project stands behind each record of the partners that follow projects.

A record is one thing in one stream, however many lines repeat it: a project in a network's list, a
tiers-lieu in all its panoramas, a project on one review's table. Its date is that of the reception,
the review, the day of meetings, the start of the support, the first answer or the decision; records
dated after the cut-off are not there, those of a support that was withdrawn are. Its SIREN is the one
it shows (a SIRET's first nine digits), the newest where a place gave several. A place of a project is
that project: two places of one project share it. A project of ESSOR whose own line was lost is still
a record, by its number alone, where another line of the tool names it; core.json leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sandbox.cog import Cog
from sandbox.core.partners import epci, essor, networks, third_places
from sandbox.core.record import Identity, Record, numbers, once
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.systems.reseaux_followups import FollowUp
from sandbox.world import World


def identities(world: World, month: str, cog: Cog, lost: Lost) -> list[Identity]:
    """The dated records of all streams, by source, stream and reference; each reference once."""
    return [record.identity for record in records(Run(world, month, cog, lost)) if record.day]


def records(run: Run) -> list[Record]:
    """The records with all that they show, undated ones too."""
    every = [
        *_of_essor(run),
        *_of_networks(run),
        *_of_meetings("revues", networks.reviewed(run), run),
        *_of_meetings("partenariats", networks.brought(run), run),
        *_of_third_places(run),
        *_of_epci(run),
    ]
    return once(record for record in every if record.day is None or record.day <= run.cut_off)


def _of_essor(run: Run) -> Iterator[Record]:
    shown = essor.shown_projects(run)
    landed = essor.projects(run, shown)
    for number, line in landed.items():
        yield Record(
            essor.SOURCE,
            "projets",
            number,
            line.item.project.identity,
            line.day("date_accueil"),
            line.siren("structure_siret"),
            line.text("structure_rna"),
            line.text("titre"),
            numbers(essor=number, region=line.text("n_projet_region")),
        )
    named = {str(line.text("projet_id")) for line in (*essor.supports(run, shown), *essor.partnerships(run, shown))}
    named |= {line.item.project.essor for line in essor.orientations(run, shown)}
    owners = {item.project.essor: item.project.identity for item in shown}
    for number in sorted(named - landed.keys()):
        yield Record(essor.SOURCE, "projets", number, owners[number], None, shared=numbers(essor=number))


def _of_networks(run: Run) -> Iterator[Record]:
    for known in networks.known_projects(run):
        line = known.project
        title = str(line.text("projet"))
        listed = networks.named_in_lists(known.network, title, line.text("structure"), line.text("commune"))
        yield Record(
            networks.SOURCE,
            "projets",
            known.reference,
            known.follow_up.project.identity,
            line.day("date_accueil"),
            line.siren("siren"),
            title=title,
            shared=numbers(essor=line.text("essor_id"), list=listed),
        )


def _of_meetings(stream: str, seen: Iterable[tuple[FollowUp, date]], run: Run) -> Iterator[Record]:
    """Reviews and days of meetings: the project stands there under its title, without a SIREN."""
    for item, day in seen:
        title, structure, commune = networks.as_seen(run, item)
        yield Record(
            networks.SOURCE,
            stream,
            f"{item.network}:{day.isoformat()}:{title}",
            item.project.identity,
            day,
            title=title,
            shared=numbers(list=networks.named_in_lists(item.network, title, structure, commune)),
        )


def _of_third_places(run: Run) -> Iterator[Record]:
    for helped in third_places.supports(run):
        line = helped.line
        yield Record(
            third_places.SOURCE,
            "accompagnements",
            line.ref,
            helped.site.project.identity,
            line.day("date_debut"),
            line.siren("siren"),
            title=line.text("projet"),
            shared=numbers(tl=line.text("id_tl"), essor=line.text("essor_id")),
        )
    yield from _places(run)


def _places(run: Run) -> list[Record]:
    """A place once, by its newest answer, on the day of its first one."""
    newest: dict[str, Record] = {}
    for answer in third_places.answers(run):
        line, number = answer.line, answer.site.number
        told = Record(
            third_places.SOURCE,
            "panorama",
            number,
            answer.site.project.identity,
            answer.answered_on,
            line.siren("siren"),
            shared=numbers(tl=number, essor=line.text("essor_id")),
        )
        before = newest.get(number, told)
        newest[number] = replace(
            told, day=before.day, siren=told.siren or before.siren, shared=told.shared | before.shared
        )
    return list(newest.values())


def _of_epci(run: Run) -> Iterator[Record]:
    for line in epci.funded(run):
        support = line.item
        yield Record(
            epci.SOURCE,
            "cofinancements",
            f"{support.epci}:{support.number}",
            support.project.identity,
            line.day("date_decision"),
            line.siren("siret"),
            title=line.text("projet"),
            shared=numbers(region=line.text("n_projet_region")),
        )
