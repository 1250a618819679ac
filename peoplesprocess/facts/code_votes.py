"""Votes with codes: how many papers a group has, how many votes are sealed, and the opened ballots."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.disclosure import rounded_growing_count
from peoplesprocess.core.prioritisation.group_tally import GroupTally
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.models import Ballot, LateVote, ReturnedVotingCode, SealedBallot, VoteReceipt, VotingCode

METHOD = "secret"
"""The voting method whose papers may carry codes."""
OPENED = "ballots.open"
"""The journal's word for opening the sealed votes of a round."""

_round: ColumnElement[UUID] = bindparam("round")


class VotingCodesOfGroup(NamedTuple):
    """The number of a group's papers with codes, and how many of the codes were returned."""

    group_code: str
    made: int
    returned: int


_CODES = Query(
    VotingCodesOfGroup,
    select(
        VotingCode.group_code,
        func.count(VotingCode.id).label("made"),
        func.count(ReturnedVotingCode.id).label("returned"),
    )
    .outerjoin(ReturnedVotingCode, ReturnedVotingCode.voting_code_id == VotingCode.id)
    .where(VotingCode.round_id == _round)
    .group_by(VotingCode.group_code),
)


def codes_by_group(db: Session, round_id: UUID) -> dict[str, VotingCodesOfGroup]:
    """Return the papers with codes of each group that has any."""
    return {row.group_code: row for row in _CODES.all(db, round=round_id)}


class SealedVotesOfGroup(NamedTuple):
    """The number of sealed votes in a group that has papers with codes."""

    group_code: str
    votes: int


_SEALED = Query(
    SealedVotesOfGroup,
    select(VotingCode.group_code, func.count(SealedBallot.id).label("votes"))
    .outerjoin(SealedBallot, SealedBallot.voting_code_id == VotingCode.id)
    .where(VotingCode.round_id == _round)
    .group_by(VotingCode.group_code),
)


def rounded_votes(db: Session, round_id: UUID) -> dict[str, int]:
    """Return a lower bound of the sealed votes of each group that has papers with codes, in an open round.

    Counts are rounded down to a multiple of five: no page shows more before the close.
    """
    return {row.group_code: rounded_growing_count(row.votes) for row in _SEALED.all(db, round=round_id)}


_SOMEBODY = ScalarQuery(
    select(literal(True))
    .select_from(SealedBallot)
    .join(VotingCode, VotingCode.id == SealedBallot.voting_code_id)
    .where(VotingCode.round_id == _round)
    .limit(1)
)


def somebody_voted(db: Session, round_id: UUID) -> bool:
    """Return whether any vote is sealed in a round; only for acts, since it can reveal a single vote."""
    return _SOMEBODY.get(db, round=round_id) is not None


class UnsealedBallotRow(NamedTuple):
    """The needs that one voter of a group chose."""

    group_code: str
    needs: list[int]


_BALLOTS = Query(UnsealedBallotRow, select(Ballot.group_code, Ballot.needs).where(Ballot.round_id == _round))


def ballot_tallies(db: Session, round_id: UUID) -> list[GroupTally]:
    """Return the tally of each group's opened ballots in a closed round."""
    people: Counter[str] = Counter()
    tokens: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for ballot in _BALLOTS.all(db, round=round_id):
        people[ballot.group_code] += 1
        tokens[ballot.group_code].update(ballot.needs)
    return [GroupTally(group, number, dict(tokens[group])) for group, number in sorted(people.items())]


_LATE = ScalarQuery(
    select(func.count())
    .select_from(LateVote)
    .where(LateVote.voting_code_id.in_(select(VotingCode.id).where(VotingCode.round_id == _round)))
)


def late_votes(db: Session, round_id: UUID) -> int:
    """Return how many papers with codes were used to vote after the close."""
    return _LATE.get(db, round=round_id) or 0


_RECEIPTS = ScalarQuery(select(VoteReceipt.receipt_hash).where(VoteReceipt.round_id == _round))


def receipts_digest(db: Session, round_id: UUID) -> str:
    """Return one digest of all receipts of a round, independent of their order; "" if it has none."""
    hashes = sorted(_RECEIPTS.all(db, round=round_id))
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest() if hashes else ""
