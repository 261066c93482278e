"""What can go wrong with the partners' servers, switched on one by one; nothing of it is left to chance."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Faults:
    """Which faults are on; 0 and False are off. `every` counts the calls of one system.

    too_many: every nth call is refused with 429 and a Retry-After. server_error: every nth with 500.
    slow: seconds before each answer. cut: the connection closes in the middle of every nth body.
    token_expired: a token is refused after n calls. page_drift: records move while a list is paged.
    missing_marker: the SFTP files have no marker. growing: the last SFTP file is still being uploaded.
    etag_off: files are sent without validators, and always whole. With `every` at 1 nothing gets through.
    """

    too_many: int = 0
    server_error: int = 0
    slow: float = 0.0
    cut: int = 0
    token_expired: int = 0
    page_drift: bool = False
    missing_marker: bool = False
    growing: bool = False
    etag_off: bool = False

    def __post_init__(self) -> None:
        for item in fields(self):
            if getattr(self, item.name) < 0:
                raise ValueError(f"{item.name} cannot be negative")

    @classmethod
    def from_text(cls, text: str) -> Faults:
        """Faults from words such as '429,500,slow,drift,cut=3'; '' is none.

        A word may carry its number. Raises ValueError for a word or number that is none.
        """
        faults = cls()
        for item in filter(None, (part.strip() for part in text.split(","))):
            word, _, number = item.partition("=")
            if word not in _WORDS:
                raise ValueError(f"'{word}' is no fault; there are: {', '.join(_WORDS)}")
            name, usual = _WORDS[word]
            faults = replace(faults, **{name: _value(item, usual, number)})
        return faults


# Word → field and usual value. The numbers share no divisor, so that an answer often fails for one reason only.
_WORDS: dict[str, tuple[str, Any]] = {
    "429": ("too_many", 5),
    "500": ("server_error", 7),
    "slow": ("slow", 0.2),
    "cut": ("cut", 3),
    "token": ("token_expired", 2),
    "drift": ("page_drift", True),
    "marker": ("missing_marker", True),
    "growing": ("growing", True),
    "etag-off": ("etag_off", True),
}


def _value(item: str, usual: Any, number: str) -> Any:
    if not number:
        return usual
    try:
        if isinstance(usual, bool):
            raise ValueError(item)
        return type(usual)(number)
    except ValueError:
        raise ValueError(f"'{item}' carries a number that it cannot have") from None
