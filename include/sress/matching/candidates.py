"""Candidates: pairs that may be one project and that a person decides (P3, and P1 where rule and doubt meet)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from sress.matching.clusters import Clusters
from sress.matching.links import by_carrier
from sress.matching.rules import Rules, within
from sress.matching.sighting import Sighting
from sress.matching.similarity import similarity

# Records of one place that share a word; more than this and the word is too common to tell anything.
_LARGEST_BLOCK = 1_000
_TELLING_WORD = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal. `reason` is same_carrier, same_commune, same_organisation or untitled; left is the smaller key."""

    reason: str
    left: str
    right: str
    similarity: float

    @property
    def number(self) -> str:
        """What a person types to name it: eight hexadecimal digits of its two keys."""
        return hashlib.sha256(f"{self.left}\n{self.right}".encode()).hexdigest()[:8]


def propose(
    sightings: Sequence[Sighting], clusters: Clusters, rules: Rules, decided: Collection[frozenset[str]]
) -> list[Candidate]:
    """The best pair of each two clusters that may be one, the most alike first; never one a person refused.

    `decided` are pairs of keys that were decided before: they keep their whole clusters from being proposed again.
    """
    settled = {frozenset((clusters.root(a), clusters.root(b))) for a, b in map(tuple, decided)}
    best: dict[frozenset[str], Candidate] = {}
    for candidate in chain(*(search(sightings, clusters, rules) for search in _SEARCHES)):
        pair = frozenset((clusters.root(candidate.left), clusters.root(candidate.right)))
        if pair not in settled and (pair not in best or _rank(candidate) < _rank(best[pair])):
            best[pair] = candidate
    return sorted(best.values(), key=_rank)


def _rank(candidate: Candidate) -> tuple[float, str, str]:
    return -candidate.similarity, candidate.left, candidate.right


def _same_carrier(sightings: Iterable[Sighting], clusters: Clusters, rules: Rules) -> Iterator[Candidate]:
    """One carrier, titles half alike or dates far apart: two projects for the rule, a doubt for a person."""
    for theirs in by_carrier(sightings).values():
        for left, right in combinations(theirs, 2):
            if not clusters.together(left.key, right.key):
                score = similarity(left.title, right.title, rules.candidate_similarity)
                if score >= rules.candidate_similarity:
                    yield _candidate("same_carrier", left, right, score)


def _no_identifier(sightings: Iterable[Sighting], clusters: Clusters, rules: Rules) -> Iterator[Candidate]:
    """P3: at least one of the two has no carrier's number; alike in name, near in place and time."""
    for block in _blocks(sightings):
        for left, right in combinations(block, 2):
            if left.carrier and right.carrier and left.carrier[:4] == right.carrier[:4]:
                continue
            near = within(left.seen_on, right.seen_on, rules.candidate_months)
            if not near or clusters.together(left.key, right.key):
                continue
            reason = _near(left, right)
            score = similarity(left.title, right.title, rules.candidate_similarity) if reason else 0.0
            if reason and score >= rules.candidate_similarity:
                yield _candidate(reason, left, right, score)


def _blocks(sightings: Iterable[Sighting]) -> Iterator[list[Sighting]]:
    """Records of one commune or organisation that share a word of their title: alike titles share one."""
    found: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    for sighting in sorted(sightings, key=lambda item: item.key):
        for place in filter(None, (sighting.commune, sighting.organisation)):
            for word in {word for word in sighting.title.split() if len(word) >= _TELLING_WORD}:
                found[place, word].append(sighting)
    for block in sorted(found):
        if 1 < len(found[block]) <= _LARGEST_BLOCK:
            yield found[block]


def _near(left: Sighting, right: Sighting) -> str | None:
    """Why the two may be in one place: a commune, or failing that a carrier's name in one département."""
    if left.commune and left.commune == right.commune:
        return "same_commune"
    if left.organisation and left.organisation == right.organisation:
        return "same_organisation"
    return None


def _untitled(sightings: Iterable[Sighting], clusters: Clusters, rules: Rules) -> Iterator[Candidate]:
    """A record that gives no title, and another of the same carrier, or of its name in the same commune."""
    groups: dict[tuple[str, ...], list[Sighting]] = defaultdict(list)
    for sighting in sorted(sightings, key=lambda item: item.key):
        if sighting.carrier:
            groups[sighting.carrier,].append(sighting)
        if sighting.organisation and sighting.commune:
            groups[sighting.organisation, sighting.commune].append(sighting)
    for group in groups.values():
        for left, right in combinations(group, 2):
            if left.title and right.title or clusters.together(left.key, right.key):
                continue
            if within(left.seen_on, right.seen_on, rules.candidate_months):
                yield _candidate("untitled", left, right, rules.candidate_similarity)


_SEARCHES = (_same_carrier, _no_identifier, _untitled)


def _candidate(reason: str, left: Sighting, right: Sighting, score: float) -> Candidate:
    first, second = sorted((left.key, right.key))
    return Candidate(reason, first, second, round(score, 4))
