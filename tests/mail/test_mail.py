"""The mail over real SMTP: sent once, a refusal retried alone, a cut after DATA left to a person."""

from __future__ import annotations

import email
import logging
import smtplib
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sress.brief.render import BriefFiles, write_files
from sress.mail.message import Attachment, Body, BriefOutdated, build_message, recipient_hash
from sress.mail.send import send_body
from sress.platform.database import connect
from sress.platform.secret import secret
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "brief"))

from sample import figures

PILOTS = "une@exemple.invalid, deux@exemple.invalid, Une@exemple.invalid"
SERVER_LOG = "mail.log"  # aiosmtpd, the receiving server of these tests: it may know the recipients
SENDER = "Observatoire <a@exemple.invalid>"
NOON = datetime(2026, 11, 5, 11, 0, tzinfo=UTC)
BODY = Body(
    "2026-10",
    7,
    "[SRESS] Point mensuel — données au 31/10/2026",
    "Bonjour, été.\n",
    "<p lang='fr'>Bonjour, été.</p>\n",
    (
        Attachment("brief_2026-10.pdf", "application/pdf", b"%PDF-1.7 essai"),
        Attachment("classeur_2026-10.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        Attachment("brief_2026-10.html", "text/html", "<!DOCTYPE html><html lang='fr'><p>Été</p></html>".encode()),
    ),
)


@pytest.fixture
def mail(fresh_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Send the mail of a fixed publication; gives the statuses."""
    monkeypatch.setenv("SRESS_RECIPIENTS", PILOTS)
    return lambda: [result.status for result in send_body(fresh_settings, BODY)]


def ledger(settings: Settings) -> dict[str, str]:
    with connect(settings, "engineer") as connection:
        return dict(connection.execute("select recipient_hash, status from ops.mail_sent").fetchall())


@contextmanager
def server(refused: str = "", at_data: str = "250 garde", at_quit: str = "221 au revoir") -> Iterator[list[str]]:
    """A tiny SMTP server that can refuse a recipient or a message; it hangs up where its answer is empty."""
    listener = socket.create_server(("127.0.0.1", 0))
    received: list[str] = []

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), peer, peer.makefile("rwb") as stream:
                _talk(stream, refused, at_data, at_quit, received)

    threading.Thread(target=serve, daemon=True).start()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SRESS_SMTP_HOST", "127.0.0.1")
        environment.setenv("SRESS_SMTP_PORT", str(listener.getsockname()[1]))
        yield received
    listener.close()


def _talk(stream: Any, refused: str, at_data: str, at_quit: str, received: list[str]) -> None:
    def say(text: str) -> bool:
        stream.write(f"{text}\r\n".encode() if text else b"")
        stream.flush()
        return bool(text)

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
            if not say(at_data):
                return
        elif verb.upper() == "QUIT":
            say(at_quit)
            return
        else:
            say("250 ok")


def test_each_pilot_gets_one_message_and_a_second_run_sends_nothing(
    mail: Callable[[], list[str]], fresh_settings: Settings
) -> None:
    assert mail() == ["sent", "sent"]
    assert mail() == ["already_sent", "already_sent"]
    files = sorted(fresh_settings.mailbox_dir.glob("*.eml"))
    assert len(files) == 2
    message = email.message_from_bytes(files[0].read_bytes(), policy=default)
    assert message["Subject"] == "[SRESS] Point mensuel — données au 31/10/2026"
    assert message.get_body(("plain",)).get_content().strip() == "Bonjour, été."  # type: ignore[union-attr]
    assert "été" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    pdf, workbook, page = message.iter_attachments()
    assert [pdf.get_filename(), pdf.get_content_type()] == ["brief_2026-10.pdf", "application/pdf"]
    assert pdf.get_content() == b"%PDF-1.7 essai"
    assert [workbook.get_filename(), workbook.get_content_subtype()[-5:]] == ["classeur_2026-10.xlsx", "sheet"]
    assert [page.get_filename(), "Été" in page.get_content()] == ["brief_2026-10.html", True]


def test_no_address_is_stored(mail: Callable[[], list[str]], fresh_settings: Settings) -> None:
    mail()
    with connect(fresh_settings, "engineer") as connection:
        rows = connection.execute("select to_jsonb(m)::text from ops.mail_sent m").fetchall()
    assert len(rows) == 2
    assert not [row for row in rows if "une@" in row[0] or "deux@" in row[0]]


def test_no_address_is_logged(
    mail: Callable[[], list[str]], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, logger="sress")
    with server(refused="deux@"):
        mail()
    mail()
    said = "".join(record.getMessage() for record in caplog.records if record.name != SERVER_LOG)
    said += "".join(capfd.readouterr())
    assert "une@" not in said
    assert "deux@" not in said


def test_a_refused_recipient_is_retried_alone(mail: Callable[[], list[str]]) -> None:
    with server(refused="deux@") as received:
        assert mail() == ["sent", "failed"]
        assert len(received) == 1
    with server() as received:
        assert mail() == ["already_sent", "sent"]
        assert ["deux@" in recipient for recipient in received] == [True]


def test_a_cut_after_data_is_uncertain_and_never_sent_again(
    mail: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch, fresh_settings: Settings
) -> None:
    monkeypatch.setenv("SRESS_RECIPIENTS", "une@exemple.invalid")
    with server(at_data="") as received:
        assert mail() == ["uncertain"]
        assert mail() == ["uncertain"]
        assert len(received) == 1
    key = secret(fresh_settings, "mail_recipients")
    assert ledger(fresh_settings) == {recipient_hash(key, "une@exemple.invalid"): "uncertain"}


def test_a_message_that_the_server_declines_is_failed_and_sent_later(mail: Callable[[], list[str]]) -> None:
    with server(at_data="554 refuse") as received:
        assert mail() == ["failed", "failed"]
        assert len(received) == 2
    assert mail() == ["sent", "sent"]


@pytest.mark.parametrize("goodbye", ["", "421 trop tard"])
def test_a_bad_goodbye_does_not_undo_what_was_accepted(mail: Callable[[], list[str]], goodbye: str) -> None:
    with server(at_quit=goodbye):
        assert mail() == ["sent", "sent"]


def test_an_unreachable_server_is_an_error_and_leaves_nothing_in_the_ledger(
    mail: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch, fresh_settings: Settings
) -> None:
    monkeypatch.setenv("SRESS_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SRESS_SMTP_PORT", "1")
    with pytest.raises(OSError, match=r"."):
        mail()
    assert ledger(fresh_settings) == {}


def test_a_password_does_not_go_to_a_server_without_tls(
    mail: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch, fresh_settings: Settings
) -> None:
    monkeypatch.setenv("SRESS_SMTP_USER", "observatoire")
    monkeypatch.setenv("SRESS_SMTP_PASSWORD", "secret")
    with server() as received, pytest.raises(smtplib.SMTPNotSupportedError):
        mail()
    assert received == []
    assert ledger(fresh_settings) == {}


def test_the_message_id_depends_on_month_publication_and_recipient() -> None:
    def message_id(recipient: str, body: Body = BODY, sent_at: datetime = NOON) -> str:
        return str(build_message(body, SENDER, recipient, recipient_hash("k", recipient), sent_at)["Message-ID"])

    one = message_id("une@exemple.invalid")
    assert one == message_id("Une@exemple.invalid", sent_at=NOON.replace(day=6))
    assert one.endswith("@exemple.invalid>")
    assert one != message_id("deux@exemple.invalid")
    assert one != message_id("une@exemple.invalid", body=replace(BODY, publication_id=8))


def test_a_recipient_cannot_be_guessed_without_the_key() -> None:
    assert recipient_hash("k", "une@exemple.invalid") != recipient_hash("l", "une@exemple.invalid")


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> BriefFiles:
    """The files of the fixed brief."""
    return write_files(figures(), tmp_path_factory.mktemp("brief"), "2026-10")


def test_the_brief_of_another_publication_is_not_sent(brief: BriefFiles) -> None:
    served = figures()
    assert Body.of(served, brief).publication_id == 1
    later = replace(served, publication=replace(served.publication, publication_id=2))
    with pytest.raises(BriefOutdated, match="publication 2"):
        Body.of(later, brief)


def test_the_mail_carries_the_pdf_and_the_workbook_and_names_them(brief: BriefFiles) -> None:
    if brief.pdf is None:
        pytest.skip("this machine cannot write PDF files: Pango is missing")
    body = Body.of(figures(), brief)
    assert [one.name for one in body.attachments] == ["brief_2026-10.pdf", "classeur_2026-10.xlsx"]
    assert [one.content[:4] for one in body.attachments] == [b"%PDF", b"PK\x03\x04"]
    assert "Pièces jointes\u00a0: brief_2026-10.pdf, classeur_2026-10.xlsx." in body.text
    assert "brief_2026-10.pdf, classeur_2026-10.xlsx" in body.html


def test_where_there_is_no_pdf_the_page_goes_instead(brief: BriefFiles) -> None:
    body = Body.of(figures(), replace(brief, pdf=None))
    assert [one.name for one in body.attachments] == ["brief_2026-10.html", "classeur_2026-10.xlsx"]
    assert "brief_2026-10.html" in body.text
    assert ".pdf" not in body.text + body.html


def test_the_mail_names_the_dashboards_where_they_have_an_address(
    brief: BriefFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Tableaux de bord" not in Body.of(figures(), brief).text
    monkeypatch.setenv("SRESS_DASHBOARDS_URL", "https://tableaux.exemple.invalid/")
    body = Body.of(figures(), brief)
    assert "Tableaux de bord : https://tableaux.exemple.invalid/" in body.text
    assert 'href="https://tableaux.exemple.invalid/"' in body.html


def test_the_names_of_the_files_survive_the_way_between_tasks(brief: BriefFiles) -> None:
    assert BriefFiles.of(brief.as_json()) == brief
    without = replace(brief, pdf=None)
    assert BriefFiles.of(without.as_json()) == without


def test_the_ledger_refuses_an_unknown_status(fresh_settings: Settings) -> None:
    with connect(fresh_settings, "publisher") as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "insert into ops.mail_sent (month, publication_id, recipient_hash, message_id, status) "
            "values ('2026-10', 1, 'x', 'y', 'peut-être')"
        )
