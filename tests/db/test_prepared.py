"""A statement that is run as it was compiled once answers what SQLAlchemy answers, and fails as it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    case,
    event,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.sql.compiler import SQLCompiler

from peoplesprocess.db.prepared_statements import LONGEST_PADDED_LIST, PreparedStatement
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.needs import RAISED_BY
from peoplesprocess.models import Need, Programme, SignInSession
from tests.browser import Browser
from tests.factories import Make


class NeedRow(NamedTuple):
    """Columns of every type that has a form of its own in a database."""

    id: UUID
    number: int
    affected: list[str]
    made_at: datetime
    said: str
    raised_by: str | None


_need = Need.__table__.c
NEEDS = Query(
    NeedRow,
    select(
        *(_need.id, _need.number, _need.affected, _need.made_at, literal("so").label("said")),
        RAISED_BY.label("raised_by"),
    )
    .select_from(Need.__table__)
    .where(_need.number.in_(bindparam("numbers", expanding=True)), _need.sector.in_(["water", "roads"]))
    .order_by(_need.number)
    .limit(bindparam("most", 50)),
)


@pytest.fixture
def connection(engine: Engine, make: Make) -> Connection:
    place = make.settlement(households=90)
    for number in range(3):
        make.need(place, title=f"Tap {number}", sector="water", affected=["children"])
    return engine.connect()


@pytest.mark.parametrize(
    "numbers", [(), (2,), (1, 3), (3, 1, 2, 9, 9), tuple(range(LONGEST_PADDED_LIST + 5))]
)
def test_rows_are_those_that_the_library_reads(connection: Connection, numbers: tuple[int, ...]) -> None:
    with connection:
        found = NEEDS.all(connection, numbers=list(numbers))
        read = connection.execute(NEEDS.statement, {"numbers": list(numbers)})
        assert found == [NeedRow(*row) for row in read]
        assert [row.number for row in found] == sorted(set(numbers) & {1, 2, 3})
        for row in found:
            assert isinstance(row.id, UUID)
            assert row.made_at.tzinfo is UTC
            assert row.affected == ["children"]
            assert row.raised_by == "women"
    if connection.dialect.name == "sqlite" and len(numbers) <= LONGEST_PADDED_LIST:
        # The sign between codes of groups is written into the wording: such lists were found out anew.
        assert None not in NEEDS.prepared._plans.values()


def test_lists_of_any_lengths_leave_few_wordings(connection: Connection, monkeypatch: Any) -> None:
    """Two lists had a wording for each pair of lengths, kept as long as the server ran."""
    numbers, others = (bindparam(name, expanding=True) for name in ("numbers", "others"))
    either = or_(_need.number.in_(numbers), _need.number.in_(others))
    asked = PreparedStatement(select(_need.number).where(either).order_by(_need.number))
    if connection.dialect.name == "sqlite":
        monkeypatch.setattr("peoplesprocess.db.prepared_statements.MOST_PLANS", 10)
    with connection:
        for many, more in product(range(8), range(12)):
            values = {"numbers": list(range(many)), "others": list(range(2, 2 + more))}
            wanted = [n for n in (1, 2, 3) if n < many or 2 <= n < 2 + more]
            assert [row[0] for row in asked.rows(connection, values)] == wanted
    assert len(asked._plans) == (10 if connection.dialect.name == "sqlite" else 0)


def test_lists_of_lengths_that_are_near_have_one_wording(connection: Connection) -> None:
    asked = PreparedStatement(
        select(_need.number).where(_need.number.in_(bindparam("numbers", expanding=True)))
    )
    with connection:
        for many in range(17, LONGEST_PADDED_LIST + 1):
            assert len(asked.rows(connection, {"numbers": list(range(many))})) == 3
    assert len(asked._plans) == (1 if connection.dialect.name == "sqlite" else 0)


def test_a_value_in_the_place_of_a_constant_counts(connection: Connection) -> None:
    with connection:
        assert len(NEEDS.all(connection, numbers=[1, 2, 3], most=2)) == 2
        assert len(NEEDS.all(connection, numbers=[1, 2, 3])) == 3
        first = NEEDS.first(connection, numbers=[3, 2])
        assert first is not None
        assert first.number == 2
        assert NEEDS.first(connection, numbers=[9]) is None


def test_a_value_that_is_missing_is_no_empty_one(connection: Connection) -> None:
    of_place = ScalarQuery(select(_need.number).where(_need.settlement_id == bindparam("settlement")))
    with connection, pytest.raises(Exception, match="settlement"):
        of_place.all(connection)


def test_what_cannot_be_written_is_told_as_the_library_tells_it(engine: Engine, make: Make) -> None:
    make.need(make.settlement())
    add = PreparedStatement(insert(cast_table(SignInSession.__table__)))
    moment = datetime(2026, 3, 12, tzinfo=UTC)
    nobody = {"token_hash": "a secret", "account_id": uuid4(), "made_at": moment, "seen_at": moment}
    with engine.execution_options(writing=True).connect() as connection:
        with pytest.raises(IntegrityError) as told:
            add.write(connection, nobody | {"expires_at": moment})
        assert "a secret" not in str(told.value)
        connection.rollback()


def test_rows_that_were_found_are_counted_and_an_empty_list_is_kept(engine: Engine, make: Make) -> None:
    make.programme()
    change = PreparedStatement(update(cast_table(Programme.__table__)).values(sectors=bindparam("to")))
    sectors = ScalarQuery(select(Programme.__table__.c.sectors))
    with engine.execution_options(writing=True).connect() as connection:
        assert change.write(connection, {"to": []}) == 1
        assert sectors.get(connection) == []
        assert change.write(connection, {"to": ["water"]}, {"to": ["roads"]}) == 2
        assert sectors.get(connection) == ["roads"]
        connection.rollback()
        assert sectors.get(connection) != ["roads"]


def test_a_row_that_cannot_be_read_is_told_as_the_library_tells_it(engine: Engine, make: Make) -> None:
    place = make.settlement(households=90)
    make.need(place)
    make.need(place)
    # SQLite finds out at the second row, when the first is there already.
    broken = ScalarQuery(select(func.abs(case((_need.number == 2, -(2**63)), else_=1))).order_by(_need.id))
    with engine.connect() as connection, pytest.raises(DBAPIError) as told:
        broken.all(connection)
    assert told.value.orig is not None


def test_whoever_counts_statements_is_told_of_each(engine: Engine, connection: Connection) -> None:
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    with connection:
        NEEDS.all(connection, numbers=[1])
        event.listen(engine, "before_cursor_execute", note)
        try:
            NEEDS.all(connection, numbers=[1])
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert len(seen) == 1


def cast_table(table: object) -> Table:
    assert isinstance(table, Table)
    return table


@pytest.mark.parametrize("role", ["programme_manager", "local_authority", "facilitator"])
def test_a_first_page_compiles_nothing_that_was_asked_before(
    browser: Callable[..., Browser], make: Make, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    """What waits for somebody is asked in words that their roles shape: it took half of a page."""
    place = make.settlement(households=90)
    reader = browser(role, place)
    # SQLAlchemy takes what is asked a second time for another statement than the first time.
    for _ in range(2):
        assert reader.get("/").status == 200
        make.need(place)
    compiled: list[object] = []
    compile_it = SQLCompiler.__init__

    def note(self: SQLCompiler, dialect: object, statement: object, *given: object, **named: object) -> None:
        compiled.append(statement)
        compile_it(self, dialect, statement, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(SQLCompiler, "__init__", note)
    assert reader.get("/").status == 200
    assert compiled == []
