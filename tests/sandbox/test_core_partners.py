"""The truth of what partners tell of projects: each trap on hand-made objects, then whole worlds as read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import core_partners_as_landed as reader
import pytest
from meets_contract import COG, world
from sandbox.cog import fold_name
from sandbox.core import (
    essor_projects,
    events,
    identities_partners,
    participations,
    projects_told_of,
    publicity,
    referrals,
    reviews,
    supports,
    third_places,
    tool_entries,
)
from sandbox.core.partners import epci as epci_told
from sandbox.core.partners import essor as essor_told
from sandbox.core.partners import networks as networks_told
from sandbox.core.partners import third_places as places_told
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.months import month_end, parse_month
from sandbox.people import Person
from sandbox.systems.epci_world import EPCI, Step
from sandbox.systems.epci_world import Support as Funding
from sandbox.systems.essor_notices import Notice
from sandbox.systems.essor_world import Followed, Orientation, Support
from sandbox.systems.reseaux_followups import Dated, FollowUp
from sandbox.systems.tiers_lieux_places import Site
from sandbox.systems.tiers_lieux_places import Support as PlaceSupport
from sandbox.vocabulary import NETWORKS
from sandbox.world import Attendance, Entry, Organisation, Place, Project, World

MONTH = "2026-10"
CUT_OFF = date(2026, 10, 31)
EXTRACTED = date(2026, 11, 5)
FREIGNE = Place("49144", "Freigné", "49440")
LINDA = Person("Linda", "Exemple", "linda.exemple1@exemple.invalid", "06 39 98 00 00", "FR00")
OWNER = Organisation("Association Exemple (fictif)", "987654324", "98765432400018", True)
PROJECT = Project("P1", "", "ESS-P1", "Atelier Exemple", OWNER, True, FREIGNE, "44", date(2025, 1, 6), LINDA)
EMPTY = World(1, 1, projects=[PROJECT])
NETWORK_LIST = ("reseaux_departementaux", "projets")


def day(text: str) -> date:
    return date.fromisoformat(text)


def told(fact: Any, lost: Lost | None = None, of: World = EMPTY, month: str = MONTH) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = fact.rows(of, month, COG, lost or Lost())
    return rows


def without(*cells: tuple[str, str, str, str | None]) -> Lost:
    lost = Lost()
    for cell in cells:
        lost.add(*cell)
    return lost


def kinds(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["support_kind"] for row in rows)


# The networks


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FollowUp]:
    """Let one network know one project and no other."""

    def know(network: str = "ecossolies", **changes: Any) -> FollowUp:
        base = FollowUp(
            network,
            7,
            PROJECT,
            day("2025-02-03"),
            day("2025-02-01"),
            4,
            3,
            True,
            day("2025-03-01"),
            day("2025-09-01"),
            False,
            (),
            (),
            LINDA,
        )
        item = replace(base, **changes)
        lists: dict[str, list[FollowUp]] = {code: [] for code in NETWORKS} | {network: [item]}
        monkeypatch.setattr(networks_told, "follow_ups", lambda of: lists)
        monkeypatch.setattr(essor_told, "followed_projects", lambda of: [])
        monkeypatch.setattr(places_told, "sites", lambda of, cog: [])
        return item

    return know


SENT = (
    Dated("iresa", day("2025-04-01"), day("2025-04-02"), "aboutie", day("2025-05-31")),
    Dated("cress", day("2025-06-01"), day("2025-06-02"), "emise", day("2025-07-31")),
)
FIRST, SECOND = "ecossolies/P1/0", "ecossolies/P1/1"


def test_a_line_repeated_for_each_orientation_is_one_reception_and_one_accompaniment(networks: Any) -> None:
    networks(sent=SENT, helped=(Dated("urscop", day("2025-05-02"), day("2025-05-02")),))
    rows = told(supports)
    assert kinds(rows) == {"reception": 1, "accompaniment": 1, "intervention": 1}
    by_kind = {row["support_kind"]: row for row in rows}
    prefix = "reseaux_departementaux:ecossolies:EC-0007"
    assert (
        by_kind["reception"]
        | {
            "support_key": f"{prefix}:reception",
            "start_date": "2025-02-01",
            "contacts": 4,
            "team_size": 3,
            "role": None,
            "siren": "987654324",
            "_person": LINDA.label,
            "_project": "P1",
        }
        == (by_kind["reception"])
    )
    accompaniment, helped = by_kind["accompaniment"], by_kind["intervention"]
    assert (
        accompaniment["start_date"],
        accompaniment["end_date"],
        accompaniment["role"],
        accompaniment["_person"],
    ) == (
        "2025-03-01",
        "2025-09-01",
        "referent",
        None,
    )
    assert (helped["support_key"], helped["operator_code"], helped["role"]) == (
        f"{prefix}:intervention:urscop:2025-05-02",
        "urscop",
        "appui",
    )
    assert [(row["receiver_code"], row["referral_status"]) for row in told(referrals)] == [
        ("cress", "proposee"),
        ("iresa", "aboutie"),
    ]


def test_a_project_stands_while_one_of_its_lines_does_and_what_stood_on_the_other_is_gone(networks: Any) -> None:
    networks(sent=SENT)
    half = without((*NETWORK_LIST, FIRST, None))
    assert kinds(told(supports, half)) == {"reception": 1, "accompaniment": 1}
    assert [row["receiver_code"] for row in told(referrals, half)] == ["cress"]
    all_gone = without((*NETWORK_LIST, FIRST, None), (*NETWORK_LIST, SECOND, None))
    assert told(supports, all_gone) == told(referrals, all_gone) == []


@pytest.mark.parametrize("only", [FIRST, SECOND])
def test_a_cell_lost_on_one_line_is_read_on_the_other(networks: Any, only: str) -> None:
    networks(sent=SENT)
    names = ("date_debut", "date_fin", "siren", "ess", "role_reseau")
    one = without(*((*NETWORK_LIST, only, name) for name in names))
    assert told(supports, one) == told(supports)
    both = without(*((*NETWORK_LIST, ref, name) for name in names for ref in (FIRST, SECOND)))
    (reception,) = told(supports, both)
    assert (reception["support_kind"], reception["siren"], reception["declared_ess"]) == ("reception", None, None)


def test_an_orientation_without_its_day_is_in_no_fact_and_one_without_status_is(networks: Any) -> None:
    networks(sent=SENT)
    assert [r["receiver_code"] for r in told(referrals, without((*NETWORK_LIST, FIRST, "date_orientation")))] == [
        "cress"
    ]
    lost_status = told(referrals, without((*NETWORK_LIST, FIRST, "orientation_statut")))
    assert {r["receiver_code"]: r["referral_status"] for r in lost_status} == {"iresa": None, "cress": "proposee"}


def test_two_lines_that_name_one_receiver_on_one_day_are_one_referral_with_the_last_status_told(networks: Any) -> None:
    networks(sent=(SENT[0], replace(SENT[0], outcome="sans_suite")))
    assert [row["referral_status"] for row in told(referrals)] == ["sans_suite"]
    unsaid = without((*NETWORK_LIST, SECOND, "orientation_statut"))
    assert [row["referral_status"] for row in told(referrals, unsaid)] == ["aboutie"]


def test_what_comes_after_the_cut_off_or_is_typed_after_extraction_is_not_there(networks: Any) -> None:
    networks(welcomed=EXTRACTED - timedelta(days=4), known_on=EXTRACTED - timedelta(days=4))
    assert kinds(told(supports)) == {"accompaniment": 1}, "the reception of 1 November is of the next month"
    networks(known_on=EXTRACTED + timedelta(days=1))
    assert told(supports) == []
    networks(end=EXTRACTED, sent=(replace(SENT[0], day=EXTRACTED, known_on=EXTRACTED),))
    assert [row["end_date"] for row in told(supports) if row["support_kind"] == "accompaniment"] == [None]
    assert told(referrals) == []
    networks(start=CUT_OFF + timedelta(days=1))
    assert kinds(told(supports)) == {"reception": 1}


def test_a_layout_tells_nothing_of_the_columns_it_lacks(networks: Any) -> None:
    networks("apess", sent=SENT)
    for row in told(supports):
        assert (row["support_key"], row["siren"], row["declared_ess"], row["team_size"]) == (None, None, None, None)
        assert (row["operator_code"], row["commune_code"], row["contacts"]) == ("apess", "44180", 4)
    assert [row["_person"] for row in told(supports) if row["support_kind"] == "reception"] == [None], "initials"
    assert {(row["referral_key"], row["referral_status"]) for row in told(referrals)} == {(None, None)}


def persons(lost: Lost | None = None) -> list[str | None]:
    return [row["_person"] for row in told(supports, lost) if row["support_kind"] == "reception"]


def test_a_porteur_is_told_by_mail_else_by_name_which_namesakes_share(networks: Any) -> None:
    networks()
    no_mail = without((*NETWORK_LIST, FIRST, "porteur_courriel"))
    assert persons() == [LINDA.label]
    (by_name,) = persons(no_mail)
    assert by_name == f"name:{LINDA.namesake}"
    other = replace(LINDA, mail="linda.exemple2@exemple.invalid", family="EXEMPLE")
    networks(project=replace(PROJECT, person=other))
    assert persons() == [other.label] != [LINDA.label]
    assert persons(no_mail) == [by_name]
    nobody = without((*NETWORK_LIST, FIRST, "porteur_courriel"), (*NETWORK_LIST, FIRST, "porteur_nom"))
    assert persons(nobody) == [None]


@pytest.mark.parametrize(
    ("network", "place", "commune"),
    [
        ("ecossolies", Place("53054", "Changé", "53810"), None),
        ("iresa", Place("53054", "Changé", "53810"), "53054"),
        ("ecossolies", Place("53130", "Laval", "53000"), "53130"),
        ("ecossolies", Place("85212", "Sainte-Florence", "85140"), "85212"),
    ],
)
def test_a_name_that_two_communes_bear_places_nothing_without_a_postal_code(
    networks: Any, network: str, place: Place, commune: str | None
) -> None:
    """Changé is in Mayenne and in Sarthe; Sainte-Florence was part of another commune in an older vintage."""
    networks(network, project=replace(PROJECT, place=place), sent=SENT)
    assert {row["commune_code"] for row in (*told(supports), *told(referrals))} == {commune}


def test_the_rows_of_a_network_tell_of_its_record(networks: Any) -> None:
    networks("apess", sent=SENT)
    (record,) = identities_partners.records(Run(EMPTY, MONTH, COG, Lost()))
    rows = [*told(supports), *told(referrals)]
    assert {row["_record"] for row in rows} == {record.key}
    assert record.reference == f"apess:{record.title}:2025-02-01"
    networks("iresa")
    (record,) = identities_partners.records(Run(EMPTY, MONTH, COG, Lost()))
    assert record.reference == "iresa:IR-0007"
    assert record.siren is None, "this layout has none"
    assert {shared.split(":")[0] for shared in record.shared} == {"list"}


def test_an_intervention_of_somebody_without_a_code_has_no_name_in_the_fact(networks: Any) -> None:
    networks(helped=(Dated("Cabinet n° 3 (fictif)", day("2025-05-02"), day("2025-05-02")),))
    (row,) = [row for row in told(supports) if row["support_kind"] == "intervention"]
    assert (row["support_key"], row["operator_code"], row["_operator"]) == (None, None, "Cabinet n° 3 (fictif)")


def test_an_absorbed_commune_is_the_one_in_force_in_its_own_departement(networks: Any) -> None:
    networks()
    row = told(supports)[0]
    assert (row["commune_code"], row["departement_code"]) == ("44180", "44"), "Freigné changed département in 2018"
    networks(project=replace(PROJECT, place=None))
    assert {row["commune_code"] for row in told(supports)} == {None}


# ESSOR


@pytest.fixture
def essor(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Followed]:
    """Let ESSOR know one project and no other."""

    def know(**changes: Any) -> Followed:
        base = Followed(
            PROJECT,
            "Projet atelier Exemple",
            OWNER.name,
            "FREIGNE",
            "W441234567",
            ((day("2025-02-01"), "idee"),),
            "iresa",
            day("2025-02-01"),
            3,
            False,
            1000,
            0,
            None,
            (Orientation("iresa", "cress", day("2025-03-01"), "aboutie", day("2025-04-01")),),
            (Support("iresa", "referent", 5, day("2025-02-10"), day("2025-12-31"), day("2025-02-10")),),
        )
        item = replace(base, **changes)
        monkeypatch.setattr(essor_told, "followed_projects", lambda of: [item])
        monkeypatch.setattr(networks_told, "follow_ups", lambda of: {})
        monkeypatch.setattr(places_told, "sites", lambda of, cog: [])
        return item

    return know


def test_a_project_of_the_tool_is_a_reception_and_its_supports(essor: Any) -> None:
    essor()
    accompaniment, reception = told(supports)
    assert accompaniment["support_key"] == "essor:ACC-ESS-P1-0"
    assert [accompaniment[name] for name in ("operator_code", "role", "start_date", "end_date", "contacts")] == [
        "iresa",
        "referent",
        "2025-02-10",
        "2025-12-31",
        5,
    ]
    assert reception["support_key"] == "essor:reception:ESS-P1"
    assert [reception[name] for name in ("operator_code", "start_date", "team_size", "_person")] == [
        "iresa",
        "2025-02-01",
        3,
        LINDA.label,
    ]
    for row in (accompaniment, reception):
        assert [row[name] for name in ("siren", "rna", "declared_ess", "commune_code")] == [
            "987654324",
            "W441234567",
            True,
            "44180",
        ]
    assert [row["referral_key"] for row in told(referrals)] == ["essor:ESS-P1:iresa:cress:2025-03-01"]


def test_supports_and_orientations_outlive_the_lost_line_of_their_project(essor: Any) -> None:
    essor()
    lost = without(("essor", "projets", "ESS-P1", None))
    (row,) = told(supports, lost)
    assert row["support_key"] == "essor:ACC-ESS-P1-0"
    assert [row[name] for name in ("siren", "rna", "declared_ess", "commune_code")] == [None] * 4
    assert row["_project"] == "P1"
    (sent,) = told(referrals, lost)
    assert (sent["_project"], sent["commune_code"]) == ("P1", None)


@pytest.mark.parametrize(
    ("stream", "ref", "column", "changed"),
    [
        ("projets", "ESS-P1", "structure_siret", {("siren", None)}),
        ("projets", "ESS-P1", "ess", {("declared_ess", None)}),
        ("projets", "ESS-P1", "accueilli_par", {("operator_code", None)}),
        ("accompagnements", "ACC-ESS-P1-0", "date_fin", {("end_date", None)}),
        ("projets", "ESS-P1", "besoin_financement", set()),
    ],
)
def test_a_lost_cell_takes_away_itself_only(
    essor: Any, stream: str, ref: str, column: str, changed: set[tuple[str, Any]]
) -> None:
    essor()
    before, after = told(supports), told(supports, without(("essor", stream, ref, column)))
    assert len(before) == len(after)
    pairs = zip(before, after, strict=True)
    assert {(name, new[name]) for old, new in pairs for name in old if old[name] != new[name]} == changed


def test_a_project_whose_own_line_is_lost_is_a_record_by_its_number_alone(essor: Any) -> None:
    essor()
    own = without(("essor", "projets", "ESS-P1", None))
    (record,) = identities_partners.records(Run(EMPTY, MONTH, COG, own))
    assert (record.reference, record.project, record.day, record.title) == ("ESS-P1", "P1", None, None)
    assert record.shared == {"essor:ESS-P1"}
    assert {row["_record"] for row in (*told(supports, own), *told(referrals, own))} == {record.key}
    assert identities_partners.identities(EMPTY, MONTH, COG, own) == []
    (whole,) = identities_partners.records(Run(EMPTY, MONTH, COG, Lost()))
    assert (whole.key, whole.title) == (record.key, "Projet atelier Exemple")


def test_a_project_removed_from_the_tool_takes_its_supports_with_it(essor: Any) -> None:
    essor(deleted=EXTRACTED)
    assert told(supports) == told(referrals) == []
    essor(deleted=EXTRACTED + timedelta(days=1))
    assert kinds(told(supports)) == {"reception": 1, "accompaniment": 1}


def test_a_support_typed_late_or_begun_after_the_cut_off_is_not_there(essor: Any) -> None:
    late = Support("cress", "appui", 2, day("2026-09-01"), None, EXTRACTED + timedelta(days=1))
    early = Support("cress", "appui", 2, CUT_OFF + timedelta(days=1), None, CUT_OFF + timedelta(days=1))
    ended = Support("cress", "appui", 2, day("2026-09-01"), CUT_OFF + timedelta(days=2), day("2026-09-01"))
    essor(supports=(late, early, ended))
    rows = [row for row in told(supports) if row["support_kind"] == "accompaniment"]
    assert [(row["support_key"], row["end_date"]) for row in rows] == [("essor:ACC-ESS-P1-2", None)]


def test_an_orientation_is_proposed_until_its_outcome_is_told(essor: Any) -> None:
    essor(orientations=(Orientation("iresa", "cress", day("2026-10-01"), "aboutie", EXTRACTED + timedelta(days=1)),))
    assert [row["referral_status"] for row in told(referrals)] == ["proposee"]


def test_a_publication_counts_each_project_and_each_operator_once(monkeypatch: pytest.MonkeyPatch) -> None:
    named = Notice(
        "PUB-1",
        "video",
        day("2026-05-01"),
        day("2026-05-02"),
        "44",
        content="CONT-1",
        channel="video",
        projects=("ESS-P1", "ESS-P1"),
        organisations=("iresa", "cress", "iresa"),
    )
    later = replace(named, number="PUB-2", day=CUT_OFF + timedelta(days=1), known_on=EXTRACTED)
    untyped = replace(named, number="PUB-3", known_on=EXTRACTED + timedelta(days=1))
    monkeypatch.setattr(essor_told, "notices", lambda *of: ([named, later, untyped], []))
    (row,) = told(publicity)
    assert row == {
        "publicity_key": "essor:PUB-1",
        "content_number": "CONT-1",
        "publication_type": "video",
        "channel": "Vidéo",
        "publication_date": "2026-05-01",
        "departement_code": "44",
        "projects": 1,
        "operators": 2,
        "operator_codes": "cress iresa",
        "source_code": "essor",
        "_projects": ["P1"],
    }
    assert told(publicity, without(("essor", "publications", "PUB-1", None))) == []


# Cap Tiers-lieux

HELP = PlaceSupport(
    "AC-1", "emergence", "referent", day("2024-02-01"), day("2025-02-01"), day("2024-02-05"), None, LINDA
)
SITE = Site(
    "TL-1",
    "La Halle (fictif)",
    PROJECT,
    FREIGNE,
    ((date.min, OWNER),),
    day("2024-01-10"),
    day("2024-06-01"),
    day("2025-10-01"),
    ("fablab",),
    100,
    5,
    (),
    (HELP,),
)


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let Cap Tiers-lieux know these places, which answer on the given day of each year or never."""

    def know(*found: Site, answered: dict[str, tuple[date, ...]]) -> None:
        def answered_on(site: Site, seed: int, year: int) -> date | None:
            return next((moment for moment in answered.get(site.number, ()) if moment.year == year), None)

        monkeypatch.setattr(Site, "answered_on", answered_on)
        monkeypatch.setattr(places_told, "sites", lambda of, cog: list(found))
        monkeypatch.setattr(essor_told, "followed_projects", lambda of: [])
        monkeypatch.setattr(networks_told, "follow_ups", lambda of: {})

    return know


