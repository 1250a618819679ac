"""Every row that the demonstration's acts made is proven by the journal: no act changes one past it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from sqlalchemy import func, select

from peoplesprocess.db import journal
from peoplesprocess.db.row_digests import proven_tables
from peoplesprocess.db.session import snapshot
from peoplesprocess.models import Base
from tests.second_round import share_out


def test_every_row_of_the_demonstration_is_proven(
    demonstration: Callable[[], AbstractContextManager[Flask]],
) -> None:
    with demonstration() as app:
        engine = app.extensions["engine"]
        share_out(engine)
        with snapshot(engine) as db:
            found = journal.verify(db)
            rows = [
                db.scalar(select(func.count()).select_from(proven.table)) or 0
                for proven in proven_tables(Base.metadata.sorted_tables)
            ]
    assert (found.first_bad, found.bad_rows) == (None, [])
    assert found.rows == sum(rows)
    assert sum(count > 0 for count in rows) > 30
