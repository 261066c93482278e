"""Calendars and Parquet files: a row an event, a row a record, every value as exact text."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sress.contracts.column import Column
from sress.contracts.formats import Format, IcsFormat, ParquetFormat
from sress.contracts.model import Revision, Stream
from sress.landing.check import check_table
from sress.landing.problem import FileError
from sress.landing.table import read_table


def stream(form: Format, *columns: dict[str, object]) -> Stream:
    made = [Column.model_validate({"description": "A column.", **column}) for column in columns]
    return Stream(description="A test.", format=form, revision=Revision(replaces="stream"), columns=tuple(made))


AGENDA = stream(
    IcsFormat(kind="ics"),
    {"name": "uid", "required": True},
    {"name": "titre", "headers": ["SUMMARY"]},
    {"name": "jour", "type": "date", "headers": ["DTSTART"], "required": True},
    {"name": "themes", "headers": ["CATEGORIES"]},
    {"name": "organisateur", "headers": ["ORGANIZER"], "personal": "drop"},
)


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\n{body}END:VCALENDAR\r\n".encode()


def test_each_event_is_a_row_with_its_day_in_paris() -> None:
    data = calendar(
        "UID:1\r\nSUMMARY:COPIL SRESS avec un titre qui\r\n  continue\r\n"
        "DTSTART:20251104T230000Z\r\nCATEGORIES:COPIL,SRESS",
        "UID:2\r\nSUMMARY:Journée\r\nDTSTART;VALUE=DATE:20251105\r\nORGANIZER;CN=Zoé:mailto:zoe@exemple.invalid",
    )
    checked = check_table(read_table(data, AGENDA), AGENDA)
    assert checked.landed == [
        (1, ["1", "COPIL SRESS avec un titre qui continue", "2025-11-05", "COPIL;SRESS"]),
        (2, ["2", "Journée", "2025-11-05", None]),
    ]


def test_an_event_without_a_day_is_rejected_and_named() -> None:
    checked = check_table(read_table(calendar("UID:1\r\nDTSTART:20251105T090000", "UID:2"), AGENDA), AGENDA)
    assert [values[0] for _, values in checked.landed] == ["1"]
    assert checked.problems[0].message.startswith("événement 2, colonne « DTSTART »")


def test_an_unreadable_day_costs_its_event_only() -> None:
    checked = check_table(
        read_table(calendar("UID:1\r\nDTSTART:20251305", "UID:2\r\nDTSTART:20251105"), AGENDA), AGENDA
    )
    assert [values[0] for _, values in checked.landed] == ["2"]
    assert checked.read == 2
    assert len(checked.problems) == 1


def test_repeated_events_are_said_not_multiplied() -> None:
    table = read_table(calendar("UID:1\r\nDTSTART:20251105\r\nRRULE:FREQ=MONTHLY;COUNT=3"), AGENDA)
    assert len(table.rows) == 1
    assert any("répétés" in message for message in table.messages)


def test_a_truncated_calendar_is_refused() -> None:
    with pytest.raises(FileError, match="agenda"):
        read_table(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", AGENDA)


STOCK = stream(
    ParquetFormat(kind="parquet"),
    {"name": "siren", "type": "siren", "required": True},
    {"name": "categorie", "zero_pad": 4, "headers": ["categorieJuridiqueUniteLegale"]},
    {"name": "nic", "zero_pad": 5, "headers": ["nicSiegeUniteLegale"]},
    {"name": "creation", "type": "date", "headers": ["dateCreationUniteLegale"]},
    {"name": "montant", "type": "amount"},
)


def parquet(folder: Path, query: str) -> bytes:
    path = folder / "stock.parquet"
    duckdb.sql(f"copy ({query}) to '{path}' (format parquet)")
    return path.read_bytes()


def test_columns_are_read_by_name_and_codes_get_their_zeros_back(tmp_path: Path) -> None:
    query = (
        "select 16 as nicSiegeUniteLegale, 9220 as categorieJuridiqueUniteLegale, 38995593 as siren, "
        "date '1995-12-25' as dateCreationUniteLegale, 12.50::decimal(9, 2) as montant, null as nouvelle"
    )
    checked = check_table(read_table(parquet(tmp_path, query), STOCK), STOCK)
    assert checked.landed == [(1, ["038995593", "9220", "00016", "1995-12-25", "12.50"])]
    assert checked.columns_unknown == ["nouvelle"]


def test_odd_column_names_and_nothing_left_in_memory(tmp_path: Path) -> None:
    import fsspec

    data = parquet(tmp_path, 'select \'x\' as "a ""b"" c", \'y\' as siren')
    assert read_table(data, STOCK).header == ['a "b" c', "siren"]
    assert fsspec.filesystem("memory").find("/") == []


def test_a_truncated_parquet_is_refused(tmp_path: Path) -> None:
    data = parquet(tmp_path, "select range as siren from range(1000)")
    with pytest.raises(FileError, match="Parquet"):
        read_table(data[: len(data) // 2], STOCK)


def test_every_type_is_exact_text(tmp_path: Path) -> None:
    query = (
        "select 'x' as siren, 9007199254740993::bigint as entier, 22530001100015::double as flottant, "
        "0.1::float as part, true as actif, time '10:05:00' as heure, timestamp '2025-01-01 10:00:00' as moment, "
        "timestamptz '2024-12-31 23:30:00+00' as instant, encode('Café') as octets, "
        "{'a': 1, 'b': ['x', null]} as objet, ['a', 'b'] as liste, map {'k': 1} as table_, null::integer as rien"
    )
    table = read_table(parquet(tmp_path, query), STOCK)
    assert dict(zip(table.header, table.rows[0][1], strict=True)) == {
        "siren": "x",
        "entier": "9007199254740993",
        "flottant": "22530001100015",
        "part": "0.1",
        "actif": "true",
        "heure": "10:05:00",
        "moment": "2025-01-01 10:00:00",
        "instant": "2025-01-01 00:30:00+01:00",
        "octets": "Café",
        "objet": '{"a":1,"b":["x",null]}',
        "liste": '["a","b"]',
        "table_": '{"k":1}',
        "rien": "",
    }


def test_an_instant_lands_as_paris_time(tmp_path: Path) -> None:
    moment = stream(ParquetFormat(kind="parquet"), {"name": "instant", "type": "timestamp", "required": True})
    data = parquet(tmp_path, "select timestamptz '2025-06-30 22:30:00+00' as instant")
    assert check_table(read_table(data, moment), moment).landed == [(1, ["2025-07-01T00:30:00+02:00"])]


MOMENTS = stream(
    IcsFormat(kind="ics"),
    {"name": "uid", "required": True},
    {"name": "debut", "type": "timestamp", "headers": ["DTSTART"], "required": True},
)


@pytest.mark.parametrize(
    ("start", "landed"),
    [
        ("DTSTART:20250701T073000Z", "2025-07-01T09:30:00+02:00"),
        ("DTSTART;TZID=Europe/Paris:20250701T093000", "2025-07-01T09:30:00+02:00"),
        ("DTSTART;TZID=Romance Standard Time:20250701T093000", "2025-07-01T09:30:00+02:00"),
        ("DTSTART;TZID=America/New_York:20250110T200000", "2025-01-11T02:00:00+01:00"),
        ("DTSTART:20250110T093000", "2025-01-10T09:30:00+01:00"),
        ("DTSTART;VALUE=DATE:20250110", "2025-01-10T00:00:00+01:00"),
    ],
)
def test_the_hour_of_an_event_is_paris_time(start: str, landed: str) -> None:
    checked = check_table(read_table(calendar(f"UID:1\r\n{start}"), MOMENTS), MOMENTS)
    assert checked.landed == [(1, ["1", landed])]


def test_an_hour_in_an_unknown_zone_is_refused_and_not_guessed() -> None:
    data = calendar("UID:1\r\nDTSTART;TZID=Nulle/Part:20250110T093000", "UID:2\r\nDTSTART:20250110T093000")
    table = read_table(data, MOMENTS)
    assert [row for row, _ in table.rows] == [2]
    assert table.refused[0].message.startswith(
        "événement 1 : la propriété « DTSTART » est dans un fuseau horaire inconnu"
    )


def test_a_line_that_is_no_property_costs_its_event() -> None:
    table = read_table(calendar("UID:1\r\nsans deux-points\r\nDTSTART:20250110", "UID:2\r\nDTSTART:20250111"), AGENDA)
    assert [row for row, _ in table.rows] == [2]
    assert table.refused[0].message.startswith("événement 1 : une ligne est illisible")


def test_properties_of_any_kind_stand_as_in_the_file() -> None:
    data = calendar(
        "UID:1\r\nDTSTART:20250110\r\nDURATION:PT1H30M\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\nGEO:47.2;-1.55\r\nX-EPCI:200\r\n"
        "SUMMARY:Un\\, deux\\ntrois\r\nCATEGORIES:A,B\r\nCATEGORIES:C\r\nEXDATE;VALUE=DATE:20250210,20250310"
    )
    table = read_table(data, AGENDA)
    assert dict(zip(table.header, table.rows[0][1], strict=True)) == {
        "UID": "1",
        "DTSTART": "2025-01-10",
        "DURATION": "PT1H30M",
        "RRULE": "FREQ=MONTHLY;COUNT=3",
        "GEO": "47.2;-1.55",
        "X-EPCI": "200",
        "SUMMARY": "Un, deux\ntrois",
        "CATEGORIES": "A;B;C",
        "EXDATE": "2025-02-10;2025-03-10",
    }


def test_a_calendar_in_another_encoding_is_told_so() -> None:
    data = calendar("UID:1\r\nDTSTART:20250110\r\nSUMMARY:Journée").decode().encode("windows-1252")
    with pytest.raises(FileError, match="UTF-8") as caught:
        read_table(data, AGENDA)
    assert (caught.value.rule, caught.value.line) == ("wrong_encoding", 7)
