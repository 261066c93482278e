"""Bytes to lines of text: the encoding is found from the bytes, line by line where they are mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sress.landing.problem import FileError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le", "utf-16"),
    (b"\xfe\xff", "utf-16-be", "utf-16"),
)
_MOST_NULS = 0.05
_NEWLINES = re.compile(r"\r\n|\n|\r")
# Letters of DOS code pages 437 and 850 as they look when read as windows-1252, inside a word.
_DOS_IN_WORD = re.compile(r"[A-Za-z][\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0090][a-z]")
_MOJIBAKE = re.compile(
    r"[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


@dataclass
class Decoded:
    """Lines of text (physical line n is `lines[n-1]`), and what had to be done to read them."""

    lines: list[str]
    encoding: str
    messages: list[str] = field(default_factory=list)
    undecodable: dict[int, str] = field(default_factory=dict)
    repaired: set[int] = field(default_factory=set)


def decode(data: bytes, candidates: tuple[str, ...]) -> Decoded:
    """Decode a delimited text file.

    UTF-8 that decodes strictly is believed whatever the contract expects; otherwise each line is
    UTF-8 if it can be, else windows-1252. Raises FileError when the bytes are in another encoding.
    """
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _with_bom(data[len(bom) :], codec, name, candidates)
    if data.count(0) > _MOST_NULS * len(data):
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise FileError(
            "wrong_encoding",
            f"ligne {line} : l'encodage du fichier n'est pas reconnu (octets nuls, sans doute UTF-16). "
            f"Enregistrez-le en {_french(candidates)}",
            line=line,
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _mixed(data, candidates)
    decoded = Decoded(_split(text), "utf-8")
    if not data.isascii() and not any(name.startswith("utf-8") for name in candidates):
        decoded.messages.append(f"Fichier en UTF-8, {_french(candidates)} attendu : lu comme UTF-8.")
    _mend_mojibake(decoded)
    _note_nuls(decoded)
    return decoded


def _note_nuls(decoded: Decoded) -> None:
    """A stray NUL is damage to its line; many of them are another encoding."""
    for number, line in enumerate(decoded.lines, start=1):
        if "\x00" in line:
            decoded.undecodable.setdefault(number, "0x00")


def _with_bom(data: bytes, codec: str, name: str, candidates: tuple[str, ...]) -> Decoded:
    try:
        decoded = Decoded(_split(data.decode(codec)), name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError(
            "wrong_encoding",
            f"ligne {line} : le fichier s'annonce en {name} mais contient des octets illisibles. "
            f"Enregistrez-le en {_french(candidates)}",
            line=line,
        ) from error
    if name == "utf-16":
        decoded.messages.append(f"Fichier en UTF-16, {_french(candidates)} attendu : lu comme UTF-16.")
    _mend_mojibake(decoded)
    return decoded


def _mixed(data: bytes, candidates: tuple[str, ...]) -> Decoded:
    decoded = Decoded([], "windows-1252")
    utf8_lines = 0
    for number, raw in enumerate(re.split(rb"\r\n|\n|\r", data), start=1):
        try:
            text = raw.decode("utf-8")
            utf8_lines += not raw.isascii()
        except UnicodeDecodeError:
            try:
                text = raw.decode("windows-1252")
            except UnicodeDecodeError as error:
                text = raw.decode("windows-1252", errors="replace")
                decoded.undecodable[number] = f"0x{raw[error.start]:02X}"
        decoded.lines.append(text)
    _refuse_dos(decoded, candidates)
    if utf8_lines:
        decoded.messages.append(f"Encodages mêlés : {utf8_lines} lignes en UTF-8 dans un fichier windows-1252.")
    elif "windows-1252" not in candidates and "latin-1" not in candidates:
        decoded.messages.append(f"Fichier en windows-1252, {_french(candidates)} attendu : lu comme windows-1252.")
    _mend_mojibake(decoded)
    _note_nuls(decoded)
    if decoded.lines and decoded.lines[-1] == "":
        decoded.lines.pop()
    return decoded


def _refuse_dos(decoded: Decoded, candidates: tuple[str, ...]) -> None:
    """A DOS code page reads as windows-1252 without error but with quotation marks inside words."""
    first, suspicious, usual = None, 0, 0
    for number, line in enumerate(decoded.lines, start=1):
        found = len(_DOS_IN_WORD.findall(line))
        if found and first is None:
            first = number
        suspicious += found
        usual += sum(1 for char in line if "\u00c0" <= char <= "\u00ff")
    if first is not None and suspicious >= 2 and suspicious > usual:
        raise FileError(
            "wrong_encoding",
            f"ligne {first} : l'encodage du fichier n'est pas reconnu (page de code DOS ?), les accents "
            f"sont illisibles. Enregistrez-le en {_french(candidates)}",
            line=first,
        )


def has_mojibake(text: str) -> bool:
    """Whether a text shows UTF-8 that was read as windows-1252."""
    return _MOJIBAKE.search(text) is not None


def _mend_mojibake(decoded: Decoded) -> None:
    """Undo UTF-8 that was read as windows-1252 and saved again (« Ã© » for « é »)."""
    for index, line in enumerate(decoded.lines):
        if not _MOJIBAKE.search(line):
            continue
        try:
            decoded.lines[index] = line.encode("windows-1252").decode("utf-8")
            decoded.repaired.add(index + 1)
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue


def _split(text: str) -> list[str]:
    lines = _NEWLINES.split(text)
    if lines and lines[-1] == "":
        lines.pop()
    return lines


def _french(candidates: tuple[str, ...]) -> str:
    return " ou ".join(dict.fromkeys(name.upper().replace("-SIG", "") for name in candidates))
