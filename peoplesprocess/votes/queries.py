"""What is read of votes with codes: a paper by its code, the codes to print, a receipt."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.query import Query, Value
from peoplesprocess.facts.rounds import IS_CLOSED
from peoplesprocess.models import Receipt, ReturnedCode, Round, SealedBallot, Settlement, VotingCode
from peoplesprocess.votes.codes import code_of, plain

_of_group = (VotingCode.round_id == bindparam("round"), VotingCode.group_code == bindparam("group"))
_IDS = Value(select(VotingCode.id).where(*_of_group).order_by(VotingCode.number))
HOW_MANY = Value(select(func.count()).select_from(VotingCode).where(*_of_group))
"""How many papers with codes a group has in a round."""


def codes(db: Session, secret: bytes, round_id: UUID, group: str) -> list[str]:
    """Return the codes on the papers of a group, to print."""
    return [code_of(secret, key) for key in _IDS.all(db, round=round_id, group=group)]


class VotingPaper(NamedTuple):
    """A paper with a code, its round and its settlement."""

    id: UUID
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


_PAPER = Query(
    VotingPaper,
    select(
        VotingCode.id,
        VotingCode.group_code,
        VotingCode.round_id,
        Round.number,
        Round.tokens,
        Round.ballot,
        Round.method,
        Settlement.id.label("settlement_id"),
        Settlement.code.label("settlement_code"),
        Settlement.name,
        exists(select(1).where(ReturnedCode.voting_code_id == VotingCode.id)).label("returned"),
        exists(select(1).where(SealedBallot.voting_code_id == VotingCode.id)).label("sealed"),
        IS_CLOSED.label("closed"),
    )
    .join(Round, Round.id == VotingCode.round_id)
    .join(Settlement, Settlement.id == Round.settlement_id)
    .where(VotingCode.code_hash == bindparam("code")),
)


def paper(db: Session, code: str) -> VotingPaper | None:
    """Return the paper with a code, or None."""
    return _PAPER.first(db, code=hashed(plain(code)))


class ReceiptState(NamedTuple):
    """The round of a receipt."""

    number: int
    name: str
    code: str
    closed: bool


_RECEIPT = Query(
    ReceiptState,
    select(Round.number, Settlement.name, Settlement.code, IS_CLOSED.label("closed"))
    .join(Settlement, Settlement.id == Round.settlement_id)
    .join(Receipt, Receipt.round_id == Round.id)
    .where(Receipt.receipt_hash == bindparam("receipt")),
)


def receipt(db: Session, typed: str) -> ReceiptState | None:
    """Return the round of a receipt and whether it is closed; None if there is no such receipt."""
    return _RECEIPT.first(db, receipt=hashed(plain(typed)))


IS_RETURNED = Value(select(ReturnedCode.id).where(ReturnedCode.voting_code_id == bindparam("code")))
"""The key of a paper's return, if it was returned."""
