"""The fixed and counted phrases of the brief: title, status line, targets, rules, glossary."""

from __future__ import annotations

from collections import Counter

from sress.brief import french
from sress.brief.model import BriefFigures, Measure
from sress.brief.targets import MISSED, NO_TARGET, REACHED, UNDER_WAY, UNKNOWN, standing

SYNTHETIC = "Données synthétiques (bac à sable) — aucun chiffre réel"
GLOSSARY = (
    (
        "12 mois glissants",
        "Les douze derniers mois complets, celui du point mensuel compris.",
    ),
    (
        "Cible",
        "Valeur que la stratégie écrit noir sur blanc. « Sans cible »\u00a0: la stratégie n’en fixe "
        "pas\u00a0; aucune n’est inventée.",
    ),
    ("COPIL, COTECH", "Comité de pilotage et comité technique de la stratégie."),
    (
        "Cumul depuis 2022",
        "Depuis le 1er janvier 2022, début de la stratégie. Un projet actif plusieurs années y compte une fois.",
    ),
    (
        "Définitif, provisoire",
        "Définitif\u00a0: année close. Provisoire\u00a0: année en cours, encore susceptible d’être "
        "complétée ou révisée.",
    ),
    (
        "Dossier, projet",
        "Un dossier est une demande dans un dispositif\u00a0; un projet peut en réunir plusieurs et compte une fois.",
    ),
    (
        "EQTP, ETP",
        "Équivalent temps plein, sur l’année pour l’EQTP\u00a0: à ne pas comparer à un nombre de salariés.",
    ),
    ("ESS", "Économie sociale et solidaire, au sens de la loi du 31 juillet 2014."),
    (
        "Fenêtre",
        "Période de deux mois (janvier-février, mars-avril…) qui doit contenir au moins une revue des financeurs.",
    ),
    (
        "Source en retard",
        "Une partie de la période n’est pas encore couverte par une livraison\u00a0: le chiffre est "
        "incomplet et n’est pas comparé.",
    ),
    (
        "Pas encore calculée",
        "La source n’est pas encore reliée à l’observatoire, ou la règle n’y est pas encore\u00a0: la mesure "
        "n’a pas de valeur, ce qui n’est pas zéro.",
    ),
)


def title(figures: BriefFigures) -> str:
    """The title of the brief."""
    return f"Observatoire SRESS — Point mensuel, données au {french.day(figures.publication.cut_off)}"


def subject(figures: BriefFigures) -> str:
    """The subject of the mail, stable for a month (privacy.md §6)."""
    return f"[SRESS] Point mensuel — données au {french.day(figures.publication.cut_off)}"


def up_to_date(figures: BriefFigures) -> int:
    """The number of sources whose last expected delivery has arrived."""
    return sum(source.state == "up_to_date" for source in figures.sources)


def status_line(figures: BriefFigures) -> str:
    """Sources, measures and publication on one line."""
    publication = figures.publication
    return (
        f"Sources à jour {up_to_date(figures)}/{len(figures.sources)} · "
        f"mesures calculées {len(figures.connected_measures)}/{len(figures.measures)} · "
        f"publication n°\u00a0{publication.publication_id} du "
        f"{french.day(french.paris_day(publication.published_at))}"
    )


def targets_line(figures: BriefFigures) -> str:
    """How the measures stand against their targets, counted."""
    cut_off = figures.publication.cut_off
    states = Counter(standing(measure, cut_off).state for measure in figures.measures)
    named = (
        (REACHED, "atteinte"),
        (UNDER_WAY, "en cours"),
        (MISSED, "non atteinte"),
        (UNKNOWN, "non calculée"),
        (NO_TARGET, "sans cible"),
    )
    parts = [_counted(states[state], word) for state, word in named if states[state]]
    return ", ".join(parts)


def _counted(count: int, word: str) -> str:
    agreed = word.replace("atteinte", "atteintes").replace("calculée", "calculées")
    return f"{count}\u00a0{agreed if count > 1 else word}"


def late_sources(figures: BriefFigures) -> tuple[str, ...]:
    """Each source that is not up to date, with its owner and its last delivery."""
    lines = []
    for source in figures.sources:
        if source.state == "up_to_date":
            continue
        last = (
            "aucune livraison reçue"
            if source.last_delivery is None
            else f"dernière livraison le {french.day(source.last_delivery)}"
        )
        lines.append(f"{source.label} ({source.owner})\u00a0: {last}")
    return tuple(lines)


def rules(figures: BriefFigures) -> str:
    """The rule version behind each measure that has a value."""
    versions: dict[str, list[Measure]] = {}
    for measure in figures.connected_measures:
        versions.setdefault(measure.rule_version, []).append(measure)
    if not versions:
        return "Aucune mesure n’est calculée dans cette publication."
    parts = [
        f"version {version}\u00a0: {', '.join(m.code for m in measures)}"
        for version, measures in sorted(versions.items())
    ]
    return "Version des règles de calcul — " + "\u00a0; ".join(parts) + "."
