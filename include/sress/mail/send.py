"""Send the brief, one message per recipient and never twice.

`uncertain` means that the connection broke after the message was handed over: the server may have
accepted it, so it is not sent again without a person's decision. It is written down before the handing
over, so that a killed process leaves it too.
"""

from __future__ import annotations

import os
import smtplib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import psycopg

from sress.brief.figures import read_figures
from sress.brief.render import BriefFiles
from sress.mail.capture import capturing
from sress.mail.ledger import record, sent_status
from sress.mail.message import Body, build_message, recipient_hash
from sress.platform.database import connect
from sress.platform.settings import Settings

SENT, FAILED, UNCERTAIN, ALREADY_SENT = "sent", "failed", "uncertain", "already_sent"
DEFAULT_RECIPIENT = "pilotes@exemple.invalid"
DEFAULT_SENDER = "observatoire@exemple.invalid"
_SEND_LOCK = "select pg_advisory_lock(hashtext('sress.mail'))"
_TIMEOUT_SECONDS = 30
Connector = Callable[[], smtplib.SMTP]


@dataclass(frozen=True)
class MailResult:
    """What became of one recipient's mail; the address itself is kept nowhere."""

    recipient_hash: str
    status: str


def send_brief(settings: Settings, brief: BriefFiles) -> list[MailResult]:
    """Send the served publication's brief to everybody who has not got it; a refusal stops nobody else.

    Raises LookupError when nothing is published, OSError when the SMTP server cannot be reached at all.
    """
    body = Body.of(read_figures(settings), brief.html)
    with connect(settings, "publisher") as connection:
        connection.execute(_SEND_LOCK)
        connection.commit()
        waiting, results = _sort_out(connection, body, recipients())
        if waiting:
            with _server(settings) as connector:
                results += [_send_one(connection, connector, body, address) for address in waiting]
    return results


def recipients() -> list[str]:
    """Addresses of SRESS_RECIPIENTS, each once; a local pilot where none is set."""
    given = os.environ.get("SRESS_RECIPIENTS") or DEFAULT_RECIPIENT
    return list(dict.fromkeys(address.strip() for address in given.split(",") if address.strip()))


def count_by_status(results: Iterable[MailResult]) -> dict[str, int]:
    """How many mails have each status."""
    return dict(Counter(result.status for result in results))


def _sort_out(
    connection: psycopg.Connection[Any], body: Body, addresses: list[str]
) -> tuple[list[str], list[MailResult]]:
    """Who still waits for this publication, and the results of those who do not."""
    waiting, settled = [], []
    for address in addresses:
        digest = recipient_hash(address)
        status = sent_status(connection, body.month, body.publication_id, digest)
        if status in (SENT, UNCERTAIN):
            settled.append(MailResult(digest, ALREADY_SENT if status == SENT else UNCERTAIN))
        else:
            waiting.append(address)
    connection.commit()
    return waiting, settled


@contextmanager
def _server(settings: Settings) -> Iterator[Connector]:
    """How to reach the SMTP server of the environment, or a capture into the mailbox folder."""
    host = os.environ.get("SRESS_SMTP_HOST")
    if host:
        yield lambda: _login(host, int(os.environ.get("SRESS_SMTP_PORT") or 25))
        return
    with capturing(settings.mailbox_dir) as port:
        yield lambda: smtplib.SMTP("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)


def _login(host: str, port: int) -> smtplib.SMTP:
    client = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    if os.environ.get("SRESS_SMTP_STARTTLS", "0") == "1":
        client.starttls()
    user = os.environ.get("SRESS_SMTP_USER")
    if user:
        client.login(user, os.environ.get("SRESS_SMTP_PASSWORD", ""))
    return client


def _send_one(connection: psycopg.Connection[Any], connector: Connector, body: Body, address: str) -> MailResult:
    sender = os.environ.get("SRESS_MAIL_FROM") or DEFAULT_SENDER
    message = build_message(body, sender, address)
    digest = recipient_hash(address)

    def note(status: str) -> None:
        record(connection, body.month, body.publication_id, digest, message["Message-ID"], status)

    status = _hand_over(connector, message, sender, address, note)
    note(status)
    return MailResult(digest, status)


def _hand_over(
    connector: Connector, message: EmailMessage, sender: str, address: str, note: Callable[[str], None]
) -> str:
    """Speak SMTP with one recipient. Before DATA an error is a failure; after it, only an answer is certain."""
    with connector() as client:
        client.ehlo_or_helo_if_needed()
        try:
            _expect(client.mail(sender))
            _expect(client.rcpt(address))
        except (smtplib.SMTPException, OSError):
            return FAILED
        note(UNCERTAIN)
        try:
            code, _ = client.data(message.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError:
            return FAILED
        except (smtplib.SMTPException, OSError):
            return UNCERTAIN
        return SENT if code == 250 else FAILED


def _expect(answer: tuple[int, bytes]) -> None:
    code, text = answer
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, text)
