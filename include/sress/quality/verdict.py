"""What a gate decides about one subject, and how that is said in one French line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

CRITICAL = "critical"
WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One expectation that did not hold, or could not be evaluated (then `error` is set)."""

    expectation: str
    severity: str
    message: str
    owner: str
    column: str | None = None
    observed: dict[str, Any] = field(default_factory=dict)
    error: str | None = None

    @property
    def is_critical(self) -> bool:
        """Whether it stops the publication: an expectation that raised is never a pass."""
        return self.severity == CRITICAL or self.error is not None

    def as_json(self) -> dict[str, Any]:
        """The form kept in `ops.verdict.details`."""
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """The judgement of one suite on one mart (gate 2) or of one contract on one delivery (gate 1).

    `evaluated` counts expectations, `details` is what `ops.verdict.details` keeps, and `data_docs`
    the page under `settings.data_docs_dir`.
    """

    gate: int
    subject: str
    suite: str
    suite_sha256: str | None
    evaluated: int
    findings: tuple[Finding, ...] = ()
    build_id: int | None = None
    delivery_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    data_docs: str | None = None
    verdict_id: int | None = None

    @property
    def critical_failed(self) -> int:
        """How many findings stop the publication."""
        return sum(finding.is_critical for finding in self.findings)

    @property
    def warning_failed(self) -> int:
        """How many findings go out named, without stopping anything."""
        return len(self.findings) - self.critical_failed

    @property
    def owners(self) -> tuple[str, ...]:
        """Who owns what failed, each once, in the order of the findings."""
        return tuple(dict.fromkeys(finding.owner for finding in self.findings))

    @property
    def passed(self) -> bool:
        """Whether nothing critical was found."""
        return self.critical_failed == 0

    @property
    def sentence(self) -> str:
        """One French line for the summary of a run."""
        return f"{self.subject} : {_outcome(self)}"


def gate_passed(verdicts: Sequence[Verdict]) -> bool:
    """Whether the gate opens: at least one verdict, and none with a critical failure."""
    return bool(verdicts) and all(verdict.passed for verdict in verdicts)


def critical_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """One French line per critical finding, empty when nothing stops the publication."""
    return [
        f"{verdict.subject} : {finding.message}"
        for verdict in verdicts
        for finding in verdict.findings
        if finding.is_critical
    ]


def summarise(verdicts: Sequence[Verdict]) -> str:
    """One French line for all verdicts of a gate."""
    if not verdicts:
        return "Aucun contrôle n'a été exécuté : la publication est retenue."
    critical = sum(verdict.critical_failed for verdict in verdicts)
    warnings = sum(verdict.warning_failed for verdict in verdicts)
    checked = f"{_count(sum(v.evaluated for v in verdicts), 'contrôle')} sur {_count(len(verdicts), 'table')}"
    if critical:
        names = ", ".join(verdict.subject for verdict in verdicts if not verdict.passed)
        return f"{checked} : {_count(critical, 'échec critique', 'échecs critiques')} ({names})."
    if warnings:
        return f"{checked} : aucun échec critique, {_count(warnings, 'avertissement')}."
    return f"{checked} : tout est conforme."


def _outcome(verdict: Verdict) -> str:
    evaluated = _count(verdict.evaluated, "contrôle")
    if not verdict.findings:
        return f"{evaluated}, tout est conforme."
    first = min(verdict.findings, key=lambda finding: not finding.is_critical)
    parts = []
    if verdict.critical_failed:
        parts.append(_count(verdict.critical_failed, "échec critique", "échecs critiques"))
    if verdict.warning_failed:
        parts.append(_count(verdict.warning_failed, "avertissement"))
    return f"{evaluated}, {' et '.join(parts)} — {first.message}"


def _count(number: int, singular: str, plural: str | None = None) -> str:
    return f"{number} {singular if number < 2 else plural or singular + 's'}"
