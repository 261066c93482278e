"""Names of organisations and projects that do not exist; each organisation's name says « (fictif) »."""

from __future__ import annotations

import random

MARK = "(fictif)"
_HEADS = ("Tar", "Mauv", "Lig", "Bren", "Corv", "Solv", "Erd", "Vim", "Oud", "Fal", "Quint", "Gral")
_MIDDLES = ("a", "e", "i", "o", "ou", "oli", "éva", "isto", "uma", "andi")
_TAILS = ("line", "vère", "renne", "sonne", "doux", "tière", "nac", "lée", "gaude", "mont")
_ESS_FORMS = (
    "Association {}",
    "Les Jardins de {}",
    "SCIC {}",
    "SCOP {}",
    "Ressourcerie {}",
    "Café associatif {}",
    "Régie de quartier {}",
    "Mutuelle {}",
    "Fondation {}",
    "Épicerie solidaire {}",
    "Tiers-lieu « {} »",
)
_OTHER_FORMS = ("SARL {}", "SAS {}", "Menuiserie {}", "Boulangerie {}", 'Studio "{}"', "Garage {}", "EURL {}")
_PURPOSES = (
    "Ouverture d'un atelier de réparation",
    "Création d'une épicerie",
    "Lancement d'une conserverie",
    "Halte-garderie à horaires élargis",
    "Habitat partagé pour seniors",
    "Mobilité douce à la demande",
    "Recyclerie de matériaux",
    "Cuisine centrale bio",
    "Fablab itinérant",
    "Brasserie coopérative",
    "Garage solidaire",
    "Plateforme de prêt de matériel",
    "Lieu culturel en milieu rural",
)


def make_word(rng: random.Random) -> str:
    """An invented proper noun."""
    return rng.choice(_HEADS) + rng.choice(_MIDDLES) + rng.choice(_TAILS)


def make_name(rng: random.Random, ess: bool) -> str:
    """The name of an invented organisation."""
    form = rng.choice(_ESS_FORMS if ess else _OTHER_FORMS)
    return f"{form.format(make_word(rng))} {MARK}"


def make_purpose(rng: random.Random) -> str:
    """What a project is for."""
    return f"{rng.choice(_PURPOSES)} {make_word(rng)}"
