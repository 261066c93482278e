"""The core facts of the partners as a reader of the files would make them: landed rows, then core.md in a few lines.

It shares nothing with the truth but the words of core.md: the rows are those that landing reads from the
bytes. Places are left out, since reading free text is not the matter here.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from meets_contract import contract_of, deliver, land
from sandbox.facts import Lost, normalised
from sandbox.made import Made
from sandbox.systems import cap_tiers_lieux, epci, essor, gouvernance, reseaux_departementaux
from sandbox.systems.epci_world import EPCI
from sandbox.vocabulary import NETWORKS, ORGANISATIONS

Landed = dict[str, str | None]
Row = dict[str, Any]
SYSTEMS = {
    "essor": essor,
    "reseaux_departementaux": reseaux_departementaux,
    "cap_tiers_lieux": cap_tiers_lieux,
    "epci": epci,
    "gouvernance": gouvernance,
}
_PERSONS = ("porteur_courriel", "porteur_nom")
# Dirt writes an EPCI under the names that people use; two lines of one conference never share one of these.
_OFFICIAL = {normalised(name): normalised(names[0]) for names in EPCI.values() for name in names[2:]}


@cache
def made_by(source: str, seed: int, dirt: int, month: str) -> tuple[Made, ...]:
    """The deliveries in force of a month; the lists of an API as collecting leaves them."""
    made = [item for item in deliver(SYSTEMS[source], seed, month, dirt) if item.delivery.in_force]
    return tuple(replace(item, data=_lines(item)) if item.way == "api" else item for item in made)


def _lines(made: Made) -> bytes:
    request = contract_of(made.delivery.source).streams[made.endpoint].request
    assert request is not None
    ordered = sorted(made.records, key=lambda record: str(record[str(request.id)]))
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in ordered).encode()


def lost_by(seed: int, dirt: int, month: str) -> Lost:
    """What the dirt destroyed in the deliveries in force of these systems."""
    lost = Lost()
    for source in SYSTEMS:
        for made in made_by(source, seed, dirt, month):
            for part in made.parts:
                for line in part.table.lines:
                    for loss in line.losses:
                        lost.add(source, part.stream, line.ref, None if loss.row_lost else loss.column)
    return lost


@cache
def landed(source: str, stream: str, seed: int, dirt: int, month: str) -> tuple[tuple[int, Landed], ...]:
    """The rows in force of a stream with the year of their delivery, in the order of the files."""
    made = [m for m in made_by(source, seed, dirt, month) if any(part.stream == stream for part in m.parts)]
    return tuple((item.made.delivery.year, row) for item in land(made) if item.stream == stream for row in item.rows)


def supports(seed: int, dirt: int, month: str, cut_off: str) -> list[Row]:
    """The rows of fct_support without their place."""
    parts = (_essor_supports, _network_supports, _cap_supports)
    rows = [row for part in parts for row in part(seed, dirt, month)]
    for row in rows:
        row["end_date"] = row["end_date"] if (row["end_date"] or "9") <= cut_off else None
    return [row for row in rows if (row["start_date"] or "9") <= cut_off]


SUPPORT_COLUMNS = (
    "support_key",
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
    "source_code",
)


def _support(source: str, kind: str, key: str | None, start: str | None, **known: Any) -> Row:
    told = {"source_code": source, "support_kind": kind, "support_key": key, "start_date": start}
    return {**dict.fromkeys(SUPPORT_COLUMNS), "person": False, **told, **known}


def _essor_supports(seed: int, dirt: int, month: str) -> Iterator[Row]:
    projects = {row["projet_id"]: row for _, row in landed("essor", "projets", seed, dirt, month)}

    def carrier(number: str | None) -> Row:
        row = projects.get(number, {})
        return {"siren": siren(row.get("structure_siret")), "rna": row.get("structure_rna"), "declared_ess": truth(row)}

    for number, row in projects.items():
        known = {"operator_code": row["accueilli_par"], "team_size": whole(row["nb_personnes"])}
        key, person = f"essor:reception:{number}", row["porteur"] is not None
        yield _support("essor", "reception", key, row["date_accueil"], person=person, **known, **carrier(number))
    for _, row in landed("essor", "accompagnements", seed, dirt, month):
        known = {"operator_code": row["organisation"], "role": row["role"], "contacts": whole(row["nb_contacts"])}
        key, start = f"essor:{row['accompagnement_id']}", row["date_debut"]
        known["end_date"] = row["date_fin"]
        yield _support("essor", "accompaniment", key, start, **known, **carrier(row["projet_id"]))


def network_projects(seed: int, dirt: int, month: str) -> Iterator[tuple[Landed, list[Landed]]]:
    """Each project of each network as its lines tell together, and the lines."""
    groups: dict[tuple[str | None, ...], list[Landed]] = defaultdict(list)
    for _, row in landed("reseaux_departementaux", "projets", seed, dirt, month):
        who = (row["numero"],) if row["numero"] else (row["projet"], row["date_accueil"])
        groups[row["reseau"], *who].append(row)
    for lines in groups.values():
        together: Landed = {}
        for line in lines:
            together.update({name: value for name, value in line.items() if value is not None})
        yield {name: together.get(name) for name in lines[0]}, lines


def _network_supports(seed: int, dirt: int, month: str) -> Iterator[Row]:
    for row, lines in network_projects(seed, dirt, month):
        key = f"reseaux_departementaux:{row['reseau']}:{row['numero']}:" if row["numero"] else ""
        carrier = {"siren": row["siren"], "declared_ess": truth(row)}
        source, contacts = "reseaux_departementaux", whole(row["nb_contacts"])
        own = {"operator_code": row["reseau"], "contacts": contacts, **carrier}
        person = any(row[name] for name in _PERSONS)
        team = whole(row["nb_personnes"])
        day = row["date_accueil"]
        yield _support(source, "reception", key and f"{key}reception", day, team_size=team, person=person, **own)
        role = {"role": row["role_reseau"], "end_date": row["date_fin"]}
        yield _support(source, "accompaniment", key and f"{key}accompaniment", row["date_debut"], **role, **own)
        for helper, day in {(line["appui_externe"], line["date_appui"]): 0 for line in lines if line["appui_externe"]}:
            code = helper if helper in ORGANISATIONS else None
            full = f"{key}intervention:{code}:{day}" if key and code else ""
            yield _support(source, "intervention", full, day, operator_code=code, role="appui", **carrier)


def _cap_supports(seed: int, dirt: int, month: str) -> Iterator[Row]:
    for _, row in landed("cap_tiers_lieux", "accompagnements", seed, dirt, month):
        if row["statut"] == "annule":
            continue
        kind = "information" if row["type_accompagnement"] in ("information", "visite") else "accompaniment"
        known = {"siren": row["siren"], "role": row["role"], "support_type": row["type_accompagnement"]}
        key, end = f"cap_tiers_lieux:{row['id_accompagnement']}", row["date_fin"]
        operator = {"operator_code": "cap_tiers_lieux", "end_date": end}
        yield _support("cap_tiers_lieux", kind, key, row["date_debut"], **known, **operator)


def referrals(seed: int, dirt: int, month: str, cut_off: str) -> Counter[tuple[Any, ...]]:
    """(key, sender, receiver, date, status) of the rows of fct_referral."""
    found: list[tuple[Any, ...]] = []
    for _, row in landed("essor", "orientations", seed, dirt, month):
        key = f"essor:{row['projet_id']}:{row['de']}:{row['vers']}:{row['date_orientation']}"
        found.append((key, row["de"], row["vers"], row["date_orientation"], row["statut"]))
    for row, lines in network_projects(seed, dirt, month):
        sent: dict[tuple[str | None, str | None], str | None] = {}
        for line in lines:
            if line["orientation_vers"] and line["date_orientation"]:
                place = (line["orientation_vers"], line["date_orientation"])
                sent[place] = line["orientation_statut"] or sent.get(place)
        for (receiver, day), outcome in sent.items():
            key = f"reseaux_departementaux:{row['reseau']}:{row['numero']}:{receiver}:{day}" if row["numero"] else ""
            found.append((key, row["reseau"], receiver, day, "proposee" if outcome == "emise" else outcome))
    return Counter(row for row in found if (row[3] or "9") <= cut_off)


def publicity(seed: int, dirt: int, month: str, cut_off: str) -> dict[str, tuple[Any, ...]]:
    """(content, type, channel, day, département, projects, operators) of fct_publicity by key."""
    return {
        f"essor:{row['publication_id']}": (
            row["contenu_id"],
            row["type"],
            row["canal"],
            row["date_publication"],
            row["departement"],
            len(_items(row["projets"])),
            " ".join(sorted(_items(row["organisations"]))),
        )
        for _, row in landed("essor", "publications", seed, dirt, month)
        if (row["date_publication"] or "9") <= cut_off
    }


def events(seed: int, dirt: int, month: str, cut_off: str) -> Counter[tuple[Any, ...]]:
    """What the lines of the three calendars say."""
    found: list[tuple[Any, ...]] = []
    for _, row in landed("gouvernance", "evenements", seed, dirt, month):
        held = row["statut"] == "tenue" and str(row["date_evenement"]) <= cut_off
        there = tuple(" ".join(sorted(_items(row[name]) & set(NETWORKS))) for name in ("organisateurs", "participants"))
        place = None if row["territoire"] == "region" else row["territoire"]
        papers = normalised(row["livrables"] or "")
        known = (truth(row, "porteurs_presents"), "evaluation" in papers and "http" in papers)
        said = (row["type"], row["date_evenement"], row["statut"], held, place, None, *there, *known)
        found.append(("gouvernance", *said, whole(row["nb_ajustements"]), normalised(row["intitule"] or "")))
    nothing = (None, None, None, None, None)
    for _, row in landed("essor", "evenements", seed, dirt, month):
        if str(row["date_evenement"]) <= cut_off:
            said = (row["type"], row["date_evenement"], "tenue", True, row["departement"], row["epci"])
            found.append(("essor", *said, *nothing, None))
    for _, row in landed("epci", "diffusion", seed, dirt, month):
        if str(row["date_action"]) <= cut_off:
            status = "tenue" if row["statut"] == "realisee" else row["statut"]
            said = ("diffusion", row["date_action"], status, status == "tenue", None, row["epci"])
            found.append(("epci", *said, *nothing, normalised(row["intitule"] or "")))
    return Counter(found)


def participations(seed: int, dirt: int, month: str, cut_off: str) -> Counter[tuple[Any, ...]]:
    """(day, name, SIREN, declared ESS) of the organisations at the conferences held."""
    held = {
        row["date_evenement"]
        for _, row in landed("gouvernance", "evenements", seed, dirt, month)
        if row["type"] == "conference" and row["statut"] == "tenue" and str(row["date_evenement"]) <= cut_off
    }
    found: dict[tuple[str | None, str], tuple[str | None, bool | None]] = {}
    for _, row in landed("gouvernance", "participations", seed, dirt, month):
        if row["date_evenement"] in held and row["organisation"]:
            name = normalised(row["organisation"])
            place = (row["date_evenement"], _OFFICIAL.get(name, name))
            number, ess = found.get(place, (None, None))
            found[place] = (row["siren"] or number, ess if truth(row) is None else truth(row))
    return Counter((*place, *said) for place, said in found.items())


def reviews(seed: int, dirt: int, month: str, cut_off: str) -> Counter[tuple[Any, ...]]:
    """(network, day, holder there, day of the solution) of the projects reviewed."""
    found: list[tuple[Any, ...]] = []
    for _, row in landed("reseaux_departementaux", "revues", seed, dirt, month):
        solved = row["date_solution"] if row["solution"] and (row["date_solution"] or "9") <= cut_off else None
        found.append((row["reseau"], row["date_revue"], truth(row, "porteur_present"), solved))
    return Counter(row for row in found if (row[1] or "9") <= cut_off)


def essor_projects(seed: int, dirt: int, month: str) -> dict[str | None, tuple[Any, ...]]:
    """(who received it, whether it structures, need, jobs, last entry) of the tool's projects."""
    return {
        row["projet_id"]: (
            row["accueilli_par"],
            truth(row, "structurant"),
            float(row["besoin_financement"]) if row["besoin_financement"] else None,
            whole(row["emplois"]),
            str(row["updated_at"])[:10],
        )
        for _, row in landed("essor", "projets", seed, dirt, month)
    }


