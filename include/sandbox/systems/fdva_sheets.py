"""The two workbooks of the FDVA as Osiris writes them: groups of columns, headers, and what each column holds."""

from __future__ import annotations

from sandbox.sheet import Field, FieldKind, Habits, Sheet

SOURCE = "drajes_fdva"
STATES: dict[str, tuple[str, ...]] = {
    "en_instruction": (
        "En cours d'instruction",
        "En attente superviseur",
        "En attente décision",
        "Edition document",
        "Renvoyé au compte asso",
    ),
    "accorde": ("Traitement Chorus", "Traitement Sirepa", "Terminé", "A évaluer"),
    "refuse": ("Refusé",),
    "ineligible": ("Rejeté", "Supprimé"),
}
KINDS: dict[str, tuple[str, ...]] = {
    "fdva1_formation": ("FDVA 1 - Formation des bénévoles", "FDVA Formation", "FDVA1"),
    "fdva2_fonctionnement": ("FDVA 2 - Fonctionnement global", "FDVA2 Fonctionnement", "FDVA 2 - Axe 1 Fonctionnement"),
    "fdva2_projets": ("FDVA 2 - Nouveaux projets innovants", "FDVA2 Nouveaux projets", "FDVA 2 - Axe 2 Projets"),
}
FILE = "Dossier/action"
WHO = "Association"
LEGAL = "Représentant légal"
ADDRESS = "Coordonnées correspondance (publipostage)"
MONEY = "Montants"
PAID = "Versements"
WHAT = "Caractéristiques actions"
MEANS = "Moyens matériels et humains"
OTHERS = "Cofinanceurs"
WHERE = "Territoires"
ACTION_MONEY = "Montants et versements"
# The first header row drifts from one version of Osiris to the next.
GROUP_VARIANTS = {WHO: ("Association", "Bénéficiaire"), FILE: ("Dossier/action", "Dossier")}

_EXERCICE = ("Exercice Budgetaire", "Exercice budgetaire", "Exercice budgétaire")
_KIND = ("Sous-Type financement", "Sous-type financement")


def _of(group: str, *fields: Field) -> tuple[Field, ...]:
    return tuple(
        Field(item.name, item.headers, item.kind, item.required, item.rejects, item.labels, item.unknown, group)
        for item in fields
    )


def _person(name: str, *headers: str) -> Field:
    return Field(name, headers, "person")


def _plain(kind: FieldKind, **headers: str) -> tuple[Field, ...]:
    return tuple(Field(name, (header,), kind) for name, header in headers.items())


_MARK = Field("origine_donnee", ("Origine de la donnée", "origine_donnee"), "constant", group="Traçabilité")
_HABITS = Habits(dates="cell", amounts="cell", booleans=("Oui", "Non"))

DOSSIERS = Sheet(
    SOURCE,
    "suivi_dossiers",
    (
        *_of(
            FILE,
            Field("n_dossier", ("N° Dossier Osiris",), required=True),
            *_plain("constant", n_compte_asso="N° Dossier Compte Asso"),
            Field("exercice", _EXERCICE, "integer", required=True),
            *_plain("constant", n_ej="N° EJ", service="Service"),
            Field(
                "type_financement",
                ("N° programme  / Type financement", "N° programme / Type financement"),
                "constant",
            ),
            Field("sous_type", _KIND, "code", required=True, labels=KINDS),
            Field("etat", ("Etat Dossier", "Etat dossier"), "code", required=True, labels=STATES),
            *_plain("boolean", pluriannuel="Pluriannualité"),
            *_plain("integer", exercice_debut="Exercice Début"),
            *_plain("date", date_commission="Date Commission"),
        ),
        *_of(
            WHO,
            *_plain("siret", siret="N° Siret"),
            *_plain("rna", rna="N° RNA"),
            *_plain("text", nom_association="Nom"),
            *_plain("boolean", siege="Siège"),
            *_plain("person", iban="IBAN", bic="BIC"),
        ),
        *_of(
            LEGAL,
            _person("representant_civilite", "Civilité", "Civilite"),
            _person("representant_nom", "Nom"),
            _person("representant_prenom", "Prénom", "Prenom"),
            _person("representant_fonction", "Fonction"),
            _person("representant_courriel", "Courriel", "Adresse messagerie"),
            _person("representant_telephone", "N° Téléphone"),
        ),
        *_of(
            ADDRESS,
            _person("voie", "Voie"),
            *_plain("postal_code", code_postal="Code Postal"),
            *_plain("text", commune="Commune"),
        ),
        *_of(
            MONEY,
            *_plain("amount", montant_cout="Coût (Total des Charges)", montant_demande="Demandé"),
            *_plain("amount", montant_propose="Proposé"),
            Field("montant_accorde", ("Accordé",), "amount", rejects=True),
        ),
        *_of(
            PAID,
            *_plain("amount", versement_acompte="Acompte", versement_solde="Solde", versement_realise="Réalisé"),
            *_plain("amount", versement_compensation="Reversement/Compensation"),
        ),
        _MARK,
    ),
    _HABITS,
    movable=False,
)
ACTIONS = Sheet(
    SOURCE,
    "suivi_actions",
    (
        *_of(
            FILE,
            Field("n_action", ("Numero Action Osiris", "N° Action Osiris"), required=True),
            *_plain("constant", n_compte_asso="N° Dossier Compte Asso"),
            Field("exercice", _EXERCICE, "integer", required=True),
            *_plain("constant", n_ej="N° EJ"),
            Field("sous_type", _KIND, "code", required=True, labels=KINDS),
        ),
        *_of(
            WHO,
            *_plain("siret", siret="N° Siret"),
            *_plain("rna", rna="N° RNA"),
            *_plain("text", nom_association="Nom"),
        ),
        *_of(
            WHAT,
            *_plain("integer", rang="Rang"),
            Field("intitule", ("Intitulé", "Intitule")),
            *_plain("person", objectifs="Objectifs", description="Description"),
            *_plain("constant", nature_aide="Nature de l'aide"),
        ),
        *_of(
            MEANS,
            *_plain("integer", nb_benevoles="Bénévoles Nombre", nb_salaries="Salariés Nombre"),
            *_plain("integer", nb_emplois_aides="Dont emplois aidés Nombre"),
        ),
        *_of(OTHERS, *_plain("text", cofinanceurs_noms="Noms", cofinanceurs_montants="Montants demandés")),
        *_of(
            WHERE,
            *_plain("constant", territoire_statut="Statut"),
            *_plain("person", territoire_commentaire="Commentaire"),
        ),
        *_of(
            ACTION_MONEY,
            *_plain("amount", montant_cout="Coût (total charges)", montant_demande="Demandé"),
            *_plain("amount", montant_propose="Proposé"),
            Field("montant_accorde", ("Accordé",), "amount", rejects=True),
            *_plain("amount", montant_realise="Réalisé", montant_compensation="Compensation"),
        ),
        _MARK,
    ),
    _HABITS,
    movable=False,
)
