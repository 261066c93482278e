"""Land one file: vault, ledger, contract checks, COPY, quarantine and report, in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from sress.contracts.model import Contract, Stream
from sress.landing import ledger, store, vault
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
    data = path.read_bytes()
    if is_sealed(data):
        data = unseal(settings, data)
    personal = carries_personal_data(contract, stream_name, file_name)
    digest, vault_path = vault.store(settings, data, personal=personal)
    period = named_period(stream, file_name)
    with connection.transaction():
        ledger.lock_stream(connection, contract.source, stream_name)
        known = ledger.find_delivery(connection, contract.source, stream_name, digest, period)
        if known is not None:
            return known
        delivery_id = ledger.open_delivery(
            connection,
            source=contract.source,
            stream=stream_name,
            sha256=digest,
            size=len(data),
            file_name=file_name,
            vault_path=vault_path,
            period=period,
            personal=personal,
        )
        landing = _Landing(connection, settings, contract, stream_name, delivery_id, file_name)
        try:
            report, problems = _land_rows(landing, data)
        except FileError as error:
            report, problems = _reject_file(landing, error)
    connection.commit()
    write_reject_files(settings.rejects_dir, report, problems)
    return report


def carries_personal_data(contract: Contract, stream_name: str, file_name: str) -> bool:
    """Whether a file holds data on persons: for this stream or for any other that is read from it.

    A file of an unexpected name may be anything that the source delivers.
    """
    reads_it = [stream for stream in contract.streams.values() if re.fullmatch(stream.file, file_name)]
    if not reads_it:
        return contract.holds_personal_data
    return any(stream.holds_personal_data for stream in (contract.streams[stream_name], *reads_it))


def _land_rows(landing: _Landing, data: bytes) -> tuple[LandingReport, list[Problem]]:
    connection, contract, stream = landing.connection, landing.contract, landing.stream
    table = read_table(data, stream)
    checked = check_table(
        table,
        stream,
        named=file_groups(stream, landing.file_name),
        pseudonym=pseudonymiser(landing.settings) if stream.holds_personal_data else None,
    )
    problems = [_masked(problem) for problem in checked.problems]
    checked.columns_unknown = [mask_personal(name)[0] for name in checked.columns_unknown]
    declared = declared_period(stream, landing.file_name, _newest_date(checked, stream), landing.settings.month)
    former = ledger.former_delivery(
        connection,
        contract.source,
        landing.stream_name,
        declared,
        but=landing.delivery_id,
        by_parts="part" in re.compile(stream.file).groupindex,
    )
    reason = reason_to_hold(
        connection, contract.source, landing.stream_name, stream, checked, former, declared, whole=landing.whole
    )
    drift = measure_drift(connection, landing.table, checked, former, whole=landing.whole)
    store.copy_rows(connection, landing.table, checked.columns, landing.delivery_id, checked.landed)
    store.copy_quarantine(connection, landing.delivery_id, problems, checked.mends)
    vanished = 0
    if landing.whole and names_what_vanishes(stream):
        vanished = record_vanished(
            connection, contract.source, landing.stream_name, stream, declared, landing.delivery_id
        )
    found = [
        *([reason] if reason else []),
        *table.messages,
        *_vanished_message(vanished, checked),
        *describe_drift(drift, stream),
        *_first_messages(problems),
    ]
    report = LandingReport(
        landing.delivery_id,
        contract.source,
        landing.stream_name,
        landing.file_name,
        "held" if reason else "landed",
        checked.read,
        len(checked.landed),
        checked.mended,
        checked.rejected,
        checked.reasons,
        checked.columns_unknown,
        checked.columns_missing,
        [mask_personal(f"{contract.label}, « {landing.file_name} » : {message}")[0] for message in found],
        drift,
        vanished,
    )
    ledger.close_delivery(connection, report, declared, synthetic=_is_synthetic(checked))
    return report, problems


def _reject_file(landing: _Landing, error: FileError) -> tuple[LandingReport, list[Problem]]:
    contract = landing.contract
    message, _ = mask_personal(f"{contract.label}, fichier « {landing.file_name} » : {error.message}.")
    problem = _masked(Problem(error.line or 0, None, error.header, None, error.rule, message, True))
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


def _masked(problem: Problem) -> Problem:
    """The problem without what identifies a person: it goes to quarantine, the report and the partner."""
    return replace(
        problem,
        header=problem.header and mask_personal(problem.header)[0],
        value=problem.value and mask_personal(problem.value)[0],
        message=mask_personal(problem.message)[0],
    )


def _vanished_message(vanished: int, checked: Checked) -> list[str]:
    if not vanished:
        return []
    doubt = ", ou leur ligne est rejetée" if checked.rejected else ""
    if vanished == 1:
        return [f"1 enregistrement a disparu de la source{doubt and ', ou sa ligne est rejetée'}."]
    return [f"{vanished} enregistrements ont disparu de la source{doubt}."]


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


def _is_synthetic(checked: Checked) -> bool:
    if SYNTHETIC_COLUMN not in checked.columns:
        return False
    place = checked.columns.index(SYNTHETIC_COLUMN)
    return any(values[place] == SYNTHETIC_MARK for _, values in checked.landed)
