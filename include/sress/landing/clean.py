"""Cleaning rules of single values (sources.md §2.2): each mends what is certain and refuses the rest.

Every rule takes stripped, non-empty text and returns a `Cleaned`, or raises `CellError` with a
French message that a partner can act on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sress.contracts.column import Column
from sress.landing.fold import fold
from sress.platform.settings import ZONE

SPACES = " \u00a0\u2007\u2009\u202f\t"
_SPACE = re.compile(f"[{SPACES}]")
_SCIENTIFIC = re.compile(r"^[+-]?\d+([.,]\d+)?[eE][+-]?\d+$")
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_DATE_FORMS = (
    re.compile(r"^(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}(:\d{2})?)?$"),
    re.compile(
        r"^(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"
        r"(?:[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
    ),
)
_EXCEL_SERIAL = re.compile(r"^[2-6]\d{4}(\.\d+)?$")
_EXCEL_EPOCH = date(1899, 12, 30)
_PLAUSIBLE = (1900, 2100)
LA_POSTE = "356000000"


class CellError(Exception):
    """A value that cannot be read with certainty. `rule` is a stable id, the message is French."""

    def __init__(self, rule: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.value = value


@dataclass(frozen=True)
class Cleaned:
    """A readable value in canonical form, and the repair that made it so (None: as expected)."""

    value: str
    mended: str | None = None
    original: str = ""


@dataclass(frozen=True)
class AmountProfile:
    """How one column of one file uses each separator where its use is beyond doubt."""

    decimal: frozenset[str] = frozenset()
    thousands: frozenset[str] = frozenset()
    long_decimal: frozenset[str] = frozenset()


def luhn(digits: str) -> bool:
    """Whether the digits satisfy Luhn's formula (SIREN and SIRET)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def valid_siren(siren: str) -> bool:
    """Nine digits, Luhn, not all zero."""
    return len(siren) == 9 and siren != "0" * 9 and luhn(siren)


def valid_siret(siret: str) -> bool:
    """Fourteen digits, a valid SIREN, an establishment number, Luhn or La Poste's own sum."""
    if len(siret) != 14 or siret.endswith("00000") or not valid_siren(siret[:9]):
        return False
    if siret.startswith(LA_POSTE):
        return luhn(siret) or sum(map(int, siret)) % 5 == 0
    return luhn(siret)


def clean_siret(text: str) -> Cleaned:
    """A SIRET of 14 digits; zeros that a spreadsheet dropped come back."""
    return _identifier(text, 14, 11, valid_siret, "SIRET")


def clean_siren(text: str) -> Cleaned:
    """A SIREN of 9 digits; no SIREN has more than three leading zeros."""
    return _identifier(text, 9, 6, valid_siren, "SIREN")


def clean_siret_or_siren(text: str) -> Cleaned:
    """A SIRET, or a SIREN where a producer gives the legal unit only."""
    digits = _digits_of(text)
    if digits is not None and len(digits) <= 9:
        return clean_siren(text)
    return clean_siret(text)


def _digits_of(text: str) -> str | None:
    compact = re.sub(r"[.,]0+$", "", _SPACE.sub("", text))
    return compact if compact.isascii() and compact.isdigit() else None


def _identifier(text: str, length: int, shortest: int, valid: Callable[[str], bool], name: str) -> Cleaned:
    if _SCIENTIFIC.match(_SPACE.sub("", text)):
        raise CellError(
            f"{name.lower()}_scientific",
            f"le {name} « {text} » a été abîmé par un tableur (notation scientifique) : "
            "des chiffres sont perdus. Mettez la colonne au format Texte et ressaisissez-le",
        )
    digits = _digits_of(text)
    if digits is None or not shortest <= len(digits) <= length:
        raise CellError(f"{name.lower()}_format", f"« {text} » n'est pas un {name} : {length} chiffres attendus")
    padded = digits.zfill(length)
    if not valid(padded):
        raise CellError(
            f"{name.lower()}_key",
            f"le {name} « {text} » est faux : sa clé de contrôle ne correspond pas. Vérifiez-le sur "
            "l'annuaire des entreprises",
        )
    if len(digits) < length:
        return Cleaned(padded, f"{name.lower()}_leading_zero")
    return Cleaned(padded, None if padded == text else f"{name.lower()}_spelling")


