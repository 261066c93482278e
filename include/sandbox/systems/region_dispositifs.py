"""The Région's schemes for enterprises (S02): one CSV file a month, cumulated over the exercice."""

from __future__ import annotations

from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import region_deliveries
from sandbox.made import Made, Part
from sandbox.region_file import region_table
from sandbox.sheet import Field
from sandbox.vocabulary import DISPOSITIFS, DOSSIER_COLUMNS, STATUTS
from sandbox.world import World

_KINDS: dict[str, Field] = {
    "dispositif": Field("dispositif", (), "code", labels={code: item.labels for code, item in DISPOSITIFS.items()}),
    "statut": Field("statut", (), "code", labels=STATUTS),
    "siret": Field("siret", (), "siret"),
    "code_insee": Field("code_insee", (), "insee_code"),
    "code_postal": Field("code_postal", (), "postal_code"),
    "date_decision": Field("date_decision", (), "date"),
    "date_maj": Field("date_maj", (), "date"),
    "montant_demande": Field("montant_demande", (), "amount"),
    "montant_vote": Field("montant_vote", (), "amount"),
}
FIELDS = tuple(_KINDS.get(name, Field(name, labels)) for name, labels in DOSSIER_COLUMNS.items())


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of a month."""
    made = []
    for delivery in region_deliveries(month):
        table = region_table(world, delivery, level, cog)
        data, numbers = csv_bytes(table)
        made.append(Made(delivery, (Part("dossiers", table, numbers, FIELDS),), data))
    return made
