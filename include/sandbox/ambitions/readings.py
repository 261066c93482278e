"""The readings of the ambitions: their rules, the streams behind them, how they count and for which territories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.ambitions import achieved, common_law, epci, funding, referents, reviews, shared_tool, told_of
from sandbox.ambitions.editions import Edition
from sandbox.measures.aggregate import Aggregation, count, greatest, share
from sandbox.measures.evidence import Evidence, Known

Rule = Callable[[Known, Edition], Iterator[Evidence]]


@dataclass(frozen=True)
class Reading:
    """A reading of an ambition; the one that judges it may have a target."""

    code: str
    rule: Rule
    streams: tuple[str, ...]
    aggregation: Aggregation = count
    grain: str = "region"
    judges: bool = False
    target: float | None = None

    @property
    def ambition(self) -> str:
        """The ambition that it reads."""
        return self.code.split(".")[0]


_REGION = "region_dispositifs.dossiers"
_MONEY = (_REGION, "france_active.interventions")
_OPEN = (_REGION, "dreets.conseil_rh", "france_active.interventions")
_EVENTS = "gouvernance.evenements"
_SIGNED = ("essor.partenariats", "reseaux_departementaux.partenariats")
_FOLLOWED = ("reseaux_departementaux.projets", "essor.accompagnements")
_TOLD = ("essor.publications", "essor.projets")
_TOOL = ("essor.projets", "essor.accompagnements")
_LISTED = (_EVENTS, "gouvernance.participations")
_BY_PLACE = "departement"

READINGS = (
    Reading("AMB-01.base_ratio", common_law.base_ratio, _OPEN, share),
    Reading("AMB-01.ratio", common_law.ratio, _OPEN, share),
    Reading("AMB-01.base_count", common_law.base_count, _OPEN),
    Reading("AMB-01.count", common_law.count, _OPEN),
    Reading("AMB-01.base_full_ratio", common_law.base_full_ratio, _OPEN, share),
    Reading("AMB-01.full_ratio", common_law.full_ratio, _OPEN, share),
    Reading("AMB-02.departements", achieved.innovation, (_REGION,), judges=True, target=5),
    Reading("AMB-02.epci", achieved.innovation_epci, (_REGION,), share),
    Reading("AMB-02.projects", achieved.innovation_projects, (_REGION,), grain=_BY_PLACE),
    Reading("AMB-03.conferences", achieved.conferences, (_EVENTS,), judges=True, target=1),
    Reading("AMB-04.partnerships", achieved.partnerships, _SIGNED, grain=_BY_PLACE, judges=True, target=1),
    Reading("AMB-04.departements", achieved.partnership_departements, _SIGNED),
    Reading("AMB-05.parts", achieved.map_parts, (_EVENTS,), judges=True, target=2),
    Reading("AMB-06.one_referent", referents.one_referent, _FOLLOWED, share, _BY_PLACE, judges=True, target=100),
    Reading("AMB-06.no_referent", referents.no_referent, _FOLLOWED, grain=_BY_PLACE),
    Reading("AMB-06.several_referents", referents.several_referents, _FOLLOWED, grain=_BY_PLACE),
    Reading("AMB-07.departements", told_of.departements, _TOLD, judges=True, target=5),
    Reading("AMB-07.jobs", told_of.jobs, _TOLD, greatest, _BY_PLACE),
    Reading("AMB-08.regular", reviews.regular, (_EVENTS,), judges=True, target=5),
    Reading("AMB-08.solutions", reviews.solutions, ("reseaux_departementaux.revues",), share, _BY_PLACE),
    Reading("AMB-09.in_production", shared_tool.in_production, _TOOL, judges=True, target=1),
    Reading("AMB-09.partners", shared_tool.partners, _TOOL, share),
    Reading(
        "AMB-10.funded",
        funding.funded,
        ("essor.projets", *_MONEY, "banque_des_territoires.operations"),
        share,
        _BY_PLACE,
        judges=True,
    ),
    Reading("AMB-11.epci", epci.reached, ("essor.evenements", "epci.diffusion"), share, judges=True),
    Reading("AMB-12.present", epci.present, _LISTED, judges=True, target=1),
    Reading("AMB-12.share", epci.share, _LISTED, share),
)
