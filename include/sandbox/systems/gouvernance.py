"""The governance calendar (S14): one workbook a month with its meetings and the conferences' participants."""

from __future__ import annotations

from sandbox.calendar_file import calendar_tables
from sandbox.cog import Cog
from sandbox.deliveries import calendar_delivery
from sandbox.made import Made, Part
from sandbox.sheet import Field
from sandbox.vocabulary import ATTENDANCE_COLUMNS, MEETING_COLUMNS, MEETING_STATUTS, MEETING_TYPES, TERRITOIRES
from sandbox.world import World
from sandbox.xlsx_files import xlsx_bytes

_MEETING_KINDS: dict[str, Field] = {
    "type": Field("type", (), "code", labels=MEETING_TYPES),
    "statut": Field("statut", (), "code", labels=MEETING_STATUTS),
    "territoire": Field("territoire", (), "code", labels=TERRITOIRES),
    "date": Field("date", (), "date"),
    "nb_ajustements": Field("nb_ajustements", (), "integer"),
}
_ATTENDANCE_KINDS: dict[str, Field] = {
    "date": Field("date", (), "date"),
    "siren": Field("siren", (), "siren"),
    "nom_participant": Field("nom_participant", (), "person"),
    "courriel": Field("courriel", (), "person"),
}
MEETING_FIELDS = tuple(_MEETING_KINDS.get(name, Field(name, labels)) for name, labels in MEETING_COLUMNS.items())
ATTENDANCE_FIELDS = tuple(
    _ATTENDANCE_KINDS.get(name, Field(name, labels)) for name, labels in ATTENDANCE_COLUMNS.items()
)


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The workbook of a month."""
    delivery = calendar_delivery(month)
    calendar, participants = calendar_tables(world, delivery, level, cog)
    hidden = {"Listes": ["Données synthétiques", "Brouillon, ne pas lire"]} if level >= 2 else {}
    data, numbers = xlsx_bytes({"Calendrier": calendar, "Participants": participants}, hidden)
    return [
        Made(
            delivery,
            (
                Part("evenements", calendar, numbers["Calendrier"], MEETING_FIELDS),
                Part("participations", participants, numbers["Participants"], ATTENDANCE_FIELDS),
            ),
            data,
        )
    ]
