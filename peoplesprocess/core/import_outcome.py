"""What became of the rows of a file: read, new, known, refused with the reason, and a digest of them all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from peoplesprocess.core.messages import Sentence

NOTHING = hashlib.sha256(b"").hexdigest()
"""The digest of a file of which nothing was read."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a file that was refused: its number or name, the column, and why with the way out."""

    row: str | int
    column: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many rows of a file were read, are new and were known, which were refused, and their digest.

    `digest` is the SHA-256 of the records as they are understood: of two spellings of a file it is the same.
    """

    read: int = 0
    new: int = 0
    known: int = 0
    refused: Sequence[RefusedRow] = field(default_factory=list)
    digest: str = NOTHING
