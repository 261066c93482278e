"""sources.md §3 step by step: what the marts say of an organisation on a day, on hand-made rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from register import (
    DAY,
    MONTH,
    Organisation,
    Row,
    decision,
    deliver_lists,
    deliver_sirene,
    unit,
    write_decisions,
)
from sress.build import run_dbt
from sress.platform.database import connect

Verdict = tuple[bool | None, str | None, str, str]

pytestmark = pytest.mark.slow

ASSOCIATION: Verdict = (True, "association", "status", "high")
COOPERATIVE: Verdict = (True, "cooperative", "status", "high")
MEMBER: Verdict = (True, "cooperative", "urscop", "high")
EXCLUDED: Verdict = (False, None, "excluded_category", "high")
EXCLUDED_ACTIVITY: Verdict = (False, None, "excluded_activity", "medium")
BY_FLAG: Verdict = (True, "societe_commerciale", "flag", "high")
BY_AGREEMENT: Verdict = (True, "societe_commerciale", "esus", "high")
COMPANY: Verdict = (False, None, "status", "medium")
COMPANY_SAYS_NO: Verdict = (False, None, "flag", "high")
TO_ARBITRATE: Verdict = (False, None, "status", "low")
UNKNOWN: Verdict = (None, None, "unknown", "low")
DECLARED: Verdict = (True, None, "declared", "low")
BY_RNA: Verdict = (True, "association", "rna", "medium")


@dataclass(frozen=True)
class Case:
    """An organisation and what is true of it on a day; a partner has declared it in the social economy."""

    name: str
    organisation: Organisation
    expected: Verdict
    day: str = DAY
    conflict: str | None = None


def _by_category(rank: int, category: str, expected: Verdict, flag: str | None = None) -> Case:
    return Case(f"category {category}, flag {flag}", unit(f"1000{rank:05d}", category, flag), expected)


_CHANGED = Organisation(
    "300000001",
    [
        ("2015-01-01", {"categorie_juridique": "5499", "ess": "N"}),
        ("2026-03-10", {"categorie_juridique": "5558", "ess": "O"}),
    ],
)
_CEASED = Organisation(
    "300000002",
    [
        ("2015-01-01", {"categorie_juridique": "9220", "ess": None}),
        ("2026-02-01", {"categorie_juridique": "9220", "ess": None, "etat_administratif": "C"}),
    ],
)
_LATE = Organisation("300000003", [("2026-03-10", {"categorie_juridique": "9220"})], {"date_creation": "2015-01-01"})

CASES = [
    # Step 1: a decision of the CRESS or of the COTECH.
    Case("decided out", unit("200000001", "9220", "O"), (False, None, "decision", "high")),
    Case("decided in, a person", unit("200000002", "1000"), (True, "societe_commerciale", "decision", "high")),
    Case("decided in, family of its status", unit("200000003", "9240"), (True, "association", "decision", "high")),
    Case("the decision taken last", unit("200000004", "9220"), (False, None, "decision", "high")),
    Case("eve of a decision", unit("200000005", "9220"), ASSOCIATION, "2026-03-09"),
    Case("first day of a decision", unit("200000005", "9220"), (False, None, "decision", "high"), "2026-03-10"),
    Case("last day of a decision", unit("200000005", "9220"), (False, None, "decision", "high"), "2026-03-31"),
    Case("morrow of a decision", unit("200000005", "9220"), ASSOCIATION, "2026-04-01"),
    # Step 2: what can never be in.
    *(
        _by_category(rank, category, EXCLUDED)
        for rank, category in enumerate(
            (
                "1000",
                "2110",
                "4110",
                "7210",
                "7410",
                "8110",
                "8310",
                "8311",
                "8410",
                "8450",
                "8510",
                "8520",
                "9110",
                "9150",
            )
        )
    ),
    Case("flag O on a condominium", unit("200000006", "9110", "O"), EXCLUDED, conflict="flag_o_on_category"),
    Case("a person on every list", unit("200000007", "1000", "N"), EXCLUDED),
    # Step 3: by status.
    _by_category(50, "9220", ASSOCIATION, "O"),
    _by_category(51, "9260", ASSOCIATION),
    _by_category(52, "9300", (True, "fondation", "status", "high")),
    _by_category(53, "8210", (True, "mutuelle", "status", "high")),
    _by_category(54, "6411", (True, "mutuelle", "status", "high")),
    _by_category(55, "5458", COOPERATIVE),
    _by_category(56, "5552", COOPERATIVE),
    _by_category(57, "5652", COOPERATIVE),
    _by_category(58, "6316", COOPERATIVE),
    _by_category(59, "5432", TO_ARBITRATE),
    _by_category(60, "9970", TO_ARBITRATE),
    Case("a congregation with flag O", unit("200000008", "9240", "O"), TO_ARBITRATE, conflict="flag_o_to_arbitrate"),
    Case(
        "a trade union by activity, NAF rév. 2",
        unit("200000009", "9220", "O", activite_principale="94.20Z"),
        EXCLUDED_ACTIVITY,
        conflict="flag_o_on_activity",
    ),
    Case(
        "a religious one, NAF 2025",
        unit("200000010", "9220", activite_principale="94.91Y", nomenclature_activite="NAF2025"),
        EXCLUDED_ACTIVITY,
    ),
    Case("a division, NAF rév. 2", unit("200000011", "9220", activite_principale="84.13Z"), EXCLUDED_ACTIVITY),
    Case(
        "a division, NAF 2025",
        unit("200000012", "9220", activite_principale="99.00Y", nomenclature_activite="NAF2025"),
        EXCLUDED_ACTIVITY,
    ),
    Case("other associations 94.99Z", unit("200000013", "9220", activite_principale="94.99Z"), ASSOCIATION),
    # Step 4: a company, on evidence of that day.
    _by_category(80, "5710", BY_FLAG, "O"),
    _by_category(81, "5499", COMPANY),
    _by_category(82, "5710", COMPANY_SAYS_NO, "N"),
    Case("no exclusion by activity", unit("200000014", "5710", "O", activite_principale="94.12Z"), BY_FLAG),
    Case("a SCIC in SAS, flag N", unit("200000015", "5710", "N"), MEMBER),
    Case("its eve of membership", unit("200000015", "5710", "N"), COMPANY_SAYS_NO, "2026-03-09"),
    Case("a member since its registration", unit("200000016", "5710"), MEMBER, "2026-01-01"),
    Case("a member by its name only", unit("200000017", "5710"), COMPANY),
    Case("eve of an agreement", unit("200000018", "5710"), COMPANY, "2026-03-09"),
    Case("first day of an agreement", unit("200000018", "5710"), BY_AGREEMENT, "2026-03-10"),
    Case("last day of five years", unit("200000019", "5710"), BY_AGREEMENT, "2026-03-09"),
    Case("anniversary of five years", unit("200000019", "5710"), COMPANY, "2026-03-10"),
    Case("last day of two years", unit("200000020", "5710"), BY_AGREEMENT, "2026-03-09"),
    Case("anniversary of two years", unit("200000020", "5710"), COMPANY, "2026-03-10"),
    Case("in ESS France's list", unit("200000021", "5499"), (True, "societe_commerciale", "ess_france", "medium")),
    Case("a company until the eve", _CHANGED, COMPANY_SAYS_NO, "2026-03-09"),
    Case("a SCOP from that day on", _CHANGED, COOPERATIVE, "2026-03-10"),
    Case("an association that has ceased", _CEASED, ASSOCIATION),
    # Step 5: a flag against the status.
    Case("flag N on an association", unit("200000022", "9220", "N"), ASSOCIATION, conflict="flag_n_on_status"),
    # Step 6 and what nobody can tell.
    Case("foreign, with a flag", unit("200000023", "3220", "O"), UNKNOWN),
    Case("a code that no nomenclature has", unit("200000024", "9999"), UNKNOWN),
    Case("before the first known period", _LATE, UNKNOWN, "2026-03-09"),
    Case("from the first known period on", _LATE, ASSOCIATION, "2026-03-10"),
    Case("Sirene does not know it", Organisation("200000025"), DECLARED),
    Case("Sirene does not know it, ESS France does", Organisation("200000026"), (True, None, "ess_france", "low")),
    Case("only the search knows it", Organisation("200000027"), (True, "societe_commerciale", "ess_france", "low")),
    Case("only the stock knows it", Organisation("200000028"), (True, "fondation", "status", "high")),
    Case("before what the stock knows of it", Organisation("200000028"), UNKNOWN, "2025-12-31"),
]
DECISIONS = [
    decision("siren:200000001", False, "2026-01-01"),
    decision("siren:200000002", True, "2026-01-01", family="societe_commerciale"),
    decision("siren:200000003", True, "2026-01-01"),
    decision("siren:200000004", False, "2026-01-01", on="2026-02-02"),
    decision("siren:200000004", True, "2026-02-01", on="2026-02-01"),
    decision("siren:200000005", False, "2026-03-10", until="2026-03-31"),
    decision("rna:W441111111", False, "2026-06-01"),
]
ESUS: dict[str, list[Row]] = {
    "2021-07": [{"siren": "200000019", "date_agrement": "2021-03-10", "duree": "5"}],
    "2024-07": [{"siren": "200000020", "date_agrement": "2024-03-10", "duree": "2"}],
    "2026-07": [
        {"siren": "200000018", "date_agrement": "2026-03-10", "duree": "2"},
        {"siren": "200000007", "date_agrement": "2026-01-01", "duree": "5"},
    ],
}
DIRECTORY: list[Row] = [
    {"raison_sociale": "La SCIC", "siren": "200000015", "date_entree": "2026-03-10", "forme": "scic_sas"},
    {"raison_sociale": "La SCOP", "siren": "200000016", "date_immatriculation": "2015-01-01", "forme": "scop_sas"},
    {"raison_sociale": "Sans numéro", "siren": None, "date_entree": "2015-01-01", "forme": "scop_sas"},
    {"raison_sociale": "Une personne", "siren": "200000007", "date_entree": "2015-01-01", "forme": "scop_sas"},
]
LISTED = {"2026": ["200000021", "200000026", "200000007"]}
NAME = "Le nom que seul le partenaire connaît"
MASKED = Organisation("400000001", [("2015-01-01", {"categorie_juridique": "1000"})], {"statut_diffusion": "P"})
BY_NUMBER = [
    Organisation(
        "500000001", [("2015-01-01", {"categorie_juridique": "9220", "identifiant_association": "W441111111"})]
    ),
    Organisation(
        "500000002", [("2015-01-01", {"categorie_juridique": "5710", "identifiant_association": "W442222222"})]
    ),
    Organisation(
        "500000003", [("2015-01-01", {"categorie_juridique": "9220", "identifiant_association": "W442222222"})]
    ),
]
# A model of the test's own: the perimeter with its confidence, as the macro gives it to any model.
PROBE = """
select dossier.dossier_key, dossier.organisation_key, {{ ess_columns('dossier', 'ess', confidence=true) }}
from {{ ref('fct_dossier') }} as dossier
left join {{ ref('dim_ess_status') }} as ess
    on {{ ess_at('ess', 'dossier.organisation_key', 'dossier.decision_date') }}
