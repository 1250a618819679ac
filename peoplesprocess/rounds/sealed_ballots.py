"""Opening the votes that were sealed with codes, at the close of a round."""

from __future__ import annotations

import secrets
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from peoplesprocess.db.query import Query
from peoplesprocess.models import Ballot, ReturnedCode, SealedBallot, VotingCode


class CountedVote(NamedTuple):
    """A sealed vote whose paper was not returned."""

    group_code: str
    needs: list[int]


_of_round = select(VotingCode.id).where(VotingCode.round_id == bindparam("round"))
_COUNTED = Query(
    CountedVote,
    select(VotingCode.group_code, SealedBallot.needs)
    .join(VotingCode, VotingCode.id == SealedBallot.voting_code_id)
    .outerjoin(ReturnedCode, ReturnedCode.voting_code_id == VotingCode.id)
    .where(VotingCode.round_id == bindparam("round"), ReturnedCode.id.is_(None)),
)
_DELETE = delete(SealedBallot).where(SealedBallot.voting_code_id.in_(_of_round))


def open_sealed_ballots(db: Session, round_id: UUID) -> int:
    """Turn sealed votes into ballots, in an order made by chance; return how many there are."""
    votes = _COUNTED.all(db, round=round_id)
    for vote in secrets.SystemRandom().sample(votes, len(votes)):
        db.add(Ballot(round_id=round_id, group_code=vote.group_code, needs=vote.needs))
    db.execute(_DELETE, {"round": round_id})
    db.flush()
    return len(votes)
