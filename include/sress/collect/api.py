"""Pull a stream from an HTTP API into the inbox: its records as JSON lines, or the file that the API gives."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from sress.collect.address import base_address
from sress.collect.auth import Auth
from sress.collect.checkpoint import Checkpoint
from sress.collect.connection import Connection
from sress.collect.http import HttpClient
from sress.collect.memory import remember_validators, validators_of
from sress.collect.oauth import auth_of
from sress.collect.paging import Ask
from sress.collect.pull import pull_records
from sress.collect.rate import shared_limiter
from sress.collect.state import CollectState
from sress.collect.task import Task
from sress.contracts.collecting import HttpApi
from sress.contracts.model import Contract
from sress.platform.settings import Settings

_PAGE_OF_HTML = re.compile(rb"\s*<(!doctype html|html)", re.IGNORECASE)


def pull_stream(
    settings: Settings,
    contract: Contract,
    stream_name: str,
    connection: Connection | None,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Path]:
    """Pull what the stream's request asks into the inbox and return the file, if there is one.

    Nothing new, nothing changed and nothing at all give no file. A pull that was broken off goes on where it
    was. While a pull of the stream still waits in the inbox the next is a full one: it stands for both.
    A stream without a request gives nothing. Raises CollectError.
    """
    collect, request = contract.collect_of(stream_name), contract.streams[stream_name].request
    if not isinstance(collect, HttpApi) or request is None:
        return []
    source = contract.source
    base = base_address(collect.address, connection.url if connection else None)
    limiter = shared_limiter(base, collect.rate.calls, collect.rate.seconds, sleep)

    def client(auth: Auth) -> HttpClient:
        return HttpClient(source, stream_name, base, auth=auth, limiter=limiter, sleep=sleep)

    task = Task(
        settings,
        contract,
        stream_name,
        request,
        base,
        client(auth_of(collect, connection, base, source=source, make_client=client, clock=clock)),
        CollectState(settings, source, stream_name),
        Checkpoint(settings, source, stream_name, sealed=contract.holds_personal_data),
        clock,
    )
    with task.checkpoint.alone():
        return _pull_file(task, request.file) if request.file else pull_records(task)


def _pull_file(task: Task, name: str) -> list[Path]:
    """The answer as it came, under its name in the contract."""
    ask = Ask(task.address, task.params)
    answer = task.client.get(ask.address, ask.params, validators=validators_of(task, ask))
    if answer.unchanged:
        return []
    if _PAGE_OF_HTML.match(answer.body):
        raise task.client.schema_error(answer.address, "the answer is a page of HTML where a file was announced")
    path = task.put_into_inbox(task.filled(name), answer.body)
    remember_validators(task, ask, answer)
    return [path]
