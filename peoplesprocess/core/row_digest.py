"""Digests of rows: how a journal entry identifies the rows that its act made or changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

ROWS = "rows"
"""The key under which an entry's detail holds the digest of all its rows; absent if there are none."""
GONE = ""
"""Stands for the digest of a row that the act deleted."""


class RowDigest(NamedTuple):
    """A row by its table and key, with the digest of its content; GONE if it was deleted."""

    table: str
    key: str
    digest: str


def row_digest(salt: str, content: Mapping[str, object]) -> str:
    """Return the SHA-256, in hexadecimal, of a salt and a row's canonical JSON, in the form of `plain_json`.

    Without the salt, the words of a row cannot be found by hashing guesses.
    """
    canonical = json.dumps(plain_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}{canonical}".encode()).hexdigest()


def rows_digest(rows: Iterable[RowDigest]) -> str:
    """Return the SHA-256, in hexadecimal, of rows in the order of their tables and keys; "" for no rows."""
    listed = [[row.table, row.key, row.digest] for row in sorted(rows)]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest() if listed else ""


def plain_json(value: object) -> object:
    """Return a JSON value in the one form in which every database returns it.

    Keys are strings, tuples are lists, and whole numbers have no fraction: PostgreSQL stores 1e2 as 100.
    """
    if isinstance(value, dict):
        return {str(name): plain_json(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
