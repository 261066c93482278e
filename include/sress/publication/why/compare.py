"""The changes between two publications, cell by cell, each split into named causes that sum to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import psycopg

from sress.publication.explain.evidence import CALENDAR, Face, Row
from sress.publication.explain.store import Published, read_cells
from sress.publication.why.causes import Context
from sress.publication.why.edition import PublishedEdition, read_editions
from sress.publication.why.model import Change
from sress.publication.why.rows import read_changed
from sress.publication.why.spans import spans_of
from sress.publication.why.split import Sides, split_changes

UsedParameters = Callable[[str], frozenset[str]]


def compare(
    connection: psycopg.Connection[Any],
    before: int,
    after: int,
    *,
    used_parameters: UsedParameters,
    measures: Iterable[str] | None = None,
    period: str | None = None,
    territory: str | None = None,
    breakdowns: bool = False,
) -> list[Change]:
    """The cells that changed from publication `before` to `after`, in the order of registry, period, territory.

    Figures are those computed, withheld ones included: what others than engineers may see of it, secrecy.py says.

    A period is compared where both have it; `period` is a label, or current-ytd, current-r12,
    current-cum for the one that ends at each cut-off; without it all of these. `breakdowns` adds the
    cells of breakdowns to the totals. `used_parameters` gives the names of the parameters of an
    indicator. A cell that did not change, and whose causes cancel nothing out, is left out.

    Raises EvidenceDisagrees when a figure is not what its evidence gives.
    """
    former, present = read_editions(connection, before, after)
    wanted = [code for code in present.measures if code in former.measures and (measures is None or code in measures)]
    cells = tuple(
        _by_measure(
            read_cells(
                connection, one, measures=wanted, territory=territory, totals_only=not breakdowns, as_computed=True
            )
        )
        for one in (before, after)
    )
    spans = {
        code: found
        for code in wanted
        if (found := spans_of(cells[0][code].values(), cells[1][code].values(), former.month, present.month, period))
    }
    changed = read_changed(connection, before, after, spans)
    aliases = _aliases(connection, before, after, changed)
    changes: list[Change] = []
    for code, own in spans.items():
        context = _context(code, (former, present), changed[code], aliases, used_parameters)
        changes += split_changes(context, own, changed[code], (cells[0][code], cells[1][code]), breakdowns=breakdowns)
    return changes


def _by_measure(cells: Iterable[Published]) -> dict[str, dict[tuple[str, Face], Published]]:
    found: dict[str, dict[tuple[str, Face], Published]] = defaultdict(dict)
    for cell in cells:
        found[cell.measure_code][cell.period, cell.face] = cell
    return found


def _context(
    code: str,
    editions: tuple[PublishedEdition, PublishedEdition],
    rows: Sides,
    aliases: frozenset[frozenset[str]],
    used_parameters: UsedParameters,
) -> Context:
    former, present = editions
    registered = present.measures[code]
    names = used_parameters(registered.indicator_code)
    rule_changed = (
        former.measures[code].rule_version != registered.rule_version
        or former.measures[code].aggregation != registered.aggregation
        or former.parameters(names) != present.parameters(names)
    )
    keyed_by_unit = any(row.record_key is None and row.source_code != CALENDAR for side in rows for row in side)
    bare = Context(registered.measure, former, present, {}, {}, keyed_by_unit=keyed_by_unit)
    sides: list[dict[str, list[Row]]] = []
    for side in rows:
        by_record: dict[str, list[Row]] = defaultdict(list)
        for row in side:
            by_record[bare.record(row)].append(row)
        sides.append(dict(by_record))
    return Context(registered.measure, former, present, sides[0], sides[1], rule_changed, aliases, keyed_by_unit)


def _aliases(
    connection: psycopg.Connection[Any], before: int, after: int, changed: Mapping[str, Sides]
) -> frozenset[frozenset[str]]:
    """Pairs of project identifiers of which, in one of the publications, one is the other."""
    units = sorted({row.unit_key for sides in changed.values() for side in sides for row in side if row.unit_key})
    rows = connection.execute(
        "select distinct alias_id, project_id from publication.dim_project_alias "
        "where publication_id in (%s, %s) and alias_id = any(%s)",
        (before, after, units),
    ).fetchall()
    return frozenset(frozenset(row) for row in rows)
