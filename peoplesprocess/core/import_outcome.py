"""The outcome of importing a file: rows read, new, known, refused with the reason, and a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from peoplesprocess.core.messages import Sentence

NOTHING = hashlib.sha256(b"").hexdigest()
"""The digest of a file from which nothing was read."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a file that was refused: its number or name, the column, and why, with what to do about it."""

    row: str | int
    column: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many rows of a file were read, are new or were known, which were refused, and their digest.

    `digest` is the SHA-256 of the records as understood, so two spellings of the same file have the same
    digest.
    """

    read: int = 0
    new: int = 0
    known: int = 0
    refused: Sequence[RefusedRow] = field(default_factory=list)
    digest: str = NOTHING
