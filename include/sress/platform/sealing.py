"""Seal bytes that hold personal data, so that a disk alone tells nobody anything.

Fernet (AES-128-CBC with HMAC-SHA256) with a key of this state, kept outside the database with mode 0600.
A sealed file carries the suffix `.sealed`; its digest in the ledger is always that of the plain bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

from cryptography.fernet import Fernet, InvalidToken

from sress.platform.secret import secret
from sress.platform.settings import Settings

SEALED_SUFFIX = ".sealed"
_MAGIC = b"SRESS-SEALED-1\n"
_MAGIC_IN_PIECES = b"SRESS-SEALED-2\n"
_PIECE = 4 * 1024 * 1024
_LENGTH, _HEAD = struct.Struct(">Q"), struct.Struct(">Q?")


class SealError(ValueError):
    """Sealed bytes that this state's key does not open: damaged, or sealed elsewhere."""


def seal(settings: Settings, data: bytes) -> bytes:
    """The bytes encrypted and authenticated; never the same twice."""
    return _MAGIC + _box(secret(settings, "vault_key")).encrypt(data)


def unseal(settings: Settings, data: bytes) -> bytes:
    """The plain bytes of what `seal` gave. Raises SealError when they cannot be opened."""
    if not is_sealed(data):
        raise SealError("these bytes are not sealed")
    if data.startswith(_MAGIC_IN_PIECES):
        return b"".join(unseal_stream(settings, io.BytesIO(data)))
    try:
        return _box(secret(settings, "vault_key")).decrypt(data[len(_MAGIC) :])
    except InvalidToken:
        raise SealError("sealed bytes do not open: damaged, or sealed with another vault_key") from None


def is_sealed(data: bytes) -> bool:
    """Whether the bytes are what `seal` gave, told by their first line."""
    return data.startswith((_MAGIC, _MAGIC_IN_PIECES))


def seal_stream(settings: Settings, plain: IO[bytes], sealed: IO[bytes]) -> None:
    """Seal a file too big for memory, in pieces; each says its place, and the last that it is the last."""
    box = _box(secret(settings, "vault_key"))
    sealed.write(_MAGIC_IN_PIECES)
    place, piece = 0, plain.read(_PIECE)
    while True:
        following = plain.read(_PIECE)
        token = box.encrypt(_HEAD.pack(place, not following) + piece)
        sealed.write(_LENGTH.pack(len(token)) + token)
        if not following:
            return
        place, piece = place + 1, following


def unseal_stream(settings: Settings, sealed: IO[bytes]) -> Iterator[bytes]:
    """The plain pieces of what `seal_stream` wrote. Raises SealError when one is damaged, missing or out of place."""
    box = _box(secret(settings, "vault_key"))
    sealed.read(len(_MAGIC_IN_PIECES))
    place, last = 0, False
    while not last:
        length = sealed.read(_LENGTH.size)
        try:
            piece = box.decrypt(sealed.read(*_LENGTH.unpack(length)))
        except (InvalidToken, struct.error):
            raise SealError("sealed bytes do not open: damaged, or sealed with another vault_key") from None
        found, last = _HEAD.unpack(piece[: _HEAD.size])
        if found != place:
            raise SealError(f"sealed bytes are out of order: piece {found} where {place} is due")
        yield piece[_HEAD.size :]
        place += 1


def plain_name(name: str) -> str:
    """A file's name as contracts spell it: accents composed (NFC), without the suffix of a sealed file."""
    return unicodedata.normalize("NFC", name).removesuffix(SEALED_SUFFIX)


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
