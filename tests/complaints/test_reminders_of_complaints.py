"""Complaints that wait are told to officers whom they do not concern, later further up, and never what of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from peoplesprocess.complaints.listed_complaints import listed_complaints
from peoplesprocess.core.complaints import ComplaintClock, ComplaintStage
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.complaint_turns import open_complaints
from peoplesprocess.models import Account, Complaint, Membership
from peoplesprocess.operations.mail_server import MailServer
from peoplesprocess.operations.outbox import deliver
from tests.browser import Browser
from tests.complaints.test_complaints import (
    PASSPHRASE,
    STORY,
    ask,
    complain,
    officer_of,
    programme,
    words_of,
)
from tests.factories import Make
from tests.mail_receiver import MailReceiver, receiving
from tests.statements import statements

People = Callable[..., Browser]
SITE = "http://recovery.example.org"
DAY = timedelta(days=1)
RULES = ProgrammeRules()


def at_noon() -> datetime:
    return datetime.now(UTC).replace(hour=12, minute=0)


@pytest.fixture
def place(make: Make) -> Any:
    return make.settlement(name="Goth Pir Bux")


@pytest.fixture
def post_office() -> Iterator[MailReceiver]:
    with receiving() as receiver:
        yield receiver


def reached(reader: Browser, name: str) -> Browser:
    """Somebody who wants mails."""
    reader.send("/account/reminders", address=f"{name}@example.org")
    return reader


def told(engine: Engine, receiver: MailReceiver, at: datetime) -> list[str]:
    """Who gets a mail at that moment."""
    before = len(receiver.came)
    post = MailServer("localhost", receiver.port, "", "", "none", "no-reply@example.org").post
    deliver(engine, post, SITE, at)
    return sorted(to.partition("@")[0] for to, mail in receiver.came[before:])


def filed_days_ago(engine: Engine, days: int) -> None:
    """All complaints were made so long ago."""
    with engine.begin() as connection:
        connection.execute(update(Complaint).values(filed_on=at_noon().date() - timedelta(days=days)))


def test_officers_are_told_when_nobody_has_looked_in_time_and_then_the_manager(
    browser: People, place: Any, engine: Engine, post_office: MailReceiver
) -> None:
    one = reached(officer_of(browser, place), "one")
    reached(officer_of(browser, place, "another passphrase"), "two")
    efua = reached(browser("programme_manager", place), "efua")
    complain(browser(), place)
    filed_days_ago(engine, 0)
    assert "1 complaint waits for you." in one.get("/").text
    assert told(engine, post_office, at_noon() + 2 * DAY) == []
    assert told(engine, post_office, at_noon() + 3 * DAY) == ["one", "two"]
    assert told(engine, post_office, at_noon() + 6 * DAY) == []
    assert told(engine, post_office, at_noon() + 7 * DAY) == ["efua"]
    assert told(engine, post_office, at_noon() + 7 * DAY + timedelta(hours=3)) == []
    assert "needs an answer now" not in efua.get("/").text
    filed_days_ago(engine, 7)
    page = efua.get("/")
    assert "1 complaint needs an answer now. Ask the complaints officers." in page.text
    assert any(link.endswith("/complaints/ages") for link in page.links)
    assert "1 of them is late." in one.get("/").text
    whole = "".join(f"{mail.as_string()}{mail.get_content()}" for to, mail in post_office.came)
    for secret in (STORY, place.name, place.code, "omplaint", "committee", "serious"):
        assert secret not in whole, secret


def test_who_looks_into_it_is_told_first_and_the_others_once_it_is_too_late(
    browser: People, place: Any, engine: Engine, post_office: MailReceiver
) -> None:
    one = reached(officer_of(browser, place), "one")
    reached(officer_of(browser, place, "another passphrase"), "two")
    reached(browser("programme_manager", place), "efua")
    complain(browser(), place)
    filed_days_ago(engine, 0)
    one.send(f"{programme(one)}/1/acknowledge")
    assert told(engine, post_office, at_noon() + 14 * DAY) == []
    assert told(engine, post_office, at_noon() + 15 * DAY) == ["one"]
    assert told(engine, post_office, at_noon() + 30 * DAY) == ["one"], "again, as any reminder"
    assert told(engine, post_office, at_noon() + 31 * DAY) == ["efua", "two"]


def test_when_the_one_who_took_it_is_no_officer_any_more_the_others_are_told_in_time(
    make: Make, browser: People, place: Any, engine: Engine, post_office: MailReceiver
) -> None:
    one = officer_of(browser, place)
    reached(officer_of(browser, place, "another passphrase"), "two")
    complain(browser(), place)
    filed_days_ago(engine, 0)
    one.send(f"{programme(one)}/1/acknowledge")
    with make.engine.begin() as connection:
        account = select(Account.id).where(Account.username == one.username).scalar_subquery()
        connection.execute(
            update(Membership).where(Membership.account_id == account).values(revoked_at=at_noon() - DAY)
        )
    assert told(engine, post_office, at_noon() + 15 * DAY) == ["two"]


def test_a_serious_one_is_told_to_all_officers_and_the_manager_at_once(
    browser: People, place: Any, engine: Engine, post_office: MailReceiver
) -> None:
    one = officer_of(browser, place)
    two = reached(officer_of(browser, place, "another passphrase"), "two")
    efua = reached(browser("programme_manager", place), "efua")
    complain(browser(), place)
    assert "needs an answer now" not in efua.get("/").text
    one.send(f"{programme(one)}/1/acknowledge", is_serious="yes")
    assert told(engine, post_office, datetime.now(UTC)) == ["efua", "two"]
    assert "1 complaint needs an answer now." in efua.get("/").text
    two.send(f"{programme(two)}/1/answer", text="Done.", key_password="another passphrase")
    assert "needs an answer now" not in efua.get("/").text
    assert told(engine, post_office, at_noon() + 40 * DAY) == []


def test_after_an_appeal_only_another_officer_is_told(
    browser: People, place: Any, engine: Engine, post_office: MailReceiver
) -> None:
    one = reached(officer_of(browser, place), "one")
    reached(officer_of(browser, place, "another passphrase"), "two")
    deng = browser()
    receipt = words_of(complain(deng, place))
    one.send(f"{programme(one)}/1/answer", text="No.", key_password=PASSPHRASE)
    assert told(engine, post_office, at_noon() + 10 * DAY) == []
    deng.post("/complaint", {**ask(deng, receipt).values, "text": "Look again."})
    assert "waits for you" not in one.get("/").text
    assert told(engine, post_office, at_noon() + 16 * DAY) == ["two"], "its day may be tomorrow's here"
    assert told(engine, post_office, at_noon() + 40 * DAY) == ["two"]


@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12"])
def test_its_days_begin_with_the_clocks_of_the_place(
    make: Make, browser: People, engine: Engine, post_office: MailReceiver, zone: str
) -> None:
    place = make.settlement(time_zone=zone)
    reached(officer_of(browser, place), "one")
    reached(browser("programme_manager", place), "efua")
    complain(browser(), place)
    filed_days_ago(engine, 0)
    dawn, minute = datetime.combine(at_noon().date(), time(), ZoneInfo(zone)), timedelta(minutes=1)
    assert told(engine, post_office, dawn + 3 * DAY - minute) == []
    assert told(engine, post_office, dawn + 3 * DAY) == ["one"]
    assert told(engine, post_office, dawn + 7 * DAY - minute) == []
    assert told(engine, post_office, dawn + 7 * DAY) == ["efua"]


@pytest.mark.parametrize("about", ["agency", "committee"])
def test_whom_a_complaint_concerns_is_told_nothing_of_it(
    make: Make, browser: People, place: Any, engine: Engine, post_office: MailReceiver, about: str
) -> None:
    officer_of(browser, place)
    efua = reached(browser("programme_manager", place), "efua")
    for number, role in enumerate(("committee_officer", "facilitator", "programme_manager")):
        concerned = reached(officer_of(browser, place, f"a passphrase of number {number}"), f"c{number}")
        make.membership(concerned.username, role, place)
    complain(browser(), place, about=about)
    filed_days_ago(engine, 40)
    expected = {"agency": ["c0"], "committee": ["c2", "efua"]}[about]
    assert told(engine, post_office, datetime.now(UTC)) == expected
    assert ("needs an answer now" in efua.get("/").text) == ("efua" in expected)


def test_counting_complaints_asks_for_no_more_statements_than_before(
    browser: People, place: Any, engine: Engine
) -> None:
    officer = officer_of(browser, place)
    efua = browser("programme_manager", place)
    for _ in range(4):
        complain(browser(), place)
    filed_days_ago(engine, 10)
    for reader, sentence in ((officer, "4 complaints wait for you."), (efua, "4 complaints need an answer")):
        with statements(engine) as seen:
            assert sentence in reader.get("/").text
        assert len(seen) <= 6


@given(st.dates(date(2005, 1, 1), date(2025, 1, 1)), st.booleans(), st.booleans())
def test_others_are_never_told_before_those_whose_turn_it_is(
    filed_on: date, acknowledged: bool, serious: bool
) -> None:
    event = (ComplaintStage.ACKNOWLEDGED.value, filed_on + DAY, None) if acknowledged else (None, None, None)
    clock = ComplaintClock(filed_on, *event, serious, RULES, UTC)
    assert clock.reminded_from <= clock.escalated_from
    assert (clock.reminded_from == clock.escalated_from) == (acknowledged and serious)


def test_the_newest_event_alone_tells_how_far_a_complaint_is(
    browser: People, place: Any, db: Session
) -> None:
    """The one statement that all reminders stand on agrees with the pages, which read every event."""
    one = officer_of(browser, place)
    receipts = [words_of(complain(browser(), place)) for _ in range(4)]
    for number in (2, 3, 4):
        one.send(f"{programme(one)}/{number}/acknowledge", is_serious="yes" if number == 4 else None)
    for number in (3, 4):
        one.send(f"{programme(one)}/{number}/answer", text="No.", key_password=PASSPHRASE)
    deng = browser()
    deng.post("/complaint", {**ask(deng, receipts[3]).values, "text": "Look again."})
    rows = open_complaints(db, datetime.now(UTC))
    pages = [
        record
        for record in listed_complaints(db, place.programme_id)
        if record.stage in (ComplaintStage.FILED, ComplaintStage.ACKNOWLEDGED, ComplaintStage.APPEALED)
    ]
    assert [(row.clock.stage, row.clock.due, row.is_serious, row.answered_by) for row in rows] == [
        (record.stage, record.due(RULES), record.is_serious, record.answered_by) for record in pages
    ]
    assert len(rows) == 3
