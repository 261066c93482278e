"""Places and movements in the real code lists, 2022 to 2026."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sress.build import run_dbt
from territory_warehouse import Warehouse

pytestmark = pytest.mark.slow

VINTAGES = (2022, 2023, 2024, 2025, 2026)
MODELS = ("+int_territory__resolve", "+dim_territory", "+dim_commune", "+dim_commune_movement")
Place = tuple[str | None, str | None, str | None]
Found = tuple[str | None, str | None, str | None, str]

ANCENIS, CHOLET, ANGERS, NANTES = "244400552", "200071678", "244900015", "244400404"
MAUGES, HAUT_ANJOU, ESSARTS = "200060010", "200071868", "200071918"
NOWHERE: Found = (None, None, None, "undetermined")
OUTSIDE: Found = (None, None, None, "outside_region")
INGRANDES = ("49160", "49", ANCENIS)
FREIGNE = ("44180", "44", ANCENIS)
OREE = ("49126", "49", MAUGES)
YEU = ("85113", "85", None)

# (INSEE code, postal code, name) as a partner writes them: what they mean in 2026.
PLACES: dict[Place, Found] = {
    ("85113", "85350", "L'Île-d'Yeu"): (*YEU, "code"),
    (None, "85350", "ILE D YEU (L')"): NOWHERE,
    (None, "85350", "L'ILE D'YEU"): (*YEU, "postal_code"),
    ("44060", None, "Le Fresne-sur-Loire"): (*INGRANDES, "former_code"),
    ("49382", "49123", "LE FRESNE SUR LOIRE"): (*INGRANDES, "former_code"),
    (None, "49123", "Le Fresne-sur-Loire"): (*INGRANDES, "postal_code"),
    (None, None, "Le Fresne sur Loire"): (*INGRANDES, "name"),
    ("49144", "49440", "Freigné"): (*FREIGNE, "former_code"),
    (None, "49440", "FREIGNE"): (*FREIGNE, "name"),
    ("49321", None, None): (*INGRANDES, "former_code"),
    (None, "49123", "St Sigismond"): (*INGRANDES, "postal_code"),
    ("85269", None, "Saint-Sigismond"): ("85269", "85", "248500563", "code"),
    (None, None, "Saint-Sigismond"): NOWHERE,
    (None, "53810", "Changé"): ("53054", "53", "200083392", "postal_code"),
    (None, "72560", "change"): ("72058", "72", "247200421", "postal_code"),
    (None, None, "Changé"): NOWHERE,
    ("49069", "49270", "Orée d'Anjou"): (*OREE, "former_code"),
    ("49069", None, "Champtoceaux"): (*OREE, "former_code"),
    ("49126", None, "Drain"): (*OREE, "code"),
    (None, None, "Grandchamps-des-Fontaines"): ("44066", "44", "244400503", "name"),
    (None, None, "La Tardière"): ("85289", "85", "248500415", "name"),
    (None, None, "Fontaines"): ("85080", "85", "200071934", "name"),
    ("85165", None, "L'Oie"): ("85165", "85", ESSARTS, "code"),
    (None, "85140", "l’oie"): ("85165", "85", ESSARTS, "postal_code"),
    ("79224", "49300", "Le Puy-Saint-Bonnet"): ("49099", "49", CHOLET, "former_code"),
    ("49300", None, "CHOLET"): ("49099", "49", CHOLET, "postal_code"),
    ("44000", "44000", "Nantes"): ("44109", "44", NANTES, "postal_code"),
    (None, "44041", "NANTES CEDEX 01"): ("44109", "44", NANTES, "name"),
    (None, "49130", "Ste Gemmes s Loire"): NOWHERE,
    (None, "49130", "STE GEMMES-SUR-LOIRE"): ("49278", "49", ANGERS, "postal_code"),
    ("35236", "35600", "Redon"): ("35236", None, None, "outside_region"),
    (None, "35600", "REDON"): ("35236", None, None, "outside_region"),
    (None, "35000", "Rennes"): OUTSIDE,
    (None, None, "Hors région"): OUTSIDE,
    (None, None, "Loire-Atlantique"): (None, "44", None, "departement"),
    (None, None, "Plusieurs communes"): NOWHERE,
}
# The same places in May 2023: what came later is not yet, and codes that came later lead back.
IN_2023: dict[Place, Found] = {
    ("49321", None, None): ("49321", "49", HAUT_ANJOU, "code"),
    (None, "49123", "St Sigismond"): ("49321", "49", HAUT_ANJOU, "postal_code"),
    ("49126", None, "Drain"): ("49069", "49", MAUGES, "former_code"),
    ("49069", None, "Champtoceaux"): ("49069", "49", MAUGES, "code"),
    ("85165", None, "L'Oie"): ("85084", "85", ESSARTS, "former_code"),
    ("49144", "49440", "Freigné"): (*FREIGNE, "former_code"),
    (None, None, "La Tardière"): ("85289", "85", "248500415", "name"),
}


@pytest.fixture(scope="module")
def built(warehouse: Warehouse) -> Warehouse:
    """The five vintages, and a file of the Région with one dossier a place."""
    warehouse.land_cog(*VINTAGES)
    warehouse.write_places(list(PLACES))
    run_dbt(warehouse.settings, ("build", "--select", *MODELS, "--exclude", "resource_type:test"))
    return warehouse


def resolved(warehouse: Warehouse) -> dict[str, Found]:
    return {
        key: tuple(found)
        for key, *found in warehouse.rows(
            "select place_key, commune_code, departement_code, epci_code, location_level "
            "from intermediate.int_territory__resolve"
        )
    }


def key(place: Place) -> str:
    return "|".join([*(part or "" for part in place), ""])


def test_places_mean_what_the_lists_say(built: Warehouse) -> None:
    found = resolved(built)
    assert {place: found[key(place)] for place in PLACES} == PLACES


def test_each_vintage_has_its_communes(built: Warehouse) -> None:
    counted = built.rows(
        "select vintage, count(*) filter (where is_in_region), count(distinct epci_code), bool_or(is_current) "
        "from audit.dim_commune group by vintage order by vintage"
    )
    assert counted == [
        (2022, 1235, 71, False),
        (2023, 1233, 71, False),
        (2024, 1232, 71, False),
        (2025, 1228, 71, False),
        (2026, 1228, 71, True),
    ]
    without = built.rows("select distinct commune_code from audit.dim_commune where epci_code is null")
    assert without == [("85113",)]
    assert built.rows("select count(*) from audit.dim_territory") == [(1 + 5 + 71 + 1,)]


def test_epci_cross_departements_and_the_border(built: Warehouse) -> None:
    crossing = built.rows(
        "select epci_code, departement_codes, communes, communes_in_region, crosses_region, is_seat_in_region "
        "from audit.dim_epci where crosses_departements and is_current order by epci_code"
    )
    assert crossing == [
        ("200072676", "61 72", 51, 49, True, True),
        ("243500741", "35 44 56", 31, 8, True, False),
        (ANCENIS, "44 49", 20, 20, False, True),
        ("244400610", "44 56", 15, 12, True, True),
        ("246100663", "61 72", 31, 5, True, False),
        ("247200090", "53 72", 17, 17, False, True),
    ]


def test_movements_of_four_years(built: Warehouse) -> None:
    keys = {row[0] for row in built.rows("select movement_key from audit.dim_commune_movement")}
    moved = {
        "2023": {"changed_epci:72129>72129", "renamed:44066>44066", "created:85289>85289", "absorbed:85037>85289",
                 "absorbed:85053>85289"},
        "2024": {"created:49160>49160", "absorbed:49321>49160", "changed_epci:49321>49160", "created:85292>85292",
                 "absorbed:85041>85292", "absorbed:85271>85292", "restored:85084>85165", "restored:85084>85212"},
        "2025": {"recoded:49069>49126", "created:72155>72155", "absorbed:72287>72155", "created:72382>72382",
                 "absorbed:72298>72382", "created:85076>85076", "absorbed:85021>85076", "created:85223>85223",
                 "absorbed:85233>85223"},
        "2016": {"absorbed:44060>49160", "changed_departement:44060>49160"},
        "2018": {"absorbed:49144>44180", "changed_departement:49144>44180"},
    }  # fmt: skip
    assert keys == {f"{year}-01-01:{movement}" for year, movements in moved.items() for movement in movements}


def test_a_run_of_another_year_reads_its_own_vintage(built: Warehouse) -> None:
    earlier = replace(built.settings, month="2023-05")
    run_dbt(earlier, ("build", "--select", *MODELS, "--exclude", "resource_type:test"))
    found = resolved(built)
    assert {place: found[key(place)] for place in IN_2023} == IN_2023
    assert built.rows("select distinct vintage from audit.dim_commune where is_current") == [(2023,)]
