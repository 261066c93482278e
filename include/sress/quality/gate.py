"""Gate 2: the candidate marts of a build against their suites."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.documents import Page, build_documents
from sress.quality.judge import absent_mart, judge_mart
from sress.quality.ledger import ROLE, store_verdicts
from sress.quality.suites import InvalidSuite, Suite, read_suites
from sress.quality.verdict import Finding, Verdict
from sress.quality.warehouse import open_context

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

SCHEMA = "audit"


def check_candidate(settings: Settings, build_id: int) -> list[Verdict]:
    """Judge every mart and every probe that has a suite in `expectations/`; the verdicts go to `ops.verdict`.

    A mart that has a suite and was not built is a critical failure. Raises InvalidSuite when a
    suite cannot be used or there is none, LookupError when the build is unknown.
    """
    from sress.quality.probes import prepare_probes

    suites = read_suites(settings.expectations_dir)
    if not suites:
        raise InvalidSuite(f"{settings.expectations_dir} : aucune suite de contrôles")
    _require_build(settings, build_id)
    prepare_probes(settings, [suite.name for suite in suites])
    built = _tables(settings)
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
        told = [Page(name, f"build_{build_id}", result) for name, result in results.items()]
        pages = dict(zip(results, build_documents(context, told), strict=True))
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


def _require_build(settings: Settings, build_id: int) -> None:
    with connect(settings, ROLE) as connection:
        if connection.execute("select 1 from ops.build where build_id = %s", (build_id,)).fetchone() is None:
            raise LookupError(f"ops.build has no build {build_id}")


def _tables(settings: Settings) -> set[str]:
    """The candidate marts and the probes that are there."""
    with connect(settings, ROLE) as connection:
        rows = connection.execute(
            """
            select class.relname
            from pg_catalog.pg_class as class
            where class.relnamespace = %s::regnamespace and class.relkind in ('r', 'p', 'v', 'm')
            """,
            (SCHEMA,),
        ).fetchall()
    return {row[0] for row in rows}
