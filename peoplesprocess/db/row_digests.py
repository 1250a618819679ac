"""The tables whose rows the journal proves, and a form of their rows that is equal on both databases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import cast

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Select, String, Table, Uuid, select
from sqlalchemy.orm import DeclarativeBase

from peoplesprocess.core.row_digest import row_digest
from peoplesprocess.db.column_types import Json, UtcTime

UNPROVEN = {
    "sign_in": "sessions come and go with every page",
    "attempt": "the throttle's own count",
    "streak": "the throttle's own count",
    "settlement_summary": "made of other rows, and compared with them by a command of its own",
    "need_text": "made of the need beside it, and made anew with it",
    "programme_total": "made of other rows, and compared with them by a command of its own",
    "voting_session": "it ends with the vote, and an entry would tell when somebody voted",
    "form_submission": "a form's first answer: no act, and it is emptied",
    "journal_head": "the chain itself",
    "journal_entry": "the chain itself",
    "journal_row": "the chain itself",
    "sealed_ballot": "so few choices can be told from a digest: decision 14 keeps none",
    "mail_address": "its owner takes it away, and then nothing of it stays",
    "mobile_number": "as an address: its owner takes it away, and then nothing of it stays",
    "number_confirmation": "a number that nobody has confirmed yet; it goes with the answer",
    "reminder": "a message on its way: no act",
    "device_use": "the day on which a device was used last: no act",
    "gazetteer_place": "published by others; their digest stands in the proven row of their release",
    "receipt": "an entry beside it would tell which vote it is the receipt of",
}
"""Tables that record no act, or a secret one, each with the reason: no entry and no digest is made of them.

All other tables are proven.
"""
UNPROVEN_COLUMNS = {("account", "password_hash"): "a secret; its change is an entry of its own"}
"""Columns that are left out of their row's digest, each with the reason."""
EMPTY: tuple[object, ...] = (None, "", 0, [], (), {})
SALT_BYTES = 16
TABLES = 200
"""A cache size above the number of tables."""


class UnprovableTable(TypeError):
    """A table has a column whose type has no form that is equal on both databases."""


@dataclass(frozen=True, slots=True)
class ProvenColumn:
    """A column that is part of a digest, with the function that writes its values."""

    column: Column[object]
    name: str
    write: Callable[[object], object]


@dataclass(frozen=True)
class ProvenTable:
    """A table whose rows the journal proves."""

    table: Table
    keys: tuple[Column[object], ...]
    columns: tuple[ProvenColumn, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @cached_property
    def rows(self) -> Select[*tuple[object, ...]]:
        """The statement for all rows, with the columns of the digest."""
        return select(*(proven.column for proven in self.columns))

    def content(self, values: Sequence[object]) -> dict[str, object]:
        """Return a row, given in the order of `columns`, in the form that is digested.

        Empty values are left out, so that a column added later does not change digests.
        """
        found: dict[str, object] = {}
        for proven, value in zip(self.columns, values, strict=True):
            if value is not None:
                written = proven.write(value)
                if proven.column.nullable or written not in EMPTY:
                    found[proven.name] = written
        return found

    def key(self, content: Mapping[str, object]) -> str:
        """Return the key of a row's content as a string."""
        return " ".join(str(content[column.name]) for column in self.keys)


def new_salt() -> str:
    """Return a new random salt."""
    return os.urandom(SALT_BYTES).hex()


def digest_of(proven: ProvenTable, values: Sequence[object], salt: str) -> tuple[str, str]:
    """Return the key and the digest of a row; `values` are in the order of the proven columns."""
    content = proven.content(values)
    return proven.key(content), row_digest(salt, content)


@lru_cache(maxsize=TABLES)
def proven_table(table: Table) -> ProvenTable:
    """Return the description of a proven table. Errors: UnprovableTable."""
    keys = tuple(table.primary_key.columns)
    if any(not isinstance(column.type, Uuid) for column in keys[:-1]) or not isinstance(
        keys[-1].type, Uuid | String
    ):
        # Keys are compared as strings, which must have the same order as in the database.
        raise UnprovableTable(f"the key of {table.name}")
    columns = [
        ProvenColumn(column, column.name, _writer(column))
        for column in table.columns
        if (table.name, column.name) not in UNPROVEN_COLUMNS
    ]
    return ProvenTable(table, keys, tuple(columns))


@lru_cache(maxsize=TABLES)
def attributes(model: type[DeclarativeBase]) -> tuple[str, ...]:
    """Return the attributes of a model in the order of its table's proven columns."""
    mapper = model.__mapper__
    proven = proven_table(cast(Table, mapper.local_table))
    return tuple(mapper.get_property_by_column(each.column).key for each in proven.columns)


@lru_cache(maxsize=TABLES)
def key_attributes(model: type[DeclarativeBase]) -> tuple[str, ...]:
    """Return the attributes of a model that form its primary key."""
    mapper = model.__mapper__
    return tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)


def proven_tables(tables: Sequence[Table]) -> Iterator[ProvenTable]:
    """Yield those of `tables` that are proven, by name."""
    for table in sorted(tables, key=lambda table: table.name):
        if table.name not in UNPROVEN:
            yield proven_table(table)


def _writer(column: Column[object]) -> Callable[[object], object]:
    kind = column.type
    for types, write in _WRITERS:
        if isinstance(kind, types):
            return write
    raise UnprovableTable(f"{column.table.name}.{column.name}")


def _day(value: object) -> str:
    return (value.date() if isinstance(value, datetime) else cast("date", value)).isoformat()


def _moment(value: object) -> str:
    return cast("datetime", value).astimezone(UTC).isoformat(timespec="microseconds")


def _whole(value: object) -> int:
    return int(cast("int", value))


def _json(value: object) -> object:
    # The digest normalises JSON to the form that both databases return.
    return value


def _words(value: object) -> str:
    # Subclasses of `str`, such as `Msgid`, are written as plain text.
    return str.__str__(cast("str", value))


_WRITERS: tuple[tuple[tuple[type[object], ...], Callable[[object], object]], ...] = (
    ((Uuid,), str),
    ((UtcTime,), _moment),
    ((Date,), _day),
    ((Boolean,), bool),
    ((Integer,), _whole),
    ((Json, JSON), _json),
    ((String,), _words),
)
