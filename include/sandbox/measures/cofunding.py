"""Measures of what the EPCI bring: A17-I1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.measures.dossiers import ADVICE, CALLS, CREATION, granted
from sandbox.measures.evidence import Evidence, Known, Role, on_day

STRATEGY = (*CREATION, *ADVICE, *CALLS, "innovation_sociale", "plan_vie_associative", "rebond", "fdva2")


@dataclass
class _Help:
    """What is known of an EPCI's help to a project."""

    money: bool = False
    perhaps: bool = False
    means: bool = False


def a17_i1(known: Known) -> Iterator[Evidence]:
    """Of the projects of the social economy whose plan is known, those that an EPCI helps with money.

    The plan of one granted dossier is the project's, and an EPCI's own word on its support is as good as
    a plan; whoever pays once pays for the project. A plan that names an EPCI without a figure, and no
    plan at all, leave it open. A commune is no EPCI; rooms, staff and seats are no money.
    """
    return _of_projects(known, broad=False)


def a17_i1_broad(known: Known) -> Iterator[Evidence]:
    """The same with rooms, staff and seats."""
    return _of_projects(known, broad=True)


def _of_projects(known: Known, *, broad: bool) -> Iterator[Evidence]:
    helps = _helps(known)
    for row, day in granted(known, *STRATEGY):
        if row["is_ess"] is not True:
            continue
        unit, scheme = known.project(row), row["dispositif_code"]
        told = helps.get(unit)
        helped = told is not None and (told.money or (broad and told.means))
        role: Role = "denominator" if helped or (told and not told.perhaps) else "unknown"
        yield on_day(row, unit, day, role=role, dispositif=scheme)
        if helped:
            yield on_day(row, unit, day, dispositif=scheme)


def _helps(known: Known) -> dict[str, _Help]:
    """By project, of those of which anything is told."""
    found: dict[str, _Help] = {}
    for row in known.rows("fct_dossier"):
        if row["is_granted"] and row["_plan"] is not None:
            told = found.setdefault(known.project(row), _Help())
            for kind, money in row["_plan"]:
                told.money |= kind == "epci" and money is True
                told.perhaps |= kind == "epci" and money is None
    for row in known.rows("epci_supports"):
        told = found.setdefault(known.project(row), _Help())
        if row["by_epci"]:
            told.money |= row["is_money"] is True
            told.perhaps |= row["is_money"] is None
            told.means = True
    return found
