"""Migrations run forwards and backwards, on data, and end with the very tables that the models describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text, update

from peoplesprocess.db import journal
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.journal_check import TAKE_UP
from peoplesprocess.db.migrate import downgrade, is_current, upgrade
from peoplesprocess.db.session import snapshot
from peoplesprocess.models import Amendment, AmendmentTranche, Base, JournalEntry, Settlement
from tests.contracts.amended import propose, sign
from tests.contracts.test_amended_retention import held_back
from tests.db.conftest import NEWEST, SCRIPTS
from tests.factories import Make
from tests.postgres import PrivatePostgres

pytestmark = pytest.mark.usefixtures("scripts_read_once")

REVISIONS = [step.revision for step in SCRIPTS.walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The engine of a database in which nothing is yet."""
    if request.param == "sqlite":
        yield make_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
        return
    server: PrivatePostgres = request.getfixturevalue("postgres")
    server.create("fresh")
    engine = make_engine(server.url("fresh"))
    yield engine
    engine.dispose()


# The library reads no index on an expression back from SQLite: that it is there is asked by its name.
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_newest_tables_are_those_of_the_models(fresh: Engine) -> None:
    upgrade(fresh)
    assert is_current(fresh)
    with fresh.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
        if fresh.dialect.name == "sqlite":
            made = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
            indexes = (index for table in Base.metadata.tables.values() for index in table.indexes)
            assert {index.name for index in indexes} <= set(made.scalars())


def test_every_revision_goes_back_and_forth_with_data_in_it(fresh: Engine, in_campaign: bool) -> None:
    oldest = 0 if in_campaign else len(REVISIONS) - NEWEST
    if oldest:
        upgrade(fresh, REVISIONS[oldest - 1])
    for number, revision in enumerate(REVISIONS[oldest:], oldest):
        upgrade(fresh, revision)
        before = tables(fresh)
        downgrade(fresh, REVISIONS[number - 1] if number else "base")
        upgrade(fresh, revision)
        assert tables(fresh) == before
    place = Make(fresh).settlement(name="Goth Sukhpur")
    upgrade(fresh)
    with fresh.connect() as connection:
        settlement = Base.metadata.tables["settlement"]
        assert connection.execute(select(settlement.c.name, settlement.c.code)).all() == [
            ("Goth Sukhpur", place.code)
        ]
    downgrade(fresh, "base")
    assert tables(fresh) - {"alembic_version"} == set()
    upgrade(fresh)
    assert is_current(fresh)


@pytest.mark.campaign
def test_who_released_money_before_two_people_were_asked_goes_on(fresh: Engine) -> None:
    upgrade(fresh, "0008")
    roles = ("programme_manager", "finance_officer", "facilitator")
    made = {"at": "2026-03-12 09:00:00+00:00", "who": UUID(int=9).hex}
    with fresh.execution_options(writing=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO account (id, username, name, password_hash, made_at)"
                " VALUES (:who, 'efua', 'Efua', '!', :at)"
            ),
            made,
        )
        for number, role in enumerate(roles):
            connection.execute(
                text(
                    "INSERT INTO membership (id, account_id, role, area, group_code, made_by, made_at)"
                    " VALUES (:id, :who, :role, '', '', :who, :at)"
                ),
                {**made, "id": UUID(int=number).hex, "role": role},
            )
    upgrade(fresh)
    with fresh.connect() as connection:
        confirmed = select(Base.metadata.tables["role_confirmation"].c["membership_id", "confirmed_by"])
        found = {tuple(row) for row in connection.execute(confirmed)}
    assert found == {(UUID(int=number), None) for number in (0, 1)}
    downgrade(fresh, "0008")
    assert "role_confirmation" not in tables(fresh)


@pytest.mark.campaign
def test_what_was_held_back_before_it_could_be_amended_is_kept_with_older_amendments(fresh: Engine) -> None:
    upgrade(fresh)
    make = Make(fresh)
    story = held_back(make)
    sign(make, story, propose(make, story, lines={1: (8, 120_000)}))
    downgrade(fresh, "0049")
    upgrade(fresh)
    sign(make, story, propose(make, story, retention=8))
    with snapshot(fresh) as db:
        rows = db.execute(select(Amendment.former_retention, Amendment.retention).order_by(Amendment.number))
        assert rows.all() == [(5, 5), (5, 8)]
        shares = select(AmendmentTranche.former_percent, AmendmentTranche.percent).join(
            Amendment, Amendment.id == AmendmentTranche.amendment_id
        )
        first = db.execute(shares.where(Amendment.number == 1).order_by(AmendmentTranche.number)).all()
        assert first == [(30, 30), (40, 40), (20, 20), (5, 5), (5, 5)]
        found = journal.verify(db)
        assert (found.first_bad, found.bad_rows) == (None, [])


@pytest.mark.campaign
def test_rows_older_than_their_digests_are_taken_into_the_journal(fresh: Engine) -> None:
    """Also when somebody went back before digests and forth again: those from then are lost, and named."""
    upgrade(fresh)
    place = Make(fresh).settlement()
    for _ in range(2):
        downgrade(fresh, REVISIONS[REVISIONS.index("0011") - 1])
        upgrade(fresh)
        with snapshot(fresh) as db:
            found = journal.verify(db)
            assert (found.first_bad, found.bad_rows) == (None, [])
            assert found.rows == 4
    taken = select(JournalEntry.detail).where(JournalEntry.act == TAKE_UP).order_by(JournalEntry.sequence)
    with snapshot(fresh) as db:
        details = db.scalars(taken).all()
    assert [set(detail) for detail in details] == [
        {"revision", "lost", "rows"},
        *[{"revision", "rows"}] * 3,
    ] * 2
    with fresh.execution_options(writing=True).begin() as connection:
        connection.execute(update(Settlement).values(name="Another"))
    with snapshot(fresh) as db:
        assert [(bad.table, bad.key) for bad in journal.verify(db).bad_rows] == [
            ("settlement", str(place.id))
        ]


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())
