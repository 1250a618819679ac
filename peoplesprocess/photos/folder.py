"""Photos in a folder of this machine, or in one that several machines share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

BLOCK = bytes(4096)


class PhotoFolder:
    """A store that keeps each photo as a file in a folder named by the first letters of its digest."""

    def __init__(self, instance: Path) -> None:
        self.folder = instance / "photos"

    def where(self, digest: str) -> Path:
        """Return the path of a photo; it contains nothing that a user chose."""
        return self.folder / digest[:2] / f"{digest}.jpg"

    def keep(self, photos: Mapping[str, bytes]) -> None:
        """Write photos, each completely or not at all."""
        for digest, data in photos.items():
            self._keep(self.where(digest), data)

    def read(self, digest: str) -> bytes | None:
        """Return a photo, or None if there is none."""
        try:
            return self.where(digest).read_bytes()
        except FileNotFoundError:
            return None

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of photos last kept before `moment`, folder by folder."""
        for doomed in self.folder.glob("*/*.tidied"):  # left by a process killed while tidying
            doomed.replace(doomed.with_suffix(".jpg"))
        for shelf in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from (path.stem for path in shelf.glob("*.jpg") if _is_older(path, moment))

    def remove(self, digest: str, moment: datetime) -> bool:
        """Remove a photo unless the same one was kept again, which renews its file's time."""
        path = self.where(digest)
        doomed = path.with_suffix(".tidied")
        with suppress(FileNotFoundError):
            path.replace(doomed)
        if _is_older(doomed, moment):
            doomed.unlink()
            return True
        with suppress(FileNotFoundError):
            doomed.replace(path)
        return False

    def prove(self) -> None:
        """Write a block to the disk, as for a photo, and remove it."""
        could_write(self.folder)

    def _keep(self, path: Path, data: bytes) -> None:
        with suppress(FileNotFoundError):
            os.utime(path)
            if path.read_bytes() == data:
                return
        for folder in (self.folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            _write(unfinished, data)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def could_write(folder: Path) -> None:
    """Write a block below `folder` and remove it. Errors: OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f".ready-{secrets.token_hex(4)}"
    try:
        _write(path, BLOCK)
    finally:
        path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _is_older(path: Path, moment: datetime) -> bool:
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    return False
