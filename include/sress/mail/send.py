"""Send the brief, one message per recipient and never twice.

`uncertain` means that the connection broke after the message was handed over: the server may have
accepted it, so it is not sent again without a person's decision.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from sress.brief.figures import read_figures
from sress.brief.render import BriefFiles
from sress.mail.ledger import record, sent_status
from sress.mail.message import Body, build_message, recipient_hash
from sress.mail.transport import FAILED, SENT, UNCERTAIN, Connector, hand_over, server
from sress.platform.database import connect
from sress.platform.secret import secret
from sress.platform.settings import ZONE, Settings

__all__ = ["ALREADY_SENT", "FAILED", "SENT", "UNCERTAIN", "MailResult", "count_by_status", "send_body", "send_brief"]
ALREADY_SENT = "already_sent"
DEFAULT_RECIPIENT = "pilotes@exemple.invalid"
DEFAULT_SENDER = "observatoire@exemple.invalid"
_SEND_LOCK = "select pg_advisory_lock(hashtext('sress.mail'))"


@dataclass(frozen=True)
class MailResult:
    """What became of one recipient's mail; the address itself is kept nowhere."""

    recipient_hash: str
    status: str


def send_brief(settings: Settings, brief: BriefFiles) -> list[MailResult]:
    """Send the served publication's brief to everybody who has not got it; a refusal stops nobody else.

    Raises LookupError when nothing is published, BriefOutdated when the brief shows another publication,
    OSError when the SMTP server cannot be reached at all.
    """
    return send_body(settings, Body.of(read_figures(settings), brief))


def send_body(settings: Settings, body: Body, addresses_of: Iterable[str] | None = None) -> list[MailResult]:
    """Send one mail to each of these addresses (the recipients of the environment), in the ledger's keeping."""
    key = secret(settings, "mail_recipients")
    given = recipients() if addresses_of is None else addresses_of
    addresses = {recipient_hash(key, f"{body.audience}{address.strip()}"): address for address in given}
    with connect(settings, "publisher") as connection:
        connection.execute(_SEND_LOCK)
        results = _settled(connection, body, addresses)
        waiting = addresses.keys() - {result.recipient_hash for result in results}
        if waiting:
            with server(settings) as connector:
                results += [
                    _send_one(connection, connector, body, digest, address)
                    for digest, address in addresses.items()
                    if digest in waiting
                ]
    return results


def recipients() -> list[str]:
    """Addresses of SRESS_RECIPIENTS; a local pilot where none is set."""
    given = os.environ.get("SRESS_RECIPIENTS") or DEFAULT_RECIPIENT
    return [address.strip() for address in given.split(",") if address.strip()]


def count_by_status(results: Iterable[MailResult]) -> dict[str, int]:
    """How many mails have each status."""
    return dict(Counter(result.status for result in results))


def _settled(connection: psycopg.Connection[Any], body: Body, digests: Iterable[str]) -> list[MailResult]:
    """Those who are not written to: they have the mail, or only a person can say whether they have it."""
    known = {digest: sent_status(connection, body.month, body.publication_id, digest) for digest in digests}
    connection.commit()
    return [
        MailResult(digest, ALREADY_SENT if status == SENT else UNCERTAIN)
        for digest, status in known.items()
        if status in (SENT, UNCERTAIN)
    ]


def _send_one(
    connection: psycopg.Connection[Any], connector: Connector, body: Body, digest: str, address: str
) -> MailResult:
    sender = os.environ.get("SRESS_MAIL_FROM") or DEFAULT_SENDER
    message = build_message(body, sender, address, digest, datetime.now(ZONE))

    def note(status: str) -> None:
        record(connection, body.month, body.publication_id, digest, str(message["Message-ID"]), status)

    status = hand_over(connector(), message, note)
    note(status)
    return MailResult(digest, status)