ANSWERS = {"TL-1": (day("2024-10-01"), day("2025-11-01"))}


def _siren_told(rows: list[dict[str, Any]]) -> set[str | None]:
    return {row["siren"] for row in rows}


def test_a_place_is_in_the_vintages_that_it_answered(places: Any) -> None:
    places(SITE, answered=ANSWERS)
    open_, closed = told(third_places)
    names = (
        "third_place_key",
        "vintage",
        "stage",
        "opened_on",
        "closed_on",
        "answered_on",
        "employees",
        "commune_code",
    )
    assert [open_[name] for name in names] == ["tl:TL-1", 2024, "ouvert", "2024-06-01", None, "2024-10-01", 5, "44180"]
    assert [closed[name] for name in names[1:7]] == [2025, "ferme", "2024-06-01", "2025-10-01", "2025-11-01", 0]
    assert _siren_told([open_, closed]) <= {None, OWNER.siren}
    unsaid = without(
        ("cap_tiers_lieux", "panorama", "TL-1/2025", "date_fermeture"),
        ("cap_tiers_lieux", "panorama", "TL-1/2024", None),
    )
    assert [(row["stage"], row["closed_on"]) for row in told(third_places, unsaid)] == [("ferme", None)]
    assert [row["vintage"] for row in told(third_places, month="2025-11")] == [2024], "published in January"


