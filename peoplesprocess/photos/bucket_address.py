"""The setting PHOTO_STORE: s3://bucket/prefix?endpoint=https://…&region=…"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from peoplesprocess.photos.store import BadPhotoStore

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""The library reads these from the environment by itself; they are not part of any setting of ours."""
OPTIONS = ("endpoint", "region")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
FORM = "s3://bucket/prefix?endpoint=https://host&region=name"


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket with the prefix of its object names, its endpoint ("" for Amazon) and its region."""

    bucket: str
    prefix: str
    endpoint: str
    region: str


def bucket_address(setting: str, environment: Mapping[str, str] = os.environ) -> BucketAddress:
    """Return the bucket that PHOTO_STORE names. Errors: BadPhotoStore, also if its keys are not set."""
    try:
        parts = urlsplit(setting)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        endpoint = urlsplit(options.get("endpoint", "https://amazon"))
        is_whole = endpoint.scheme in ("https", "http") and endpoint.hostname and not endpoint.username
    except ValueError:
        is_whole = False
    # The setting is not repeated in the error, since it may contain a key.
    if not is_whole or parts.scheme != "s3" or not BUCKET.fullmatch(parts.netloc):
        raise BadPhotoStore(f"PHOTO_STORE is not of the form {FORM}.")
    if unknown := sorted(options.keys() - set(OPTIONS)):
        raise BadPhotoStore(f"PHOTO_STORE knows {' and '.join(OPTIONS)} only, not {', '.join(unknown)}.")
    if missing := [key for key in KEYS if not environment.get(key)]:
        raise BadPhotoStore(f"PHOTO_STORE names a bucket, which needs {' and '.join(missing)} too.")
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
    return BucketAddress(
        parts.netloc,
        parts.path.strip("/"),
        options.get("endpoint", environment.get("AWS_ENDPOINT_URL", "")),
        options.get("region", region),
    )
