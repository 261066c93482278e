"""Persons stop at the door: pseudonyms need the key, texts lose addresses and numbers, messages show none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sress.contracts.column import Column
from sress.contracts.formats import CsvFormat
from sress.contracts.model import Revision, Stream
from sress.landing.check import check_table
from sress.landing.mask import MASK, mask_personal
from sress.landing.pseudonym import normalise, pseudonymiser
from sress.landing.reading.table import Table
from sress.platform.settings import Settings


def stream(*columns: Column, **changes: object) -> Stream:
    base = {"description": "A test.", "format": CsvFormat(kind="csv"), "revision": Revision(replaces="stream")}
    return Stream.model_validate({**base, "columns": columns, **changes})


def column(name: str, **changes: object) -> Column:
    return Column.model_validate({"name": name, "description": "A column.", **changes})


PORTEUR = column("porteur", headers=["Courriel"], personal="pseudonym")
TABLE = Table(["Courriel", "Projet"], [(2, ["Zoe.Brevignac@Exemple.invalid", "Café"]), (3, ["", "Garage"])])


def test_a_pseudonym_is_stored_and_the_address_is_not(settings: Settings) -> None:
    checked = check_table(TABLE, stream(PORTEUR, column("projet")), pseudonym=pseudonymiser(settings))
    (first, _), (second, project) = [values for _, values in checked.landed]
    assert first is not None
    assert first.startswith("p1_")
    assert "zoe" not in first.lower()
    assert (second, project) == (None, "Garage")


def test_the_same_person_has_the_same_pseudonym_however_written(settings: Settings) -> None:
    pseudonym = pseudonymiser(settings)
    assert pseudonym(["Zoé BRÉVIGNAC"]) == pseudonym(["brevignac", "Zoe"]) == pseudonym([" Brévignac  Zoé "])
    assert pseudonym(["A@b.fr"]) == pseudonym(["mailto:a@B.FR "])
    assert pseudonym(["Zoé Brévignac"]) != pseudonym(["Zoé Brévignard"])


def test_another_key_gives_other_pseudonyms(settings: Settings, tmp_path: Path) -> None:
    elsewhere = replace(settings, home=tmp_path)
    assert pseudonymiser(settings)(["Zoé"]) != pseudonymiser(elsewhere)(["Zoé"])
    assert (tmp_path / "secrets" / "pseudonym_key").stat().st_mode & 0o077 == 0


def test_without_a_key_nothing_of_a_person_is_stored() -> None:
    with pytest.raises(ValueError, match="porteur"):
        check_table(TABLE, stream(PORTEUR, column("projet")))


def test_a_pseudonym_of_several_columns_reads_columns_that_are_never_stored(settings: Settings) -> None:
    both = stream(
        column("nom", personal="drop"),
        column("prenom", personal="drop"),
        column("porteur", personal="pseudonym", pseudonym_of=["nom", "prenom"]),
    )
    table = Table(["Nom", "Prenom"], [(2, ["Brévignac", "Zoé"]), (3, ["", ""])])
    checked = check_table(table, both, pseudonym=pseudonymiser(settings))
    assert checked.columns == ["porteur"]
    assert [values for _, values in checked.landed] == [[pseudonymiser(settings)(["Zoé Brévignac"])], [None]]
    assert checked.columns_missing == []


@pytest.mark.parametrize(
    "text",
    [
        "Appeler zoe.b+x@exemple.invalid demain",
        "Tél. 06 39 98 12 34",
        "tel : 0639981234 le soir",
        "+33 6 39 98 12 34",
        "RIB FR76 3000 6000 0112 3456 7890 189",
        "IBAN FR7630006000011234567890189",
    ],
)
def test_what_gives_a_person_away_is_masked(text: str) -> None:
    masked, found = mask_personal(text)
    assert found
    assert MASK in masked
    assert not any(secret in masked for secret in ("zoe", "12 34", "3998", "3000", "6000"))


@pytest.mark.parametrize(
    "text",
    [
        "22530001100015",
        "225 300 011 00015",
        "31 000,00 €",
        "12/03/2025",
        "PDL-2025-00012",
        "44000 Nantes",
        "0123456789",
    ],
)
def test_what_is_no_person_is_left_alone(text: str) -> None:
    assert mask_personal(text) == (text, False)


@given(st.text(max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    masked, _ = mask_personal(text)
    assert mask_personal(masked)[0] == masked


def test_a_landed_text_is_masked_and_the_mend_keeps_no_trace() -> None:
    table = Table(["Objet"], [(2, ["Voir zoe@exemple.invalid"])])
    checked = check_table(table, stream(column("objet")))
    assert checked.landed == [(2, [f"Voir {MASK}"])]
    (mend,) = checked.mends
    assert (mend.rule, mend.original) == ("personal_data_masked", f"Voir {MASK}")


def test_a_refused_value_is_masked_in_its_message() -> None:
    table = Table(["Montant", "Objet"], [(2, ["zoe@exemple.invalid", "x"])])
    checked = check_table(table, stream(column("montant", type="amount", invalid="reject_row"), column("objet")))
    (problem,) = checked.problems
    assert problem.value == MASK
    assert "exemple.invalid" not in problem.message


def test_words_of_the_same_person_normalise_alike() -> None:
    assert normalise(["Œuvre", "Élodie"]) == normalise(["élodie ŒUVRE"])
