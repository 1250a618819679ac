"""The journal only grows, holds every act, and shows where somebody laid hands on it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.db.session import UnjournalledChange
from peoplesprocess.models import Settlement
from tests.factories import MARKET_DAY, Make


def test_every_chain_fits(make: Make, db: Session) -> None:
    place = make.settlement()
    for act in ("need.record", "meeting.record"):
        journal.write(db, place.id, None, act, "need 1", MARKET_DAY, households=12)
    found = journal.verify(db)
    assert found.first_bad is None
    assert found.entries >= 4


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal_entry SET act = 'need.merge' WHERE sequence = 2 AND chain_id = :chain",
        "UPDATE journal_entry SET at = '2020-01-01T00:00:00+00:00' WHERE sequence = 2 AND chain_id = :chain",
        "DELETE FROM journal_entry WHERE sequence = 2 AND chain_id = :chain",
    ],
)
def test_a_changed_or_missing_entry_is_named(make: Make, db: Session, tampering: str) -> None:
    place = make.settlement()
    for number in range(3):
        journal.write(db, place.id, None, "need.record", f"need {number}", MARKET_DAY)
    db.commit()
    chain = place.id.hex if db.get_bind().dialect.name == "sqlite" else place.id
    past_the_guard(db, tampering, chain)
    assert journal.verify(db).first_bad == (str(place.id), 2)


def test_a_cut_tail_is_noticed(make: Make, db: Session) -> None:
    place = make.settlement()
    for number in range(3):
        journal.write(db, place.id, None, "need.record", f"need {number}", MARKET_DAY)
    db.commit()
    chain = place.id.hex if db.get_bind().dialect.name == "sqlite" else place.id
    past_the_guard(db, "DELETE FROM journal_entry WHERE sequence = 4 AND chain_id = :chain", chain)
    assert journal.verify(db).first_bad == (str(place.id), 4)


@pytest.mark.parametrize("verb", ["UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry"])
def test_the_database_itself_refuses_to_change_the_journal(make: Make, db: Session, verb: str) -> None:
    make.settlement()
    with pytest.raises(DBAPIError, match="the journal only grows"):
        db.execute(text(verb))


def test_an_act_without_its_entry_is_not_saved(make: Make, db: Session) -> None:
    place = make.settlement()
    row = db.get_one(Settlement, place.id)
    row.name = "Changed in silence"
    with pytest.raises(UnjournalledChange):
        db.commit()
    db.rollback()
    assert db.get_one(Settlement, place.id).name == place.name


def past_the_guard(db: Session, statement: str, chain: object = None) -> None:
    """Do what a rogue with the file in hand could do."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SET session_replication_role = replica"))
        db.execute(text(statement), {"chain": chain})
        db.execute(text("SET session_replication_role = DEFAULT"))
        db.info.clear()
        db.commit()
        return
    guards = db.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in guards:
        db.execute(text(f"DROP TRIGGER {name}"))
    db.execute(text(statement), {"chain": chain})
    for _, sql in guards:
        db.execute(text(sql))
    db.info.clear()
    db.commit()
