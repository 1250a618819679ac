"""Which of the installation's secret keys made the papers that can still be used to vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.rounds import IS_CLOSED
from peoplesprocess.models import Round, Settlement, VotingCode
from peoplesprocess.votes.voting_codes import key_of


class OpenPaper(NamedTuple):
    """A paper of an open round, with its settlement and round."""

    id: UUID
    code_hash: str
    settlement: str
    round: int


_OPEN_PAPERS = Query(
    OpenPaper,
    select(
        VotingCode.id, VotingCode.code_hash, Settlement.code.label("settlement"), Round.number.label("round")
    )
    .join(Round, Round.id == VotingCode.round_id)
    .join(Settlement, Settlement.id == Round.settlement_id)
    .where(~IS_CLOSED),
)


def open_rounds_by_key(db: Session, keys: Sequence[bytes]) -> dict[bytes, set[tuple[str, int]]]:
    """Return the open rounds, by settlement code and number, for which each key has made papers."""
    found: dict[bytes, set[tuple[str, int]]] = {}
    for paper in _OPEN_PAPERS.all(db):
        made_with = key_of(keys, paper.id, paper.code_hash)
        found.setdefault(made_with, set()).add((paper.settlement, paper.round))
    return found
