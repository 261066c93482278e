"""Losses by the kind of field: what no reader can undo, written down with the row or the cell that it cost."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from sandbox.identifiers import break_key
from sandbox.sheet import Field, Sheet
from sandbox.spelling import ambiguous_amount, impossible_date, scientific
from sandbox.tables import Line, Loss, Mess

Way = Callable[[Line, Mess, random.Random], bool]
_MIN_COLUMNS_TO_CUT = 10


def row_losses(sheet: Sheet, level: int, text_file: bool) -> list[Way]:
    """The ways to lose a whole row of this sheet at a dirt level."""
    ways = [
        _spoil(item, kind, True)
        for item in sheet.fields
        if item.required or item.rejects
        for kind in _kinds(item, level)
    ]
    if text_file and sheet.split and level >= 2:
        ways.append(_shape("extra", "too_many_fields", "un séparateur non protégé décale la ligne"))
    if text_file and level >= 3 and len(sheet.fields) >= _MIN_COLUMNS_TO_CUT:
        ways.append(_shape("short", "too_few_fields", "ligne coupée"))
    return ways


def field_losses(sheet: Sheet, level: int) -> list[Way]:
    """The ways to lose one optional field of a row."""
    return [
        _spoil(item, kind, False)
        for item in sheet.fields
        if not item.required and not item.rejects
        for kind in _kinds(item, level)
    ]


def _kinds(item: Field, level: int) -> list[str]:
    found = [kind for first, kind in _BY_KIND.get(item.kind, ()) if first <= level]
    return found + (["missing"] if item.required and item.kind != "constant" and level >= 2 else [])


_BY_KIND: dict[str, tuple[tuple[int, str], ...]] = {
    "date": ((1, "date_impossible"), (2, "date_unreadable")),
    "amount": ((1, "amount_ambiguous"),),
    "siret": ((1, "siret_scientific"), (2, "wrong_key")),
    "siren": ((2, "wrong_key"),),
    "code": ((1, "code_unknown"),),
    "boolean": ((2, "boolean_unreadable"),),
}
_WHY = {
    "date_impossible": "ce jour n'existe pas",
    "date_unreadable": "date illisible",
    "amount_ambiguous": "montant ambigu : millier ou unité",
    "siret_scientific": "SIRET arrondi par un tableur",
    "wrong_key": "clé de contrôle fausse",
    "code_unknown": "hors vocabulaire",
    "boolean_unreadable": "ni oui ni non",
    "missing": "valeur effacée",
}


def _spoil(item: Field, kind: str, row_lost: bool) -> Way:
    def way(line: Line, mess: Mess, rng: random.Random) -> bool:
        value = line.item.values.get(item.name)
        if value in (None, ""):
            return False
        line.cells[item.name] = _bad_value(kind, item, value, rng)
        line.losses.append(Loss(item.name, kind, _WHY[kind], row_lost))
        return True

    return way


def _bad_value(kind: str, item: Field, value: object, rng: random.Random) -> str:
    if kind == "date_impossible":
        return impossible_date(value.year if isinstance(value, date) else 2025, rng)
    if kind == "date_unreadable":
        return rng.choice(("courant juin", "CP de mars", "à préciser", "fin d'année"))
    if kind == "amount_ambiguous":
        return ambiguous_amount(rng, ",")
    if kind == "siret_scientific":
        return scientific(str(value))
    if kind == "wrong_key":
        return break_key(str(value), rng)
    if kind == "code_unknown":
        return rng.choice(item.unknown)
    return rng.choice(("?", "NSP", "à vérifier", "en cours")) if kind == "boolean_unreadable" else ""


def _shape(shape: str, kind: str, why: str) -> Way:
    def way(line: Line, mess: Mess, rng: random.Random) -> bool:
        line.shape = shape
        line.losses.append(Loss(None, kind, why, True))
        return True

    return way
