"""Queries on voting with codes: a paper by its code, the codes to print, a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.code_votes import OPENED, receipts_digest
from peoplesprocess.facts.rounds import IS_CLOSED
from peoplesprocess.models import (
    JournalEntry,
    ReturnedVotingCode,
    Round,
    SealedBallot,
    Settlement,
    VoteReceipt,
    VoterSession,
    VotingCode,
)
from peoplesprocess.votes.voting_codes import code_of, key_of, plain

_of_group = (VotingCode.round_id == bindparam("round"), VotingCode.group_code == bindparam("group"))


class StoredVotingCode(NamedTuple):
    """A paper as stored."""

    id: UUID
    code_hash: str


_MADE = Query(
    StoredVotingCode,
    select(VotingCode.id, VotingCode.code_hash).where(*_of_group).order_by(VotingCode.number),
)
HOW_MANY = ScalarQuery(select(func.count()).select_from(VotingCode).where(*_of_group))
"""The number of papers that a group has in a round."""


def codes(db: Session, secrets: Sequence[bytes], round_id: UUID, group: str) -> list[str]:
    """Return the codes of a group's papers for printing; they may have been made with different keys."""
    made = _MADE.all(db, round=round_id, group=group)
    return [code_of(key_of(secrets, paper.id, paper.code_hash), paper.id) for paper in made]


class VotingCodeRow(NamedTuple):
    """A paper with a code, its round and its settlement."""

    id: UUID
    code_hash: str
    group_code: str
    round_id: UUID
    number: int
    tokens: int
    ballot: list[int]
    method: str
    settlement_id: UUID
    settlement_code: str
    name: str
    returned: bool
    sealed: bool
    closed: bool


_PAPERS = Query(
    VotingCodeRow,
    select(
        VotingCode.id,
        VotingCode.code_hash,
        VotingCode.group_code,
        VotingCode.round_id,
        Round.number,
        Round.tokens,
        Round.ballot,
        Round.method,
        Settlement.id.label("settlement_id"),
        Settlement.code.label("settlement_code"),
        Settlement.name,
        exists(select(1).where(ReturnedVotingCode.voting_code_id == VotingCode.id)).label("returned"),
        exists(select(1).where(SealedBallot.voting_code_id == VotingCode.id)).label("sealed"),
        IS_CLOSED.label("closed"),
    )
    .join(Round, Round.id == VotingCode.round_id)
    .join(Settlement, Settlement.id == Round.settlement_id),
)
_PAPER = _PAPERS.where(VotingCode.code_hash == bindparam("code"))
PAPER_OF_SESSION = Query(
    VotingCodeRow,
    _PAPERS.statement.join(VoterSession, VoterSession.voting_code_id == VotingCode.id).where(
        VoterSession.token_hash == bindparam("token"),
        VoterSession.purpose == bindparam("purpose"),
        VoterSession.expires_at > bindparam("now"),
    ),
)
"""The paper of a voting session that has this purpose and has not expired."""


def paper(db: Session, code: str) -> VotingCodeRow | None:
    """Return the paper with a code, or None."""
    return _PAPER.first(db, code=hashed(plain(code)))


class VoteReceiptRound(NamedTuple):
    """The round to which a receipt belongs."""

    round_id: UUID
    number: int
    settlement_id: UUID
    settlement_code: str
    name: str
    closed: bool


_RECEIPT = Query(
    VoteReceiptRound,
    select(
        Round.id.label("round_id"),
        Round.number,
        Settlement.id.label("settlement_id"),
        Settlement.code.label("settlement_code"),
        Settlement.name,
        IS_CLOSED.label("closed"),
    )
    .join(Settlement, Settlement.id == Round.settlement_id)
    .join(VoteReceipt, VoteReceipt.round_id == Round.id)
    .where(VoteReceipt.receipt_hash == bindparam("receipt")),
)


def receipt(db: Session, typed: str) -> VoteReceiptRound | None:
    """Return the round of a receipt, or None if there is no such receipt."""
    return _RECEIPT.first(db, receipt=hashed(plain(typed)))


_AT_CLOSE = ScalarQuery(
    select(JournalEntry.detail).where(
        JournalEntry.chain_id == bindparam("settlement"),
        JournalEntry.act == OPENED,
        JournalEntry.subject == bindparam("round"),
    )
)


def receipts_match_close(db: Session, found: VoteReceiptRound) -> bool:
    """Return whether a closed round has exactly the receipts that the journal noted at its close.

    Rounds closed before the journal noted them have no entry, and count as unchanged.
    """
    noted = _AT_CLOSE.get(db, settlement=found.settlement_id, round=f"round {found.number}")
    return noted is None or noted.get("receipts") == receipts_digest(db, found.round_id)


IS_RETURNED = ScalarQuery(
    select(ReturnedVotingCode.id).where(ReturnedVotingCode.voting_code_id == bindparam("code"))
)
"""The key of a paper's return, if it was returned."""
