"""Every migration runs forwards and backwards on the whole demonstration, and no row is lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError

from peoplesprocess.accounts import passwords
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import (
    BrokenReference,
    changing_tables,
    downgrade,
    stored_revision,
    upgrade,
)
from peoplesprocess.demonstration.loader import load
from peoplesprocess.facts import need_search_text_upkeep, settlement_summaries
from peoplesprocess.models import Base
from peoplesprocess.models.attachments import RECORDS
from peoplesprocess.operations.portable_rows import (
    PortableColumnKind,
    TableShape,
    fingerprint,
    insert,
    table_shapes,
)
from tests.db.conftest import NEWEST, SCRIPTS
from tests.postgres import PrivatePostgres

pytestmark = pytest.mark.usefixtures("scripts_read_once")

STEPS = list(SCRIPTS.walk_revisions())
"""All migrations, the newest first; a new one is tried without a word here."""
HEAD = STEPS[0].revision
LOSES = re.compile(r"^Going back loses: (.+?)\.$", re.M | re.S)
A_VALUE: dict[PortableColumnKind, object] = {
    PortableColumnKind.KEY: "01900000-0000-7000-8000-000000000001",
    PortableColumnKind.TEXT: "a word",
    PortableColumnKind.INTEGER: 1,
    PortableColumnKind.NUMBER: 0.5,
    PortableColumnKind.BOOLEAN: True,
    PortableColumnKind.TIME: "2026-03-12T09:00:00.000000+00:00",
    PortableColumnKind.DATE: "2026-03-12",
    PortableColumnKind.JSON: "[1]",
    PortableColumnKind.BYTES: "AAAA",
}
UNUSUAL: dict[PortableColumnKind, tuple[tuple[str, ...], object]] = {
    PortableColumnKind.JSON: (("[]", "{}"), '{"1": 7}'),
    PortableColumnKind.INTEGER: (("0",), 7),
    PortableColumnKind.BOOLEAN: (("0", "false"), True),
    PortableColumnKind.TEXT: (("",), "Words"),
}
"""What columns hold that nobody uses, as text, and something else."""

UNSAID = {"on_paper_at": "made_at", "found_on": "due_on", "given_as": "role"}
"""Moments, days and words that the demonstration gives to nothing, and where it has others like them.

All of it was typed in on the day, no defect was found after a certificate, and all roles came by invitation.
"""
MADE = ("settlement_summary", "programme_total")
"""What is made of other rows, and anew on the way: of fewer cycles they say something else."""
GROWN = {"journal_entry", "journal_row", "journal_head.sequence", "journal_head.digest"}
"""What grows when the newest tables are reached: the journal takes up rows whose digests are others now."""
IN_ONE_SUM = {"visit.spent", "visit.given_in_kind"}
"""What older tables say in one sum: where contributions are lost on the way back, it cannot be told apart."""


@dataclass(frozen=True)
class RowsAsRead:
    """All rows of a table as the driver reads them, in no order."""

    columns: list[str]
    rows: list[tuple[object, ...]]

    def in_order(self, table: str) -> list[dict[str, object]]:
        """The rows by their columns' names, in order of their keys."""
        named = (dict(zip(self.columns, row, strict=True)) for row in self.rows)
        return sorted(named, key=partial(key_of, table))


Rows = dict[str, RowsAsRead]


