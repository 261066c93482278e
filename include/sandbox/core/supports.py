"""Truth of fct_support: receptions, accompaniments, interventions and requests that partners tell of.

Choices where core.md leaves one:
- An end after the cut-off is not known yet: the support still lasts.
- ESSOR: the project's own line gives SIREN, ESS status and place; when it was lost, its supports stay
  without them. Team and porteur are those of a reception, contacts and role those of an accompaniment.
- Networks: contacts stand on the reception and on the accompaniment, whose rule (indicators.md A08)
  asks for them; the role of the network is that of its accompaniment; who intervenes is in support.
- An intervention by an organisation without a code has no operator_code and no key, since a name is
  no part of a mart; `_operator` holds it for the comparison.
- Cap Tiers-lieux: a support that was withdrawn by extraction day is left out. A place without number,
  SIREN or commune has no key here (the digest of its name is the reader's own), and `_place_key` names
  it by name and commune; `_third_place` is the true place in any case.
- `_person` tells porteurs apart as the records do: a mail is one identity, a name without mail another
  of its own, which namesakes share; initials are none.
- `_record` is the record of the identities that the row tells of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor, networks, third_places
from sandbox.core.partners.moments import past
from sandbox.core.partners.networks import Known, Step
from sandbox.core.partners.told import ToldLine
from sandbox.core.record import record_key
from sandbox.core.row import Run, by_key, place_columns
from sandbox.facts import Lost, normalised
from sandbox.world import Project, World

COLUMNS = (
    "support_key",
    "third_place_key",
    "siren",
    "rna",
    "operator_code",
    "support_kind",
    "support_type",
    "role",
    "start_date",
    "end_date",
    "contacts",
    "team_size",
    "declared_ess",
    "commune_code",
    "departement_code",
    "epci_code",
    "source_code",
    "_project",
    "_record",
    "_person",
    "_operator",
    "_third_place",
    "_place_key",
)
_SHORT = ("information", "visite")


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The supports begun by the cut-off, by key; those without one first, in the order of their lists."""
    run = Run(world, month, cog, lost)
    found = [*_of_essor(run), *_of_networks(run), *_of_cap_tiers_lieux(run)]
    return by_key([row for row in found if row["start_date"]], "support_key")


def _row(**known: Any) -> dict[str, Any]:
    """A row of all columns. Raises KeyError for one that the fact does not have."""
    for name in known:
        if name not in COLUMNS:
            raise KeyError(name)
    return {name: known.get(name) for name in COLUMNS}


def _of_essor(run: Run) -> Iterator[dict[str, Any]]:
    shown = essor.shown_projects(run)
    projects = essor.projects(run, shown)
    owners = {item.project.essor: item.project for item in shown}
    for number, line in projects.items():
        yield _row(
            support_key=f"essor:reception:{number}",
            operator_code=line.text("accueilli_par"),
            support_kind="reception",
            start_date=past(run, line.day("date_accueil")),
            team_size=line.number("nb_personnes"),
            _person=owners[number].person.label if line.text("porteur_mail") else None,
            **_essor_carrier(run, owners[number], line),
        )
    for support in essor.supports(run, shown):
        number = str(support.text("projet_id"))
        yield _row(
            support_key=f"essor:{support.text('accompagnement_id')}",
            operator_code=support.text("organisation"),
            support_kind="accompaniment",
            role=support.text("role"),
            start_date=past(run, support.day("date_debut")),
            end_date=past(run, support.day("date_fin")),
            contacts=support.number("nb_contacts"),
            **_essor_carrier(run, owners[number], projects.get(number)),
        )


def _essor_carrier(run: Run, project: Project, line: ToldLine | None) -> dict[str, Any]:
    """What the project's own line says of the carrier and the place, if it landed."""
    carrier: dict[str, Any] = {
        "source_code": essor.SOURCE,
        "_project": project.identity,
        "_record": record_key(essor.SOURCE, "projets", project.essor),
    }
    place = project.place if line and line.text("commune") else None
    if line:
        carrier |= {
            "siren": line.siren("structure_siret"),
            "declared_ess": line.flag("ess"),
            "rna": line.text("structure_rna"),
        }
    return carrier | place_columns(place, run.vintage)


