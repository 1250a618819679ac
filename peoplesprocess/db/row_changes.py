"""Tracking of the rows that an act changes, until the act's entry binds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.dml import UpdateBase

from peoplesprocess.core.row_digest import GONE
from peoplesprocess.db.row_digests import (
    UNPROVEN,
    ProvenTable,
    attributes,
    digest_of,
    key_attributes,
    new_salt,
    proven_table,
)

_CHANGES, _KEYS = "changes", "keys"
_UNKNOWN = object()
Key = tuple[object, ...]
ChangedTables = Mapping[str, Set[Key]]
"""The names of changed tables with the keys of changed rows; no keys for tables that are not proven."""


class UnjournalledChange(RuntimeError):
    """Something was changed without an entry in the journal."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row as an act left it, with what its entry needs."""

    table: str
    key: str
    digest: str
    salt: str


@dataclass(frozen=True, slots=True)
class _RowChange:
    """A changed row; `values` are in the order of the proven columns, None if they have to be read."""

    proven: ProvenTable
    key: Key
    values: tuple[object, ...] | None
    gone: bool = False


def note_flush(session: Session) -> None:
    """Note every row that a flush writes, with the values that are known."""
    for row in session.new:
        _note_object(session, row, is_new=True)
    for row in session.dirty:
        _note_object(session, row)
    for row in session.deleted:
        _note_object(session, row, gone=True)


def note_statement(state: ORMExecuteState, table: Table) -> None:
    """Note every row that a statement is about to insert, update or delete.

    Errors: UnjournalledChange if an insert's parameters lack a row's key.
    """
    if table.name in UNPROVEN:
        return
    state.session.flush()
    proven, statement = proven_table(table), cast("UpdateBase", state.statement)
    if state.is_insert:
        given = state.parameters or {}
        note_rows(state.session, table, given if isinstance(given, Sequence) else [given])
        return
    keys = select(*proven.keys)
    if (which := getattr(statement, "whereclause", None)) is not None:
        keys = keys.where(which)
    parameters = cast("Mapping[str, object] | None", state.parameters)
    for key in state.session.connection().execute(keys, parameters or {}):
        _put(state.session, _RowChange(proven, tuple(key), None, gone=state.is_delete))


def note_rows(session: Session, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Note rows that are about to be inserted. Errors: UnjournalledChange if one lacks its key."""
    if table.name not in UNPROVEN:
        proven = proven_table(table)
        for row in rows:
            _note_values(session, proven, row)


def unbound(session: Session) -> bool:
    """Return whether rows were changed since the last entry."""
    return bool(session.info.get(_CHANGES))


def forget(session: Session) -> None:
    """Forget all changes, after a rollback."""
    session.info.pop(_CHANGES, None)
    session.info.pop(_KEYS, None)


def take_keys(session: Session) -> ChangedTables:
    """Return the keys of all rows changed since the last commit, by table, and forget them."""
    keys: dict[str, set[Key]] = session.info.pop(_KEYS, {})
    return keys


def take_changes(session: Session) -> list[ChangedRow]:
    """Return the rows changed since the last entry, for the next entry, and forget them."""
    changes: Mapping[object, _RowChange] = session.info.pop(_CHANGES, None) or {}
    return [_digested(session, change) for change in changes.values()]


def _note_values(session: Session, proven: ProvenTable, row: Mapping[str, object]) -> None:
    if any(column.name not in row for column in proven.keys):
        raise UnjournalledChange(
            f"a row of {proven.name} was added without its key, so the journal cannot prove it"
        )
    is_whole = all(
        each.name in row or (each.column.nullable and each.column.default is None) for each in proven.columns
    )
    key = tuple(row[column.name] for column in proven.keys)
    values = tuple(row.get(each.name) for each in proven.columns) if is_whole else None
    _put(session, _RowChange(proven, key, values))


def _note_object(session: Session, row: DeclarativeBase, *, is_new: bool = False, gone: bool = False) -> None:
    model = type(row)
    table = cast(Table, model.__table__)
    if table.name in UNPROVEN:
        return
    proven, state = proven_table(table), instance_state(row)
    # Unset attributes of a new row are None; values set by the database are read when the entry is made.
    otherwise = None if is_new and not state.expired_attributes else _UNKNOWN
    values = tuple(state.dict.get(name, otherwise) for name in attributes(model))
    key = tuple(state.dict[name] for name in key_attributes(model))
    _put(session, _RowChange(proven, key, None if _UNKNOWN in values else values, gone))


def _put(session: Session, change: _RowChange) -> None:
    info, table = session.info, change.proven.name
    info.setdefault(_CHANGES, {})[table, change.key] = change
    info.setdefault(_KEYS, {}).setdefault(table, set()).add(change.key)


def _digested(session: Session, change: _RowChange) -> ChangedRow:
    proven = change.proven
    values: Sequence[object] | Row[object] | None = change.values
    if values is None and not change.gone:
        values = _read(session, change)
    if values is None or change.gone:
        key = " ".join(str(part) for part in change.key)
        return ChangedRow(proven.name, key, GONE, "")
    salt = new_salt()
    key, digest = digest_of(proven, values, salt)
    return ChangedRow(proven.name, key, digest, salt)


def _read(session: Session, change: _RowChange) -> Row[object] | None:
    proven = change.proven
    which = (column == value for column, value in zip(proven.keys, change.key, strict=True))
    return session.connection().execute(proven.rows.where(*which)).first()
