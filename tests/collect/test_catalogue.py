"""Which file of a catalogue is the stream's, and reading one file out of an archive."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from sress.collect.archive import open_member
from sress.collect.catalogue import Entry, choose, read_catalogue
from sress.collect.problem import CollectError, SchemaError
from sress.contracts.collecting import Resource


class Answering:
    """A client that knows one answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def get_json(self, address: str) -> Any:
        self.asked.append(address)
        return self.answer


def entry(title: str, url: str = "http://exemple.invalid/x.csv", modified: str = "2026-01-01") -> Entry:
    return Entry(title, url, "csv", modified)


def titles(resource: Resource, entries: list[Entry]) -> list[str]:
    return [one.entry.title for one in choose(resource, entries)]


def test_the_newest_vintage_is_chosen_whatever_the_order_and_the_day_of_change() -> None:
    entries = [entry("Liste ESUS 2025", modified="2026-09-01"), entry("Liste ESUS 2026"), entry("Notice 2027")]
    resource = Resource(dataset="esus", title=r"ESUS (?P<vintage>\d{4})")
    assert titles(resource, entries) == titles(resource, entries[::-1]) == ["Liste ESUS 2026"]


def test_the_vintage_may_stand_in_the_address() -> None:
    entries = [entry(str(year), f"http://exemple.invalid/cog_{year}.csv") for year in (2024, 2026, 2025)]
    resource = Resource(dataset="cog", url=r"cog_(?P<vintage>\d{4})\.csv$", keep=2)
    assert titles(resource, entries) == ["2026", "2025"]


def test_files_of_one_vintage_are_ordered_by_their_day_of_change() -> None:
    entries = [entry("définitif", modified="2026-03-02T10:00:00"), entry("provisoire", modified="2026-02-01T10:00:00")]
    assert titles(Resource(dataset="x"), entries) == ["définitif"]


def test_nothing_that_fits_names_what_there_is() -> None:
    with pytest.raises(CollectError, match=r"esus.*there are: « Liste »; « Notice »\. Correct the patterns"):
        choose(Resource(dataset="esus", title="agréments"), [entry("Liste"), entry("Notice")])


def test_a_resource_of_data_gouv_is_read() -> None:
    client = Answering(
        {
            "resources": [
                {
                    "id": "1",
                    "title": "Liste",
                    "url": "https://static.exemple.invalid/liste.xlsx",
                    "format": "xlsx",
                    "filetype": "file",
                    "filesize": 12,
                    "checksum": {"type": "sha1", "value": "ab"},
                    "last_modified": "2026-01-02T03:04:05",
                },
                {
                    "title": "Ailleurs",
                    "url": None,
                    "latest": "https://exemple.invalid/r/2",
                    "filetype": "remote",
                    "filesize": 12,
                    "checksum": {"type": "crc", "value": "ab"},
                },
                {"title": "Sans adresse"},
            ]
        }
    )
    entries = read_catalogue(client, "data_gouv", "https://exemple.invalid", "liste des esus")
    assert client.asked == ["https://exemple.invalid/api/1/datasets/liste%20des%20esus/"]
    assert entries == [
        Entry("Liste", "https://static.exemple.invalid/liste.xlsx", "xlsx", "2026-01-02T03:04:05", 12, ("sha1", "ab")),
        Entry("Ailleurs", "https://exemple.invalid/r/2", "", ""),
    ]


@pytest.mark.parametrize("answer", [[], {}, {"resources": None}, {"resources": ["x"]}])
def test_an_answer_without_files_is_a_schema_error(answer: Any) -> None:
    with pytest.raises(SchemaError, match="no list of files at 'resources'"):
        read_catalogue(Answering(answer), "data_gouv", "https://exemple.invalid", "x")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("member", ["data.csv", "../../etc/data.csv", "/etc/data.csv", "a\\..\\data.csv"])
def test_a_member_is_read_under_its_bare_name(tmp_path: Path, member: str) -> None:
    archive = zipped(tmp_path / "x.zip", {member: b"a;b\n", "metadata.txt": b"", "data.csv/": b""})
    with open_member(archive, r"^data.*\.csv$") as (name, stream):
        assert (name, stream.read()) == ("data.csv", b"a;b\n")


@pytest.mark.parametrize("pattern", [r"\.csv$", r"\.json$"])
def test_the_member_must_be_one(tmp_path: Path, pattern: str) -> None:
    archive = zipped(tmp_path / "x.zip", {"a.csv": b"", "b.csv": b""})
    with pytest.raises(CollectError, match="it holds: « a.csv », « b.csv »"), open_member(archive, pattern):
        pass


def test_a_member_larger_than_the_bound_is_refused_whatever_the_archive_tells(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", {"a.csv": b"0" * 1_000_000})
    with open_member(archive, "a", 999_999) as (_, stream), pytest.raises(CollectError, match="larger than allowed"):
        stream.read()
    with open_member(archive, "a", 1_000_000) as (_, stream):
        assert len(stream.read()) == 1_000_000


def test_what_is_no_archive_or_a_damaged_one_is_an_error(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "x.zip", {"a.csv": bytes(range(256)) * 50}).read_bytes()
    damaged = bytearray(whole)
    damaged[60] ^= 0xFF
    for content in (b"a;b\n", whole[:-30], bytes(damaged)):
        path = tmp_path / "y.zip"
        path.write_bytes(content)
        with pytest.raises(CollectError, match="the archive cannot be read"), open_member(path, "a") as (_, stream):
            stream.read()
