"""The page of one work: all from the need to the last check, whose delay it was, and nothing private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from peoplesprocess.board import routes_works
from peoplesprocess.core.approval_chain import AuthorityLevel
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Decision, DecisionCondition
from peoplesprocess.works import actions as works
from peoplesprocess.works.tranche_arrivals import TrancheArrivalInput, confirm_arrival
from tests.board.test_board import CANARIES, counted, told
from tests.browser import Browser
from tests.contracts import story
from tests.exports.test_books import terms
from tests.factories import MARKET_DAY, Make
from tests.finished_work import Work, almost_built, contract_of
from tests.place_days import today
from tests.statements import statements_of

People = Callable[..., Browser]


@pytest.fixture
def work(make: Make) -> Work:
    found = almost_built(make)
    told(found)
    return found


def address(work: Work, more: str = "") -> str:
    return f"/board/{work.place.code}/work/1{more}"


def test_the_page_tells_a_work_from_its_need_to_its_checks(work: Work, browser: People) -> None:
    counted(work, {"women": 14, "youth": 12}, {"women": {"1": 20, "2": 22}, "youth": {"1": 9, "2": 27}})
    assert address(work) in browser().get(f"/board/{work.place.code}").links
    page = browser().get(address(work))
    page.check()
    for sentence in (
        "Need 2: Lockable latrines Raised by: Women, Youth",
        "Rank 1 of 2, where each group counts the same",
        "Handed to the authority on 20 Mar 2023. The answer is due by 3 Apr 2023.",
        "3,840,000 PKR in all: 3,456,000 PKR from the agency, 384,000 PKR from the community.",
        "Instalment 2, 1,382,400 PKR: asked for on 2 Aug 2023, paid on 2 Aug 2023, after 0 days",
        "Instalment 4, 345,600 PKR: not asked for yet",
        "19 Aug 2023: 95 % built, 3,395,000 PKR spent",
        "Still to be built: 5 %",
        "No public audit yet",
        "No completion certificate yet",
        "Not handed over yet",
        "The work is checked after its handover.",
    ):
        assert sentence in page.text, (sentence, page.text)
    assert "CANARY" not in page.text and not set(CANARIES.values()) & set(page.text.split())


def test_places_without_figures_where_figures_would_tell_of_few(work: Work, browser: People) -> None:
    counted(work, {"women": 14, "youth": 3}, {"women": {"1": 20, "2": 22}, "youth": {"1": 4, "2": 5}})
    text = browser().get(address(work)).text
    assert "Rank 1 of 2, where each group counts the same" in text
    assert "counts the same:" not in text


def test_figures_where_all_may_be_told(work: Work, browser: People) -> None:
    """Without this the test above would pass on a page that never shows a figure."""
    counted(work, {"women": 20, "youth": 20}, {"women": {"1": 30, "2": 30}, "youth": {"1": 20, "2": 40}})
    assert "Rank 1 of 2, where each choice counts the same: 70 choices" in browser().get(address(work)).text


def test_the_agencys_lateness_is_the_agencys(make: Make, browser: People) -> None:
    """Asked for on one day and paid 22 days later, as scenario A's second instalment was."""
    work = contract_of(make, make.settlement(households=184))
    with writing(make.engine) as db:
        asks, pays = date(2023, 6, 8), date(2023, 6, 30)
        works.request_tranche(work.by(db, "committee_officer", asks), 1, 1, "To begin.")
        works.release_tranche(work.by(db, "finance_officer", pays), 1, 1, "Transfer")
        db.commit()
    text = browser().get(address(work)).text
    paid = "asked for on 8 Jun 2023, paid on 30 Jun 2023, after 22 days The agency was 8 days late."
    assert f"Instalment 1, 1,036,800 PKR: {paid}" in text
    assert "Nobody has measured the work yet." in text


def test_levels_that_each_answered_in_time_are_not_late_together(make: Make, browser: People) -> None:
    levels = (AuthorityLevel(1, "Taluka", answer_days=10), AuthorityLevel(2, "District", answer_days=10))
    place = story.endorsed(
        make, verdict="", programme=make.programme(rules=ProgrammeRules(levels=levels).stored())
    )
    for level, days in ((1, 9), (2, 18)):
        at = MARKET_DAY + timedelta(days=days)
        make.decision(place, story.LATRINES, "endorse", level=level, at=at)
    story.contract(make, place)
    text = browser().get(f"/board/{place.code}/work/1").text
    assert "The authority answered after 18 days." in text
    assert "late" not in text.partition("The authority answered")[2].partition("The contract")[0]


@pytest.mark.parametrize(("verdict", "told"), [("return", "Sent back"), ("decline", "Declined")])
def test_an_item_that_came_back_tells_that_it_was_refused_before(
    make: Make, browser: People, verdict: str, told: str
) -> None:
    place = story.endorsed(make, verdict=verdict)
    with writing(make.engine) as db:
        mended = [(f"{title}, smaller", cost, given) for title, cost, given in story.ITEMS]
        story.submit_plan(db, place, 2, mended, "endorse")
        journal.write(db, place.id, None, "test.plan", "plan", MARKET_DAY)
        db.commit()
    story.contract(make, place)
    sentence = f"{told} on 12 Mar 2026 in version 1 of the plan, and it came again: Why"
    page = browser().get(f"/board/{place.code}/work/1")
    assert sentence in page.text
    assert page.text.index(sentence) < page.text.index("Handed to the authority")
    assert sentence not in browser().get(f"/board/{place.code}/work/1/poster").text


