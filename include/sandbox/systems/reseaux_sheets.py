"""The six layouts of the departmental networks: which columns each one has, under which headers, in which file."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.sheet import Field, FieldKind, Habits, Sheet
from sandbox.vocabulary import NETWORKS

SOURCE = "reseaux_departementaux"
STATUTS: dict[str, tuple[str, ...]] = {
    "accueil": ("Accueil", "Accueilli", "Premier accueil"),
    "en_cours": ("En cours", "Accompagnement en cours", "Accompagné"),
    "termine": ("Terminé", "Accompagnement terminé", "Clos"),
    "abandonne": ("Abandonné", "Sans suite", "Projet abandonné"),
    "reoriente": ("Réorienté", "Orienté vers un partenaire"),
}
ROLES: dict[str, tuple[str, ...]] = {
    "referent": ("Référent", "Chef de file", "Pilote"),
    "appui": ("Appui", "Co-accompagnement", "Contributeur"),
}
OUTCOMES: dict[str, tuple[str, ...]] = {
    "emise": ("Émise", "Proposée", "En attente"),
    "aboutie": ("Aboutie", "Effective", "Prise en charge"),
    "sans_suite": ("Non aboutie", "Sans réponse", "Déclinée"),
}
PROOFS: dict[str, tuple[str, ...]] = {
    "intention": ("Intention", "Intention orale", "Échange de coordonnées"),
    "convention": ("Convention", "Convention signée"),
    "statuts": ("Statuts", "Statuts communs"),
    "lettre": ("Lettre", "Lettre d'engagement"),
    "cofinancement": ("Cofinancement", "Co-financement"),
}
_CODES = {"statut": STATUTS, "role_reseau": ROLES, "orientation_statut": OUTCOMES, "preuve": PROOFS}
_REQUIRED = ("projet", "date_accueil", "date_revue", "date_journee", "preuve")
LABELS: dict[str, tuple[FieldKind, tuple[str, ...]]] = {
    "numero": ("text", ("N°", "Réf.", "N° projet", "Code projet")),
    "essor_id": ("text", ("ID ESSOR", "N° ESSOR")),
    "projet": ("text", ("Projet", "Nom du projet", "Intitulé du projet", "Intitulé")),
    "structure": ("text", ("Structure", "Structure porteuse", "Organisation", "Association / entreprise")),
    "siren": ("siren", ("SIREN", "N° SIREN")),
    "porteur_nom": ("person", ("Porteur", "Porteur de projet", "Nom du porteur")),
    "porteur_courriel": ("person", ("Courriel", "Mail", "E-mail du porteur")),
    "porteur_telephone": ("person", ("Téléphone", "Tél.", "Portable")),
    "porteur_initiales": ("person", ("Initiales", "Porteur (initiales)")),
    "nb_personnes": ("integer", ("Nb personnes", "Taille de l'équipe", "Nombre de porteurs")),
    "commune": ("text", ("Commune", "Ville", "Lieu du projet", "Commune du projet")),
    "code_postal": ("postal_code", ("CP", "Code postal")),
    "ess": ("boolean", ("ESS", "Projet ESS (O/N)", "ESS ?")),
    "date_accueil": ("date", ("Date d'accueil", "1er contact", "Date du 1er accueil", "Accueil le")),
    "nb_contacts": ("integer", ("Nb contacts", "Nombre de rendez-vous", "Nb RDV")),
    "role_reseau": ("code", ("Rôle", "Rôle du réseau", "Référent / appui")),
    "charge_mission": ("person", ("Suivi par", "Chargé de mission", "Référent")),
    "date_debut": ("date", ("Début accompagnement", "Accompagnement du", "Date de début")),
    "date_fin": ("date", ("Fin accompagnement", "Accompagnement au", "Date de fin")),
    "statut": ("code", ("Statut", "État", "Étape", "Avancement")),
    "orientation_vers": ("list", ("Orienté vers", "Orientation", "Réorientation")),
    "date_orientation": ("date", ("Date d'orientation", "Orienté le", "Date orientation")),
    "orientation_statut": ("code", ("Suite de l'orientation", "Résultat orientation")),
    "appui_externe": ("list", ("Appui de", "Intervenant", "Compétence externe")),
    "date_appui": ("date", ("Date de l'appui", "Intervention le", "Date intervention")),
    "commentaires": ("person", ("Commentaires", "Remarques", "Notes")),
    "date_revue": ("date", ("Date de la revue", "Revue du", "Date revue")),
    "porteur_present": ("boolean", ("Porteur présent", "Porteur présent (O/N)")),
    "presents": ("person", ("Personnes présentes", "Tour de table")),
    "solution": ("text", ("Solution", "Solution trouvée", "Suite concrète")),
    "date_solution": ("date", ("Date de la solution", "Solution le")),
    "journee": ("text", ("Journée", "Nom de la journée")),
    "date_journee": ("date", ("Date de la journée", "Journée du")),
    "structures": ("text", ("Structures partenaires", "Partenaires")),
    "preuve": ("code", ("Preuve", "Nature de la preuve", "Document signé")),
    "date_signature": ("date", ("Date de signature", "Signé le")),
}


@dataclass(frozen=True)
class Layout:
    """How one network writes its files; `columns` are those of its list of projects, in its order."""

    network: str
    extension: str
    habits: Habits
    columns: tuple[str, ...]


_WORKBOOK = Habits(dates="cell", amounts="cell", booleans=("oui", "non"))
_FOLLOWED = "date_debut date_fin statut orientation_vers date_orientation"
_HELPED = "appui_externe date_appui"
_LAYOUTS = (
    Layout(
        "ecossolies",
        "xlsx",
        _WORKBOOK,
        tuple(
            "numero essor_id projet structure siren porteur_nom porteur_courriel nb_personnes commune ess date_accueil "
            f"nb_contacts role_reseau charge_mission {_FOLLOWED} orientation_statut {_HELPED} commentaires".split()
        ),
    ),
    Layout(
        "iresa",
        "csv",
        Habits(),
        tuple(
            "numero projet structure porteur_nom porteur_courriel porteur_telephone nb_personnes commune code_postal "
            f"ess date_accueil nb_contacts role_reseau {_FOLLOWED} orientation_statut {_HELPED} commentaires".split()
        ),
    ),
    Layout(
        "apess",
        "xlsx",
        _WORKBOOK,
        tuple(
            f"porteur_initiales projet commune date_accueil nb_contacts charge_mission role_reseau {_FOLLOWED} "
            f"{_HELPED}".split()
        ),
    ),
    Layout(
        "ceas_sarthe",
        "csv",
        Habits(dates="iso", encoding="utf-8-sig", newline="\n", delimiter=","),
        tuple(
            "numero date_accueil projet structure siren porteur_nom porteur_courriel commune code_postal nb_contacts "
            f"role_reseau charge_mission {_FOLLOWED} orientation_statut {_HELPED}".split()
        ),
    ),
    Layout(
        "pole_ess_vendee",
        "xlsx",
        _WORKBOOK,
        tuple(
            "essor_id projet structure siren porteur_nom porteur_courriel porteur_telephone commune ess date_accueil "
            f"nb_contacts role_reseau {_FOLLOWED} orientation_statut {_HELPED} commentaires".split()
        ),
    ),
    Layout(
        "ceas_vendee",
        "csv",
        Habits(encoding="utf-8"),
        tuple(
            "numero porteur_nom projet structure commune code_postal date_accueil nb_contacts role_reseau "
            f"{_FOLLOWED} {_HELPED} commentaires".split()
        ),
    ),
)
LAYOUTS = {layout.network: layout for layout in _LAYOUTS}
_REVIEWS = "date_revue projet structure commune porteur_present presents solution date_solution"
_PARTNERSHIPS = "journee date_journee projet structure commune structures preuve date_signature"


def projects_sheet(layout: Layout) -> Sheet:
    """The list of projects as a network writes it."""
    return _sheet(layout, "projets", layout.columns)


def reviews_sheet(layout: Layout) -> Sheet:
    """The projects seen in its reviews."""
    return _sheet(layout, "revues", tuple(_REVIEWS.split()))


def partnerships_sheet(layout: Layout) -> Sheet:
    """What came out of its days « je suis, je cherche »."""
    return _sheet(layout, "partenariats", tuple(_PARTNERSHIPS.split()))


def _sheet(layout: Layout, stream: str, columns: tuple[str, ...]) -> Sheet:
    place = list(NETWORKS).index(layout.network)
    fields = tuple(_field(name, place) for name in columns)
    mark = Field("origine_donnee", ("Origine de la donnée", "origine_donnee"), "constant")
    text_file = layout.extension == "csv"
    split = "projet" if text_file and "structure" in columns else None
    return Sheet(SOURCE, stream, (*fields, mark), layout.habits, split, movable=not text_file)


def _field(name: str, place: int) -> Field:
    """A column under this network's own header first; headers drift through the others."""
    kind, labels = LABELS[name]
    start = place % len(labels)
    headers = labels[start:] + labels[:start]
    return Field(name, headers, kind, required=name in _REQUIRED, labels=_CODES.get(name, {}))
