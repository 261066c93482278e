"""What a pull leaves for the next one: how far it came, and the version of an answer that came whole."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sress.collect.answer import Answer, Validators
from sress.collect.checkpoint import Plan
from sress.collect.moment import earlier, instant, no_later
from sress.collect.paging import Ask
from sress.collect.task import Task
from sress.platform.exact_json import dig, dump, parse
from sress.platform.settings import ZONE

_PULL = "pull"
_DAY_SECONDS = 86_400.0


def changes_since(task: Task, now: float) -> str | None:
    """The newest moment that the former pulls saw; None when only a full pull is right.

    That is: the API cannot tell changes, a full pull is due, or what is asked is not what was asked before.
    """
    known = task.state.get(_PULL) or {}
    due = now - float(known.get("full_at", 0)) >= task.request.full_every_days * _DAY_SECONDS
    if task.request.since is None or due or known.get("asked") != task.asked:
        return None
    newest: str | None = known.get("newest")
    return newest


def without_known(task: Task, lines: list[bytes]) -> list[bytes]:
    """The records of an answer that the former pull did not have word for word: the overlap tells many twice."""
    known = set((task.state.get(_PULL) or {}).get("recent", []))
    return [line for line in lines if _digest(line) not in known]


def remember_pull(task: Task, plan: Plan, newest: str | None, lines: list[bytes]) -> None:
    """How far the pull came: no further than its start, whatever moment of the future a record claims.

    The digests of the records that the next answer will tell again are kept too.
    """
    known = (task.state.get(_PULL) or {}) if plan.since else {}
    marks = [text for text in (known.get("newest"), newest) if text]
    mark = max(marks, key=lambda text: instant(text) or datetime.min.replace(tzinfo=ZONE), default=None)
    reached = no_later(mark, datetime.fromtimestamp(plan.started, ZONE)) if mark else None
    task.state.put(
        _PULL,
        {
            "newest": reached,
            "full_at": known.get("full_at", plan.started),
            "asked": task.asked,
            "recent": _told_again(task, reached, lines),
        },
    )


def _told_again(task: Task, reached: str | None, lines: list[bytes]) -> list[str]:
    """Digests of the records that were changed since the moment from which the next pull asks."""
    since = task.request.since
    start = instant(earlier(reached, timedelta(minutes=since.overlap_minutes))) if since and reached else None
    if since is None or start is None:
        return []
    moments = ((line, instant(str(dig(parse(line), since.field) or ""))) for line in lines)
    return sorted(_digest(line) for line, moment in moments if moment is None or moment >= start)


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:24]


def validators_of(task: Task, ask: Ask) -> Validators | None:
    """What tells the version of this answer that is known already."""
    known = task.state.get(_name(ask))
    return Validators(known["etag"], known["last_modified"]) if known else None


def remember_validators(task: Task, ask: Ask, answer: Answer) -> None:
    """The version of an answer that waits in the inbox or is landed."""
    told = Validators.of(answer.headers)
    if told.headers():
        task.state.put(_name(ask), {"etag": told.etag, "last_modified": told.last_modified})
    else:
        task.state.forget(_name(ask))


def _name(ask: Ask) -> str:
    question = dump([ask.address, dict(ask.params)])
    return f"validators:{hashlib.sha256(question.encode()).hexdigest()[:16]}"
