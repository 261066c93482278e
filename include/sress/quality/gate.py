"""Gate 2: the candidate marts of a build against their suites."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.documents import build_documents
from sress.quality.judge import absent_mart, judge_mart
from sress.quality.ledger import ROLE, store_verdicts
from sress.quality.suites import InvalidSuite, Suite, read_suites
from sress.quality.verdict import Finding, Verdict
from sress.quality.warehouse import open_context

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

SCHEMA = "audit"


def check_candidate(settings: Settings, build_id: int) -> list[Verdict]:
    """Judge every mart that has a suite in `expectations/`; the verdicts are stored in `ops.verdict`.

    A mart that has a suite and was not built is a critical failure. Raises InvalidSuite when a
    suite cannot be used or there is none, LookupError when the build is unknown.
    """
    suites = read_suites(settings.expectations_dir)
    if not suites:
        raise InvalidSuite(f"{settings.expectations_dir} : aucune suite de contrôles")
    built = _built_marts(settings, build_id)
    judged: list[tuple[Suite, int, list[Finding], float]] = []
    results: dict[str, ExpectationSuiteValidationResult] = {}
    with open_context(settings, SCHEMA, [suite.name for suite in suites if suite.name in built]) as context:
        for suite in suites:
            started = time.monotonic()
            if suite.name in built:
                results[suite.name], findings = judge_mart(context, suite)
                evaluated = len(results[suite.name].results)
            else:
                evaluated, findings = 1, [absent_mart(suite)]
            judged.append((suite, evaluated, findings, time.monotonic() - started))
        pages = build_documents(context, f"build_{build_id}", results)
    return store_verdicts(
        settings,
        [
            Verdict(
                gate=2,
                subject=suite.name,
                suite=suite.name,
                suite_sha256=suite.sha256,
                evaluated=evaluated,
                findings=tuple(findings),
                build_id=build_id,
                details={"seconds": round(seconds, 3)},
                data_docs=pages.get(suite.name),
            )
            for suite, evaluated, findings, seconds in judged
        ],
    )


def _built_marts(settings: Settings, build_id: int) -> set[str]:
    with connect(settings, ROLE) as connection:
        if connection.execute("select 1 from ops.build where build_id = %s", (build_id,)).fetchone() is None:
            raise LookupError(f"ops.build has no build {build_id}")
        rows = connection.execute(
            """
            select class.relname
            from pg_catalog.pg_class as class
            where class.relnamespace = %s::regnamespace and class.relkind in ('r', 'p', 'v', 'm')
            """,
            (SCHEMA,),
        ).fetchall()
    return {row[0] for row in rows}
