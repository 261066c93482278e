"""Conferences and publications: themes, who came, and twelve months of publicity."""

from __future__ import annotations

from mini_measures import cells, conference, known, members, participation, publication, value
from sandbox.core.events import _themes

INNOVATION = "innovation sociale"


def test_a05_a_conference_that_was_held_bears_the_theme() -> None:
    world = known(
        fct_event=[
            conference("2023-10-10", "emploi", INNOVATION, "financement"),
            conference("2024-10-10", INNOVATION, held=False),
            conference("2025-10-10", "emploi"),
            conference("2026-05-05", INNOVATION, kind="cotech"),
        ]
    )
    years = ("2022", "2023", "2024", "2025", "2026")
    assert [value(world, "A05-I1", year) for year in years] == [0, 1, 0, 0, 0]
    assert [value(world, "A05-I1", f"cum-{year}-10") for year in years] == [0, 1, 1, 1, 1]
    assert {cell.denominator for cell in cells(world, "A05-I1").values()} == {1}
    found = [value(world, f"A05-I1+{word}", "2023") for word in ("research", "funding", "examples")]
    assert found == [0, 1, 0]


def test_a05_a_second_theme_without_the_first_says_nothing() -> None:
    assert value(known(fct_event=[conference("2025-10-10", "financement")]), "A05-I1+funding") == 0


def test_themes_are_read_without_case_accents_and_signs() -> None:
    assert _themes("Innovation_Sociale,  Transition Écologique") == ["innovation sociale", "transition ecologique"]
    assert _themes("") == []


def test_a16_share_of_organisations_outside_the_perimeter() -> None:
    world = known(
        fct_participation=[
            participation("garage elan", False),
            participation("association une", True),
            participation("association deux", True),
            participation("inconnue", None),
            participation("garage elan", False, "2026-01-20"),
        ]
    )
    found = cells(world, "A16-I2")
    year, both, before = (found[period, "REG-52", None] for period in ("2025", "cum-2026-10", "2024"))
    assert (year.value, year.numerator, year.denominator, year.unknown) == (33.333333, 1, 3, 1)
    assert (both.value, both.numerator, both.denominator, both.unknown) == (50.0, 2, 4, 1), "once a conference"
    assert (before.value, before.numerator, before.denominator, before.unknown) == (None, 0, 0, 0)


def test_a11_only_cross_views_on_a_project_count_and_a_content_once() -> None:
    world = known(
        fct_publicity=[
            publication("C1", kind="temoignage"),
            publication("C1", "2026-03-20", kind="temoignage", departement_code=None),
            publication("C1", kind="post"),
            publication("C2", "2025-11-01"),
            publication("C3", "2025-10-31", kind="web"),
            publication("C4", projects=0, kind="newsletter"),
            publication("C5", operators=1, kind="interview"),
        ]
    )
    last = "r12-2026-10"
    assert value(world, "A11-I1.types", last) == 3
    assert members(world, "A11-I1.types", last) == {"temoignage": 1, "post": 1, "video": 1}
    assert value(world, "A11-I1.testimonies", last) == 1
    assert value(world, "A11-I1.types", "r12-2025-10") == 1


def test_a11_there_are_twelve_months_in_every_territory() -> None:
    world = known(fct_publicity=[publication("C1", departement_code=None), publication("C2", "2025-11-30")])
    found = cells(world, "A11-I1.months")
    assert {cell.denominator for cell in found.values()} == {12}
    names = ("REG-52", "DEP-44", "DEP-85", "UND")
    assert [found["r12-2026-10", name, None].value for name in names] == [2, 1, 0, 1]
