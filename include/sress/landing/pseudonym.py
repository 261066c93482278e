"""Keyed pseudonyms of persons: HMAC-SHA256 with a key that never enters the database (privacy.md §5)."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Sequence

from sress.platform.secret import secret
from sress.platform.settings import Settings

NAMESPACE = "p1"  # another key is another namespace: pseudonyms of both never meet
_LENGTH = 32

Pseudonymise = Callable[[Sequence[str]], str | None]


def pseudonymiser(settings: Settings) -> Pseudonymise:
    """A function from the parts that identify a person to their pseudonym, None where all are empty."""
    key = secret(settings, "pseudonym_key").encode()

    def pseudonym(parts: Sequence[str]) -> str | None:
        identity = normalise(parts)
        if not identity:
            return None
        digest = hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()
        return f"{NAMESPACE}_{digest[:_LENGTH]}"

    return pseudonym


def normalise(parts: Sequence[str]) -> str:
    """A mail address in lower case; otherwise all words without case or accents, in alphabetical order."""
    filled = [part.strip() for part in parts if part.strip()]
    if len(filled) == 1 and "@" in filled[0]:
        return filled[0].lower().removeprefix("mailto:")
    plain = unicodedata.normalize("NFKD", " ".join(filled).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(sorted(re.findall(r"[a-z0-9@.]+", letters)))
