"""Add, change or remove one expectation of a suite; nothing malformed is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sress.platform.settings import Settings
from sress.quality.review import expectation_problems, known_columns
from sress.quality.suites import InvalidSuite, shape_problems, suite_path
from sress.quality.writing import write_suite


@dataclass(frozen=True)
class Change:
    """What is set in an expectation; None leaves it as it is. An argument that is set to None goes away."""

    type: str | None = None
    severity: str | None = None
    owner: str | None = None
    message: str | None = None
    kwargs: dict[str, Any] = field(default_factory=dict)

    def apply(self, one: dict[str, Any]) -> dict[str, Any]:
        """The expectation with the change made."""
        meta = {**(one.get("meta") or {}), **_given(owner=self.owner, message_fr=self.message)}
        kwargs = {**(one.get("kwargs") or {}), **self.kwargs}
        return {
            **one,
            **_given(type=self.type, severity=self.severity),
            "kwargs": {key: value for key, value in kwargs.items() if value is not None},
            "meta": meta,
        }


def read_suite(folder: Path, name: str) -> dict[str, Any]:
    """The suite of this name as it stands on disk. Raises LookupError, InvalidSuite."""
    path = suite_path(folder, name)
    try:
        suite: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LookupError(f"aucune suite ne s'appelle {name}") from None
    except ValueError as error:
        raise InvalidSuite(f"{path} : JSON illisible ({error})") from error
    return suite


def add(settings: Settings, name: str, change: Change) -> int:
    """Add an expectation at the end; returns its number. Raises InvalidSuite, LookupError."""
    suite = read_suite(settings.expectations_dir, name)
    _write(settings, suite, [*suite["expectations"], change.apply({})], len(suite["expectations"]))
    return len(suite["expectations"]) + 1


def change(settings: Settings, name: str, number: int, changed: Change) -> None:
    """Change expectation `number`, counted from 1. Raises InvalidSuite, LookupError."""
    suite = read_suite(settings.expectations_dir, name)
    place = _place(suite, number)
    told = list(suite["expectations"])
    told[place] = changed.apply(told[place])
    _write(settings, suite, told, place)


def remove(settings: Settings, name: str, number: int) -> None:
    """Remove expectation `number`. Raises InvalidSuite for the last one, LookupError."""
    suite = read_suite(settings.expectations_dir, name)
    place = _place(suite, number)
    told = [one for at, one in enumerate(suite["expectations"]) if at != place]
    if not told:
        raise InvalidSuite("une suite garde au moins une attente : supprimez le fichier si elle ne sert plus")
    write_suite(settings.expectations_dir, {**suite, "expectations": told})


def _write(settings: Settings, suite: dict[str, Any], told: list[dict[str, Any]], place: int) -> None:
    columns = known_columns(settings).get(suite["name"])
    problems = [*shape_problems(told[place]), *expectation_problems(told[place], columns)]
    others = [one for at, one in enumerate(told) if at != place]
    if any((one["type"], one["kwargs"]) == (told[place].get("type"), told[place]["kwargs"]) for one in others):
        problems.append("la suite a déjà cette attente")
    if problems:
        raise InvalidSuite(" ; ".join(problems))
    write_suite(settings.expectations_dir, {**suite, "expectations": told})


def _place(suite: dict[str, Any], number: int) -> int:
    if not 1 <= number <= len(suite["expectations"]):
        raise LookupError(f"{suite['name']} a {len(suite['expectations'])} attentes : il n'y a pas de n° {number}")
    return number - 1


def _given(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}
