"""Several lines of the cash book in one form: each judged for itself, none lost, none saved twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import CashBookEntry
from tests.browser import Browser
from tests.contracts.story import contract, endorsed, signed
from tests.factories import Make
from tests.works.test_instalments import first_paid

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
DAY = {"spent_on": "2023-05-20"}
TWO = {
    "what1": "Bricks",
    "amount1": "20,000",
    "paper1": "B-1",
    "what3": "Cement",
    "amount3": "4,500",
    "paper3": "B-2",
}


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    found = signed(make)
    first_paid(db, found)
    db.commit()
    return found


@pytest.fixture
def officer(browser: People, story: Any) -> Browser:
    return browser("committee_officer", story.place)


def lines(db: Session) -> list[tuple[int, str, int]]:
    db.rollback()
    found = select(CashBookEntry.number, CashBookEntry.what, CashBookEntry.amount).order_by(
        CashBookEntry.number
    )
    rows = [tuple(row) for row in db.execute(found)]
    db.rollback()
    return rows


def test_the_lines_of_a_day_are_written_at_once(story: Any, officer: Browser, db: Session) -> None:
    address = f"{story.url}/spending/several"
    for page in (officer.get(story.url), officer.get(f"{story.url}/spending/record")):
        assert address in page.links
    page = officer.send(address, **DAY, **TWO)
    assert page.h1 == "8 latrine blocks" and "Cement" in page.text
    assert lines(db) == [(1, "Bricks", 2_000_000), (2, "Cement", 450_000)]


def test_each_line_says_what_is_wrong_with_it_and_none_is_saved(
    story: Any, officer: Browser, db: Session
) -> None:
    wrong = {**TWO, "amount1": "9,000,000", "what4": "Sand", "amount4": "100"}
    page = officer.send(f"{story.url}/spending/several", **DAY, **wrong)
    assert page.status == 422 and not lines(db)
    assert page.problems == ["Line 4: Number of the bill or receipt: Give the number of the bill or receipt."]
    wrong |= {"paper4": "B-3", "amount4": "9,100,000"}
    page = officer.send(f"{story.url}/spending/several", **DAY, **wrong)
    too_much = "Line %s: How much?: This is more than the contract has left. Check the digits."
    assert page.problems == [too_much % 1, too_much % 4]
    assert page.values["what3"] == ["Cement"] and page.values["paper4"] == ["B-3"]
    assert not lines(db)


def test_together_the_lines_pay_no_more_than_there_is(story: Any, officer: Browser, db: Session) -> None:
    """1,036,800 came, and 384,000 are given: each line could be paid by itself, not both together."""
    both = {**TWO, "amount1": "800,000", "amount3": "800,000"}
    page = officer.send(f"{story.url}/spending/several", **DAY, **both)
    assert page.status == 422 and not lines(db)
    assert [problem.partition("?")[0] for problem in page.problems] == ["Line 3: How much"]


def test_an_empty_form_and_the_same_paper_twice_are_asked_about(
    story: Any, officer: Browser, db: Session
) -> None:
    address = f"{story.url}/spending/several"
    assert "Write at least one line." in " ".join(officer.send(address, **DAY).problems)
    same = {**TWO, "paper3": "B-1"}
    page = officer.send(address, **DAY, **same)
    assert "B-1 is already the receipt of line 1" in " ".join(page.problems) and not lines(db)
    officer.send(address, **DAY, **same, again="yes")
    assert len(lines(db)) == 2


def test_each_line_whose_receipt_is_known_is_told_before_anybody_ticks_for_all(
    story: Any, officer: Browser, db: Session
) -> None:
    address = f"{story.url}/spending/several"
    assert "again" not in officer.get(address).values
    page = officer.send(address, **DAY, **TWO)
    assert len(lines(db)) == 2
    third = {"what4": "Sand", "amount4": "100", "paper4": "b-1"}
    page = officer.send(address, **DAY, **TWO, **third)
    assert page.status == 422 and len(lines(db)) == 2
    assert [problem.partition(", on")[0] for problem in page.problems] == [
        "Line 1: Number of the bill or receipt: B-1 is already the receipt of line 1",
        "Line 3: Number of the bill or receipt: B-2 is already the receipt of line 2",
        "Line 4: Number of the bill or receipt: B-1 is already the receipt of line 1",
    ]
    assert page.html.count("-error") >= 3 and 'name="again"' in page.html.replace(
        "name=again", 'name="again"'
    )
    officer.send(address, **DAY, **TWO, **third, again="yes")
    assert len(lines(db)) == 5


def test_a_line_like_one_that_is_refused_is_asked_about_in_the_same_answer(
    story: Any, officer: Browser, db: Session
) -> None:
    same = {"what2": "Bricks", "amount2": "9,000,000", "paper2": "B-1"}
    same |= {"what5": "Bricks again", "amount5": "100", "paper5": "B-1"}
    page = officer.send(f"{story.url}/spending/several", **DAY, **same)
    assert page.problems[0] == "Line 2: How much?: This is more than the contract has left. Check the digits."
    assert "B-1 is already the receipt of line 2, on 20 May 2023: Bricks" in page.problems[1]
    assert len(page.problems) == 2 and not lines(db)


def test_what_concerns_the_whole_book_is_said_once(make: Make, browser: People) -> None:
    unsigned = contract(make, endorsed(make), parties=())
    officer = browser("committee_officer", unsigned.place)
    page = officer.send(f"/s/{unsigned.place.code}/works/1/spending/several", **DAY, **TWO)
    assert page.problems == ["The contract is not signed by all its parties yet."]


def test_a_form_sent_twice_writes_its_lines_once(story: Any, officer: Browser, db: Session) -> None:
    address = f"{story.url}/spending/several"
    data = officer.filled(address, **DAY, **TWO)
    assert officer.post(address, data).location == officer.post(address, data).location
    assert len(lines(db)) == 2


def test_a_day_before_the_work_is_said_once(story: Any, officer: Browser, db: Session) -> None:
    page = officer.send(f"{story.url}/spending/several", spent_on="2023-04-29", **TWO)
    assert page.problems == [
        "When was all this paid?: Enter 30 Apr 2023 or a later day. "
        "Before that, the contract was not signed and no work was done."
    ]
    assert not db.scalar(select(func.count(CashBookEntry.id)))


def test_what_was_bought_between_signature_and_first_day_is_written(
    story: Any, officer: Browser, db: Session
) -> None:
    # It is signed on 30 April; the work begins on 2 May.
    page = officer.send(f"{story.url}/spending/several", spent_on="2023-05-01", **TWO)
    assert not page.problems and len(lines(db)) == 2


def test_only_who_keeps_the_book_writes_in_it(story: Any, browser: People) -> None:
    for role in ("technical_officer", "local_authority", "finance_officer"):
        assert browser(role, story.place).get(f"{story.url}/spending/several").status == 404
