"""What a store of photos can do. A photo is named by the SHA-256 of its bytes, so it never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol


class PhotosUnreachable(Exception):
    """A store that is not on this machine did not do what it was asked; a sentence for whoever runs this."""


class BadPhotoStore(Exception):
    """PHOTO_STORE cannot be followed; a sentence for whoever runs this."""


class PhotoStore(Protocol):
    """Keeps photos. Errors of each method: OSError from a disk, PhotosUnreachable from elsewhere."""

    def keep(self, photos: Mapping[str, bytes]) -> None:
        """Keep photos by their digests, each completely or not at all.

        One that is there already counts as new from now on, and is made whole if it was damaged: whoever
        tidies leaves new photos alone, whose rows are not yet saved.
        """

    def read(self, digest: str) -> bytes | None:
        """Return a photo, or None if there is none."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of photos that were last kept before `moment`."""

    def remove(self, digest: str, moment: datetime) -> bool:
        """Remove a photo unless it was kept again since `moment`; return whether it was removed."""

    def prove(self) -> None:
        """Write something, as a photo is written; an error says that no photo could be kept now."""
