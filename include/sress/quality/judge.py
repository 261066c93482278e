"""Judge one mart with its suite: a cheap first pass, then details for what failed only."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sress.quality.suites import Suite
from sress.quality.verdict import CRITICAL, Finding
from sress.quality.warehouse import BATCH, get_warehouse

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.file_data_context import FileDataContext
    from great_expectations.datasource.fluent.interfaces import Batch

EXAMPLES = 5


def judge_mart(context: FileDataContext, suite: Suite) -> tuple[ExpectationSuiteValidationResult, list[Finding]]:
    """The result of `suite` on the mart of the same name, detailed where it failed, and the findings."""
    batch = get_warehouse(context).get_asset(suite.name).get_batch_definition(BATCH).get_batch()
    result = batch.validate(context.suites.get(suite.name), result_format="BOOLEAN_ONLY")
    result.results = [one if one.success else _detailed(batch, one) for one in result.results]
    findings = [_finding(one) for one in result.results if not one.success]
    if result.get_max_severity_failure() == CRITICAL and not any(finding.is_critical for finding in findings):
        raise AssertionError(f"{suite.name}: Great Expectations reports a critical failure that no finding names")
    return result, findings


def absent_mart(suite: Suite) -> Finding:
    """The finding for a mart that has a suite and is not among the candidates."""
    return Finding(
        expectation="table_exists",
        severity=CRITICAL,
        message=f"La table {suite.name} est attendue et n'a pas été construite.",
        owner="data_engineer",
    )


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
