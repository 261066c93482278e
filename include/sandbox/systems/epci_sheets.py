"""The files of the EPCI: three layouts for what they fund, one of them after SCDL, and two for how they tell of it."""

from __future__ import annotations

from sandbox.sheet import Field, Habits, Sheet

SOURCE = "epci"
NATURES: dict[str, tuple[str, ...]] = {
    "subvention": ("Subvention", "aide en numéraire", "Aide financière"),
    "avance": ("Avance remboursable", "Avance"),
    "capital": ("Prise de participation", "Parts sociales de SCIC"),
    "locaux": ("Mise à disposition de locaux", "Locaux"),
    "agents": ("Mise à disposition d'agents", "Temps agent"),
    "gouvernance": ("Participation à la gouvernance", "Gouvernance"),
}
STEPS: dict[str, tuple[str, ...]] = {
    "reunion": ("Réunion d'information", "Réunion"),
    "formation": ("Formation", "Atelier de formation"),
    "comite": ("Présentation en commission", "Commission économie"),
    "envoi": ("Envoi du guide", "Courriel d'information"),
}
STATES: dict[str, tuple[str, ...]] = {
    "prevue": ("Prévue", "À venir"),
    "realisee": ("Réalisée", "Tenue", "Faite"),
    "annulee": ("Annulée", "Abandonnée"),
}
_MARK = Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant")
_WORKBOOK = Habits(dates="cell", amounts="cell")
FUNDING = {
    "scdl": Sheet(
        SOURCE,
        "cofinancements",
        (
            Field("reference", ("referenceDecision",), required=True),
            Field("financeur", ("nomAttribuant",)),
            Field("date_decision", ("dateConvention",), "date", required=True),
            Field("beneficiaire", ("nomBeneficiaire",)),
            Field("projet", ("objet",)),
            Field("siret", ("idBeneficiaire",), "siret"),
            Field("nature", ("nature",), "code", required=True, labels=NATURES),
            Field("montant", ("montant",), "amount", rejects=True),
            Field("commune", ("commune",)),
            Field("n_projet_region", ("numeroProjetRegion",)),
            _MARK,
        ),
        Habits(dates="iso", amounts="plain", encoding="utf-8", newline="\n", delimiter=","),
        "beneficiaire",
        movable=False,
    ),
    "csv": Sheet(
        SOURCE,
        "cofinancements",
        (
            Field("reference", ("N° délibération", "Référence", "N° décision"), required=True),
            Field("beneficiaire", ("Bénéficiaire", "Structure aidée", "Porteur")),
            Field("projet", ("Projet", "Objet", "Intitulé")),
            Field("siret", ("SIRET", "N° SIRET"), "siret"),
            Field("commune", ("Commune", "Ville")),
            Field("financeur", ("Financeur", "Collectivité")),
            Field("nature", ("Nature", "Type d'aide"), "code", required=True, labels=NATURES),
            Field("montant", ("Montant", "Montant voté"), "amount", rejects=True),
            Field("date_decision", ("Date de délibération", "Date de décision"), "date", required=True),
            Field("agent", ("Suivi par", "Développeur économique"), "person"),
            Field("courriel", ("Courriel", "Mail"), "person"),
            _MARK,
        ),
        Habits(),
        "beneficiaire",
        movable=False,
    ),
    "xlsx": Sheet(
        SOURCE,
        "cofinancements",
        (
            Field("reference", ("Référence", "N° décision"), required=True),
            Field("date_decision", ("Date de décision", "Conseil du"), "date", required=True),
            Field("projet", ("Projet", "Intitulé")),
            Field("beneficiaire", ("Bénéficiaire", "Structure")),
            Field("commune", ("Commune", "Ville")),
            Field("nature", ("Type d'aide", "Nature"), "code", required=True, labels=NATURES),
            Field("montant", ("Montant (€)", "Montant"), "amount", rejects=True),
            Field("n_projet_region", ("N° projet Région",)),
            Field("agent", ("Développeur économique", "Contact"), "person"),
            _MARK,
        ),
        _WORKBOOK,
    ),
}
_STEP_FIELDS = (
    Field("intitule", ("Intitulé", "Action")),
    Field("type", ("Type d'action", "Format"), "code", required=True, labels=STEPS),
    Field("date_action", ("Date", "Date de l'action"), "date", required=True),
    Field("statut", ("Statut", "État"), "code", labels=STATES),
    Field("public", ("Public", "Public visé")),
    Field("nb_developpeurs", ("Nb développeurs", "Nombre de développeurs présents"), "integer"),
    Field("developpeurs", ("Développeurs présents", "Participants"), "person"),
    Field("courriel", ("Courriel", "Mail"), "person"),
    _MARK,
)
SPREADING = {
    "scdl": Sheet(SOURCE, "diffusion", _STEP_FIELDS, Habits(encoding="utf-8"), movable=False),
    "csv": Sheet(SOURCE, "diffusion", _STEP_FIELDS, Habits(), movable=False),
    "xlsx": Sheet(SOURCE, "diffusion", _STEP_FIELDS, _WORKBOOK),
}
