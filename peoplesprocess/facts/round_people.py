"""How many people chose in an open round, against how many came to their group's sessions: never more."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, func, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.meetings import attendance
from peoplesprocess.facts.rounds import IS_CLOSED
from peoplesprocess.models import BallotSheet, ReturnedVotingCode, Round, VotingCode

_group: ColumnElement[str] = bindparam("group")


class RoundPeople(NamedTuple):
    """A group in an open round: how many chose on its sheet or can choose with a code, and how many came."""

    number: int
    chose: int
    came: int

    @property
    def too_many(self) -> int:
        """By how many those who chose or can choose exceed those who came, at least 0."""
        return max(0, self.chose - self.came)


_on_paper = (
    select(cast(func.coalesce(func.sum(BallotSheet.people), 0), BigInteger))
    .where(BallotSheet.round_id == Round.id, BallotSheet.group_code == _group)
    .correlate(Round)
    .scalar_subquery()
)
_with_codes = (
    select(func.count(VotingCode.id) - func.count(ReturnedVotingCode.id))
    .outerjoin(ReturnedVotingCode, ReturnedVotingCode.voting_code_id == VotingCode.id)
    .where(VotingCode.round_id == Round.id, VotingCode.group_code == _group)
    .correlate(Round)
    .scalar_subquery()
)
PEOPLE_OF_OPEN_ROUND = Query(
    RoundPeople,
    select(
        Round.number,
        (_on_paper + _with_codes).label("chose"),
        attendance(Round.settlement_id.expression, _group, Round.cycles_before.expression).label("came"),
    ).where(
        Round.settlement_id == bindparam("settlement"),
        Round.cycles_before == bindparam("cycles_before"),
        ~IS_CLOSED,
    ),
)
"""A group's numbers in the open round of a cycle, if there is one."""
