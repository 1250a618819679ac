"""The hash chain of a journal: each entry is bound to the one before, so none can be changed or left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peoplesprocess.core.row_digest import ROWS

START = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One act: who (an account's id or "system"), when (UTC, ISO 8601), what, on what, with which values.

    `rows` is the digest of the rows stored with the act, "" if there are none.
    """

    chain: str
    sequence: int
    at: str
    actor: str
    act: str
    subject: str
    detail: Mapping[str, object]
    previous: str
    digest: str
    rows: str = ""


def digest(
    chain: str,
    sequence: int,
    at: str,
    actor: str,
    act: str,
    subject: str,
    detail: Mapping[str, object],
    previous: str,
) -> str:
    """Return the SHA-256, in hexadecimal, of the entry's canonical JSON."""
    canonical = json.dumps(
        [chain, sequence, at, actor, act, subject, detail, previous],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_bad(entries: Iterable[ChainEntry], head: tuple[int, str]) -> int | None:
    """Return the sequence number of the first entry of one chain that does not fit, None if all do.

    `entries` are in order of sequence, starting at 1. `head` is the stored number and digest of the newest
    entry, so that a chain cut off at the end is detected too.
    """
    expected, previous = 1, START
    for entry in entries:
        recomputed = digest(
            entry.chain,
            entry.sequence,
            entry.at,
            entry.actor,
            entry.act,
            entry.subject,
            entry.detail,
            previous,
        )
        if entry.sequence != expected or entry.previous != previous or entry.digest != recomputed:
            return expected
        if entry.detail.get(ROWS, "") != entry.rows:
            return expected
        expected, previous = expected + 1, entry.digest
    return None if head == (expected - 1, previous) else expected
