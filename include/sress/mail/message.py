"""Build one message for one recipient: text, HTML, the brief and the workbook attached."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sress.brief import wording
from sress.brief.model import BriefFigures
from sress.brief.render import BriefFiles
from sress.mail.capture import FILE_HEADER
from sress.mail.summary import attachment_name, mail_html, mail_text

_KINDS = {
    "pdf": "application/pdf",
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RENDERED = re.compile(rb'<meta name="sress-publication" content="(\d+)">')


class BriefOutdated(Exception):
    """The rendered brief shows another publication than the one that is served."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the mail; `kind` is its media type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Body:
    """What every recipient of a publication gets. `audience` tells apart what one address gets in two roles."""

    month: str
    publication_id: int
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    audience: str = ""

    @classmethod
    def of(cls, figures: BriefFigures, brief: BriefFiles) -> Body:
        """The mail of these figures with PDF and workbook, or the page where there is no PDF. Raises BriefOutdated."""
        publication = figures.publication
        rendered = _RENDERED.search(brief.html.read_bytes())
        if rendered is None or int(rendered.group(1)) != publication.publication_id:
            raise BriefOutdated(
                f"{brief.html.name} does not show publication {publication.publication_id}, which is served now: "
                "render the brief again before sending it"
            )
        files = [path for path in (brief.pdf or brief.html, brief.workbook) if path is not None]
        suffixes = [path.suffix.removeprefix(".") for path in files]
        return cls(
            publication.month,
            publication.publication_id,
            wording.subject(figures),
            mail_text(figures, suffixes),
            mail_html(figures, suffixes),
            tuple(
                Attachment(attachment_name(publication.month, suffix), _KINDS[suffix], path.read_bytes())
                for path, suffix in zip(files, suffixes, strict=True)
            ),
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
    for attachment in body.attachments:
        maintype, subtype = attachment.kind.split("/")
        params = {"charset": "utf-8"} if maintype == "text" else {}
        message.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name, params=params
        )
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=={identity}-{number}==")
    return message


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].rstrip("> ")
