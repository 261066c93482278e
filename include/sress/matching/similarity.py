"""How alike two titles are: the share of common trigrams, word order and little words aside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

# Words that a title may have or lack without meaning anything else.
_LITTLE = frozenset(
    ("projet", "le", "la", "les", "l", "un", "une", "des", "de", "du", "d", "a", "au", "aux", "en", "et", "pour", "sur")
)


# Letters that two words must share, in hundredths, to be one word with a slip of the hand.
_SAME_WORD = 85


@lru_cache(maxsize=200_000)
def trigrams(title: str) -> tuple[str, ...]:
    """The sorted distinct trigrams of a folded title's words, each word padded as PostgreSQL's pg_trgm does."""
    return tuple(sorted({f"  {word} "[at : at + 3] for word in telling_words(title) for at in range(len(word) + 1)}))


def telling_words(title: str) -> list[str]:
    """The words of a folded title without the little ones; all of them when there are only little ones."""
    words = title.split()
    return [word for word in words if word not in _LITTLE] or words


def similarity(left: str, right: str, least: float = 0.0) -> float:
    """Dice's coefficient of the two titles' trigrams, from 0 to 1; 0 when below `least` or a title is empty."""
    if not left or not right:
        return 0.0
    return alike(trigrams(left), trigrams(right), least)


def alike(left: Sequence[str], right: Sequence[str], least: float = 0.0) -> float:
    """The same of two sorted lists of distinct items: their longest common subsequence is what they share."""
    return Indel.normalized_similarity(left, right, score_cutoff=least)


def contradict(left: str, right: str) -> bool:
    """Whether each title has a word that the other lacks, and none of them is a slip of the hand.

    « Fablab itinérant Vimumont » and « Fablab itinérant Vimandont » share most trigrams and are two projects.
    """
    ours, theirs = set(telling_words(left)), set(telling_words(right))
    only_ours, only_theirs = ours - theirs, theirs - ours
    return bool(only_ours and only_theirs) and not any(
        fuzz.ratio(one, other) >= _SAME_WORD for one in only_ours for other in only_theirs
    )
