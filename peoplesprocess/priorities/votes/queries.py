"""What is read of votes with codes: papers, how many are sealed, and the ballots after the close."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.sheets import GroupTally
from peoplesprocess.core.secrets import hashed
from peoplesprocess.models import (
    Ballot,
    LateVote,
    Receipt,
    Result,
    ReturnedCode,
    Round,
    SealedBallot,
    Settlement,
    VotingCode,
)
from peoplesprocess.priorities.votes.codes import code_of, plain


def codes(db: Session, secret: bytes, round_id: UUID, group: str) -> list[str]:
    """Return the codes on the papers of a group, to print."""
    made = (
        select(VotingCode.id)
        .where(VotingCode.round_id == round_id, VotingCode.group_code == group)
        .order_by(VotingCode.number)
    )
    return [code_of(secret, slip) for slip in db.scalars(made)]


def paper(db: Session, code: str) -> Any:
    """Return the paper with a code, its round and its settlement; None if there is no such code."""
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    return db.execute(
        select(
            VotingCode.id,
            VotingCode.group_code,
            VotingCode.round_id,
            Round.number,
            Round.tokens,
            Round.ballot,
            Round.method,
            Settlement.id.label("settlement_id"),
            Settlement.code,
            Settlement.name,
            select(ReturnedCode.id)
            .where(ReturnedCode.voting_code_id == VotingCode.id)
            .exists()
            .label("handed_in"),
            select(SealedBallot.id)
            .where(SealedBallot.voting_code_id == VotingCode.id)
            .exists()
            .label("sealed"),
            closed.label("closed"),
        )
        .join(Round, Round.id == VotingCode.round_id)
        .join(Settlement, Settlement.id == Round.settlement_id)
        .where(VotingCode.code_hash == hashed(plain(code)))
    ).first()


def ballots(db: Session, round_id: UUID) -> list[GroupTally]:
    """Return what was chosen with codes in a closed round, one sheet for each group."""
    people: Counter[str] = Counter()
    tokens: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for row in db.execute(select(Ballot.group_code, Ballot.needs).where(Ballot.round_id == round_id)):
        people[row.group_code] += 1
        tokens[row.group_code].update(row.needs)
    return [GroupTally(group, number, dict(tokens[group])) for group, number in sorted(people.items())]


def receipt(db: Session, typed: str) -> Any:
    """Return the round of a receipt and whether it is closed; None if there is no such receipt."""
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    return db.execute(
        select(Round.number, Settlement.name, Settlement.code, closed.label("closed"))
        .join(Settlement, Settlement.id == Round.settlement_id)
        .join(Receipt, Receipt.round_id == Round.id)
        .where(Receipt.receipt_hash == hashed(plain(typed)))
    ).first()


def papers_by_group(db: Session, round_id: UUID) -> dict[str, tuple[int, int]]:
    """Return how many papers with codes each group has, and how many of them were handed in."""
    rows = db.execute(
        select(
            VotingCode.group_code,
            func.count(VotingCode.id).label("made"),
            func.count(ReturnedCode.id).label("handed_in"),
        )
        .outerjoin(ReturnedCode, ReturnedCode.voting_code_id == VotingCode.id)
        .where(VotingCode.round_id == round_id)
        .group_by(VotingCode.group_code)
    )
    return {row.group_code: (row.made, row.handed_in) for row in rows}


def sealed_by_group(db: Session, round_id: UUID) -> dict[str, int]:
    """Return how many votes are sealed in each group of an open round."""
    rows = db.execute(
        select(VotingCode.group_code, func.count().label("votes"))
        .join(SealedBallot, SealedBallot.voting_code_id == VotingCode.id)
        .where(VotingCode.round_id == round_id)
        .group_by(VotingCode.group_code)
    )
    return {row.group_code: row.votes for row in rows}


def late(db: Session, round_id: UUID) -> int:
    """Return with how many papers somebody voted after the close."""
    of_round = LateVote.voting_code_id.in_(select(VotingCode.id).where(VotingCode.round_id == round_id))
    return db.scalar(select(func.count()).where(of_round)) or 0
