"""Measures of what becomes of third places: A19-I2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sandbox.core.record import record_key
from sandbox.measures.evidence import Evidence, Known, Row, day_of, on_day
from sandbox.months import add_months
from sandbox.world import CALENDAR_START

_MONTHS = 36
_FUNDERS = ("region_dispositifs", "banque_des_territoires")
_PLACE_COLUMNS = ("commune_code", "departement_code", "epci_code")


@dataclass
class _Place:
    """A third place as its answers and supports tell of it, each from the oldest to the newest."""

    answers: list[Row] = field(default_factory=list)
    supports: list[Row] = field(default_factory=list)

    def unit(self, known: Known) -> str | None:
        """The project of its newest answer, else of its newest support."""
        if self.answers:
            number = self.answers[-1]["third_place_key"].removeprefix("tl:")
            return known.units.get(record_key("cap_tiers_lieux", "panorama", number))
        return known.project(self.supports[-1])

    def where(self) -> Row:
        """Where its newest answer places it, else its newest support, column by column."""
        told = [rows[-1] for rows in (self.answers, self.supports) if rows]
        return {name: next((row[name] for row in told if row[name]), None) for name in _PLACE_COLUMNS}

    def day(self, column: str, *, last: bool) -> date | None:
        """The first or last day that its answers give in a column."""
        days = sorted(day for row in self.answers if (day := day_of(row, column)))
        return (days[-1] if last else days[0]) if days else None


def a19_i2(known: Known) -> Iterator[Evidence]:
    """Of the places first granted in a year, those that operate 36 months later; once the whole year is observed.

    A closing that is told with its day, or an opening too late, settles it; then the first answer since;
    then Sirene, where an office in the commune or at least in the EPCI was active on the day. A place
    that says nothing is no closed place, and a young one no failure.
    """
    grants = _first_grants(known)
    for key, place in _places(known).items():
        unit = place.unit(known)
        granted = grants.get(unit) if unit else None
        if granted is None or granted < CALENDAR_START:
            continue
        if add_months(date(granted.year, 12, 31), _MONTHS) > known.cut_off:
            continue
        survives = _survives(known, place, add_months(granted, _MONTHS))
        if survives is None:
            yield on_day(place.where(), key, granted, role="unknown")
            continue
        yield on_day(place.where(), key, granted, role="denominator")
        if survives:
            yield on_day(place.where(), key, granted)


def _first_grants(known: Known) -> dict[str, date]:
    found: dict[str, date] = {}
    for row in known.rows("fct_dossier"):
        day = day_of(row, "decision_date")
        if row["is_granted"] and day and row["source_code"] in _FUNDERS:
            unit = known.project(row)
            found[unit] = min(day, found.get(unit, day))
    return found


def _places(known: Known) -> dict[str, _Place]:
    found: dict[str, _Place] = defaultdict(_Place)
    for row in sorted(known.rows("fct_third_place"), key=lambda row: row["vintage"]):
        found[row["third_place_key"]].answers.append(row)
    supports = [row for row in known.rows("fct_support") if row["source_code"] == "cap_tiers_lieux"]
    newest_last = sorted(supports, key=lambda row: row["support_key"], reverse=True)
    for row in sorted(newest_last, key=lambda row: row["start_date"]):
        found[row["_place_key"]].supports.append(row)
    return found


def _survives(known: Known, place: _Place, day: date) -> bool | None:
    opened, closed = place.day("opened_on", last=False), place.day("closed_on", last=True)
    if closed and closed <= day:
        return False
    if closed and opened and opened <= day:
        return True
    before = [row for row in place.answers if row["answered_on"] < day.isoformat()]
    since = [row["stage"] for row in place.answers if row["answered_on"] >= day.isoformat()]
    if any(row["stage"] == "ferme" for row in before) or (opened and opened > day):
        return False
    if since[:1] == ["ouvert"]:
        return True
    if since[:1] == ["projet"] and opened is None:
        return False
    return _in_sirene(known, place, day)


def _in_sirene(known: Known, place: _Place, day: date) -> bool | None:
    siren = place.answers[-1]["siren"] if place.answers else None
    there = [
        row
        for row in known.rows("offices")
        if row["siren"] == siren and row["from"] <= day.isoformat() and (row["to"] or "9999") >= day.isoformat()
    ]
    if siren is None or not there:
        return None
    here = place.where()
    active = [row for row in there if row["is_active"]]
    return any(
        (row[name] is not None and row[name] == here[name]) for row in active for name in ("commune_code", "epci_code")
    )
