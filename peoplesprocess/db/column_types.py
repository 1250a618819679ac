"""Column types: time-ordered keys, times that are always UTC, and JSON."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class KeyGenerator:
    """A generator of keys that sort by time of creation, also within a millisecond and between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._milliseconds, self._step = 0, 0

    def key(self) -> UUID:
        """Return a new key (RFC 9562, version 7)."""
        with self._lock:
            milliseconds = max(time.time_ns() // 1_000_000, self._milliseconds)
            step = self._step + 1 if milliseconds == self._milliseconds else int.from_bytes(os.urandom(1))
            if step > 0xFFF:
                milliseconds, step = milliseconds + 1, 0
            self._milliseconds, self._step = milliseconds, step
        random = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
        return UUID(int=milliseconds << 80 | 0x7 << 76 | step << 64 | 0b10 << 62 | random)


uuid7 = KeyGenerator().key


class UtcTime(TypeDecorator[datetime]):
    """A point in time: values must be timezone-aware, and are returned in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def read_moment(stored: str | datetime) -> datetime:
    """Return a point in time read without its column type, for callers that read many."""
    return datetime.fromisoformat(f"{stored}+00:00") if isinstance(stored, str) else stored


class Json(TypeDecorator[Any]):
    """Lists and objects of plain values; JSONB on PostgreSQL."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        # Imported only here: an installation on SQLite never needs the types of PostgreSQL, which are large.
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())
