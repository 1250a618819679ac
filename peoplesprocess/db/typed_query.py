"""Typed queries: a statement that is built once, with the type of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CompoundSelect

from peoplesprocess.db.prepared_statements import PreparedStatement

T = TypeVar("T")
SelectOfAny = Select[*tuple[Any, ...]]
"""A select statement with any columns."""


class MismatchedColumns(TypeError):
    """A statement whose columns do not match the fields of its row type in order."""


class Query(Generic[T]):
    """A statement and its row type, a NamedTuple or a dataclass whose fields are the statement's columns.

    Define it at module level: the same statement object is compiled only once. Parameters are bound by name.
    Errors: MismatchedColumns at its first use; a test in tests/house uses every one, because comparing all of
    them at each start took a fortieth of the time.
    """

    def __init__(self, row: type[T], statement: SelectOfAny | CompoundSelect[*tuple[Any, ...]]) -> None:
        self._row, self._statement = row, statement

    @cached_property
    def prepared(self) -> PreparedStatement:
        """The prepared statement. Errors: MismatchedColumns."""
        self._check_columns()
        return PreparedStatement(self._statement)

    @property
    def statement(self) -> SelectOfAny:
        """The statement, to be extended. Errors: TypeError for a union."""
        if not isinstance(self._statement, Select):
            raise TypeError("a union takes no more columns")
        return self._statement

    def where(self, *conditions: ColumnElement[bool]) -> Query[T]:
        """Return the same query with more conditions."""
        return Query(self._row, self.statement.where(*conditions))

    def all(self, db: Session | Connection, **values: object) -> list[T]:
        """Return all rows."""
        return [self._row(*row) for row in self.prepared.rows(connection_of(db), values)]

    def first(self, db: Session | Connection, **values: object) -> T | None:
        """Return the first row, or None."""
        rows = self.prepared.rows(connection_of(db), values, most=1)
        return self._row(*rows[0]) if rows else None

    def all_once(self, db: Session | Connection, **values: object) -> list[T]:
        """Return all rows of a statement that was built for this one use.

        It is left to SQLAlchemy's cache, since preparing it would compile it each time.
        """
        self._check_columns()
        return [self._row(*row) for row in connection_of(db).execute(self._statement, values)]

    def one(self, db: Session | Connection, **values: object) -> T:
        """Return the only row. Errors: SQLAlchemy's NoResultFound and MultipleResultsFound."""
        return self._row(*connection_of(db).execute(self._statement, values).one())

    def _check_columns(self) -> None:
        columns = [str(column["name"]) for column in _described(self._statement)]
        if columns != _fields(self._row):
            raise MismatchedColumns(f"{self._row.__name__}: {_fields(self._row)} is not {columns}")


class ScalarQuery(Generic[T]):
    """A statement that returns a single value."""

    def __init__(self, statement: Select[T]) -> None:
        self._prepared = PreparedStatement(statement)

    def get(self, db: Session | Connection, **values: object) -> T | None:
        """Return the value of the first row, or None if there is no row."""
        rows = self._prepared.rows(connection_of(db), values, most=1)
        return cast("T", rows[0][0]) if rows else None

    def all(self, db: Session | Connection, **values: object) -> Sequence[T]:
        """Return the values of all rows."""
        return [cast("T", row[0]) for row in self._prepared.rows(connection_of(db), values)]


def connection_of(db: Session | Connection) -> Connection:
    """Return the connection for reading rows; reading them through a session costs half as much again."""
    if isinstance(db, Connection):
        return db
    db.flush()
    return db.connection()


def _described(statement: Any) -> list[dict[str, Any]]:
    first: Any = statement.selects[0] if isinstance(statement, CompoundSelect) else statement
    described: list[dict[str, Any]] = first.column_descriptions
    return described


def _fields(row: type[Any]) -> list[str]:
    if is_dataclass(row):
        return [field.name for field in fields(row)]
    named: tuple[str, ...] = row._fields
    return list(named)
