"""Who tries codes by the dozen has to wait, wherever codes are asked for; others elsewhere have not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Attempt, SealedBallot
from peoplesprocess.priorities.votes import routes
from tests.browser import Browser, Page
from tests.priorities.test_votes_with_codes import opened, papers, receipt_of, vote

People = Callable[..., Browser]
WRONG = "ABCD-ABCD-ABCD"
WAIT = "Too many tries. Wait 60 minutes, then try again."


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_WRONG", 4)
    monkeypatch.setattr(routes, "MOST_VOTES", 2)


def wrong_code_typed(visitor: Browser) -> Page:
    return visitor.send("/vote", code=WRONG)


def wrong_code_in_the_address(visitor: Browser) -> Page:
    return visitor.get(f"/vote/{WRONG}")


def wrong_receipt(visitor: Browser) -> Page:
    return visitor.get("/receipt/ABCD-ABCD")


WAYS = (wrong_code_typed, wrong_code_in_the_address, wrong_receipt)


@pytest.mark.parametrize("way", WAYS)
def test_after_a_few_wrong_codes_even_a_right_one_has_to_wait(
    community: Any, browser: People, way: Callable[[Browser], Page]
) -> None:
    code, *_ = papers(opened(community), browser)
    visitor = browser()
    for _ in range(routes.MOST_WRONG):
        assert WAIT not in way(visitor).text
    for each in WAYS:
        assert WAIT in each(visitor).text
    assert WAIT in visitor.get(f"/vote/{code}").text


def test_right_codes_count_as_no_try(community: Any, browser: People, db: Session) -> None:
    code, *_ = papers(opened(community), browser)
    for _ in range(2 * routes.MOST_WRONG):
        assert browser().get(f"/vote/{code}").status == 200
    assert db.scalar(select(func.count(Attempt.id))) == 0


def test_who_waits_at_one_place_keeps_nobody_waiting_at_another(
    community: Any, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, *_ = papers(opened(community), browser)
    visitor = browser()
    for _ in range(routes.MOST_WRONG):
        wrong_receipt(visitor)
    assert visitor.get(f"/vote/{code}").status == 429
    elsewhere = browser()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "10.0.0.9"
    assert elsewhere.get(f"/vote/{code}").status == 200


def test_a_code_votes_a_few_times_in_an_hour(community: Any, browser: People, engine: Engine) -> None:
    code, other, *_ = papers(opened(community), browser)
    first = receipt_of(vote(browser, code, 1))
    assert receipt_of(vote(browser, code, 2)) == first
    page = vote(browser, code, 3)
    assert WAIT in page.problems
    with engine.connect() as connection:
        assert connection.scalars(select(SealedBallot.needs)).all() == [[2]]
    assert vote(browser, other, 3).status == 200
