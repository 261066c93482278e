"""French words for the codes of the evidence."""

from __future__ import annotations

ROLES_FR = {
    "numerator": "au numérateur",
    "denominator": "au dénominateur",
    "unknown": "d'état inconnu",
    "set_aside": "hors du compte",
}
REASONS_FR = {
    "at_most_one_referent": "un référent au plus",
    "before_strategy": "avant la stratégie",
    "end_before_start": "fin avant le début",
    "ess_unknown": "statut ESS inconnu",
    "has_referent": "au moins un référent",
    "intention": "intention seulement",
    "later_conference": "conférence plus tardive pour la même échéance",
    "no_amount": "aucun montant accordé",
    "no_date": "sans date",
    "no_engineering": "DLA sans ingénierie engagée",
    "no_epci": "sans EPCI",
    "no_evaluation": "sans évaluation livrée",
    "no_fair": "sans journée « je suis, je cherche »",
    "no_network_referent": "sans référent dans les réseaux",
    "no_porteur": "porteur sans pseudonyme",
    "no_siren": "sans SIREN",
    "not_a_network": "émetteur hors des six réseaux",
    "not_a_partner": "partenaire hors de l'outil partagé",
    "not_a_welcomer": "organisation hors de la liste d'accueil",
    "not_an_ess_actor": "opérateur hors des acteurs de l'ESS",
    "not_cross_views": "sans regards croisés",
    "not_ess": "hors ESS",
    "not_granted": "non accordé",
    "not_held": "non tenu",
    "not_in_basket": "dispositif absent de l'une des deux années",
    "not_observed_yet": "cohorte pas encore observée",
    "not_of_the_region": "hors de la région",
    "one_partner": "suivi par un seul partenaire",
    "one_structure": "une seule structure",
    "other_kind": "autre genre que celui retenu",
    "other_status": "autre état",
    "other_themes": "autres thèmes",
    "other_unit": "autre unité d'emploi",
    "other_year": "autre année",
    "place_unknown": "lieu inconnu",
    "porteur_known": "porteur connu par pseudonyme",
    "proved": "partenariat prouvé",
    "same_meeting": "même réunion qu'une autre ligne",
    "signed_before": "signé avant la journée",
    "signed_too_late": "signé trop tard",
    "single_contact": "un seul contact",
    "status_unknown": "statut inconnu",
    "to_itself": "vers soi-même",
    "too_few_networks": "trop peu de réseaux",
    "too_few_reviews": "trop peu de revues dans la fenêtre",
    "too_old": "saisie trop ancienne",
}
STATUSES_FR = {
    "final": "définitif",
    "provisional": "provisoire",
    "late_source": "source en retard",
    "not_received": "non reçu",
    "suppressed": "secret statistique",
    "absent": "n'existe pas",
}
WITHHELD_FR = {
    "primary": "secret statistique, trop peu d'unités ou une seule domine",
    "secondary": "secret statistique, une autre case s'en déduirait",
    "difference": "secret statistique, l'écart avec une publication antérieure en dirait trop",
    "scope": "la classe n'est pas publiée à ce niveau (disclosure_scope)",
}


SOURCE_STATES_FR = {"up_to_date": "à jour", "late": "en retard", "missing": "aucune livraison"}


def reason_fr(code: str | None) -> str:
    """A reason in words; a code without words as it is."""
    return "sans motif" if code is None else REASONS_FR.get(code, code)


def status_fr(code: str) -> str:
    """The status of a figure in words."""
    return STATUSES_FR.get(code, code)
