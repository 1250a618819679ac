"""What SQLAlchemy has compiled, found again by which statement it is and not by all that it says."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from sqlalchemy.util import LRUCache

Key = tuple[object, ...]
MOST = 500
"""So many compiled statements are kept, as SQLAlchemy keeps them by itself."""
MOST_AT_HAND = 1000


class CompiledStatements(MutableMapping[Key, object]):
    """A cache for the option `compiled_cache` of an engine.

    SQLAlchemy asks with a key as long as the statement, and hashing that took a tenth of recording a need. A
    statement that stands at module level comes with the very same key each time: then no hash is needed.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[Key, object] = LRUCache(MOST)
        self._at_hand: dict[Key, tuple[Key, object]] = {}

    def get(self, key: Key, default: object = None) -> object:
        """Return what was compiled for a key: dialect, statement, names of the values, and two flags."""
        dialect, statement, *rest = key
        which = (id(dialect), id(statement), *rest)
        found = self._at_hand.get(which)
        # What is kept here holds the statement's key, so that no other can have its address.
        if found is not None:
            return found[1]
        compiled = self._kept.get(key)
        if compiled is None:
            return default
        if len(self._at_hand) >= MOST_AT_HAND:
            # Statements that are made anew each time come with a new key each time.
            self._at_hand = {}
        self._at_hand[which] = (key, compiled)
        return compiled

    def __getitem__(self, key: Key) -> object:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: Key, compiled: object) -> None:
        self._kept[key] = compiled

    def __delitem__(self, key: Key) -> None:
        self._at_hand = {}
        del self._kept[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
