"""`sress access` from end to end: what it prints, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sress.cli import app
from sress.commands import access
from sress.platform.database import database_url
from sress.platform.settings import Settings
from typer.testing import CliRunner, Result

BY = ["--by", "Mme Essai"]


@pytest.fixture
def login(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name that nobody has."""
    monkeypatch.setattr(access, "ready_settings", lambda: settings)
    name = f"essai_{uuid4().hex[:8]}"
    yield name
    with psycopg.connect(database_url(settings)) as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["access", *arguments])


def test_an_analyst_comes_sees_a_source_and_goes(settings: Settings, login: str) -> None:
    made = run("login", login, "--as", "analyst")
    assert made.exit_code == 0, made.output
    address = psycopg.conninfo.make_conninfo(
        database_url(settings), user=login, password=made.stdout.splitlines()[-1]
    )
    with psycopg.connect(address) as connection:
        assert connection.execute("select session_user").fetchone() == (login,)
    assert f"{login} sees the rows of essor." in run("grant", login, "essor", *BY).stdout
    assert f"{login} sees the rows of essor already." in run("grant", login, "essor", *BY).stdout
    (given,) = json.loads(run("list", "--json").stdout)
    assert (given["login"], given["source_code"], given["granted_by"]) == (login, "essor", "Mme Essai")
    assert run("revoke", login, "essor", *BY).exit_code == 0
    assert "No login sees the rows of a source." in run("list").stdout
    (ended,) = json.loads(run("list", "--all", "--json").stdout)
    assert ended["revoked_by"] == "Mme Essai"
    assert f"{login} is gone." in run("remove", login, *BY).stdout
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_what_cannot_be_given_or_taken_is_exit_code_2(login: str) -> None:
    for asked in (
        ["login", "sress_bi"],
        ["grant", login, "essor", *BY],
        ["grant", login, "nulle_part", *BY],
        ["revoke", login, "essor", *BY],
        ["remove", login, *BY],
    ):
        refused = run(*asked)
        assert refused.exit_code == 2, refused.output
        assert "Traceback" not in refused.output
