"""One code votes a few times in an hour; whoever types wrong codes keeps nobody from voting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select

from peoplesprocess.core.prioritisation.sheets import CODE_LETTERS
from peoplesprocess.models import Attempt, SealedBallot
from peoplesprocess.votes import routes
from peoplesprocess.votes.codes import LETTERS
from tests.browser import Browser
from tests.priorities.test_votes_with_codes import opened, papers, receipt_of, vote

People = Callable[..., Browser]


def test_a_code_votes_a_few_times_in_an_hour(
    community: Any, browser: People, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST_VOTES", 2)
    code, other, *_ = papers(opened(community), browser)
    first = receipt_of(vote(browser, code, 1))
    assert receipt_of(vote(browser, code, 2)) == first
    page = vote(browser, code, 3)
    assert "Too many tries. Wait 60 minutes, then try again." in page.problems
    with engine.connect() as connection:
        assert connection.scalars(select(SealedBallot.needs)).all() == [[2]]
    assert vote(browser, other, 3).status == 200


def test_wrong_codes_keep_nobody_from_voting_and_leave_nothing(
    community: Any, browser: People, engine: Engine
) -> None:
    code, *_ = papers(opened(community), browser)
    visitor = browser()
    for _ in range(100):
        assert visitor.get("/vote/ABCD-ABCD-ABCD").status == 404
        assert visitor.get("/receipt/ABCD-ABCD").status == 404
    assert visitor.get(f"/vote/{code}").status == 200
    with engine.connect() as connection:
        assert connection.scalars(select(Attempt.id)).all() == []


def test_a_code_is_too_long_to_be_guessed_before_a_round_closes() -> None:
    guesses_in_a_month = 1_000 * 86_400 * 30
    codes_of_a_district = 100_000
    assert guesses_in_a_month * codes_of_a_district / len(CODE_LETTERS) ** LETTERS < 0.01
