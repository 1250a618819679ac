"""Forms where many things are entered, and the address that a form is sent to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Meeting, Need
from tests.browser import Browser, Page
from tests.factories import Make
from tests.forms.test_refused_forms import SESSION

People = Callable[..., Browser]
NEED = {"sector": "water", "households": "9", "severity": "2", "season": "all", "response_type": "service"}


def follow(visitor: Browser, answer: Page) -> Page:
    assert answer.status == 303, answer.problems
    return visitor.get(answer.location.partition("#")[0])


def test_ten_needs_of_a_session_take_eleven_pages(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    session = bo.send(f"/s/{place.code}/meetings/record", **SESSION)
    link = next(link for link in session.links if "/needs/record" in link)
    page, loads = bo.get(link.replace("&amp;", "&")), 1
    for number in range(10):
        assert page.values["group_code"] == ["women"]
        assert page.values["meeting_number"] == ["1"]
        assert page.values["title"] == [""]
        sent = {**page.values, **NEED, "title": f"Tap {number}", "another": "1"}
        page = follow(bo, bo.post(urljoin(link, page.action), sent))
        loads += 1
        assert "Saved." in page.text
    assert loads <= 11
    assert db.scalar(select(func.count(Need.id)).where(Need.meeting_id.is_not(None))) == 10


def test_a_meeting_takes_three_pages(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    here = f"/s/{place.code}"
    page, loads = bo.get(f"{here}/meetings"), 1
    form = next(link for link in page.links if link.endswith("/meetings/record"))
    page, loads = bo.get(form), loads + 1
    page = follow(bo, bo.post(urljoin(form, page.action), {**page.values, **SESSION}))
    loads += 1
    assert loads <= 3
    assert "Saved." in page.text
    assert db.scalar(select(func.count(Meeting.id))) == 1


def test_both_buttons_save_one_form_once(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED, title="Tap", group_code="women")
    first, second = bo.post(url, {**sent, "another": "1"}), bo.post(url, sent)
    assert first.status == second.status == 303
    assert first.location == second.location
    assert db.scalar(select(func.count(Need.id))) == 1


def test_a_form_is_sent_to_another_address_than_its_page(make: Make, browser: People) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/meetings/record?kind=session&group=women&saved=1"
    page = bo.get(url)
    assert page.action == "?kind=session&group=women&send=1"
    refused = bo.post(urljoin(url, page.action), page.values)
    assert refused.status == 422
    assert "Saved." not in refused.text
    # The refused page is sent to yet another address: its own sending can fail too.
    assert refused.action == "?kind=session&group=women&send=2"
    assert bo.get(urljoin(url, refused.action)).values["group_code"] == ["women"]
