"""INSEE's Sirene (R1): legal units and head offices of API 3.11, and the search of recherche-entreprises.

The shapes are those that INSEE documents. Sirene is an orderly register: nothing is soiled.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.legal_units import LegalUnit, Period, head_office, legal_units
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.tables import FileTable, Line
from sandbox.vocabulary import MARK
from sandbox.world import World

SOURCE = "sirene"
_MASKED = "[ND]"
_SOCIAL_ECONOMY = ("9220", "9300", "8210", "5458", "5558", "5560")


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """What the register shows on the extraction day of a month."""
    year, number = parse_month(month)
    day = extraction_day(year, number)
    units = [unit for unit in legal_units(world) if unit.created <= day]
    shown = [(_legal_unit(unit, day), len(unit.known(day))) for unit in units]
    offices = [(_establishment(unit, day), len(unit.known(day))) for unit in units]
    found = [(_search_result(unit, day), 1) for unit in units if _is_social(unit, day)]
    return [
        _pull(year, number, month, "unites_legales", shown, "siren"),
        _pull(year, number, month, "etablissements", offices, "siret"),
        _pull(year, number, month, "recherche", found, "siren"),
    ]


def _pull(year: int, number: int, month: str, stream: str, records: list[tuple[dict[str, Any], int]], key: str) -> Made:
    """A list of records with how many rows each makes, known by the file of its pull."""
    rows = sum(count for _, count in records)
    table = FileTable([], {}, [Line(f"{stream}/{place}", {"row": place}) for place in range(1, rows + 1)])
    delivery = Delivery(SOURCE, f"{SOURCE}_{stream}_{month}_full.jsonl", year, number, True)
    part = Part(stream, table, list(range(1, rows + 1)), (), repeats=False)
    ordered = sorted((record for record, _ in records), key=lambda record: str(record[key]))
    return Made(delivery, (part,), way="api", endpoint=stream, records=tuple(ordered))


def _legal_unit(unit: LegalUnit, day: date) -> dict[str, Any]:
    person = unit.periods[0].category == "1000"
    return {
        "siren": unit.siren,
        "statutDiffusionUniteLegale": "P" if unit.masked else "O",
        "dateCreationUniteLegale": unit.created.isoformat(),
        "sigleUniteLegale": None,
        "prenom1UniteLegale": (_MASKED if unit.masked else "PRENOM") if person else None,
        "identifiantAssociationUniteLegale": unit.rna or None,
        "trancheEffectifsUniteLegale": unit.workforce or None,
        "anneeEffectifsUniteLegale": str(day.year - 2) if unit.workforce else None,
        "dateDernierTraitementUniteLegale": f"{unit.known(day)[-1].start + timedelta(days=3)}T08:12:31.000",
        "nombrePeriodesUniteLegale": len(unit.known(day)),
        "categorieEntreprise": None,
        "origine_donnee": MARK,
        "periodesUniteLegale": [_period(unit, period) for period in reversed(unit.known(day))],
    }


def _period(unit: LegalUnit, period: Period) -> dict[str, Any]:
    person = period.category == "1000"
    return {
        "dateFin": period.end.isoformat() if period.end else None,
        "dateDebut": period.start.isoformat(),
        "etatAdministratifUniteLegale": period.state,
        "nomUniteLegale": (_MASKED if unit.masked else "NOMEXEMPLE") if person else None,
        "denominationUniteLegale": None if person else unit.organisation.name.upper(),
        "categorieJuridiqueUniteLegale": period.category,
        "activitePrincipaleUniteLegale": period.activity,
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "nicSiegeUniteLegale": head_office(unit)[9:],
        "economieSocialeSolidaireUniteLegale": period.ess or None,
        "caractereEmployeurUniteLegale": None,
    }


def _establishment(unit: LegalUnit, day: date) -> dict[str, Any]:
    siret, current = head_office(unit), unit.known(day)[-1]
    return {
        "siren": unit.siren,
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "P" if unit.masked else "O",
        "dateCreationEtablissement": unit.created.isoformat(),
        "etablissementSiege": True,
        "origine_donnee": MARK,
        "uniteLegale": {
            "categorieJuridiqueUniteLegale": current.category,
            "etatAdministratifUniteLegale": current.state,
        },
        "adresseEtablissement": _address(unit),
        "periodesEtablissement": [
            {
                "dateFin": period.end.isoformat() if period.end else None,
                "dateDebut": period.start.isoformat(),
                "etatAdministratifEtablissement": "F" if period.state == "C" else "A",
                "activitePrincipaleEtablissement": period.activity,
                "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
            }
            for period in reversed(unit.known(day))
        ],
    }


def _address(unit: LegalUnit) -> dict[str, Any]:
    place = unit.place
    return {
        "codePostalEtablissement": place.postal if place and not unit.masked else (_MASKED if unit.masked else None),
        "libelleCommuneEtablissement": place.name.upper() if place else None,
        "codeCommuneEtablissement": place.code if place else None,
    }


def _is_social(unit: LegalUnit, day: date) -> bool:
    current = unit.known(day)[-1]
    return current.ess == "O" or current.category in _SOCIAL_ECONOMY


def _search_result(unit: LegalUnit, day: date) -> dict[str, Any]:
    current = unit.known(day)[-1]
    return {
        "siren": unit.siren,
        "nom_complet": unit.organisation.name.upper(),
        "nom_raison_sociale": unit.organisation.name.upper(),
        "nature_juridique": current.category,
        "activite_principale": current.activity,
        "date_creation": unit.created.isoformat(),
        "date_fermeture": current.start.isoformat() if current.state == "C" else None,
        "etat_administratif": current.state,
        "tranche_effectif_salarie": unit.workforce or None,
        "origine_donnee": MARK,
        "siege": {"siret": head_office(unit), "commune": unit.place.code if unit.place else None},
        "complements": {
            "est_ess": True,
            "est_association": bool(unit.rna),
            "identifiant_association": unit.rna or None,
        },
        "dirigeants": [],
    }
