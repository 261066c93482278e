"""Land one file: vault, ledger, contract checks, COPY, quarantine and report, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from sress.contracts.model import Contract, Stream
from sress.landing import ledger, store, vault
from sress.landing.bulk.pieces import is_readable
from sress.landing.check import Checked, check_table
from sress.landing.drift import describe_drift, measure_drift
from sress.landing.hold import reason_to_hold
from sress.landing.mask import mask_personal
from sress.landing.period import declared_period, file_groups, named_period
from sress.landing.problem import FileError, Problem
from sress.landing.pseudonym import pseudonymiser
from sress.landing.reject_file import write_reject_files
from sress.landing.report import LandingReport
from sress.landing.table import read_table
from sress.landing.tally import Tally
from sress.landing.vanished import names_what_vanishes, record_vanished
from sress.platform.sealing import is_sealed, plain_name, unseal
from sress.platform.settings import Settings

SYNTHETIC_COLUMN = "origine_donnee"
SYNTHETIC_MARK = "SYNTHETIQUE"
_MESSAGES_KEPT = 20


@dataclass(frozen=True)
class _Landing:
    """One file on its way in: where it goes and what it is called."""

    connection: psycopg.Connection[Any]
    settings: Settings
    contract: Contract
    stream_name: str
    delivery_id: int
    file_name: str

    @property
    def stream(self) -> Stream:
        return self.contract.streams[self.stream_name]

    @property
    def table(self) -> str:
        return store.table_name(self.contract.source, self.stream_name)

    @property
    def whole(self) -> bool:
        return ledger.mode_of(self.file_name) == "full"


def land_file(
    connection: psycopg.Connection[Any], settings: Settings, contract: Contract, stream_name: str, path: Path
) -> LandingReport:
    """Land a file, sealed or not, as a delivery of `contract`.`stream_name`; commits.

    The same bytes again change nothing and return the first report with `unchanged`. A file that
    cannot be read as a whole ends with status rejected; its bytes are in the vault all the same.
    Raises OSError when the file cannot be opened, SealError when it was sealed with another key.
    """
    stream = contract.streams[stream_name]
    file_name = plain_name(path.name)
    personal = carries_personal_data(contract, stream_name, file_name)
    received = _receive(settings, stream, path, personal=personal)
    period = named_period(stream, file_name)
    with connection.transaction():
        ledger.lock_stream(connection, contract.source, stream_name)
        known = ledger.find_delivery(connection, contract.source, stream_name, received.sha256, period)
        if known is not None:
            return known
        delivery_id = ledger.open_delivery(
            connection,
            source=contract.source,
            stream=stream_name,
            sha256=received.sha256,
            size=received.size,
            file_name=file_name,
            vault_path=received.vault_path,
            period=period,
            personal=personal,
        )
        landing = _Landing(connection, settings, contract, stream_name, delivery_id, file_name)
        try:
            report, problems = _land_rows(landing, received)
        except FileError as error:
            report, problems = _reject_file(landing, error)
    connection.commit()
    write_reject_files(settings.rejects_dir, report, problems)
    return report


@dataclass(frozen=True)
class _Received:
    """A file that is in the vault: its bytes, or where it lies when it is landed by the block."""

    sha256: str
    vault_path: str
    size: int
    data: bytes | None
    path: Path


def _receive(settings: Settings, stream: Stream, path: Path, *, personal: bool) -> _Received:
    """Keep the file. One of national size is never held in memory; sealed on its way, it is read as any other."""
    if stream.bulk and is_readable(path):
        with path.open("rb") as file:
            sealed = is_sealed(file.read(64))
        if not sealed:
            digest, vault_path = vault.store_file(settings, path, personal=personal)
            return _Received(digest, vault_path, path.stat().st_size, None, path)
    data = path.read_bytes()
    if is_sealed(data):
        data = unseal(settings, data)
    digest, vault_path = vault.store(settings, data, personal=personal)
    return _Received(digest, vault_path, len(data), data, path)


def carries_personal_data(contract: Contract, stream_name: str, file_name: str) -> bool:
    """Whether a file holds data on persons: for this stream or for any other that is read from it.

    A file of an unexpected name may be anything that the source delivers.
    """
    reads_it = [stream for stream in contract.streams.values() if re.fullmatch(stream.file, file_name)]
    if not reads_it:
        return contract.holds_personal_data
    return any(stream.holds_personal_data for stream in (contract.streams[stream_name], *reads_it))


@dataclass(frozen=True)
class _Rows:
    """Rows that are in `raw`, or will be: what was counted, what is wrong with them, what was noticed."""

    tally: Tally
    problems: list[Problem]
    messages: list[str]
    newest_date: str | None
    synthetic: bool
    copy: Callable[[], None]


def _land_rows(landing: _Landing, received: _Received) -> tuple[LandingReport, list[Problem]]:
    connection, contract, stream = landing.connection, landing.contract, landing.stream
    rows = _rows_by_block(landing, received.path) if received.data is None else _rows_by_row(landing, received.data)
    tally = replace(rows.tally, columns_unknown=[mask_personal(name)[0] for name in rows.tally.columns_unknown])
    declared = declared_period(stream, landing.file_name, rows.newest_date, landing.settings.month)
    former = ledger.former_delivery(
        connection,
        contract.source,
        landing.stream_name,
        declared,
        but=landing.delivery_id,
        by_parts="part" in re.compile(stream.file).groupindex,
    )
    reason = reason_to_hold(
        connection, contract.source, landing.stream_name, stream, tally, former, declared, whole=landing.whole
    )
    drift = measure_drift(connection, landing.table, tally, former, whole=landing.whole)
    rows.copy()
    vanished = 0
    if landing.whole and names_what_vanishes(stream):
        vanished = record_vanished(
            connection, contract.source, landing.stream_name, stream, declared, landing.delivery_id
        )
    found = [
        *([reason] if reason else []),
        *rows.messages,
        *_vanished_message(vanished, tally),
        *describe_drift(drift, stream),
        *_first_messages(rows.problems, sum(tally.reasons.values())),
    ]
    report = LandingReport(
        landing.delivery_id,
        contract.source,
        landing.stream_name,
        landing.file_name,
        "held" if reason else "landed",
        tally.read,
        tally.landed,
        tally.mended,
        tally.rejected,
        tally.reasons,
        tally.columns_unknown,
        tally.columns_missing,
        [mask_personal(f"{contract.label}, « {landing.file_name} » : {message}")[0] for message in found],
        drift,
        vanished,
    )
    ledger.close_delivery(connection, report, declared, synthetic=rows.synthetic)
    return report, rows.problems


def _rows_by_row(landing: _Landing, data: bytes) -> _Rows:
    stream = landing.stream
    table = read_table(data, stream)
    checked = check_table(
        table,
        stream,
        named=file_groups(stream, landing.file_name),
        pseudonym=pseudonymiser(landing.settings) if stream.holds_personal_data else None,
    )
    problems = [problem.masked() for problem in checked.problems]

    def copy() -> None:
        store.copy_rows(landing.connection, landing.table, checked.columns, landing.delivery_id, checked.landed)
        store.copy_quarantine(landing.connection, landing.delivery_id, problems, checked.mends)

    newest = _newest_date(checked, stream)
    return _Rows(checked.tally(), problems, table.messages, newest, _is_synthetic(checked), copy)


def _rows_by_block(landing: _Landing, path: Path) -> _Rows:
    """The rows are copied while they are read; a delivery that is held keeps them, as any other does."""
    from sress.landing.bulk.land import BulkLanding

    with landing.connection.transaction():  # what was copied goes again when the file turns out to be unreadable
        bulk = BulkLanding(landing.connection, landing.stream, landing.table, landing.delivery_id)
        tally, problems, messages = bulk.land(path)

    def copy() -> None:
        store.ensure_indexes(landing.connection, landing.table, landing.stream)

    synthetic = tally.empty.get(SYNTHETIC_COLUMN, tally.landed) < tally.landed
    return _Rows(tally, problems, messages, None, synthetic, copy)


def _reject_file(landing: _Landing, error: FileError) -> tuple[LandingReport, list[Problem]]:
    contract = landing.contract
    message, _ = mask_personal(f"{contract.label}, fichier « {landing.file_name} » : {error.message}.")
    problem = Problem(error.line or 0, None, error.header, None, error.rule, message, True).masked()
    report = LandingReport(
        landing.delivery_id,
        contract.source,
        landing.stream_name,
        landing.file_name,
        "rejected",
        read=error.rows,
        rejected=error.rows,
        reasons={error.rule: max(1, error.rows)},
        columns_unknown=[mask_personal(name)[0] for name in error.columns_unknown],
        columns_missing=list(error.columns_missing),
        messages=[message],
    )
    declared = declared_period(landing.stream, landing.file_name, None, landing.settings.month)
    store.copy_quarantine(landing.connection, landing.delivery_id, [problem], [])
    ledger.close_delivery(landing.connection, report, declared, synthetic=False)
    return report, [problem]


def _vanished_message(vanished: int, tally: Tally) -> list[str]:
    if not vanished:
        return []
    doubt = ", ou leur ligne est rejetée" if tally.rejected else ""
    if vanished == 1:
        return [f"1 enregistrement a disparu de la source{doubt and ', ou sa ligne est rejetée'}."]
    return [f"{vanished} enregistrements ont disparu de la source{doubt}."]


def _first_messages(problems: list[Problem], found: int) -> list[str]:
    blocking_first = sorted(problems, key=lambda problem: (not problem.blocking, problem.row))
    messages = [problem.message for problem in blocking_first[:_MESSAGES_KEPT]]
    if found > _MESSAGES_KEPT:
        messages.append(f"… et {found - _MESSAGES_KEPT} autres, voir le fichier de rejets.")
    return messages


def _newest_date(checked: Checked, stream: Stream) -> str | None:
    """The latest plausible date of the columns that place the rows in a year."""
    places = [checked.columns.index(name) for name in stream.revision.year_of]
    dates = {values[place] for _, values in checked.landed for place in places}
    today = date.today().isoformat()
    return max((text for text in dates if text and len(text) == 10 and text <= today), default=None)


def _is_synthetic(checked: Checked) -> bool:
    if SYNTHETIC_COLUMN not in checked.columns:
        return False
    place = checked.columns.index(SYNTHETIC_COLUMN)
    return any(values[place] == SYNTHETIC_MARK for _, values in checked.landed)