def tool_entries(seed: int, dirt: int, month: str) -> Counter[tuple[str | None, str]]:
    """(who, day) of what was written into the tool."""
    lists = (("projets", "accueilli_par"), ("accompagnements", "organisation"))
    return Counter(
        (row[who], str(row["updated_at"])[:10])
        for stream, who in lists
        for _, row in landed("essor", stream, seed, dirt, month)
    )


def projects_told_of(seed: int, dirt: int, month: str, cut_off: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(day, jobs) by publication and project."""
    jobs = {str(row["projet_id"]): whole(row["emplois"]) for _, row in landed("essor", "projets", seed, dirt, month)}
    return {
        (f"essor:{row['publication_id']}", number): (row["date_publication"], jobs.get(number))
        for _, row in landed("essor", "publications", seed, dirt, month)
        for number in _items(row["projets"])
        if (row["date_publication"] or "9") <= cut_off
    }


def third_places(seed: int, dirt: int, month: str) -> dict[tuple[str, int], tuple[Any, ...]]:
    """(SIREN, stage, opened, closed, answered, employees, ESS) by place and vintage."""
    return {
        (f"tl:{row['id_tl']}", year): (
            row["siren"],
            row["stade"],
            row["date_ouverture"],
            row["date_fermeture"],
            row["date_reponse"],
            whole(row["nb_salaries"]),
            truth(row),
        )
        for year, row in landed("cap_tiers_lieux", "panorama", seed, dirt, month)
    }


def references(seed: int, dirt: int, month: str, cut_off: str) -> set[tuple[str, str, str]]:
    """(source, stream, reference) of the records that tell of a project."""
    found: list[tuple[str, str, str, str | None]] = []
    for _, row in landed("essor", "projets", seed, dirt, month):
        found.append(("essor", "projets", str(row["projet_id"]), row["date_accueil"]))
    for row, _ in network_projects(seed, dirt, month):
        who = row["numero"] or f"{row['projet']}:{row['date_accueil']}"
        found.append(("reseaux_departementaux", "projets", f"{row['reseau']}:{who}", row["date_accueil"]))
    for stream, day in (("revues", "date_revue"), ("partenariats", "date_journee")):
        for _, row in landed("reseaux_departementaux", stream, seed, dirt, month):
            reference = f"{row['reseau']}:{row[day]}:{row['projet']}"
            found.append(("reseaux_departementaux", stream, reference, row[day]))
    for _, row in landed("cap_tiers_lieux", "accompagnements", seed, dirt, month):
        found.append(("cap_tiers_lieux", "accompagnements", str(row["id_accompagnement"]), row["date_debut"]))
    for _, row in landed("cap_tiers_lieux", "panorama", seed, dirt, month):
        found.append(("cap_tiers_lieux", "panorama", str(row["id_tl"]), row["date_reponse"]))
    for _, row in landed("epci", "cofinancements", seed, dirt, month):
        found.append(("epci", "cofinancements", f"{row['epci']}:{row['reference']}", row["date_decision"]))
    return {record[:3] for record in found if (record[3] or "9") <= cut_off}


def _items(text: str | None) -> set[str]:
    return {item.strip() for item in (text or "").split(";") if item.strip()}


def whole(text: str | None) -> int | None:
    """A number as landed."""
    return int(text) if text else None


def truth(row: Landed, name: str = "ess") -> bool | None:
    """A yes or no as landed."""
    return None if row.get(name) is None else row[name] == "true"


def siren(siret: str | None) -> str | None:
    """The SIREN of a SIRET as landed."""
    return siret[:9] if siret else None
