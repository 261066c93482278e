"""Passwords and keys of one state: made once on this machine, kept with mode 0600."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from sress.platform.settings import Settings


def secret(settings: Settings, name: str) -> str:
    """The secret of that name, made if it is not there. Whole or absent for every reader, also at a race."""
    path = settings.secrets_dir / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        _publish(path, secrets.token_hex(24))
    return path.read_text()


def _publish(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
