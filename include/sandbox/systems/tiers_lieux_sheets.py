"""What Cap Tiers-lieux writes down: the answers to its yearly survey, and the list of its supports."""

from __future__ import annotations

from dataclasses import replace

from sandbox.sheet import Field, Habits, Sheet

SOURCE = "cap_tiers_lieux"
STAGES: dict[str, tuple[str, ...]] = {
    "projet": ("Projet", "En projet", "En préfiguration"),
    "ouvert": ("Ouvert", "En activité", "En fonctionnement"),
    "ferme": ("Fermé", "Fermeture définitive", "Activité arrêtée"),
}
KINDS: dict[str, tuple[str, ...]] = {
    "information": ("Information", "Demande d'information", "Renseignement"),
    "visite": ("Visite", "Visite apprenante", "Visite de tiers-lieu"),
    "emergence": ("Émergence", "Accompagnement à l'émergence", "Amorçage"),
    "developpement": ("Développement", "Accompagnement au développement", "Consolidation"),
    "collectif": ("Accompagnement collectif", "Parcours collectif", "Formation-action"),
}
ROLES: dict[str, tuple[str, ...]] = {
    "referent": ("Référent", "Chef de file", "Pilote"),
    "appui": ("Appui", "Co-accompagnement", "Contributeur"),
}
STATES: dict[str, tuple[str, ...]] = {
    "en_cours": ("En cours", "Actif", "Démarré"),
    "termine": ("Terminé", "Clos", "Achevé"),
    "annule": ("Annulé", "Abandonné", "Sans suite"),
}

_ORIGIN = Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant")
_MORE = (
    Field("essor_id", ("essor_id", "N° ESSOR", "ID ESSOR")),
    Field("commune", ("commune", "Commune", "Ville")),
    Field("code_postal", ("code_postal", "CP", "Code postal"), "postal_code"),
)
PANORAMA = Sheet(
    SOURCE,
    "panorama",
    (
        Field("id_tl", ("id_tl", "ID tiers-lieu", "N° tiers-lieu"), required=True),
        Field("nom", ("nom", "Nom du tiers-lieu", "Tiers-lieu")),
        Field("structure", ("structure", "Structure porteuse", "Porteur juridique")),
        Field("siren", ("siren", "SIREN", "SIREN (si connu)"), "siren"),
        *_MORE,
        Field("stade", ("stade", "Stade", "Où en est le lieu ?"), "code", required=True, labels=STAGES),
        Field("date_ouverture", ("date_ouverture", "Date d'ouverture", "Ouvert depuis le"), "date"),
        Field("date_fermeture", ("date_fermeture", "Date de fermeture", "Fermé depuis le"), "date"),
        Field("date_reponse", ("date_reponse", "Date de réponse", "Répondu le"), "date", required=True),
        Field("ess", ("ess", "ESS (O/N)", "Structure de l'ESS"), "boolean"),
        Field("activites", ("activites", "Activités", "Activités proposées"), "list"),
        Field("surface_m2", ("surface_m2", "Surface (m²)"), "integer"),
        Field("nb_salaries", ("nb_salaries", "Nombre de salariés", "Salariés"), "integer"),
        Field("financeurs", ("financeurs", "Financeurs publics", "Financeurs"), "list"),
        Field("contact_nom", ("contact_nom", "Votre nom", "Contact"), "person"),
        Field("contact_courriel", ("contact_courriel", "Votre courriel", "Courriel"), "person"),
        Field("contact_telephone", ("contact_telephone", "Votre téléphone", "Téléphone"), "person"),
        _ORIGIN,
    ),
    Habits(dates="french", booleans=("oui", "non"), encoding="utf-8-sig"),
    split="nom",
    movable=False,
)
# The survey moved to another tool, which exports a list of JSON objects and knows one header a column.
FIRST_YEAR_IN_JSON = 2024
PANORAMA_JSON = replace(
    PANORAMA,
    habits=Habits(dates="iso", amounts="plain", booleans=("oui", "non"), encoding="utf-8"),
    split=None,
    totals=False,
    delimited=False,
)
SUPPORTS = Sheet(
    SOURCE,
    "accompagnements",
    (
        Field(
            "id_accompagnement",
            ("id_accompagnement", "N° accompagnement", "Réf. accompagnement"),
            required=True,
        ),
        Field("id_tl", ("id_tl", "ID tiers-lieu", "N° tiers-lieu")),
        Field("nom", ("nom", "Nom du tiers-lieu", "Tiers-lieu")),
        Field("projet", ("projet", "Projet", "Intitulé du projet")),
        Field("structure", ("structure", "Structure porteuse", "Structure")),
        Field("siren", ("siren", "SIREN", "N° SIREN"), "siren"),
        *_MORE,
        Field("stade", ("stade", "Stade", "Stade du lieu"), "code", labels=STAGES),
        Field(
            "type_accompagnement",
            ("type_accompagnement", "Type d'accompagnement", "Nature de l'accompagnement"),
            "code",
            required=True,
            labels=KINDS,
        ),
        Field("role", ("role", "Rôle", "Rôle de Cap Tiers-lieux"), "code", labels=ROLES),
        Field("date_debut", ("date_debut", "Début", "Date de début"), "date", required=True),
        Field("date_fin", ("date_fin", "Fin", "Date de fin"), "date", rejects=True),
        Field("statut", ("statut", "Statut", "État"), "code", required=True, labels=STATES),
        Field("charge_mission", ("charge_mission", "Accompagnateur", "Suivi par"), "person"),
        Field("porteur_nom", ("porteur_nom", "Porteur", "Nom du porteur"), "person"),
        Field("porteur_courriel", ("porteur_courriel", "Courriel", "Courriel du porteur"), "person"),
        Field("commentaires", ("commentaires", "Commentaires", "Remarques"), "person"),
        _ORIGIN,
    ),
    Habits(dates="french", encoding="windows-1252"),
    split="nom",
    movable=False,
)
