"""The lists of ESSOR's API (S01): their fields, as dotted paths into the records."""

from __future__ import annotations

from sandbox.sheet import Field, Habits, Sheet
from sandbox.vocabulary import ORGANISATIONS

SOURCE = "essor"
_HABITS = Habits(dates="iso", amounts="plain", booleans=("oui", "non"), encoding="utf-8")
_OPERATORS = {code: labels for code, labels in ORGANISATIONS.items()}
OPERATORS = {**_OPERATORS, "cap_tiers_lieux": ("Cap Tiers-lieux",)}
STAGES: dict[str, tuple[str, ...]] = {
    "idee": ("Idée", "Émergence"),
    "etude": ("Étude", "Étude de faisabilité"),
    "creation": ("Création", "En création"),
    "developpement": ("Développement", "En développement"),
    "abandonne": ("Abandonné", "Abandon"),
}
ORIENTATION_STATES: dict[str, tuple[str, ...]] = {
    "proposee": ("Proposée", "Émise"),
    "aboutie": ("Aboutie", "Suivie d'effet"),
    "sans_suite": ("Sans suite", "Non aboutie"),
}
ROLES: dict[str, tuple[str, ...]] = {"referent": ("Référent", "Pilote"), "appui": ("Appui", "Intervention")}
PROOFS: dict[str, tuple[str, ...]] = {
    "convention": ("Convention",),
    "statuts": ("Statuts",),
    "lettre": ("Lettre d'engagement", "Lettre"),
    "cofinancement": ("Cofinancement",),
    "intention": ("Intention", "Déclaration d'intention"),
}
MEDIA: dict[str, tuple[str, ...]] = {
    "video": ("Vidéo",),
    "post": ("Post", "Réseaux sociaux"),
    "interview": ("Interview", "Magazine"),
    "temoignage": ("Témoignage",),
    "newsletter": ("Newsletter", "Lettre d'information"),
    "web": ("Web", "Article web"),
}
EVENT_KINDS: dict[str, tuple[str, ...]] = {
    "atelier": ("Atelier",),
    "formation": ("Formation",),
    "diffusion": ("Diffusion de la stratégie", "Diffusion"),
    "journee": ("Journée « je suis, je cherche »", "Je suis, je cherche"),
}
_MARK = Field("origine_donnee", ("origine_donnee",), "constant")
_UPDATED = Field("updated_at", ("updated_at",), "constant")


def _sheet(stream: str, *fields: Field) -> Sheet:
    return Sheet(SOURCE, stream, (*fields, _MARK), _HABITS, repeats=False, movable=False, totals=False, delimited=False)


PROJECTS = _sheet(
    "projets",
    Field("projet_id", ("projet_id",), "constant"),
    Field("titre", ("titre",)),
    Field("structure_nom", ("structure.nom",)),
    Field("structure_siret", ("structure.siret",), "siret"),
    Field("structure_rna", ("structure.rna",), "rna"),
    Field("porteur_nom", ("porteur.nom",), "person"),
    Field("porteur_mail", ("porteur.mail",), "person"),
    Field("porteur_tel", ("porteur.tel",), "person"),
    Field("nb_personnes", ("porteur.nb_personnes",), "constant"),
    Field("commune", ("commune",)),
    Field("code_postal", ("code_postal",), "postal_code"),
    Field("stade", ("stade",), "code", required=True, labels=STAGES),
    Field("referent", ("referent",), "code", labels=OPERATORS, unknown=("Autre", "?")),
    Field("accueilli_par", ("accueil.organisation",), "code", labels=OPERATORS, unknown=("Autre", "?")),
    Field("date_accueil", ("accueil.date",), "date", rejects=True),
    Field("ess", ("ess",), "boolean"),
    Field("structurant", ("structurant",), "boolean"),
    Field("besoin_financement", ("besoin_financement",), "amount"),
    Field("emplois", ("emplois",), "constant"),
    Field("n_projet_region", ("references.region",)),
    _UPDATED,
)
ORIENTATIONS = _sheet(
    "orientations",
    Field("de", ("orientations.from",), "code", required=True, labels=OPERATORS, unknown=("Autre", "?")),
    Field("vers", ("orientations.to",), "code", required=True, labels=OPERATORS, unknown=("Autre", "?")),
    Field("date_orientation", ("orientations.date",), "date", required=True),
    Field("statut", ("orientations.statut",), "code", labels=ORIENTATION_STATES),
)
SUPPORT = _sheet(
    "accompagnements",
    Field("accompagnement_id", ("accompagnement_id",), "constant"),
    Field("projet_id", ("projet_id",), "constant"),
    Field("organisation", ("organisation",), "code", required=True, labels=OPERATORS, unknown=("Autre", "?")),
    Field("role", ("role",), "code", required=True, labels=ROLES),
    Field("nb_contacts", ("nb_contacts",), "constant"),
    Field("date_debut", ("date_debut",), "date", required=True),
    Field("date_fin", ("date_fin",), "date"),
    _UPDATED,
)
PARTNERSHIPS = _sheet(
    "partenariats",
    Field("partenariat_id", ("partenariat_id",), "constant"),
    Field("projet_id", ("projet_id",), "constant"),
    Field("structures", ("structures",)),
    Field("preuve", ("preuve",), "code", required=True, labels=PROOFS),
    Field("date_journee", ("date_journee",), "date"),
    Field("date_signature", ("date_signature",), "date", rejects=True),
    _UPDATED,
)
PUBLICATIONS = _sheet(
    "publications",
    Field("publication_id", ("publication_id",), "constant"),
    Field("contenu_id", ("contenu_id",), "constant"),
    Field("type", ("type",), "code", required=True, labels=MEDIA),
    Field("canal", ("canal",)),
    Field("date_publication", ("date",), "date", required=True),
    Field("departement", ("departement",), "constant"),
    Field("projets", ("projets",), "constant"),
    Field("organisations", ("organisations",), "constant"),
    _UPDATED,
)
EVENTS = _sheet(
    "evenements",
    Field("evenement_id", ("evenement_id",), "constant"),
    Field("type", ("type",), "code", required=True, labels=EVENT_KINDS),
    Field("date_evenement", ("date",), "date", required=True),
    Field("epci", ("epci",), "constant"),
    Field("departement", ("departement",), "constant"),
    _UPDATED,
)
