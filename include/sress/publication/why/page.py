"""A comparison as it is read in a terminal, in French."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from sress.brief import french
from sress.publication.explain.words import status_fr
from sress.publication.why.model import LABELS_FR, Change, Figure, Part
from sress.publication.why.why import Comparison

_CODE_CHANGED = (
    "Les modèles ou le registre ont changé entre les deux. Une règle dont ni la version ni un paramètre n'a changé "
    "n'est pas tenue pour une cause."
)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """One line per changed cell, one below it per cause."""
    before, after = comparison.before, comparison.after
    console.print(
        f"De la publication n° {before.publication_id} (données au {french.day(before.cut_off)}) "
        f"à la n° {after.publication_id} (données au {french.day(after.cut_off)})",
        markup=False,
    )
    if comparison.code_changed:
        console.print(_CODE_CHANGED)
    if not comparison.changes:
        console.print("Aucun chiffre n'a changé.")
        return
    table = Table(box=None, pad_edge=False)
    for head in ("mesure", "période", "territoire", "avant", "après", "écart", "unités"):
        table.add_column(head, justify="right" if head in ("avant", "après", "écart", "unités") else "left")
    for change in comparison.changes:
        _add(table, change)
    console.print(table)


def _add(table: Table, change: Change) -> None:
    face = change.face
    place = f"{face.territory} {face.dimension}={face.member}" if face.dimension else face.territory
    table.add_row(
        f"[bold]{change.measure_code}[/bold]",
        change.span.label,
        place,
        _figure(change.before),
        _figure(change.after),
        "–" if change.change is None else french.signed(change.change, _decimals(change)),
        "",
    )
    for part in change.parts:
        table.add_row("", f"  {LABELS_FR[part.cause]}", "", "", "", _effect(change, part), _units(part))


def _effect(change: Change, part: Part) -> str:
    return "–" if part.effect is None else french.signed(part.effect, _decimals(change))


def _units(part: Part) -> str:
    return "" if part.units is None else french.number(part.units)


def _decimals(change: Change) -> int:
    """As many as the change needs, at most two."""
    effects = [part.effect for part in change.parts if part.effect is not None]
    whole = all(effect == effect.to_integral_value() for effect in effects)
    return 0 if whole else 2


def _figure(figure: Figure) -> str:
    return status_fr(figure.status) if figure.value is None else french.plain_number(round(figure.value, 2))
