"""A pull that is killed goes on where it was, and each step may be done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_kit import Puller, api_contract, paged, people
from loopback import Asked, Loopback, Reply, json_reply
from sress.collect import pull as pull_module
from sress.collect.checkpoint import Checkpoint
from sress.collect.problem import CollectError
from sress.platform.settings import Settings

BY_PAGE = {"paging": {"kind": "page", "total": "total"}}
RECORDS = people(*range(1, 10), maj="2026-10-20T12:00:00Z")
SECRET_NAME = "Dupond-Durand"


class Killed(BaseException):
    """What stops a process without asking."""


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(lambda asked: paged(RECORDS, asked)) as running:
        yield running


@pytest.fixture
def puller(settings: Settings, server: Loopback) -> Puller:
    return Puller(settings, server, api_contract(request=BY_PAGE))


def kill_at(monkeypatch: pytest.MonkeyPatch, target: object, name: str, after: int) -> None:
    """The call of that number kills the process before it does anything."""
    real, calls = getattr(target, name), []

    def deadly(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == after:
            raise Killed
        return real(*arguments, **named)

    monkeypatch.setattr(target, name, deadly)


def pages_asked(server: Loopback) -> list[str]:
    return [asked.params["page"] for asked in server.asked]


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_killed_pull_goes_on_with_the_next_page(
    puller: Puller, server: Loopback, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    kill_at(monkeypatch, Checkpoint, "keep", after)
    with pytest.raises(Killed):
        puller.pull()
    monkeypatch.undo()
    assert len(puller.records()) == 9
    assert pages_asked(server) == [*map(str, range(1, after + 1)), *map(str, range(after, 6))]
    assert puller.checkpoint == []


@pytest.mark.parametrize(
    ("target", "name"),
    [(pull_module, "remember_pull"), (Checkpoint, "clear")],
)
def test_a_pull_killed_at_its_end_asks_nothing_again(
    puller: Puller, server: Loopback, monkeypatch: pytest.MonkeyPatch, target: object, name: str
) -> None:
    """The checkpoint is cleared once at the beginning and once at the end."""
    kill_at(monkeypatch, target, name, 1 if name == "remember_pull" else 3)
    with pytest.raises(Killed):
        puller.pull()
    monkeypatch.undo()
    asked = len(server.asked)
    (waiting,) = (puller.settings.inbox_dir / puller.contract.source).iterdir()
    before = waiting.read_bytes()
    (path,) = puller.pull()
    assert (path, path.read_bytes()) == (waiting, before)
    assert len(server.asked) == asked
    assert puller.checkpoint == []


def test_a_page_that_was_half_written_is_asked_again(
    puller: Puller, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at(monkeypatch, os, "replace", 4)
    with pytest.raises(Killed):
        puller.pull()
    monkeypatch.undo()
    assert any(name.endswith(".part") for name in puller.checkpoint)
    assert len(puller.records()) == 9
    assert pages_asked(server) == ["1", "2", "3", "3", "4", "5"]


def test_an_old_checkpoint_is_not_used(puller: Puller, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_at(monkeypatch, Checkpoint, "keep", 3)
    with pytest.raises(Killed):
        puller.pull()
    monkeypatch.undo()
    puller.now += 6 * 3600 + 1
    puller.pull()
    assert pages_asked(server) == ["1", "2", "3", "1", "2", "3", "4", "5"]


def test_a_checkpoint_of_another_question_is_not_used(
    puller: Puller, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at(monkeypatch, Checkpoint, "keep", 3)
    with pytest.raises(Killed):
        puller.pull()
    monkeypatch.undo()
    stream = puller.contract.streams["projets"]
    assert stream.request is not None
    other = stream.model_copy(update={"request": stream.request.model_copy(update={"params": {"dep": "49"}})})
    puller.contract = puller.contract.model_copy(update={"streams": {"projets": other}})
    puller.pull()
    assert [asked.params["page"] for asked in server.asked if "dep" in asked.params] == ["1", "2", "3", "4", "5"]


def test_a_system_in_trouble_costs_no_page_that_came(puller: Puller, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({}, 503) if asked.params["page"] == "4" else paged(RECORDS, asked)
    with pytest.raises(CollectError, match="HTTP 503"):
        puller.pull()
    server.asked.clear()
    server.answer = lambda asked: paged(RECORDS, asked)
    assert len(puller.records()) == 9
    assert pages_asked(server) == ["4", "5"]


def test_a_cursor_that_died_meanwhile_begins_the_list_anew(settings: Settings, server: Loopback) -> None:
    parts = {"*": ([1, 2], "A"), "A": ([3], "B"), "B": ([4], "")}
    trouble: dict[str, int] = {"A": 503}

    def answer(asked: Asked) -> Reply:
        cursor = asked.params["c"]
        if cursor in trouble:
            return json_reply({"message": "curseur expiré"}, trouble[cursor])
        return json_reply({"data": people(*parts[cursor][0]), "n": parts[cursor][1]})

    server.answer = answer
    paging = {"kind": "cursor", "param": "c", "first": "*", "next": "n"}
    puller = Puller(settings, server, api_contract(request={"paging": paging}))
    with pytest.raises(CollectError):
        puller.pull()
    server.asked.clear()
    refused = [400]

    def once_refused(asked: Asked) -> Reply:
        return json_reply({}, refused.pop()) if asked.params["c"] == "A" and refused else answer(asked)

    trouble.clear()
    server.answer = once_refused
    assert len(puller.records()) == 4
    assert [asked.params["c"] for asked in server.asked] == ["A", "*", "A", "B"]


def test_two_processes_do_not_pull_the_same_stream(puller: Puller) -> None:
    other = Checkpoint(puller.settings, puller.contract.source, "projets", sealed=False)
    with other.alone(), pytest.raises(CollectError, match="another process is pulling"):
        puller.pull()
    assert len(puller.records()) == 9


def test_personal_data_are_sealed_wherever_they_lie(
    settings: Settings, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = people(*range(1, 6), porteur=SECRET_NAME)
    server.answer = lambda asked: paged(records, asked)
    puller = Puller(settings, server, api_contract(request=BY_PAGE, personal="drop"))
    kill_at(monkeypatch, Checkpoint, "keep", 3)
    with pytest.raises(Killed):
        puller.pull()
    monkeypatch.undo()
    assert len([name for name in puller.checkpoint if name.endswith(".page.sealed")]) == 2
    assert not clear_text(settings.home)
    (path,) = puller.pull()
    assert path.name.endswith("_full.jsonl.sealed")
    assert not clear_text(settings.home)
    assert pages_asked(server) == ["1", "2", "3", "3"]


def clear_text(home: Path) -> list[Path]:
    """The files in which the name can be read."""
    return [path for path in home.rglob("*") if path.is_file() and SECRET_NAME.encode() in path.read_bytes()]


PROGRAM = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from api_kit import BEGIN, api_contract
from sress.collect.api import pull_stream
from sress.collect.connection import Connection
from sress.platform.settings import Settings
settings = Settings(project_root=Path(sys.argv[2]), home=Path(sys.argv[3]), month="2026-10", database_url=sys.argv[4])
contract = api_contract(request={"paging": {"kind": "page", "total": "total"}})
contract = contract.model_copy(update={"source": sys.argv[5]})
pull_stream(settings, contract, "projets", Connection(sys.argv[6]), clock=lambda: BEGIN)
"""


def test_a_process_killed_without_warning_costs_the_page_under_way_only(puller: Puller, server: Loopback) -> None:
    settings = puller.settings
    held: list[subprocess.Popen[bytes]] = []

    def answer(asked: Asked) -> Reply:
        if asked.params["page"] == "4" and held:
            os.kill(held.pop().pid, signal.SIGKILL)
        return paged(RECORDS, asked)

    server.answer = answer
    here, source = str(Path(__file__).parent), puller.contract.source
    held.append(
        process := subprocess.Popen(
            [sys.executable, "-c", PROGRAM, here, str(settings.project_root), str(settings.home)]
            + [settings.database_url or "", source, server.url]
        )
    )
    assert process.wait(60) == -signal.SIGKILL
    assert len(puller.records()) == 9
    assert pages_asked(server) == ["1", "2", "3", "4", "4", "5"]
