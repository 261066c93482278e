from __future__ import annotations

import pickle

import pytest
from sress.collect.address import base_address, is_clear, origin, shown
from sress.collect.problem import CollectError

INSEE = "https://api.insee.fr/api-sirene/3.11/"


@pytest.mark.parametrize(
    ("url", "base"),
    [
        (None, "https://api.insee.fr/api-sirene/3.11"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api-sirene/3.11"),
        ("http://127.0.0.1:8080/sirene/", "http://127.0.0.1:8080/sirene/api-sirene/3.11"),
        ("http://127.0.0.1:8080/sirene/api-sirene/3.11", "http://127.0.0.1:8080/sirene/api-sirene/3.11"),
    ],
)
def test_the_connection_replaces_the_host_and_keeps_the_path(url: str | None, base: str) -> None:
    assert base_address(INSEE, url) == base


def test_two_addresses_are_of_one_place_by_scheme_host_and_port() -> None:
    assert origin("https://a.invalid/x") == origin("https://a.invalid:443/y")
    assert origin("https://a.invalid") != origin("http://a.invalid")
    assert origin("http://a.invalid:81") != origin("http://a.invalid")


def test_plain_http_is_clear_unless_it_stays_on_this_machine() -> None:
    assert is_clear("http://a.invalid/x")
    assert not is_clear("https://a.invalid/x")
    assert not is_clear("http://127.0.0.1:8080/x")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://moi:chose@a.invalid:8443/x?page=2&token=abc#t", "https://a.invalid:8443/x?page=2&token=***"),
        ("https://a.invalid/x?X-Amz-Signature=abc&q=a b", "https://a.invalid/x?X-Amz-Signature=***&q=a%20b"),
        (f"https://a.invalid/?q={'z' * 61}", "https://a.invalid/?q=***"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://a.invalid:port/", "(an address that cannot be read)"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, told: str) -> None:
    assert shown(address) == told


def test_an_error_survives_being_sent_to_another_process() -> None:
    error = CollectError("HTTP 500", source="essor", stream="projets", address="https://a.invalid", status=500)
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == "essor/projets: https://a.invalid: HTTP 500"
    assert (copy.source, copy.stream, copy.status) == ("essor", "projets", 500)
