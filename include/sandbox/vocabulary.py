"""What each code is called in the partner systems: main label first, then the spellings people use."""

from __future__ import annotations

from dataclasses import dataclass

MARK = "SYNTHETIQUE"
REGION = "52"
DEPARTEMENTS = ("44", "49", "53", "72", "85")


@dataclass(frozen=True)
class Dispositif:
    """A scheme of the Région; `creation` schemes support the founding of enterprises."""

    labels: tuple[str, ...]
    creation: bool
    weight: int
    amounts: tuple[int, int]


DISPOSITIFS: dict[str, Dispositif] = {
    "parcours_entrepreneur": Dispositif(
        ("Pays de la Loire Parcours Entrepreneur", "Parcours Entrepreneur", "PDL Parcours Entrepreneur"),
        True,
        30,
        (1_000, 6_000),
    ),
    "pret_honneur": Dispositif(
        ("Prêt d'honneur", "Prêts d'honneur", "Pays de la Loire Prêt d'honneur"), True, 16, (3_000, 50_000)
    ),
    "prime_creation": Dispositif(
        ("Pays de la Loire Prime Création", "Prime Création", "PDL Prime Création", "Prime à la création"),
        True,
        12,
        (1_000, 10_000),
    ),
    "garantie": Dispositif(("Garantie", "Garantie bancaire", "Garantie création"), True, 8, (10_000, 2_500_000)),
    "pdl_conseil": Dispositif(("Pays de la Loire Conseil", "PDL Conseil"), False, 12, (2_000, 25_000)),
    "investissement_numerique": Dispositif(
        ("Pays de la Loire Investissement Numérique", "Investissement Numérique", "Inv. Numérique"),
        False,
        12,
        (2_000, 30_000),
    ),
    "innovation_sociale": Dispositif(
        ("Innovation Sociale", "Pays de la Loire Innovation Sociale", "PDL Innovation Sociale"),
        False,
        8,
        (10_000, 90_000),
    ),
    "ptce": Dispositif(("PTCE", "Pôles Territoriaux de Coopération Économique"), False, 2, (20_000, 120_000)),
}
UNKNOWN_DISPOSITIFS = ("Aide exceptionnelle", "Divers", "Prêt Rebond", "Ligne 12", "FDVA")

STATUTS: dict[str, tuple[str, ...]] = {
    "depose": ("Déposé", "Reçu", "Dossier déposé"),
    "en_instruction": ("En instruction", "En cours d'instruction", "Instruction"),
    "accorde": ("Accordé", "Voté", "Attribué", "Favorable", "Soldé"),
    "refuse": ("Refusé", "Rejeté", "Défavorable"),
    "ineligible": ("Inéligible", "Non éligible", "Irrecevable"),
    "annule": ("Annulé", "Abandonné", "Retiré", "Désengagé"),
}
UNKNOWN_STATUTS = ("À voir", "?", "Cf. mail", "ND", "Dossier 2")

MEETING_TYPES: dict[str, tuple[str, ...]] = {
    "copil": ("COPIL", "Comité de pilotage", "COPIL SRESS"),
    "cotech": ("COTECH", "Comité technique", "COTECH SRESS"),
    "financeurs": ("Revue des financeurs", "Financeurs", "Comité des financeurs", "Réunion des financeurs"),
    "revue": ("Revue de projets", "Revue", "Revue de projet"),
    "conference": ("Conférence ESS", "Conférence", "Conférence régionale de l'ESS"),
    "rencontre": ("Rencontre", "Rencontre de coordination", "Échange de pratiques", "Coordination"),
    "journee": ("Journée", "Journée « je suis, je cherche »", "Je suis, je cherche"),
}
UNKNOWN_TYPES = ("Divers", "Séminaire interne", "Vœux", "?")

MEETING_STATUTS: dict[str, tuple[str, ...]] = {
    "prevue": ("Prévue", "Prévu", "Planifiée", "À venir"),
    "tenue": ("Tenue", "Tenu", "Réalisée", "Réalisé"),
    "annulee": ("Annulée", "Annulé"),
    "reportee": ("Reportée", "Reporté", "Décalée"),
}
UNKNOWN_MEETING_STATUTS = ("voir mail", "???", "en suspens", "selon dispo")

