"""Votes, hand-ins and the close meet: whatever comes first, each paper counts once or is told why not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Ballot, LateVote, Result, ReturnedVotingCode, SealedBallot, VoteReceipt
from tests.browser import Browser
from tests.priorities.test_votes_with_codes import bo, on_paper, opened, papers, with_ballot

People = Callable[..., Browser]


def test_votes_that_meet_the_close_are_counted_or_came_late(
    community: Any, browser: People, db: Session
) -> None:
    town = opened(community)
    on_paper(town, "women", 14, {1: 14})
    codes = papers(town, browser)
    voters = [with_ballot(browser, code) for code in codes]
    forms = [voter.filled("/vote/ballot", needs=["2"]) for voter in voters]
    closer = bo(town, browser)
    close = closer.filled(f"{town.url}/1/close")
    with ThreadPoolExecutor(7) as pool:
        answers = [
            pool.submit(voter.post, "/vote/ballot", form)
            for voter, form in zip(voters[:5], forms[:5], strict=True)
        ]
        closing = pool.submit(closer.post, f"{town.url}/1/close", close)
        answers.append(pool.submit(voters[5].post, "/vote/ballot", forms[5]))
        statuses = [answer.result().status for answer in answers]
        closed = closing.result().status
    assert set(statuses) <= {303, 409}
    if closed != 303:
        assert closer.send(f"{town.url}/1/close").status == 200
        statuses = [status for status in statuses if status == 303]
    counted = db.scalar(select(func.count(Ballot.id)))
    assert counted == statuses.count(303) == db.scalar(select(func.count(VoteReceipt.id)))
    assert db.scalar(select(func.count(LateVote.id))) == statuses.count(409)
    assert db.scalar(select(func.count(SealedBallot.id))) == 0
    figures = db.scalars(select(Result.figures)).one()
    assert figures["sheets"].get("displaced", {"people": 0})["people"] == counted


def test_a_vote_and_its_paper_that_meet_count_once(community: Any, browser: People, db: Session) -> None:
    town = opened(community)
    codes = papers(town, browser)
    voters = [with_ballot(browser, code) for code in codes]
    forms = [voter.filled("/vote/ballot", needs=["2"]) for voter in voters]
    handing = bo(town, browser)
    handed = handing.filled(f"{town.url}/1/handed-in", codes=" ".join(codes[:3]))
    with ThreadPoolExecutor(7) as pool:
        answers = [
            pool.submit(voter.post, "/vote/ballot", form) for voter, form in zip(voters, forms, strict=True)
        ]
        assert pool.submit(handing.post, f"{town.url}/1/handed-in", handed).result().status == 303
        assert {answer.result().status for answer in answers[3:]} == {303}
        assert {answer.result().status for answer in answers[:3]} <= {303, 422}
    assert db.scalar(select(func.count(ReturnedVotingCode.id))) == 3
    assert db.scalar(select(func.count(SealedBallot.id))) == 3
