"""A person objects: every row with their pseudonym goes, nobody else's, and hardly a trace of who it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from landing_kit import Kit, contract, person
from sress.cli import app
from sress.landing.pseudonym import pseudonymiser
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.retention.objection import erase_pseudonym
from typer.testing import CliRunner

OTHER = "B;Autre;autre@exemple.invalid;Nantes;1,00"


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    """One person in two deliveries, another in one."""
    kit = Kit(fresh_settings, tmp_path / "incoming")
    kit.land("fiches_2026-09.csv", person("A"))
    kit.land("fiches_2026-10.csv", person("A"), OTHER, person("C"))
    return kit


@pytest.fixture
def pseudonym(kit: Kit) -> str:
    found = kit.query("select porteur from raw.essai__fiches where numero = 'A'")
    return str(found[0][0])


def test_a_landed_person_is_found_by_the_pseudonym_of_their_address(kit: Kit, pseudonym: str) -> None:
    assert pseudonym == pseudonymiser(kit.settings)(["Z.Quatremare@exemple.invalid"])


def test_the_rows_of_the_person_go_from_every_delivery(kit: Kit, pseudonym: str) -> None:
    assert erase_pseudonym(kit.settings, [kit.contract], pseudonym) == {"essai__fiches": 3}
    assert kit.in_force() == [("B", "Nantes")]
    assert kit.query("select count(*) from raw.essai__fiches") == [(1,)]
    assert erase_pseudonym(kit.settings, [kit.contract], pseudonym) == {}


def test_the_record_says_how_many_and_not_who(kit: Kit, pseudonym: str) -> None:
    erase_pseudonym(kit.settings, [kit.contract], pseudonym)
    assert kit.query("select kind, subject, rows_erased from ops.erasure") == [
        ("objection", f"pseudonym {pseudonym[:8]}…", 3)
    ]
    assert pseudonym not in kit.everything()


def test_a_key_that_is_the_pseudonym_goes_from_what_vanished_too(fresh_settings: Settings, tmp_path: Path) -> None:
    kit = Kit(
        fresh_settings,
        tmp_path / "incoming",
        contract(key=["numero", "porteur"], thresholds={"hold_when_fewer_rows": False}),
    )
    kit.land("fiches_2026-09.csv", person("A"), OTHER)
    assert kit.land("fiches_2026-10.csv", OTHER).vanished == 1
    ((key,),) = kit.query("select row_key from quarantine.vanished_row")
    erase_pseudonym(kit.settings, [kit.contract], key.split(" / ")[1])
    assert kit.query("select count(*) from quarantine.vanished_row") == [(0,)]


@pytest.mark.parametrize("text", ["", "p1_", "%", "p1_12345678", "A", "z.quatremare@exemple.invalid"])
def test_what_is_no_pseudonym_erases_nothing(kit: Kit, text: str) -> None:
    with pytest.raises(ValueError, match="not a pseudonym"):
        erase_pseudonym(kit.settings, [kit.contract], text)
    assert kit.query("select count(*) from raw.essai__fiches") == [(4,)]


def test_a_stream_that_never_landed_is_no_error(kit: Kit, pseudonym: str) -> None:
    fiches = kit.contract.streams["fiches"]
    wider = kit.contract.model_copy(update={"streams": {"jamais": fiches, "fiches": fiches}})
    assert erase_pseudonym(kit.settings, [wider], pseudonym) == {"essai__fiches": 3}


def test_the_command_erases_and_refuses_what_is_no_pseudonym(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRESS_HOME", str(kit.settings.home))
    monkeypatch.setenv("SRESS_DATABASE_URL", str(kit.settings.database_url))

    def sress(*arguments: str) -> Any:
        return CliRunner().invoke(app, list(arguments))

    assert sress("objection", "erase", "x").exit_code == 2
    done = sress("objection", "erase", "p1_" + "0" * 32, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"rows": 0, "tables": {}})
    assert "Ask the partner" in sress("objection", "erase", "p1_" + "1" * 32).stdout


def test_past_publications_keep_their_rows_and_name_nobody(kit: Kit, pseudonym: str) -> None:
    other = pseudonymiser(kit.settings)(["autre@exemple.invalid"])
    with connect(kit.settings, "publisher") as connection:
        connection.execute("create table publication.evidence (publication_id bigint, unit_key text, amount integer)")
        connection.execute(
            "insert into publication.evidence values (1, %s, 1), (1, %s, 1), (2, %s, 1), (2, %s || '|x', 1)",
            (pseudonym, other, pseudonym, pseudonym),
        )
    assert erase_pseudonym(kit.settings, [kit.contract], pseudonym) == {
        "publication.evidence": 3, "essai__fiches": 3
    }  # fmt: skip
    found = kit.query("select publication_id, unit_key from publication.evidence order by 1, 2")
    nobody = {key.split("|")[0] for _, key in found if key != other}
    assert len(found) == 4
    assert len(nobody) == 1, "one word for the person, so that distinct counts still add up"
    assert nobody.pop().startswith("efface_")
    assert (1, other) in found
    assert pseudonym not in kit.everything()
    assert erase_pseudonym(kit.settings, [kit.contract], pseudonym) == {}


@pytest.mark.parametrize("text", ["'", "final", "p1_", "p1_" + "0" * 31])
def test_the_store_forgets_pseudonyms_only_and_gives_the_right_back(fresh_settings: Settings, text: str) -> None:
    with connect(fresh_settings, "publisher") as connection:
        connection.execute("create table publication.evidence (unit_key text)")
        connection.execute("insert into publication.evidence values ('final')")
        with pytest.raises(psycopg.errors.RaiseException, match="not a pseudonym"), connection.transaction():
            connection.execute("select publication.forget(%s)", (text,))
        connection.execute("select publication.forget('p1_' || repeat('0', 32))")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("update publication.evidence set unit_key = 'x'")
