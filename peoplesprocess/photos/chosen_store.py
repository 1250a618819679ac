"""The choice of the store of photos; the library for buckets is loaded only if it is needed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from peoplesprocess.photos.bucket_address import bucket_address
from peoplesprocess.photos.folder import PhotoFolder
from peoplesprocess.photos.store import BadPhotoStore, PhotoStore


def open_photos(setting: str, instance: Path) -> PhotoStore:
    """Return the store that PHOTO_STORE names, a folder by default. Errors: BadPhotoStore."""
    if not setting:
        return PhotoFolder(instance)
    address = bucket_address(setting)
    if find_spec("obstore") is None:
        raise BadPhotoStore("PHOTO_STORE names a bucket, and the library for it is missing: run make bucket.")
    from peoplesprocess.photos.bucket import PhotoBucket

    return PhotoBucket(address)
