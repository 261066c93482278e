"""The lists of the perimeter say what sources.md §3 says, and flag what nobody has held against INSEE's."""

from __future__ import annotations

import csv
import re
from pathlib import Path

NOMENCLATURES = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "nomenclatures"
# The rule's own words.
STATUS = (
    "9220 9221 9222 9223 9230 9260 9300 8210 8250 8290 6411 5191-5196 5203 5307 5309 5443 5451 5453-5455 5458-5460 "
    "5543 5547 5551-5555 5558-5560 5643 5647 5651-5655 5658-5660 6100 6316-6318 6543 6551 6554 6558 6560 6595 6596"
)
ARBITRATE = "5432 5532 5632 6532 9240 9210 9900 9970"
OUTSIDE = "94.11 94.12 94.20 94.91 94.92 84 97 98 99"


def _seed(name: str) -> list[dict[str, str]]:
    with (NOMENCLATURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _codes(text: str) -> set[str]:
    bounds = [re.split("-", item) for item in text.split()]
    return {str(code) for pair in bounds for code in range(int(pair[0]), int(pair[-1]) + 1)}


def test_the_list_of_statuses_is_the_one_of_the_rule() -> None:
    rules = {row["category_prefix"]: row for row in _seed("ess_legal_categories")}
    by_rule = {rule: {code for code, row in rules.items() if row["rule"] == rule} for rule in ("status", "arbitrate")}
    assert by_rule["status"] == _codes(STATUS)
    # 9224 is in the nomenclature and not in the rule: nobody has read it yet.
    assert by_rule["arbitrate"] == _codes(ARBITRATE) | {"9224"}
    assert {rules[code]["to_verify"] for code in (*by_rule["status"], *by_rule["arbitrate"])} == {"true"}


def test_every_category_of_the_nomenclature_has_a_reading() -> None:
    prefixes = [row["category_prefix"] for row in _seed("ess_legal_categories")]
    unread = {
        row["legal_category"]
        for row in _seed("legal_categories")
        if not any(row["legal_category"].startswith(prefix) for prefix in prefixes)
    }
    assert unread == set()


def test_activities_are_excluded_in_both_nomenclatures() -> None:
    rows = _seed("ess_activity_exclusions")
    found = {
        name: {row["activity_prefix"][:5] for row in rows if row["nomenclature"] == name}
        for name in ("NAFRev2", "NAF2025")
    }
    assert found == {"NAFRev2": set(OUTSIDE.split()), "NAF2025": set(OUTSIDE.split())}
    assert {row["to_verify"] for row in rows} == {"true"}