def test_the_notice_says_everything_in_two_languages(work: Work, browser: People) -> None:
    page = browser().get(address(work, "/poster?second=ar"))
    page.check()
    assert "No completion certificate yet" in page.text and "لا شهادة إنجاز بعد" in page.text
    assert 'dir="rtl"' in page.html and f"/board/{work.place.code}/work/1" in page.text
    assert 'class="square"' in page.html
    once = browser().get(address(work, "/poster?second=en"))
    assert "لا شهادة إنجاز بعد" not in once.text


def test_a_notice_with_many_lines_is_written_smaller(
    work: Work, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = browser().get(address(work, "/poster")).html.count("<li class=")
    monkeypatch.setattr(routes_works, "MOST_LINES", once)
    assert 'class="wall"' in browser().get(address(work, "/poster")).html
    assert 'class="wall long"' in browser().get(address(work, "/poster?second=ar")).html, "twice as many"


def test_a_stranger_finds_no_work_that_is_not_signed_or_elsewhere(
    work: Work, make: Make, browser: People
) -> None:
    other = make.settlement()
    make.contract(other, signed=False)
    for path in (f"/board/{other.code}/work/1", address(work).replace("work/1", "work/2")):
        assert browser().get(path).status == 404
        assert browser().get(path + "/poster").status == 404


def test_a_work_takes_six_statements_and_no_more_with_more_visits(work: Work, browser: People) -> None:
    counted(work, {"women": 14}, {"women": {"1": 20, "2": 22}})
    before = statements_of(work.make.engine, browser(), address(work))
    for day in range(20, 30):
        work.visit(9_500 + day, date(2023, 8, day))
    assert statements_of(work.make.engine, browser(), address(work)) == before <= 6


def test_conditions_promises_and_objections_are_told_without_names(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    story.contract(make, place)
    terms(make, place)
    page = browser().get(f"/board/{place.code}/work/1")
    page.check()
    for sentence in (
        "Condition “The owners sign”: met on 12 Mar 2026, after 0 days",
        "Promise “5,000 PKR more from the authority”: not kept, seen on 12 Mar 2026",
        "Conditions met or lifted: 1 of 1",
        "Promises kept: 0 of 1",
        "Objections answered: 1 of 2",
        "Objection 1, answered: They move",
        "Objection 2: not answered yet",
    ):
        assert sentence in page.text, (sentence, page.text)
    assert "Too near" not in page.text, "the words could tell who objects"
    assert "Women" not in page.text.partition("Objections answered")[2].partition("The contract")[0]
    notice = browser().get(f"/board/{place.code}/work/1/poster?second=fr").text
    assert "Objections answered: 1 of 2" in notice and "Objections qui ont une réponse : 1 sur 2" in notice
    assert "They move" not in notice, "the notice has room for what they add up to"


def test_what_was_remarked_with_a_plain_yes_is_no_condition(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    with make.act("programme_manager", place) as act:
        act.db.query(Decision).filter_by(settlement_id=place.id).update({"reason": "We agree to all of it"})
        act.note("test.answers", "plan")
    story.contract(make, place)
    for page in ("", "/poster"):
        text = browser().get(f"/board/{place.code}/work/1{page}").text
        assert "Remark: We agree to all of it" in text and "Condition" not in text


def test_a_condition_that_is_late_says_for_how_many_days(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    story.contract(make, place)
    due = today() - timedelta(days=3)
    with make.act("programme_manager", place) as act:
        decision = act.db.query(Decision).filter_by(settlement_id=place.id, line=story.LATRINES).one()
        values = {"decision_id": decision.id, "due": "during", "due_on": due}
        act.db.add(DecisionCondition(**act.columns, **values, number=1, words="A fence"))
        late = {**values, "due_on": today() + timedelta(days=9)}
        act.db.add(DecisionCondition(**act.columns, **late, number=2, words="A lamp"))
        act.note("test.terms", "plan")
    text = browser().get(f"/board/{place.code}/work/1").text
    assert "Conditions met or lifted: 0 of 2, one is late by 3 days" in text
    assert "Condition “A fence”: open, to be met by" in text.partition("The contract")[0]
    assert "It is late by 3 days. Condition “A lamp”" in text, "the second one has time"
    assert text.count("It is late by") == 1


def test_money_that_came_late_or_short_is_told(make: Make, browser: People) -> None:
    work = contract_of(make, make.settlement(households=184))
    with writing(make.engine) as db:
        asks, pays = date(2023, 6, 8), date(2023, 6, 20)
        works.request_tranche(work.by(db, "committee_officer", asks), 1, 1, "To begin.")
        works.release_tranche(work.by(db, "finance_officer", pays), 1, 1, "Transfer")
        db.commit()
    assert "on the account" not in browser().get(address(work)).text, "nobody has said yet that it came"
    with writing(make.engine) as db:
        came = TrancheArrivalInput(date(2023, 6, 29), 103_600_000, "SECRET of the bank")
        confirm_arrival(work.by(db, "committee_officer", date(2023, 6, 30)), 1, 1, came)
        db.commit()
    text = browser().get(address(work)).text
    said = "paid on 20 Jun 2023, on the account on 29 Jun 2023, after 21 days"
    assert f"asked for on 8 Jun 2023, {said} 800 PKR of it did not come." in text
    assert "The agency was" not in text, "it paid after 12 days; what the bank took is not its own"
    assert "SECRET" not in text
    with writing(make.engine) as db:
        more = TrancheArrivalInput(date(2023, 6, 20), 103_690_000, "Read again")
        confirm_arrival(work.by(db, "committee_officer", date(2023, 6, 30)), 1, 1, more)
        db.commit()
    text = browser().get(address(work)).text
    assert "100 PKR more came to the account than was paid." in text and "on the account on" not in text
