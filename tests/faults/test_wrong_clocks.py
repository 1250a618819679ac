"""A server's clock ten years off, ahead or behind: acts go on, the journal fits, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, Need
from peoplesprocess.operations.tidy import tidy
from peoplesprocess.photos.folder import PhotoFolder
from peoplesprocess.web import request_state, sessions
from tests.browser import Browser
from tests.factories import Make

NEED = {"group_code": "women", "sector": "water", "households": "9", "severity": "2"}
NEED |= {"season": "all", "response_type": "service"}
TEN_YEARS = timedelta(days=3650)


class WrongClock:
    """Stands where pages ask what time it is."""

    def __init__(self, off: timedelta) -> None:
        self.off = off

    def now(self, zone: Any) -> datetime:
        """The moment, as `datetime.now` tells it."""
        return datetime.now(zone) + self.off


def signed_in(browser: Callable[..., Browser], engine: Engine, username: str, now: datetime) -> Browser:
    """Somebody who signed in at this moment of the server's clock."""
    with writing(engine) as db:
        account = db.scalars(select(Account.id).where(Account.username == username)).one()
        cookie = sessions.begin(db, account, now)
        sessions.prove(db, hashed(cookie), now)
        db.commit()
    visitor = browser()
    visitor.client.set_cookie("sid", cookie)
    return visitor


@pytest.mark.parametrize("off", [TEN_YEARS, -TEN_YEARS])
def test_a_clock_ten_years_off_loses_nothing_and_leaves_nothing_behind(
    app: Flask,
    make: Make,
    browser: Callable[..., Browser],
    engine: Engine,
    db: Session,
    monkeypatch: pytest.MonkeyPatch,
    off: timedelta,
) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    listing, form = f"/s/{place.code}/needs", f"/s/{place.code}/needs/record"
    pages = ("/", f"/s/{place.code}", listing, f"{listing}/1", f"/board/{place.code}")
    assert bo.post(form, bo.filled(form, **NEED, title="Before")).status == 303

    with monkeypatch.context() as wrong:
        wrong.setattr(request_state, "datetime", WrongClock(off))
        meanwhile = signed_in(browser, engine, bo.username, datetime.now(UTC) + off)
        assert meanwhile.post(form, meanwhile.filled(form, **NEED, title="Meanwhile")).status == 303
        assert [meanwhile.get(page).status for page in pages] == [200] * len(pages)

    over = meanwhile.get(listing)
    assert "/sign-in" in over.location, "a sign-in by the wrong clock goes on by the right one"
    bo = signed_in(browser, engine, bo.username, datetime.now(UTC))
    assert bo.post(form, bo.filled(form, **NEED, title="After")).status == 303
    assert [bo.get(page).status for page in pages] == [200] * len(pages)
    assert db.scalars(select(Need.title).order_by(Need.number)).all() == ["Before", "Meanwhile", "After"]
    found = journal.verify(db)
    assert found.ok, found
    db.rollback()
    instance = app.config["INSTANCE"]
    tidy(engine, instance, PhotoFolder(instance), timedelta(minutes=30), datetime.now(UTC))
    assert bo.get(listing).status == 200, "tidying took a sign-in that holds"
    assert len(db.scalars(select(Need.id)).all()) == 3
