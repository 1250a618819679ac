"""Reminders by text message: a number that its owner confirmed, at most one a day, and none of them twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from peoplesprocess.config import Config
from peoplesprocess.core.text_message import parts
from peoplesprocess.db.session import writing
from peoplesprocess.models import JournalEntry, MailAddress, MobileNumber, NumberConfirmation, Reminder
from peoplesprocess.operations import reminder_words
from peoplesprocess.operations.mail_server import MailServer
from peoplesprocess.operations.outbox import MessageDeliverySummary, TextSenderWithSecret, deliver
from peoplesprocess.operations.text_gateway import TextGateway
from peoplesprocess.web.i18n import SHIPPED
from tests.browser import Browser, Page
from tests.factories import Make
from tests.mail_receiver import MailReceiver, receiving
from tests.text_receiver import SECRET, TextReceiver, receiving_texts

People = Callable[..., Browser]
SITE = "https://recovery.example.org"
NUMBER, OTHER = "+9647501234567", "+9647509876543"
DAY = timedelta(days=1)


@pytest.fixture
def gateway(app: Flask) -> Iterator[TextReceiver]:
    """A gateway, which the settings of the application name."""
    settings: Config = app.config["SETTINGS"]
    with receiving_texts() as receiver:
        app.config["SETTINGS"] = replace(settings, sms_gateway=receiver.address, sms_gateway_secret=SECRET)
        yield receiver
        app.config["SETTINGS"] = settings


@pytest.fixture
def mayor(nawroz: Any, browser: People, gateway: TextReceiver) -> Browser:
    """The municipality, which has no objection and four items to answer."""
    reader = browser("local_authority", nawroz.place)
    reader.send(f"{nawroz.address}/no-objection", office="Municipality", given_on="2026-03-01")
    return reader


def send(
    app: Flask, engine: Engine, gateway: TextReceiver, at: datetime, mails: MailReceiver | None = None
) -> MessageDeliverySummary:
    post = MailServer("localhost", mails.port, "", "", "none", "no-reply@example.org").post if mails else None
    way = TextSenderWithSecret(TextGateway(gateway.address, SECRET).send, app.config["SECRET"])
    return deliver(engine, post, SITE, at, way)


def confirmed(
    app: Flask, engine: Engine, gateway: TextReceiver, reader: Browser, number: str = NUMBER
) -> Page:
    """A number that its owner gave and whose code came back."""
    page = reader.send("/account/reminders", way="text", number=number)
    assert page.h1 == "Confirm your number"
    send(app, engine, gateway, datetime.now(UTC))
    return reader.send("/account/reminders/code", code=code_in(gateway, number))


def code_in(gateway: TextReceiver, number: str) -> str:
    return re.findall(r"\d{6}", gateway.texts(number)[-1])[0]


def test_a_number_is_confirmed_by_the_code_that_comes_to_it(
    app: Flask, engine: Engine, db: Session, mayor: Browser, gateway: TextReceiver
) -> None:
    mayor.send("/account/reminders", way="mail", address="mayor@sumel.example")
    mayor.send("/account/reminders", way="text", number="00964 (750) 123-4567")
    assert NUMBER in mayor.get("/account/reminders/code").text
    assert "A new number waits for its code." in mayor.get("/account/reminders").text
    assert db.scalars(select(MailAddress.address)).all() == ["mayor@sumel.example"], "until it is confirmed"
    db.rollback()
    with receiving() as mails:
        done = send(app, engine, gateway, datetime.now(UTC), mails)
        assert done == MessageDeliverySummary(2, 0, 0) and len(mails.came) == 1
    wrong = mayor.send("/account/reminders/code", code="12345x")
    assert wrong.status == 422 and "This is not the code from the message." in " ".join(wrong.problems)
    mayor.send("/account/reminders/code", code=code_in(gateway, NUMBER))
    assert db.scalars(select(MobileNumber.number)).all() == [NUMBER]
    assert db.scalars(select(MailAddress.address)).all() == [], "one way at a time"
    assert db.scalars(select(NumberConfirmation.id)).all() == []
    page = mayor.get("/account/reminders")
    assert page.values["way"] == ["text"] and page.values["number"] == [NUMBER]


def test_a_text_tells_a_number_and_a_link_in_the_persons_language(
    app: Flask, engine: Engine, nawroz: Any, mayor: Browser, gateway: TextReceiver
) -> None:
    mayor.send("/account/details", spoken="fr")
    mayor.get("/account?language=en")
    confirmed(app, engine, gateway, mayor)
    assert send(app, engine, gateway, datetime.now(UTC) + DAY).sent == 1
    assert gateway.texts(NUMBER)[-1] == f"4 choses attendent votre réponse. {SITE}/"
    told = json.dumps(gateway.came, ensure_ascii=False)
    assert nawroz.place.name not in told and nawroz.place.code not in told and "Person" not in told


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("things", [1, 2, 3, 7, 11, 100, 4_321])
def test_every_text_has_room_in_what_a_telephone_takes(language: str, things: int) -> None:
    long_site = f"https://recovery.{'x' * 40}.example.org"
    wanted = 2 if language == "ar" else 1
    assert parts(reminder_words.text(things, language, SITE)) == 1
    assert parts(reminder_words.text(things, language, long_site)) <= wanted
    assert parts(reminder_words.code_text("012345", language)) <= wanted
    assert "012345" in reminder_words.code_text("012345", language)


def test_one_a_day_at_most_over_both_ways(
    app: Flask, engine: Engine, nawroz: Any, mayor: Browser, gateway: TextReceiver
) -> None:
    tomorrow = datetime.now(UTC).replace(hour=6) + DAY
    with receiving() as mails:
        confirmed(app, engine, gateway, mayor)
        assert send(app, engine, gateway, tomorrow, mails).sent == 1
        nawroz.answer(2, "return")
        nawroz.plan({2: {"cost": 70_000_000}})
        mayor.send("/account/reminders", way="mail", address="mayor@sumel.example")
        assert send(app, engine, gateway, tomorrow + timedelta(hours=9), mails) == MessageDeliverySummary(
            0, 0, 0
        )
        assert mails.came == [] and len(gateway.texts(NUMBER)) == 2
        assert send(app, engine, gateway, tomorrow + 7 * DAY, mails).sent == 1
        assert len(mails.came) == 1


def test_what_was_taken_and_not_answered_is_seen_and_sent_again_by_the_same_id(
    app: Flask, engine: Engine, db: Session, mayor: Browser, gateway: TextReceiver
) -> None:
    confirmed(app, engine, gateway, mayor)
    tomorrow = datetime.now(UTC) + DAY
    gateway.breaks_off = True
    failed = send(app, engine, gateway, tomorrow)
    assert failed == MessageDeliverySummary(0, 1, 1, unreachable=("text",))
    gateway.breaks_off = False
    assert send(app, engine, gateway, tomorrow + timedelta(minutes=15)) == MessageDeliverySummary(1, 0, 0)
    assert len(gateway.texts(NUMBER)) == 2, "the code, and one reminder"
    assert gateway.requests == 3


class Killed(BaseException):
    """The process ends in the middle."""


def test_a_process_that_dies_before_the_answer_leaves_a_trace_and_tells_nobody_twice(
    app: Flask, engine: Engine, db: Session, mayor: Browser, gateway: TextReceiver
) -> None:
    confirmed(app, engine, gateway, mayor)
    tomorrow = datetime.now(UTC) + DAY
    real = TextGateway(gateway.address, SECRET)

    def killed(to: str, text: str, name: str) -> None:
        real.send(to, text, name)
        raise Killed

    with pytest.raises(Killed):
        deliver(engine, None, SITE, tomorrow, TextSenderWithSecret(killed, app.config["SECRET"]))
    told = send(app, engine, gateway, tomorrow + timedelta(minutes=1))
    assert told == MessageDeliverySummary(0, 1, 0, unanswered=1)
    assert send(app, engine, gateway, tomorrow + timedelta(minutes=16)) == MessageDeliverySummary(1, 0, 0)
    assert len(gateway.texts(NUMBER)) == 2, "the code, and one reminder"


def test_what_a_dead_process_may_have_sent_counts_as_that_days_even_if_nothing_waits_any_more(
    app: Flask, engine: Engine, db: Session, nawroz: Any, mayor: Browser, gateway: TextReceiver
) -> None:
    confirmed(app, engine, gateway, mayor)
    tomorrow = datetime.now(UTC).replace(hour=6) + DAY

    def killed(to: str, text: str, name: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        deliver(engine, None, SITE, tomorrow, TextSenderWithSecret(killed, app.config["SECRET"]))
    for line in (1, 2, 3, 4):
        nawroz.answer(line, "endorse")
    assert send(app, engine, gateway, tomorrow + timedelta(hours=1)) == MessageDeliverySummary(0, 0, 0)
    row = db.scalars(select(Reminder).order_by(Reminder.id.desc())).first()
    assert row is not None and row.sent_at is None and row.given_up_at == tomorrow and row.tried_at is None


def test_a_number_that_is_refused_for_good_is_told_to_its_owner_and_not_tried_again(
    app: Flask, engine: Engine, db: Session, mayor: Browser, gateway: TextReceiver
) -> None:
    confirmed(app, engine, gateway, mayor)
    gateway.answers[NUMBER] = 400
    tomorrow = datetime.now(UTC) + DAY
    assert send(app, engine, gateway, tomorrow) == MessageDeliverySummary(0, 0, 0, given_up=1)
    assert db.scalars(select(Reminder.failure)).all() == ["MessageRefusedForGood 400"]
    db.rollback()
    asked = gateway.requests
    assert send(app, engine, gateway, tomorrow + timedelta(hours=10)) == MessageDeliverySummary(0, 0, 0)
    assert gateway.requests == asked
    assert "could not be sent to this number" in mayor.get("/account/reminders").text
    gateway.answers.clear()
    confirmed(app, engine, gateway, mayor)
    with writing(engine) as changed:
        changed.execute(update(Reminder).values(given_up_at=datetime.now(UTC) - DAY))
        changed.commit()
    assert "could not be sent" not in mayor.get("/account/reminders").text


@pytest.mark.parametrize("status", [302, 401, 404, 429, 500, 503])
def test_what_is_not_about_the_message_is_tried_again_later(
    app: Flask, engine: Engine, db: Session, mayor: Browser, gateway: TextReceiver, status: int
) -> None:
    confirmed(app, engine, gateway, mayor)
    gateway.answers[NUMBER] = status
    tomorrow = datetime.now(UTC) + DAY
    assert send(app, engine, gateway, tomorrow) == MessageDeliverySummary(0, 1, 1, unreachable=("text",))
    assert db.scalars(select(Reminder.failure)).all() == [f"GatewayFailure {status}"]
    db.rollback()
    gateway.answers.clear()
    assert send(app, engine, gateway, tomorrow + timedelta(minutes=10)) == MessageDeliverySummary(0, 1, 1)
    assert send(app, engine, gateway, tomorrow + timedelta(minutes=15)) == MessageDeliverySummary(1, 0, 0)


def test_a_gateway_that_is_down_keeps_no_mail_back(
    app: Flask, engine: Engine, nawroz: Any, browser: People, mayor: Browser, gateway: TextReceiver
) -> None:
    confirmed(app, engine, gateway, mayor)
    other = browser("local_authority", nawroz.place)
    other.send("/account/reminders", way="mail", address="deputy@sumel.example")
    with receiving_texts() as gone:
        pass
    with receiving() as mails:
        done = send(app, engine, gone, datetime.now(UTC) + DAY, mails)
        assert done == MessageDeliverySummary(1, 1, 1, unreachable=("text",))
        assert [to for to, mail in mails.came] == ["deputy@sumel.example"]


def test_the_command_delivers_by_both_ways_and_says_what_went_wrong(
    app: Flask, make: Make, nawroz: Any, mayor: Browser, gateway: TextReceiver
) -> None:
    run = app.test_cli_runner().invoke
    mayor.send("/account/reminders", way="text", number=NUMBER)
    assert json.loads(run(args=["deliver", "--json"]).stdout)["sent"] == 1
    assert len(gateway.texts(NUMBER)) == 1
    mayor.send("/account/reminders/code", code=code_in(gateway, NUMBER))
    gateway.answers[NUMBER] = 503
    assert "The gateway for text messages took none." in run(args=["deliver"]).output
    settings: Config = app.config["SETTINGS"]
    with changed_settings(app, sms_gateway="http://sms.example.org/send"):
        refused = run(args=["deliver"])
        assert refused.exit_code == 2 and "on this machine only" in refused.output
    with changed_settings(
        app, sms_gateway="http://sms.example.org/send", smtp_host="localhost", mail_from="a@b.c"
    ):
        assert "on this machine only" in run(args=["deliver"]).output, "also where mails leave"
    assert app.config["SETTINGS"] == settings


@contextmanager
def changed_settings(app: Flask, **values: Any) -> Iterator[None]:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, **{"smtp_security": "none", **values})
    yield
    app.config["SETTINGS"] = before


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"way": "text", "number": "0300 1234567"}, "with + and the country code"),
        ({"way": "text", "number": ""}, "with + and the country code"),
        ({"way": "text", "number": "+92 300 1234567\nBcc: all"}, "with + and the country code"),
        ({"way": "mail", "address": ""}, "Write the address for the e-mails."),
        ({"way": "mail", "address": "nobody"}, "Write the address like this: name@example.org"),
        ({"way": ""}, "Choose one of the three."),
    ],
)
def test_what_is_no_way_to_be_reminded_is_asked_again(
    mayor: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    page = mayor.send("/account/reminders", **fields)
    assert page.status == 422 and sentence in " ".join(page.problems)
    assert db.scalars(select(NumberConfirmation.id)).all() == []


def test_codes_cannot_be_guessed_and_no_telephone_is_flooded(
    app: Flask, engine: Engine, mayor: Browser, gateway: TextReceiver
) -> None:
    for _ in range(3):
        mayor.send("/account/reminders", way="text", number=NUMBER)
    flooded = mayor.send("/account/reminders", way="text", number=OTHER)
    assert flooded.status == 422 and "Too many tries." in " ".join(flooded.problems)
    send(app, engine, gateway, datetime.now(UTC))
    right = code_in(gateway, NUMBER)
    for guess in range(5):
        mayor.send("/account/reminders/code", code=f"{(int(right) + guess + 1) % 1_000_000:06}")
    waits = mayor.send("/account/reminders/code", code=right)
    assert waits.status == 422 and "Too many tries." in " ".join(waits.problems)


def test_a_code_of_yesterday_confirms_nothing(
    app: Flask, engine: Engine, mayor: Browser, gateway: TextReceiver
) -> None:
    mayor.send("/account/reminders", way="text", number=NUMBER)
    send(app, engine, gateway, datetime.now(UTC))
    with writing(engine) as changed:
        changed.execute(update(NumberConfirmation).values(made_at=datetime.now(UTC) - 2 * DAY))
        changed.commit()
    page = mayor.send("/account/reminders/code", code=code_in(gateway, NUMBER))
    assert page.status == 422 and "This code is too old." in " ".join(page.problems)


def test_a_number_is_its_owners_alone_and_goes_without_a_trace(
    app: Flask,
    engine: Engine,
    db: Session,
    nawroz: Any,
    mayor: Browser,
    browser: People,
    gateway: TextReceiver,
) -> None:
    confirmed(app, engine, gateway, mayor)
    other = browser("facilitator", nawroz.place)
    assert NUMBER not in other.get("/account/reminders").html
    assert other.get("/account/reminders/code").status == 303
    mayor.send("/account/reminders", way="none")
    assert db.scalars(select(MobileNumber.number)).all() == []
    notes = db.scalars(select(JournalEntry).where(JournalEntry.act.startswith("mobile_number"))).all()
    assert len(notes) == 2 and not any(NUMBER in json.dumps(entry.detail) for entry in notes)
    assert "none" in mayor.get("/account/reminders").values["way"]


def test_without_a_gateway_nobody_is_asked_for_a_number(nawroz: Any, browser: People) -> None:
    page = browser("facilitator", nawroz.place).get("/account/reminders")
    assert "number" not in page.values and "way" not in page.values
