"""Gate 1: a delivery against its contract, as landing found it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from psycopg.rows import dict_row

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.ledger import ROLE, store_verdicts
from sress.quality.verdict import CRITICAL, WARNING, Finding, Verdict

_DELIVERY = """
    select
        delivery.source, delivery.stream, delivery.file_name, delivery.status,
        report.rows_read, report.rows_landed, report.rows_mended, report.rows_rejected,
        report.reasons, report.columns_unknown, report.columns_missing, report.messages
    from ops.delivery as delivery
    left join ops.landing_report as report on report.delivery_id = delivery.delivery_id
    where delivery.delivery_id = %s
"""


def check_deliveries(settings: Settings, delivery_ids: Iterable[int]) -> list[Verdict]:
    """Judge several deliveries; each has its own verdict, whatever becomes of the others."""
    return [check_delivery(settings, delivery_id) for delivery_id in delivery_ids]


def check_delivery(settings: Settings, delivery_id: int) -> Verdict:
    """Judge one delivery and store the verdict: landed passes, held warns, anything else is critical.

    A critical verdict concerns this delivery only: the marts are built from the others. Raises
    LookupError when the delivery is unknown.
    """
    with connect(settings, ROLE) as connection, connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_DELIVERY, (delivery_id,)).fetchone()
    if row is None:
        raise LookupError(f"ops.delivery has no delivery {delivery_id}")
    contract = settings.contracts_dir / f"{row['source']}.yml"
    verdict = Verdict(
        gate=1,
        subject=f"{row['source']} / {row['stream']} / {row['file_name']}",
        suite=contract.name,
        suite_sha256=hashlib.sha256(contract.read_bytes()).hexdigest() if contract.is_file() else None,
        evaluated=1,
        findings=_findings(row),
        delivery_id=delivery_id,
        details={key: row[key] for key in row if key.startswith("rows_") and row[key] is not None},
    )
    return store_verdicts(settings, [verdict])[0]


def _findings(row: dict[str, Any]) -> tuple[Finding, ...]:
    status = row["status"]
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
