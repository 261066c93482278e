"""The quality gate: deliveries against their contract, candidate marts against their suites."""

from sress.quality.deliveries import check_deliveries, check_delivery
from sress.quality.gate import check_candidate
from sress.quality.suites import InvalidSuite
from sress.quality.verdict import Finding, Verdict, critical_lines, gate_passed, summarise

__all__ = [
    "Finding",
    "InvalidSuite",
    "Verdict",
    "check_candidate",
    "check_deliveries",
    "check_delivery",
    "critical_lines",
    "gate_passed",
    "summarise",
]
