"""A published figure leads to its rule, its parameters, its deliveries, its rows, and one row to its file and line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sress.cli import app
from sress.platform.settings import Settings
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from evidence_by_hand import aside, row
from published_by_hand import PARAMETER, Hand
from sress.disclosure import Audience
from sress.platform.database import connect
from sress.publication import PublicationRefused
from sress.publication.explain.explain import NoSuchFigure, explain
from sress.publication.explain.explanation import line_of
from sress.publication.explain.recount import recount
from sress.publication.explain.workbook import write_workbook

RAW = [
    {"n_dossier": "D1", "raison_sociale": "Ressourcerie (fictif)", "commune": "Angers", "montant_vote": "900.00"},
    {"n_dossier": "D2", "raison_sociale": "Épicerie (fictif)", "commune": "Angers", "montant_vote": "0.00"},
]
LATER = {**PARAMETER, "version": "2.0", "valid_from": "2027-01-01", "value": "cress"}


@pytest.fixture
def hand(settings: Settings) -> Hand:
    made = Hand(settings)
    first = made.deliver("region_dispositifs", "dossiers", "dispositifs_2026-09.csv", ("2026-01-01", "2026-09-30"), RAW)
    evidence = [
        row("D1", "2026-03-10", unit_key="P1", dispositif_code="pret_honneur", delivery_id=first, row_number=2),
        row("D3", "2026-04-10", unit_key="P1", dispositif_code="garantie", delivery_id=first, row_number=3),
        aside("D2", "not_ess", "2026-05-05", delivery_id=first, row_number=3),
        aside("D5", "not_granted", None, delivery_id=first, row_number=3),
        aside("D4", "not_granted", "2025-05-05", delivery_id=first, row_number=3),
        row("S1", "2026-02-02", measure_code="A08-I1", operator_code="iresa", delivery_id=first),
        row("V1", "2026-02-02", measure_code="A10-I2", delivery_id=first, row_number=2),
    ]
    made.publish("2026-09", evidence, [first], parameters=[PARAMETER, LATER])
    return made


def test_the_counts_are_those_of_the_cell(hand: Hand) -> None:
    found = explain(hand.settings, "A01-I1", period="2026", territory="DEP-49")
    assert (found.cell.value, found.units) == (1, 1)
    assert found.by_role == {"numerator": 2, "set_aside": 2}
    assert found.by_reason == {"not_ess": 1, "not_granted": 1}, (
        "one without a date counts as candidate, one of 2025 not"
    )
    assert found.rows is not None
    assert [one.record_key for one in found.rows] == ["D1", "D3", "D2", "D5"]
    assert [(one.file_name, one.counted, one.set_aside) for one in found.deliveries or ()] == [
        ("dispositifs_2026-09.csv", 2, 2)
    ]


def test_a_line_of_a_breakdown_has_its_own_rows(hand: Hand) -> None:
    found = explain(
        hand.settings, "A01-I1", period="2026", territory="REG-52", dimension="dispositif", member="garantie"
    )
    assert [one.record_key for one in found.rows or ()] == ["D3"]


def test_a_row_leads_to_its_file_its_line_and_what_the_partner_wrote(hand: Hand) -> None:
    path = explain(hand.settings, "A01-I1", period="2026", territory="REG-52").path
    assert path is not None
    assert (path.row.record_key, path.delivery.file_name, path.line) == ("D1", "dispositifs_2026-09.csv", "ligne 2")
    assert path.raw is not None
    assert (path.raw["n_dossier"], path.raw["montant_vote"]) == ("D1", "900.00")
    other = explain(hand.settings, "A01-I1", period="2026", territory="REG-52", record_key="D2").path
    assert other is not None
    assert other.raw is not None
    assert other.raw["n_dossier"] == "D2"


def test_a_row_of_a_workbook_stands_on_a_sheet() -> None:
    assert (line_of(20_000_014), line_of(12), line_of(None)) == ("feuille n° 3, ligne 14", "ligne 12", "ligne inconnue")


def test_the_parameters_are_those_of_the_model_in_the_versions_up_to_the_period(hand: Hand) -> None:
    found = explain(hand.settings, "A08-I1", period="2026", territory="REG-52").parameters
    assert [(one.name, one.version, one.value) for one in found] == [("acteurs_ess", "1.0", "iresa cress")]
    assert explain(hand.settings, "A01-I1", period="2026", territory="REG-52").parameters == ()


@pytest.mark.parametrize("audience", [Audience.analyst, Audience.pilot])
def test_rows_of_a_secret_class_are_replaced_by_counts(hand: Hand, audience: Audience) -> None:
    found = explain(hand.settings, "A01-I1", period="2026", territory="REG-52", audience=audience)
    assert (found.rows, found.path) == (None, None)
    assert found.by_reason == {"not_ess": 1, "not_granted": 1}
    assert "D1" not in json.dumps(found.as_json(), default=str)


def test_rows_of_an_open_class_are_given_but_never_what_was_landed(hand: Hand) -> None:
    found = explain(hand.settings, "A10-I2", period="2026", territory="REG-52", audience=Audience.pilot)
    assert [one.record_key for one in found.rows or ()] == ["V1"]
    assert found.path is not None
    assert found.path.raw is None
    assert "Ressourcerie" not in json.dumps(found.as_json(), default=str)


def test_a_suppressed_cell_gives_no_count(hand: Hand) -> None:
    evidence = [row("V1", measure_code="A10-I2")]
    hand.publish("2026-10", evidence, [1], statuses={"A10-I2": "suppressed"})
    found = explain(hand.settings, "A10-I2", period="2026", territory="REG-52", audience=Audience.pilot)
    assert (found.by_role, found.by_reason, found.rows, found.units, found.deliveries) == (None,) * 5
    assert explain(hand.settings, "A10-I2", period="2026", territory="REG-52").units == 1


def test_an_earlier_publication_stays_explained(hand: Hand) -> None:
    hand.publish("2026-10", [], [1])
    assert explain(hand.settings, "A01-I1", period="2026", territory="REG-52").cell.value == 0
    assert explain(hand.settings, "A01-I1", period="2026", territory="REG-52", publication_id=1).cell.value == 1


def test_what_does_not_exist_is_said(hand: Hand) -> None:
    for asked, told in (
        ({"measure_code": "A99-I1", "period": "2026", "territory": "REG-52"}, "pas de mesure A99-I1"),
        ({"measure_code": "A01-I1", "period": "1999", "territory": "REG-52"}, "pas de période 1999"),
        ({"measure_code": "A01-I1", "period": "2026", "territory": "DEP-75"}, "territoire DEP-75"),
    ):
        with pytest.raises(NoSuchFigure, match=told):
            explain(hand.settings, **asked)
    with pytest.raises(PublicationRefused, match="n° 9"):
        explain(hand.settings, "A01-I1", period="2026", territory="REG-52", publication_id=9)


def test_the_workbook_holds_the_evidence_and_the_same_bytes_again(hand: Hand, tmp_path: Path) -> None:
    found = explain(hand.settings, "A01-I1", period="2026", territory="REG-52")
    first, again = write_workbook(tmp_path / "1.xlsx", found), write_workbook(tmp_path / "2.xlsx", found)
    assert first.read_bytes() == again.read_bytes()
    book = CalamineWorkbook.from_path(first)
    assert book.sheet_names == ["Lisez-moi", "Lignes comptées", "Lignes écartées"]
    counted = book.get_sheet_by_name("Lignes comptées").to_python()
    assert [line[counted[0].index("record_key")] for line in counted[1:]] == ["D1", "D3"]
    secret = explain(hand.settings, "A01-I1", period="2026", territory="REG-52", audience=Audience.pilot)
    assert CalamineWorkbook.from_path(write_workbook(tmp_path / "3.xlsx", secret)).sheet_names == ["Lisez-moi"]


def test_every_published_cell_is_counted_again_and_a_wrong_one_is_found(hand: Hand) -> None:
    evidence = [row("D1"), row("D9", dispositif_code="garantie")]
    hand.publish(
        "2026-10", evidence, [1], change="update audit.indicator_value set value = 5 where territory = 'DEP-49'"
    )
    hand.publish("2026-10", evidence, [1], change="delete from audit.indicator_value where dimension is not null")
    with connect(hand.settings, "engineer") as connection:
        assert recount(connection, 1)[1] == []
        wrong = recount(connection, 2)[1]
        assert {(one.what, one.face.territory, one.published) for one in wrong} == {("value", "DEP-49", 5)}
        left_out = recount(connection, 3)[1]
        assert {(one.what, one.face.member, one.recounted, one.published) for one in left_out} == {
            ("line", "garantie", 1, None),
            ("line", "indetermine", 1, None),
            ("line", "indetermine", 2, None),
        }


def test_the_command_prints_french_and_json(hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SRESS_HOME", str(hand.settings.home))
    monkeypatch.setenv("SRESS_DATABASE_URL", hand.settings.database_url or "")
    asked = ["explain", "A01-I1", "--period", "2026", "--territory", "REG-52"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    for words in (
        "1 (projets) — provisoire",
        "Règle de A01-I1",
        "dispositifs_2026-09.csv, ligne 2",
        "hors ESS",
        "Angers",
    ):
        assert words in told.output
    secret = CliRunner().invoke(app, [*asked, "--for", "pilot"])
    assert "elles ne sont données qu'aux ingénieurs" in secret.output
    assert "D1" not in secret.output
    as_json = json.loads(CliRunner().invoke(app, [*asked, "--json", "--xlsx", str(tmp_path / "x.xlsx")]).output)
    assert (as_json["figure"]["value"], len(as_json["rows"]), as_json["path"]["line"]) == (1, 4, "ligne 2")
    assert (tmp_path / "x.xlsx").is_file()
    for wrong in (
        ["--period", "1999"],
        ["--period", "2026", "--dimension", "kind"],
        ["--period", "2026", "--publication", "9"],
    ):
        assert CliRunner().invoke(app, ["explain", "A01-I1", *wrong]).exit_code == 2
