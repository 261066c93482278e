"""Downloads from a catalogue on loopback: only what is new, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sress.collect.connection import Connection
from sress.collect.download import download_stream
from sress.collect.inbox import waiting_in_inbox
from sress.collect.problem import CollectError
from sress.collect.state import CollectState
from sress.contracts.model import Contract
from sress.platform.sealing import unseal
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from collect_samples import contract, emptied
from file_server import Site, file_server

CSV = b"siren;nom\n" + b"356000000;La Poste\n" * 5000


@pytest.fixture
def site() -> Iterator[Site]:
    with file_server(Site()) as served:
        yield served


@pytest.fixture
def clean(settings: Settings) -> Settings:
    """The module's database with an empty memory and an empty inbox."""
    return emptied(settings)


@pytest.fixture
def bring(clean: Settings, site: Site) -> Callable[..., list[Path]]:
    def brought(made: Contract | None = None) -> list[Path]:
        return download_stream(clean, made or open_data(), "liste", Connection(site.url), sleep=lambda _: None)

    return brought


def open_data(catalogue: str = "data_gouv", personal: str = "none", **resource: Any) -> Contract:
    collect = {
        "kind": "open_data",
        "connection": "essai",
        "address": "http://exemple.invalid",
        "catalogue": catalogue,
        "rate": {"calls": 1000, "seconds": 1},
    }
    asked = {"dataset": "DS_ESUS", "title": r"ESUS (?P<vintage>\d{4})", **resource}
    return contract(collect, {"liste": {"file": "essai_liste_.*", "resource": asked}}, personal=personal)


def publish(site: Site, year: int, data: bytes, modified: str = "2026-01-02T03:04:05", **more: Any) -> str:
    """Put a file in the catalogue of data.gouv.fr; the former ones stay."""
    path = f"/fichiers/liste%20des%20esus%20{year}.csv"
    site.pages[path] = data
    listed = site.pages.setdefault("/api/1/datasets/DS_ESUS/", {"resources": []})["resources"]
    listed[:] = [other for other in listed if other["url"] != site.url + path]
    listed.append({"title": f"ESUS {year}", "url": site.url + path, "format": "csv", "last_modified": modified, **more})
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_the_newest_file_comes_once_under_a_name_with_its_vintage(
    clean: Settings, site: Site, bring: Callable[..., list[Path]]
) -> None:
    old, new = publish(site, 2025, b"old"), publish(site, 2026, CSV)
    (path,) = bring()
    assert path == clean.inbox_dir / "essai" / "essai_liste_2026_liste des esus 2026.csv"
    assert path.read_bytes() == CSV
    assert [file.path for file in waiting_in_inbox(clean, open_data()).found] == [path]
    assert bring() == []
    assert (site.statuses(old), site.statuses(new)) == ([], [200])


def test_a_new_vintage_is_found_without_a_change_of_the_contract(site: Site, bring: Callable[..., list[Path]]) -> None:
    publish(site, 2025, b"old")
    bring()
    publish(site, 2026, CSV)
    assert [path.name for path in bring()] == ["essai_liste_2026_liste des esus 2026.csv"]


def test_the_newest_few_come_oldest_first(site: Site, bring: Callable[..., list[Path]]) -> None:
    for year in (2026, 2024, 2025):
        publish(site, year, str(year).encode())
    assert [path.read_bytes() for path in bring(open_data(keep=2))] == [b"2025", b"2026"]


def test_a_changed_file_comes_again_and_a_touched_one_does_not(site: Site, bring: Callable[..., list[Path]]) -> None:
    path = publish(site, 2026, CSV)
    bring()
    publish(site, 2026, CSV, modified="2026-02-01T00:00:00")
    assert bring() == []
    publish(site, 2026, b"corrected", modified="2026-03-01T00:00:00")
    assert [found.read_bytes() for found in bring()] == [b"corrected"]
    assert site.statuses(path) == [200, 304, 200]


def test_a_catalogue_that_tells_no_change_is_answered_by_the_file_itself(
    site: Site, bring: Callable[..., list[Path]]
) -> None:
    path = publish(site, 2026, CSV, modified="")
    assert [found.name for found in bring()] == ["essai_liste_2026_liste des esus 2026.csv"]
    assert bring() == []
    assert site.statuses(path) == [200, 304]


def test_a_download_that_breaks_off_goes_on(site: Site, bring: Callable[..., list[Path]]) -> None:
    large = CSV * 20
    digest = {"type": "sha1", "value": hashlib.sha1(large).hexdigest()}
    path = publish(site, 2026, large, filesize=len(large), checksum=digest)
    site.cut = 1
    assert [found.read_bytes() for found in bring()] == [large]
    assert site.statuses(path) == [200, 206]


@pytest.mark.parametrize(
    "told", [{"filesize": 3}, {"checksum": {"type": "sha256", "value": "0" * 64}}], ids=["size", "checksum"]
)
def test_a_file_that_is_not_the_one_told_is_not_taken(
    clean: Settings, site: Site, bring: Callable[..., list[Path]], told: dict[str, Any]
) -> None:
    publish(site, 2026, CSV, filetype="file", **told)
    with pytest.raises(CollectError, match="essai/liste: .*where the catalogue tells"):
        bring()
    assert waiting_in_inbox(clean, open_data()).found == []
    publish(site, 2026, CSV, filetype="remote", **told)
    assert len(bring()) == 1


