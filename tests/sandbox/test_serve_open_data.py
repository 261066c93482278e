from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest
import requests
from sandbox.serve import Faults
from served_production import FLORES, LISTED, PRODUCT, SLUG, Client, archive, served


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with served() as client:
        yield client


def resource(client: Client, place: int = 0) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/datagouv/api/1/datasets/{SLUG}/").json()["resources"][place]
    return found


def fetch(client: Client, headers: dict[str, str] | None = None) -> requests.Response:
    return client.session.get(str(resource(client)["url"]), headers=headers, timeout=10)


def test_the_catalogue_lists_the_files_of_a_data_set(client: Client) -> None:
    entry = client.get(f"/datagouv/api/1/datasets/{SLUG}/").json()
    assert (entry["slug"], [one["title"] for one in entry["resources"]]) == (
        SLUG,
        ["Liste, édition 2025", "Liste, édition 2026"],
    )
    first = entry["resources"][0]
    assert first["filesize"] == len(LISTED)
    assert first["checksum"] == {"type": "sha1", "value": hashlib.sha1(LISTED).hexdigest()}
    assert client.get("/datagouv/api/1/datasets/inconnu/").status_code == 404


def test_the_catalogues_do_not_mix(client: Client) -> None:
    assert client.get(f"/datagouv/api/1/datasets/{FLORES}/").status_code == 404
    assert client.get(f"/melodi/catalog/{SLUG}").status_code == 500


def test_a_file_is_found_by_its_address_and_by_its_lasting_one(client: Client) -> None:
    assert fetch(client).content == LISTED
    assert client.session.get(str(resource(client)["latest"]), timeout=10).content == LISTED


def test_a_known_file_is_not_sent_again(client: Client) -> None:
    first = fetch(client)
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"x", W/{first.headers["ETag"]}'},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = fetch(client, headers)
        assert (again.status_code, again.content) == (304, b"")
    assert fetch(client, {"If-None-Match": '"x"', "If-Modified-Since": first.headers["Last-Modified"]}).ok


def test_a_download_goes_on_where_it_stopped(client: Client) -> None:
    first = fetch(client)
    for condition in ({}, {"If-Range": first.headers["ETag"]}, {"If-Range": first.headers["Last-Modified"]}):
        rest = fetch(client, {"Range": "bytes=100-", **condition})
        assert (rest.status_code, rest.content) == (206, LISTED[100:])
        assert rest.headers["Content-Range"] == f"bytes 100-{len(LISTED) - 1}/{len(LISTED)}"


def test_the_rest_of_another_version_is_the_whole_file(client: Client) -> None:
    answer = fetch(client, {"Range": "bytes=100-", "If-Range": '"x"'})
    assert (answer.status_code, answer.content) == (200, LISTED)


@pytest.mark.parametrize(("span", "part"), [("0-9", LISTED[:10]), ("-7", LISTED[-7:]), ("5-99999999", LISTED[5:])])
def test_a_part_of_a_file_may_be_asked_for(client: Client, span: str, part: bytes) -> None:
    assert fetch(client, {"Range": f"bytes={span}"}).content == part


def test_there_is_nothing_behind_the_end_of_a_file(client: Client) -> None:
    answer = fetch(client, {"Range": f"bytes={len(LISTED)}-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(LISTED)}")


def test_melodis_catalogue_leads_to_the_archive(client: Client) -> None:
    entry = client.get(f"/melodi/catalog/{FLORES}").json()
    (product,) = entry["product"]
    assert (product["id"], product["format"], product["packageFormat"], product["byteSize"]) == (
        PRODUCT,
        "CSV",
        "application/zip",
        len(archive()),
    )
    answer = client.session.get(product["accessURL"], timeout=10)
    assert answer.headers["ETag"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["DS_FLORES_A17_2024_data.csv"]


def test_melodis_whole_catalogue_lists_data_and_files(client: Client) -> None:
    entries = client.get("/melodi/catalog/all").json()
    assert [entry["identifier"] for entry in entries] == [FLORES, "DS_POPULATIONS_REFERENCE"]


def test_the_same_bytes_carry_the_same_date_in_every_run(client: Client) -> None:
    with served() as other:
        assert fetch(other).headers["Last-Modified"] == fetch(client).headers["Last-Modified"]
        assert resource(other)["last_modified"] == resource(client)["last_modified"]
        assert resource(client, 0)["last_modified"] != resource(client, 1)["last_modified"]


def test_without_validators_a_file_is_always_sent_whole() -> None:
    with served(Faults(etag_off=True)) as client:
        first = fetch(client, {"Range": "bytes=5-", "If-None-Match": "*"})
        assert (first.status_code, first.content) == (200, LISTED)
        assert not {"ETag", "Last-Modified"} & set(first.headers)
