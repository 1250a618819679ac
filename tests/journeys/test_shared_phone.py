"""A phone that goes from hand to hand: Back shows nothing of who was there before, or voted before."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from peoplesprocess.models import Round
from peoplesprocess.votes import queries
from peoplesprocess.votes.actions import make_codes
from tests.factories import Make, signed_in_cookie
from tests.journeys.people import Person
from tests.priorities.conftest import Community


@pytest.mark.browser
def test_back_after_leaving_shows_nothing(installation: tuple[Flask, str], chromium: Browser) -> None:
    app, base = installation
    make = Make(app.extensions["engine"])
    place = make.settlement(name="Canary village")
    cookie = signed_in_cookie(app.extensions["engine"], make.account("facilitator", place))
    bo = Person(chromium, base, "en")
    bo.context.add_cookies([{"name": "sid", "value": cookie, "url": base}])
    for path in (f"/s/{place.code}", f"/s/{place.code}/meetings", f"/s/{place.code}/needs"):
        assert "Canary village" in bo.open(path)
    bo.press(".leave button")
    assert bo.path == "/sign-in"
    for _ in range(3):
        bo.back()
        assert "Canary village" not in bo.text


@pytest.mark.browser
def test_back_after_a_vote_shows_neither_ballot_nor_receipt(
    installation: tuple[Flask, str], chromium: Browser
) -> None:
    app, base = installation
    engine, secret = app.extensions["engine"], app.config["SECRET"]
    town = Community(engine, Make(engine), {"women": 14, "displaced": 6}, ("Canary pump", "Latrine"))
    town.open(method="secret", tokens=2)
    with town.act() as act:
        make_codes(act, 1, "displaced", 6, secret)
        code = queries.codes(act.db, [secret], act.db.scalars(select(Round.id)).one(), "displaced")[0]
    voter = Person(chromium, base, "en")
    assert "Canary pump" in voter.do("/vote", code=code)
    voter.fill(needs=[1])
    voter.send()
    assert voter.path == "/vote/receipt"
    receipt = voter.page.locator(".code").inner_text()
    voter.press('form[action$="/finish"] button')
    assert voter.path == "/vote"
    for _ in range(4):
        voter.back()
        typed = voter.page.locator('[name="code"]')
        shown = voter.text + voter.page.url + (typed.input_value() if typed.count() else "")
        assert not any(canary in shown for canary in ("Canary pump", receipt, code))
