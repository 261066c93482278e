"""The layouts of the Région's service for associations: the sheets of its three calls, and that of the Plan."""

from __future__ import annotations

from sandbox.sheet import Field, Habits, Sheet
from sandbox.systems.vie_associative_world import SOURCE

AAP_NAMES: dict[str, tuple[str, ...]] = {
    "connexion": ("Connexion", "AAP Connexion"),
    "support": ("Support", "AAP Support"),
    "mutualisation": ("Mutualisation", "AAP Mutualisation"),
}
STATUTS: dict[str, tuple[str, ...]] = {
    "depose": ("Déposé", "Reçu", "Dossier déposé"),
    "en_instruction": ("En instruction", "En cours d'instruction"),
    "accorde": ("Retenu", "Accordé", "Lauréat", "Voté"),
    "refuse": ("Non retenu", "Refusé", "Rejeté"),
    "ineligible": ("Inéligible", "Non éligible", "Irrecevable"),
    "annule": ("Annulé", "Désistement", "Abandonné"),
}
OPINIONS: dict[str, tuple[str, ...]] = {
    "favorable": ("Favorable", "Avis favorable", "F"),
    "reserve": ("Réservé", "Favorable avec réserves", "R"),
    "defavorable": ("Défavorable", "Avis défavorable", "D"),
}
MEASURES: dict[str, tuple[str, ...]] = {
    "formation_benevoles": ("Formation des bénévoles", "Formation bénévoles"),
    "gestion_associative": ("Gestion associative", "Formation à la gestion associative"),
    "mise_en_reseau": ("Mise en réseau", "Synergies inter-associatives"),
    "valorisation": ("Valorisation du bénévolat", "Valorisation"),
    "entraide": ("Entraide entre associations", "Entraide"),
}
_MARK = Field("origine_donnee", ("Origine de la donnée", "origine_donnee"), "constant")
_AAP_FIELDS = (
    Field("n_dossier", ("N° dossier", "No dossier", "Numéro de dossier"), required=True),
    Field("n_projet", ("N° projet", "Numéro de projet"), group="Projet"),
    Field("session", ("Session", "Session de l'AAP"), group="Projet"),
    Field("intitule_projet", ("Intitulé du projet", "Intitulé projet", "Objet"), group="Projet"),
    Field("commune", ("Commune", "Commune du projet", "Ville"), group="Projet"),
    Field("code_postal", ("CP", "Code postal"), "postal_code", group="Projet"),
    Field("association", ("Nom", "Nom de l'association", "Structure"), group="Association"),
    Field("rna", ("RNA", "N° RNA"), "rna", group="Association"),
    Field("siret", ("SIRET", "N° SIRET"), "siret", group="Association"),
    Field("contact_nom", ("Nom", "Président(e)"), "person", group="Contact"),
    Field("contact_courriel", ("Courriel", "Mail"), "person", group="Contact"),
    Field("contact_telephone", ("Téléphone", "Tél."), "person", group="Contact"),
    Field("date_depot", ("Date", "Date de dépôt", "Déposé le"), "date", group="Demande"),
    Field("montant_demande", ("Montant", "Montant demandé"), "amount", group="Demande"),
    Field("note", ("Note", "Note /20", "Note du jury"), group="Jury"),
    Field("avis", ("Avis", "Avis du jury"), "code", labels=OPINIONS, group="Jury"),
    Field("remarques_jury", ("Remarques", "Remarques du jury"), "person", group="Jury"),
    Field("date_decision", ("Date", "Date CP", "Date de décision"), "date", group="Décision"),
    Field("statut", ("Statut", "État", "Statut du dossier"), "code", required=True, labels=STATUTS, group="Décision"),
    Field("montant_vote", ("Montant", "Montant voté", "Subvention"), "amount", rejects=True, group="Décision"),
    _MARK,
)
GROUPS = {item.name: item.group for item in _AAP_FIELDS}
_CELLS = Habits(dates="cell", amounts="cell")
_TYPED = Habits(dates="french", amounts="french")
AAP_SHEETS = {
    call: Sheet(SOURCE, "aap", _AAP_FIELDS, _TYPED if call == "mutualisation" else _CELLS, delimited=False)
    for call in AAP_NAMES
}
PLAN_SHEET = Sheet(
    SOURCE,
    "plan",
    (
        Field("n_dossier", ("N° dossier", "Numéro de dossier"), required=True),
        Field("n_projet", ("N° projet", "Numéro de projet")),
        Field("mesure", ("Mesure", "Mesure du Plan", "Axe"), "code", labels=MEASURES),
        Field("association", ("Association", "Bénéficiaire", "Nom de l'association")),
        Field("rna", ("RNA", "N° RNA"), "rna"),
        Field("siret", ("SIRET", "N° SIRET"), "siret"),
        Field("intitule_projet", ("Intitulé du projet", "Projet", "Objet")),
        Field("code_insee", ("Code INSEE", "Code commune"), "insee_code"),
        Field("commune", ("Commune", "Ville")),
        Field("contact_nom", ("Nom du contact", "Président(e)"), "person"),
        Field("contact_courriel", ("Courriel", "Mail"), "person"),
        Field("date_decision", ("Date de décision", "Date CP"), "date", required=True),
        Field("montant_demande", ("Montant demandé", "Montant sollicité"), "amount"),
        Field("montant_vote", ("Montant voté", "Montant accordé"), "amount", rejects=True),
        Field("statut", ("Statut", "État", "Statut du dossier"), "code", required=True, labels=STATUTS),
        Field("date_maj", ("Date de mise à jour", "Mis à jour le"), "date"),
        _MARK,
    ),
    _CELLS,
)
