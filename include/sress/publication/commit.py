"""Which commit runs, for the record of a publication."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git_commit(root: Path) -> str | None:
    """SRESS_GIT_COMMIT in an image, else git's own word for `root`, marked when files differ from it."""
    given = os.environ.get("SRESS_GIT_COMMIT")
    if given:
        return given
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude", "*"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip() or None
