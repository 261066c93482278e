"""An explanation as an engineer reads it in a terminal, in French."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from sress.brief import french
from sress.publication.explain.explanation import Explanation, RowPath, reasons
from sress.publication.explain.words import ROLES_FR, SOURCE_STATES_FR, WITHHELD_FR, status_fr

_WITHHELD = "Ces lignes relèvent d'un secret (classe {}) : elles ne sont données qu'aux ingénieurs."
_SUPPRESSED = "Case sous secret statistique : ni compte ni ligne."


def print_explanation(console: Console, explanation: Explanation) -> None:
    """Print the figure, its rule, parameters, sources, deliveries, counts, and one row back to its file."""
    _figure(console, explanation)
    _rule(console, explanation)
    _sources(console, explanation)
    if explanation.by_role is None:
        console.print(f"\n{_SUPPRESSED}")
        return
    _counts(console, explanation)
    if explanation.rows is None:
        console.print(f"\n{_WITHHELD.format(explanation.registered.disclosure_class)}")
    elif explanation.path is None:
        console.print("\nAucune ligne de partenaire derrière ce chiffre.")
    else:
        _path(console, explanation.path)


def _figure(console: Console, explanation: Explanation) -> None:
    cell, registered, edition = explanation.cell, explanation.registered, explanation.edition
    console.print(f"[bold]{registered.measure_code}[/bold] {registered.label_fr}", markup=True)
    place = f"{explanation.territory_fr} ({cell.face.territory})"
    face = f", {cell.face.dimension} = {cell.face.member}" if cell.face.dimension else ""
    days = f"du {french.day(cell.window.start)} au {french.day(cell.window.end)}"
    console.print(f"{cell.period}, {days}, {place}{face}", markup=False)
    synthetic = " — données synthétiques" if edition.synthetic else ""
    cut_off = french.day(edition.cut_off)
    title = f"Publication n° {edition.publication_id} ({edition.month})"
    console.print(f"{title}, données au {cut_off}{synthetic}", markup=False)
    console.print(f"\n[bold]{_value(explanation)}[/bold] — {status_fr(cell.status)}")
    if explanation.withheld is not None:
        console.print(f"  [yellow]non publié : {WITHHELD_FR[explanation.withheld]}[/yellow]")
    if cell.denominator is not None:
        console.print(f"  {french.plain_number(cell.numerator)} sur {french.plain_number(cell.denominator)}")
    if cell.unknown is not None:
        console.print(f"  dont on ignore tout : {french.plural(int(cell.unknown), 'unité')}")
    if cell.lower_bound is not None and cell.unknown:
        bounds = f"{french.percent(cell.lower_bound)} et {french.percent(cell.upper_bound)}"
        console.print(f"  selon ce qu'on ignore, entre {bounds}")
    if cell.coverage is not None:
        console.print(f"  unités au département connu : {french.percent(cell.coverage)}")


def _value(explanation: Explanation) -> str:
    cell = explanation.cell
    if explanation.registered.measure.is_share:
        return french.percent(cell.value, 2)
    unit = explanation.registered.unit_fr
    return french.plain_number(cell.value) + (f" ({unit})" if unit else "")


def _rule(console: Console, explanation: Explanation) -> None:
    registered = explanation.registered
    console.print(f"\n[bold]Règle[/bold] (version {registered.rule_version}, {registered.aggregation})")
    console.print(f"  {registered.rule_fr}", markup=False)
    if explanation.parameters:
        console.print("\n[bold]Paramètres[/bold]")
        _table(
            console,
            ("", "valeur", "version", "depuis", "jusqu'à"),
            (
                (one.name, f"{one.value} {one.unit_fr or ''}".strip(), one.version, one.valid_from, one.valid_to or "–")
                for one in explanation.parameters
            ),
        )


def _sources(console: Console, explanation: Explanation) -> None:
    console.print("\n[bold]Sources[/bold]")
    for one in explanation.sources:
        covered = f"couvre du {french.day(one['covered_from'])} au {french.day(one['covered_to'])}"
        state = SOURCE_STATES_FR.get(one["status"], one["status"])
        console.print(f"  {one['source_code']} ({one['label_fr']}) : {state}, {covered}", markup=False)
    if explanation.deliveries:
        _table(
            console,
            ("livraison", "fichier", "reçue", "sha256", "comptées", "écartées"),
            (
                (
                    str(one.delivery_id),
                    one.file_name,
                    "–" if one.received_at is None else french.paris_day(one.received_at).strftime("%d/%m/%Y"),
                    one.sha256[:12],
                    str(one.counted),
                    str(one.set_aside),
                )
                for one in explanation.deliveries
            ),
        )


def _counts(console: Console, explanation: Explanation) -> None:
    by_role = explanation.by_role or {}
    console.print("\n[bold]Lignes[/bold]")
    told = ", ".join(f"{rows} {ROLES_FR.get(role, role)}" for role, rows in by_role.items())
    console.print(f"  {told or 'aucune'}, soit {french.plural(explanation.units or 0, 'unité')} au numérateur")
    if explanation.by_reason:
        _table(
            console,
            ("écartées car", "code", "lignes"),
            ((one["reason_fr"], one["reason"], str(one["rows"])) for one in reasons(explanation.by_reason)),
        )


def _path(console: Console, path: RowPath) -> None:
    row = path.row
    console.print("\n[bold]Une ligne, jusqu'au fichier[/bold]")
    console.print(
        f"  {ROLES_FR.get(row.role, row.role)}, unité {row.unit_key}, fait {row.record_key}, "
        f"le {french.day(row.reference_date)}",
        markup=False,
    )
    console.print(
        f"  {path.delivery.file_name}, {path.line} (livraison {path.delivery.delivery_id}, "
        f"sha256 {path.delivery.sha256[:12]})",
        markup=False,
    )
    if path.raw is None:
        console.print(f"  {path.raw_note}")
    else:
        for name, cell in path.raw.items():
            if cell is not None:
                console.print(f"    {name:<28} {cell}", markup=False)


def _table(console: Console, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(box=None, pad_edge=True)
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*row)
    console.print(table)
