"""The journal proves rows: what was changed, added or taken away past the acts is found and named."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from peoplesprocess.core.row_digest import plain_json, row_digest
from peoplesprocess.db import journal
from peoplesprocess.db.row_digests import UNPROVEN, UNPROVEN_COLUMNS, digest_of, proven_table, proven_tables
from peoplesprocess.db.session import UnjournalledChange, snapshot, writing
from peoplesprocess.models import (
    Base,
    CashBookEntry,
    Decision,
    JournalRowDigest,
    Need,
    NeedGroup,
    SealedBallot,
    Settlement,
    TrancheRelease,
)
from peoplesprocess.needs.actions import RaisingGroupsInput, change_need
from peoplesprocess.works import actions as works
from tests.contracts.story import at, by, rupees, signed
from tests.db.test_journal import past_the_guard
from tests.factories import MARKET_DAY, Make, need_input


@pytest.fixture
def paid(make: Make, db: Session) -> Any:
    """A contract whose first instalment was released, and of which something was spent."""
    story = signed(make)
    works.request_tranche(by(db, story, "committee_officer", at(date(2023, 5, 3))), 1, 1, "Bricks")
    works.release_tranche(by(db, story, "finance_officer", at(date(2023, 5, 11))), 1, 1, "Transfer 1")
    spent = works.CashBookInput(date(2023, 5, 20), "Cement", rupees(5000), "Bill 1")
    works.record_spending(by(db, story, "committee_officer", at(date(2023, 5, 27))), 1, spent)
    db.commit()
    return story


def outside(engine: Engine, statement: Any) -> None:
    """Do what somebody with the database in hand can do."""
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            update(CashBookEntry).values(amount=CashBookEntry.amount * 10),
            "changed cash_book_entry spending.record",
        ),
        (update(TrancheRelease).values(amount=1), "changed tranche_release tranche.release"),
        (update(Decision).values(verdict="refuse"), "changed decision test.plan"),
        (delete(CashBookEntry), "missing cash_book_entry spending.record"),
    ],
    ids=["a sum in the cash book", "a release", "a verdict", "a row that is gone"],
)
def test_what_was_changed_past_the_acts_is_named(
    paid: Any, db: Session, engine: Engine, statement: Any, named: str
) -> None:
    assert journal.verify(db).ok
    db.rollback()
    [key] = db.connection().execute(select(statement.table.c.id).limit(1)).scalars()
    db.rollback()
    outside(engine, statement)
    found = journal.verify(db)
    assert found.first_bad is None
    bad = found.bad_rows[0]
    assert named.startswith(f"{bad.fault} {bad.table} ")
    assert (bad.key, bad.chain) == (str(key), str(paid.place.id))
    assert bad.act == named.split()[2]
    assert bad.sequence > 0


def test_a_row_that_no_act_made_is_named(paid: Any, db: Session, engine: Engine) -> None:
    table = CashBookEntry.__table__
    row = dict(db.execute(select(table)).one()._mapping)
    db.rollback()
    outside(engine, insert(table).values(row | {"id": uuid.uuid4(), "number": 2}))
    [bad] = journal.verify(db).bad_rows
    assert (bad.fault, bad.table, bad.act) == ("outside", "cash_book_entry", "")


def test_a_row_that_an_act_took_away_and_somebody_put_back_is_named(
    make: Make, db: Session, engine: Engine
) -> None:
    place = make.settlement()
    make.need(place, "Clean water", "women", "youth")
    row = dict(db.execute(select(NeedGroup.__table__).where(NeedGroup.group_code == "youth")).one()._mapping)
    db.rollback()
    with make.act(make.facilitator(place), place) as act:
        change_need(act, 1, need_input(), RaisingGroupsInput("women"), 1)
    assert journal.verify(db).ok
    db.rollback()
    outside(engine, insert(NeedGroup).values(row))
    [bad] = journal.verify(db).bad_rows
    assert (bad.fault, bad.table, bad.key) == ("outside", "need_group", f"{row['need_id']} youth")


def test_a_digest_made_to_fit_does_not_fit_its_entry(paid: Any, db: Session, engine: Engine) -> None:
    """Who changes a sum and the digest of its row would have to change the entry too."""
    outside(engine, update(CashBookEntry).values(amount=7))
    table, line = proven_table(CashBookEntry.__table__), JournalRowDigest.__table__  # type: ignore[arg-type]
    _, forged = digest_of(table, db.execute(table.rows).one(), "")
    which = line.c.table_name == "cash_book_entry"
    sequence = db.scalar(select(line.c.sequence).where(which))
    db.rollback()
    past_the_guard(
        db, f"UPDATE journal_row SET digest = '{forged}', salt = '' WHERE table_name = 'cash_book_entry'"
    )
    found = journal.verify(db)
    assert found.bad_rows == []
    assert found.first_bad == (str(paid.place.id), sequence)


def test_an_old_digest_made_the_newest_by_its_number_does_not_fit(
    make: Make, db: Session, engine: Engine
) -> None:
    place = make.settlement()
    make.need(place)
    before = db.execute(select(Need.title, Need.version)).one()
    db.rollback()
    with make.act(make.facilitator(place), place) as act:
        change_need(act, 1, need_input(title="Another title"), RaisingGroupsInput("women"), 1)
    outside(engine, update(Need).values(title=before.title, version=before.version))
    first = (
        select(JournalRowDigest.number)
        .where(JournalRowDigest.table_name == "need")
        .order_by(JournalRowDigest.number)
    )
    number = db.scalars(first).first()
    db.rollback()
    past_the_guard(db, f"UPDATE journal_row SET number = number + 1000000 WHERE number = {number}")
    found = journal.verify(db)
    assert found.bad_rows == []
    assert found.first_bad is not None


def test_a_chain_taken_away_leaves_its_rows_made_outside(paid: Any, db: Session) -> None:
    chain = paid.place.id.hex if db.get_bind().dialect.name == "sqlite" else paid.place.id
    for table, column in (("journal_row", "chain_id"), ("journal_entry", "chain_id"), ("journal_head", "id")):
        past_the_guard(db, f"DELETE FROM {table} WHERE {column} = :chain", chain)
    found = journal.verify(db)
    assert not found.ok
    assert {"cash_book_entry", "tranche_release", "settlement"} <= {bad.table for bad in found.bad_rows}
    assert {bad.fault for bad in found.bad_rows} == {"outside"}


def test_entries_without_the_head_of_their_chain_do_not_fit(paid: Any, db: Session, engine: Engine) -> None:
    chain = paid.place.id.hex if engine.dialect.name == "sqlite" else paid.place.id
    last = db.execute(
        text("SELECT sequence FROM journal_head WHERE id = :chain"), {"chain": chain}
    ).scalar_one()
    db.rollback()
    if engine.dialect.name == "sqlite":
        # By another program, for which nothing holds rows together.
        with sqlite3.connect(str(engine.url.database)) as file:
            file.execute("DELETE FROM journal_head WHERE id = ?", (chain,))
        file.close()
    else:
        past_the_guard(db, "DELETE FROM journal_head WHERE id = :chain", chain)
    assert journal.verify(db).first_bad == (str(paid.place.id), last + 1)


def test_a_cut_tail_leaves_its_rows_made_outside_also_with_the_head_moved(paid: Any, db: Session) -> None:
    chain = paid.place.id.hex if db.get_bind().dialect.name == "sqlite" else paid.place.id
    end = "chain_id = :chain AND sequence = (SELECT sequence FROM journal_head WHERE id = :chain)"
    past_the_guard(db, f"DELETE FROM journal_row WHERE {end}", chain)
    past_the_guard(db, f"DELETE FROM journal_entry WHERE {end}", chain)
    for column in ("sequence", "digest"):
        newest = f"SELECT {column} FROM journal_entry WHERE chain_id = :chain ORDER BY sequence DESC LIMIT 1"
        past_the_guard(db, f"UPDATE journal_head SET {column} = ({newest}) WHERE id = :chain", chain)
    found = journal.verify(db)
    assert found.first_bad is None
    assert [(bad.fault, bad.table) for bad in found.bad_rows] == [("outside", "cash_book_entry")]


def test_rows_changed_after_the_entry_of_their_act_are_not_saved(make: Make, db: Session) -> None:
    place = make.settlement()
    row = db.get_one(Settlement, place.id)
    row.landmark = "School"
    journal.write(db, place.id, None, "profile.write", "profile", MARKET_DAY)
    row.name = "Changed in silence"
    with pytest.raises(UnjournalledChange):
        db.commit()
    db.rollback()
    assert db.get_one(Settlement, place.id).name == place.name


def test_rows_that_a_statement_adds_are_not_saved_as_nothing_digests_them(make: Make, db: Session) -> None:
    place = make.settlement()
    make.need(place)
    need = db.scalars(select(Need.id)).one()
    with pytest.raises(UnjournalledChange):
        db.execute(insert(NeedGroup).values(need_id=need, group_code="men"))


def test_rows_that_a_statement_changes_are_proven(make: Make, db: Session) -> None:
    place = make.settlement()
    db.execute(update(Settlement).where(Settlement.id == place.id).values(landmark="School"))
    journal.write(db, place.id, None, "profile.write", "profile", MARKET_DAY)
    db.commit()
    assert journal.verify(db).ok


def test_a_row_changed_before_it_was_read_is_proven_as_a_whole(make: Make, db: Session) -> None:
    """Only the changed value is at hand then; the others are read for the digest."""
    place = make.settlement()
    row = db.get_one(Settlement, place.id)
    db.expire(row)
    row.landmark = "School"
    journal.write(db, place.id, None, "profile.write", "profile", MARKET_DAY)
    db.commit()
    assert journal.verify(db).ok


def test_an_act_that_is_undone_leaves_no_digest_for_the_next(make: Make, db: Session) -> None:
    place = make.settlement()
    db.get_one(Settlement, place.id).landmark = "School"
    db.flush()
    db.rollback()
    journal.write(db, place.id, None, "test.note", "nothing", MARKET_DAY)
    db.commit()
    assert db.scalars(select(JournalRowDigest).where(JournalRowDigest.sequence == 2)).all() == []


def test_acts_go_on_while_the_journal_is_verified(make: Make, engine: Engine) -> None:
    place = make.settlement()
    make.need(place)
    facilitator = make.facilitator(place)
    recorded: list[int] = []

    def record(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        # The verification has read the chains and is about to read the rows.
        if "ORDER BY journal_row.table_name" in statement and not recorded:
            recorded.append(0)
            recorded.append(make.need(place, "Another need"))

    event.listen(engine, "before_cursor_execute", record)
    try:
        with snapshot(engine) as reading:
            before = journal.verify(reading)
    finally:
        event.remove(engine, "before_cursor_execute", record)
    assert facilitator == make.facilitator(place)
    assert recorded == [0, 2]
    assert before.ok
    with snapshot(engine) as reading:
        after = journal.verify(reading)
    assert after.ok
    assert after.entries == before.entries + 1
    assert after.rows == before.rows + 2


def test_an_erased_rows_old_digest_tells_nothing_once_its_salt_is_gone(make: Make, db: Session) -> None:
    place = make.settlement()
    make.need(place, "Somebody's own name")
    with make.act(make.facilitator(place), place) as act:
        change_need(act, 1, need_input(title="–"), RaisingGroupsInput("women"), 1)
    old = "table_name = 'need' AND number < (SELECT max(number) FROM journal_row WHERE table_name = 'need')"
    db.execute(text(f"UPDATE journal_row SET salt = '' WHERE {old}"))
    db.commit()
    assert journal.verify(db).ok


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE journal_row SET digest = 'x'",
        "UPDATE journal_row SET salt = 'x'",
        "UPDATE journal_row SET salt = '', sequence = 7",
        "DELETE FROM journal_row",
    ],
)
def test_the_database_itself_refuses_to_change_a_digest(make: Make, db: Session, verb: str) -> None:
    make.settlement()
    with pytest.raises(DBAPIError, match="the journal only grows"):
        db.execute(text(verb))


@pytest.mark.parametrize("table", ["journal_entry", "journal_row"])
def test_the_database_refuses_to_replace_or_empty_the_journal(make: Make, db: Session, table: str) -> None:
    make.settlement()
    replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    empty = f"TRUNCATE {table} CASCADE"
    with pytest.raises(DBAPIError, match="the journal only grows"):
        db.execute(text(replace if db.get_bind().dialect.name == "sqlite" else empty))


def test_both_databases_give_a_row_one_digest(make: Make, db: Session) -> None:
    """What stands in the database gives the digest that an act made of what it had in hand."""
    hours = timezone(timedelta(hours=5, minutes=30))
    place = make.settlement(
        made_at=datetime(2026, 3, 12, 14, 30, 0, 250, hours),
        population={"women": (3, 2, 1)},
        statuses={"resident": 7},
        landmark="مدرسة “A”",
    )
    proven = proven_table(Settlement.__table__)  # type: ignore[arg-type]
    content = proven.content(db.execute(proven.rows.where(Settlement.id == place.id)).one())
    assert content["made_at"] == "2026-03-12T09:00:00.000250+00:00"
    assert content["population"] == {"women": [3, 2, 1]}
    assert content["id"] == str(place.id)
    assert "made_by" not in content
    assert "hazard" in content
    assert "households" not in content
    assert journal.verify(db).ok


def test_json_has_one_form() -> None:
    assert plain_json({1: (2.0, 0.5), "b": [1e22]}) == {"1": [2, 0.5], "b": [10**22]}
    assert row_digest("salt", {"b": 1, "a": "é"}) == row_digest("salt", {"a": "é", "b": 1})
    assert row_digest("other", {"a": 1}) != row_digest("salt", {"a": 1})


def test_every_table_is_proven_or_named_with_its_reason() -> None:
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    proven = {table.name for table in proven_tables(Base.metadata.sorted_tables)}
    assert proven | set(UNPROVEN) == set(tables)
    assert {"cash_book_entry", "ballot", "tranche_release", "decision", "account"} <= proven
    assert all(column in tables[table].columns for table, column in UNPROVEN_COLUMNS)


def test_no_digest_is_made_of_a_sealed_vote(make: Make, db: Session) -> None:
    assert SealedBallot.__tablename__ in UNPROVEN
    assert "receipt" in UNPROVEN


def test_an_account_is_proven_but_for_its_password(make: Make, db: Session, engine: Engine) -> None:
    make.account("finance_officer", make.settlement())
    outside(engine, text("UPDATE account SET password_hash = 'another'"))
    assert journal.verify(db).ok
    db.rollback()
    outside(engine, text("UPDATE account SET name = 'Another'"))
    assert [bad.table for bad in journal.verify(db).bad_rows] == ["account"]


def test_the_session_of_an_act_is_its_own(engine: Engine, make: Make) -> None:
    """What one session changed is in no entry of another."""
    place = make.settlement()
    with writing(engine) as one:
        one.get_one(Settlement, place.id).landmark = "School"
        one.flush()
    with writing(engine) as other:
        journal.write(other, place.id, None, "test.note", "nothing", MARKET_DAY)
        other.commit()
    with snapshot(engine) as db:
        assert journal.verify(db).ok
