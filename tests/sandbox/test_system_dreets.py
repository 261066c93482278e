"""DREETS: conseil RH as CSV and as a workbook, the editions of the ESUS list, no person."""

from __future__ import annotations

from datetime import date

import pytest
from meets_contract import (
    Landed,
    assert_each_row_is_as_expected,
    assert_no_person_lands,
    contract_of,
    deliver,
    land,
    world,
)
from sandbox.production import OpenFile, Production
from sandbox.serve import start
from sandbox.systems import dreets
from sandbox.systems.dreets import conventions
from sandbox.systems.dreets_esus import agreements
from sandbox.vocabulary import EXTRA_COLUMNS
from sress.collect.connection import Connection
from sress.collect.download import download_stream
from sress.platform.sealing import unseal
from sress.platform.settings import Settings

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize(("seed", "month"), [(1, MONTH), (2, "2024-01")])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, month: str, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(dreets, seed, month, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(dreets, 1, MONTH, 1), 1)


@pytest.mark.parametrize("dirt", [0, 3])
def test_the_contract_knows_every_column(dirt: int) -> None:
    for landed in land(deliver(dreets, 2, MONTH, dirt)):
        assert landed.checked.columns_missing == [], landed.made.delivery.file
        assert set(landed.checked.columns_unknown) <= set(EXTRA_COLUMNS), landed.made.delivery.file


def test_a_csv_file_and_a_workbook_say_the_same() -> None:
    older, newer = [
        landed for landed in _landed("conseil_rh") if landed.made.delivery.file.startswith("dreets_conseil_rh_2026")
    ]
    assert older.made.delivery.file.endswith(".csv")
    assert newer.made.delivery.file.endswith(".xlsx")
    changing = {"statut", "montant"}
    told = {row["n_convention"]: row for row in newer.rows}
    for row in older.rows:
        same = told[row["n_convention"]]
        assert {name: same[name] for name in row if name not in changing} == {
            name: row[name] for name in row if name not in changing
        }


def test_a_correction_changes_an_amount_and_a_cancellation_leaves_none() -> None:
    every = conventions(world(1))
    granted = [[amount for _, state, amount in item.history if state == "accorde"] for item in every]
    assert any(len(amounts) == 2 and amounts[0] != amounts[1] for amounts in granted)
    cancelled = [row for landed in _landed("conseil_rh") for row in landed.rows if row["statut"] == "annule"]
    assert cancelled
    assert {row["montant"] for row in cancelled} == {"0.00"}


def test_what_is_examined_has_no_amount_yet() -> None:
    waiting = [row for landed in _landed("conseil_rh") for row in landed.rows if row["statut"] == "en_instruction"]
    assert waiting
    assert {row["montant"] for row in waiting} == {None}


def test_an_edition_holds_the_agreements_of_its_day_and_a_holder_may_come_back() -> None:
    editions = {landed.made.delivery.file: {str(row["siren"]) for row in landed.rows} for landed in _landed("esus")}
    ordered = [editions[name] for name in sorted(editions)]
    assert len(ordered) == 12
    back = [
        siren
        for siren in set.union(*ordered)
        if "10" in (seen := "".join("1" if siren in edition else "0" for edition in ordered))
        and "01" in seen[seen.index("10") :]
    ]
    assert back
    newest = {item.organisation.siren for item in agreements(world(1)) if item.holds_on(date(2026, 7, 1))}
    assert ordered[-1] == newest


def test_every_edition_is_found_in_the_catalogue_under_the_name_that_the_contract_reads(settings: Settings) -> None:
    editions = [made for made in deliver(dreets, 1, MONTH, 0) if made.way == "open"]
    published = [OpenFile(made.dataset, made.title, made.name, made.data, made.media) for made in editions]
    with start(Production(open_files=published)) as running:
        there = Connection(url=f"{running.http_url}/datagouv")
        found = download_stream(settings, contract_of("dreets"), "esus", there, sleep=lambda _: None)
    downloaded = {path.name.removesuffix(".sealed"): unseal(settings, path.read_bytes()) for path in found}
    assert downloaded == {made.delivery.file: made.data for made in editions}


def test_a_young_enterprise_has_its_first_agreement_for_two_years_and_every_renewal_for_five() -> None:
    by_holder: dict[str, list[int]] = {}
    for item in agreements(world(1)):
        by_holder.setdefault(item.organisation.siren, []).append(item.years)
    assert {years[0] for years in by_holder.values()} == {2, 5}
    assert {year for years in by_holder.values() for year in years[1:]} == {5}


def test_an_enterprise_with_advice_is_known_to_the_region() -> None:
    advised = {item.project.identity for item in conventions(world(1))}
    assert advised & {dossier.project for dossier in world(1).dossiers}


def _landed(stream: str) -> list[Landed]:
    return [landed for landed in land(deliver(dreets, 1, MONTH, 0)) if landed.stream == stream]
