"""The Région's file as its system exports it: one line a dossier, its last known version."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.deliveries import Delivery, dossiers_shown
from sandbox.spelling import amount, french_date
from sandbox.tables import Cell, FileTable, Line
from sandbox.vocabulary import DISPOSITIFS, DOSSIER_COLUMNS, MARK, STATUTS
from sandbox.world import Dossier, Version, World


@dataclass(frozen=True)
class Shown:
    """A dossier in a file: the version that counts, and the one before it if there is one."""

    dossier: Dossier
    version: Version
    before: Version | None


def clean_region_table(world: World, delivery: Delivery) -> FileTable:
    """The file without any dirt."""
    lines = []
    for dossier, known in dossiers_shown(world, delivery):
        shown = Shown(dossier, known[-1], known[-2] if len(known) > 1 else None)
        lines.append(Line(dossier.number, dossier_cells(dossier, known[-1]), shown))
    columns = list(DOSSIER_COLUMNS)
    return FileTable(columns, {name: name for name in columns}, lines)


def dossier_cells(dossier: Dossier, version: Version) -> dict[str, Cell]:
    """The cells of a dossier in a given version."""
    place = dossier.place
    return {
        "n_dossier": dossier.number,
        "n_projet": dossier.project_number,
        "dispositif": DISPOSITIFS[dossier.dispositif].labels[0],
        "siret": dossier.organisation.siret,
        "raison_sociale": dossier.organisation.name,
        "intitule_projet": dossier.title,
        "statut_ess": {True: "O", False: "N", None: ""}[dossier.ess],
        "code_insee": place.code if place else "",
        "code_postal": place.postal if place else "",
        "commune": place.name if place else "",
        "date_decision": french_date(version.decided_on),
        "montant_demande": amount(version.asked),
        "montant_vote": "" if version.granted is None else amount(version.granted),
        "statut": STATUTS[version.statut][0],
        "plan_financement": dossier.funding_plan,
        "date_maj": french_date(version.known_on),
        "origine_donnee": MARK,
    }
