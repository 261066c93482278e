"""What a cell becomes when nobody could read it otherwise, as SQL over text: the quick lane of a big file.

Each rule says three things of a column: the value that lands, whether the cell is beyond doubt, and the
repair that is certain. It may only be certain where `sress.landing.clean` gives the same value; whatever
else a cell holds is judged there, row by row, in the partner's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from sress.contracts.column import Column
from sress.landing.clean import CodeList

# Wider than what `mask_personal` looks for: long runs of digits and account numbers, beside mail addresses.
_LONG_NUMBER = r"(\d[ .\-/()]{0,2}){8,}|\+33|[A-Z]{2}\d{2}[ ]?[0-9A-Z]{4}"
_SHORTEST_NUMBER = 9
# Printable and French letters, no quotation mark; neither end is a space.
_LETTER = "!#-~À-ÖØ-öø-ÿŒœŸ"
_PLAIN = f"[{_LETTER}]([ {_LETTER}]*[{_LETTER}])?"
_NOTHING = ("NULL", "null", "#N/A", "#REF!", "nan", "NaN")
TYPES = frozenset(
    {"text", "code", "siren", "siret", "rna", "insee_code", "postal_code", "date", "timestamp", "integer", "boolean"}
)


@dataclass(frozen=True)
class Rule:
    """SQL of a column: `value` (text), `certain` (boolean, true where the cell is empty), `mend` by repair."""

    value: str
    certain: str
    mends: tuple[tuple[str, str], ...] = ()


def rule_of(column: Column, cell: str) -> Rule:
    """The rule of a column whose text is the SQL expression `cell`, null where it is empty."""
    rule = _code(column, cell) if column.type == "code" else _RULES[column.type](cell)
    if column.zero_pad:
        short = f"(regexp_full_match({cell}, '[0-9]+') and length({cell}) < {column.zero_pad})"
        rule = Rule(
            f"case when {short} then lpad({cell}, {column.zero_pad}, '0') else {rule.value} end",
            f"{rule.certain} and not ends_with({cell}, '.0')",
            ((f"coalesce({short}, false)", "leading_zero"),),
        )
    return Rule(rule.value, f"({cell} is null or ({rule.certain}))", rule.mends)


def _text(cell: str) -> Rule:
    words = ", ".join(f"'{word}'" for word in _NOTHING)
    return Rule(
        cell,
        f"regexp_full_match({cell}, '{_PLAIN}') and not contains({cell}, '  ') and not contains({cell}, '@') "
        f"and (length({cell}) < {_SHORTEST_NUMBER} or not regexp_matches({cell}, '{_LONG_NUMBER}')) "
        f"and {cell} not in ({words})",
    )


def _code(column: Column, cell: str) -> Rule:
    """A spelling that the contract lists, to the letter; others are compared without case and accents elsewhere."""
    codes = CodeList(column)
    spellings = {text: codes.find(text) for text in sorted(codes.exact)}
    words = ", ".join(map(_quoted, spellings))
    others = [f"when {_quoted(text)} then {_quoted(code)}" for text, code in spellings.items() if code and code != text]
    return Rule(f"case {cell} {' '.join(others)} else {cell} end" if others else cell, f"{cell} in ({words})")


def _siren(cell: str) -> Rule:
    """No SIREN has more than three leading zeros: six digits or more are one whose zeros were lost."""
    number = f"try_cast({cell} as bigint)"
    return Rule(
        f"lpad({cell}, 9, '0')",
        f"regexp_full_match({cell}, '[0-9]{{6,9}}') and {number} > 0 and {_luhn(number, 9)}",
        ((f"coalesce(length({cell}) < 9, false)", "siren_leading_zero"),),
    )


def _siret(cell: str) -> Rule:
    """By Luhn's formula, its SIREN too; La Poste's own sum is known elsewhere."""
    number = f"try_cast({cell} as bigint)"
    siren = f"({number} // 100000)"
    return Rule(
        f"lpad({cell}, 14, '0')",
        f"regexp_full_match({cell}, '[0-9]{{11,14}}') and {number} % 100000 > 0 and {siren} > 0 "
        f"and {_luhn(siren, 9)} and {_luhn(number, 14)}",
        ((f"coalesce(length({cell}) < 14, false)", "siret_leading_zero"),),
    )


def _luhn(number: str, digits: int) -> str:
    """Luhn's formula over the last `digits` digits of an integer."""
    places = [f"(({number} // {10**place}) % 10)" for place in range(digits)]
    total = [
        f"({digit} * 2 - case when {digit} > 4 then 9 else 0 end)" if place % 2 else digit
        for place, digit in enumerate(places)
    ]
    return f"({' + '.join(total)}) % 10 = 0"


def _insee_code(cell: str) -> Rule:
    return _five(cell, "insee_code")


def _postal_code(cell: str) -> Rule:
    return _five(cell, "postal_code")


def _five(cell: str, rule: str) -> Rule:
    return Rule(
        f"lpad({cell}, 5, '0')",
        rf"regexp_full_match({cell}, '\d{{4,5}}|2[AB]\d{{3}}')",
        ((f"coalesce(length({cell}) < 5, false)", f"{rule}_spelling"),),
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rna(cell: str) -> Rule:
    return Rule(cell, rf"regexp_full_match({cell}, 'W\d[0-9A-Z]\d{{7}}')")


def _date(cell: str) -> Rule:
    return Rule(
        cell,
        rf"regexp_full_match({cell}, '\d{{4}}-\d{{2}}-\d{{2}}') and try_cast({cell} as date) is not null "
        f"and {cell} between '1900-01-01' and '2100-12-31'",
    )


def _timestamp(cell: str) -> Rule:
    """Paris time with its offset, by the rule in force since 1996; the two Sundays of change are judged elsewhere."""
    day = f"try_cast(left({cell}, 10) as date)"
    spring, autumn = (_last_sunday(day, month) for month in (3, 10))
    summer = f"{day} > {spring} and {day} < {autumn}"
    return Rule(
        f"left({cell}, 10) || 'T' || substr({cell}, 12, 8) || case when {summer} then '+02:00' else '+01:00' end",
        rf"regexp_full_match({cell}, '\d{{4}}-\d{{2}}-\d{{2}}[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?') "
        f"and {day} between date '1997-01-01' and date '2100-12-31' and {day} <> {spring} and {day} <> {autumn}",
    )


def _last_sunday(day: str, month: int) -> str:
    end = f"make_date(year({day}), {month}, 31)"
    return f"({end} - dayofweek({end})::integer)"


def _integer(cell: str) -> Rule:
    return Rule(cell, rf"regexp_full_match({cell}, '0|[1-9]\d{{0,8}}')")


def _boolean(cell: str) -> Rule:
    return Rule(cell, f"{cell} in ('true', 'false')")


_RULES = {
    "text": _text,
    "siren": _siren,
    "siret": _siret,
    "insee_code": _insee_code,
    "postal_code": _postal_code,
    "rna": _rna,
    "date": _date,
    "timestamp": _timestamp,
    "integer": _integer,
    "boolean": _boolean,
}
