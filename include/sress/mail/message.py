"""Build one message for one recipient: text, HTML and the brief attached."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from sress.brief import wording
from sress.brief.model import BriefFigures
from sress.mail.capture import FILE_HEADER
from sress.mail.summary import attachment_name, mail_html, mail_text

_RENDERED = re.compile(rb'<meta name="sress-publication" content="(\d+)">')


class BriefOutdated(Exception):
    """The rendered brief shows another publication than the one that is served."""


@dataclass(frozen=True)
class Body:
    """What every recipient of a publication gets. `audience` tells apart what one address gets in two roles."""

    month: str
    publication_id: int
    subject: str
    text: str
    html: str
    attachment: bytes | None = None
    audience: str = ""

    @classmethod
    def of(cls, figures: BriefFigures, brief: Path) -> Body:
        """The mail of these figures with the rendered brief attached. Raises BriefOutdated."""
        publication, attachment = figures.publication, brief.read_bytes()
        rendered = _RENDERED.search(attachment)
        if rendered is None or int(rendered.group(1)) != publication.publication_id:
            raise BriefOutdated(
                f"{brief.name} does not show publication {publication.publication_id}, which is served now: "
                "render the brief again before sending it"
            )
        return cls(
            publication.month,
            publication.publication_id,
            wording.subject(figures),
            mail_text(figures),
            mail_html(figures),
            attachment,
        )


def recipient_hash(key: str, recipient: str) -> str:
    """The form in which a recipient may be stored: a keyed hash of the address (privacy.md §5)."""
    return hmac.new(key.encode(), recipient.strip().lower().encode(), hashlib.sha256).hexdigest()


def build_message(body: Body, sender: str, recipient: str, digest: str, sent_at: datetime) -> EmailMessage:
    """The message for one recipient, whose hash is `digest`.

    The Message-ID depends on month, publication and recipient only, so that a server or a reader can
    recognise a message it already has.
    """
    identity = hashlib.sha256(f"{body.month}|{body.publication_id}|{digest}".encode()).hexdigest()[:24]
    message = EmailMessage()
    message["Subject"] = body.subject
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{body.month}.{body.publication_id}.{identity}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message[FILE_HEADER] = f"{body.month}_pub-{body.publication_id:04d}_{digest[:12]}"
    message.set_content(body.text, cte="quoted-printable")
    message.add_alternative(body.html, subtype="html", cte="quoted-printable")
    if body.attachment is not None:
        message.add_attachment(
            body.attachment,
            maintype="text",
            subtype="html",
            filename=attachment_name(body.month),
            params={"charset": "utf-8"},
        )
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=={identity}-{number}==")
    return message


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].rstrip("> ")
