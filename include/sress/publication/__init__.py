"""The publication store: write, audit, publish; what was published never changes."""

from sress.publication.history import list_publications, rollback, withhold
from sress.publication.holds import hold, release
from sress.publication.publication import Publication, PublicationHeld, PublicationRefused
from sress.publication.publish import publish
from sress.publication.values import values

__all__ = [
    "Publication",
    "PublicationHeld",
    "PublicationRefused",
    "hold",
    "list_publications",
    "publish",
    "release",
    "rollback",
    "values",
    "withhold",
]
