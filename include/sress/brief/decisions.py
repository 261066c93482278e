"""The decisions that a meeting of the strategy is asked for: what nobody has settled, with who should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sress.brief import french, targets, wording
from sress.brief.changes import period_name
from sress.brief.model import BriefFigures, Measure
from sress.brief.parts import Proposal
from sress.brief.presentation import show, show_reading, verdict
from sress.brief.query import rows
from sress.matching.queue import read_queue
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.explain.store import read_registry
from sress.publication.history import READER
from sress.publication.session import pin

Meeting = Literal["cotech", "copil"]
TITLES: dict[str, str] = {"cotech": "Dossier du COTECH", "copil": "Dossier du COPIL"}
CONFLICTS = {
    "flag_n_on_status": "Sirene dit « non ESS » d’un statut qui en est",
    "flag_o_to_arbitrate": "Sirene dit « ESS », à arbitrer par la CRESS",
    "flag_o_on_category": "Sirene dit « ESS » d’une catégorie juridique hors du périmètre",
    "flag_o_on_activity": "Sirene dit « ESS » d’une activité hors du périmètre",
}
REASONS = {
    "same_carrier": "même porteur, intitulés voisins",
    "same_commune": "même commune, intitulés voisins",
    "same_organisation": "même organisation",
    "untitled": "sans intitulé",
}
_CONFLICTS = """
select kind, count(*) as conflicts, count(distinct organisation_key) as organisations
from detail.ess_conflict group by kind order by kind
"""


@dataclass(frozen=True)
class Decision:
    """One point for the meeting: what is asked, of whom, and what it is about, line by line."""

    title: str
    asked: str
    owner: str
    lines: tuple[str, ...]


def read_decisions(settings: Settings, figures: BriefFigures, meeting: Meeting) -> tuple[Decision, ...]:
    """The points of the meeting, those that have something to decide only.

    The COPIL settles the frame: targets, rules, balances. The COTECH prepares it and settles figures, matches
    and sources as well.
    """
    publication = figures.publication.publication_id
    with connect(settings, READER) as connection:
        registry = read_registry(connection, publication)
        waiting = Counter(one["reason"] for one in read_queue(connection)) if meeting == "cotech" else Counter[str]()
        pin(connection, publication)
        conflicts = rows(connection, _CONFLICTS)
    frame = (
        targets_in_question(figures),
        targets_missing(figures),
        parameters_proposed(registry),
        rules_proposed(figures),
        balances_open(figures),
    )
    work = (
        proposals_open(figures),
        candidates(waiting),
        ess_conflicts(conflicts),
        sources_to_press(figures),
        values_overdue(figures),
        warnings(figures),
    )
    return tuple(one for one in (frame if meeting == "copil" else (*frame, *work)) if one.lines)


def targets_in_question(figures: BriefFigures) -> Decision:
    """Targets missed or at risk: what is done about them."""
    found = [m for m in figures.measures if targets.state(m) in (targets.AT_RISK, targets.MISSED)]
    return Decision(
        "Cibles manquées ou à risque",
        "Décider d’une action, d’une date et d’un responsable.",
        "COPIL, sur proposition du COTECH",
        tuple(_in_question(measure) for measure in found),
    )


def _in_question(measure: Measure) -> str:
    progress = measure.progress
    assert progress is not None
    gap = targets.gap(measure)
    shown = show(measure, progress.value).main
    told = f"{measure.label} ({measure.code})\u00a0: {targets.label(measure)}, {shown} pour {progress.label.lower()}"
    due = f", échéance le {french.day(progress.due)}" if progress.due else ""
    return told + (f"\u00a0; {gap}" if gap else "") + due + "."


def targets_missing(figures: BriefFigures) -> Decision:
    """Measures without a target: the strategy states none, the COTECH may set one."""
    without = {i.code: [m.label for m in i.measures if not m.has_target] for i in figures.indicators}
    return Decision(
        "Mesures sans cible",
        "Fixer une cible et sa date, ou confirmer qu’il n’y en a pas.",
        "COTECH, puis COPIL",
        tuple(f"{code} {', '.join(labels)}" for code, labels in without.items() if labels),
    )


def parameters_proposed(registry: Iterable[dict[str, Any]]) -> Decision:
    """Parameters that nobody has adopted."""
    found = sorted(
        (one for one in registry if one["status"] == wording.PROPOSED and one.get("valid_to") is None),
        key=lambda one: (one["parameter_code"][:1], int(one["parameter_code"][1:]), one["name"]),
    )
    return Decision(
        "Paramètres proposés",
        "Adopter la valeur, ou en fixer une autre.",
        "COTECH",
        tuple(_parameter(one) for one in found),
    )


def _parameter(one: dict[str, Any]) -> str:
    unit = f" {one['unit_fr']}" if one.get("unit_fr") else ""
    note = f" — {one['note_fr']}" if one.get("note_fr") else ""
    return f"{one['parameter_code']} {one['label_fr']}\u00a0: {one['value']}{unit}{note}"


def rules_proposed(figures: BriefFigures) -> Decision:
    """Rules that nobody has adopted, counted by axis, and the ambitions'."""
    lines = []
    for axis in figures.axes:
        codes = [
            m.code
            for p in axis.priorities
            for i in p.indicators
            for m in i.measures
            if m.rule_status == wording.PROPOSED
        ]
        if codes:
            lines.append(f"{axis.title} — {french.plural(len(codes), 'mesure')}\u00a0: {', '.join(codes)}")
    proposed = [one.code for one in figures.ambitions if one.rule_status == wording.PROPOSED]
    if proposed:
        lines.append(f"{french.plural(len(proposed), 'ambition')}\u00a0: {', '.join(proposed)}")
    return Decision(
        "Règles de calcul proposées",
        "Adopter les règles (feuille « Définitions » du classeur), ou dire lesquelles sont à revoir.",
        "COTECH, puis COPIL",
        tuple(lines),
    )


