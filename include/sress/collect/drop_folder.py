"""One drop folder of one contract: which files it expects, and what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sress.collect.files import Collected, FoundFile, Refusal, streams_of
from sress.collect.marker import objection, unfinished
from sress.collect.settled import Look
from sress.collect.survey import Survey, survey
from sress.contracts.collecting import DropFolder
from sress.contracts.model import Contract

# Where a file was taken to, why it was refused (French), or None: it waits for the next run.
Outcome = Path | str | None


@dataclass(frozen=True)
class Expected:
    """The files that the contract expects in the folder: `by_hand`, of any of its streams."""

    contract: Contract
    drop: DropFolder
    by_hand: bool = False

    @property
    def streams(self) -> list[str]:
        """The streams that are collected from this folder."""
        if self.by_hand:
            return list(self.contract.streams)
        return [name for name in self.contract.streams if self.contract.collect_of(name) == self.drop]

    def survey(self, files: dict[str, Look]) -> Survey:
        """The folder's files, sorted out."""
        return survey(files, self.drop.marker, lambda name: bool(streams_of(self.contract, name, self.streams)))

    def judge(
        self, name: str, markers: dict[str, bytes], sha256: Callable[[], str], take: Callable[[], Path]
    ) -> Outcome:
        """Take the file if its markers allow it."""
        if markers and unfinished(self.drop.marker, list(markers.values())):
            return None
        why = objection(self.drop.marker, name, markers, sha256()) if markers else None
        return why or take()

    def collected(self, found: Survey, outcomes: dict[str, Outcome]) -> Collected:
        """The result in the contract's order of streams, each in name order."""
        why = found.refused | {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, str)}
        taken = {name: outcome for name, outcome in sorted(outcomes.items()) if isinstance(outcome, Path)}
        return Collected(
            found=[
                FoundFile(stream, path)
                for stream in self.streams
                for name, path in taken.items()
                if streams_of(self.contract, name, [stream])
            ],
            waiting=sorted([*found.waiting, *(name for name, outcome in outcomes.items() if outcome is None)]),
            unmatched=found.unmatched,
            refused=[
                Refusal(name, f"{self.contract.label}, fichier « {name} » : {text}")
                for name, text in sorted(why.items())
            ],
        )
