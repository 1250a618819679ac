"""A phone that goes from hand to hand: after Leave, Back shows nothing of who was there before."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.factories import Make, signed_in_cookie
from tests.journeys.people import Person


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
    bo.page.locator(".leave button").click()
    assert bo.path == "/sign-in"
    for _ in range(3):
        bo.page.go_back()
        assert "Canary village" not in bo.text
