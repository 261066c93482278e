"""Progress to target and due dates, on a calendar that is on time, then late, then complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from psycopg.rows import dict_row
from sress.brief.targets import LABELS
from sress.build import build, run_dbt
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.judge import judge_mart
from sress.quality.suites import read_suites
from sress.quality.warehouse import open_context

pytestmark = pytest.mark.slow

Rows = Mapping[str, dict[str, Any]]
BEFORE = [
    ("conference", "2023-10-05", "tenue"),
    ("copil", "2025-11-18", "tenue"),
    *[("financeurs", f"2026-{month}-12", "tenue") for month in ("02", "04", "06", "08", "10")],
    ("cotech", "2026-03-05", "tenue"),
    ("cotech", "2026-06-04", "tenue"),
    ("copil", "2026-11-20", "prevue"),
    ("conference", "2027-10-14", "prevue"),
]
# The COPIL was held in November, and an earlier one in January, that nobody had entered: no COTECH came before.
AFTER = [event for event in BEFORE if event[1] != "2026-11-20"] + [
    ("copil", "2026-01-15", "tenue"),
    ("copil", "2026-11-20", "tenue"),
]


def events(listed: list[tuple[str, str, str]]) -> list[dict[str, str | None]]:
    """Rows of the calendar."""
    return [
        {"type": kind, "date_evenement": day, "statut": status, "organisateurs": "region", "intitule": f"{kind} {day}",
         "origine_donnee": "SYNTHETIQUE"}
        for kind, day, status in listed
    ]  # fmt: skip


def rows(settings: Settings, mart: str) -> Rows:
    """The rows of a mart by measure."""
    with connect(settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
        return {row["measure_code"]: row for row in cursor.execute(f"select * from audit.{mart}".encode()).fetchall()}


@pytest.fixture(scope="module")
def built(partners: Any) -> dict[str, tuple[Rows, Rows]]:
    """Progress and due dates: in October, in December with nothing new, in December with the calendar."""
    made = {}

    def keep(name: str) -> None:
        made[name] = (rows(partners.settings, "indicator_progress"), rows(partners.settings, "indicator_due"))

    partners.deliver_geography()
    places = {"1": "44109", "2": "49007", "3": "53130", "4": "72181"}
    innovation = [
        partners.dossier(number, dispositif="innovation_sociale", code_insee=code) for number, code in places.items()
    ]
    partners.deliver_dossiers("2026-10", "2026-10-31", innovation)
    partners.deliver_calendar("2026-10", "2026-10-31", events(BEFORE))
    build(partners.settings, "2026-10")
    keep("october")
    # The same deliveries at a later cut-off: nothing to land or match, so that the models alone run.
    run_dbt(replace(partners.settings, month="2026-12"), ("run",))
    keep("december, late")
    partners.deliver_calendar("2026-12", "2026-12-31", events(AFTER))
    build(partners.settings, "2026-12")
    keep("december")
    return made


@pytest.mark.parametrize("moment", ["october", "december, late", "december"])
def test_every_measure_of_the_registry_has_a_line(
    partners: Any, built: dict[str, tuple[Rows, Rows]], moment: str
) -> None:
    with connect(partners.settings, "engineer") as connection:
        registry = {row[0] for row in connection.execute("select measure_code from seed.measures")}
    assert len(registry) == 35
    progress, due = built[moment]
    assert set(progress) == set(due) == registry


@pytest.mark.parametrize(
    ("moment", "measure", "value", "progress", "status"),
    [
        ("october", "A13-I1", 5, 100, "en_cours"),
        ("october", "A14-I1.copil", 0, 0, "en_cours"),
        ("october", "A15-I1.meetings", 2, 100, "atteinte"),
        # One of two due conferences was held, and one announced conference does not make three.
        ("october", "A16-I1", 1, Decimal("33.33"), "a_risque"),
        ("october", "A05-I2.coverage", 80, 80, "a_risque"),
        ("december, late", "A13-I1", 5, Decimal("83.33"), "a_risque"),
        ("december, late", "A14-I1.copil", 0, 0, "a_risque"),
        ("december, late", "A15-I1.meetings", 2, 100, "atteinte"),
        ("december", "A13-I1", 5, Decimal("83.33"), "manquee"),
        ("december", "A14-I1.copil", 1, 100, "atteinte"),
        ("december", "A15-I1.meetings", 2, 100, "manquee"),
    ],
)
def test_a_target_is_said_as_far_as_the_sources_tell(
    built: dict[str, tuple[Rows, Rows]], moment: str, measure: str, value: int, progress: Any, status: str
) -> None:
    row = built[moment][0][measure]
    assert (row["value"], row["progress_pct"], row["status"]) == (value, progress, status)


def test_without_a_target_nothing_is_judged_and_without_a_delivery_nothing_is_known(
    built: dict[str, tuple[Rows, Rows]],
) -> None:
    progress, _ = built["october"]
    plan, takeovers = progress["A10-I2"], progress["A02-I1.operations"]
    assert (plan["status"], plan["baseline_value"], plan["baseline_origin"], plan["progress_pct"]) == (
        "sans_cible", 35, "stated", None,
    )  # fmt: skip
    assert (takeovers["value"], takeovers["tendency"], takeovers["value_status"]) == (None, None, "not_received")
    assert takeovers["baseline_value"] is None


def test_the_second_condition_is_judged_on_what_took_place(built: dict[str, tuple[Rows, Rows]]) -> None:
    met = [built[moment][0]["A15-I1.meetings"]["condition_met"] for moment in ("october", "december")]
    assert met == [True, False]


@pytest.mark.parametrize(
    ("moment", "measure", "expected"),
    [
        # A planned COPIL: due a month after the day planned; in December nobody has said whether it was held.
        ("october", "A14-I1.copil", ("2025-11-18", "2026-11-20", "2026-12-31", "up_to_date")),
        ("december, late", "A14-I1.copil", ("2025-11-18", "2026-11-20", "2026-12-31", "overdue")),
        ("december", "A14-I1.copil", ("2026-11-20", None, None, "up_to_date")),
        ("october", "A12-I1.reviews", ("2026-10-31", "2026-11-30", "2026-12-31", "up_to_date")),
        ("december, late", "A12-I1.reviews", ("2026-10-31", "2026-11-30", "2026-12-31", "overdue")),
        ("december", "A12-I1.reviews", ("2026-12-31", "2027-01-31", "2027-02-28", "up_to_date")),
        ("october", "A02-I1.jobs", (None, "2026-09-30", "2026-10-31", "not_received")),
        ("december, late", "A05-I2.projects", ("2026-10-31", "2026-11-30", "2026-12-31", "overdue")),
    ],
)
def test_a_measure_is_due_when_its_rule_says(
    built: dict[str, tuple[Rows, Rows]], moment: str, measure: str, expected: tuple[str | None, ...]
) -> None:
    row = built[moment][1][measure]
    found = [row[name] and row[name].isoformat() for name in ("last_value_on", "expected_on", "due_date")]
    assert (*found, row["state"]) == expected


def test_the_late_source_is_named(built: dict[str, tuple[Rows, Rows]]) -> None:
    _, due = built["december, late"]
    assert due["A12-I1.reviews"]["late_source_codes"] == "gouvernance"
    assert due["A12-I1.reviews"]["late_source_covered_to"] == date(2026, 10, 31)
    assert due["A12-I1.reviews"]["late_source_received_at"] is not None
    # France Active never delivered: it is the one furthest behind.
    assert due["A01-I1"]["late_source_codes"] == "france_active region_dispositifs"
    assert (due["A01-I1"]["late_source_code"], due["A01-I1"]["late_source_received_at"]) == ("france_active", None)
    assert built["december"][1]["A12-I1.reviews"]["late_source_codes"] is None


def test_the_brief_has_a_word_for_every_verdict(built: dict[str, tuple[Rows, Rows]]) -> None:
    told = {row["status"] for progress, _ in built.values() for row in progress.values()}
    assert len(told) > 3
    assert told <= set(LABELS)


PROGRESS, DUE = "update audit.indicator_progress set ", "update audit.indicator_due set "
SPOILED = [
    ("delete from audit.indicator_progress where measure_code = 'A01-I1'", "Chaque mesure du registre a une ligne"),
    (PROGRESS + "status = 'reached' where status = 'atteinte'", "un de ceux que l'on sait dire"),
    (PROGRESS + "progress_pct = 101 where measure_code = 'A13-I1'", "entre 0 et 100"),
    (PROGRESS + "target_value = 9 where measure_code = 'A10-I2'", "celle du registre, jamais une autre"),
    (PROGRESS + "value = 1 where measure_code = 'A13-I1'", "celle de la région pour la période nommée"),
    (PROGRESS + "status = 'en_cours' where measure_code = 'A10-I2'", "Sans cible ou sans valeur"),
    (PROGRESS + "status = 'atteinte' where measure_code = 'A15-I1.meetings'", "sa seconde condition tient"),
    (PROGRESS + "value_status = 'late_source', status = 'manquee'", "tant qu'une source est en retard"),
    (PROGRESS + "baseline_value = null", "a un point de départ, une valeur et une cible"),
    (PROGRESS + "gap = 0 where measure_code = 'A13-I1'", "la valeur moins la cible"),
    (PROGRESS + "baseline_origin = null where measure_code = 'A10-I2'", "dit d'où il vient"),
    (PROGRESS + "tendency = 'hausse'", "celle des deux valeurs montrées"),
    ("delete from audit.indicator_due where measure_code = 'A01-I1'", "Chaque mesure du registre a une ligne"),
    (DUE + "state = 'not_connected'", "quand le registre ne la calcule pas"),
    (DUE + "state = 'not_connected'", "n'a aucune date"),
    (DUE + "is_up_to_date = not is_up_to_date", "quand rien d'échu ne manque"),
    (DUE + "due_date = due_date - 1", "tombe en fin de mois"),
    (DUE + "last_value_on = expected_on", "vient après la dernière valeur"),
    (DUE + "due_date = '2026-11-30'", "Une échéance passée"),
    (DUE + "last_value_on = '2027-01-31'", "au-delà de la date d'arrêté"),
    (DUE + "late_source_code = 'gouvernance'", "est bien en retard"),
    (DUE + "state = 'overdue'", "n'a dépassé son échéance"),
]


def test_the_gate_sees_a_spoiled_line(partners: Any, built: dict[str, tuple[Rows, Rows]]) -> None:
    marts = ("indicator_progress", "indicator_due")
    suites = [suite for suite in read_suites(partners.settings.expectations_dir) if suite.name in marts]
    with connect(partners.settings, "transformer") as connection:
        for mart in marts:
            connection.execute(f"create table intermediate.{mart} as table audit.{mart}".encode())
    unseen = []
    with open_context(partners.settings, "audit", marts) as context:
        before = [finding for suite in suites for finding in judge_mart(context, suite)[1]]
        assert [finding.message for finding in before if finding.severity == "critical"] == []
        for statement, message in SPOILED:
            with connect(partners.settings, "transformer") as connection:
                for mart in marts:
                    connection.execute(f"delete from audit.{mart}".encode())
                    connection.execute(f"insert into audit.{mart} table intermediate.{mart}".encode())
                connection.execute(statement.encode())
            found = [finding for suite in suites for finding in judge_mart(context, suite)[1]]
            if not any(message in finding.message for finding in found):
                unseen.append((statement, message, [finding.message for finding in found]))
    assert unseen == []
