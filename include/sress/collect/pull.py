"""Pull the records of a list: page by page, again where it changed meanwhile, into one file."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sress.collect.answer import Answer
from sress.collect.checkpoint import Plan
from sress.collect.gathering import MOST_PASSES, Gathering
from sress.collect.memory import (
    changes_since,
    remember_pull,
    remember_validators,
    validators_of,
    without_known,
)
from sress.collect.moment import earlier
from sress.collect.paging import Ask, Page, Walk, first_ask, read_page
from sress.collect.problem import CollectError, SchemaError
from sress.collect.task import Task
from sress.platform.exact_json import dump
from sress.platform.sealing import plain_name

_LOG = logging.getLogger(__name__)
# A refusal of the next page after a long break: the cursor has died, not the list.
_CURSOR_DIED = (400, 404, 409, 410, 422)


class _Unchanged(Exception):
    """The API says that its answer is the one that it gave before."""


def pull_records(task: Task) -> list[Path]:
    """Carry out the pull that was broken off, or a new one. Raises CollectError."""
    question = dump([task.base, task.asked, task.settings.month])
    plan = task.checkpoint.plan(question, task.clock())
    if plan is not None:
        try:
            return _Pull(task, plan).carry_out()
        except CollectError as problem:
            if problem.status not in _CURSOR_DIED:
                raise
            _LOG.info("%s The list is read again from its start.", problem)
    now = task.clock()
    plan = Plan(question, None if _waiting(task, "full|changes") else changes_since(task, now), now)
    task.checkpoint.begin(plan)
    return _Pull(task, plan).carry_out()


class _Pull:
    """One pull, from its plan to its file."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task = task
        self._plan = plan
        self._gathering = Gathering(task.request)
        self._first: tuple[Ask, Answer] | None = None
        self._answers = 0

    def carry_out(self) -> list[Path]:
        """The file into the inbox, what is known into the state, the checkpoint away.

        In this order: after a crash every step that was done can be done again.
        """
        checkpoint = self._task.checkpoint
        try:
            self._gather()
        except _Unchanged:
            checkpoint.clear()
            return []
        except SchemaError:
            checkpoint.clear()
            raise
        paths = self._finish(self._gathering.lines())
        checkpoint.clear()
        return paths

    def _gather(self) -> None:
        for reading in range(1, MOST_PASSES + 1):
            self._gathering.begin_pass()
            for page in self._pages(reading):
                with self._in_shape():
                    self._gathering.add(page)
            if self._gathering.whole():
                return
        self._task.checkpoint.clear()
        raise self._task.error(
            f"incomplete: {self._gathering.told()}",
            "The list changes while it is read: run again later, at a quieter hour.",
        )

    def _pages(self, reading: int) -> Iterator[Page]:
        task = self._task
        walk = Walk(task.request, first_ask(task.request, task.address, self._params()))
        while walk.ask is not None:
            number = walk.number
            body = kept = task.checkpoint.page(reading, number)
            if body is None:
                body = self._answer(walk.ask).body
            with self._in_shape():
                page = read_page(task.request, body)
                walk.go_on(page)
            if kept is None:
                task.checkpoint.keep(reading, number, body)
            self._answers += 1
            yield page

    def _answer(self, ask: Ask) -> Answer:
        """The first answer is asked for only if it changed; that says all when it was the only one before."""
        task = self._task
        validators = validators_of(task, ask) if self._answers == 0 else None
        answer = task.client.get(ask.address, ask.params, validators=validators)
        if answer.unchanged:
            raise _Unchanged
        if self._answers == 0:
            self._first = (ask, answer)
        return answer

    def _finish(self, lines: list[bytes]) -> list[Path]:
        task, plan = self._task, self._plan
        _LOG.info("%s/%s: %d records", task.contract.source, task.stream, len(lines))
        mode = "changes" if plan.since else "full"
        told = without_known(task, lines) if plan.since else lines
        if not told:
            return []
        name = f"{task.contract.source}_{task.stream}_{task.settings.month}_{mode}.jsonl"
        path = task.put_into_inbox(name, b"\n".join(told) + b"\n")
        if mode == "full":
            for superseded in _waiting(task, "changes"):
                superseded.unlink(missing_ok=True)
        remember_pull(task, plan, self._gathering.newest, lines)
        if self._first and self._answers == 1 and task.request.paging.kind in ("none", "link"):
            remember_validators(task, *self._first)
        return [path]

    def _params(self) -> dict[str, str]:
        params, since = self._task.params, self._task.request.since
        if since and self._plan.since:
            params[since.param] = earlier(self._plan.since, timedelta(minutes=since.overlap_minutes))
        return params

    @contextmanager
    def _in_shape(self) -> Iterator[None]:
        """A ValueError on reading an answer is the API's error."""
        try:
            yield
        except ValueError as problem:
            raise self._task.client.schema_error(self._task.address, str(problem)) from None


def _waiting(task: Task, modes: str) -> list[Path]:
    """The stream's pulls that are in the inbox and not landed yet."""
    folder = task.settings.inbox_dir / task.contract.source
    pattern = re.compile(rf"{task.contract.source}_{task.stream}_\d{{4}}-\d\d_({modes})\.jsonl")
    return [path for path in folder.glob("*") if pattern.fullmatch(plain_name(path.name))]