"""


@pytest.fixture(scope="module")
def told(partners: Any, project_root: Path) -> dict[str, tuple[Any, ...]]:
    """(organisation, verdict) of each dossier after a build, by its number."""
    dossier = partners.dossier
    dossiers = [
        dossier(f"C{rank}", siret=f"{case.organisation.siren}00010", date_decision=case.day)
        for rank, case in enumerate(CASES)
    ]
    dossiers += [
        dossier("NOBODY"),
        dossier("SILENT", statut_ess=None),
        dossier("OUT", siret="20000002500010", statut_ess="false"),
        dossier("MASKED", siret=f"{MASKED.siren}00010", raison_sociale=NAME),
    ]
    calls = [
        {"aap": "support", "n_dossier": number, "rna": rna, "statut": "accorde", "date_decision": day}
        for number, rna, day in [
            ("KNOWN", "W441111111", DAY),
            ("DECIDED", "W441111111", "2026-06-01"),
            ("DISPUTED", "W442222222", DAY),
            ("NEW", "W443333333", DAY),
        ]
    ]
    stock = [{"siren": "200000028", "date_creation": "2010-01-01", "date_debut": "2026-01-01",
              "etat_administratif": "A", "categorie_juridique": "9300", "nomenclature_activite": "NAFRev2",
              "activite_principale": "88.99B", "statut_diffusion": "O"}]  # fmt: skip
    found = [{"siren": "200000027", "nature_juridique": "5710", "date_creation": "2010-01-01", "est_ess": "true",
              "etat_administratif": "A"},
             {"siren": MASKED.siren, "nature_juridique": "1000", "date_creation": "2015-01-01", "est_ess": "false",
              "etat_administratif": "A", "code_commune": "49007"}]  # fmt: skip
    offices = [{"siret": f"{MASKED.siren}00010", "siren": MASKED.siren, "statut_diffusion": "P", "siege": "true",
                "code_commune": "[ND]", "code_postal": "[ND]", "date_debut": "2015-01-01"}]  # fmt: skip
    known = {case.organisation.siren: case.organisation for case in CASES if case.organisation.periods}
    partners.deliver_geography()
    partners.deliver_dossiers(MONTH, "2026-10-31", dossiers)
    covers = ("2026-01-01", "2026-10-31")
    partners.deliver("region_vie_associative", "aap", calls, period=MONTH, covers=covers, scope="2026")
    deliver_sirene(partners, [*known.values(), MASKED, *BY_NUMBER])
    for stream, rows in (("stock_unites_legales", stock), ("recherche", found), ("etablissements", offices)):
        partners.deliver("sirene", stream, rows, period=MONTH, covers=(None, None))
    deliver_lists(partners, esus=ESUS, directory={MONTH: DIRECTORY}, ess_france=LISTED)
    write_decisions(project_root, DECISIONS)
    (project_root / "dbt_project" / "models" / "intermediate" / "ess" / "probe.sql").write_text(PROBE)
    command = ("build", "--select", "+probe", "+ess_conflict", "+dim_organisation", "--exclude-resource-type", "test",
               "--exclude-resource-type", "unit_test")  # fmt: skip
    run_dbt(partners.settings, command)
    with connect(partners.settings, "engineer") as connection:
        rows = connection.execute("select * from intermediate.probe").fetchall()
    return {key.rsplit(":", 1)[1]: (organisation, tuple(verdict)) for key, organisation, *verdict in rows}


@pytest.mark.parametrize(("rank", "case"), list(enumerate(CASES)), ids=[case.name for case in CASES])
def test_each_step_says_who_is_in_on_a_day(told: dict[str, Any], rank: int, case: Case) -> None:
    assert told[f"C{rank}"] == (f"siren:{case.organisation.siren}", case.expected)


@pytest.mark.parametrize(
    ("number", "key", "expected"),
    [
        ("NOBODY", None, DECLARED),
        ("SILENT", None, UNKNOWN),
        ("OUT", "siren:200000025", (False, None, "declared", "low")),
        ("KNOWN", "siren:500000001", ASSOCIATION),
        ("DECIDED", "siren:500000001", (False, None, "decision", "high")),
        ("DISPUTED", "rna:W442222222", BY_RNA),
        ("NEW", "rna:W443333333", BY_RNA),
    ],
)
def test_without_a_siren_the_number_then_the_declaration_counts(
    told: dict[str, Any], number: str, key: str | None, expected: Verdict
) -> None:
    assert told[number] == (key, expected)


def test_what_contradicts_sirene_is_told_to_the_cress(partners: Any, told: dict[str, Any]) -> None:
    expected = {(f"siren:{case.organisation.siren}", case.conflict) for case in CASES if case.conflict}
    with connect(partners.settings, "engineer") as connection:
        rows = connection.execute(
            "select organisation_key, kind, valid_from::text, valid_to, flag, status_value, sentence_fr "
            "from audit.ess_conflict"
        ).fetchall()
    assert {row[:2] for row in rows} == expected
    assert len(expected) == 4
    assert len(rows) == len(expected)
    (row,) = (row for row in rows if row[1] == "flag_n_on_status")
    assert row[2:6] == ("2015-01-01", None, "N", True)
    assert row[6] == (
        "Du 01/01/2015 à ce jour, Sirene porte l'indicateur ESS « N » alors que la catégorie juridique "
        "« Association déclarée » relève de l'ESS : le statut est retenu."
    )


def test_what_sirene_masks_is_not_taken_from_a_partner(partners: Any, told: dict[str, Any]) -> None:
    with connect(partners.settings, "engineer") as connection:
        rows = connection.execute(
            "select diffusion, commune_code, departement_code, to_jsonb(o)::text from audit.dim_organisation o "
            "where siren = %s",
            [MASKED.siren],
        ).fetchall()
    assert [row[:3] for row in rows] == [("P", None, None)]
    assert NAME not in rows[0][3]


def test_an_organisation_has_a_row_for_each_time_of_its_life(partners: Any, told: dict[str, Any]) -> None:
    query = """
        select valid_from::text, valid_to::text, legal_category, is_active, is_ess, closed_on::text
        from audit.dim_organisation where siren = %s order by valid_from
    """
    with connect(partners.settings, "engineer") as connection:
        changed = connection.execute(query, [_CHANGED.siren]).fetchall()
        ceased = connection.execute(query, [_CEASED.siren]).fetchall()
    assert changed == [
        ("2015-01-01", "2026-03-09", "5499", True, False, None),
        ("2026-03-10", None, "5558", True, True, None),
    ]
    assert ceased == [
        ("2015-01-01", "2026-01-31", "9220", True, True, "2026-02-01"),
        ("2026-02-01", None, "9220", False, True, "2026-02-01"),
    ]


def test_no_day_has_two_verdicts(partners: Any, told: dict[str, Any]) -> None:
    with connect(partners.settings, "engineer") as connection:
        row = connection.execute(
            """
            select count(*), count(*) filter (where exists (
                select 1 from audit.dim_ess_status other
                where other.organisation_key = status.organisation_key and other.valid_from <> status.valid_from
                    and daterange(other.valid_from, other.valid_to, '[]')
                        && daterange(status.valid_from, status.valid_to, '[]')
            )) from audit.dim_ess_status status
            """
        ).fetchone()
    assert row is not None
    assert row[0] > len(CASES) / 2
    assert row[1] == 0
