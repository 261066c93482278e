"""Which records the rules unite, and which they must leave to a person."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from meets_contract import COG
from mini_funders import produced
from mini_world import day
from sandbox.core import identities_funders, identities_partners, units
from sandbox.core.matched import near, units_of
from sandbox.core.partners.networks import named_in_lists
from sandbox.core.record import Record, numbers
from sandbox.core.row import Run
from sandbox.core.titles import alike, contradict, likeness, telling_words

TITLE = "Création d'une épicerie Gralitière"


def record(reference: str, on: str | None = "2025-03-01", **changes: Any) -> Record:
    base: dict[str, Any] = {"project": "P1", "siren": "123456782", "title": TITLE}
    return Record("essor", "projets", reference, day=day(on) if on else None, **{**base, **changes})


def united(*records: Record, bearers: dict[str, str] | None = None) -> list[list[str]]:
    groups = defaultdict(list)
    for key, unit in units_of(records, bearers or {}).items():
        groups[unit].append(key.rsplit(":", 1)[-1])
    return sorted(sorted(group) for group in groups.values())


def test_little_words_say_nothing_unless_there_are_no_others() -> None:
    assert telling_words("Projet d'une ÉPICERIE – pour l'Œuvre") == {"epicerie", "oeuvre"}
    assert telling_words("Le projet") == {"le", "projet"}


def test_the_likeness_is_dice_s_coefficient_of_padded_trigrams() -> None:
    # "  cafe ": "  c", " ca", "caf", "afe", "fe "; "  cafes ": the first four of them, "fes", "es ".
    assert likeness("Café", "CAFÉS") == pytest.approx(2 * 4 / (5 + 6))
    assert likeness("Café vélo", "vélo café") == 1.0
    assert likeness("Café", "") == 0.0


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (TITLE, "CREATION D UNE EPICERIE GRALITIERE", True),
        (TITLE, "Gralitière – création d'une épicerie", True),
        (TITLE, f"Projet {TITLE.lower()}", True),
        (TITLE, "Création d'une Gralitière", False),
        ("Atelier de réparation de vélos Vimesonne", "Atelier de réparation de vélos Vimelune", False),
        ("Ressourcerie itinérante de Gralasonne", "Ressourceries itinérantes de Gralasonne", True),
    ],
)
def test_titles_of_one_project_are_alike(left: str, right: str, same: bool) -> None:
    assert alike(left, right) is alike(right, left) is same


def test_two_own_words_contradict_unless_one_spells_the_other() -> None:
    long = "Restauration collective biologique solidaire mutualisée départementale"
    assert likeness(f"{long} nord", f"{long} sud") >= 0.85
    assert contradict(f"{long} nord", f"{long} sud")
    assert not contradict(long, f"{long} nord"), "only one says more"
    assert not contradict(f"{long} vélos", f"{long} vélo"), "another spelling"


@pytest.mark.parametrize(
    ("other", "close"),
    [
        ("2027-03-10", True),
        ("2027-03-11", False),
        ("2027-02-28", True),
        ("2023-03-10", True),
        ("2023-03-09", False),
        ("2025-03-10", True),
    ],
)
def test_days_are_at_most_24_begun_months_apart(other: str, close: bool) -> None:
    assert near(day("2025-03-10"), day(other)) is near(day(other), day("2025-03-10")) is close


def test_one_carrier_alike_titles_and_near_days_unite() -> None:
    assert united(record("a"), record("b", "2027-03-01")) == [["a", "b"]]
    assert united(record("a"), record("b", "2027-03-02")) == [["a"], ["b"]]
    assert united(record("a"), record("b", siren="987654324")) == [["a"], ["b"]]
    assert united(record("a"), record("b", title="Autre chose")) == [["a"], ["b"]], "one carrier, two projects"


@pytest.mark.parametrize("missing", [{"siren": None}, {"title": None}, {"day": None}])
def test_what_a_record_does_not_show_unites_nothing(missing: dict[str, None]) -> None:
    silent = [Record("essor", "projets", name, "P1", **{**_SHOWN, **missing}) for name in ("a", "b")]  # type: ignore[arg-type]
    assert united(*silent) == [["a"], ["b"]]


_SHOWN = {"day": date(2025, 3, 1), "siren": "123456782", "title": TITLE}


def test_an_association_s_number_counts_as_the_siren_that_sirene_gives() -> None:
    associations = [record("a"), record("b", siren=None, rna="W441234567")]
    assert united(*associations) == [["a"], ["b"]]
    assert united(*associations, bearers={"W441234567": "123456782"}) == [["a", "b"]]
    assert united(record("a", siren=None, rna="W1"), record("b", siren=None, rna="W1")) == [["a", "b"]]


def test_a_shared_number_unites_whatever_else_is_shown() -> None:
    one = record("a", "2021-01-01", siren=None, title="Un nom", shared=numbers(essor="E1"))
    other = record("b", None, siren=None, title="Un autre", shared=numbers(essor="E1", region="R1"))
    assert united(one, other) == [["a", "b"]]
    assert united(one, record("b", siren=None, shared=numbers(region="E1"))) == [["a"], ["b"]], "another kind of number"


def test_links_carry_over_records_between() -> None:
    chain = [record("a"), record("b", "2026-12-01"), record("c", "2028-09-01")]
    assert united(*chain) == [["a", "b", "c"]]
    assert united(chain[0], chain[2]) == [["a"], ["c"]]


def test_two_true_projects_are_never_one_unit() -> None:
    assert united(record("a"), record("b", project="P2")) == [["a"], ["b"]]


def test_the_order_of_the_records_changes_nothing() -> None:
    every = [record("a"), record("b", "2026-12-01"), record("c", "2028-09-01"), record("d", siren=None)]
    assert units_of(every, {}) == units_of(every[::-1], {})


def test_a_network_names_a_project_by_title_and_structure_else_by_commune() -> None:
    assert named_in_lists("iresa", "Épicerie", "La Halle", "Angers") == "iresa:epicerie:la halle"
    assert named_in_lists("iresa", "ÉPICERIE ", None, "ANGERS") == "iresa:epicerie:angers"
    assert named_in_lists("iresa", "Épicerie", None, None) is None


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "dirt"), [(1, 0), (2, 2)])
def test_every_fact_has_its_unit_and_rules_find_most_of_each_project(seed: int, dirt: int) -> None:
    made = produced(seed, dirt)
    run = Run(made.world, made.month, COG, made.lost)
    records = [*identities_funders.records(run), *identities_partners.records(run)]
    found = units(run)
    assert found.keys() == {one.key for one in records}
    by_unit, by_project = defaultdict(set), defaultdict(set)
    for one in records:
        by_unit[found[one.key]].add(one.project)
        by_project[one.project].add(found[one.key])
    assert {len(projects) for projects in by_unit.values()} == {1}
    split = sum(len(of) > 1 for of in by_project.values())
    assert 0 < split < 0.5 * len(by_project), "some are left to a person, and not most"
