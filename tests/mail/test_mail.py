"""The mail over real SMTP: sent once, a refusal retried alone, a cut after DATA left to a person."""

from __future__ import annotations

import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sress.brief.render import BriefFiles
from sress.mail import send as sending
from sress.mail.message import Body, build_message, recipient_hash
from sress.platform.database import connect
from sress.platform.settings import Settings

PILOTS = "une@exemple.invalid, deux@exemple.invalid"


@pytest.fixture
def mail(fresh_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Send the mail of a fixed publication; gives the statuses."""
    brief = tmp_path / "brief.html"
    brief.write_text("<!DOCTYPE html><html lang='fr'><p>Été</p></html>", encoding="utf-8")
    body = _body(brief)
    monkeypatch.setattr(sending, "read_figures", lambda settings: None)
    monkeypatch.setattr(sending.Body, "of", classmethod(lambda cls, figures, path: body))
    monkeypatch.setenv("SRESS_RECIPIENTS", PILOTS)

    def send() -> list[str]:
        results = sending.send_brief(fresh_settings, BriefFiles(brief, brief))
        return [result.status for result in results]

    return send


def _body(brief: Path) -> Body:
    from datetime import UTC, datetime

    return Body(
        "2026-10",
        7,
        datetime(2026, 11, 5, 7, 0, tzinfo=UTC),
        "[SRESS] Point mensuel — données au 31/10/2026",
        "Bonjour, été.\n",
        "<p lang='fr'>Bonjour, été.</p>\n",
        brief.read_bytes(),
    )


def ledger(settings: Settings) -> dict[str, str]:
    with connect(settings, "engineer") as connection:
        return dict(connection.execute("select recipient_hash, status from ops.mail_sent").fetchall())


@contextmanager
def server(refused: str = "", cut_after_data: bool = False) -> Iterator[tuple[int, list[str]]]:
    """A tiny SMTP server that can refuse a recipient, or hang up once it has the message."""
    listener = socket.create_server(("127.0.0.1", 0))
    received: list[str] = []

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb") as stream:
                _talk(stream, refused, cut_after_data, received)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], received
    finally:
        listener.close()


def _talk(stream: Any, refused: str, cut_after_data: bool, received: list[str]) -> None:
    def say(text: str) -> None:
        stream.write(f"{text}\r\n".encode())
        stream.flush()

    say("220 essai")
    recipient = ""
    for raw in stream:
        verb = raw.decode().strip()
        if verb.upper().startswith("RCPT"):
            recipient = verb
            say("550 inconnu" if refused and refused in verb else "250 ok")
        elif verb.upper() == "DATA":
            say("354 ecrivez")
            for line in stream:
                if line.strip() == b".":
                    break
            received.append(recipient)
            if cut_after_data:
                return
            say("250 garde")
        elif verb.upper() == "QUIT":
            say("221 au revoir")
            return
        else:
            say("250 ok")


def test_each_pilot_gets_one_message_and_a_second_run_sends_nothing(mail: Any, fresh_settings: Settings) -> None:
    assert mail() == ["sent", "sent"]
    assert mail() == ["already_sent", "already_sent"]
    files = sorted(fresh_settings.mailbox_dir.glob("*.eml"))
    assert len(files) == 2
    message = email.message_from_bytes(files[0].read_bytes(), policy=default)
    assert message["Subject"] == "[SRESS] Point mensuel — données au 31/10/2026"
    assert message.get_body(("plain",)).get_content().strip() == "Bonjour, été."  # type: ignore[union-attr]
    assert "été" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "brief_2026-10.html"
    assert "Été" in attachment.get_content()


def test_no_address_is_stored(mail: Any, fresh_settings: Settings) -> None:
    mail()
    with connect(fresh_settings, "engineer") as connection:
        rows = connection.execute("select to_jsonb(m)::text from ops.mail_sent m").fetchall()
    assert len(rows) == 2
    assert not [row for row in rows if "exemple.invalid" in row[0] and "@exemple" in row[0]]


def test_a_refused_recipient_is_retried_alone(mail: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRESS_SMTP_HOST", "127.0.0.1")
    with server(refused="deux@") as (port, received):
        monkeypatch.setenv("SRESS_SMTP_PORT", str(port))
        assert mail() == ["sent", "failed"]
        assert len(received) == 1
    with server() as (port, received):
        monkeypatch.setenv("SRESS_SMTP_PORT", str(port))
        assert mail() == ["already_sent", "sent"]
        assert ["deux@" in recipient for recipient in received] == [True]


def test_a_cut_after_data_is_uncertain_and_never_sent_again(
    mail: Any, monkeypatch: pytest.MonkeyPatch, fresh_settings: Settings
) -> None:
    monkeypatch.setenv("SRESS_RECIPIENTS", "une@exemple.invalid")
    monkeypatch.setenv("SRESS_SMTP_HOST", "127.0.0.1")
    with server(cut_after_data=True) as (port, received):
        monkeypatch.setenv("SRESS_SMTP_PORT", str(port))
        assert mail() == ["uncertain"]
        assert mail() == ["uncertain"]
        assert len(received) == 1
    assert ledger(fresh_settings) == {recipient_hash("une@exemple.invalid"): "uncertain"}


def test_an_unreachable_server_is_an_error_and_leaves_nothing_in_the_ledger(
    mail: Any, monkeypatch: pytest.MonkeyPatch, fresh_settings: Settings
) -> None:
    monkeypatch.setenv("SRESS_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SRESS_SMTP_PORT", "1")
    with pytest.raises(OSError, match=r"."):
        mail()
    assert ledger(fresh_settings) == {}


def test_the_message_id_depends_on_month_publication_and_recipient(tmp_path: Path) -> None:
    brief = tmp_path / "b.html"
    brief.write_text("x")
    body = _body(brief)
    one = build_message(body, "a@exemple.invalid", "une@exemple.invalid")
    again = build_message(body, "a@exemple.invalid", "Une@exemple.invalid")
    other = build_message(body, "a@exemple.invalid", "deux@exemple.invalid")
    assert one["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert one.as_bytes() == build_message(body, "a@exemple.invalid", "une@exemple.invalid").as_bytes()


def test_the_ledger_refuses_an_unknown_status(fresh_settings: Settings) -> None:
    with connect(fresh_settings, "publisher") as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "insert into ops.mail_sent (month, publication_id, recipient_hash, message_id, status) "
            "values ('2026-10', 1, 'x', 'y', 'peut-être')"
        )
