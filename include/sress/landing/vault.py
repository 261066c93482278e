"""The delivery vault: every file ever received, byte for byte, addressed by its sha256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def sha256_of(data: bytes) -> str:
    """Hexadecimal sha256."""
    return hashlib.sha256(data).hexdigest()


def store(vault: Path, data: bytes) -> tuple[str, str]:
    """Keep the bytes; returns (sha256, path relative to the vault). The same bytes are kept once."""
    digest = sha256_of(data)
    relative = f"{digest[:2]}/{digest}"
    target = vault / relative
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    return digest, relative
