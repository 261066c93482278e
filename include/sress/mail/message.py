"""Build one message for one recipient; the same publication gives the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from sress.brief import wording
from sress.brief.model import BriefFigures
from sress.mail.capture import FILE_HEADER
from sress.mail.summary import attachment_name, mail_html, mail_text
from sress.platform.settings import ZONE

_DOMAIN = "observatoire-sress.invalid"


@dataclass(frozen=True)
class Body:
    """What every recipient of a publication gets."""

    month: str
    publication_id: int
    published_at: datetime
    subject: str
    text: str
    html: str
    attachment: bytes

    @classmethod
    def of(cls, figures: BriefFigures, brief: Path) -> Body:
        """The mail of these figures with the rendered brief attached."""
        publication = figures.publication
        return cls(
            publication.month,
            publication.publication_id,
            publication.published_at,
            wording.subject(figures),
            mail_text(figures),
            mail_html(figures),
            brief.read_bytes(),
        )


def recipient_hash(recipient: str) -> str:
    """The form in which a recipient may be stored: sha256 of the address in lower case."""
    return hashlib.sha256(recipient.strip().lower().encode()).hexdigest()


def build_message(body: Body, sender: str, recipient: str) -> EmailMessage:
    """A message with text, HTML and the brief; its Message-ID depends on month, publication and recipient."""
    digest = hashlib.sha256(f"{body.month}|{body.publication_id}|{recipient_hash(recipient)}".encode()).hexdigest()
    message = EmailMessage()
    message["Subject"] = body.subject
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = format_datetime(body.published_at.astimezone(ZONE))
    message["Message-ID"] = f"<{body.month}.{body.publication_id}.{digest[:24]}@{_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message[FILE_HEADER] = f"{body.month}_pub-{body.publication_id:04d}_{recipient_hash(recipient)[:12]}"
    message.set_content(body.text, cte="quoted-printable")
    message.add_alternative(body.html, subtype="html", cte="quoted-printable")
    message.add_attachment(
        body.attachment,
        maintype="text",
        subtype="html",
        filename=attachment_name(body.month),
        params={"charset": "utf-8"},
    )
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=={digest[:24]}-{number}==")
    return message