def balances_open(figures: BriefFigures) -> Decision:
    """Balances of the ambitions that may still change, and verdicts to take note of."""
    lines = []
    for ambition in figures.ambitions:
        headline = ambition.headline
        if ambition.sealed_by is not None or headline is None:
            continue
        shown = show_reading(headline, headline.balance).main
        lines.append(
            f"{ambition.code} {ambition.label}\u00a0: {shown} ({verdict(headline.balance)}), "
            f"{wording.balance_state(ambition)}."
        )
    return Decision(
        "Bilan 2025 des ambitions, pas encore scellé",
        "Confirmer la date de clôture\u00a0; prendre acte des verdicts.",
        "COPIL",
        tuple(lines),
    )


def proposals_open(figures: BriefFigures) -> Decision:
    """Values proposed beside a published figure, not answered."""
    labels = {one.code: one.label for measure in figures.measures for one in measure.territories}
    waiting = [one for one in figures.proposals if one.status == "proposed"]
    return Decision(
        "Propositions de valeur sans réponse",
        "Accepter ou refuser\u00a0; le chiffre publié ne change pas, la correction vient de la source.",
        "Propriétaire de la mesure, ou pilotes",
        tuple(_proposal(one, labels) for one in waiting),
    )


def _proposal(one: Proposal, labels: dict[str, str]) -> str:
    place = labels.get(one.territory, one.territory)
    head = f"N°\u00a0{one.number}, {one.measure_code}, {period_name(one.period)}, {place}"
    if one.is_secret:
        return f"{head}\u00a0: secret statistique, proposée par {one.by}."
    published, proposed = (french.plain_number(value) for value in (one.published, one.proposed))
    return f"{head}\u00a0: publié {published}, proposé {proposed} par {one.by}. {one.why or ''}".strip()


def candidates(waiting: Counter[str]) -> Decision:
    """Records that may tell of one project, counted: their names stay with those who decide."""
    return Decision(
        "Rapprochements de projets à trancher",
        "Dire qui les tranche, et pour quand (commande « sress matches »).",
        "CRESS, réseaux départementaux",
        tuple(
            f"{REASONS.get(reason, reason)}\u00a0: {french.plural(count, 'paire')}"
            for reason, count in waiting.most_common()
        ),
    )


def ess_conflicts(found: Iterable[dict[str, Any]]) -> Decision:
    """Organisations of which Sirene says the contrary of the rule."""
    return Decision(
        "Conflits sur l’appartenance à l’ESS",
        "Trancher par une décision datée\u00a0; d’ici là la règle l’emporte.",
        "CRESS",
        tuple(
            f"{CONFLICTS.get(one['kind'], one['kind'])}\u00a0: {french.plural(one['organisations'], 'organisation')}"
            for one in found
        ),
    )


def sources_to_press(figures: BriefFigures) -> Decision:
    """Sources that are late, and deliveries that wait for a decision."""
    waiting = ((one, french.plural(one.held, "livraison retenue", "livraisons retenues")) for one in figures.sources)
    held = tuple(f"{one.label} ({one.owner})\u00a0: {told} à trancher" for one, told in waiting if one.held)
    return Decision(
        "Sources en retard et livraisons retenues",
        "Relancer le propriétaire\u00a0; admettre ou refuser ce qui est retenu.",
        "Propriétaires des sources",
        (*wording.late_sources(figures), *held),
    )


def values_overdue(figures: BriefFigures) -> Decision:
    """Values whose due day is past."""
    return Decision(
        "Échéances dépassées",
        "Fixer une date, ou dire pourquoi.",
        "Propriétaires des mesures",
        wording.overdue(figures),
    )


def warnings(figures: BriefFigures) -> Decision:
    """Checks that do not hold."""
    return Decision(
        "Avertissements des contrôles",
        "Dire qui corrige, et pour quand.",
        "Propriétaire nommé",
        tuple(f"{one.subject}\u00a0: {one.message} — {one.owner}" for one in figures.warnings),
    )
