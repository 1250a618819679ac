"""What overviews show of a settlement is what its rows say, after every act."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from peoplesprocess.accounts import passwords
from peoplesprocess.db import journal
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import configuration, downgrade, upgrade
from peoplesprocess.demonstration.loader import load
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import CashBookEntry, SettlementSummary
from peoplesprocess.needs.actions import RaisingGroupsInput, record_need
from tests.conftest import hasten
from tests.factories import MARKET_DAY, Make, need_input
from tests.finished_work import Work, almost_built
from tests.postgres import PrivatePostgres


@pytest.fixture
def each_act(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, str] | None]]:
    """Every act is saved by itself, and what is wrong then with any summary is written down."""
    seen: list[tuple[str, tuple[str, str] | None]] = []
    write = journal.write

    def and_save(db: Session, chain: Any, actor: Any, act: str, *rest: Any, **detail: object) -> None:
        write(db, chain, actor, act, *rest, **detail)
        db.commit()
        seen.append((act, settlement_summaries.verify(db.connection()).first_bad))

    monkeypatch.setattr(journal, "write", and_save)
    return seen


def told(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hash", lambda password, fast: "!")
    engine = make_engine(f"sqlite:///{shutil.copy(migrated, tmp_path / 'told.db')}")
    hasten(engine)
    load(engine, tmp_path, b"told")
    engine.dispose()


def test_after_every_act_of_the_demonstration_every_summary_is_what_the_rows_say(
    each_act: list[tuple[str, tuple[str, str] | None]],
    migrated: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(migrated, tmp_path, monkeypatch)
    assert len(each_act) > 150
    assert len({act for act, _ in each_act}) > 25
    assert [(act, bad) for act, bad in each_act if bad is not None] == []


def test_an_act_that_leaves_a_figure_behind_is_seen(
    each_act: list[tuple[str, tuple[str, str] | None]], make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted fault: what reads the cash book is no longer made again when the cash book changes."""
    work = almost_built(make)
    sources = {
        name: tables - {"cash_book_entry"} if name == "spent" else tables
        for name, tables in settlement_summaries._SOURCES.items()
    }
    monkeypatch.setattr(settlement_summaries, "_SOURCES", sources)
    settlement_summaries._made_again.cache_clear()
    work.add(lambda db, common: db.add(spending(work, common)))
    settlement_summaries._made_again.cache_clear()
    assert each_act[-1] == ("test.make", (str(work.place.id), "spent"))


@pytest.mark.parametrize(
    ("damage", "figure"),
    [
        ("UPDATE settlement_summary SET needs = needs + 1", "needs"),
        ("UPDATE settlement_summary SET gap_rank = gap_rank - 1", "gap_rank"),
        ("DELETE FROM settlement_summary", "settlement_id"),
        ("UPDATE programme_total SET spent = spent + 1", "total PKR"),
        ("DELETE FROM programme_total", "total PKR"),
    ],
)
def test_a_summary_that_is_wrong_is_named_and_made_anew(
    make: Make, engine: Engine, damage: str, figure: str
) -> None:
    place = make.settlement(households=100).id
    writing = engine.execution_options(writing=True)
    with writing.begin() as connection:
        assert settlement_summaries.verify(connection).first_bad is None
        connection.execute(text(damage))
    with writing.begin() as connection:
        found = settlement_summaries.verify(connection)
        assert found.rows == 1
        assert found.first_bad is not None
        assert found.first_bad[1] == figure
        assert figure.startswith("total") or found.first_bad[0] == str(place)
        assert settlement_summaries.rebuild(connection) == 1
        assert settlement_summaries.verify(connection).first_bad is None


def test_an_act_that_is_refused_or_undone_leaves_the_summary_as_it_was(make: Make, db: Session) -> None:
    place = make.settlement()
    make.need(place)
    before = db.execute(select(SettlementSummary.__table__)).all()
    db.rollback()
    with pytest.raises(ZeroDivisionError), make.act("facilitator", place) as act:
        record_need(act, need_input(), RaisingGroupsInput("women"))
        raise ZeroDivisionError
    assert db.execute(select(SettlementSummary.__table__)).all() == before


def test_a_migration_fills_the_summaries_of_a_database_that_has_none(tmp_path: Path) -> None:
    fills(make_engine(f"sqlite:///{tmp_path / 'older.db'}"))


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres: PrivatePostgres) -> None:
    postgres.create("older")
    fills(make_engine(postgres.url("older")))


def fills(engine: Engine) -> None:
    upgrade(engine)
    work = almost_built(Make(engine))
    with engine.connect() as connection:
        money = connection.execute(text("SELECT granted, released, spent FROM programme_total")).one()
    downgrade(engine, before_summaries())
    upgrade(engine)
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection) == settlement_summaries.SummaryCheckResult(1, None)
        kept = connection.execute(text("SELECT granted, released, spent FROM programme_total")).one()
    engine.dispose()
    assert kept == money
    assert work.place.id and all(kept)


def before_summaries() -> str:
    scripts = ScriptDirectory.from_config(configuration())
    return str(scripts.get_revision("0013").down_revision)


def spending(work: Work, common: dict[str, Any]) -> CashBookEntry:
    return CashBookEntry(
        **common,
        contract_id=work.contract_id,
        number=99,
        spent_on=MARKET_DAY.date(),
        what="Nails",
        amount=5,
        paper="R99",
    )
