"""A cache of compiled statements that is looked up by the identity of the statement."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from sqlalchemy.util import LRUCache

Key = tuple[object, ...]
MOST = 500
"""How many compiled statements are kept; SQLAlchemy's own limit."""
MOST_AT_HAND = 1000


class CompiledStatements(MutableMapping[Key, object]):
    """A cache for an engine's option `compiled_cache`.

    SQLAlchemy's cache keys are as long as the statement, and hashing them took a tenth of the time of an act.
    A statement at module level always comes with the same key object, which then need not be hashed.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[Key, object] = LRUCache(MOST)
        self._at_hand: dict[Key, tuple[Key, object]] = {}

    def get(self, key: Key, default: object = None) -> object:
        """Return what was compiled for a key: dialect, statement, names of the parameters, and two flags."""
        dialect, statement, *rest = key
        which = (id(dialect), id(statement), *rest)
        found = self._at_hand.get(which)
        # This dictionary keeps the statement's key alive, so that no other object can get its address.
        if found is not None:
            return found[1]
        compiled = self._kept.get(key)
        if compiled is None:
            return default
        if len(self._at_hand) >= MOST_AT_HAND:
            # Statements built for one use have a new key each time and would fill the dictionary.
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
