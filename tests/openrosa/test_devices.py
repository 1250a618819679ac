"""Devices: shown once, used in somebody's name, revoked; their secret is told by nothing else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal, throttle
from peoplesprocess.db.session import reading, writing
from peoplesprocess.models import Device, JournalEntry, Membership, Need
from peoplesprocess.openrosa.actions import revoke_device
from tests.accounts.test_roles_with_an_end import until_somebody_waits
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.openrosa.conftest import address_on
from tests.openrosa.phone import HEADERS, Phone, add_device, said, settings


def test_a_telephone_is_added_shown_once_and_revoked(
    app: Flask, bo: Browser, goth: Any, browser: Callable[..., Browser], engine: Engine
) -> None:
    here = f"/s/{goth.code}/devices"
    assert "No telephone sends forms here yet" in bo.get(here).text
    sent = bo.filled(f"{here}/add", name="Second telephone")
    page = bo.post(f"{here}/add", sent)
    phone = Phone(app, address_on(page))
    assert "shown only once" in page.text and "<svg" in page.html
    # A form that is sent again over a bad line is answered with the same square, and adds no second one.
    assert address_on(bo.post(f"{here}/add", sent)) == phone.address
    page = bo.get(here)
    assert "Second telephone" in page.text and phone.address not in page.html
    assert phone.ask().status_code == 204
    assert page.text.count("–") - bo.get(here).text.count("–") == 1, "the day of use is shown at once"
    assert "Another telephone here has this name" in " ".join(
        add_device(bo, goth, "second Telephone").problems
    )
    manager = browser("programme_manager", goth)
    assert manager.get(f"{here}/add").status == 404
    assert "Write the reason" in " ".join(manager.send(f"{here}/1/revoke").problems)
    page = manager.send(f"{here}/1/revoke", reason="Lost on the bus")
    assert "Revoked" in page.text and manager.get(f"{here}/1/revoke").status == 404
    assert phone.get("/formList").status_code == 404
    assert add_device(bo, goth, "Second telephone").status == 200
    with reading(engine) as db:
        assert hashed(phone.address.rpartition("/")[2]) in db.scalars(select(Device.token_hash)).all()


def test_a_wrong_secret_and_a_revoked_one_are_told_the_same(
    app: Flask, bo: Browser, goth: Any, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Phone(app, address_on(add_device(bo, goth, "Another")))
    bo.send(f"/s/{goth.code}/devices/1/revoke", reason="Lost")
    wrong = Phone(app, "/openrosa/" + "0" * 40)
    told = [each.get("/formList") for each in (phone, wrong)]
    assert [each.status_code for each in told] == [404, 404] and told[0].data == told[1].data
    told = [each.send(second.fill()) for each in (phone, wrong)]
    assert [each.status_code for each in told] == [404, 404] and told[0].data == told[1].data
    assert phone.ask().status_code == 404
    monkeypatch.setattr(throttle, "FREE_TOKENS", 6)
    assert [wrong.ask().status_code for _ in range(3)][1:] == [429, 429]
    waiting = wrong.get("/formList")
    assert int(waiting.headers["Retry-After"]) > 30 and "Wait 1 minute" in said(waiting)
    # Others behind the same address are not held up.
    assert second.ask().status_code == 204


def test_a_form_that_waits_while_its_device_is_revoked_is_not_kept(
    engine: Engine, make: Make, bo: Browser, goth: Any, phone: Phone
) -> None:
    filled = phone.fill()
    with ThreadPoolExecutor(1) as pool:
        with make.act(bo.username, goth, datetime.now(UTC)) as act:
            revoke_device(act, 1, "Lost on the bus")
            waiting = pool.submit(phone.send, filled)
            until_somebody_waits(engine)
        assert waiting.result().status_code == 404
    with reading(engine) as db:
        assert db.scalars(select(Need.id)).all() == []


def test_a_device_has_the_present_role_of_whoever_added_it(
    phone: Phone, make: Make, goth: Any, engine: Engine
) -> None:
    form = phone.fill()
    with writing(engine) as db:
        ended = update(Membership).where(Membership.role == "facilitator").values(revoked_at=MARKET_DAY)
        db.execute(ended.execution_options(synchronize_session=False))
        journal.write(db, journal.INSTALLATION, None, "membership.revoke", "membership", MARKET_DAY)
        db.commit()
    for answer in (phone.get("/formList"), phone.get("/forms/need"), phone.send(form)):
        assert answer.status_code == 403 and "has ended" in said(answer)
    assert phone.ask().status_code == 403


def test_the_secret_stands_in_no_log_no_journal_and_no_page_of_an_error(
    phone: Phone, goth: Any, engine: Engine, caplog: pytest.LogCaptureFixture, app: Flask
) -> None:
    secret = phone.address.rpartition("/")[2]
    app.config["LOGS_REQUESTS"] = True
    with caplog.at_level(logging.DEBUG):
        answers = [phone.get(path) for path in ("", "/", "/x", "/formlist", "/forms/need/x", "/../x")]
        answers += [
            phone.client.open(f"{phone.address}/{path}", method="PUT") for path in ("submission", "x")
        ]
        answers += [phone.send(phone.fill()), phone.send("<x")]
    app.config["LOGS_REQUESTS"] = False
    assert all(secret not in answer.text for answer in answers)
    assert all(answer.content_type.startswith("text/xml") for answer in answers), answers
    assert caplog.text and secret not in caplog.text and "/openrosa/<token>" in caplog.text
    with reading(engine) as db:
        told = db.scalars(select(JournalEntry)).all()
        assert all(secret not in f"{entry.subject}{entry.detail}" for entry in told)
        assert any(entry.act == "device.add" for entry in told)


def test_no_page_of_another_site_reaches_a_device(phone: Phone) -> None:
    sent = phone.client.post(
        f"{phone.address}/submission", headers={**HEADERS, "Origin": "https://elsewhere.example"}
    )
    assert sent.status_code == 403


def test_an_address_is_made_by_command(app: Flask, make: Make, goth: Any) -> None:
    run = lambda *told: app.test_cli_runner().invoke(args=["device", *told])  # noqa: E731
    assert run("--settlement", goth.code).exit_code == 2
    make.facilitator(goth)
    result = run("--settlement", goth.code, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    read = settings(told["settings_qr"])
    assert read["general"]["server_url"] == told["server_url"] and read["project"]["name"] == goth.name
    phone = Phone(app, told["server_url"])
    assert phone.ask().status_code == 204 and phone.send(phone.fill()).status_code == 201
    assert run("--settlement", goth.code).exit_code == 0
    for wrong in (("nowhere",), (goth.code, "--username", "nobody")):
        assert run("--settlement", *wrong).exit_code == 2
    authority = make.account("local_authority", goth)
    assert "Name somebody who may" in run("--settlement", goth.code, "--username", authority).stderr
