"""What a request carries to be let in."""

from __future__ import annotations

from typing import Protocol


class Auth(Protocol):
    """What a request carries to be let in."""

    def headers(self) -> dict[str, str]:
        """The headers that let a request in."""

    def renew(self) -> bool:
        """After a refusal: whether asking again with new headers may help."""

    def secrets(self) -> list[str]:
        """What no message may show."""


class Anonymous:
    """Nothing is needed to be let in."""

    def headers(self) -> dict[str, str]:
        """None."""
        return {}

    def renew(self) -> bool:
        """There is nothing to renew."""
        return False

    def secrets(self) -> list[str]:
        """There are none."""
        return []


class FixedHeader:
    """One header that never changes: an API key, a basic login made of `secret`."""

    def __init__(self, name: str, value: str, *, secret: str | None = None) -> None:
        self._name = name
        self._value = value
        self._secret = secret or value

    def headers(self) -> dict[str, str]:
        """The header."""
        return {self._name: self._value}

    def renew(self) -> bool:
        """The same again would not help."""
        return False

    def secrets(self) -> list[str]:
        """The header's value, its last word, and what it was made of."""
        return [self._value, self._value.split(" ")[-1], self._secret]
