"""URSCOP's two workbooks: their columns, and the words of their code lists."""

from __future__ import annotations

from sandbox.sheet import Field, Habits, Sheet

SOURCE = "urscop"
KINDS: dict[str, tuple[str, ...]] = {
    "transmission_saine": ("Transmission d'entreprise saine", "Transmission saine"),
    "reprise_difficulte": ("Reprise d'entreprise en difficulté", "Reprise en difficulté"),
    "autre": ("Autre", "Transformation d'association"),
}
STATES: dict[str, tuple[str, ...]] = {
    "en_cours": ("En cours", "Accompagnement en cours"),
    "aboutie": ("Aboutie", "Réalisée"),
    "abandonnee": ("Abandonnée", "Sans suite"),
}
FORMS: dict[str, tuple[str, ...]] = {
    "scop_sarl": ("SCOP SARL",),
    "scop_sa": ("SCOP SA",),
    "scop_sas": ("SCOP SAS",),
    "scic_sa": ("SCIC SA",),
    "scic_sarl": ("SCIC SARL",),
    "scic_sas": ("SCIC SAS",),
}
ORIGINS: dict[str, tuple[str, ...]] = {
    "ex_nihilo": ("Ex nihilo", "Création ex nihilo"),
    "transmission": ("Transmission",),
    "reprise": ("Reprise",),
    "transformation": ("Transformation",),
}
_MARK = Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant")
_HABITS = Habits(dates="cell", amounts="cell")
OPERATIONS = Sheet(
    SOURCE,
    "operations",
    (
        Field("n_operation", ("N° opération", "Réf. opération"), required=True),
        Field("siren", ("SIREN de l'entreprise", "SIREN cédant"), "siren"),
        Field("raison_sociale", ("Raison sociale", "Entreprise")),
        Field("type", ("Type", "Nature de l'opération"), "code", required=True, labels=KINDS),
        Field("statut", ("Statut", "Issue"), "code", required=True, labels=STATES),
        Field("date_entree", ("Date d'entrée", "Entrée en accompagnement"), "date", required=True),
        Field("date_fin", ("Date de fin", "Fin"), "date"),
        Field("effectif", ("Effectif à l'entrée", "Salariés"), "integer"),
        Field("commune", ("Commune", "Ville")),
        Field("code_postal", ("Code postal", "CP"), "postal_code"),
        Field("departement", ("Dépt", "Département"), "constant"),
        Field("cedant", ("Cédant", "Nom du cédant"), "person"),
        Field("courriel_cedant", ("Courriel du cédant", "Mail cédant"), "person"),
        _MARK,
    ),
    _HABITS,
)
DIRECTORY = Sheet(
    SOURCE,
    "annuaire",
    (
        Field("raison_sociale", ("Raison sociale", "Nom"), required=True),
        Field("siren", ("SIREN", "N° SIREN"), "siren"),
        Field("forme", ("Forme", "Forme juridique"), "code", required=True, labels=FORMS),
        Field("origine", ("Origine", "Mode de création"), "code", labels=ORIGINS),
        Field("date_immatriculation", ("Date d'immatriculation", "Immatriculation"), "date"),
        Field("date_entree", ("Date d'adhésion", "Entrée"), "date"),
        Field("effectif", ("Effectif", "Salariés"), "integer"),
        Field("departement", ("Dépt", "Département"), "constant"),
        _MARK,
    ),
    _HABITS,
)