def _of_networks(run: Run) -> Iterator[dict[str, Any]]:
    for known in networks.known_projects(run):
        yield _reception(run, known)
        yield _accompaniment(run, known)
        for step in known.helped:
            yield _intervention(run, known, step)


def _reception(run: Run, known: Known) -> dict[str, Any]:
    line = known.project
    return _row(
        support_key=_network_key(known, "reception"),
        operator_code=known.network,
        support_kind="reception",
        start_date=past(run, line.day("date_accueil")),
        contacts=line.number("nb_contacts"),
        team_size=line.number("nb_personnes"),
        _person=_person_in_list(known),
        **_network_carrier(run, known),
    )


def _accompaniment(run: Run, known: Known) -> dict[str, Any]:
    line = known.project
    return _row(
        support_key=_network_key(known, "accompaniment"),
        operator_code=known.network,
        support_kind="accompaniment",
        role=line.text("role_reseau"),
        start_date=past(run, line.day("date_debut")),
        end_date=past(run, line.day("date_fin")),
        contacts=line.number("nb_contacts"),
        **_network_carrier(run, known),
    )


def _intervention(run: Run, known: Known, step: Step) -> dict[str, Any]:
    key = _network_key(known, f"intervention:{step.code}:{step.day.isoformat()}")
    return _row(
        support_key=key if step.code else None,
        operator_code=step.code,
        support_kind="intervention",
        role="appui",
        start_date=past(run, step.day),
        _operator=step.organisation,
        **_network_carrier(run, known),
    )


def _person_in_list(known: Known) -> str | None:
    """The porteur as a network's list tells persons apart: by mail, else by name; by initials nobody can."""
    line, person = known.project, known.follow_up.project.person
    if line.text("porteur_courriel"):
        return person.label
    return f"name:{person.namesake}" if line.text("porteur_nom") else None


def _network_key(known: Known, rest: str) -> str | None:
    return f"{networks.SOURCE}:{known.network}:{known.number}:{rest}" if known.number else None


def _network_carrier(run: Run, known: Known) -> dict[str, Any]:
    line, project = known.project, known.follow_up.project
    return {
        "siren": line.siren("siren"),
        "declared_ess": line.flag("ess"),
        "source_code": networks.SOURCE,
        "_project": project.identity,
        "_record": record_key(networks.SOURCE, "projets", known.reference),
        **place_columns(known.place(run), run.vintage),
    }


def _of_cap_tiers_lieux(run: Run) -> Iterator[dict[str, Any]]:
    keys = third_places.PlaceKeys(run, third_places.answers(run))
    for helped in third_places.supports(run):
        line, site = helped.line, helped.site
        if line.text("statut") == "annule":
            continue
        kind, place = line.text("type_accompagnement"), third_places.told_place(run, site, line)
        yield _row(
            support_key=f"{third_places.SOURCE}:{line.ref}",
            third_place_key=keys.of(helped),
            siren=line.siren("siren"),
            operator_code=third_places.SOURCE,
            support_kind="information" if kind in _SHORT else "accompaniment",
            support_type=kind,
            role=line.text("role"),
            start_date=past(run, line.day("date_debut")),
            end_date=past(run, line.day("date_fin")),
            source_code=third_places.SOURCE,
            _project=site.project.identity,
            _record=record_key(third_places.SOURCE, "accompagnements", line.ref),
            _third_place=site.number,
            _place_key=keys.of(helped) or _by_name(line, place["commune_code"]),
            **place,
        )


def _by_name(line: ToldLine, commune: str | None) -> str | None:
    """What tells a place without number and SIREN from others: its name with its commune."""
    name = line.text("nom")
    return f"tl-p3:{normalised(name)}:{commune or ''}" if name else None
