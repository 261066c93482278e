"""One folding of names for comparing headers, codes and organisations written by hand."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """`text` without accents, case, punctuation or spaces: « N° Dossier » gives 'ndossier'."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_ALPHANUMERIC.sub("", plain.replace("°", "").lower())