def test_a_product_of_melodi_comes_with_the_member_of_its_archive(
    clean: Settings, site: Site, bring: Callable[..., list[Path]]
) -> None:
    site.pages["/file/DS_ESUS/DS_ESUS_2026_CSV_FR"] = zipped({"DS_ESUS_data.csv": CSV, "DS_ESUS_metadata.csv": b""})
    site.pages["/file/DS_ESUS/ESUS_FR"] = b"PK"
    address = f"{site.url}/file/DS_ESUS"
    site.pages["/catalog/DS_ESUS"] = {
        "product": [
            {"id": "1", "title": "ESUS", "accessURL": f"{address}/ESUS_FR", "format": "XLSX", "byteSize": 2},
            {
                "id": "2",
                "title": [{"lang": "en", "content": "SSE"}, {"lang": "fr", "content": "ESUS"}],
                "accessURL": f"{address}/DS_ESUS_2026_CSV_FR",
                "format": "CSV",
                "packageFormat": "application/zip",
                "byteSize": len(CSV),
                "modified": "2026-06-05T09:46:10",
            },
        ]
    }
    packed = open_data("melodi", title="^ESUS$", url=r"_(?P<vintage>\d{4})_CSV_FR$", member=r"_data\.csv$")
    (path,) = bring(packed)
    assert (path.name, path.read_bytes()) == ("essai_liste_2026_DS_ESUS_data.csv", CSV)
    (plain,) = bring(open_data("melodi", title="^ESUS$", url="/ESUS_FR$"))
    assert plain.name == "essai_liste_ESUS_FR.xlsx"
    assert list((clean.home / "collect" / "essai" / "liste").iterdir()) == []


def test_another_member_in_the_contract_reads_the_archive_again(site: Site, bring: Callable[..., list[Path]]) -> None:
    publish(site, 2026, zipped({"a.csv": b"a", "b.csv": b"b"}))
    assert [path.name for path in bring(open_data(member="^a"))] == ["essai_liste_2026_a.csv"]
    assert [path.name for path in bring(open_data(member="^b"))] == ["essai_liste_2026_b.csv"]


def test_an_archive_that_cannot_be_read_names_the_source(
    clean: Settings, site: Site, bring: Callable[..., list[Path]]
) -> None:
    publish(site, 2026, CSV)
    with pytest.raises(CollectError, match="essai/liste: the archive cannot be read"):
        bring(open_data(member="x"))
    damaged = bytearray(zipped({"x.csv": bytes(range(256)) * 50}))
    damaged[60] ^= 0xFF
    publish(site, 2026, bytes(damaged), modified="2026-02-01")
    with pytest.raises(CollectError, match="essai/liste: the archive cannot be read"):
        bring(open_data(member="x"))
    assert list(clean.inbox_dir.glob("essai/*")) == []


def test_nothing_that_fits_names_the_source_and_what_there_is(site: Site, bring: Callable[..., list[Path]]) -> None:
    publish(site, 2026, CSV)
    with pytest.raises(CollectError, match="essai/liste: no file of the dataset 'DS_ESUS'.*« ESUS 2026 »"):
        bring(open_data(title="agrément"))


def test_a_crash_before_it_is_remembered_brings_the_file_again(
    clean: Settings, site: Site, bring: Callable[..., list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, 2026, CSV)
    with monkeypatch.context() as broken:
        broken.setattr(CollectState, "put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bring()
    assert len(waiting_in_inbox(clean, open_data()).found) == 1
    assert [path.read_bytes() for path in bring()] == [CSV]


def test_personal_data_never_lie_open_in_the_inbox(
    clean: Settings, site: Site, bring: Callable[..., list[Path]]
) -> None:
    publish(site, 2026, CSV)
    (path,) = bring(open_data(personal="drop"))
    assert path.name.endswith(".csv.sealed")
    assert unseal(clean, path.read_bytes()) == CSV
    assert list((clean.home / "collect" / "essai" / "liste").iterdir()) == []


def test_an_address_cannot_lead_out_of_the_inbox(clean: Settings, site: Site, bring: Callable[..., list[Path]]) -> None:
    site.pages["/x/..%2F..%2Fetc%5Cpasswd%0A"] = CSV
    site.pages["/api/1/datasets/DS_ESUS/"] = {
        "resources": [{"title": "ESUS 2026", "url": f"{site.url}/x/..%2F..%2Fetc%5Cpasswd%0A", "format": "../csv"}]
    }
    (path,) = bring()
    assert path.parent == clean.inbox_dir / "essai"
    assert path.read_bytes() == CSV


def test_a_stream_without_a_resource_downloads_nothing(clean: Settings) -> None:
    collect = {"kind": "open_data", "connection": "essai", "address": "http://exemple.invalid"}
    assert download_stream(clean, contract(collect, {"liste": {}}), "liste", None) == []
