"""Data Docs: the pages on which an engineer reads what a gate found, one a verdict.

Built from the results themselves, never through a checkpoint, which would write ids into the suites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sress.quality.warehouse import BATCH

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.file_data_context import FileDataContext


@dataclass(frozen=True)
class Page:
    """What becomes one page: the result of a suite, under the name of a run (`build_3`, `delivery_12`)."""

    suite: str
    run_name: str
    result: ExpectationSuiteValidationResult


def build_documents(context: FileDataContext, pages: Sequence[Page]) -> list[str]:
    """Store the results, build their pages and the index, and return where each page is.

    Places are paths relative to `settings.data_docs_dir`.
    """
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    if not pages:
        return []
    now = datetime.now(UTC)
    keys = []
    for page in pages:
        run = RunIdentifier(run_name=page.run_name, run_time=now)
        key = ValidationResultIdentifier(
            expectation_suite_identifier=ExpectationSuiteIdentifier(page.suite), run_id=run, batch_identifier=BATCH
        )
        page.result.meta["run_id"] = run
        _speak_french(page.result)
        context.validation_results_store.set(key, page.result)
        keys.append(key)
    suites = [ExpectationSuiteIdentifier(name) for name in sorted({page.suite for page in pages})]
    context.build_data_docs(resource_identifiers=suites, build_index=False)
    context.build_data_docs(resource_identifiers=keys)
    moment = now.strftime("%Y%m%dT%H%M%S.%fZ")
    return [
        f"validations/{page.suite.replace('.', '/')}/{page.run_name}/{moment}/{BATCH}.html" for page in pages
    ]


def _speak_french(result: ExpectationSuiteValidationResult) -> None:
    """Say on the page what each expectation protects; the suite's own page keeps the technical wording."""
    for one in result.results:
        configuration = one.expectation_config
        if configuration is not None and configuration.meta:
            configuration.description = configuration.meta["message_fr"]
