"""How well records were matched: held against the world's own projects, pair by pair."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Judgement:
    """Pairs of records. `united`: put together by rules or persons; `true`: of one project in the world.

    `missed` are true pairs that stay apart even when a person accepts every true candidate.
    """

    records: int
    unknown: int
    true: int
    united: int
    right: int
    missed: int
    candidates: int
    true_candidates: int

    @property
    def precision(self) -> float:
        """Share of the united pairs that are true; 1 where nothing was united."""
        return self.right / self.united if self.united else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were united; 1 where there are none."""
        return self.right / self.true if self.true else 1.0

    @property
    def missed_share(self) -> float:
        """Share of the true pairs that neither rule nor queue finds."""
        return self.missed / self.true if self.true else 0.0


def record_key(source: str, stream: str, reference: str) -> str:
    """A record's name without case, accents and signs: titles stand in some references."""
    letters = unicodedata.normalize("NFKD", f"{source}.{stream}:{reference}".casefold().replace("œ", "oe"))
    return re.sub(r"[^a-z0-9]", "", letters)


def judge(
    identities: Iterable[Mapping[str, str]],
    members: Mapping[str, str],
    candidates: Iterable[tuple[str, str]],
) -> Judgement:
    """Hold `members` (record key → project found) and pairs of record keys left to persons against the truth.

    Records that the pipeline does not know are alone; those that the world does not know are counted
    as `unknown` and left out.
    """
    truth = {record_key(one["source"], one["stream"], one["reference"]): one["project"] for one in identities}
    found = {key: members.get(key, f"unseen {key}") for key in truth}
    queue = [(left, right) for left, right in candidates if left in truth and right in truth]
    wanted = [(found[left], found[right]) for left, right in queue if truth[left] == truth[right]]
    united = _pairs(found.values())
    true = _pairs(truth.values())
    together = _accepted(wanted)
    reached = _pairs((truth[key], together.get(project, project)) for key, project in found.items())
    return Judgement(
        len(truth),
        len(members.keys() - truth.keys()),
        true,
        united,
        _pairs((truth[key], found[key]) for key in truth),
        true - reached,
        len(queue),
        len(wanted),
    )


def _pairs(groups: Iterable[object]) -> int:
    """How many pairs of things share their group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def _accepted(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Projects by the name of the set that accepted pairs make of them."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for left, right in pairs:
        neighbours[left].add(right)
        neighbours[right].add(left)
    names: dict[str, str] = {}
    for start in sorted(neighbours):
        waiting = [start] if start not in names else []
        while waiting:
            here = waiting.pop()
            if here not in names:
                names[here] = start
                waiting.extend(neighbours[here])
    return names