@pytest.fixture(scope="module")
def told(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The demonstration at the newest tables."""
    folder = tmp_path_factory.mktemp("told")
    url = f"sqlite:///{folder / 'told.db'}"
    if not database.startswith("sqlite"):
        server: PrivatePostgres = request.getfixturevalue("postgres")
        server.create("told")
        url = server.url("told")
    engine = make_engine(url)
    upgrade(engine)
    with pytest.MonkeyPatch.context() as patch:
        hashed = passwords.hash
        patch.setattr(passwords, "hash", lambda password, fast: hashed(password, True))
        load(engine, folder, b"told")
    fill_what_is_empty(engine)
    with engine.execution_options(writing=True).begin() as connection:
        settlement_summaries.rebuild(connection)
        need_search_text_upkeep.rebuild(connection)
    yield engine
    engine.dispose()


def test_every_revision_keeps_the_demonstration_on_its_way_back_and_forth(
    told: Engine, in_campaign: bool
) -> None:
    newest = rows_of(told)
    assert sum(len(table.rows) for table in newest.values()) > 500
    assert all(table.rows for table in newest.values())
    guards = guards_of(told)
    gone: set[str] = set()
    for step, older in pairwise(STEPS if in_campaign else STEPS[: NEWEST + 1]):
        before = rows_of(told)
        downgrade(told, older.revision)
        upgrade(told, step.revision)
        grown = GROWN if step.revision == HEAD else set()
        lost = what_differs(before, rows_of(told)) - grown
        assert lost == said_to_be_lost(step.longdoc), (
            f"what going back from {step.revision} loses is not what it says"
        )
        gone |= lost
        downgrade(told, older.revision)
    upgrade(told)
    # An old installation with all of the demonstration in it is now at the newest tables.
    assert guards_of(told) == guards, "the journal's guards stand as before"
    again = rows_of(told)
    entries = again["journal_entry"].in_order("journal_entry")
    for entry in newest["journal_entry"].in_order("journal_entry"):
        assert entry in entries, "the journal only grows"
    assert names_of_today(what_differs(newest, again)) - GROWN - IN_ONE_SUM <= names_of_today(gone)
    with told.connect() as connection:
        assert stored_revision(connection) == HEAD


def test_a_row_that_is_lost_is_noticed() -> None:
    """Planted fault: a row, a table, a column and a value."""
    need = RowsAsRead(["id", "title"], [(1, "Water")])
    late = RowsAsRead(["id"], [(1,)])
    before: Rows = {"need": need, "late": late, "empty": RowsAsRead([], [])}
    assert what_differs(before, {"need": need, "late": late}) == set()
    assert what_differs(before, {"need": RowsAsRead(["id", "title"], []), "late": late}) == {"need"}
    assert what_differs(before, {"need": need}) == {"late"}
    assert what_differs(before, {"need": late, "late": late}) == {"need.title"}
    emptied = RowsAsRead(["title", "id"], [("", 1)])
    assert what_differs(before, {"need": emptied, "late": late}) == {"need.title"}
    assert said_to_be_lost("Votes.\n\nGoing back loses: late_vote, round.lot,\nround.costs.\n") == {
        "late_vote",
        "round.lot",
        "round.costs",
    }


def test_a_migration_that_leaves_a_row_pointing_nowhere_changes_nothing(told: Engine) -> None:
    before = rows_of(told)
    with (
        pytest.raises((BrokenReference, IntegrityError)),
        changing_tables(told) as connection,
    ):
        connection.execute(text("UPDATE need SET landmark = 'changed'"))
        connection.execute(text("DELETE FROM meeting"))
    assert rows_of(told) == before
    if told.dialect.name == "sqlite":
        with told.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def rows_of(engine: Engine) -> Rows:
    """All rows of all tables."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }[engine.dialect.name]
    rows: Rows = {}
    with engine.connect() as connection:
        for table in connection.exec_driver_sql(catalogue).scalars().all():
            if table not in (*MADE, "alembic_version"):
                found = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
                rows[table] = RowsAsRead(list(found.keys()), [tuple(row) for row in found])
    return rows


def key_of(table: str, row: dict[str, object]) -> list[str]:
    """A row's key as words; all of the row where older tables have one that is not known today."""
    known = (
        Base.metadata.tables[table].primary_key.columns.keys() if table in Base.metadata.tables else ["id"]
    )
    return [str(row[name]) for name in (known if row.keys() >= set(known) else sorted(row))]


def what_differs(before: Rows, after: Rows) -> set[str]:
    """The tables with rows that are not all there any more, and the columns whose values are not the same."""
    differing: set[str] = set()
    for table, rows in before.items():
        found = after.get(table, RowsAsRead([], []))
        if rows == found:
            continue  # which most are: to bring all into order took as long as to change the tables
        if len(rows.rows) != len(found.rows):
            differing.add(table)
            continue
        for was, now in zip(rows.in_order(table), found.in_order(table), strict=True):
            differing |= {f"{table}.{name}" for name in was if name not in now or was[name] != now[name]}
    return differing


def said_to_be_lost(doc: str) -> set[str]:
    """What a migration's docstring says that going back loses: tables, and columns with their table."""
    found = LOSES.search(doc)
    return set(re.split(r",\s+", found[1])) if found else set()


OTHER_RECORDS = set(RECORDS[1:])
"""A paper proves one record of several kinds, here the first."""


def fill_what_is_empty(engine: Engine) -> None:
    """Put a row into each table that has none, and a value into each column that holds only the usual one.

    What the demonstration does not use would be lost without anybody noticing.
    """
    order = [found.name for found in Base.metadata.sorted_tables]
    with changing_tables(engine) as connection:
        shapes = sorted(table_shapes(connection), key=lambda shape: order.index(shape.name))
        for shape in shapes:
            if not fingerprint(connection, shape).rows:
                row = [_value(connection, shape, name, kind) for name, kind in shape.columns]
                insert(connection, shape, [json.dumps(row).encode()])
        for shape in shapes:
            for name, kind in shape.columns:
                # Of another cycle than the first nothing would count, and summaries are made anew on the way.
                if kind in UNUSUAL and name != "cycles_before":
                    _set_where_usual(connection, shape.name, name, kind)
            for name, like in UNSAID.items():
                if {name, like} <= set(dict(shape.columns)):
                    table = sa.table(shape.name, sa.column(name), sa.column(like))
                    said = sa.update(table).values({name: table.c[like]})
                    connection.execute(said.where(table.c[name].is_(None)))


def _value(connection: Connection, shape: TableShape, name: str, kind: PortableColumnKind) -> object:
    if shape.name == "attachment" and name in OTHER_RECORDS:
        return None
    for reference in sa.inspect(connection).get_foreign_keys(shape.name):
        if reference["constrained_columns"] == [name]:
            key = sa.column(reference["referred_columns"][0], sa.Uuid())
            parent = sa.table(reference["referred_table"])
            return str(connection.execute(sa.select(key).select_from(parent)).scalars().first())
    return A_VALUE[kind]


def _set_where_usual(connection: Connection, table: str, name: str, kind: PortableColumnKind) -> None:
    usual, other = UNUSUAL[kind]
    held, value = sa.column(name), sa.literal(other)
    if kind is PortableColumnKind.JSON and connection.dialect.name == "postgresql":
        value = sa.cast(value, JSONB)
    statement = sa.update(sa.table(table, held)).values({name: value})
    # What a table's own checks or the journal's guard refuse stays as it is.
    with suppress(DBAPIError), connection.begin_nested():
        connection.execute(statement.where(sa.cast(held, sa.String).in_(usual)))


def guards_of(engine: Engine) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return set(connection.execute(text(catalogue)).scalars())


def names_of_today(lost: set[str]) -> set[str]:
    """What was lost, by the names that migration 0007 gave its tables and columns, and later ones theirs."""
    renaming = next(step.module for step in STEPS if step.revision == "0007")
    tables: Mapping[str, str] = {**renaming.TABLES, "outbox_mail": "reminder"}
    columns: Mapping[str, Mapping[str, str]] = renaming.COLUMNS
    named = set()
    for name in lost:
        table, _, column = name.partition(".")
        column = columns.get(table, {}).get(column, column)
        named.add(".".join(filter(None, (tables.get(table, table), column))))
    return named
