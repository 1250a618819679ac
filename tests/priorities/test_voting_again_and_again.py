"""One code votes again soon, but not without end; whoever knows it or types wrong ones keeps nobody away."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.group_tally import CODE_LETTERS
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.session import writing
from peoplesprocess.models import JournalEntry, SealedBallot, ThrottledCodeVote, VoteReceipt
from peoplesprocess.votes import repeated_vote_throttle
from peoplesprocess.votes.repeated_vote_throttle import WAITS
from peoplesprocess.votes.voting_codes import LETTERS
from tests.browser import Browser
from tests.factories import MARKET_DAY
from tests.priorities.test_votes_with_codes import bo, on_paper, opened, papers, receipt_of, vote, with_ballot

People = Callable[..., Browser]


def test_a_code_votes_at_once_for_a_few_times_and_then_waits_a_little(
    community: Any, browser: People, db: Session
) -> None:
    code, other, *_ = papers(opened(community), browser)
    receipts = {receipt_of(vote(browser, code, 1 + again % 2)) for again in range(4)}
    assert len(receipts) == 1
    page = vote(browser, code, 3)
    (problem,) = page.problems
    assert problem.startswith("Somebody has just voted with this code several times. Wait 5 seconds")
    assert problem.endswith("If that was not you, hand your paper in and choose on paper: that counts.")
    assert db.scalars(select(SealedBallot.needs)).all() == [[2]]
    db.rollback()
    assert vote(browser, other, 3).status == 200


def test_who_knows_a_code_keeps_its_owner_waiting_for_two_minutes_at_most(
    community: Any, browser: People, engine: Engine
) -> None:
    town = opened(community)
    code, *_ = papers(town, browser)
    for _ in range(11):
        vote(browser, code, 1)
        moved(engine, timedelta(seconds=max(WAITS)))
    owner = with_ballot(browser, code)
    assert owner.send("/vote/ballot", needs=["2"]).h1 == "Receipt of a vote"
    page = vote(browser, code, 3)
    assert "Wait 120 seconds" in page.problems[0] or "Wait 119 seconds" in page.problems[0]
    bo(town, browser).send(f"{town.url}/1/handed-in", codes=code)
    with engine.connect() as connection:
        assert connection.scalars(select(SealedBallot.needs)).all() == []


def test_votes_that_come_at_once_are_counted_one_after_the_other(
    community: Any, browser: People, db: Session
) -> None:
    code, *_ = papers(opened(community), browser)
    voters = [with_ballot(browser, code) for _ in range(7)]
    forms = [voter.filled("/vote/ballot", needs=["2"]) for voter in voters]
    with ThreadPoolExecutor(7) as pool:
        answers = [
            pool.submit(voter.post, "/vote/ballot", form) for voter, form in zip(voters, forms, strict=True)
        ]
        statuses = sorted(answer.result().status for answer in answers)
    assert statuses == [303] * 4 + [422] * 3
    assert db.scalar(select(func.count(ThrottledCodeVote.id))) == 4


def test_the_journal_tells_neither_when_somebody_voted_nor_how_often(
    community: Any, browser: People, engine: Engine
) -> None:
    told = []
    for times in (1, 3):
        town = opened(community)
        codes = papers(town, browser)
        on_paper(town, "women", 14, {1: 14})
        for code in codes:
            for _ in range(times):
                vote(browser, code, 2)
        town.close()
        with engine.connect() as connection:
            rows = connection.execute(
                select(JournalEntry.sequence, JournalEntry.act, JournalEntry.subject)
                .where(JournalEntry.chain_id == town.place.id)
                .order_by(JournalEntry.sequence)
            ).all()
        told.append([tuple(row) for row in rows])
    assert told[0] == told[1]
    assert [act for _, act, _ in told[0]][-2:] == ["ballots.open", "round.close"]


@pytest.mark.parametrize("slip_in", [True, False])
def test_a_receipt_that_was_slipped_in_after_the_close_is_noticed(
    community: Any, browser: People, engine: Engine, slip_in: bool
) -> None:
    town = opened(community)
    receipts = [receipt_of(vote(browser, code, 2)) for code in papers(town, browser)]
    on_paper(town, "women", 14, {1: 14})
    town.close()
    assert "A vote of this paper was counted." in browser().send("/receipt", receipt=receipts[0]).text
    with writing(engine) as db:
        row = db.scalars(select(VoteReceipt)).first()
        assert row is not None
        if slip_in:
            db.add(VoteReceipt(round_id=row.round_id, receipt_hash="slipped in"))
        else:
            db.delete(row)
        db.commit()
    texts = [browser().send("/receipt", receipt=receipt).text for receipt in receipts]
    assert not any("A vote of this paper was counted." in text for text in texts)
    assert any("Receipts were added or removed after the close of this round" in text for text in texts)


def test_wrong_codes_keep_nobody_from_voting_and_leave_nothing(
    community: Any, browser: People, engine: Engine
) -> None:
    code, *_ = papers(opened(community), browser)
    visitor = browser()
    wrong = visitor.filled("/vote", code="ABCD-ABCD-ABCD")
    for _ in range(20):
        assert visitor.post("/vote", wrong).status == 422
    assert vote(browser, code, 1).status == 200
    with engine.connect() as connection:
        assert len(connection.scalars(select(ThrottledCodeVote.id)).all()) == 1


def test_a_code_is_too_long_to_be_guessed_before_a_round_closes() -> None:
    guesses_in_a_month = 1_000 * 86_400 * 30
    codes_of_a_district = 100_000
    assert guesses_in_a_month * codes_of_a_district / len(CODE_LETTERS) ** LETTERS < 0.01


def moved(engine: Engine, time: timedelta) -> None:
    """Let time go by for the votes that were counted."""
    with writing(engine) as db:
        newest = db.scalar(select(func.max(ThrottledCodeVote.at))) or datetime.now(UTC)
        db.execute(update(ThrottledCodeVote).where(ThrottledCodeVote.at == newest).values(at=newest - time))
        db.commit()


def test_votes_counted_by_a_clock_that_ran_ahead_keep_nobody_waiting(db: Session) -> None:
    code, ahead = uuid7(), MARKET_DAY + timedelta(days=3650)
    for _ in range(9):
        repeated_vote_throttle.count(db, b"secret", code, ahead)
    assert repeated_vote_throttle.wait_before(db, b"secret", code, ahead) == 120
    assert repeated_vote_throttle.wait_before(db, b"secret", code, MARKET_DAY) == 0
    db.rollback()
