"""Recoverable dirt can be undone: a commune written badly still names one commune, and no other."""

from __future__ import annotations

import pytest
from mini_world import REFERENCE
from sandbox.build import build_world
from sandbox.cog import Cog, Vintage, fold_name, load_cog
from sandbox.deliveries import region_deliveries
from sandbox.region_file import region_table
from sandbox.region_table import clean_region_table
from sandbox.spelling import amount, retyped_commune, scientific
from sandbox.tables import Line


@pytest.fixture(scope="module")
def cog() -> Cog:
    return load_cog(REFERENCE)


@pytest.fixture(scope="module")
def filthy(cog: Cog) -> list[Line]:
    world = build_world(2, 1, cog)
    return [line for delivery in region_deliveries("2026-10") for line in region_table(world, delivery, 3, cog).lines]


def resolve(line: Line, vintage: Vintage) -> str | None:
    """A reader of its own: the code unless the name contradicts it, then name and postal code, then the name."""
    code = str(line.cells["code_insee"]).removesuffix(".0").replace(" ", "")
    name = fold_name(str(line.cells["commune"]))
    postal = str(line.cells["code_postal"])
    named = vintage.names.get(name, set())
    found = vintage.in_force(code)
    if found and (found.code in named or not named):
        return found.code
    by_postal = {c for c in named if {code, postal} & set(vintage.communes[c].postal)}
    if len(by_postal) == 1:
        return by_postal.pop()
    if found:
        return found.code
    return next(iter(named)) if len(named) == 1 else None


def test_every_place_that_is_not_gone_can_be_found(cog: Cog, filthy: list[Line]) -> None:
    vintage = cog.of(2026)
    dirty = 0
    for line in filthy:
        if line.item is None or line.row_lost:
            continue
        place = line.item.dossier.place
        lost = any(loss.column == "commune" for loss in line.losses)
        expected = vintage.in_force(place.code) if place and not lost else None
        assert resolve(line, vintage) == (expected.code if expected else None), line.cells
        dirty += bool(place) and line.cells["code_insee"] != place.code
    assert dirty > 100


def test_a_postal_code_may_look_like_another_commune(cog: Cog, filthy: list[Line]) -> None:
    communes = cog.of(2026).communes
    traps = [
        line
        for line in filthy
        if line.item
        and line.item.dossier.place
        and line.cells["code_insee"] == line.item.dossier.place.postal
        and communes.get(str(line.cells["code_insee"]))
    ]
    assert traps, "the postal code is also the INSEE code of a commune elsewhere"


def test_repeats_never_change_which_version_counts(filthy: list[Line]) -> None:
    rows = [line for line in filthy if line.item or "#" in line.ref]
    stale = [line for line in rows if line.ref.endswith("#before")]
    assert stale
    newest = {line.ref: (place, line) for place, line in enumerate(rows) if "#" not in line.ref}
    for place, line in enumerate(rows):
        if line.ref.endswith("#before"):
            where, current = newest[line.ref.removesuffix("#before")]
            same_day = line.cells["date_maj"] == current.cells["date_maj"]
            assert not current.losses
            assert place < where or not same_day


def test_dirt_is_laid_over_the_same_world(cog: Cog) -> None:
    world = build_world(2, 1, cog)
    delivery = region_deliveries("2026-10")[-1]
    clean = [line.ref for line in clean_region_table(world, delivery).lines]
    dirty = [line.ref for line in region_table(world, delivery, 3, cog).lines if line.item and "#" not in line.ref]
    assert dirty == clean


def test_spellings() -> None:
    import random

    assert amount(31000) == "31\u00a0000,00"
    assert scientific("97123456700012") == "9,71235E+13"
    for seed in range(20):
        assert fold_name(retyped_commune("Sainte-Luce-sur-Loire", random.Random(seed))) == "sainte luce sur loire"
