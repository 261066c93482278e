"""JSON as APIs give it: dotted paths, lists made rows, numbers as written, broken lines set aside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sress.contracts.column import Column
from sress.contracts.formats import CsvFormat, JsonFormat
from sress.contracts.model import Revision, Stream
from sress.landing.check import check_table
from sress.landing.problem import FileError
from sress.landing.reading.table import Table
from sress.landing.table import read_table


def stream(form: dict[str, Any], *columns: dict[str, Any]) -> Stream:
    made = [Column.model_validate({"description": "A column.", **column}) for column in columns]
    return Stream(
        description="A test.",
        format=JsonFormat.model_validate({"kind": "json", **form}),
        revision=Revision(replaces="stream"),
        columns=tuple(made),
    )


PROJECTS = stream({}, {"name": "projet_id", "required": True}, {"name": "mail", "headers": ["porteur.mail"]})


def read(text: str, contract: Stream = PROJECTS) -> Table:
    return read_table(text.encode(), contract)


def dicts(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]


def test_fields_inside_fields_have_dotted_names() -> None:
    table = read('[{"projet_id": "P1", "porteur": {"mail": "a@b.fr", "nom": null}, "tags": ["x", "y"]}]')
    assert dicts(table) == [{"projet_id": "P1", "porteur.mail": "a@b.fr", "porteur.nom": "", "tags": "x;y"}]


def test_json_lines_and_a_list_give_the_same_rows() -> None:
    records = [{"projet_id": "P1"}, {"projet_id": "P2", "x": True}]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    assert dicts(read(lines)) == dicts(read(json.dumps(records)))
    assert [rank for rank, _ in read(lines).rows] == [1, 2]


def test_one_line_is_one_record() -> None:
    assert dicts(read('{"projet_id": "P1"}\n')) == [{"projet_id": "P1"}]


def test_records_are_found_at_their_path() -> None:
    contract = stream({"records": "data.items"}, {"name": "projet_id", "required": True})
    assert dicts(read('{"data": {"items": [{"projet_id": "P1"}]}}', contract)) == [{"projet_id": "P1"}]
    with pytest.raises(FileError, match="data.items"):
        read('{"data": {"items": {}}}', contract)


def test_each_element_of_an_exploded_list_is_a_row() -> None:
    contract = stream(
        {"explode": "orientations"}, {"name": "projet_id"}, {"name": "vers", "headers": ["orientations.to"]}
    )
    text = '[{"projet_id": "P1", "orientations": [{"to": "A"}, {"to": "B"}]}, {"projet_id": "P2", "orientations": []}]'
    checked = check_table(read(text, contract), contract)
    assert checked.landed == [(1, ["P1", "A"]), (2, ["P1", "B"])]
    assert checked.read == 2


def test_numbers_are_kept_as_they_were_written() -> None:
    text = '[{"siret": 22530001100015, "montant": 12.50, "grand": 123456789012345678901234, "petit": 1e-7}]'
    assert dicts(read(text)) == [
        {"siret": "22530001100015", "montant": "12.50", "grand": "123456789012345678901234", "petit": "1e-7"}
    ]


def test_a_broken_line_costs_its_record_only() -> None:
    table = read(
        '{"projet_id": "P1"}\n{"projet_id": \n{"projet_id": "P3", "projet_id": "P4"}\n[1]\n{"projet_id": "P5"}\n'
    )
    checked = check_table(table, PROJECTS)
    assert [values[0] for _, values in checked.landed] == ["P1", "P5"]
    assert [problem.rule for problem in checked.problems] == ["invalid_json"] * 3
    assert checked.read == 5
    assert checked.problems[0].message.startswith("enregistrement 2 : ")


@pytest.mark.parametrize("text", ['[{"projet_id": "P1"}', "[1, 2", '{"a": NaN}', '[{"a": Infinity}]'])
def test_what_is_no_json_is_refused_with_a_place(text: str) -> None:
    with pytest.raises(FileError, match="JSON"):
        read(text)


def test_json_where_csv_is_expected_is_read_and_said() -> None:
    contract = PROJECTS.model_copy(update={"format": CsvFormat(kind="csv")})
    table = read('[{"projet_id": "P1"}]', contract)
    assert dicts(table) == [{"projet_id": "P1"}]
    assert any("JSON" in message for message in table.messages)


def test_a_missing_value_names_the_record() -> None:
    checked = check_table(read('[{"projet_id": ""}, {"projet_id": "P2"}]'), PROJECTS)
    assert checked.problems[0].message.startswith("enregistrement 1, colonne « projet_id »")
