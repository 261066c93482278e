"""Clusters: records united by links, never over the heads of persons who said that two are apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Why two sightings are one project. `rule` is decision, P0, P1 or P2; `similarity` where titles were compared."""

    rule: str
    left: str
    right: str
    similarity: float | None = None


class Clusters:
    """Disjoint sets of sighting keys; the same links in any order of arrival give the same sets.

    `apart` are pairs of keys that may never meet in one cluster.
    """

    def __init__(self, keys: Iterable[str], apart: Iterable[tuple[str, str]] = ()) -> None:
        self._parent = {key: key for key in keys}
        self._size = dict.fromkeys(self._parent, 1)
        self._foes: dict[str, set[str]] = {}
        for left, right in apart:
            if left in self._parent and right in self._parent:
                self._foes.setdefault(left, set()).add(right)
                self._foes.setdefault(right, set()).add(left)

    def root(self, key: str) -> str:
        """The key that stands for the cluster for now."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def unite(self, link: Link) -> bool:
        """Follow a link; False when it says nothing new or a person said that the two are apart."""
        left, right = self.root(link.left), self.root(link.right)
        if left == right or self._are_foes(left, right):
            return False
        if self._size[left] < self._size[right]:
            left, right = right, left
        self._parent[right] = left
        self._size[left] += self._size.pop(right)
        if foes := self._foes.pop(right, None):
            self._foes.setdefault(left, set()).update(foes)
        return True

    def together(self, left: str, right: str) -> bool:
        """Whether two keys are in one cluster."""
        return self.root(left) == self.root(right)

    def sets(self) -> dict[str, list[str]]:
        """The members of each cluster, sorted, by root."""
        found: dict[str, list[str]] = {}
        for key in sorted(self._parent):
            found.setdefault(self.root(key), []).append(key)
        return found

    def _are_foes(self, left: str, right: str) -> bool:
        return any(self.root(foe) == right for foe in self._foes.get(left, ()))
