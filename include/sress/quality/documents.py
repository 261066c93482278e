"""Data Docs: the pages on which an engineer reads what a gate found.

Built from the results themselves, never through a checkpoint, which would write ids into the suites.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sress.quality.warehouse import BATCH

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.file_data_context import FileDataContext


def build_documents(
    context: FileDataContext, run_name: str, results: Mapping[str, ExpectationSuiteValidationResult]
) -> dict[str, str]:
    """Store the results by suite name, build their pages, and return the page of each suite.

    Pages are paths relative to `settings.data_docs_dir`.
    """
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    if not results:
        return {}
    run = RunIdentifier(run_name=run_name, run_time=datetime.now(UTC))
    moment = run.run_time.strftime("%Y%m%dT%H%M%S.%fZ")
    keys = {}
    for name, result in results.items():
        key = ValidationResultIdentifier(
            expectation_suite_identifier=ExpectationSuiteIdentifier(name), run_id=run, batch_identifier=BATCH
        )
        result.meta["run_id"] = run
        _speak_french(result)
        context.validation_results_store.set(key, result)
        keys[name] = key
    context.build_data_docs(
        resource_identifiers=[ExpectationSuiteIdentifier(name) for name in results], build_index=False
    )
    context.build_data_docs(resource_identifiers=list(keys.values()))
    return {name: f"validations/{name}/{run_name}/{moment}/{BATCH}.html" for name in keys}


def _speak_french(result: ExpectationSuiteValidationResult) -> None:
    """Say on the page what each expectation protects; the suite's own page keeps the technical wording."""
    for one in result.results:
        configuration = one.expectation_config
        if configuration is not None and configuration.meta:
            configuration.description = configuration.meta["message_fr"]
