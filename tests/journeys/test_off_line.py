"""A phone that loses its network while somebody writes, and the focus after a form was refused."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from peoplesprocess.db.session import reading
from peoplesprocess.models import Need
from tests.factories import Make, signed_in_cookie
from tests.journeys.people import GO, Person

NEED = {"group_code": "women", "sector": "water", "households": 9, "severity": 2, "response_type": "service"}


@pytest.fixture
def bo(installation: tuple[Flask, str], chromium: Browser) -> Person:
    """A facilitator on the page where a need is recorded."""
    app, base = installation
    make = Make(app.extensions["engine"])
    place = make.settlement(households=90)
    cookie = signed_in_cookie(app.extensions["engine"], make.account("facilitator", place))
    person = Person(chromium, base, "en")
    person.context.add_cookies([{"name": "sid", "value": cookie, "url": base}])
    person.open(f"/s/{place.code}/needs")
    person.open(f"/s/{place.code}/needs/record")
    return person


@pytest.mark.browser
def test_what_was_typed_survives_a_sending_without_network(
    bo: Person, installation: tuple[Flask, str]
) -> None:
    bo.fill(title="Water near the school", statement="We walk an hour.", **NEED)
    bo.context.set_offline(True)
    bo.page.locator(GO).first.click(no_wait_after=True)
    expect(bo.page).to_have_url(re.compile("^chrome-error:"))
    bo.back()
    assert bo.path.endswith("/needs/record")
    assert bo.page.locator('[name="title"]').input_value() == "Water near the school"
    assert bo.page.locator('[name="statement"]').input_value() == "We walk an hour."
    bo.context.set_offline(False)
    assert "Water near the school" in bo.send()
    with reading(installation[0].extensions["engine"].connect()) as db:
        assert db.scalar(select(func.count(Need.id))) == 1


@pytest.mark.browser
def test_the_summary_of_a_refused_form_has_the_focus_and_leads_into_the_field(bo: Person) -> None:
    bo.press(GO)
    assert bo.page.title().startswith("Error: Record a need – ")
    focused = bo.page.locator(":focus")
    assert focused.get_attribute("id") == "wrong"
    bo.page.locator('#wrong a[href="#group_code"]').click()
    assert bo.page.locator(":focus").get_attribute("name") == "group_code"
