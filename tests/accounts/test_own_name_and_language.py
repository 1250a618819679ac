"""Everybody changes the own name and language; what was done before keeps the name of then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, writing
from peoplesprocess.models import Account, JournalEntry, NameChange
from tests.accounts.conftest import sign_in
from tests.browser import Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
URL = "/account/details"


@pytest.mark.parametrize("name", ["सीता देवी", "مُحَمَّد علي", "Nguyễn Thị Ông", "O'Brien-Śmith"])
def test_a_name_of_any_script_is_taken_and_stands_in_the_journal(
    make: Make, browser: People, name: str
) -> None:
    goth = make.settlement()
    bo = browser("committee_officer", goth)
    assert URL in bo.get("/account").links
    page = bo.send(URL, name=name, spoken="en")
    assert page.h1 == name
    assert "changed the name that is shown." in bo.get(f"/s/{goth.code}/journal").text


def test_older_entries_tell_the_name_of_then(make: Make, browser: People) -> None:
    goth = make.settlement()
    officer = browser("committee_officer", goth)
    with reading(make.engine) as db:
        account = db.scalars(select(Account).where(Account.username == officer.username)).one()
    with writing(make.engine) as db:
        journal.write(db, goth.id, account.id, "need.record", "need 1", datetime(2026, 3, 12, tzinfo=UTC))
        db.commit()
    officer.send(URL, name="Second", spoken="en")
    officer.send(URL, name="Third", spoken="en")
    with writing(make.engine) as db:
        journal.write(db, goth.id, account.id, "need.record", "need 2", datetime(2096, 3, 12, tzinfo=UTC))
        db.commit()
    text = officer.get(f"/s/{goth.code}/journal").text
    assert f"Need 1 was recorded. {account.name}, now Third" in text
    assert "Need 2 was recorded. Third " in text


def test_pages_come_in_the_chosen_language_after_every_sign_in(make: Make, browser: People, bo: str) -> None:
    here, elsewhere = browser(), browser()
    sign_in(here, bo)
    assert '<html lang="ar"' in here.send(URL, name="Bo", spoken="ar").html
    sign_in(elsewhere, bo)
    assert '<html lang="ar"' in elsewhere.get("/").html
    with reading(make.engine) as db:
        acts = db.scalars(select(JournalEntry.act).where(JournalEntry.chain_id == journal.INSTALLATION)).all()
        assert "account.change" in acts
        assert db.scalar(select(func.count()).select_from(NameChange)) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Write your name."),
        ({"name": "\u200b"}, "Write your name."),
        ({"name": "x" * 81}, "Keep it to 80"),
        ({"name": "+92 300 1234567"}, "number"),
        ({"spoken": "tlh"}, "list"),
        ({"spoken": ""}, "Choose a language."),
        ({}, "This is already your name and your language."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    make: Make, browser: People, typed: dict[str, str], sentence: str
) -> None:
    bo = browser("facilitator", make.settlement())
    bo.send(URL, spoken="en")
    page = bo.send(URL, **typed)
    assert page.status == 422
    assert sentence in " ".join(page.problems), page.problems
    with reading(make.engine) as db:
        assert db.scalar(select(func.count()).select_from(NameChange)) == 0
