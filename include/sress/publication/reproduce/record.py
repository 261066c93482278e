"""What a publication says that it was made from: the deliveries, the decisions and the seal its build knew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from sress.publication.history import read_publication
from sress.publication.marts import table_columns
from sress.publication.publication import WITHHELD, Publication, PublicationRefused

SEALED_IN = "ambition_status"
SEAL = "sealed_publication_id"


@dataclass(frozen=True)
class Record:
    """One publication as a rebuild needs it.

    `deliveries` are the numbers of those in force; `last_decision` the newest matching decision that the
    build replayed; `sealed` the publication whose balance of the ambitions it took over, if any.
    """

    publication: Publication
    started_at: datetime
    deliveries: tuple[int, ...]
    last_decision: int | None
    sealed: int | None


def read_record(connection: psycopg.Connection[Any], publication_id: int) -> Record:
    """The record of a publication. Raises LookupError, and PublicationRefused when it cannot be made again."""
    publication = read_publication(connection, publication_id)
    if publication.status == WITHHELD or publication.content_sha256 is None:
        raise PublicationRefused(f"La publication n° {publication_id} n'a jamais été servie : rien à reproduire.")
    row = connection.execute(
        "select started_at, (matching ->> 'last_decision')::bigint from ops.build where build_id = %s",
        (publication.build_id,),
    ).fetchone()
    if row is None:
        raise PublicationRefused(f"La construction de la publication n° {publication_id} n'est plus au registre.")
    deliveries = tuple(int(used["delivery_id"]) for used in publication.deliveries)
    _require_deliveries(connection, publication)
    return Record(publication, row[0], deliveries, row[1], _seal(connection, publication_id))


def _require_deliveries(connection: psycopg.Connection[Any], publication: Publication) -> None:
    """Every delivery is still there, and is the bytes that it was."""
    gone = connection.execute(
        """
        select (used ->> 'delivery_id')::bigint as number, used ->> 'source', used ->> 'stream'
        from publication.publication as publication
        cross join jsonb_array_elements(publication.deliveries) as used
        left join ops.delivery as delivery
            on delivery.delivery_id = (used ->> 'delivery_id')::bigint and delivery.sha256 = used ->> 'sha256'
        where publication.publication_id = %s and delivery.delivery_id is null
        order by number
        """,
        (publication.publication_id,),
    ).fetchall()
    if gone:
        named = ", ".join(f"n° {number} ({source} / {stream})" for number, source, stream in gone[:5])
        more = f" et {len(gone) - 5} autres" if len(gone) > 5 else ""
        raise PublicationRefused(
            f"La publication n° {publication.publication_id} ne peut plus être reproduite : "
            f"des livraisons ont été retirées de l'entrepôt, {named}{more}."
        )


def _seal(connection: psycopg.Connection[Any], publication_id: int) -> int | None:
    """The publication whose balance these marts took over; they say it themselves."""
    columns = {name for name, _, _ in table_columns(connection, "publication", SEALED_IN)}
    if SEAL not in columns:
        return None
    row = connection.execute(
        f"select max({SEAL}) from publication.{SEALED_IN} where publication_id = %s".encode(), (publication_id,)
    ).fetchone()
    return None if row is None else row[0]
