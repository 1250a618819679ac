"""A cache of compiled templates beside Python's own; compiling a template takes as long as a page."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


class KeptTemplateCode(BytecodeCache):
    """Caches the code of templates as long as their source and their compiler are the same.

    The files are trusted as Python trusts its own bytecode, and written under the same conditions.
    """

    def __init__(self, *compiled_by: str) -> None:
        made_by = hashlib.blake2b(jinja2.__version__.encode() + MAGIC_NUMBER)
        for source in compiled_by:
            made_by.update(Path(source).read_bytes())
        self._made_by = made_by

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the path of a template's cached code."""
        return cache_from_source(filename) if filename else ""

    def get_source_checksum(self, source: str) -> str:
        """Return the digest of a template and of everything that compiles it."""
        digest = self._made_by.copy()
        digest.update(source.encode())
        return digest.hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's code from its file if the checksum matches."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            kept, checksum = Path(bucket.key).read_bytes(), bucket.checksum.encode()
            if kept.startswith(checksum):
                bucket.code = marshal.loads(kept[len(checksum) :])  # noqa: S302 - as Python loads its own

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template's code into its file atomically."""
        if sys.dont_write_bytecode or not bucket.key:
            return
        file = Path(bucket.key)
        part = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bucket.checksum.encode() + marshal.dumps(bucket.code))
            part.replace(file)
