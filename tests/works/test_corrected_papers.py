"""Price offers and other papers are corrected: struck with a reason, and another photo in their place."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import Attachment, JournalEntry, Strike
from tests.browser import Browser, Page
from tests.contracts.story import signed
from tests.factories import Make
from tests.statements import statements_of
from tests.web.test_attachments import attached, photo, pictures
from tests.works.test_instalments import ask, count, first_paid, pay, spend, until_june
from tests.works.test_visiting import MULTIPART

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
STAYS = "Money was released on the basis of this paper. Correct it instead: both papers stay readable."


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    """A work with its first instalment and a line in its cash book."""
    made = signed(make)
    first_paid(db, made)
    spend(db, made, date(2023, 5, 27), 812_000)
    db.commit()
    return made


def corrected(somebody: Browser, url: str, picture: io.BytesIO, **values: object) -> Page:
    """What answers when somebody puts another paper in the place of one."""
    sent = {**somebody.filled(url, **values), "photo": (picture, "right.jpg")}
    return somebody.post(url, sent, **MULTIPART)


def test_a_price_offer_is_corrected_and_both_stay_readable(
    browser: People, db: Session, story: Any, engine: Engine
) -> None:
    cleo, papers = browser("committee_officer", story.place), f"{story.url}/spending/1/papers"
    for shade in (30, 90, 150):
        attached(cleo, papers, "offer", photo(shade))
    statements = statements_of(engine, cleo, papers)
    former = cleo.client.get(f"/s/{story.place.code}/papers/2").data
    assert cleo.filled(f"{papers}/2/correct")["paper"] == ["offer"]
    answer = corrected(cleo, f"{papers}/2/correct", photo(200), reason="The trader wrote the price anew")
    assert answer.status == 303, answer.problems
    page = cleo.get(papers)
    assert "it counts nowhere. The trader wrote the price anew What was recorded instead" in page.text
    assert "Recorded again in place of one that was struck." in page.text
    assert {"paper2", "paper4"} <= set(page.ids) and {"#paper2", "#paper4"} <= set(page.links)
    assert len(pictures(page)) == 4
    assert cleo.client.get(f"/s/{story.place.code}/papers/2").data == former
    assert statements_of(engine, cleo, papers) == statements
    assert f"{papers}/2/correct" not in page.links and f"{papers}/4/correct" in page.links
    page = corrected(cleo, f"{papers}/2/correct", photo(220), reason="Again")
    assert page.problems[0] == "This has already been struck."
    told = browser("programme_manager", story.place).get(f"/s/{story.place.code}/journal").text
    assert "Paper 2 was corrected: it is paper 4 now." in told
    assert journal.verify(db).first_bad is None
    db.rollback()


def test_a_face_on_the_former_photo_is_seen_by_nobody(browser: People, story: Any) -> None:
    cleo, papers = browser("committee_officer", story.place), f"{story.url}/spending/1/papers"
    attached(cleo, papers, "receipt", photo(30))
    corrected(cleo, f"{papers}/1/correct", photo(90), reason="A face is on it", hides_picture="y")
    page = cleo.get(papers)
    assert pictures(page) == [f"/s/{story.place.code}/papers/2"]
    assert "Paper 1: Bill or receipt" in page.text and "A face is on it" in page.text
    assert cleo.client.get(f"/s/{story.place.code}/papers/1").status_code == 404


def test_a_paper_on_which_money_was_released_is_corrected_but_not_struck(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    until_june(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    addresses = [f"{story.url}/spending/1/papers", f"/s/{story.place.code}/plan/items/2/papers"]
    for shade, papers in enumerate(addresses, start=1):
        attached(cleo, papers, "offer", photo(40 * shade))
    other = f"/s/{story.place.code}/plan/items/1/papers"
    attached(cleo, other, "offer", photo(160))
    assert f"{addresses[0]}/1/strike" in cleo.get(addresses[0]).links
    now = datetime.now(UTC)
    ask(db, story, 2, now)
    pay(db, story, 2, now + timedelta(seconds=1))
    db.commit()
    attached(cleo, addresses[0], "offer", photo(200))
    for number, papers in enumerate(addresses, start=1):
        page = cleo.get(papers)
        assert f"{papers}/{number}/strike" not in page.links
        assert f"{papers}/{number}/correct" in page.links
        url = f"{papers}/{number}/strike"
        assert cleo.post(url, cleo.filled(url, reason="Not ours")).problems == [STAYS]
        answer = corrected(cleo, f"{papers}/{number}/correct", photo(210 + number), reason="Not sharp")
        assert answer.status == 303, answer.problems
        [placed] = [link for link in cleo.get(papers).links if re.search(r"/[56]/correct$", link)]
        url = placed.replace("/correct", "/strike")
        assert url not in cleo.get(papers).links, "what stands in its place stays as well"
        assert cleo.post(url, cleo.filled(url, reason="Not ours")).problems == [STAYS]
    assert count(db, Strike) == 2
    assert cleo.send(f"{other}/3/strike", reason="Not ours").status == 200


def test_a_correction_needs_its_reason_and_something_new(browser: People, db: Session, story: Any) -> None:
    cleo, papers = browser("committee_officer", story.place), f"{story.url}/spending/1/papers"
    attached(cleo, papers, "offer", photo(30))
    url = f"{papers}/1/correct"
    page = corrected(cleo, url, photo(90), reason=" ")
    assert page.status == 422 and "Write the reason" in " ".join(page.problems)
    page = cleo.post(url, cleo.filled(url, reason="Wrong"))
    assert "Choose a photo of the paper." in " ".join(page.problems)
    page = corrected(cleo, url, io.BytesIO(b"no photo"), reason="Wrong")
    assert page.status == 422
    page = corrected(cleo, url, photo(90), reason="Wrong", paper="minutes")
    assert page.status == 422
    page = corrected(cleo, url, photo(30), reason="Wrong")
    assert "This same photo is already attached." in page.problems[0]
    assert count(db, Strike) == 0 and count(db, Attachment) == 1
    assert corrected(cleo, url, photo(30), reason="It is a receipt", paper="receipt").status == 303
    assert cleo.get(f"{papers}/7/correct").status == 404
    finance = browser("finance_officer", story.place)
    assert finance.get(f"{papers}/2/correct").status == 404
    acts = select(JournalEntry.act).where(JournalEntry.act.like("paper.%")).order_by(JournalEntry.sequence)
    assert db.scalars(acts).all() == ["paper.attach", "paper.attach", "paper.strike"]
    db.rollback()


def test_the_seventh_paper_may_be_a_correction_and_the_same_form_is_one(
    browser: People, db: Session, story: Any
) -> None:
    cleo, papers = browser("committee_officer", story.place), f"{story.url}/spending/1/papers"
    for shade in range(6):
        attached(cleo, papers, "offer", photo(20 * shade))
    sent = cleo.filled(f"{papers}/1/correct", reason="Not sharp")
    answers = [
        cleo.post(f"{papers}/1/correct", {**sent, "photo": (photo(240), "a.jpg")}, **MULTIPART)
        for _ in range(2)
    ]
    assert [each.status for each in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert count(db, Attachment) == 7 and count(db, Strike) == 1


def test_every_kind_of_record_has_its_papers_corrected(make: Make, browser: People, story: Any) -> None:
    number, here = make.meeting(story.place, "assembly", women=20), f"/s/{story.place.code}"
    for role, papers, kind in (
        ("facilitator", f"{here}/meetings/{number}/papers", "minutes"),
        ("technical_officer", f"{here}/contracts/1/papers", "contract"),
        ("local_authority", f"{here}/approval/2/papers", "letter"),
        ("committee_officer", f"{here}/plan/items/2/papers", "land"),
    ):
        somebody = browser(role, story.place)
        paper = attached(somebody, papers, kind, photo(30)).status
        page = somebody.get(papers if "meetings" not in papers else papers.removesuffix("/papers"))
        [url] = [link for link in page.links if link.endswith("/correct") and "/papers/" in link]
        assert paper == 303
        assert corrected(somebody, url, photo(90), reason="Not sharp").status == 303
    url = f"{here}/meetings/{number}"
    bo = browser("facilitator", story.place)
    [correct] = [link for link in bo.get(url).links if "/papers/" in link and link.endswith("/correct")]
    sent = bo.filled(correct, reason="Not sharp")
    bo.send(f"{url}/strike", reason="Held elsewhere")
    page = bo.post(correct, {**sent, "photo": (photo(5), "a.jpg")}, **MULTIPART)
    assert "Attach the paper to the record that replaced it." in page.problems[0]


def test_plan_and_contract_say_how_many_papers_they_have_and_ask_nothing_more(
    browser: People, story: Any, engine: Engine
) -> None:
    here = f"/s/{story.place.code}"
    pages = {f"{here}/plan": "Papers of item 2", f"{here}/contracts/1": "Papers that prove it"}
    cleo, karl = browser("committee_officer", story.place), browser("technical_officer", story.place)
    before = {address: statements_of(engine, cleo, address) for address in pages}
    assert all(f"{words}: 0" in cleo.get(address).text for address, words in pages.items())
    for shade in (30, 90):
        attached(cleo, f"{here}/plan/items/2/papers", "offer", photo(shade))
        attached(karl, f"{here}/contracts/1/papers", "contract", photo(shade))
    assert all(f"{words}: 2" in cleo.get(address).text for address, words in pages.items())
    assert "Papers of item 1: 0" in cleo.get(f"{here}/plan").text
    corrected(cleo, f"{here}/plan/items/2/papers/1/correct", photo(150), reason="Not sharp")
    karl.send(f"{here}/contracts/1/papers/2/strike", reason="Another contract")
    cleo.send(f"{here}/plan/revise")
    assert "Papers of item 2: 2" in cleo.get(f"{here}/plan/1").text
    assert "Papers that prove it: 1" in cleo.get(f"{here}/contracts/1").text
    assert {address: statements_of(engine, cleo, address) for address in pages} == before
