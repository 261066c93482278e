"""Cleaning rules: what is mended is certain, and what is doubtful is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sress.contracts.column import Column
from sress.landing.clean import (
    AmountProfile,
    CellError,
    amount_profile,
    clean_amount,
    clean_date,
    clean_date_or_year,
    clean_share,
    clean_siren,
    clean_siret,
    clean_timestamp,
    cleaner,
    luhn,
)


def with_key(digits: str) -> str:
    """The digits followed by the figure that makes them satisfy Luhn's formula."""
    return next(digits + key for key in "0123456789" if luhn(digits + key))


sirens = st.text("0123456789", min_size=8, max_size=8).filter(lambda d: d.strip("0")).map(with_key)


@st.composite
def sirets(draw: st.DrawFn) -> str:
    """Valid SIRET with an establishment number above zero."""
    siren = draw(sirens)
    nic = f"{draw(st.integers(1, 9999)):04d}"
    return with_key(siren + nic)


@given(sirets(), st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_a_siret_is_read_whatever_its_spacing(siret: str, space: str) -> None:
    text = space.join([siret[:3], siret[3:6], siret[6:9], siret[9:]])
    assert clean_siret(text).value == siret


@given(sirets())
def test_a_siret_that_lost_its_leading_zeros_gets_them_back(siret: str) -> None:
    stripped = siret.lstrip("0")
    if len(stripped) < 11:
        with pytest.raises(CellError):
            clean_siret(stripped)
    else:
        assert clean_siret(stripped).value == siret
        assert clean_siret(stripped + ".0").value == siret


@given(sirets(), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_never_passes(siret: str, place: int, shift: int) -> None:
    wrong = siret[:place] + str((int(siret[place]) + shift) % 10) + siret[place + 1 :]
    with pytest.raises(CellError):
        clean_siret(wrong)


@pytest.mark.parametrize("text", ["1,2345E+13", "1.2345e13", "34982600000000", "123", "abc", "356000000"])
def test_a_lost_or_wrong_siret_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        clean_siret(text)


def test_la_poste_has_its_own_sum() -> None:
    assert clean_siret("35600000000048").value == "35600000000048"
    assert clean_siret("35600000049837").value == "35600000049837"
    with pytest.raises(CellError):
        clean_siret("35600000049838")


def test_no_siren_has_more_than_three_leading_zeros() -> None:
    with pytest.raises(CellError):
        clean_siren("12345")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("31 000,00", "31000.00"),
        ("31\u00a0000,00", "31000.00"),
        ("31\u202f000,00 €", "31000.00"),
        ("31\ufffd000,00", "31000.00"),
        ("(1 234,56)", "-1234.56"),
        ("-12,5", "-12.50"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567.00"),
        ("1 234 567,00", "1234567.00"),
        ("31 000,50", "31000.50"),
        ("250.0", "250.00"),
        ("1234.567", "1234.567"),
        ("0,125", "0.125"),
        ("0", "0.00"),
        ("12 EUR", "12.00"),
    ],
)
def test_amounts_without_doubt_are_read(text: str, value: str) -> None:
    assert clean_amount(text).value == value


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.345", "999,999"])
def test_an_ambiguous_amount_is_refused(text: str) -> None:
    with pytest.raises(CellError) as refused:
        clean_amount(text)
    assert refused.value.rule == "amount_ambiguous"


def test_the_column_settles_a_doubt_only_when_it_is_consistent() -> None:
    thousands = amount_profile(["1.234,56", "12.345.678"])
    assert clean_amount("1.234", thousands).value == "1234.00"
    decimals = amount_profile(["1069.3333", "1234.567"])
    assert clean_amount("123.456", decimals).value == "123.456"
    for contradictory in (amount_profile(["1.234,56", "12.5"]), amount_profile(["31 000,00"]), AmountProfile()):
        with pytest.raises(CellError):
            clean_amount("1.234", contradictory)
        with pytest.raises(CellError):
            clean_amount("1,234", contradictory)


@pytest.mark.parametrize("text", ["1,5E+05", "12 34", "1.23.456", "douze", "1 2345,00", "--5", "€"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        clean_amount(text)


cents = st.integers(0, 10**11).map(lambda n: Decimal(n) / 100)


@given(cents, st.sampled_from([" ", "\u00a0", "\u202f", ""]), st.sampled_from(["", " €", "€", " EUR"]))
def test_a_french_amount_is_never_off_by_a_factor(value: Decimal, space: str, currency: str) -> None:
    text = f"{value:,.2f}".replace(",", space).replace(".", ",") + currency
    assert Decimal(clean_amount(text).value) == value


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_message(text: str) -> None:
    stripped = text.strip()
    if not stripped:
        return
    for rule in (clean_amount, clean_date, clean_siret, clean_siren, clean_share):
        try:
            outcome = rule(stripped).value
        except CellError as error:
            outcome = error.message
        assert outcome


days = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@given(days)
def test_every_spelling_of_a_day_gives_the_same_day(day: date) -> None:
    spellings = [
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%y}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day.isoformat()}T00:00:00+01:00",
    ]
    assert {clean_date(text).value for text in spellings} == {day.isoformat()}


@given(st.dates(date(1955, 1, 1), date(2069, 12, 31)))
def test_an_excel_serial_number_is_a_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert clean_date(str(serial)).value == day.isoformat()


@pytest.mark.parametrize(
    "text", ["31/06/2025", "29/02/2023", "2023-06-31", "12/13/2024", "00/01/2024", "hier", "2024", "01/01/3019"]
)
def test_an_impossible_day_is_refused_not_moved(text: str) -> None:
    with pytest.raises(CellError):
        clean_date(text)


def test_a_bare_year_stays_a_year() -> None:
    assert clean_date_or_year("2014").value == "2014"
    assert clean_date_or_year("27/06/2017").value == "2017-06-27"


@pytest.mark.parametrize(("text", "value"), [("1", "1"), ("0,5", "0.5"), ("97.38", "0.9738"), ("50 %", "0.5")])
def test_a_share_above_one_can_only_be_a_percentage(text: str, value: str) -> None:
    assert clean_share(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-10-03T14:05:00", "2026-10-03T14:05:00+02:00"),
        ("2026-12-03T14:05:00.123", "2026-12-03T14:05:00+01:00"),
        ("2026-10-03T12:05:00Z", "2026-10-03T14:05:00+02:00"),
        ("2026-10-03 14:05:00+02:00", "2026-10-03T14:05:00+02:00"),
        ("03/10/2026 14:05", "2026-10-03T14:05:00+02:00"),
        ("2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-03", "2026-10-03T00:00:00+02:00"),
    ],
)
def test_a_moment_without_a_zone_is_paris_time(text: str, value: str) -> None:
    assert clean_timestamp(text).value == value


@pytest.mark.parametrize("text", ["2026-02-30T10:00:00", "2026-10-03T25:00:00", "hier", "14:05"])
def test_an_impossible_moment_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        clean_timestamp(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("siret", "'22530001100015", "22530001100015"),
        ("amount", "’31 000,00", "31000.00"),
        ("date", "'05/11/2025", "2025-11-05"),
    ],
)
def test_a_spreadsheets_apostrophe_is_no_part_of_the_value(kind: str, text: str, value: str) -> None:
    column = Column.model_validate({"name": "x", "description": "A column.", "type": kind})
    cleaned = cleaner(column, [text])(text)
    assert cleaned.value == value
    assert str(cleaned.mended).startswith("apostrophe")


def test_digits_that_were_a_number_get_their_zeros_back() -> None:
    column = Column.model_validate({"name": "nic", "description": "A column.", "zero_pad": 5})
    rule = cleaner(column, ["16", "00016", "16.0", "ND"])
    assert [rule(text).value for text in ("16", "00016", "16.0", "ND")] == ["00016", "00016", "00016", "ND"]