def test_a_visit_is_information_and_a_withdrawn_support_is_none(places: Any) -> None:
    visit = replace(HELP, number="AC-2", kind="visite", end=HELP.start)
    gone = replace(HELP, number="AC-3", cancelled_on=day("2024-03-01"), end=day("2024-03-01"))
    places(replace(SITE, supports=(HELP, visit, gone)), answered=ANSWERS)
    assert [(row["support_key"], row["support_kind"], row["support_type"]) for row in told(supports)] == [
        ("cap_tiers_lieux:AC-1", "accompaniment", "emergence"),
        ("cap_tiers_lieux:AC-2", "information", "visite"),
    ]
    withdrawn_later = replace(gone, cancelled_on=day("2026-10-06"), end=day("2026-10-06"))
    places(replace(SITE, supports=(withdrawn_later,)), answered=ANSWERS)
    assert len(told(supports)) == 1, "the newest list is that of September, made on 5 October"


def test_a_place_is_told_by_its_number_or_by_siren_and_commune_where_these_mean_one(places: Any) -> None:
    places(SITE, answered=ANSWERS)
    (row,) = told(supports)
    assert (row["third_place_key"], row["siren"], row["_third_place"]) == ("tl:TL-1", OWNER.siren, "TL-1")
    no_siren = without(("cap_tiers_lieux", "accompagnements", "AC-1", "siren"))
    assert [row["third_place_key"] for row in told(supports, no_siren)] == ["tl:TL-1"], "the number is enough"
    places(SITE, answered={})
    assert [row["third_place_key"] for row in told(supports)] == [f"tl-siren:{OWNER.siren}:44180"]
    assert [row["third_place_key"] for row in told(supports, no_siren)] == [None]
    places(replace(SITE, place=None), answered={})
    assert [row["third_place_key"] for row in told(supports)] == [None]