# The departmental networks and their département; Vendée has two (indicators.md §0).
NETWORKS: dict[str, str] = {
    "ecossolies": "44",
    "iresa": "49",
    "apess": "53",
    "ceas_sarthe": "72",
    "pole_ess_vendee": "85",
    "ceas_vendee": "85",
}
ORGANISATIONS: dict[str, tuple[str, ...]] = {
    "ecossolies": ("Ecossolies", "Les Ecossolies", "Écossolies"),
    "iresa": ("IRESA", "IRESA 49"),
    "apess": ("APESS 53", "APESS", "APESS Mayenne"),
    "ceas_sarthe": ("CEAS de la Sarthe", "CEAS Sarthe", "CEAS 72"),
    "pole_ess_vendee": ("Pôle ESS Vendée", "Pôle ESS 85"),
    "ceas_vendee": ("CEAS de la Vendée", "CEAS Vendée", "CEAS 85"),
    "cress": ("CRESS Pays de la Loire", "CRESS", "CRESS PDL"),
    "region": ("Région Pays de la Loire", "Région", "Conseil régional"),
    "dreets": ("DREETS", "DREETS Pays de la Loire"),
    "drajes": ("DRAJES", "DRAJES Pays de la Loire"),
    "banque_des_territoires": ("Banque des Territoires", "BdT"),
    "urscop": ("URSCOP", "URSCOP Ouest"),
    "france_active": ("France Active", "France Active Pays de la Loire"),
}
# Public bodies and the bank are outside the social economy; the others declare to belong to it.
OUTSIDE_ESS = ("region", "dreets", "drajes", "banque_des_territoires")

TERRITOIRES: dict[str, tuple[str, ...]] = {
    "44": ("Loire-Atlantique", "44", "Loire Atlantique (44)", "Dépt 44"),
    "49": ("Maine-et-Loire", "49", "Maine et Loire (49)", "Dépt 49"),
    "53": ("Mayenne", "53", "Mayenne (53)", "Dépt 53"),
    "72": ("Sarthe", "72", "Sarthe (72)", "Dépt 72"),
    "85": ("Vendée", "85", "Vendée (85)", "Dépt 85"),
    "region": ("Région", "Pays de la Loire", "Régional", "Région Pays de la Loire"),
}

DOSSIER_COLUMNS: dict[str, tuple[str, ...]] = {
    "n_dossier": ("N° dossier", "No dossier", "Numéro de dossier"),
    "n_projet": ("N° projet", "Numéro de projet"),
    "dispositif": ("Dispositif", "Libellé dispositif"),
    "siret": ("SIRET", "N° SIRET"),
    "raison_sociale": ("Raison sociale", "Bénéficiaire"),
    "intitule_projet": ("Intitulé du projet", "Intitulé projet"),
    "statut_ess": ("Statut ESS", "ESS (O/N)", "Structure ESS"),
    "code_insee": ("Code INSEE", "Code commune"),
    "code_postal": ("Code postal", "CP"),
    "commune": ("Commune", "Ville"),
    "date_decision": ("Date de décision", "Date décision", "Date CP"),
    "montant_demande": ("Montant demandé", "Montant sollicité"),
    "montant_vote": ("Montant voté", "Montant accordé"),
    "statut": ("Statut", "État", "Statut du dossier"),
    "plan_financement": ("Plan de financement", "Cofinanceurs"),
    "date_maj": ("Date de mise à jour", "Date MAJ", "Mis à jour le"),
    "origine_donnee": ("Origine de la donnée", "origine_donnee"),
}
MEETING_COLUMNS: dict[str, tuple[str, ...]] = {
    "type": ("Type", "Type d'événement", "Instance"),
    "date": ("Date", "Date de l'événement", "Jour"),
    "statut": ("Statut", "État"),
    "intitule": ("Intitulé", "Titre", "Objet"),
    "territoire": ("Territoire", "Département"),
    "organisateurs": ("Organisateurs", "Organisé par"),
    "participants": ("Participants", "Organisations présentes"),
    "porteurs_presents": ("Porteurs présents", "Présence des porteurs"),
    "themes": ("Thèmes", "Thématiques"),
    "livrables": ("Livrables", "Documents"),
    "nb_ajustements": ("Nb ajustements", "Nombre d'ajustements"),
    "origine_donnee": ("Origine de la donnée", "origine_donnee"),
}
ATTENDANCE_COLUMNS: dict[str, tuple[str, ...]] = {
    "date": ("Date", "Date de l'événement", "Date de la conférence"),
    "evenement": ("Événement", "Conférence"),
    "organisation": ("Organisation", "Structure"),
    "siren": ("SIREN", "N° SIREN"),
    "ess": ("ESS", "ESS (O/N)"),
    "nom_participant": ("Nom participant", "Nom"),
    "courriel": ("Courriel", "E-mail"),
    "origine_donnee": ("Origine de la donnée", "origine_donnee"),
}
CONVENTION_COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
    "origine_donnee",
)
EXTRA_COLUMNS = ("Observations", "Canton", "Service instructeur")
