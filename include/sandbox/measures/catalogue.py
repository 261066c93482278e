"""The measures: where they come from, how they are counted, for which territories and periods, by what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from sandbox.cells import ALL_KINDS
from sandbox.measures import (
    cofunding,
    conferences,
    dossiers,
    loans,
    partnerships,
    publicity,
    referrals,
    supports,
    survival,
    takeovers,
)
from sandbox.measures.aggregate import Aggregation, count, greatest, reached, share, survived, total
from sandbox.measures.evidence import Evidence, Known

Rule = Callable[[Known], Iterator[Evidence]]


@dataclass(frozen=True)
class Measure:
    """A measure; a supporting one bears the code of its parent, a plus and a word."""

    code: str
    rule: Rule
    streams: tuple[str, ...]
    aggregation: Aggregation = count
    grain: str = "epci"
    dimensions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ALL_KINDS
    first_year: int = 2022
    # Months after its period until a figure is no longer computed anew: 36 of observation and 24 of late closings.
    months_to_final: int = 0

    def beside(self, word: str, rule: Rule, aggregation: Aggregation | None = None) -> Measure:
        """A figure shown beside this one: the same places, periods, sources and breakdowns."""
        return replace(self, code=f"{self.code}+{word}", rule=rule, aggregation=aggregation or self.aggregation)


_REGION = "region_dispositifs.dossiers"
_LOANS = "france_active.interventions"
_CALENDAR = ("gouvernance.evenements",)
_LISTS = "reseaux_departementaux.projets"
_FOLLOWED = (_LISTS, "essor.accompagnements")

_A01_I1 = Measure(
    "A01-I1", dossiers.a01_i1, (_REGION, _LOANS), dimensions=("dispositif", "ess_family"), first_year=2021
)
_A01_I2 = Measure("A01-I2", supports.a01_i2, ("essor.projets", _LISTS), grain="departement", dimensions=("operator",))
_A02_I1 = Measure("A02-I1.operations", takeovers.operations, ("urscop.operations",), dimensions=("kind",))
_A03_I1 = Measure(
    "A03-I1",
    dossiers.a03_i1,
    (_REGION, "dla.ingenieries", "dreets.conseil_rh", _LOANS),
    dimensions=("dispositif", "ess_family"),
)
_A04_I1 = Measure("A04-I1", loans.a04_i1, (_LOANS,), dimensions=("ess_family",))
_A04_I2 = Measure("A04-I2", loans.a04_i2, (_LOANS,), greatest)
_A05_I1 = Measure("A05-I1", conferences.a05_i1, _CALENDAR, reached, grain="region", kinds=("year", "ytd", "cum"))
_A06_I1 = Measure(
    "A06-I1",
    partnerships.a06_i1,
    ("essor.partenariats", "reseaux_departementaux.partenariats"),
    grain="departement",
)
_A07_I1 = Measure(
    "A07-I1", referrals.a07_i1, (_LISTS, "essor.orientations"), grain="departement", dimensions=("operator",)
)
_A08_I1 = Measure("A08-I1", supports.a08_i1, _FOLLOWED, dimensions=("operator", "ess_family"))
_A10_I1 = Measure("A10-I1", dossiers.a10_i1, ("region_vie_associative.aap",), dimensions=("dispositif",))
_A10_I3 = Measure(
    "A10-I3",
    dossiers.a10_i3,
    ("drajes_fdva.suivi_actions", "drajes_fdva.suivi_dossiers"),
    dimensions=("kind",),
)
_A11_I1 = Measure("A11-I1", publicity.types, ("essor.publications",), grain="departement", kinds=("r12",))

_A17_I1 = Measure(
    "A17-I1",
    cofunding.a17_i1,
    (_REGION, "region_vie_associative.plan", "drajes_fdva.suivi_actions", "epci.cofinancements"),
    share,
    dimensions=("dispositif",),
)

MEASURES: tuple[Measure, ...] = (
    _A01_I1,
    _A01_I1.beside("all", dossiers.a01_i1_all),
    _A01_I2,
    _A01_I2.beside("undeduplicated", supports.a01_i2_undeduplicated),
    _A02_I1,
    *(_A02_I1.beside(state, partial(takeovers.operations_in, state)) for state in takeovers.STATES),
    replace(_A02_I1, code="A02-I1.jobs", rule=takeovers.jobs, aggregation=greatest),
    _A03_I1,
    _A03_I1.beside("all", dossiers.a03_i1_all),
    _A04_I1,
    _A04_I1.beside("ess", loans.a04_i1_ess),
    _A04_I2,
    _A04_I2.beside("fte", loans.a04_i2_fte),
    Measure("A04-I3.count", loans.a04_i3_count, (_LOANS,)),
    Measure("A04-I3.amount", loans.a04_i3_amount, (_LOANS,), total),
    _A05_I1,
    *(_A05_I1.beside(word, partial(conferences.a05_i1_with, word)) for word in conferences.BESIDE),
    Measure("A05-I2.projects", dossiers.a05_i2_projects, (_REGION,)),
    Measure("A05-I2.coverage", dossiers.a05_i2_coverage, (_REGION,), share, grain="region"),
    _A06_I1,
    _A06_I1.beside("intentions", partnerships.a06_i1_intentions),
    _A07_I1,
    _A07_I1.beside("completed_share", referrals.a07_i1_completed_share, share),
    Measure("A07-I2", supports.a07_i2, _FOLLOWED, grain="departement", dimensions=("operator",)),
    _A08_I1,
    _A08_I1.beside("extended", supports.a08_i1_extended),
    _A08_I1.beside("entries", supports.a08_i1_entries),
    _A10_I1,
    _A10_I1.beside("filed", dossiers.a10_i1_filed),
    Measure("A10-I2", dossiers.a10_i2, ("region_vie_associative.plan",)),
    _A10_I3,
    _A10_I3.beside("associations", dossiers.a10_i3_associations),
    _A10_I3.beside("dossiers", dossiers.a10_i3_dossiers),
    replace(_A11_I1, code="A11-I1.types", dimensions=("kind",)),
    replace(_A11_I1, code="A11-I1.months", rule=publicity.months, aggregation=reached),
    replace(_A11_I1, code="A11-I1.testimonies", rule=publicity.testimonies),
    Measure("A16-I2", conferences.a16_i2, (*_CALENDAR, "gouvernance.participations"), share, grain="region"),
    _A17_I1,
    _A17_I1.beside("broad", cofunding.a17_i1_broad),
    Measure("A19-I1", supports.a19_i1, ("cap_tiers_lieux.accompagnements",), dimensions=("kind",)),
    Measure(
        "A19-I2",
        survival.a19_i2,
        ("cap_tiers_lieux.panorama", _REGION, "banque_des_territoires.operations"),
        survived,
        grain="departement",
        kinds=("year",),
        months_to_final=36 + 24,
    ),
)
