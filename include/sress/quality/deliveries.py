"""Gate 1: a delivery as a whole, against the suite of its stream. What its contract asks row by row, landing did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from sress.contracts.load import load_contract
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.delivery_facts import fact_names, facts_asset, measure_delivery
from sress.quality.documents import Page, build_documents
from sress.quality.holding import hold_delivery
from sress.quality.judge import judge_asset
from sress.quality.ledger import ROLE, store_verdicts
from sress.quality.suites import Suite, read_stream_suites
from sress.quality.verdict import CRITICAL, WARNING, Finding, Verdict
from sress.quality.warehouse import open_context

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

SCHEMA = "ops"
_DELIVERY = """
    select
        delivery.delivery_id, delivery.source, delivery.stream, delivery.file_name, delivery.status,
        report.rows_read, report.rows_landed, report.rows_mended, report.rows_rejected,
        report.reasons, report.columns_unknown, report.columns_missing, report.messages
    from ops.delivery as delivery
    left join ops.landing_report as report on report.delivery_id = delivery.delivery_id
    where delivery.delivery_id = %s
"""


@dataclass(frozen=True)
class _Delivery:
    """One delivery on its way through the gate."""

    row: dict[str, Any]
    suite: Suite | None

    @property
    def delivery_id(self) -> int:
        return int(self.row["delivery_id"])

    @property
    def asset(self) -> str:
        return f"delivery_{self.delivery_id}"

    @property
    def is_measured(self) -> bool:
        """Whether it has rows to look at."""
        return self.suite is not None and self.row["status"] in ("landed", "held")


def check_delivery(settings: Settings, delivery_id: int) -> Verdict:
    """Judge one delivery; see `check_deliveries`."""
    return check_deliveries(settings, [delivery_id])[0]


def check_deliveries(settings: Settings, delivery_ids: Iterable[int]) -> list[Verdict]:
    """Judge several deliveries, each for itself, and store the verdicts.

    A landed delivery with a critical failure is held; a held one warns, a refused one is critical. The others go
    on whatever becomes of one. Raises LookupError when a delivery is unknown, InvalidSuite.
    """
    suites = {suite.name: suite for suite in read_stream_suites(settings.expectations_dir)}
    deliveries = [_read(settings, delivery_id, suites) for delivery_id in delivery_ids]
    judged = _judge(settings, [delivery for delivery in deliveries if delivery.is_measured])
    verdicts = store_verdicts(
        settings, [_verdict(delivery, *judged.get(delivery.asset, ([], 0, None))) for delivery in deliveries]
    )
    for verdict in verdicts:
        if verdict.delivery_id is not None and not verdict.passed:
            hold_delivery(
                settings, verdict.delivery_id, [finding.message for finding in verdict.findings if finding.is_critical]
            )
    return verdicts


def _read(settings: Settings, delivery_id: int, suites: dict[str, Suite]) -> _Delivery:
    with connect(settings, ROLE) as connection, connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_DELIVERY, (delivery_id,)).fetchone()
    if row is None:
        raise LookupError(f"ops.delivery has no delivery {delivery_id}")
    return _Delivery(row, suites.get(f"{row['source']}.{row['stream']}"))


def _judge(settings: Settings, deliveries: list[_Delivery]) -> dict[str, tuple[list[Finding], int, str | None]]:
    """Findings, number of expectations and page of each measured delivery, by asset."""
    if not deliveries:
        return {}
    sources = {one.row["source"] for one in deliveries}
    contracts = {source: load_contract(settings.contracts_dir / f"{source}.yml") for source in sources}
    with connect(settings, "loader") as connection:
        for one in deliveries:
            source, stream = one.row["source"], one.row["stream"]
            measure_delivery(connection, settings, source, stream, contracts[source].streams[stream], one.delivery_id)
    queries = {one.asset: facts_asset(fact_names(), one.delivery_id) for one in deliveries}
    found: dict[str, tuple[list[Finding], ExpectationSuiteValidationResult]] = {}
    with open_context(settings, SCHEMA, queries=queries) as context:
        for one in deliveries:
            assert one.suite is not None
            result, findings = judge_asset(context, one.suite, one.asset, f"({queries[one.asset]}) as facts")
            found[one.asset] = (findings, result)
        pages = build_documents(
            context, [Page(one.suite.name, one.asset, found[one.asset][1]) for one in deliveries if one.suite]
        )
    return {
        one.asset: (found[one.asset][0], len(found[one.asset][1].results), page)
        for one, page in zip(deliveries, pages, strict=True)
    }


def _verdict(delivery: _Delivery, findings: list[Finding], evaluated: int, page: str | None) -> Verdict:
    row = delivery.row
    return Verdict(
        gate=1,
        subject=f"{row['source']} / {row['stream']} / {row['file_name']}",
        suite=delivery.suite.name if delivery.suite else f"{row['source']}.{row['stream']}",
        suite_sha256=delivery.suite.sha256 if delivery.suite else None,
        evaluated=evaluated + 1,
        findings=(*_of_landing(delivery), *findings),
        delivery_id=delivery.delivery_id,
        details={key: row[key] for key in row if key.startswith("rows_") and row[key] is not None},
        data_docs=page,
    )


def _of_landing(delivery: _Delivery) -> tuple[Finding, ...]:
    """What landing said of it: landed passes, held warns, anything else is critical."""
    row = delivery.row
    status = row["status"]
    if delivery.suite is None and status in ("landed", "held"):
        stream = f"{row['source']}.{row['stream']}"
        message = f"Le flux {stream} n'a pas de suite : la livraison n'est pas regardée en entier."
        return (Finding("suite_exists", WARNING, message, "data_engineer"),)
    if status == "landed":
        return ()
    severity, opening = {
        "held": (WARNING, "Livraison mise en attente d'une décision"),
        "rejected": (CRITICAL, "Livraison refusée"),
    }.get(status, (CRITICAL, "Livraison reçue mais non chargée"))
    reasons = [str(message) for message in row["messages"] or []]
    message = f"{opening} : {reasons[0]}" if reasons else f"{opening}."
    observed = {key: row[key] for key in ("reasons", "columns_missing", "columns_unknown", "messages") if row[key]}
    return (Finding("delivery_landed", severity, message, owner=row["source"], observed=observed),)
