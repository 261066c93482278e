"""The marker beside a dropped file: it says that the file is whole, and often its digest."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Literal

Kind = Literal["none", "ok", "sha256"]
SUFFIXES = (".ok", ".sha256")
LONGEST_MARKER = 65_536
_DIGEST = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


def is_marker(name: str) -> bool:
    """Whether a file only speaks of another one."""
    return name.lower().endswith(SUFFIXES)


def markers_of(name: str, names: Iterable[str]) -> list[str]:
    """The markers of a file among the names: `<name>.ok`, `<name>.sha256`, `<stem>.ok`, in any case of letters."""
    wanted = {f"{name}.ok".lower(), f"{name}.sha256".lower(), f"{PurePath(name).stem}.ok".lower()}
    return sorted(other for other in names if other.lower() in wanted)


def digests(content: bytes, name: str) -> set[str]:
    """The SHA-256 digests in a marker, lower case: those of the lines that name the file, else all.

    `sha256sum`, its BSD form, a bare digest and PowerShell's UTF-16 are read.
    """
    lines = _text(content).splitlines()
    named = [line for line in lines if name in line]
    return {digest.lower() for line in named or lines for digest in _DIGEST.findall(line)}


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    return content.decode("utf-8", errors="replace")


def unfinished(kind: Kind, contents: list[bytes]) -> bool:
    """Whether markers that must hold a digest are still empty."""
    return kind == "sha256" and not b"".join(contents).strip()


def objection(kind: Kind, name: str, contents: dict[str, bytes], digest: str) -> str | None:
    """Why the markers' contents do not let the file of that digest in, in French; None when they do."""
    announced = {marker: digests(content, name) for marker, content in contents.items()}
    for marker, allowed in announced.items():
        if allowed and digest not in allowed:
            return (
                f"l'empreinte SHA-256 donnée par « {marker} » n'est pas celle du fichier reçu : l'envoi a été "
                "interrompu, ou le marqueur est celui d'un autre envoi. "
                "Déposez de nouveau le fichier, puis son marqueur."
            )
    if kind == "sha256" and not any(announced.values()):
        return (
            "le marqueur ne contient pas d'empreinte SHA-256 (64 chiffres hexadécimaux). "
            f"Déposez « {name}.sha256 » avec l'empreinte du fichier."
        )
    return None
