"""The interface of a store of photos. A photo is named by the SHA-256 of its bytes, so it never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol


class PhotosUnreachable(Exception):
    """A remote store failed; the message is a sentence for the operator."""


class BadPhotoStore(Exception):
    """PHOTO_STORE is invalid; the message is a sentence for the operator."""


class PhotoStore(Protocol):
    """A store of photos. Errors of each method: OSError for a disk, PhotosUnreachable for a remote store."""

    def keep(self, photos: Mapping[str, bytes]) -> None:
        """Keep photos by their digests, each completely or not at all.

        An existing photo gets a new date and is repaired if it was damaged: tidying leaves new photos alone,
        since their rows may not be committed yet.
        """

    def read(self, digest: str) -> bytes | None:
        """Return a photo, or None if there is none."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of photos that were last kept before `moment`."""

    def remove(self, digest: str, moment: datetime) -> bool:
        """Remove a photo unless it was kept again since `moment`; return whether it was removed."""

    def prove(self) -> None:
        """Write something as a photo is written; raise an error if no photo can be kept now."""
