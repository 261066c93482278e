"""Verdicts in `ops.verdict`: written together, so that a gate is judged whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from sress.platform.database import Role, connect
from sress.platform.settings import Settings
from sress.quality.verdict import Verdict

ROLE: Role = "engineer"

_INSERT = """
    insert into ops.verdict (
        gate, build_id, delivery_id, subject, suite, suite_sha256,
        passed, critical_failed, warning_failed, evaluated, details, data_docs, owners
    )
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    returning verdict_id
"""


def store_verdicts(settings: Settings, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Write the verdicts in one transaction and return them with their ids."""
    with connect(settings, ROLE) as connection:
        return [_store(connection, verdict) for verdict in verdicts]


def _store(connection: psycopg.Connection[Any], verdict: Verdict) -> Verdict:
    details = {**verdict.details, "findings": [finding.as_json() for finding in verdict.findings]}
    row = connection.execute(
        _INSERT,
        (
            verdict.gate,
            verdict.build_id,
            verdict.delivery_id,
            verdict.subject,
            verdict.suite,
            verdict.suite_sha256,
            verdict.passed,
            verdict.critical_failed,
            verdict.warning_failed,
            verdict.evaluated,
            Jsonb(details),
            verdict.data_docs,
            list(verdict.owners),
        ),
    ).fetchone()
    if row is None:
        raise RuntimeError(f"the verdict on {verdict.subject} was not stored")
    return replace(verdict, verdict_id=row[0])
