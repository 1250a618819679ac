"""What an import of maps and codes did, or would do, with what it refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from peoplesprocess.core.messages import Sentence

NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class RefusedFeature:
    """A feature or row that was not taken: its number or "file", which part of it, and why."""

    row: str | int
    column: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class ImportedMap:
    """How many records a file has, how many of them are new and known, what was refused, and their digest.

    Where anything is refused nothing of the file is saved: `new` counts what would be.
    """

    read: int = 0
    new: int = 0
    known: int = 0
    refused: list[RefusedFeature] = field(default_factory=list)
    digest: str = NOTHING
