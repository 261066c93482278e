from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
import requests
from sandbox.serve import start
from served_production import Client, production, served


def test_calls_are_logged_with_their_status() -> None:
    with served() as client:
        client.get("/melodi/catalog/all")
        client.get("/nowhere", x="1")
        client.token("essor")
        assert client.running.requests == [
            ("GET", "/melodi/catalog/all", 200),
            ("GET", "/nowhere", 404),
            ("POST", "/essor/oauth/token", 200),
        ]


def test_the_servers_are_reached_from_this_machine_only() -> None:
    with served() as client:
        for address in (client.running.http_url, client.running.sftp_url):
            assert urlsplit(address).hostname == "127.0.0.1"
        sockets = (client.running._http._server.socket, client.running._sftp._listener)
        assert {one.getsockname()[0] for one in sockets} == {"127.0.0.1"}


def test_nothing_answers_after_the_end_not_even_on_a_connection_that_was_kept() -> None:
    running = start(production(), limits=False)
    client = Client(running)
    assert client.get("/melodi/catalog/all").ok
    sftp_port = urlsplit(running.sftp_url).port
    running.stop()
    with pytest.raises(requests.ConnectionError):
        client.get("/melodi/catalog/all")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", sftp_port or 0), timeout=5)


def test_every_run_has_secrets_of_its_own() -> None:
    with served() as one, served() as other:
        for name, (_, password) in one.running.credentials.items():
            assert len(password) >= 24
            assert password != other.running.credentials[name][1]


def test_a_head_request_tells_the_size_without_the_body() -> None:
    with served() as client:
        answer = requests.head(f"{client.running.http_url}/melodi/catalog/all", timeout=10)
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.content == b""
