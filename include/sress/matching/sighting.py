"""A sighting: one record of one partner that tells of a project."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the record says of the project, folded for comparison; empty text where it says nothing.

    `key` is the record's own, the same at every run: `<source>.<stream>:<reference>`. `shared_ids` are
    numbers that several records may carry (P0): `essor:…`, `region:…`. `carrier` is `siren:…` or
    `rna:…`, a RNA already replaced by its SIREN where Sirene tells it.
    """

    key: str
    shared_ids: tuple[str, ...]
    carrier: str
    title: str
    organisation: str
    commune: str
    departement: str
    seen_on: date | None

    @property
    def age(self) -> tuple[date, str]:
        """Older sightings first; an undated one is younger than all."""
        return self.seen_on or date.max, self.key


def birth_id(key: str) -> str:
    """The project that a sighting would be alone: 'P' and twelve hexadecimal digits of its key."""
    return "P" + hashlib.sha256(key.encode()).hexdigest()[:12]
