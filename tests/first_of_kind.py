"""What is looked at closely once a run, however many processes meet more of its kind."""

from __future__ import annotations

import hashlib
from pathlib import Path


class FirstOfKind:
    """Knows in a `folder` of all processes of a run which kinds were met; each leaves a mark there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_first(self, kind: object) -> bool:
        """Whether nobody asked for this kind before, in words that are the same in every process."""
        mark = self._folder / hashlib.sha256(repr(kind).encode()).hexdigest()
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True
