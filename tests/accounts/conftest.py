"""Somebody with a known password, and what reads rows without keeping the writer's place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions, passwords
from peoplesprocess.models import JournalEntry
from tests.browser import Browser, Page
from tests.factories import Make

SECRET = "seven brown goats"


@pytest.fixture
def bo(make: Make) -> str:
    """The user name of somebody whose password is SECRET."""
    with make.act() as act:
        actions.add_account(act, actions.AccountInput("bo", "Bo", passwords.hash(SECRET, fast=True)), [])
    return "bo"


@pytest.fixture
def noted(db: Session) -> Callable[..., list[Any]]:
    """`noted("session.begin")` are the subjects of the journal's entries of an act."""

    def subjects(act: str) -> list[Any]:
        found = db.scalars(
            select(JournalEntry.subject).where(JournalEntry.act == act).order_by(JournalEntry.sequence)
        ).all()
        db.rollback()
        return list(found)

    return subjects


def sign_in(visitor: Browser, username: str, password: str = SECRET, **rest: Any) -> Page:
    return visitor.post(
        "/sign-in", {**visitor.filled("/sign-in", username=username, password=password)}, **rest
    )


def journaled(db: Session) -> None:
    """Commit what a test changes by itself."""
    from peoplesprocess.db import journal
    from tests.factories import MARKET_DAY

    journal.write(db, journal.INSTALLATION, None, "test", "account", MARKET_DAY)
    db.commit()
