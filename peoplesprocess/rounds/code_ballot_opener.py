"""Opening the votes sealed with codes when a round closes."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from peoplesprocess.act import Act
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.code_votes import OPENED, receipts_digest
from peoplesprocess.facts.rounds import RoundRow
from peoplesprocess.models import Ballot, ReturnedVotingCode, SealedBallot, VotingCode


class CountedVote(NamedTuple):
    """A sealed vote whose paper was not returned."""

    group_code: str
    needs: list[int]


_of_round = select(VotingCode.id).where(VotingCode.round_id == bindparam("round"))
_COUNTED = Query(
    CountedVote,
    select(VotingCode.group_code, SealedBallot.needs)
    .join(VotingCode, VotingCode.id == SealedBallot.voting_code_id)
    .outerjoin(ReturnedVotingCode, ReturnedVotingCode.voting_code_id == VotingCode.id)
    .where(VotingCode.round_id == bindparam("round"), ReturnedVotingCode.id.is_(None)),
)
_DELETE = delete(SealedBallot).where(SealedBallot.voting_code_id.in_(_of_round))


def open_sealed_ballots(act: Act, asked: RoundRow) -> None:
    """Turn a round's sealed votes into ballots, in random order.

    The journal stores one digest of all receipts: none can be added or removed later, and it identifies
    nobody.
    """
    votes = _COUNTED.all(act.db, round=asked.id)
    for vote in secrets.SystemRandom().sample(votes, len(votes)):
        act.db.add(Ballot(round_id=asked.id, group_code=vote.group_code, needs=vote.needs))
    act.db.execute(_DELETE, {"round": asked.id})
    act.db.flush()
    if receipts := receipts_digest(act.db, asked.id):
        act.note(OPENED, f"round {asked.number}", receipts=receipts)
