"""What the bytes of a delivery are wins over what its contract expects, and what they are not is said."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any

import pytest
from sress.contracts.column import Column
from sress.contracts.model import Revision, Stream, Thresholds
from sress.landing.check import check_table
from sress.landing.problem import FileError
from sress.landing.table import read_table


def stream(form: dict[str, Any], **more: Any) -> Stream:
    columns = [
        {"name": "numero", "description": "Number.", "headers": ["Numéro"], "required": True},
        {"name": "ville", "description": "Town.", "headers": ["Ville"]},
    ]
    return Stream.model_validate(
        {
            "description": "A test.",
            "format": form,
            "revision": Revision(replaces="stream"),
            "columns": [Column.model_validate(column) for column in columns],
            **more,
        }
    )


CSV, JSON, ICS = stream({"kind": "csv"}), stream({"kind": "json"}), stream({"kind": "ics"})


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [archive(suivi="a;b", notes="x"), archive()])
def test_an_archive_that_is_no_workbook_is_named_as_one(data: bytes) -> None:
    with pytest.raises(FileError, match=r"archive ZIP de \d fichier") as caught:
        read_table(data, CSV)
    assert caught.value.rule == "unreadable_file"


def test_a_truncated_workbook_is_not_called_an_archive() -> None:
    with pytest.raises(FileError, match="classeur ne s'ouvre pas"):
        read_table(archive(suivi="a;b" * 100)[:80], CSV)


def test_a_workbook_behind_a_password_is_said_to_be_one() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(FileError, match="mot de passe"):
        read_table(data, CSV)


def test_a_banner_in_brackets_is_no_json() -> None:
    table = read_table("[Export du jour];\nNuméro;Ville\n1;Angers\n".encode(), CSV)
    assert table.rows == [(3, ["1", "Angers"])]


@pytest.mark.parametrize("text", ['[{"numero": "1"}]', '[\n  {"numero": "1"}\n]', '{"numero": "1"}\n'])
def test_json_is_known_by_its_first_characters(text: str) -> None:
    table = read_table(gzip.compress(text.encode()), CSV)
    assert table.rows == [(1, ["1"])]
    assert table.messages == ["Reçu en JSON là où CSV est attendu : lu tel quel."]


@pytest.mark.parametrize(("number", "town"), [("\x00", "Angers"), ("2", "Ang\ud800ers")])
def test_what_no_database_can_hold_costs_its_row(number: str, town: str) -> None:
    text = json.dumps([{"numero": number, "ville": town}, {"numero": "3", "ville": "Laval"}])
    checked = check_table(read_table(text.encode(), JSON), JSON)
    assert checked.landed == [(2, ["3", "Laval"])]
    assert [(problem.row, problem.rule) for problem in checked.problems] == [(1, "undecodable")]
    assert checked.read == 2


def test_a_stray_nul_in_a_file_with_a_byte_order_mark_costs_its_line() -> None:
    table = read_table("\ufeffNuméro;Ville\n1;An\x00gers\n2;Laval\n".encode(), CSV)
    assert table.rows == [(3, ["2", "Laval"])]
    assert [(problem.row, problem.rule) for problem in table.refused] == [(2, "undecodable")]


EMPTY_CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(("form", "data"), [("json", b"[]"), ("ics", EMPTY_CALENDAR)])
def test_nothing_to_tell_is_a_delivery_only_where_the_contract_allows_it(form: str, data: bytes) -> None:
    quiet = stream({"kind": form}, thresholds=Thresholds(min_rows=0))
    assert check_table(read_table(data, quiet), quiet).read == 0
    with pytest.raises(FileError) as caught:
        check_table(read_table(data, stream({"kind": form})), stream({"kind": form}))
    assert caught.value.rule == "empty_file"


def test_records_that_name_no_column_are_refused() -> None:
    with pytest.raises(FileError, match="en-têtes"):
        read_table(b"[{}, {}]", JSON)


def test_text_where_a_calendar_is_expected_is_refused() -> None:
    with pytest.raises(FileError, match="agenda ICS"):
        read_table(b"Numero;Ville\n1;Angers\n", ICS)
