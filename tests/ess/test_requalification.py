"""Invariant 13: who changes side on a day changes the facts of that day and later ones, and no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from register import LAST_DAY, MONTH, Organisation, Row, decision, deliver_lists, deliver_sirene, unit, write_decisions
from sress.build import build
from sress.platform.database import connect

pytestmark = pytest.mark.slow

CHANGE = "2026-06-15"
DAYS = ("2026-02-02", "2026-06-14", "2026-06-15", "2026-09-09")
# The day and the key of each fact that says whether its carrier is in.
FACTS = {
    "fct_dossier": ("decision_date", "dossier_key"),
    "fct_loan": ("committee_date", "loan_key"),
    "fct_support": ("start_date", "support_key"),
    "fct_participation": ("conference_date", "conference_date || participant_key"),
}
COLUMNS = {"is_ess", "ess_family", "ess_proof"}

# A directory is of a month: who is not in September's any more left with August.
LEAVING = "2026-09-01"
DECIDED, FLAGGED, AGREED, JOINED, MOVED, CONTROL, LEFT = (f"60000000{rank}" for rank in range(7))
BEFORE = [
    unit(DECIDED, "9220", "O"),
    unit(FLAGGED, "5710", "N"),
    unit(AGREED, "5710"),
    unit(JOINED, "5499", "N"),
    unit(MOVED, "9220", None, activite_principale="94.99Z"),
    unit(CONTROL, "9220"),
    unit(LEFT, "5499", "N"),
]
_START = "2015-01-01"
AFTER = [
    *(organisation for organisation in BEFORE if organisation.siren not in (FLAGGED, MOVED)),
    Organisation(
        FLAGGED,
        [
            (_START, {"categorie_juridique": "5710", "ess": "N"}),
            (CHANGE, {"categorie_juridique": "5710", "ess": "O"}),
        ],
    ),
    Organisation(
        MOVED,
        [
            (_START, {"categorie_juridique": "9220", "activite_principale": "94.99Z"}),
            (CHANGE, {"categorie_juridique": "9220", "activite_principale": "94.92Z"}),
        ],
    ),
]
_MEMBER: Row = {"raison_sociale": "Une autre", "siren": "699999999", "date_entree": "2015-01-01"}
_AGREEMENT: Row = {"siren": "699999999", "date_agrement": "2024-01-01", "duree": "5"}
_LEAVER: Row = {"raison_sociale": "Une ancienne", "siren": LEFT, "date_entree": "2015-01-01"}
Facts = dict[str, dict[str, dict[str, Any]]]


def deliver_facts(partners: Any) -> None:
    """One dossier, loan, reception, accompaniment and attendance for each organisation and day."""
    year = ("2026-01-01", LAST_DAY)
    pairs = [(organisation.siren, day) for organisation in BEFORE for day in DAYS]
    partners.deliver_dossiers(
        MONTH, LAST_DAY, [partners.dossier(f"{s}-{d}", siret=f"{s}00010", date_decision=d) for s, d in pairs]
    )
    loans = [
        {"id_intervention": f"{s}-{d}", "siren": s, "produit": "rebond", "date_comite": d, "statut": "accorde"}
        for s, d in pairs
    ]
    partners.deliver("france_active", "interventions", loans, period=MONTH, covers=year, scope="2026")
    projects = [{"projet_id": f"{s}-{d}", "structure_siret": f"{s}00010", "date_accueil": d} for s, d in pairs]
    supports = [
        {"accompagnement_id": f"{s}-{d}", "projet_id": f"{s}-{d}", "organisation": "cress", "date_debut": d}
        for s, d in pairs
    ]
    partners.deliver("essor", "projets", projects, period=MONTH, covers=(None, None))
    partners.deliver("essor", "accompagnements", supports, period=MONTH, covers=(None, None))
    covers = ("2022-01-01", LAST_DAY)
    conferences = [{"type": "conference", "date_evenement": day, "statut": "tenue"} for day in DAYS]
    present = [{"date_evenement": d, "organisation": f"Structure {s}", "siren": s} for s, d in pairs]
    partners.deliver("gouvernance", "evenements", conferences, period=MONTH, covers=covers)
    partners.deliver("gouvernance", "participations", present, period=MONTH, covers=covers)


def facts(partners: Any) -> Facts:
    """The rows of every fact by key."""
    with connect(partners.settings, "engineer") as connection:
        return {
            fact: {
                row[0]: json.loads(row[1])
                for row in connection.execute(f"select {key}, to_jsonb(f)::text from audit.{fact} f").fetchall()
            }
            for fact, (_, key) in FACTS.items()
        }


@pytest.fixture(scope="module")
def builds(partners: Any, project_root: Any) -> tuple[Facts, Facts]:
    """The facts before the news of the change, and after."""
    partners.deliver_geography()
    deliver_facts(partners)
    deliver_sirene(partners, BEFORE, "2026-09")
    deliver_lists(partners, esus={"2026-02": [_AGREEMENT]}, directory={"2026-06": [_MEMBER, _LEAVER]})
    write_decisions(project_root, [])
    build(partners.settings, MONTH)
    before = facts(partners)
    deliver_sirene(partners, AFTER, MONTH)
    deliver_lists(
        partners,
        esus={"2026-07": [_AGREEMENT, {"siren": AGREED, "date_agrement": CHANGE, "duree": "2"}]},
        directory={"2026-09": [_MEMBER, {"raison_sociale": "Nouvelle", "siren": JOINED, "date_entree": CHANGE}]},
    )
    write_decisions(project_root, [decision(f"siren:{DECIDED}", False, CHANGE, on="2026-10-01")])
    build(partners.settings, MONTH)
    return before, facts(partners)


def test_every_fact_that_says_who_is_in_is_looked_at(partners: Any, builds: Any) -> None:
    with connect(partners.settings, "engineer") as connection:
        rows = connection.execute(
            "select table_name from information_schema.columns where table_schema = 'audit' and column_name = 'is_ess' "
            "and table_name like 'fct%%'"
        ).fetchall()
    assert {row[0] for row in rows} == set(FACTS)


@pytest.mark.parametrize("fact", FACTS)
def test_a_change_of_side_changes_no_fact_before_its_day(builds: tuple[Facts, Facts], fact: str) -> None:
    before, after = (rows[fact] for rows in builds)
    assert before.keys() == after.keys()
    assert len(before) >= len(BEFORE) * len(DAYS)
    day = FACTS[fact][0]
    changed = {key: {name for name in row if row[name] != after[key][name]} for key, row in before.items()}
    assert {name for names in changed.values() for name in names} <= COLUMNS
    assert {before[key][day] for key, names in changed.items() if names} == {one for one in DAYS if one >= CHANGE}


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize(
    ("siren", "change", "before_and_after"),
    [
        (DECIDED, CHANGE, ((True, "status"), (False, "decision"))),
        (FLAGGED, CHANGE, ((False, "flag"), (True, "flag"))),
        (AGREED, CHANGE, ((False, "status"), (True, "esus"))),
        (JOINED, CHANGE, ((False, "flag"), (True, "urscop"))),
        (MOVED, CHANGE, ((True, "status"), (False, "excluded_activity"))),
        (CONTROL, CHANGE, ((True, "status"), (True, "status"))),
        (LEFT, LEAVING, ((True, "urscop"), (False, "flag"))),
    ],
)
def test_it_changes_every_fact_from_that_day_on(
    builds: tuple[Facts, Facts], fact: str, siren: str, change: str, before_and_after: tuple[Any, Any]
) -> None:
    """The same in every fact, whatever tells of the change."""
    (old, new), day = before_and_after, FACTS[fact][0]
    rows = [row for row in builds[1][fact].values() if row["organisation_key"] == f"siren:{siren}"]
    assert {row[day] for row in rows} == set(DAYS)
    for row in rows:
        assert (row["is_ess"], row["ess_proof"]) == (new if row[day] >= change else old)
