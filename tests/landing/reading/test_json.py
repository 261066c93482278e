"""JSON as APIs give it: dotted paths, lists made rows, numbers as written, broken lines set aside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sress.contracts.column import Column
from sress.contracts.formats import CsvFormat, JsonFormat
from sress.contracts.model import Revision, Stream, Thresholds
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


def test_a_key_given_twice_costs_its_record_in_a_list_too() -> None:
    text = '[{"projet_id": "P1"}, {"projet_id": "P2", "porteur": [{"mail": "a", "mail": "b"}]}, {"projet_id": "P3"}]'
    table = read(text)
    assert table.rows == [(1, ["P1"]), (3, ["P3"])]
    (problem,) = table.refused
    assert (problem.row, problem.rule) == (2, "invalid_json")
    assert "« mail » y figure deux fois" in problem.message


def test_two_values_under_one_path_are_refused() -> None:
    table = read('[{"porteur.mail": "a", "porteur": {"mail": "b"}}, {"projet_id": "P2"}]')
    assert table.rows == [(2, ["P2"])]
    assert "« porteur.mail »" in table.refused[0].message


EXPLODED = stream({"explode": "orientations"}, {"name": "projet_id"}, {"name": "vers", "headers": ["orientations.to"]})


def test_a_broken_record_has_a_rank_of_its_own_among_the_elements() -> None:
    lines = [
        '{"projet_id": "P1", "orientations": [{"to": "A"}, {"to": "B"}]}',
        '{"projet_id": ',
        '{"projet_id": "P3", "orientations": [{"to": "C"}]}',
    ]
    checked = check_table(read("\n".join(lines), EXPLODED), EXPLODED)
    assert [row for row, _ in checked.landed] == [1, 2, 4]
    assert [problem.row for problem in checked.problems] == [3]
    assert "ligne 2, colonne" in checked.problems[0].message
    assert checked.read == 4


def test_something_else_where_a_list_is_exploded_is_not_passed_over() -> None:
    table = read(
        '[{"projet_id": "P1", "orientations": {"to": "A"}}, {"projet_id": "P2", "orientations": null}]', EXPLODED
    )
    assert table.rows == []
    assert [problem.row for problem in table.refused] == [1]


def test_records_without_elements_are_no_rows_and_no_error() -> None:
    quiet = EXPLODED.model_copy(update={"thresholds": Thresholds(min_rows=0)})
    checked = check_table(read('{"projet_id": "P1", "orientations": []}\n', quiet), quiet)
    assert (checked.read, checked.landed) == (0, [])


def test_a_long_text_that_was_cut_is_not_taken_for_lines() -> None:
    whole = json.dumps({"data": [{"projet_id": "P1"}, {"projet_id": "P2"}]}, indent=1)
    with pytest.raises(FileError, match=r"ligne \d+, colonne \d+"):
        read(whole[: whole.index("P2")])


def test_json_in_another_encoding_is_told_where() -> None:
    with pytest.raises(FileError, match=r"UTF-8 \(ligne 2, octet 0xE9") as caught:
        read_table('[{"projet_id": "P1"},\n{"projet_id": "é"}]'.encode("windows-1252"), PROJECTS)
    assert caught.value.rule == "wrong_encoding"


@pytest.mark.parametrize("depth", [200, 480, 700, 5000])
def test_a_record_nested_without_end_never_stops_the_reading(depth: int) -> None:
    deep = '{"projet_id": "P1", "x": ' + "[" * depth + "{}" + "]" * depth + "}"
    table = read('{"projet_id": "P0"}\n' + deep + "\n")
    assert table.rows[0][1][0] == "P0"
    assert len(table.rows) + len(table.refused) == 2


VALUES = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.fixed_dictionaries({"projet_id": VALUES, "mail": VALUES}), min_size=1, max_size=6))
def test_any_text_is_read_back_from_a_list_and_from_lines(records: list[dict[str, str]]) -> None:
    assert dicts(read(json.dumps(records))) == records
    assert dicts(read("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))) == records


def test_a_format_that_the_file_pattern_admits_is_no_surprise() -> None:
    update = {"format": CsvFormat(kind="csv"), "file": r"projets_.*\.(?:csv|json)"}
    assert read('[{"projet_id": "P1"}]', PROJECTS.model_copy(update=update)).messages == []