def clean_rna(text: str) -> Cleaned:
    """An RNA number: W and nine digits (or letters in the overseas series)."""
    compact = _SPACE.sub("", text).upper()
    if not re.fullmatch(r"W\d[0-9A-Z]\d{7}", compact):
        raise CellError("rna_format", f"« {text} » n'est pas un numéro RNA : W suivi de 9 chiffres attendus")
    return Cleaned(compact, None if compact == text else "rna_spelling")


def clean_date(text: str) -> Cleaned:
    """An ISO date from dd/mm/yyyy and its kin, ISO, or an Excel serial number (1900 system).

    Two-digit years belong to 2000-2069 or 1970-1999. A day that does not exist is refused, never
    moved to a neighbouring one.
    """
    if _EXCEL_SERIAL.match(text):
        day = _EXCEL_EPOCH + timedelta(days=int(float(text)))
        return Cleaned(day.isoformat(), "excel_serial_date")
    for form in _DATE_FORMS:
        match = form.match(text)
        if match:
            return _calendar_date(text, match["y"], int(match["m"]), int(match["d"]))
    raise CellError("date_unreadable", f"« {text} » n'est pas une date lisible : écrivez jj/mm/aaaa")


def _calendar_date(text: str, year_text: str, month: int, day: int) -> Cleaned:
    year = int(year_text)
    short = len(year_text) == 2
    if short:
        year += 2000 if year < 70 else 1900
    if not _PLAUSIBLE[0] <= year <= _PLAUSIBLE[1]:
        raise CellError("date_implausible", f"l'année de « {text} » n'est pas plausible. Corrigez-la (jj/mm/aaaa)")
    try:
        value = date(year, month, day)
    except ValueError as error:
        raise CellError("date_impossible", _impossible(text, month, day)) from error
    return Cleaned(value.isoformat(), "two_digit_year" if short else None)


def _impossible(text: str, month: int, day: int) -> str:
    if 1 <= month <= 12:
        return f"la date « {text} » n'existe pas : pas de {day} {_MONTHS[month - 1]} cette année-là. Corrigez-la"
    return f"la date « {text} » n'existe pas : le mois {month} n'existe pas. Corrigez-la (jj/mm/aaaa)"


def clean_date_or_year(text: str) -> Cleaned:
    """An ISO date, or a bare year where the producer gives no more; a year is never made a day."""
    year = re.fullmatch(r"((?:19|20)\d{2})(?:\.0)?", text)
    if year:
        return Cleaned(year[1])
    return clean_date(text)


_TIMESTAMP = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})"
    r"(?:[T ](?P<h>\d{1,2})[:h](?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?)?\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)


