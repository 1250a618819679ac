"""Photos in an S3-compatible bucket. Loaded only if PHOTO_STORE names one."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from peoplesprocess.photos.bucket_address import KEYS, BucketAddress
from peoplesprocess.photos.circuit_breaker import CircuitBreaker
from peoplesprocess.photos.store import PhotosUnreachable

if TYPE_CHECKING:
    from obstore.store import S3Config

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 7.5
"""For one try with all its bytes. Together with the turn and retries, nobody waits for more than ten."""
RETRIES, RETRY_SECONDS = 2, 1.0
"""Only errors that come at once are retried, not timeouts."""
PROOF_SECONDS = 3.0
PROVED_SECONDS = 10.0
"""Seconds for which a proof is taken as still valid, so that frequent health checks cause no requests."""
MISSING = (NotFoundError, FileNotFoundError)
"""The exceptions for a missing object: the one in the library's type stubs, and the one it really raises."""
PROOF, BLOCK = "ready", bytes(4096)
NAME = re.compile(r"photos/[0-9a-f]{2}/([0-9a-f]{64})\.jpg")


class PhotoBucket:
    """A store that keeps each photo as an object, named like the file in a folder."""

    def __init__(self, address: BucketAddress) -> None:
        self._address = address
        self._store = _client(address, ANSWER_SECONDS, RETRIES)
        self._prover = _client(address, PROOF_SECONDS, 0)
        self._patience = CircuitBreaker()
        self._proved_until = 0.0

    def keep(self, photos: Mapping[str, bytes]) -> None:
        """Put the photos in parallel; an existing one is put again, which renews its date and repairs it."""
        if not photos:
            return
        with self._patience.turn(), ThreadPoolExecutor(len(photos)) as threads:
            list(threads.map(self._put, photos.keys(), photos.values()))

    def read(self, digest: str) -> bytes | None:
        """Return a photo, or None if it does not exist or does not match its digest."""
        with self._patience.turn(), self._errors():
            try:
                data = obstore.get(self._store, _name(digest)).bytes().to_bytes()
            except MISSING as error:
                if _lacks_bucket(error):
                    raise
                return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of photos last kept before `moment`, in the bucket's order."""
        with self._errors():
            for objects in obstore.list(self._store, "photos"):
                for found in objects:
                    name = NAME.fullmatch(found["path"])
                    if name and found["last_modified"] < moment:
                        yield name[1]

    def remove(self, digest: str, moment: datetime) -> bool:
        """Remove a photo unless it was put again since `moment`."""
        with self._errors():
            try:
                found = obstore.head(self._store, _name(digest))
            except MISSING:
                return False
            if found["last_modified"] >= moment:
                return False
            obstore.delete(self._store, _name(digest))
        return True

    def prove(self) -> None:
        """Put a fixed object and get it back."""
        if time.monotonic() < self._proved_until:
            return
        with self._errors():
            obstore.put(self._prover, PROOF, BLOCK, use_multipart=False)
            obstore.get(self._prover, PROOF).bytes()
        self._proved_until = time.monotonic() + PROVED_SECONDS

    def _put(self, digest: str, data: bytes) -> None:
        with self._errors():
            obstore.put(self._store, _name(digest), data, use_multipart=False)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Replace the library's errors, which can contain what the bucket says about keys."""
        try:
            yield
        except (BaseError, OSError) as error:
            said = self._sentence(error)
        else:
            return
        raise PhotosUnreachable(said) from None

    def _sentence(self, error: BaseError | OSError) -> str:
        where = self._address.endpoint or "Amazon"
        if isinstance(error, PermissionDeniedError | UnauthenticatedError):
            return f"The bucket refuses {' and '.join(KEYS)}, or they may not do all that is needed there."
        if isinstance(error, MISSING) and _lacks_bucket(error):
            return f"There is no bucket {self._address.bucket} at {where}."
        if code := re.search(r"status code: (\d{3})", str(error)):
            return f"The bucket at {where} answers with error {code[1]}."
        return f"The bucket at {where} does not answer."


def _client(address: BucketAddress, seconds: float, retries: int) -> S3Store:
    # Not every bucket supports bulk deletion, and few photos are deleted.
    config: S3Config = {"region": address.region, "disable_bulk_delete": True}
    if address.endpoint:
        config["endpoint"] = address.endpoint
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        config=config,
        client_options={
            "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
            "timeout": timedelta(seconds=seconds),
            "allow_http": address.endpoint.startswith("http://"),
            "default_content_type": "image/jpeg",
        },
        retry_config={
            "max_retries": retries,
            "retry_timeout": timedelta(seconds=RETRY_SECONDS),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(milliseconds=300),
                "base": 2,
            },
        },
    )


def _name(digest: str) -> str:
    return f"photos/{digest[:2]}/{digest}.jpg"


def _lacks_bucket(error: Exception) -> bool:
    return "NoSuchBucket" in str(error)
