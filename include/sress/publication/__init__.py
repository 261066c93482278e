"""The publication store: write, audit, publish; what was published never changes."""

from sress.publication.history import list_publications, rollback, withhold
from sress.publication.publication import Publication, PublicationRefused
from sress.publication.publish import publish
from sress.publication.values import values

__all__ = ["Publication", "PublicationRefused", "list_publications", "publish", "rollback", "values", "withhold"]