def test_a_place_without_number_is_the_only_one_its_structure_runs_in_the_commune(
    places: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = replace(SITE, number="TL-2", supports=())
    other = replace(SITE, number="TL-3", supports=())
    told_all = {number: (day("2024-10-01"), day("2025-11-01")) for number in ("TL-2", "TL-3")}
    monkeypatch.setattr(places_told, "panorama_rows", _answers_with_siren)
    places(SITE, twin, answered={"TL-2": told_all["TL-2"]})
    assert [row["third_place_key"] for row in told(supports)] == ["tl:TL-2"], "what anybody would conclude"
    assert [row["_third_place"] for row in told(supports)] == ["TL-1"], "and what it truly is"
    places(SITE, twin, other, answered=told_all)
    assert [row["third_place_key"] for row in told(supports)] == [f"tl-siren:{OWNER.siren}:44180"]


def _answers_with_siren(seed: int, every: list[Site], year: int) -> list[tuple[str, dict[str, Any], Site]]:
    days = [(site, site.answered_on(seed, year)) for site in every]
    return [
        (
            f"{site.number}/{year}",
            {"siren": site.operator(when).siren, "commune": "Freigné", "date_reponse": when},
            site,
        )
        for site, when in days
        if when
    ]


# Calendars


def entry(ref: str, kind: str, on: str, *history: tuple[str, str], **changes: Any) -> Entry:
    told_of = tuple((day(since), statut) for since, statut in history)
    base = Entry(ref, kind, day(on), told_of, f"Réunion {kind}", "region", ("region",), ("iresa", "cress"), True)
    return replace(base, **changes)


HELD = (("2026-01-05", "prevue"), ("2026-03-11", "tenue"))
CONFERENCE = entry("E1", "conference", "2026-03-10", *HELD)


def calendar(*entries: Entry, attendances: tuple[Attendance, ...] = ()) -> World:
    return World(1, 1, entries=list(entries), attendances=list(attendances))


@pytest.fixture
def no_partner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(essor_told, "notices", lambda *of: ([], []))
    monkeypatch.setattr(epci_told, "steps", lambda seed: {siren: [] for siren in EPCI})


@pytest.mark.usefixtures("no_partner")
def test_planned_and_called_off_meetings_are_lines_that_are_not_held() -> None:
    planned = entry("E2", "copil", "2026-12-10", ("2026-05-01", "prevue"))
    moved = entry("E3", "cotech", "2026-06-01", ("2026-01-01", "prevue"), ("2026-05-20", "reportee"))
    november = entry("E4", "revue", "2026-11-02", ("2026-05-01", "prevue"), ("2026-11-03", "tenue"), territoire="85")
    unknown = entry("E5", "copil", "2026-12-11", ("2026-11-06", "prevue"))
    rows = told(events, of=calendar(CONFERENCE, planned, moved, november, unknown))
    assert [(row["_entry"], row["event_status"], row["is_held"]) for row in rows] == [
        ("E1", "tenue", True),
        ("E3", "reportee", False),
        ("E4", "tenue", False),
        ("E2", "prevue", False),
    ]
    first, third = rows[0], rows[2]
    assert (first["departement_code"], first["participant_networks"], first["has_project_holders"]) == (
        None,
        "iresa",
        True,
    )
    assert third["departement_code"] == "85"
    assert (rows[3]["participant_networks"], rows[3]["has_project_holders"]) == ("", None), "nobody came yet"


@pytest.mark.usefixtures("no_partner")
def test_a_meeting_typed_twice_is_two_lines_unless_they_say_exactly_the_same() -> None:
    again = replace(CONFERENCE, ref="E2", history=((day("2026-03-20"), "tenue"),))
    spaced = replace(again, ref="E3", title=again.title.replace(" ", "  "))
    shouted = replace(again, ref="E4", title=again.title.upper())
    rows = told(events, of=calendar(CONFERENCE, again, spaced, shouted))
    assert [row["_entry"] for row in rows] == ["E1", "E4"]
    assert rows[0]["_title"] == rows[1]["_title"]
    lost = without(("gouvernance", "evenements", "E1", None))
    assert [row["_entry"] for row in told(events, lost, calendar(CONFERENCE, again))] == ["E2"], "one of them remains"


@pytest.mark.usefixtures("no_partner")
def test_the_order_of_the_organisers_makes_no_other_meeting() -> None:
    both = replace(CONFERENCE, organisers=("iresa", "cress"))
    turned = replace(both, ref="E2", title="Autre titre", organisers=("cress", "iresa"))
    rows = told(events, of=calendar(both, turned, replace(both, ref="E3", organisers=("region",))))
    assert [row["organiser_networks"] for row in rows] == ["iresa", "iresa", ""]
    keys = [row["organisers_key"] for row in rows]
    assert keys[:2] == ["101060a3cbb943ebf34f2ad974d338a0"] * 2, "md5 of cress;iresa"
    assert keys[2] != keys[0]


@pytest.mark.usefixtures("no_partner")
def test_papers_tell_of_an_evaluation_once_they_are_delivered() -> None:
    papers = "Évaluation annuelle : https://sress.exemple.invalid/e.pdf"
    copil = replace(CONFERENCE, kind="copil", deliverables=papers, delivered_on=EXTRACTED)
    assert [row["has_evaluation"] for row in told(events, of=calendar(copil))] == [True]
    later = replace(copil, delivered_on=EXTRACTED + timedelta(days=1))
    assert [row["has_evaluation"] for row in told(events, of=calendar(later))] == [False]


@pytest.mark.usefixtures("no_partner")
@pytest.mark.parametrize(
    ("papers", "told_as"),
    [
        ("Cartographie des compétences, socle commun : https://sress.exemple.invalid/1.pdf", "competences_socle"),
        ("Cartographie des compétences : spécialités, http://sress.exemple.invalid/2", "competences_specialites"),
        ("Cartographie des compétences (socle commun et spécialités) : à venir", None),
        ("Socle commun des aides : https://sress.exemple.invalid/aides.pdf", None),
        (
            "CARTOGRAPHIE DES COMPÉTENCES (socle, spécialités) et évaluation : https://sress.exemple.invalid",
            "evaluation competences_socle competences_specialites",
        ),
    ],
)
def test_papers_tell_of_the_parts_of_the_map_with_their_address(papers: str, told_as: str | None) -> None:
    (row,) = told(events, of=calendar(replace(CONFERENCE, deliverables=papers, delivered_on=EXTRACTED)))
    assert row["deliverables"] == told_as


def test_events_of_the_cress_are_held_and_steps_of_an_epci_when_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    siren = next(iter(EPCI))
    done = Notice("EVT-1", "diffusion", day("2026-05-01"), day("2026-05-01"), "44", siren)
    november = replace(done, number="EVT-2", day=CUT_OFF + timedelta(days=1), known_on=EXTRACTED)
    monkeypatch.setattr(essor_told, "notices", lambda *of: ([], [done, november]))
    step = Step(siren, 1, "reunion", day("2026-05-01"), day("2026-04-01"), True, 9, LINDA)
    dropped = replace(step, rank=2, held=False)
    planned = replace(step, rank=3, day=day("2026-10-20"))
    later = replace(step, rank=4, day=CUT_OFF + timedelta(days=1))
    steps = {code: [step, dropped, planned, later] if code == siren else [] for code in EPCI}
    monkeypatch.setattr(epci_told, "steps", lambda seed: steps)
    rows = told(events, of=calendar())
    assert [(row["event_key"], row["event_status"], row["is_held"], row["epci_code"]) for row in rows] == [
        ("essor:EVT-1", "tenue", True, siren),
        (None, "tenue", True, siren),
        (None, "annulee", False, siren),
        (None, "prevue", False, siren),
    ], "the files of the EPCI are those of September: 20 October is still planned"
    lost = without(("epci", "diffusion", f"{siren}/1", "statut"))
    assert (told(events, lost, calendar())[1]["event_status"], told(events, lost, calendar())[1]["is_held"]) == (
        None,
        False,
    )


def attendance(ref: str, organisation: str, ess: bool | None, siren: str = "", on: str = "2026-03-10") -> Attendance:
    return Attendance(ref, day(on), "Conférence", organisation, siren, ess, day("2026-03-12"), 1)


def test_an_organisation_is_once_at_a_conference_and_only_at_one_that_was_held() -> None:
    listed = (
        attendance("A1", "Épicerie Exemple", None),
        attendance("A2", "EPICERIE  exemple", True, "987654324"),
        attendance("A3", "", None),
        attendance("A6", "Epicerie exemple", None),
        attendance("A4", "Garage Exemple", False, on="2026-04-10"),
        replace(attendance("A5", "Trop tard", True), known_on=EXTRACTED + timedelta(days=1)),
    )
    cancelled = entry("E2", "conference", "2026-04-10", ("2026-01-01", "prevue"), ("2026-04-01", "annulee"))
    of = calendar(CONFERENCE, cancelled, attendances=listed)
    (row,) = told(participations, of=of)
    assert (row["conference_date"], row["_organisation"], row["siren"], row["declared_ess"]) == (
        "2026-03-10",
        "epicerie exemple",
        "987654324",
        True,
    )
    (row,) = told(participations, without(("gouvernance", "participations", "A2", "ess")), of)
    assert row["declared_ess"] is None
    assert told(participations, without(("gouvernance", "evenements", "E1", None)), of) == []


def test_an_epci_at_a_conference_is_known_whatever_it_signs_as() -> None:
    siren = "244900015"
    names = EPCI[siren]
    listed = (
        replace(attendance("A1", names[0], False, siren), epci=siren),
        replace(attendance("A2", names[1], False), epci=siren),
        attendance("A3", "Association Exemple", True),
    )
    rows = told(participations, of=calendar(CONFERENCE, attendances=listed))
    assert Counter(row["_epci"] for row in rows) == {siren: 2, None: 1}


# Which project is behind a record


def identified(lost: Lost | None = None) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    found = identities_partners.identities(EMPTY, MONTH, COG, lost or Lost())
    return {
        (one["source"], one["stream"], one["reference"]): (one["project"], one["siren"], one["date"]) for one in found
    }


@pytest.fixture
def no_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks_told, "reviewed", lambda run: [])
    monkeypatch.setattr(networks_told, "brought", lambda run: [])
    monkeypatch.setattr(epci_told, "supports", lambda of, cog: {siren: [] for siren in EPCI})


