"""Seal bytes that hold personal data, so that a disk alone tells nobody anything.

Fernet (AES-128-CBC with HMAC-SHA256) with a key of this state, kept outside the database with mode 0600.
A sealed file carries the suffix `.sealed`; its digest in the ledger is always that of the plain bytes.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from sress.platform.secret import secret
from sress.platform.settings import Settings

SEALED_SUFFIX = ".sealed"
_MAGIC = b"SRESS-SEALED-1\n"


class SealError(ValueError):
    """Sealed bytes that this state's key does not open: damaged, or sealed elsewhere."""


def seal(settings: Settings, data: bytes) -> bytes:
    """The bytes encrypted and authenticated; never the same twice."""
    return _MAGIC + _box(secret(settings, "vault_key")).encrypt(data)


def unseal(settings: Settings, data: bytes) -> bytes:
    """The plain bytes of what `seal` gave. Raises SealError when they cannot be opened."""
    if not is_sealed(data):
        raise SealError("these bytes are not sealed")
    try:
        return _box(secret(settings, "vault_key")).decrypt(data[len(_MAGIC) :])
    except InvalidToken:
        raise SealError("sealed bytes do not open: damaged, or sealed with another vault_key") from None


def is_sealed(data: bytes) -> bool:
    """Whether the bytes are what `seal` gave, told by their first line."""
    return data.startswith(_MAGIC)


def plain_name(name: str) -> str:
    """A file's name as contracts spell it: accents composed (NFC), without the suffix of a sealed file."""
    return unicodedata.normalize("NFC", name).removesuffix(SEALED_SUFFIX)


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