def clean_timestamp(text: str) -> Cleaned:
    """A moment as Paris time with its offset: '2026-10-03T14:05:00+02:00'.

    A time without a zone is Paris time (of the hour that comes twice in October, the first).
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise CellError("date_unreadable", f"« {text} » n'est pas une date avec heure lisible : aaaa-mm-jjThh:mm:ss")
    day = clean_date(match["day"]).value
    clock = f"{int(match['h'] or 0):02d}:{match['m'] or '00'}:{match['s'] or '00'}"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{match['zone'] or ''}")
    except ValueError as error:
        raise CellError("date_impossible", f"l'heure de « {text} » n'existe pas. Corrigez-la") from error
    local = moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return Cleaned(local.isoformat(timespec="seconds"))


def amount_profile(texts: list[str]) -> AmountProfile:
    """What the undoubted amounts of a column say about its separators."""
    decimal, thousands, long_decimal = set(), set(), set()
    for text in texts:
        bare = _bare_number(text)
        if bare is None:
            continue
        _, compact, _ = bare
        tail = re.fullmatch(r"\d+([.,])(\d{1,2})", compact)
        if tail:
            decimal.add(tail[1])
        if re.fullmatch(r"(\d{4,}[.,]\d{3,}|\d+[.,]\d{4,}|0[.,]\d{3})", compact):
            decimal.add(re.sub(r"\d", "", compact))
            long_decimal.add(re.sub(r"\d", "", compact))
        both = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})+([.,])\d+", compact)
        if both and both[1] != both[2]:
            thousands.add(both[1])
            decimal.add(both[2])
        repeated = re.fullmatch(r"\d{1,3}(?:([.,])\d{3}){2,}", compact)
        if repeated and len(set(re.sub(r"\d", "", compact))) == 1:
            thousands.add(repeated[1])
    return AmountProfile(frozenset(decimal), frozenset(thousands), frozenset(long_decimal))


_CURRENCY = re.compile(r"(?i)\s*(€|eur|euros?)\s*$|^\s*(€|eur)\s*")


def _bare_number(text: str) -> tuple[int, str, list[str]] | None:
    """Sign, the number without currency and grouping spaces, and the repairs; None if not a number."""
    mended = []
    bare = _CURRENCY.sub("", text)
    if bare != text:
        mended.append("currency_sign")
    bare = bare.strip(SPACES)
    sign = 1
    if re.fullmatch(r"\(.*\)", bare):
        sign, bare = -1, bare[1:-1].strip(SPACES)
        mended.append("parentheses_negative")
    elif bare[:1] in "+-−" and bare[:1]:
        sign = 1 if bare[0] == "+" else -1
        bare = bare[1:].strip(SPACES)
    if "\ufffd" in bare:
        bare = bare.replace("\ufffd", " ")
        mended.append("lost_space")
    if _SPACE.search(bare):
        if not re.fullmatch(rf"\d{{1,3}}([{SPACES}]\d{{3}})+([.,]\d+)?", bare):
            return None
        bare = _SPACE.sub("", bare)
    if not re.fullmatch(r"\d+([.,]\d+)*", bare):
        return None
    return sign, bare, mended


def clean_amount(text: str, profile: AmountProfile = AmountProfile()) -> Cleaned:
    """An amount in euros with a decimal point and at least two decimals: '31000.00'.

    `1,234` and `1.234` may be a thousand or a unit: refused unless the rest of the column leaves no
    doubt. No rounding, and never a guess by a factor of a thousand.
    """
    if _SCIENTIFIC.match(_SPACE.sub("", text)):
        raise CellError(
            "amount_scientific",
            f"le montant « {text} » est en notation scientifique : des chiffres peuvent être perdus. "
            "Écrivez-le en toutes décimales",
        )
    bare = _bare_number(text)
    if bare is None:
        raise CellError("amount_unreadable", f"« {text} » n'est pas un montant lisible : écrivez par exemple 31000,00")
    sign, compact, mended = bare
    plain, repairs = _resolve_separators(text, compact, profile)
    value = sign * Decimal(plain)
    exponent = value.as_tuple().exponent
    decimals = max(2, -exponent if isinstance(exponent, int) else 2)
    rule = "+".join([*mended, *repairs]) or None
    return Cleaned(f"{value:.{decimals}f}" if value else "0.00", rule)


def _resolve_separators(text: str, compact: str, profile: AmountProfile) -> tuple[str, list[str]]:
    """The number with a decimal point only. Raises CellError when the separators leave a doubt."""
    marks = re.sub(r"\d", "", compact)
    if not marks:
        return compact, []
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        grouping = marks[0]
        if re.fullmatch(rf"\d{{1,3}}(\{grouping}\d{{3}})+\{marks[-1]}\d+", compact):
            return compact.replace(grouping, "").replace(marks[-1], "."), ["thousands_mark"]
    elif len(set(marks)) == 1 and len(marks) > 1:
        if re.fullmatch(rf"\d{{1,3}}(\{marks[0]}\d{{3}})+", compact):
            return compact.replace(marks[0], ""), ["thousands_mark"]
    elif len(marks) == 1:
        return _resolve_one_mark(text, compact, marks, profile)
    raise CellError("amount_unreadable", f"« {text} » n'est pas un montant lisible : écrivez par exemple 31000,00")


def _resolve_one_mark(text: str, compact: str, mark: str, profile: AmountProfile) -> tuple[str, list[str]]:
    whole, fraction = compact.split(mark)
    doubtful = len(fraction) == 3 and len(whole) <= 3 and int(whole) != 0
    if not doubtful:
        return f"{whole}.{fraction}", []
    if mark in profile.thousands and mark not in profile.decimal:
        return whole + fraction, ["thousands_mark"]
    if mark in profile.long_decimal and mark not in profile.thousands:
        return f"{whole}.{fraction}", []
    raise CellError(
        "amount_ambiguous",
        f"le montant « {text} » est ambigu : {whole}{fraction} ou {whole},{fraction} ? "
        "Écrivez-le sans séparateur de milliers",
    )


def clean_integer(text: str) -> Cleaned:
    """A whole number, from « 12 », « 12,0 », « 1 200 »."""
    compact = re.sub(r"[.,]0+$", "", _SPACE.sub("", text))
    if not re.fullmatch(r"-?\d+", compact):
        raise CellError("integer_unreadable", f"« {text} » n'est pas un nombre entier")
    return Cleaned(str(int(compact)), None if compact == text else "number_spelling")


def clean_share(text: str) -> Cleaned:
    """A share between 0 and 1; above 1 and up to 100 it can only be a percentage."""
    compact = _SPACE.sub("", text).replace(",", ".")
    percent = compact.endswith("%")
    compact = compact.rstrip("%")
    if not re.fullmatch(r"\d+(\.\d+)?", compact):
        raise CellError("share_unreadable", f"« {text} » n'est pas une part entre 0 et 1")
    value = Decimal(compact)
    if percent or value > 1:
        value /= 100
    if value > 1:
        raise CellError("share_range", f"la part « {text} » dépasse 100 %")
    changed = percent or Decimal(compact) > 1
    return Cleaned(f"{value.normalize():f}", "percentage" if changed else None)


_TRUE = {"oui", "o", "vrai", "true", "1", "yes", "y", "x"}
_FALSE = {"non", "n", "faux", "false", "0", "no"}


def clean_boolean(text: str) -> Cleaned:
    """'true' or 'false' from oui/non and their usual spellings."""
    word = fold(text)
    if word in _TRUE:
        return Cleaned("true")
    if word in _FALSE:
        return Cleaned("false")
    raise CellError("boolean_unreadable", f"« {text} » : répondez oui ou non")


def clean_insee_code(text: str) -> Cleaned:
    """A commune code of five characters; a zero lost by a spreadsheet comes back."""
    return _five(text, "insee_code", "un code commune INSEE")


def clean_postal_code(text: str) -> Cleaned:
    """A postal code of five digits; a zero lost by a spreadsheet comes back."""
    return _five(text, "postal_code", "un code postal")


def _five(text: str, rule: str, name: str) -> Cleaned:
    compact = re.sub(r"[.,]0+$", "", _SPACE.sub("", text)).upper()
    if not re.fullmatch(r"\d{4,5}|2[AB]\d{3}", compact):
        raise CellError(rule, f"« {text} » n'est pas {name} : 5 caractères attendus")
    padded = compact.zfill(5)
    return Cleaned(padded, None if padded == text else f"{rule}_spelling")


def clean_text(text: str) -> Cleaned:
    """Text with its inner spaces made single; nothing else is touched."""
    return Cleaned(re.sub(rf"[{SPACES}]+", " ", text))


class CodeList:
    """The accepted spellings of a code list, compared folded (case, accents, punctuation).

    `exact` are those that the contract writes: what is spelled so needs no repair.
    """

    def __init__(self, column: Column) -> None:
        values = column.values or {}
        self.exact = {label for labels in values.values() for label in labels} | set(values)
        self._codes = {fold(code): code for code in values}
        for code, labels in values.items():
            for label in labels:
                self._codes.setdefault(fold(label), code)
        self._accepted = ", ".join(labels[0] if labels else code for code, labels in values.items())

    def find(self, text: str) -> str | None:
        """The code of this spelling, or None."""
        return self._codes.get(fold(text))

    def clean(self, text: str) -> Cleaned:
        """The code. Raises CellError listing what is accepted."""
        code = self.find(text)
        if code is None:
            raise CellError(
                "code_unknown", f"« {text} » n'est pas une valeur connue. Valeurs attendues : {self._accepted}"
            )
        return Cleaned(code, None if text in self.exact else "code_spelling")

    def clean_list(self, text: str) -> Cleaned:
        """Organisations separated by `;` (or line breaks): known ones by code, others as written."""
        parts = [part.strip(SPACES) for part in re.split(r"[;\n|]", text)]
        names = [self.find(part) or re.sub(rf"[{SPACES}]+", " ", part) for part in parts if part]
        return Cleaned(";".join(dict.fromkeys(names)))


_RULES: dict[str, Callable[[str], Cleaned]] = {
    "text": clean_text,
    "date": clean_date,
    "timestamp": clean_timestamp,
    "date_or_year": clean_date_or_year,
    "integer": clean_integer,
    "boolean": clean_boolean,
    "siret": clean_siret,
    "siren": clean_siren,
    "siret_or_siren": clean_siret_or_siren,
    "rna": clean_rna,
    "insee_code": clean_insee_code,
    "postal_code": clean_postal_code,
    "share": clean_share,
}


def cleaner(column: Column, texts: list[str]) -> Callable[[str], Cleaned]:
    """The rule for one column of one file; `texts` are its values, from which doubts are settled."""
    rule = _without_apostrophe(column, _base_rule(column, texts))
    if column.zero_pad:
        rule = _zero_padded(rule, column.zero_pad)
    if column.pattern is None and column.max_length is None:
        return rule
    pattern = re.compile(column.pattern) if column.pattern else None

    def checked(text: str) -> Cleaned:
        cleaned = rule(text)
        if pattern and not pattern.fullmatch(cleaned.value):
            expected = column.expected or "la forme attendue est décrite dans la fiche de la source"
            raise CellError("pattern", f"« {text} » n'a pas la forme attendue : {expected}")
        if column.max_length and len(cleaned.value) > column.max_length:
            raise CellError("too_long", f"texte de {len(cleaned.value)} caractères, {column.max_length} au plus")
        return cleaned

    return checked


def _zero_padded(rule: Callable[[str], Cleaned], length: int) -> Callable[[str], Cleaned]:
    """Digits of a code that was stored as a number, with their leading zeros again."""

    def padded(text: str) -> Cleaned:
        cleaned = rule(text)
        digits = cleaned.value.removesuffix(".0")
        if not (digits.isascii() and digits.isdigit()) or len(digits) >= length:
            return cleaned
        return replace(cleaned, value=digits.zfill(length), mended="leading_zero")

    return padded


_APOSTROPHES = "'\u2019`"
_WORDS = ("text", "code", "organisations", "boolean")


def _without_apostrophe(column: Column, rule: Callable[[str], Cleaned]) -> Callable[[str], Cleaned]:
    """A spreadsheet's mark of text before a number or a date is no part of it."""
    if column.type in _WORDS:
        return rule

    def bare(text: str) -> Cleaned:
        stripped = text.lstrip(_APOSTROPHES)
        if stripped == text or not stripped:
            return rule(text)
        cleaned = rule(stripped)
        return replace(cleaned, mended="+".join(filter(None, ("apostrophe", cleaned.mended))))

    return bare


def _base_rule(column: Column, texts: list[str]) -> Callable[[str], Cleaned]:
    if column.type == "amount":
        profile = amount_profile(texts)
        return lambda text: clean_amount(text, profile)
    if column.type == "code":
        return CodeList(column).clean
    if column.type == "organisations":
        return CodeList(column).clean_list
    return _RULES[column.type]
