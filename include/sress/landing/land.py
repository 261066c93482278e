"""Land one file: vault, ledger, contract checks, COPY, quarantine and report, in one transaction."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from sress.contracts.model import Contract, Stream
from sress.landing import store
from sress.landing.check import Checked, check_table
from sress.landing.period import Declared, declared_period, named_period
from sress.landing.problem import FileError, Problem
from sress.landing.report import LandingReport, write_reject_file
from sress.landing.table import read_table
from sress.landing.vault import store as store_bytes
from sress.platform.settings import Settings

SYNTHETIC_COLUMN = "origine_donnee"
SYNTHETIC_MARK = "SYNTHETIQUE"
_MESSAGES_KEPT = 20


def land_file(
    connection: psycopg.Connection[Any], settings: Settings, contract: Contract, stream_name: str, path: Path
) -> LandingReport:
    """Land a file as a delivery of `contract`.`stream_name`; commits.

    The same bytes again change nothing and return the first report with `unchanged`. A file that
    cannot be read as a whole ends with status rejected; its bytes are in the vault all the same.
    Raises OSError when the file cannot be opened.
    """
    stream = contract.streams[stream_name]
    data = path.read_bytes()
    digest, vault_path = store_bytes(settings.vault_dir, data)
    period = named_period(stream, path.name)
    with connection.transaction():
        store.lock_stream(connection, contract.source, stream_name)
        known = store.find_delivery(connection, contract.source, stream_name, digest, period)
        if known is not None:
            return known
        delivery_id = store.open_delivery(
            connection,
            source=contract.source,
            stream=stream_name,
            sha256=digest,
            size=len(data),
            file_name=path.name,
            vault_path=vault_path,
            period=period,
        )
        try:
            report, problems = _land_rows(connection, settings, contract, stream_name, delivery_id, path.name, data)
        except FileError as error:
            report, problems = _reject_file(connection, settings, contract, stream_name, delivery_id, path.name, error)
    connection.commit()
    write_reject_file(settings.rejects_dir, contract.source, stream_name, delivery_id, problems)
    return report


def _land_rows(
    connection: psycopg.Connection[Any],
    settings: Settings,
    contract: Contract,
    stream_name: str,
    delivery_id: int,
    file_name: str,
    data: bytes,
) -> tuple[LandingReport, list[Problem]]:
    stream = contract.streams[stream_name]
    table = read_table(data, stream)
    checked = check_table(table, stream)
    declared = declared_period(stream, file_name, _newest_date(checked, stream), settings.month)
    reason = _reason_to_hold(connection, contract.source, stream_name, stream, declared, checked, delivery_id)
    found = [*table.messages, *([reason] if reason else []), *_first_messages(checked.problems)]
    messages = [f"{contract.label}, « {file_name} » : {message}" for message in found]
    report = LandingReport(
        delivery_id,
        contract.source,
        stream_name,
        file_name,
        "held" if reason else "landed",
        checked.read,
        len(checked.landed),
        checked.mended,
        checked.rejected,
        checked.reasons,
        checked.columns_unknown,
        checked.columns_missing,
        messages,
    )
    raw = store.table_name(contract.source, stream_name)
    store.copy_rows(connection, raw, checked.columns, delivery_id, checked.landed)
    store.copy_quarantine(connection, delivery_id, checked.problems, checked.mends)
    store.close_delivery(connection, report, declared, synthetic=_is_synthetic(checked))
    return report, checked.problems


def _reject_file(
    connection: psycopg.Connection[Any],
    settings: Settings,
    contract: Contract,
    stream_name: str,
    delivery_id: int,
    file_name: str,
    error: FileError,
) -> tuple[LandingReport, list[Problem]]:
    message = f"{contract.label}, fichier « {file_name} » : {error.message}."
    problem = Problem(error.line or 0, None, error.header, None, error.rule, message, True)
    report = LandingReport(
        delivery_id,
        contract.source,
        stream_name,
        file_name,
        "rejected",
        read=error.rows,
        rejected=error.rows,
        reasons={error.rule: max(1, error.rows)},
        columns_unknown=list(error.columns_unknown),
        columns_missing=list(error.columns_missing),
        messages=[message],
    )
    declared = declared_period(contract.streams[stream_name], file_name, None, settings.month)
    store.copy_quarantine(connection, delivery_id, [problem], [])
    store.close_delivery(connection, report, declared, synthetic=False)
    return report, [problem]


def _first_messages(problems: list[Problem]) -> list[str]:
    blocking_first = sorted(problems, key=lambda problem: (not problem.blocking, problem.row))
    messages = [problem.message for problem in blocking_first[:_MESSAGES_KEPT]]
    if len(problems) > _MESSAGES_KEPT:
        messages.append(f"… et {len(problems) - _MESSAGES_KEPT} autres, voir le fichier de rejets.")
    return messages


def _newest_date(checked: Checked, stream: Stream) -> str | None:
    """The latest plausible date of the columns that place the rows in a year."""
    places = [checked.columns.index(name) for name in stream.revision.year_of]
    dates = {values[place] for _, values in checked.landed for place in places}
    today = date.today().isoformat()
    return max((text for text in dates if text and len(text) == 10 and text <= today), default=None)


def _reason_to_hold(
    connection: psycopg.Connection[Any],
    source: str,
    stream_name: str,
    stream: Stream,
    declared: Declared,
    checked: Checked,
    delivery_id: int,
) -> str | None:
    limits = stream.thresholds
    blocking = len({problem.row for problem in checked.problems if problem.blocking})
    if blocking > limits.max_rejected_share * checked.read:
        return (
            f"Livraison retenue : {blocking} lignes rejetées sur {checked.read}, le contrat en admet "
            f"{limits.max_rejected_share:.0%}. La livraison précédente reste en vigueur."
        )
    if len(checked.landed) < limits.min_rows:
        return f"Livraison retenue : {len(checked.landed)} lignes, le contrat en attend au moins {limits.min_rows}."
    if not limits.hold_when_fewer_rows or stream.revision.replaces == "rows":
        return None
    before = store.rows_in_force(connection, source, stream_name, declared, delivery_id)
    if before is not None and checked.read < before:
        return (
            f"Livraison retenue : {checked.read} lignes, la livraison en vigueur en a {before}. "
            "Elle attend une décision."
        )
    return None


def _is_synthetic(checked: Checked) -> bool:
    if SYNTHETIC_COLUMN not in checked.columns:
        return False
    place = checked.columns.index(SYNTHETIC_COLUMN)
    return any(values[place] == SYNTHETIC_MARK for _, values in checked.landed)
