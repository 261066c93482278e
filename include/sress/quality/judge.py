"""Judge one table with its suite: a cheap first pass, then details for what failed only."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sress.quality.first_pass import holding
from sress.quality.suites import Suite
from sress.quality.verdict import CRITICAL, Finding
from sress.quality.warehouse import BATCH, get_warehouse

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.file_data_context import FileDataContext
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation

EXAMPLES = 5
SQL_CHECK = "unexpected_rows_expectation"


def judge_mart(context: FileDataContext, suite: Suite) -> tuple[ExpectationSuiteValidationResult, list[Finding]]:
    """The result of `suite` on the mart of the same name, detailed where it failed, and the findings."""
    return judge_asset(context, suite, suite.name, f'"{suite.name}"')


def judge_asset(
    context: FileDataContext, suite: Suite, asset: str, table: str
) -> tuple[ExpectationSuiteValidationResult, list[Finding]]:
    """The same on an asset of the context; `table` is what it reads, as SQL."""
    from great_expectations.core import ExpectationSuite

    warehouse = get_warehouse(context)
    batch = warehouse.get_asset(asset).get_batch_definition(BATCH).get_batch()
    expectations = list(context.suites.get(suite.name).expectations)
    queries = {
        number: str(one.unexpected_rows_query)  # type: ignore[attr-defined]
        for number, one in enumerate(expectations)
        if one.expectation_type == SQL_CHECK
    }
    kept = holding(warehouse, table, queries)
    rest = [one for number, one in enumerate(expectations) if number not in kept]
    result = batch.validate(ExpectationSuite(name=suite.name, expectations=rest), result_format="BOOLEAN_ONLY")
    judged = iter([one if one.success else _detailed(batch, one) for one in _in_order(result.results, rest)])
    failed_in_gx = result.get_max_severity_failure() == CRITICAL
    result.results = [_passed(one) if number in kept else next(judged) for number, one in enumerate(expectations)]
    result.statistics = _statistics(result.results)
    findings = [_finding(one) for one in result.results if not one.success]
    if failed_in_gx and not any(finding.is_critical for finding in findings):
        raise AssertionError(f"{suite.name}: Great Expectations reports a critical failure that no finding names")
    return result, findings


def absent_mart(suite: Suite) -> Finding:
    """The finding for a mart that has a suite and was not built."""
    return Finding(
        "table_exists", CRITICAL, f"La table {suite.name} est attendue et n'a pas été construite.", "data_engineer"
    )


def _in_order(
    results: list[ExpectationValidationResult], expectations: list[Expectation]
) -> list[ExpectationValidationResult]:
    """The results as the suite has its expectations: Great Expectations puts those that raised first."""
    waiting = list(results)
    ordered = []
    for expectation in expectations:
        wanted = expectation.configuration
        place = next(
            place
            for place, one in enumerate(waiting)
            if one.expectation_config is not None
            and (one.expectation_config.type, one.expectation_config.kwargs, one.expectation_config.meta)
            == (wanted.type, {**wanted.kwargs, **_batch_id(one)}, wanted.meta)
        )
        ordered.append(waiting.pop(place))
    return ordered


def _batch_id(one: ExpectationValidationResult) -> dict[str, Any]:
    kwargs = one.expectation_config.kwargs if one.expectation_config is not None else {}
    return {"batch_id": kwargs["batch_id"]} if "batch_id" in kwargs else {}


def _passed(expectation: Expectation) -> ExpectationValidationResult:
    """The result of a check that the first pass found to hold."""
    from great_expectations.core import ExpectationValidationResult

    return ExpectationValidationResult(
        success=True,
        expectation_config=expectation.configuration,
        result={"observed_value": 0},
        exception_info={"raised_exception": False, "exception_traceback": None, "exception_message": None},
    )


def _statistics(results: list[ExpectationValidationResult]) -> dict[str, Any]:
    passed = sum(bool(one.success) for one in results)
    return {
        "evaluated_expectations": len(results),
        "successful_expectations": passed,
        "unsuccessful_expectations": len(results) - passed,
        "success_percent": 100.0 * passed / len(results) if results else None,
    }


def _detailed(batch: Batch, failed: ExpectationValidationResult) -> ExpectationValidationResult:
    """The same expectation again, with counts and examples; what raised is not run a second time."""
    configuration = failed.expectation_config
    if configuration is None or _error(failed) is not None:
        return failed
    result_format: Literal["COMPLETE", "SUMMARY"] = (
        "COMPLETE" if configuration.type == "unexpected_rows_expectation" else "SUMMARY"
    )
    again = batch.validate(configuration.to_domain_obj(), result_format=result_format)
    return failed if again.success else again


def _finding(failed: ExpectationValidationResult) -> Finding:
    configuration = failed.expectation_config
    if configuration is None:
        return Finding("unknown", CRITICAL, "Un contrôle a échoué sans dire lequel.", "data_engineer")
    meta = configuration.meta or {}
    severity = configuration.severity
    return Finding(
        expectation=configuration.type,
        severity=str(getattr(severity, "value", severity)),
        message=str(meta.get("message_fr", configuration.type)),
        owner=str(meta.get("owner", "data_engineer")),
        column=configuration.kwargs.get("column"),
        observed=_observed(failed.result or {}),
        error=_error(failed),
    )


def _error(result: ExpectationValidationResult) -> str | None:
    """The first line of the exception, when the expectation could not be evaluated."""
    info: dict[str, Any] = result.exception_info or {}
    infos = [info] if "raised_exception" in info else [one for one in info.values() if isinstance(one, dict)]
    for one in infos:
        if one.get("raised_exception"):
            return str(one.get("exception_message") or "unknown error").splitlines()[0]
    return None


def _observed(result: dict[str, Any]) -> dict[str, Any]:
    """Counts and a few examples, as plain JSON."""
    details = result.get("details") or {}
    examples = details.get("unexpected_rows") or result.get("partial_unexpected_list") or []
    observed = {
        "observed_value": result.get("observed_value"),
        "rows": result.get("element_count"),
        "unexpected_rows": result.get("unexpected_count"),
        "mismatched": details.get("mismatched"),
        "examples": list(examples)[:EXAMPLES],
    }
    kept = {key: value for key, value in observed.items() if value not in (None, [], {})}
    plain: dict[str, Any] = json.loads(json.dumps(kept, default=_plain))
    return plain


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)
