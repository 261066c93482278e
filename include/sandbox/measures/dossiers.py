"""Measures of what funders granted: A01-I1, A03-I1, A05-I2, A10."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, Row, day_of, on_day
from sandbox.vocabulary import DEPARTEMENTS, DISPOSITIFS
from sandbox.world import CALENDAR_START

Rule = Callable[[Known], Iterator[Evidence]]

CREATION = tuple(code for code, dispositif in DISPOSITIFS.items() if dispositif.creation)
ADVICE = ("pdl_conseil", "dla", "conseil_rh", "entrepreneurs_engages", "investissement_numerique")
CALLS = ("aap_connexion", "aap_support", "aap_mutualisation")


def granted(known: Known, *dispositifs: str) -> Iterator[tuple[Row, date]]:
    """The dossiers of these schemes that are granted, with the day of the decision; one without a day is nowhere."""
    for row in known.rows("fct_dossier"):
        day = day_of(row, "decision_date")
        if row["dispositif_code"] in dispositifs and row["is_granted"] and day:
            yield row, day


def a01_i1(known: Known) -> Iterator[Evidence]:
    """Projects of the social economy with a dossier granted in a creation scheme.

    The perimeter is that of the day of decision; nobody counts of whom it is not known. A guarantee of
    France Active counts as one of the Région's. A project in two schemes counts in both, once in all.
    """
    return _of_the_ess(known, CREATION)


def a01_i1_all(known: Known) -> Iterator[Evidence]:
    """The same whoever carries the project: the other side of AMB-01's ratio."""
    return _of_all(known, CREATION)


def a03_i1(known: Known) -> Iterator[Evidence]:
    """Projects of the social economy financed in one of the five schemes of advice.

    The DLA's engineering counts once engaged; each structure of a collective one is a project.
    """
    return _of_the_ess(known, ADVICE)


def a03_i1_all(known: Known) -> Iterator[Evidence]:
    """The same whoever carries the project: the schemes are open to all enterprises."""
    return _of_all(known, ADVICE)


def _of_the_ess(known: Known, dispositifs: tuple[str, ...]) -> Iterator[Evidence]:
    for row, day in granted(known, *dispositifs):
        if row["is_ess"] is True:
            yield _by_scheme(known, row, day)


def _of_all(known: Known, dispositifs: tuple[str, ...]) -> Iterator[Evidence]:
    return (_by_scheme(known, row, day) for row, day in granted(known, *dispositifs))


def _by_scheme(known: Known, row: Row, day: date) -> Evidence:
    family = row["ess_family"] if row["is_ess"] else None
    return on_day(row, known.project(row), day, dispositif=row["dispositif_code"], ess_family=family)


def a05_i2_projects(known: Known) -> Iterator[Evidence]:
    """Projects granted in Innovation Sociale, whether of the social economy or not."""
    for row, day in granted(known, "innovation_sociale"):
        yield on_day(row, known.project(row), day)


def a05_i2_coverage(known: Known) -> Iterator[Evidence]:
    """The départements with such a project, of the five; a dossier that nobody can place covers none."""
    for row, day in granted(known, "innovation_sociale"):
        if row["departement_code"]:
            yield Evidence(row["departement_code"], day, day, IN_THE_REGION)
    for year in range(CALENDAR_START.year, known.cut_off.year + 1):
        first = date(year, 1, 1)
        for code in DEPARTEMENTS:
            yield Evidence(code, first, first, IN_THE_REGION, "denominator")


def a10_i1(known: Known) -> Iterator[Evidence]:
    """Projects chosen in the three calls for associations."""
    for row, day in granted(known, *CALLS):
        yield on_day(row, known.project(row), day, dispositif=row["dispositif_code"])


def a10_i1_filed(known: Known) -> Iterator[Evidence]:
    """All projects that asked, whatever became of it, on the day of filing; else on that of the decision."""
    for row in known.rows("fct_dossier"):
        day = day_of(row, "_filed") or day_of(row, "decision_date")
        if row["dispositif_code"] in CALLS and day:
            yield on_day(row, known.project(row), day, dispositif=row["dispositif_code"])


def a10_i2(known: Known) -> Iterator[Evidence]:
    """Projects of the regional plan for associations."""
    for row, day in granted(known, "plan_vie_associative"):
        yield on_day(row, known.project(row), day)


def a10_i3(known: Known) -> Iterator[Evidence]:
    """Actions of the FDVA 2 with money granted; an action of several exercices counts in each, once in all.

    A dossier without its state is not granted as far as anybody knows; one brought down to nothing
    later is granted no more. The FDVA 1 trains volunteers and is never added.
    """
    for row, day in _paid_actions(known):
        number = row["dossier_key"].split(":")[-1]
        yield _by_part(row, number, day)


def a10_i3_associations(known: Known) -> Iterator[Evidence]:
    """The associations behind these actions, by SIREN, else by RNA number."""
    for row, day in _paid_actions(known):
        carrier = known.carrier(row)
        if carrier:
            yield _by_part(row, carrier, day)


def a10_i3_dossiers(known: Known) -> Iterator[Evidence]:
    """The dossiers behind these actions, once an exercice: the action's number without its rank."""
    for row, day in _paid_actions(known):
        yield _by_part(row, row["dossier_key"].rsplit("-", 1)[0], day)


def _paid_actions(known: Known) -> Iterator[tuple[Row, date]]:
    return ((row, day) for row, day in granted(known, "fdva2") if (row["granted_amount"] or 0) > 0)


def _by_part(row: Row, unit: str, day: date) -> Evidence:
    return on_day(row, unit, day, kind=row["_kind"].removeprefix("fdva2_"))
