"""Rows in a form that is the same on both databases and in every revision, for backups and comparisons."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from peoplesprocess.db.column_types import UtcTime

REVISIONS = "alembic_version"
"""Alembic's own table with the revision of the others; it is not backed up."""
BATCH_SIZE = 500
UUID_LETTERS = 32
"""SQLite has no UUID type; only these columns are CHAR, with this length."""


class PortableColumnKind(StrEnum):
    """The kind of values in a column, on any database."""

    KEY = "uuid"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    DATE = "date"
    JSON = "json"
    BYTES = "bytes"


class UnportableColumn(RuntimeError):
    """A column has a type that is not known here; add it to this module first."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table as found: its columns by name, each with its kind, and the columns that order its rows."""

    name: str
    columns: tuple[tuple[str, PortableColumnKind], ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableFingerprint:
    """The number of rows of a table, and the SHA-256 of their lines in key order."""

    rows: int
    digest: str


def table_shapes(connection: Connection) -> list[TableShape]:
    """Return the tables that hold data, by name. Errors: UnportableColumn."""
    inspector = sa.inspect(connection)
    keys = {
        table: key["constrained_columns"]
        for (_, table), key in inspector.get_multi_pk_constraint().items()
        if key
    }
    shapes = []
    for (_, name), columns in sorted(inspector.get_multi_columns().items(), key=lambda found: found[0][1]):
        if name == REVISIONS:
            continue
        # By name, because migrations can leave columns in another order than a new table has.
        kinds = tuple(sorted((column["name"], _kind(name, column["type"])) for column in columns))
        order = tuple(keys.get(name) or sorted(column for column, _ in kinds))
        shapes.append(TableShape(name, kinds, order))
    return shapes


def lines(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    """Yield a table's rows in key order, each as a line of JSON with the values in column order."""
    write = [_WRITERS.get(kind, _same) for _, kind in shape.columns]
    rows = connection.execute(_select(connection, shape).execution_options(yield_per=BATCH_SIZE))
    for row in rows:
        values = [
            None if value is None else written(value) for written, value in zip(write, row, strict=True)
        ]
        yield (_dumped(values) + "\n").encode()


def fingerprint(connection: Connection, shape: TableShape) -> TableFingerprint:
    """Return the number of a table's rows and the digest of their lines."""
    digest, count = hashlib.sha256(), 0
    for line in lines(connection, shape):
        digest.update(line)
        count += 1
    return TableFingerprint(count, digest.hexdigest())


def insert(connection: Connection, shape: TableShape, found: Sequence[bytes]) -> None:
    """Insert the rows of some lines into a table. Errors: ValueError for a line of another table."""
    read = [_READERS.get(kind, _same) for _, kind in shape.columns]
    names = [f"c{number}" for number in range(len(shape.columns))]
    rows = []
    for line in found:
        values = json.loads(line)
        row = [None if value is None else reader(value) for reader, value in zip(read, values, strict=True)]
        rows.append(dict(zip(names, row, strict=True)))
    if rows:
        connection.execute(_insert(connection, shape), rows)


def canonical(text: str) -> str:
    """Return JSON in a canonical form: PostgreSQL preserves neither the order of keys nor white space."""
    return _dumped(json.loads(text))


def _kind(table: str, kind: object) -> PortableColumnKind:
    if isinstance(kind, sa.CHAR) and kind.length == UUID_LETTERS:
        return PortableColumnKind.KEY
    for known, found in _FOUND_AS:
        if isinstance(kind, known):
            return found
    raise UnportableColumn(f"{table} has a column of type {kind!r}")


def _select(connection: Connection, shape: TableShape) -> sa.Executable:
    kinds = dict(shape.columns)
    columns = [
        sa.cast(sa.column(name), sa.Text)
        if kind is PortableColumnKind.JSON
        else sa.column(name, _TYPES[kind])
        for name, kind in shape.columns
    ]
    ordered = [
        # PostgreSQL's default collation depends on a language; backups sort by code point.
        sa.collate(sa.column(name, sa.String), "C")
        if kinds[name] is PortableColumnKind.TEXT and connection.dialect.name == "postgresql"
        else sa.column(name)
        for name in shape.order
    ]
    return sa.select(*columns).select_from(sa.table(shape.name)).order_by(*ordered)


def _insert(connection: Connection, shape: TableShape) -> sa.Insert:
    on_postgresql = connection.dialect.name == "postgresql"
    values: dict[str, sa.ColumnElement[object]] = {}
    for number, (name, kind) in enumerate(shape.columns):
        value = sa.bindparam(f"c{number}", type_=_TYPES[kind])
        values[name] = sa.cast(value, JSONB) if kind is PortableColumnKind.JSON and on_postgresql else value
    table = sa.table(shape.name, *(sa.column(name) for name, _ in shape.columns))
    return sa.insert(table).values(values)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _same(value: object) -> object:
    return value


def _written_time(value: object) -> object:
    return cast("datetime", value).isoformat(timespec="microseconds")


def _written_date(value: object) -> object:
    return cast("date", value).isoformat()


def _written_bytes(value: object) -> object:
    return base64.b64encode(cast("bytes", value)).decode()


ColumnType = (
    sa.Uuid[UUID]
    | sa.Boolean
    | UtcTime
    | sa.Date
    | sa.Float[float]
    | sa.BigInteger
    | sa.LargeBinary
    | sa.String
)
_TYPES: Mapping[PortableColumnKind, ColumnType] = {
    PortableColumnKind.KEY: sa.Uuid(),
    PortableColumnKind.BOOLEAN: sa.Boolean(),
    PortableColumnKind.TIME: UtcTime(),
    PortableColumnKind.DATE: sa.Date(),
    PortableColumnKind.JSON: sa.Text(),
    PortableColumnKind.NUMBER: sa.Float(),
    PortableColumnKind.INTEGER: sa.BigInteger(),
    PortableColumnKind.BYTES: sa.LargeBinary(),
    PortableColumnKind.TEXT: sa.String(),
}
_FOUND_AS: tuple[tuple[type, PortableColumnKind], ...] = (
    (sa.Uuid, PortableColumnKind.KEY),
    (sa.Boolean, PortableColumnKind.BOOLEAN),
    (sa.DateTime, PortableColumnKind.TIME),
    (sa.Date, PortableColumnKind.DATE),
    (sa.JSON, PortableColumnKind.JSON),
    (sa.Float, PortableColumnKind.NUMBER),
    (sa.Integer, PortableColumnKind.INTEGER),
    (sa.LargeBinary, PortableColumnKind.BYTES),
    (sa.String, PortableColumnKind.TEXT),
)
_WRITERS: Mapping[PortableColumnKind, Callable[[object], object]] = {
    PortableColumnKind.KEY: str,
    PortableColumnKind.TIME: _written_time,
    PortableColumnKind.DATE: _written_date,
    PortableColumnKind.JSON: lambda value: canonical(str(value)),
    PortableColumnKind.BYTES: _written_bytes,
}
_READERS: Mapping[PortableColumnKind, Callable[[object], object]] = {
    PortableColumnKind.KEY: lambda value: UUID(str(value)),
    PortableColumnKind.TIME: lambda value: datetime.fromisoformat(str(value)),
    PortableColumnKind.DATE: lambda value: date.fromisoformat(str(value)),
    PortableColumnKind.BYTES: lambda value: base64.b64decode(str(value), validate=True),
}
