"""A deadline that passes is told to the office above and to everybody; and silence approves nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import answer_due, days_late, escalation_areas
from peoplesprocess.db import journal
from peoplesprocess.models import Decision, PlanSubmission
from peoplesprocess.operations.mail_server import MailServer
from peoplesprocess.operations.outbox import deliver
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import MARKET_DAY, Make
from tests.mail_receiver import receiving
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


@pytest.mark.parametrize(
    ("days", "told"),
    [(14, []), (15, ["IQ/DUHOK"]), (28, ["IQ/DUHOK"]), (29, ["IQ/DUHOK", "IQ"]), (300, ["IQ/DUHOK", "IQ"])],
)
def test_one_office_more_is_told_each_time_the_deadline_passes(days: int, told: list[str]) -> None:
    assert escalation_areas("IQ/DUHOK/SUMEL", days, 14) == told
    assert escalation_areas("IQ", days, 14) == []


def test_an_answer_is_late_the_day_after_its_last_day() -> None:
    since = datetime(2026, 3, 1, tzinfo=UTC).date()
    assert answer_due(since, 14).isoformat() == "2026-03-15"
    assert days_late(since, 14, answer_due(since, 14)) == 0
    assert days_late(since, 14, answer_due(since, 14) + timedelta(days=1)) == 1


def test_the_office_above_is_told_and_cannot_answer(more: Any, browser: People, level: Any) -> None:
    nawroz = more(days=16)
    governorate, nation = browser(), browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    nation.sign_in_as(level(nawroz.place, "IQ"))
    assert "4 items are late with an office below yours." in governorate.get("/").text
    inbox = governorate.get("/inbox").text
    assert f"{nawroz.place.name} 2 days late" in inbox
    assert "Until then nothing is approved." in inbox
    assert "It is not your turn." in governorate.get(f"{nawroz.address}/approval/1").text
    assert governorate.post(f"{nawroz.address}/approval/1", {"verdict": "endorse"}).status == 404
    assert "late with an office" not in nation.get("/").text
    assert "Late with an office" not in nation.get("/inbox").text


def test_what_is_forwarded_comes_to_the_office_above(nawroz: Any, browser: People, level: Any) -> None:
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    assert "items of the plan wait for you" not in governorate.get("/").text
    nawroz.answer(4, "forward")
    assert "1 item of the plan waits for you." in governorate.get("/").text
    governorate.send(f"{nawroz.address}/approval/4", verdict="endorse")
    assert "of the plan waits for you" not in governorate.get("/").text


def test_in_time_nobody_above_is_told(nawroz: Any, browser: People, level: Any) -> None:
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    assert "late with an office" not in governorate.get("/").text
    assert "Late with an office" not in governorate.get("/inbox").text


def test_the_board_tells_the_deadline_and_the_days_late(make: Make, browser: People) -> None:
    place, today = make.settlement(households=100), datetime.now(UTC)
    make.plan(place, submitted=today - timedelta(days=17))
    board = browser().get(f"/board/{place.code}").text
    assert "Answer due by" in board
    assert "3 days late" in board
    make.decision(place, 1, "endorse")
    board = browser().get(f"/board/{place.code}").text
    assert "days late" not in board
    assert "Answer due by" not in board


def test_silence_is_never_approval(more: Any, browser: People) -> None:
    nawroz = more(days=400)
    page = browser("facilitator", nawroz.place).get(f"{nawroz.address}/approval")
    assert page.h1 == "4 items wait for an answer"
    assert "Endorsed" not in page.text


def test_the_office_above_gets_a_mail_when_the_deadline_has_passed(
    nawroz: Any, browser: People, level: Any, engine: Engine
) -> None:
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    governorate.send(f"{nawroz.address}/no-objection", office="Municipality", given_on="2026-03-01")
    governorate.send("/account/reminders", address="duhok@example.org")
    with receiving() as post_office:
        server = MailServer("localhost", post_office.port, "", "", "none", "no-reply@example.org")
        sent = [
            deliver(engine, server.post, "http://a.example", nawroz.now + timedelta(days=days)).sent
            for days in (0, 8, 9, 10)
        ]
    assert sent == [0, 0, 1, 0], "six days had passed, and the deadline is after fourteen"


def test_the_manager_is_told_of_requests_on_the_first_page(make: Make, browser: People) -> None:
    story = signed(make)
    officer, manager = browser("committee_officer", story.place), browser("programme_manager", story.place)
    officer.send(f"{story.url}/tranches/1/request", statement="To dig the pits")
    assert "1 request for money waits for an answer." in manager.get("/").text
    assert "request for money waits for an answer" not in officer.get("/").text


def test_the_first_page_takes_few_statements(engine: Engine, more: Any, browser: People, level: Any) -> None:
    nawroz = more(days=20)
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    for reader in (
        governorate,
        browser("programme_manager", nawroz.place),
        browser("committee_officer", nawroz.place),
    ):
        assert statements_of(engine, reader, "/") <= 6


@pytest.fixture
def place(make: Make) -> Any:
    """Makes a settlement whose plan of two items is with its authority."""
    found = make.settlement(area="IQ/DUHOK/SUMEL", households=100)
    make.plan(found, {1: {}, 2: {}}, submitted=datetime.now(UTC))
    return found


def _typed_in(db: Session, days_ago: int) -> None:
    """Make the one submission a paper of 257 days ago that was typed in so many days ago."""
    row = db.scalars(select(PlanSubmission)).one()
    row.on_paper_at, row.made_at = ago(257), ago(days_ago)
    journal.write(db, row.settlement_id, None, "test.make", "submission", MARKET_DAY)
    db.commit()


def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def test_an_authority_is_not_called_late_while_papers_of_long_ago_are_typed_in(
    place: Any, browser: People, level: Any, db: Session
) -> None:
    governorate, mayor = browser(), browser("local_authority", place)
    governorate.sign_in_as(level(place, "IQ/DUHOK"))
    pages = [
        (browser(), f"/board/{place.code}"),
        (mayor, f"/s/{place.code}/approval"),
        (mayor, "/inbox"),
        (governorate, "/inbox"),
        (governorate, "/"),
    ]
    _typed_in(db, 0)
    for reader, address in pages:
        assert not re.search(r"\blate\b", reader.get(address).text), address
    assert "Waiting for 257 days." in mayor.get(f"/s/{place.code}/approval").text
    _typed_in(db, 15)
    for reader, address in pages:
        assert re.search(r"\blate\b", reader.get(address).text), address


def test_an_authority_is_late_at_once_as_of_the_newest_answer_on_paper(
    make: Make, place: Any, browser: People, level: Any, db: Session
) -> None:
    _typed_in(db, 0)
    make.decision(place, 1, "endorse", at=datetime.now(UTC))
    assert "243 days late" in browser().get(f"/board/{place.code}").text
    governorate = browser()
    governorate.sign_in_as(level(place, "IQ/DUHOK"))
    assert "243 days late" in governorate.get("/inbox").text
    row = db.scalars(select(Decision)).one()
    row.on_paper_at = ago(240)
    journal.write(db, row.settlement_id, None, "test.make", "decision", MARKET_DAY)
    db.commit()
    board = browser().get(f"/board/{place.code}").text
    assert "3 days late" in board and "243 days late" not in board
    assert "3 days late" in governorate.get("/inbox").text
