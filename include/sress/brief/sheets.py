"""The eight sheets of the workbook: which tables each holds, and how wide its columns are."""

from __future__ import annotations

from dataclasses import dataclass

from sress.brief import figure_tables, word_tables, wording
from sress.brief.model import BriefFigures
from sress.brief.table import Table


@dataclass(frozen=True)
class Sheet:
    """A sheet: its tables one below the other, the widths of its columns, how many of them stay in view."""

    name: str
    title: str
    mark: str
    widths: tuple[int, ...]
    tables: tuple[Table, ...]
    frozen: int = 1


def all_sheets(figures: BriefFigures) -> tuple[Sheet, ...]:
    """The eight sheets, in their order."""
    mark = wording.SYNTHETIC_MARK + " (bac à sable) — aucun chiffre réel" if figures.publication.synthetic else ""
    names = _territory_names(figures)
    return (
        Sheet(
            "Lisez-moi",
            wording.title(figures),
            mark,
            (34, 110),
            (word_tables.about(figures), word_tables.glossary()),
        ),
        Sheet(
            "Indicateurs",
            "Les 27 indicateurs, région",
            mark,
            (16, 44, 34, 14, 22, 14, 14, 14, 14, 14, 12, 12, 16, 18, 28, 14, 14, 14),
            (figure_tables.indicators(figures),),
            frozen=3,
        ),
        Sheet(
            "Séries",
            "Toutes les valeurs publiées, région et départements",
            mark,
            (22, 34, 14, 14, 20, 12, 20, 12, 12, 12, 12, 12, 18),
            (figure_tables.series(figures, names),),
            frozen=2,
        ),
        Sheet(
            "Territoires",
            "Les cinq départements et les EPCI",
            mark,
            (22, 34, 14, 28, 18, 38, 12, 14, 12, 14, 18),
            (figure_tables.territories(figures),),
            frozen=2,
        ),
        Sheet(
            "Ambitions",
            "Les douze ambitions pour 2025",
            mark,
            (10, 44, 26, 44, 14, 12, 12, 12, 12, 16, 12, 12, 12, 16, 32),
            (figure_tables.ambitions(figures),),
            frozen=2,
        ),
        Sheet(
            "Changements",
            "Ce qui a changé depuis la publication précédente, et pourquoi",
            mark,
            (22, 34, 26, 12, 12, 12, 40, 12, 12),
            (
                word_tables.changes(figures),
                word_tables.definition_changes(figures),
                word_tables.proposals(figures, names),
            ),
            frozen=2,
        ),
        Sheet(
            "Sources",
            "Sources et qualité",
            mark,
            (40, 50, 16, 14, 18, 16, 12, 12, 12, 12, 14),
            (word_tables.sources(figures), word_tables.warnings(figures)),
        ),
        Sheet(
            "Définitions",
            "Règles de calcul",
            mark,
            (22, 40, 18, 26, 100, 12, 14, 36),
            (word_tables.definitions(figures),),
            frozen=2,
        ),
    )


def _territory_names(figures: BriefFigures) -> dict[str, str]:
    return {one.code: one.label for measure in figures.measures for one in measure.territories} | {"REG-52": "Région"}
