"""The fixed and counted phrases of the brief: title, status line, targets, rules, glossary."""

from __future__ import annotations

from sress.brief import french, targets
from sress.brief.context import EVENT_KINDS
from sress.brief.model import BriefFigures, Measure
from sress.brief.parts import Ambition
from sress.proposals.proposal import STATUS_LABELS

PROPOSED = "propose"
PROPOSAL_STATES = STATUS_LABELS
RULE_STATES = {PROPOSED: "proposée", "etabli": "établie"}
SYNTHETIC = "Données synthétiques (bac à sable) — aucun chiffre réel"
SYNTHETIC_MARK = "DONNÉES SYNTHÉTIQUES"
GLOSSARY = (
    (
        "12 mois glissants",
        "Les douze derniers mois complets, celui du point mensuel compris.",
    ),
    (
        "Ambition, bilan",
        "Les douze ambitions de la stratégie pour 2025. Le bilan est arrêté au 31/12/2025\u00a0; les lignes arrivées "
        "ensuite y entrent jusqu’à sa clôture, puis il est scellé et ne change plus.",
    ),
    (
        "Cible",
        "Valeur que la stratégie écrit noir sur blanc. « Sans cible »\u00a0: la stratégie n’en fixe "
        "pas\u00a0; aucune n’est inventée. « À risque »\u00a0: en deçà du rythme régulier, sans assez de réunions "
        "annoncées. « Manquée »\u00a0: l’échéance ou une fenêtre est passée.",
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
        "Lignes, rapprochement",
        "Lignes des partenaires derrière un nombre de projets, et part de celles qui en rejoignent une autre dans le "
        "même projet.",
    ),
    (
        "Pas encore calculée",
        "La source n’est pas encore reliée à l’observatoire, ou la règle n’y est pas encore\u00a0: la mesure "
        "n’a pas de valeur, ce qui n’est pas zéro.",
    ),
    (
        "Proposition de valeur",
        "Chiffre contesté\u00a0: la valeur proposée est montrée à côté, le publié ne change pas.",
    ),
    (
        "s, nd, s. o., r",
        "s\u00a0: secret statistique. nd\u00a0: non disponible, jamais assimilé à zéro. s. o.\u00a0: sans objet. "
        "r\u00a0: révisé depuis la publication précédente.",
    ),
    (
        "Source en retard",
        "Une partie de la période n’est pas encore couverte par une livraison\u00a0: le chiffre est "
        "incomplet et n’est pas comparé.",
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
    """Sources, indicators that moved and publication on one line."""
    publication, moved = figures.publication, figures.indicators_moved
    parts = [f"Sources à jour {up_to_date(figures)}/{len(figures.sources)}"]
    if moved is not None:
        parts.append(f"indicateurs qui ont bougé {len(moved)}/{len(figures.indicators)}")
    parts.append(f"mesures calculées {len(figures.connected_measures)}/{len(figures.measures)}")
    parts.append(
        f"publication n°\u00a0{publication.publication_id} du {french.day(french.paris_day(publication.published_at))}"
    )
    return " · ".join(parts)


def targets_line(figures: BriefFigures) -> str:
    """How the measures stand against their targets, counted."""
    return ", ".join(
        f"{count}\u00a0{targets.LABELS[state][count > 1]}" for state, count in targets.counted(figures.measures)
    )


def targets_named(figures: BriefFigures) -> tuple[tuple[str, str], ...]:
    """For each verdict the measures that have it, by name; those without a target only counted."""
    lines = []
    for state, count in targets.counted(figures.measures):
        word = targets.LABELS[state][count > 1]
        named = [f"{m.label} ({m.code})" for m in figures.measures if targets.state(m) == state]
        told = f"{count}\u00a0mesures" if state == targets.NO_TARGET else ", ".join(named)
        lines.append((f"{word[0].upper()}{word[1:]}", told))
    return tuple(lines)


def events(figures: BriefFigures, most: int | None = None) -> tuple[str, ...]:
    """The next meetings, `02/12/2026 COPIL`, the next first."""
    return tuple(f"{french.day(event.day)}\u00a0{event.kind}" for event in figures.events[:most])


def events_line(figures: BriefFigures, most: int = 4) -> str:
    """The next meetings on one line; where none is announced, of which kinds."""
    told = events(figures, most)
    return " · ".join(told) if told else f"aucune réunion annoncée ({', '.join(EVENT_KINDS.values())})"


def overdue(figures: BriefFigures) -> tuple[str, ...]:
    """Whose values are due and have not come, owner by owner, with the oldest due day."""
    by_owner: dict[str, list[Measure]] = {}
    for measure in figures.measures:
        if measure.due is not None and measure.due.state in ("overdue", "not_received"):
            by_owner.setdefault(measure.due.owner, []).append(measure)
    return tuple(_overdue(owner, measures) for owner, measures in by_owner.items())


def _overdue(owner: str, measures: list[Measure]) -> str:
    days = [measure.due.on for measure in measures if measure.due is not None and measure.due.on is not None]
    since = f" (depuis le {french.day(min(days))})" if days else ""
    return f"{owner}\u00a0: {', '.join(f'{one.label} ({one.code})' for one in measures)}{since}"


def balance_state(ambition: Ambition) -> str:
    """Whether the balance of an ambition may still change."""
    if ambition.sealed_by is not None:
        return f"scellé par la publication n°\u00a0{ambition.sealed_by}"
    if ambition.is_closed:
        return f"clos le {french.day(ambition.closing_date)}, pas encore scellé"
    return f"ouvert aux lignes tardives jusqu’au {french.day(ambition.closing_date)}"


def balances(figures: BriefFigures) -> str:
    """Where the balances stand, in one sentence when it is the same for all."""
    states = {balance_state(ambition) for ambition in figures.ambitions}
    return f"Bilans\u00a0: {states.pop()}." if len(states) == 1 else ""


def proposed_rules(figures: BriefFigures) -> str:
    """How many rules the COTECH has not settled yet."""
    open_rules = sum(m.rule_status == PROPOSED for m in figures.measures)
    if not open_rules:
        return ""
    return (
        f"{french.plural(open_rules, 'règle de calcul proposée', 'règles de calcul proposées')} sur "
        f"{len(figures.measures)} attendent encore l’accord du COTECH\u00a0; les chiffres suivent ces règles."
    )


def late_sources(figures: BriefFigures) -> tuple[str, ...]:
    """Each source that is not up to date, with its owner and its last delivery."""
    lines = []
    for source in figures.sources:
        if source.state == "up_to_date":
            continue
        last = (
            "aucune livraison reçue"
            if source.last_delivery is None
            else f"dernière livraison le {french.day(source.last_delivery)}{_covering(source.period)}"
        )
        lines.append(f"{source.label} ({source.owner})\u00a0: {last}")
    return tuple(lines)


def _covering(period: str | None) -> str:
    return f", données jusqu’à {french.month_of(period)}" if period else ""


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
