"""AMB-02 to AMB-05, AMB-11 and AMB-12: what is there by the horizon, and which EPCI are part of it."""

from __future__ import annotations

import pytest
from mini_ambitions import event, figures, known, partnership, present, standing, value
from mini_measures import dossier

CHOLET, REDON, NANTES, ALENCON = "200071678", "243500741", "244400404", "246100663"


def test_departements_with_innovation_need_a_grant_that_somebody_can_place() -> None:
    grants = [
        dossier(f"P{code}", f"{year}-05-01", "innovation_sociale", departement_code=code, is_ess=False)
        for code, year in (("44", 2022), ("44", 2023), ("49", 2025), ("53", 2026), ("72", 2021), (None, 2025))
    ]
    world = known(fct_dossier=[*grants, dossier("other", departement_code="85")])
    assert figures(world, "AMB-02.departements") == (2, None, 0)
    assert figures(world, "AMB-02.departements", "current") == (3, None, 0)
    assert standing(world, "AMB-02.departements").verdict == "non_atteinte"


def test_innovation_is_told_by_epci_and_by_its_concentration() -> None:
    grants = [
        dossier(f"P{place}", "2025-05-01", "innovation_sociale", departement_code=departement, epci_code=epci)
        for place, (departement, epci) in enumerate(
            [("44", NANTES), ("44", NANTES), ("44", REDON), ("49", CHOLET), (None, None), ("53", None)]
        )
    ]
    late = dossier("P9", "2026-05-01", "innovation_sociale", departement_code="85", epci_code=None)
    world = known(fct_dossier=[*grants, late])
    assert figures(world, "AMB-02.epci") == (2, 2, 0), "two of the four EPCI are seated outside the region"
    assert figures(world, "AMB-02.projects", territory="DEP-44") == (3, None, 0)
    told = standing(world, "AMB-02.concentration")
    assert (told.value, told.numerator, told.denominator, told.verdict) == (50, 3, 6, "sans_cible")
    assert standing(world, "AMB-02.concentration", "current").denominator == 7
    assert standing(known(), "AMB-02.concentration").value is None


def test_a_conference_is_one_a_day_and_only_once_it_is_held() -> None:
    world = known(
        fct_event=[
            event("conference", "2025-10-10"),
            event("conference", "2025-10-10"),
            event("conference", "2025-11-10", is_held=False),
            event("conference", "2026-01-15"),
            event("copil", "2025-11-20"),
        ]
    )
    assert figures(world, "AMB-03.conferences") == (1, None, 0)
    assert figures(world, "AMB-03.conferences", "current") == (2, None, 0)
    assert standing(known(), "AMB-03.conferences").verdict == "non_atteinte"
    assert standing(known("2025-10-31"), "AMB-03.conferences").verdict == "en_cours"


def test_a_partnership_counts_when_it_is_proved_within_a_year_of_its_day() -> None:
    world = known(
        fct_partnership=[
            partnership("P1", "2025-01-10", "2025-12-31"),
            partnership("P1", "2025-01-10", "2025-02-01", partnership_key=None, departement_code=None),
            partnership("intention", "2025-01-10", "2025-02-01", proof="intention"),
            partnership("one", "2025-01-10", "2025-02-01", structures=1),
            partnership("no day", None, "2025-02-01"),
            partnership("before", "2025-01-10", "2025-01-09"),
            partnership("too late", "2024-01-10", "2025-01-11"),
            partnership("after", "2025-06-10", "2026-02-01", departement_code="49"),
        ]
    )
    assert figures(world, "AMB-04.partnerships") == (2, None, 0), "two partnerships of one project are two"
    assert figures(world, "AMB-04.partnerships", territory="UND") == (1, None, 0)
    assert figures(world, "AMB-04.departements") == (1, None, 0)
    assert figures(world, "AMB-04.departements", "current") == (2, None, 0)


def test_the_map_needs_both_of_its_parts() -> None:
    base = event("cotech", "2024-05-01", deliverables="evaluation competences_socle")
    world = known(
        fct_event=[
            base,
            event("rencontre", "2024-06-01", deliverables="competences_socle"),
            event("cotech", "2025-06-01", deliverables="competences_specialites", is_held=False),
            event("cotech", "2026-06-01", deliverables="competences_specialites"),
        ]
    )
    assert figures(world, "AMB-05.parts") == (1, None, 0)
    assert (standing(world, "AMB-05.parts").verdict, standing(world, "AMB-05.parts", "current").verdict) == (
        "non_atteinte",
        "atteinte",
    )


def test_an_epci_is_reached_by_an_action_that_took_place() -> None:
    world = known(
        fct_event=[
            event("diffusion", "2025-05-01", epci_code=CHOLET),
            event("diffusion", "2025-06-01", epci_code=CHOLET),
            event("diffusion", "2025-05-01", epci_code=NANTES, is_held=False),
            event("atelier", "2025-05-01", epci_code=NANTES),
            event("diffusion", "2025-05-01", epci_code=REDON),
            event("diffusion", "2025-05-01"),
            event("diffusion", "2026-05-01", epci_code=NANTES),
        ]
    )
    assert figures(world, "AMB-11.epci") == (1, 2, 0), "Redon and Alençon are seated outside"
    assert value(world, "AMB-11.epci", "current").value == 100


def test_an_epci_came_to_a_conference_once_whatever_it_signed_as() -> None:
    world = known(
        fct_participation=[
            present("nantes metropole", NANTES),
            present("nm", NANTES),
            present("redon agglomeration", REDON),
            present("ca alencon", ALENCON),
            present("une association"),
            present("nantes metropole", NANTES, "2026-01-20"),
            present("cholet agglomeration", CHOLET, "2026-01-20"),
        ]
    )
    assert figures(world, "AMB-12.present") == (1, None, 0)
    assert figures(world, "AMB-12.present", "current") == (2, None, 0)
    for member, share in ((None, 100), ("2025-10-10", 50), ("2026-01-20", 100)):
        assert value(world, "AMB-12.share", "current", member=member).value == share
    with pytest.raises(KeyError):
        value(world, "AMB-12.share", "bilan", member="2026-01-20")


def test_a_conference_where_no_epci_came_shows_it() -> None:
    world = known(fct_participation=[present("une association")])
    assert figures(world, "AMB-12.present") == (0, None, 0)
    assert value(world, "AMB-12.share", member="2025-10-10").value == 0
    assert value(known(), "AMB-12.share").value is None, "without a list there is no share"