@pytest.mark.usefixtures("no_meeting")
def test_a_network_s_project_is_known_by_its_number_else_by_title_and_day(networks: Any) -> None:
    networks(sent=SENT)
    assert identified() == {
        ("reseaux_departementaux", "projets", "ecossolies:EC-0007"): ("P1", OWNER.siren, "2025-02-01")
    }
    networks("apess", sent=SENT)
    ((_, _, reference),) = identified()
    network, title, when = reference.split(":")
    assert (network, when) == ("apess", "2025-02-01")
    assert "exemple" in title.lower()


@pytest.mark.usefixtures("no_meeting")
def test_places_of_one_project_share_it_and_a_withdrawn_support_is_still_a_record(places: Any) -> None:
    gone = replace(HELP, cancelled_on=day("2024-03-01"), end=day("2024-03-01"))
    places(replace(SITE, supports=(gone,)), replace(SITE, number="TL-2", supports=()), answered=ANSWERS)
    found = identified()
    assert {key[1:]: said[0] for key, said in found.items()} == {
        ("accompagnements", "AC-1"): "P1",
        ("panorama", "TL-1"): "P1",
    }
    assert found["cap_tiers_lieux", "panorama", "TL-1"][2] == "2024-10-01"


@pytest.mark.usefixtures("no_meeting")
def test_a_support_of_an_epci_shows_its_siren_where_the_layout_has_one(
    networks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks(known_on=date.max)
    layouts = {epci_told.layout_of(siren): siren for siren in EPCI}
    for layout, siren in layouts.items():
        paid = Funding(
            siren, "N-1", PROJECT, "subvention", day("2026-01-05"), day("2026-01-10"), 10, date.max, 0, "X", LINDA
        )
        after = replace(paid, number="N-2", decided_on=CUT_OFF + timedelta(days=1))
        unknown = replace(paid, number="N-3", known_on=day("2026-10-06"))
        known = {code: [paid, after, unknown] if code == siren else [] for code in EPCI}
        monkeypatch.setattr(epci_told, "supports", lambda of, cog, known=known: known)
        shown = "" if layout == "xlsx" else OWNER.siren
        assert identified() == {("epci", "cofinancements", f"{siren}:N-1"): ("P1", shown, "2026-01-05")}
        assert identified(without(("epci", "cofinancements", "N-1", None))) == {}


# Whole worlds

_WIDE = [*((seed, dirt, MONTH) for seed in (1, 2, 3) for dirt in range(4)), (2, 3, "2027-01"), (3, 3, "2023-06")]
SMALL = [pytest.param(*case, marks=pytest.mark.slow) for case in [(1, 0, MONTH), (1, 2, MONTH)]]
WORLDS = [pytest.param(*case, marks=pytest.mark.slow) for case in _WIDE]
FACTS = {
    "support_key": supports,
    "referral_key": referrals,
    "publicity_key": publicity,
    "event_key": events,
}


@pytest.mark.parametrize(("seed", "dirt", "month"), WORLDS)
def test_the_truth_is_what_a_reader_makes_of_the_landed_rows(seed: int, dirt: int, month: str) -> None:
    lost, cut_off = reader.lost_by(seed, dirt, month), month_end(*parse_month(month)).isoformat()
    run = (lost, world(seed), month)
    names = reader.SUPPORT_COLUMNS
    assert Counter(
        (*((row[name] or None) if name == "support_key" else row[name] for name in names), row["person"])
        for row in reader.supports(seed, dirt, month, cut_off)
    ) == Counter((*(row[name] for name in names), row["_person"] is not None) for row in told(supports, *run))
    names = ("sender_code", "receiver_code", "referral_date", "referral_status")
    assert reader.referrals(seed, dirt, month, cut_off) == Counter(
        (row["referral_key"] or "", *(row[name] for name in names)) for row in told(referrals, *run)
    )
    names = ("content_number", "publication_type", "channel", "publication_date", "departement_code", "projects")
    assert reader.publicity(seed, dirt, month, cut_off) == {
        row["publicity_key"]: (*(row[name] for name in names), row["operator_codes"]) for row in told(publicity, *run)
    }
    names = ("source_code", "event_type", "event_date", "event_status", "is_held", "departement_code", "epci_code")
    names += ("organiser_networks", "participant_networks", "has_project_holders", "has_evaluation", "adjustments")
    assert reader.events(seed, dirt, month, cut_off) == Counter(
        (*(row[name] for name in names), row["_title"]) for row in told(events, *run)
    )
    names = ("conference_date", "_organisation", "siren", "declared_ess")
    assert reader.participations(seed, dirt, month, cut_off) == Counter(
        tuple(row[name] for name in names) for row in told(participations, *run)
    )
    names = ("network_code", "review_date", "has_project_holder", "solution_date")
    assert reader.reviews(seed, dirt, month, cut_off) == Counter(
        tuple(row[name] for name in names) for row in told(reviews, *run)
    )
    names = ("received_by", "is_structuring", "funding_need", "jobs", "written_on")
    assert reader.essor_projects(seed, dirt, month) == {
        row["essor_number"]: tuple(row[name] for name in names) for row in told(essor_projects, *run)
    }
    assert reader.tool_entries(seed, dirt, month) == Counter(
        (row["operator_code"], row["written_on"]) for row in told(tool_entries, *run)
    )
    assert reader.projects_told_of(seed, dirt, month, cut_off) == {
        (row["publicity_key"], row["essor_number"]): (row["publication_date"], row["jobs"])
        for row in told(projects_told_of, *run)
    }
    names = ("siren", "stage", "opened_on", "closed_on", "answered_on", "employees", "declared_ess")
    assert reader.third_places(seed, dirt, month) == {
        (row["third_place_key"], row["vintage"]): tuple(row[name] for name in names) for row in told(third_places, *run)
    }
    found = identities_partners.identities(world(seed), month, COG, lost)
    references = [(one["source"], one["stream"], one["reference"]) for one in found]
    assert reader.references(seed, dirt, month, cut_off) == set(references)
    assert len(references) == len(set(references))


@pytest.mark.parametrize(("seed", "dirt", "month"), SMALL)
def test_the_commune_is_one_that_the_landed_text_may_mean(seed: int, dirt: int, month: str) -> None:
    rows = told(supports, reader.lost_by(seed, dirt, month), world(seed), month)
    found = {row["support_key"]: row["commune_code"] for row in rows}
    written = {
        f"essor:reception:{row['projet_id']}": row["commune"]
        for _, row in reader.landed("essor", "projets", seed, dirt, month)
    } | {
        f"cap_tiers_lieux:{row['id_accompagnement']}": row["commune"]
        for _, row in reader.landed("cap_tiers_lieux", "accompagnements", seed, dirt, month)
    }
    both = found.keys() & written.keys()
    assert len(both) > 500
    assert {key for key in both if found[key] is None} == {key for key in both if not written[key]}
    for key in both:
        if found[key]:
            meant = {code for vintage in COG.vintages.values() for code in vintage.names[fold_name(written[key] or "")]}
            now = {commune.code for code in meant if (commune := COG.of(2026).in_force(code))}
            assert found[key] in now, written[key]


@pytest.mark.parametrize(("seed", "dirt", "month"), WORLDS)
def test_no_key_is_twice_nothing_is_after_the_cut_off_and_every_row_has_a_true_project(
    seed: int, dirt: int, month: str
) -> None:
    lost, cut_off = reader.lost_by(seed, dirt, month), month_end(*parse_month(month)).isoformat()
    known = {project.identity: project for project in world(seed).projects}
    for key, fact in FACTS.items():
        rows = told(fact, lost, world(seed), month)
        keys = [row[key] for row in rows if row[key]]
        assert rows
        assert len(keys) == len(set(keys)), key
        dated = [value for row in rows for name, value in row.items() if name.endswith("_date") and value]
        assert fact is events or max(dated) <= cut_off, key
        assert all(row.get("_project", next(iter(known))) in known for row in rows), key
    vintages = [(row["third_place_key"], row["vintage"]) for row in told(third_places, lost, world(seed), month)]
    assert len(vintages) == len(set(vintages))
    for row in told(supports, lost, world(seed), month):
        project = known[row["_project"]]
        assert row["_person"] in (None, project.person.label, f"name:{project.person.namesake}")
        assert row["source_code"] == "cap_tiers_lieux" or row["siren"] in (None, project.organisation.siren)
        assert row["departement_code"] is None or row["commune_code"] is not None


@pytest.mark.parametrize(("seed", "dirt", "month"), SMALL)
def test_the_supports_of_essor_are_its_landed_supports_and_its_dated_receptions(
    seed: int, dirt: int, month: str
) -> None:
    rows = told(supports, reader.lost_by(seed, dirt, month), world(seed), month)
    landed = reader.landed("essor", "accompagnements", seed, dirt, month)
    dated = [row for _, row in reader.landed("essor", "projets", seed, dirt, month) if row["date_accueil"]]
    early = [row for row in dated if str(row["date_accueil"]) <= CUT_OFF.isoformat()]
    begun = [row for _, row in landed if str(row["date_debut"]) <= CUT_OFF.isoformat()]
    assert len([row for row in rows if row["source_code"] == "essor"]) == len(begun) + len(early)


@pytest.mark.slow
def test_the_same_world_gives_the_same_truth_and_more_dirt_never_more_rows() -> None:
    counts = []
    for dirt in (0, 2):
        lost = reader.lost_by(1, dirt, MONTH)
        facts = [*FACTS.values(), participations, third_places]
        first, second = ([told(fact, lost, world(1)) for fact in facts] for _ in range(2))
        assert first == second
        counts.append([len(rows) for rows in first])
    assert all(clean >= dirty for clean, dirty in zip(*counts, strict=True))
    assert counts[0] != counts[1]


def test_two_vendee_networks_tell_of_the_same_project_each_on_its_own() -> None:
    every = told(supports, of=world(1))
    rows = [row for row in every if (row["support_kind"], row["source_code"]) == ("reception", NETWORK_LIST[0])]
    by_network = {
        code: {row["_project"]: row["_person"] for row in rows if row["operator_code"] == code and row["_person"]}
        for code in ("pole_ess_vendee", "ceas_vendee")
    }
    pole, ceas = by_network.values()
    assert pole.keys() & ceas.keys()
    assert not any(person.startswith("name:") for person in pole.values()), "by mail"
    assert all(person.startswith("name:") for person in ceas.values()), "by name only: another identity"
