"""Sessions for reading and writing, and the rule that no act commits without its entry in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from functools import lru_cache
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, Engine, Insert, Table, event
from sqlalchemy.orm import ORMExecuteState, Session

from peoplesprocess.db import row_changes
from peoplesprocess.db.engine import WITHOUT_TIMEOUTS
from peoplesprocess.db.prepared_statements import PreparedStatement
from peoplesprocess.db.row_changes import ChangedTables, UnjournalledChange
from peoplesprocess.db.row_digests import UNPROVEN

__all__ = [
    "UnjournalledChange",
    "add_rows",
    "open_connection",
    "reading",
    "snapshot",
    "snapshot_connection",
    "writing",
]


AfterAct = Callable[[Connection, Set[UUID], ChangedTables], None]
"""Keeps derived rows up to date; it gets the chains of an act, and the tables and rows that it changed."""
_AFTER_ACT: list[AfterAct] = []


class ReadingSession(Session):
    """A session that reads the last commit and cannot write."""

    def connection(
        self,
        bind_arguments: dict[str, object] | None = None,
        execution_options: Mapping[str, object] | None = None,
    ) -> Connection:
        """Return its connection, without a transaction of the session's own on top of it."""
        if isinstance(self.bind, Connection):
            return self.bind
        return super().connection(bind_arguments, execution_options)


def runs_after_act(update: AfterAct) -> AfterAct:
    """Register `update` to run at the end of every act, in the act's transaction."""
    _AFTER_ACT.append(update)
    return update


def open_connection(engine: Engine, *, writes: bool) -> Connection:
    """Return a request's connection; one that writes takes the writer's turn with its first statement."""
    if writes:
        return engine.connect().execution_options(writing=True)
    if engine.dialect.name == "sqlite":
        return engine.connect()
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def open_read_only(engine: Engine) -> Connection:
    """Return a connection that cannot write, for use after saving has turned out to be impossible."""
    if engine.dialect.name != "sqlite":
        # Set on the transaction: a session setting would stay on the server, and a pooler would pass it on to
        # the next client.
        return engine.connect().execution_options(postgresql_readonly=True)
    connection = open_connection(engine, writes=False)
    # Detached from the pool: nobody else may get a connection that cannot write.
    connection.detach()
    connection.exec_driver_sql("PRAGMA query_only = ON")
    return connection


def reading(bind: Engine | Connection) -> Session:
    """Return a session that reads the last commit and cannot write."""
    if isinstance(bind, Engine) and bind.dialect.name != "sqlite":
        bind = bind.execution_options(isolation_level="AUTOCOMMIT")
    return ReadingSession(bind, autoflush=False)


def writing(bind: Engine | Connection) -> Session:
    """Return a session for one act; it takes the writer's turn with its first statement."""
    if isinstance(bind, Engine):
        bind = bind.execution_options(writing=True)
    return Session(bind, join_transaction_mode="control_fully")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Open a session that sees one commit throughout, however long it reads, without blocking writers."""
    with snapshot_connection(engine) as connection:
        yield Session(connection, autoflush=False)


@contextmanager
def snapshot_connection(engine: Engine) -> Iterator[Connection]:
    """Open a connection that sees one commit throughout, however long it reads, without blocking writers."""
    options: dict[str, object] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    if engine.dialect.name == "sqlite":
        options = {"snapshot": True}
    with engine.connect() as opened:
        connection = opened.execution_options(**options)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(WITHOUT_TIMEOUTS)
        try:
            yield connection
        finally:
            connection.rollback()


def add_rows(session: Session, add: Insert, *rows: Mapping[str, object]) -> None:
    """Insert rows by a statement at module level; mapped objects would cost three times as much.

    Errors: UnjournalledChange if the journal proves the table and a row lacks its key.
    """
    # Noted here, because execution through the session would cost as much again as the insert.
    session.flush()
    table = cast(Table, add.table)
    _note(session, table.name)
    row_changes.note_rows(session, table, rows)
    _prepared(add).write(session.connection(), *rows)


@lru_cache(maxsize=200)
def _prepared(add: Insert) -> PreparedStatement:
    return PreparedStatement(add)


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, context: object) -> None:
    row_changes.note_flush(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        _note(session, row.__table__.name)


@event.listens_for(Session, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if table is not None:
            _note(state.session, table.name)
            row_changes.note_statement(state, table)


def _note(session: Session, table: str) -> None:
    changed: set[str] = session.info.setdefault("changed", set())
    changed.add(table)


@event.listens_for(Session, "before_commit")
def _end_act(session: Session) -> None:
    session.flush()
    changed: set[str] = session.info.pop("changed", set())
    chains: set[UUID] = session.info.pop("chains", set())
    if changed - UNPROVEN.keys() and "journal_entry" not in changed:
        raise UnjournalledChange
    if row_changes.unbound(session):
        raise UnjournalledChange("rows were changed after the entry of their act")
    keys = row_changes.take_keys(session)
    tables = {table: keys.get(table, frozenset()) for table in changed}
    for update in _AFTER_ACT if chains else ():
        update(session.connection(), chains, tables)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("changed", None)
    session.info.pop("chains", None)
    row_changes.forget(session)
