"""The automatic links of the cascade: P0 a shared number, P1 and P2 one carrier, alike titles, near dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from sress.matching.clusters import Link
from sress.matching.rules import Rules, within
from sress.matching.sighting import Sighting
from sress.matching.similarity import contradict, similarity


def automatic_links(sightings: Sequence[Sighting], rules: Rules) -> list[Link]:
    """All links of P0, then P1, then P2, the most alike first; their order depends on the records alone."""
    links = [*_shared_numbers(sightings), *_one_carrier(sightings, rules)]
    return sorted(links, key=lambda link: (link.rule, -(link.similarity or 1.0), link.left, link.right))


def _shared_numbers(sightings: Iterable[Sighting]) -> Iterator[Link]:
    holders: dict[str, list[str]] = defaultdict(list)
    for sighting in sightings:
        for number in sighting.shared_ids:
            holders[number].append(sighting.key)
    for number in sorted(holders):
        for left, right in pairwise(sorted(set(holders[number]))):
            yield Link("P0", left, right)


def _one_carrier(sightings: Iterable[Sighting], rules: Rules) -> Iterator[Link]:
    for carrier, theirs in by_carrier(sightings).items():
        rule = "P1" if carrier.startswith("siren:") else "P2"
        for left, right in combinations(theirs, 2):
            if within(left.seen_on, right.seen_on, rules.merge_months):
                score = similarity(left.title, right.title, rules.merge_similarity)
                if score >= rules.merge_similarity and not contradict(left.title, right.title):
                    yield Link(rule, left.key, right.key, score)


def by_carrier(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    """The sightings of each known carrier, by key."""
    found: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sorted(sightings, key=lambda item: item.key):
        if sighting.carrier:
            found[sighting.carrier].append(sighting)
    return found
