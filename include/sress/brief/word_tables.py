"""The tables of words of the workbook: how to read it, what changed, sources, definitions."""

from __future__ import annotations

from sress.brief import french, movements, presentation, wording
from sress.brief.changes import period_name
from sress.brief.model import BriefFigures, Measure, Value
from sress.brief.parts import Proposal
from sress.brief.presentation import SECRET
from sress.brief.table import Row, Table, cell


def about(figures: BriefFigures) -> Table:
    """What the workbook is, and how to read its cells."""
    publication = figures.publication
    rows: list[Row] = [
        ("Données arrêtées au", publication.cut_off),
        ("Publication", f"n° {publication.publication_id}"),
        ("Publiée le", french.paris_day(publication.published_at)),
        ("Données synthétiques", publication.synthetic),
        ("Situation", wording.status_line(figures)),
        ("Cibles", wording.targets_line(figures)),
        ("Valeurs", "Dans l'unité de la colonne « Unité » : une part de 43,75 % s'écrit 43,75."),
        ("s", "Secret statistique : la valeur existe et n'est pas montrée."),
        ("nd", "Non disponible : rien n'a été reçu, ou rien n'est connu. Jamais assimilé à zéro."),
        ("0", "Une extraction couvre la période et ne contient rien."),
        ("Case vide", "Sans objet : la mesure n'existe pas pour cette période."),
        ("Années", "Ne s'additionnent pas : un projet actif plusieurs années compte une fois dans le cumul."),
    ]
    rows += [("À relire", sentence) for sentence in movements.sentences(figures)]
    return Table("LisezMoi", ("Quoi", "Contenu"), rows)


def glossary() -> Table:
    """The words of the brief."""
    return Table("Glossaire", ("Terme", "Sens"), [tuple(one) for one in wording.GLOSSARY])


def changes(figures: BriefFigures) -> Table:
    """One row for each cause of each change."""
    measures = {measure.code: measure for measure in figures.measures}
    rows: list[Row] = []
    for one in figures.movements or ():
        measure: Measure | None = measures.get(one.measure_code)
        label = measure.label if measure else one.measure_code
        sides = (
            cell(Value(one.before, status=one.before_status)),
            cell(Value(one.after, status=one.after_status)),
            one.change,
        )
        told = (one.measure_code, label, one.period, *sides)
        rows += [(*told, part.cause, part.effect, part.units) for part in one.parts]
    columns = ("Code", "Mesure", "Période", "Avant", "Après", "Écart", "Cause", "Effet", "Unités qui ont bougé")
    return Table("Changements", columns, rows)


def definition_changes(figures: BriefFigures) -> Table:
    """What is defined otherwise than in the publication before."""
    rows: list[Row] = [(one.code, one.label, one.kind, one.before, one.after) for one in figures.definitions]
    return Table("DefinitionsChangees", ("Code", "Nom", "Quoi", "Avant", "Après"), rows)


def proposals(figures: BriefFigures, names: dict[str, str]) -> Table:
    """The values proposed beside a published one."""
    rows: list[Row] = [_proposal(one, names) for one in figures.proposals]
    columns = ("Code", "Territoire", "Période", "Publié", "Proposé", "N°", "Par", "Le", "État")
    return Table("Propositions", columns, rows)


def _proposal(one: Proposal, names: dict[str, str]) -> Row:
    shown = (SECRET, SECRET) if one.is_secret else (one.published, one.proposed)
    place = names.get(one.territory, one.territory)
    state = wording.PROPOSAL_STATES.get(one.status, one.status)
    return (one.measure_code, place, period_name(one.period), *shown, one.number, one.by, one.on, state)


def sources(figures: BriefFigures) -> Table:
    """Where each source stands."""
    columns = (
        "Source",
        "Propriétaire",
        "État",
        "Dernière livraison",
        "Période couverte",
        "Prochaine attendue",
        "Chargées",
        "Réparées",
        "Rejetées",
        "À trancher",
        "Synthétique",
    )
    rows: list[Row] = [
        (
            one.label,
            one.owner,
            presentation.SOURCE_STATES.get(one.state, one.state),
            one.last_delivery,
            french.month_of(one.period) if one.period else french.NOT_AVAILABLE,
            one.due,
            one.rows_landed,
            one.rows_mended,
            one.rows_rejected,
            one.held,
            one.synthetic,
        )
        for one in figures.sources
    ]
    return Table("Sources", columns, rows)


def warnings(figures: BriefFigures) -> Table:
    """The checks that do not hold, and who acts."""
    rows: list[Row] = [(one.subject, one.message, one.owner) for one in figures.warnings]
    return Table("Avertissements", ("Table", "Ce qui devrait être vrai", "À qui d'agir"), rows)


def definitions(figures: BriefFigures) -> Table:
    """The rule of each measure, of what stands beside it, and of each ambition."""
    rows: list[Row] = []
    for measure in figures.measures:
        target = measure.progress.label if measure.progress is not None and measure.has_target else "sans cible"
        facts = (measure.rule, measure.rule_version, wording.RULE_STATES.get(measure.rule_status, measure.rule_status))
        rows.append((measure.code, measure.label, measure.unit, measure.owner, *facts, target))
        rows += [
            (one.code, f"{one.label} (à côté)", one.unit, measure.owner, one.rule, *facts[1:]) for one in measure.beside
        ]
    for ambition in figures.ambitions:
        state = wording.RULE_STATES.get(ambition.rule_status, ambition.rule_status)
        rows.append((ambition.code, ambition.label, "", ambition.owner, ambition.rule, "", state))
    columns = ("Code", "Nom", "Unité", "Propriétaire", "Règle", "Version", "Statut de la règle", "Cible")
    return Table("Definitions", columns, rows)
