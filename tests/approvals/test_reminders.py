"""Reminders: whoever must act gets one mail a day at most, in their language, with a number and a link."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.config import Config
from peoplesprocess.db import journal
from peoplesprocess.models import Account, JournalEntry, MailAddress, Reminder
from peoplesprocess.operations.mail_server import MailServer
from peoplesprocess.operations.outbox import MessageDeliverySummary, deliver
from tests.browser import Browser
from tests.factories import Make
from tests.mail_receiver import MailReceiver, receiving

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
SITE = "http://recovery.example.org"
DAY = timedelta(days=1)
ADDRESS = "mayor@sumel.example"


@pytest.fixture
def post_office() -> Iterator[MailReceiver]:
    """A mail server on this machine."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def mayor(nawroz: Any, browser: People) -> Browser:
    """The municipality, which has no objection and wants to be reminded in French."""
    reader = browser("local_authority", nawroz.place)
    reader.send(f"{nawroz.address}/no-objection", office="Municipality", given_on="2026-03-01")
    reader.send("/account/details", spoken="fr")
    reader.get("/account?language=en")
    reader.send("/account/reminders", address=ADDRESS)
    return reader


def send(
    engine: Engine, receiver: MailReceiver, at: datetime, security: str = "none"
) -> MessageDeliverySummary:
    server = MailServer("localhost", receiver.port, "", "", security, "no-reply@recovery.example.org")
    return deliver(engine, server.post, SITE, at)


def test_who_must_act_is_told_a_number_and_a_link_and_nothing_else(
    nawroz: Any, mayor: Browser, engine: Engine, post_office: MailReceiver
) -> None:
    assert send(engine, post_office, nawroz.now) == MessageDeliverySummary(1, 0, 0)
    [(to, mail)] = post_office.came
    assert to == ADDRESS
    assert mail["Subject"] == "Quelque chose attend votre réponse"
    text = mail.get_content()
    assert "4 choses attendent votre réponse." in text
    assert f"{SITE}/" in text
    whole = f"{mail.as_string()}{text}"
    assert nawroz.place.name not in whole and nawroz.place.code not in whole
    assert "Taluka" not in whole and "Person" not in whole


def test_a_mail_says_when_it_was_sent_and_keeps_its_id_in_every_try(
    nawroz: Any, mayor: Browser, engine: Engine, post_office: MailReceiver
) -> None:
    ids: list[str] = []
    server = MailServer("localhost", post_office.port, "", "", "none", "no-reply@recovery.example.org")

    def post(message: EmailMessage) -> None:
        ids.append(message["Message-ID"])
        server.post(message)

    for hours in (0, 1):
        post_office.refuses = {ADDRESS} if not hours else set()
        deliver(engine, post, SITE, nawroz.now + timedelta(hours=hours))
    [(_, mail)] = post_office.came
    assert len(ids) == 2 and ids[0] == ids[1] == mail["Message-ID"]
    assert ids[0].endswith("@recovery.example.org>")
    [sent] = mail.get_all("Date")
    assert abs(datetime.now(UTC) - sent.datetime) < timedelta(minutes=1)


def test_one_mail_a_day_and_no_second_one_for_the_same_things(
    nawroz: Any, mayor: Browser, engine: Engine, post_office: MailReceiver
) -> None:
    for at in (nawroz.now, nawroz.now + timedelta(hours=1), nawroz.now + DAY):
        send(engine, post_office, at)
    assert len(post_office.came) == 1
    assert send(engine, post_office, nawroz.now + 7 * DAY).sent == 1


def test_something_new_is_told_the_next_day(
    nawroz: Any, mayor: Browser, engine: Engine, post_office: MailReceiver
) -> None:
    send(engine, post_office, nawroz.now - DAY)
    nawroz.answer(2, "return")
    nawroz.plan({2: {"cost": 70_000_000}})
    assert send(engine, post_office, nawroz.now + timedelta(minutes=1)).sent == 1


def test_who_has_nothing_to_do_or_no_address_gets_no_mail(
    nawroz: Any, browser: People, engine: Engine, post_office: MailReceiver
) -> None:
    browser("local_authority", nawroz.place)
    facilitator = browser("facilitator", nawroz.place)
    facilitator.send("/account/reminders", address="bo@example.org")
    assert send(engine, post_office, nawroz.now) == MessageDeliverySummary(0, 0, 0)
    assert post_office.came == []


def test_the_community_is_told_that_an_item_was_sent_back(
    nawroz: Any, browser: People, engine: Engine, post_office: MailReceiver
) -> None:
    nawroz.answer(2, "return")
    officer = browser("committee_officer", nawroz.place)
    officer.send("/account/details", spoken="ar")
    officer.get("/account?language=en")
    officer.send("/account/reminders", address="officer@example.org")
    assert "The authority sent 1 item back." in officer.get("/").text
    send(engine, post_office, datetime.now(UTC))
    [(to, mail)] = post_office.came
    assert to == "officer@example.org"
    assert "أمر واحد ينتظر ردّكم." in mail.get_content()
    nawroz.plan({2: {"cost": 70_000_000}})
    assert "sent 1 item back" not in officer.get("/").text


def test_a_failure_stays_with_its_reason_and_is_tried_again_later(
    nawroz: Any, mayor: Browser, engine: Engine, db: Session, post_office: MailReceiver
) -> None:
    post_office.refuses.add(ADDRESS)
    assert send(engine, post_office, nawroz.now) == MessageDeliverySummary(0, 1, 1)
    row = db.scalars(select(Reminder)).one()
    assert row.failure == "SMTPRecipientsRefused 550"
    db.rollback()
    post_office.refuses.clear()
    assert send(engine, post_office, nawroz.now + timedelta(minutes=5)) == MessageDeliverySummary(0, 1, 1)
    assert send(engine, post_office, nawroz.now + timedelta(minutes=15)) == MessageDeliverySummary(1, 0, 0)
    assert len(post_office.came) == 1


