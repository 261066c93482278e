"""Hand one message to an SMTP server and say what is certain about it."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP

from sress.mail.capture import capturing
from sress.platform.settings import Settings

SENT, FAILED, UNCERTAIN = "sent", "failed", "uncertain"
TIMEOUT_SECONDS = 30
Connector = Callable[[], smtplib.SMTP]


@contextmanager
def server(settings: Settings) -> Iterator[Connector]:
    """How to reach the SMTP server of the environment (SRESS_SMTP_*), or a capture into the mailbox folder."""
    host = os.environ.get("SRESS_SMTP_HOST")
    if host:
        yield lambda: _login(host)
        return
    with capturing(settings.mailbox_dir) as port:
        yield lambda: smtplib.SMTP("127.0.0.1", port, timeout=TIMEOUT_SECONDS)


def _login(host: str) -> smtplib.SMTP:
    """A session with that server. A password goes only through verified TLS, unless STARTTLS=0 says otherwise."""
    user = os.environ.get("SRESS_SMTP_USER")
    port = int(os.environ.get("SRESS_SMTP_PORT") or 25)
    client = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        if (os.environ.get("SRESS_SMTP_STARTTLS") or ("1" if user else "0")) == "1":
            client.starttls(context=ssl.create_default_context())
        if user:
            client.login(user, os.environ.get("SRESS_SMTP_PASSWORD", ""))
    except OSError:
        client.close()
        raise
    return client


def hand_over(client: smtplib.SMTP, message: EmailMessage, note: Callable[[str], None]) -> str:
    """`sent`, `failed` or `uncertain` for the one recipient of the message; closes the session.

    Before DATA an error is a failure. From then on only the server's answer is certain, so `uncertain` is
    noted first: a process killed in the middle leaves it written down.
    """
    with closing(client):
        if not _accepted(client, message):
            return FAILED
        note(UNCERTAIN)
        try:
            code, _ = client.data(message.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError:
            return FAILED
        except (smtplib.SMTPException, OSError):
            return UNCERTAIN
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        return SENT if code == 250 else FAILED


def _accepted(client: smtplib.SMTP, message: EmailMessage) -> bool:
    """Whether the server takes mail from this sender for this recipient."""
    try:
        client.ehlo_or_helo_if_needed()
        answers = (client.mail(_address(message, "From"))[0], client.rcpt(_address(message, "To"))[0])
    except (smtplib.SMTPException, OSError):
        return False
    return answers[0] == 250 and answers[1] in (250, 251)


def _address(message: EmailMessage, header: str) -> str:
    address: str = message[header].addresses[0].addr_spec
    return address
