"""Features of uploaded map files, with their coordinates as in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peoplesprocess.core.messages import Message, Sentence

MOST_SENT = 3_000_000
"""The limit for a map file in bytes; thirty shapes need a hundredth of it."""
MOST_FEATURES = 2_000
MOST_POSITIONS_READ = 60_000

RawPart = Sequence[object]
"""The points of a part as in the file: pairs of numbers, or whatever else is there."""


class UnreadableMap(Exception):
    """A file that is no readable map; `sentence` says why and what to do."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence: Sentence = Message(text, values)


@dataclass(frozen=True, slots=True)
class MapFeature:
    """A feature of a file: its number, name and kind, and its coordinates, longitude first; or its fault."""

    number: int
    name: str
    kind: str
    form: str = ""
    parts: Sequence[RawPart] = ()
    fault: Sentence | None = None