def test_a_server_that_is_not_there_loses_nothing(
    nawroz: Any, mayor: Browser, engine: Engine, db: Session
) -> None:
    with receiving() as gone:
        pass
    assert send(engine, gone, nawroz.now) == MessageDeliverySummary(0, 1, 1, unreachable=("mail",))
    assert db.scalars(select(Reminder.failure)).one() == "ConnectionRefusedError"
    db.rollback()
    with receiving() as back:
        assert send(engine, back, nawroz.now + DAY) == MessageDeliverySummary(1, 0, 0)


def test_what_was_answered_meanwhile_is_no_longer_told(
    nawroz: Any, mayor: Browser, engine: Engine, post_office: MailReceiver
) -> None:
    post_office.refuses.add(ADDRESS)
    send(engine, post_office, nawroz.now)
    post_office.refuses.clear()
    for line in (1, 2, 3, 4):
        nawroz.answer(line, "endorse")
    assert send(engine, post_office, nawroz.now + DAY) == MessageDeliverySummary(0, 0, 0)


def test_nothing_is_sent_in_the_open_where_tls_is_asked_for(
    nawroz: Any, mayor: Browser, engine: Engine, db: Session, post_office: MailReceiver
) -> None:
    assert send(engine, post_office, nawroz.now, "starttls") == MessageDeliverySummary(
        0, 1, 1, unreachable=("mail",)
    )
    assert db.scalars(select(Reminder.failure)).one() == "SMTPNotSupportedError"


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_a_mail_is_sealed_on_its_way(
    nawroz: Any, mayor: Browser, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", "-x509", *made, *named], cwd=tmp_path, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with receiving(context) as sealed:
        assert send(engine, sealed, nawroz.now, "starttls").sent == 0, "an unknown certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert send(engine, sealed, nawroz.now + DAY, "starttls").sent == 1
        assert len(sealed.came) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"address": "not an address"}, "Write the address like this: name@example.org"),
        ({"address": "a@b@example.org"}, "Write the address like this: name@example.org"),
        ({"address": "me@example.org\nBcc: all@example.org"}, "Write the address like this"),
        ({"address": "x" * 121}, "Keep it to 120."),
    ],
)
def test_what_is_no_address_is_asked_again(
    nawroz: Any, mayor: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    page = mayor.send("/account/reminders", **fields)
    assert page.status == 422
    assert sentence in " ".join(page.problems)
    assert db.scalars(select(MailAddress.address)).all() == [ADDRESS]


def test_an_address_is_its_owners_alone_and_goes_without_a_trace(
    nawroz: Any, mayor: Browser, browser: People, db: Session
) -> None:
    assert mayor.get("/account/reminders").values["address"] == [ADDRESS]
    assert browser("facilitator", nawroz.place).get("/account/reminders").values["address"] == [""]
    mayor.send("/account/reminders", address="")
    assert db.scalars(select(MailAddress.address)).all() == []
    given = select(JournalEntry).where(JournalEntry.act == "mail_address.set")
    acts = db.scalars(given.order_by(JournalEntry.sequence)).all()
    assert [entry.detail["given"] for entry in acts] == [True, False]
    assert not any(ADDRESS in json.dumps(entry.detail) for entry in acts)


def test_the_command_says_what_is_missing_and_what_it_did(
    app: Flask, make: Make, nawroz: Any, mayor: Browser, post_office: MailReceiver
) -> None:
    settings: Config = app.config["SETTINGS"]
    run = app.test_cli_runner().invoke
    try:
        assert (missing := run(args=["deliver"])).exit_code == 2
        assert "Set SMTP_HOST and MAIL_FROM" in missing.output
        open_far = replace(settings, smtp_host="mail.example.org", mail_from="a@b.org", smtp_security="none")
        app.config["SETTINGS"] = open_far
        assert "on this machine only" in run(args=["deliver"]).output
        app.config["SETTINGS"] = replace(open_far, smtp_host="localhost", smtp_port=post_office.port)
        done = json.loads(run(args=["deliver", "--json"]).stdout)
        assert (done["sent"], done["waiting"], done["failed"]) == (1, 0, 0)
    finally:
        app.config["SETTINGS"] = settings


def test_a_mail_speaks_the_accounts_language_also_after_a_change(
    nawroz: Any, mayor: Browser, engine: Engine, post_office: MailReceiver
) -> None:
    page = mayor.get("/account/reminders")
    assert "Français" in page.text and "/account/details" in page.links
    assert "mail_language" not in page.values
    mayor.send("/account/details", spoken="ar")
    send(engine, post_office, nawroz.now)
    [(_, mail)] = post_office.came
    assert mail["Content-Language"] == "ar" and "تنتظر ردّكم" in mail.get_content()


def test_who_never_chose_a_language_is_reminded_in_that_of_the_page(
    nawroz: Any, browser: People, engine: Engine, db: Session, post_office: MailReceiver
) -> None:
    reader = browser("local_authority", nawroz.place)
    assert "Français" in reader.get("/account/reminders?language=fr").text
    reader.send("/account/reminders", address=ADDRESS)
    assert reader.get("/account/details").values["spoken"] == ["fr"]
    send(engine, post_office, nawroz.now)
    [(_, mail)] = post_office.came
    assert mail["Content-Language"] == "fr"
    reader.get("/account?language=en")
    reader.send("/account/reminders", address="other@sumel.example")
    assert db.scalars(select(Account.language).where(Account.language != "")).all() == ["fr"]
    db.rollback()
    assert journal.verify(db).first_bad is None
