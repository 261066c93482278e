"""Hand-built applications at the funders, for the tests of the core facts: a few objects, nothing drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from random import Random
from typing import Any

from meets_contract import COG
from mini_world import day
from sandbox.core.funders import banque_des_territoires, dla, dreets, fdva, france_active, vie_associative
from sandbox.facts import Lost
from sandbox.people import Person, make_person
from sandbox.produce import Month, produce
from sandbox.systems.banque_des_territoires import Operation
from sandbox.systems.dla_world import Engineering, Structure
from sandbox.systems.dreets import Convention
from sandbox.systems.fdva_world import Action
from sandbox.systems.fdva_world import Dossier as FdvaDossier
from sandbox.systems.france_active import Intervention
from sandbox.systems.urscop import Takeover
from sandbox.systems.vie_associative_world import Application
from sandbox.world import Dossier, Organisation, Place, Project, Version, World

MONTH = "2026-10"
SIREN, SIRET = "123456782", "12345678200010"
LAVAL = Place("53130", "Laval", "53000")
Row = dict[str, Any]
Give = Callable[..., None]


@lru_cache(maxsize=3)
def produced(seed: int, dirt: int, month: str = MONTH) -> Month:
    """A whole month of a drawn world; the last few are kept."""
    return produce(seed, dirt, month, 1, COG)


def lost(*cells: tuple[str, str, str, str | None]) -> Lost:
    """Losses by (source, stream, reference, column or None for the line)."""
    found = Lost()
    for cell in cells:
        found.add(*cell)
    return found


def world(*dossiers: Dossier) -> World:
    """A world in which nothing happens but these dossiers at the Région."""
    return World(1, 1, list(dossiers))


def project(identity: str = "P1", place: Place | None = LAVAL, siren: str = SIREN, ess: bool | None = True) -> Project:
    organisation = Organisation(f"Association {identity}", siren, f"{siren}00010" if siren else "", ess)
    return Project(
        identity, "", "", "Un projet", organisation, ess, place, "53" if place else "", day("2024-01-10"), _person()
    )


@cache
def _person() -> Person:
    return make_person(Random(1))


def region_dossier(*versions: Version, place: Place | None = LAVAL) -> Dossier:
    return Dossier(
        "PDL-1", "P1", "", "pret_honneur", Organisation("Une", SIREN, SIRET, True), "Un projet", True, place, versions
    )


def version(known: str, statut: str, decided: str, granted: int | None = None) -> Version:
    return Version(day(known), statut, day(decided), 9000, granted)


def call(filed: str, decided: str, known: str, rna: str = "W531234567", **changes: Any) -> Application:
    base: dict[str, Any] = {"outcome": "accorde", "annulled_on": None, "asked": 5000, "granted": 4000}
    return Application("VA-1", "support", project(), rna, day(filed), day(decided), day(known), **{**base, **changes})


def fdva_dossier(exercice: int, *history: tuple[str, str, float], kind: str = "fdva2_projets", **changes: Any) -> Any:
    base: dict[str, Any] = {"first": exercice, "several_years": False, "rna": "W531234567"}
    return FdvaDossier(
        number="DR44-1",
        exercice=exercice,
        project=project(),
        kind=kind,
        filed=date(exercice, 2, 1),
        commission=date(exercice, 6, 24),
        paid_on=date(exercice, 9, 15),
        history=tuple((day(since), state, share) for since, state, share in history),
        actions=(
            Action(1, "Une action", 3000, 2000, 1500, (), 5, 0, 0),
            Action(2, "Essaimage", 900, 800, 600, (), 5, 0, 0),
        ),
        **{**base, **changes},
    )


def convention(signed: str, *history: tuple[str, str, int | None]) -> Convention:
    return Convention(
        "CRH-1",
        project(),
        day(signed),
        "",
        10,
        "",
        tuple((day(since), state, euros) for since, state, euros in history),
    )


def structure(identity: str, known: str = "2025-01-02") -> Structure:
    held = project(identity, siren=f"12345678{identity[-1]}")
    return Structure(f"DLA-{identity}", held, identity, None, day("2025-01-02"), day(known), day("2025-02-01"), 3)


def engineering(*structures: Structure, engaged: str | None = "2025-03-01", **changes: Any) -> Engineering:
    base: dict[str, Any] = {"given_up": None, "corrected": None}
    return Engineering(
        "ING-1",
        structures,
        "collective" if len(structures) > 1 else "individuelle",
        "Gouvernance",
        8000,
        "Un projet",
        day(engaged) if engaged else None,
        known_on=day("2025-03-05"),
        provider="",
        **{**base, **changes},
    )


def loan(rank: int, on: str, amount: int = 10000, state: str = "accorde", product: str = "rebond") -> Intervention:
    return Intervention(
        "FA-1", rank, project(), product, day(on), day(on), state, amount, amount // 2, (1, 2, 3 + rank)
    )


def operation(number: str, on: str, **changes: Any) -> Operation:
    base: dict[str, Any] = {
        "amounts": ((day(on), 50000),),
        "confidential": False,
        "closed_on": day("2028-01-01"),
        "given_up": False,
    }
    return Operation(
        number=number,
        project=project(),
        nature="ingenierie",
        theme="mobilite",
        day=day(on),
        cost=9,
        **{**base, **changes},
    )


def takeover(entered: str, ended: str, outcome: str = "aboutie", workforce: int | None = 12) -> Takeover:
    return Takeover(
        "URS-1", project(), "transmission_saine", day(entered), day(entered), day(ended), outcome, workforce
    )


def giver(monkeypatch: Any) -> Give:
    """A function that lets the funders know these objects and no others."""

    def give(**known: Any) -> None:
        for name, (module, attribute) in _DRAWN.items():
            if name in known:
                monkeypatch.setattr(module, attribute, lambda *_, items=known[name]: list(items))

    return give


_DRAWN = {
    "calls": (vie_associative, "applications"),
    "plan": (vie_associative, "plan_dossiers"),
    "fdva": (fdva, "dossiers"),
    "conventions": (dreets, "conventions"),
    "engineerings": (dla, "engineerings"),
    "loans": (france_active, "interventions"),
    "operations": (banque_des_territoires, "operations"),
}
