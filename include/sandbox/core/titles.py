"""Whether two titles name one project: how alike their trigrams are, and whether their own words contradict.

indicators.md 1.0 asks for a normalised trigram likeness. The reading here: words without case, accents
and signs; little words are left out unless nothing remains; each word stands between blanks, so that
its beginning weighs more than its end; the order of the words says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LIKE_ENOUGH = 0.85
SPELLING = 0.85
_LITTLE = frozenset(
    ("projet", "le", "la", "les", "l", "un", "une", "des", "de", "du", "d", "a", "au", "aux", "en", "et", "pour", "sur")
)


@cache
def words_of(text: str) -> tuple[str, ...]:
    """The words in lower case, without accents; anything but letters and digits parts them."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return tuple(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


@cache
def telling_words(text: str) -> frozenset[str]:
    """The words that tell one project from another: all of them where only little ones are there."""
    every = frozenset(words_of(text))
    return every - _LITTLE or every


@cache
def _trigrams(text: str) -> frozenset[str]:
    padded = [f"  {word} " for word in telling_words(text)]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def likeness(left: str, right: str) -> float:
    """Dice's coefficient of the two sets of trigrams, 0 to 1; 0 where a title has no word."""
    first, second = _trigrams(left), _trigrams(right)
    size = len(first) + len(second)
    return 2 * len(first & second) / size if size else 0.0


def contradict(left: str, right: str) -> bool:
    """Each says a word that the other lacks, and none of those words is another spelling of one across."""
    ours, theirs = telling_words(left), telling_words(right)
    lone, across = ours - theirs, theirs - ours
    return bool(lone and across) and not any(_ratio(one, other) >= SPELLING for one in lone for other in across)


def alike(left: str, right: str) -> bool:
    """Whether the rule takes both for titles of one project."""
    return likeness(left, right) >= LIKE_ENOUGH and not contradict(left, right)


@cache
def _ratio(one: str, other: str) -> float:
    """Twice the longest common subsequence over the letters of both."""
    before = [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for place, sign in enumerate(other):
            row.append(before[place] + 1 if letter == sign else max(before[place + 1], row[place]))
        before = row
    return 2 * before[-1] / (len(one) + len(other))
