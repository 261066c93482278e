"""What is not as it was in the publication before: figures with their causes, rules, targets, parameters."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import psycopg

from sress.brief import french
from sress.brief.model import COHORT, ROLLING
from sress.brief.parts import DefinitionChange, Movement, Part, QualityWarning
from sress.brief.query import rows
from sress.disclosure import Audience
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.explain.store import read_registry
from sress.publication.history import READER, read_publication
from sress.publication.publication import PublicationRefused
from sress.publication.why.model import LABELS_FR, Change, EvidenceDisagrees
from sress.publication.why.why import why
from sress.quality.history import read_verdicts
from sress.quality.verdict import WARNING

REGION = "REG-52"
ABSENT = "–"
# Of a rule that is new or gone only the version is told.
_PARTS = (("rule_version", "version "), ("rule_fr", ""), ("target", "cible\u00a0: "))
_LOG = logging.getLogger(__name__)
_RULES = {
    "mesure": """
        select measure_code as code, short_label_fr as label, rule_version, rule_fr, target_label_fr as target
        from marts.dim_measure order by position
    """,
    "ambition": """
        select ambition_code as code, label_fr as label, rule_version, rule_fr, target_value::text as target
        from marts.dim_ambition order by position
    """,
}


def read_movements(
    settings: Settings, before: int, after: int, months: tuple[str, str], kinds: Mapping[str, str]
) -> tuple[Movement, ...] | None:
    """One movement for each measure of the region whose figure changed, in the registry's order.

    `months` are those of the two publications; `kinds` says which figure stands for each measure
    (Measure.figure_kind), others are left out. None when the causes cannot be told: the log says why.
    """
    try:
        comparison = why(settings, before=before, after=after, territory=REGION, audience=Audience.pilot)
    except (EvidenceDisagrees, LookupError, PublicationRefused):
        _LOG.exception("the causes of what moved cannot be told")
        return None
    told: dict[str, Change] = {}
    for change in comparison.changes:
        # A cell whose causes cancel out is listed too: its figure did not move.
        moved = change.before.value != change.after.value
        kind = kinds.get(change.measure_code)
        if moved and kind is not None and _stands(change, months, kind):
            # Of several cohorts the newest, which comes last.
            told[change.measure_code] = change
    return tuple(_movement(change) for change in told.values())


def _stands(change: Change, months: tuple[str, str], kind: str) -> bool:
    """Whether it is the change of the figure that stands for the measure."""
    former, present = months
    pair = (change.span.before, change.span.after)
    if kind == COHORT:
        return pair[1].isdigit()
    if kind == ROLLING:
        return pair == (f"r12-{former}", f"r12-{present}")
    if former[:4] == present[:4]:
        return pair == months
    # The year to date begins again in January: the cumul tells what came.
    return pair == (f"cum-{former}", f"cum-{present}")


def _movement(change: Change) -> Movement:
    return Movement(
        change.measure_code,
        period_name(change.span.after),
        change.before.value,
        change.after.value,
        change.before.status,
        change.after.status,
        tuple(Part(LABELS_FR[part.cause], part.effect, part.units) for part in change.parts),
    )


def period_name(period: str) -> str:
    """`2026-10` → `janvier à octobre 2026`, `r12-2026-10` → `12 mois à fin octobre 2026`, `2024` → `année 2024`."""
    kind, month = (period.split("-", 1)[0], period.split("-", 1)[1]) if period[:1].isalpha() else ("", period)
    if kind == "r12":
        return f"12\u00a0mois à fin {french.month_of(month)}"
    if kind == "cum":
        return f"cumul 2022 à {french.month_of(month)}"
    if month.isdigit():
        return f"année\u00a0{month}"
    return french.year_to_date(date(int(month[:4]), int(month[5:7]), 1))


def read_rules(connection: psycopg.Connection[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The rules of the publication that this session sees, by kind and code."""
    return {(kind, row["code"]): row for kind, query in _RULES.items() for row in rows(connection, query)}


def definition_changes(
    before: Mapping[tuple[str, str], dict[str, Any]], after: Mapping[tuple[str, str], dict[str, Any]]
) -> tuple[DefinitionChange, ...]:
    """The rules and targets that are not what they were; what is new or gone stands against a dash.

    A kind that the former publication did not have at all is not told rule by rule.
    """
    known = {kind for kind, _ in before}
    found = []
    for key in dict.fromkeys([*after, *before]):
        former, present = before.get(key), after.get(key)
        row = present or former
        if row is None or key[0] not in known:
            continue
        parts = _PARTS if former and present else _PARTS[:1]
        for name, word in parts:
            old, new = _text(former, name, word), _text(present, name, word)
            if old != new:
                found.append(DefinitionChange(key[0], row["code"], row["label"], old, new))
    return tuple(found)


def read_parameter_changes(settings: Settings, before: int, after: int) -> tuple[DefinitionChange, ...]:
    """The parameters that have another value or another status than in the publication before."""
    with connect(settings, READER) as connection:
        former, present = (_parameters(read_registry(connection, one)) for one in (before, after))
    return tuple(
        DefinitionChange("paramètre", *key, former.get(key, ABSENT), present.get(key, ABSENT))
        for key in dict.fromkeys([*present, *former])
        if former.get(key) != present.get(key)
    )


def read_warnings(settings: Settings, publication_id: int) -> tuple[QualityWarning, ...]:
    """The expectations that did not hold when the publication was judged, each once, with who answers for it."""
    with connect(settings, READER) as connection:
        build_id = read_publication(connection, publication_id).build_id
    if build_id is None:
        return ()
    found = {
        QualityWarning(verdict["subject"], finding["message"], finding["owner"])
        for verdict in read_verdicts(settings, build_id=build_id, failed_only=True)
        for finding in verdict["findings"] or []
        if finding["severity"] == WARNING
    }
    return tuple(sorted(found, key=lambda one: (one.subject, one.message)))


def _parameters(registry: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    return {
        (f"{one['parameter_code']} {one['name']}", one["label_fr"] or ""): (
            f"{one['value']} (version {one['version']}, {one['status']})"
        )
        for one in registry
        if one.get("valid_to") is None
    }


def _text(row: Mapping[str, Any] | None, name: str, word: str) -> str:
    return ABSENT if row is None or row[name] is None else f"{word}{row[name]}"
