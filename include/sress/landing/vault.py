"""The delivery vault: every file ever received, byte for byte, addressed by its sha256.

What holds personal data is sealed (`<aa>/<sha256>.sealed`) and never lies there in the clear; the address is
that of the plain bytes either way, so that the same file is the same delivery.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sress.platform.sealing import SEALED_SUFFIX, seal, seal_stream, unseal
from sress.platform.settings import Settings


def sha256_of(data: bytes) -> str:
    """Hexadecimal sha256."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """Hexadecimal sha256 of a file, however big."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store_file(settings: Settings, path: Path, *, personal: bool = False) -> tuple[str, str]:
    """Keep the bytes of a file too big for memory, as `store` keeps bytes."""
    digest = digest_of(path)
    clear = settings.vault_dir / digest[:2] / digest
    sealed = clear.with_name(clear.name + SEALED_SUFFIX)
    if sealed.exists() or (clear.exists() and not personal):
        found = sealed if sealed.exists() else clear
        return digest, str(found.relative_to(settings.vault_dir))
    target = sealed if personal else clear
    with path.open("rb") as plain, _whole(target) as kept:
        if personal:
            seal_stream(settings, plain, kept)
        else:
            shutil.copyfileobj(plain, kept, 1024 * 1024)
    if personal:
        clear.unlink(missing_ok=True)
    return digest, str(target.relative_to(settings.vault_dir))


def store(settings: Settings, data: bytes, *, personal: bool = False) -> tuple[str, str]:
    """Keep the bytes; returns (sha256, path relative to the vault). The same bytes are kept once.

    Bytes that were once taken for personal stay sealed; bytes in the clear that turn out to be
    personal are sealed and the clear copy goes.
    """
    digest = sha256_of(data)
    clear = f"{digest[:2]}/{digest}"
    sealed = clear + SEALED_SUFFIX
    if (settings.vault_dir / sealed).exists():
        return digest, sealed
    if personal:
        _write(settings.vault_dir / sealed, seal(settings, data))
        (settings.vault_dir / clear).unlink(missing_ok=True)
        return digest, sealed
    if not (settings.vault_dir / clear).exists():
        _write(settings.vault_dir / clear, data)
    return digest, clear


def read(settings: Settings, vault_path: str) -> bytes:
    """The plain bytes of a delivery. Raises FileNotFoundError when they were purged, SealError when damaged."""
    found = next((path for path in _forms(settings, vault_path) if path.exists()), None)
    if found is None:
        raise FileNotFoundError(f"{vault_path} is not in the vault: purged at the end of its retention, or lost")
    data = found.read_bytes()
    return unseal(settings, data) if found.name.endswith(SEALED_SUFFIX) else data


def holds(settings: Settings, vault_path: str) -> bool:
    """Whether the bytes are still there, sealed or not."""
    return any(path.exists() for path in _forms(settings, vault_path))


def remove(settings: Settings, vault_path: str) -> bool:
    """Delete the bytes for good; returns whether they were there."""
    found = [path for path in _forms(settings, vault_path) if path.exists()]
    for path in found:
        path.unlink(missing_ok=True)
    return bool(found)


def _forms(settings: Settings, vault_path: str) -> tuple[Path, Path]:
    """Both places where these bytes may lie: a contract may call a file personal after it was stored."""
    clear = vault_path.removesuffix(SEALED_SUFFIX)
    return settings.vault_dir / (clear + SEALED_SUFFIX), settings.vault_dir / clear


def _write(target: Path, data: bytes) -> None:
    with _whole(target) as file:
        file.write(data)


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """A file to write: whole or absent, on disk before its name is, readable by this user only."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        _sync_folder(target.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """The name is on disk too: the partner's copy may be deleted next."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
