"""What is done with codes: papers are made, votes sealed, papers handed in, all opened at the close."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place
from peoplesprocess.models import (
    Ballot,
    JournalHead,
    LateVote,
    Receipt,
    ReturnedCode,
    Round,
    SealedBallot,
    VotingCode,
)
from peoplesprocess.priorities import queries as rounds
from peoplesprocess.priorities.votes import queries
from peoplesprocess.priorities.votes.codes import LETTERS, METHOD, code_of, plain, receipt_of


def make(
    db: Session,
    actor: UUID,
    place: Place,
    asked: Round,
    group: str,
    wanted: int,
    secret: bytes,
    now: datetime,
) -> int:
    """Make papers until the group has as many as are wanted; return how many there are.

    Errors: Refused for another method, a closed round, or more papers than people of the group were heard.
    """
    if asked.method != METHOD or rounds.is_closed(db, asked.id):
        raise Refused(Message(N_("Codes are for open rounds in which people choose on secret papers.")))
    attended = rounds.attended(db, place.id, group)
    if wanted > attended:
        raise Refused(
            Message(
                N_(
                    "%(wanted)s papers are more than the %(attended)s people who were at the sessions "
                    "of this group."
                ),
                {"wanted": wanted, "attended": attended},
            ),
            "wanted",
        )
    have = (
        db.scalar(select(func.count()).where(VotingCode.round_id == asked.id, VotingCode.group_code == group))
        or 0
    )
    for number in range(have + 1, wanted + 1):
        key = UUID(bytes=secrets.token_bytes(16), version=4)
        code_hash = hashed(code_of(secret, key))
        whose = {"programme_id": place.programme_id, "made_by": actor, "made_at": now}
        db.add(
            VotingCode(
                **whose, id=key, round_id=asked.id, group_code=group, number=number, code_hash=code_hash
            )
        )
    subject = f"round {asked.number} {group}"
    journal.write(db, place.id, actor, "slips.make", subject, now, papers=max(have, wanted))
    return max(have, wanted)


def seal(db: Session, slip: Any, needs: Sequence[int], secret: bytes, now: datetime) -> str:
    """Seal what was chosen with a paper's code, in place of what was sealed before; return the receipt.

    After the close it is written down that a vote came, and not what it was; then there is no receipt.
    Errors: Refused once the paper was handed in, and for needs that cannot be chosen.
    """
    # As every act here does first: one at a time goes on in a settlement.
    db.execute(select(JournalHead.sequence).where(JournalHead.id == slip.settlement_id).with_for_update())
    if rounds.is_closed(db, slip.round_id):
        _came_late(db, slip, now)
        return ""
    if db.scalar(select(ReturnedCode.id).where(ReturnedCode.voting_code_id == slip.id)) is not None:
        raise Refused(Message(N_("This paper was handed in. The vote on paper counts.")))
    chosen = sorted(set(needs))
    if not chosen or not set(chosen) <= set(slip.ballot):
        raise Refused(Message(N_("Choose at least one need.")), "needs")
    if len(chosen) > slip.tokens:
        raise Refused(
            Message(
                N_("You chose %(chosen)s needs. Choose at most %(most)s."),
                {"chosen": len(chosen), "most": slip.tokens},
            ),
            "needs",
        )
    receipt = receipt_of(secret, slip.id)
    row = db.scalar(select(SealedBallot).where(SealedBallot.voting_code_id == slip.id))
    if row is None:
        row = SealedBallot(voting_code_id=slip.id)
        db.add(row)
    row.needs = chosen
    if db.scalar(select(Receipt.id).where(Receipt.receipt_hash == hashed(receipt))) is None:
        db.add(Receipt(round_id=slip.round_id, receipt_hash=hashed(receipt)))
    subject = f"round {slip.number}"
    journal.write(db, slip.settlement_id, None, "ballot.seal", subject, now, receipt=hashed(receipt))
    return receipt


def _came_late(db: Session, slip: Any, now: datetime) -> None:
    if db.scalar(select(LateVote.id).where(LateVote.voting_code_id == slip.id)) is None:
        db.add(LateVote(voting_code_id=slip.id))
        journal.write(db, slip.settlement_id, None, "ballot.late", f"round {slip.number}", now)


def hand_in(db: Session, actor: UUID, place: Place, asked: Round, typed: str, now: datetime) -> int:
    """Mark papers whose owners chose on paper, by their codes; what was sealed with them does not count.

    Errors: Refused, naming a code that is of no paper of this round or was handed in already.
    """
    if rounds.is_closed(db, asked.id):
        raise Refused(Message(N_("This round is closed. Votes are counted.")))
    letters = plain(typed)
    codes = [letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS)]
    if not codes or len(codes[-1]) < LETTERS:
        raise Refused(
            Message(
                N_("Each code has %(letters)s letters and digits. Look at them again."), {"letters": LETTERS}
            ),
            "codes",
        )
    for code in codes:
        slip = queries.paper(db, code)
        if slip is None or (slip.settlement_id, slip.number) != (place.id, asked.number):
            raise Refused(
                Message(N_("“%(code)s” is the code of no paper of this round."), {"code": code}), "codes"
            )
        if slip.handed_in:
            raise Refused(
                Message(N_("The paper with “%(code)s” was handed in already."), {"code": code}), "codes"
            )
        db.execute(delete(SealedBallot).where(SealedBallot.voting_code_id == slip.id))
        db.add(
            ReturnedCode(programme_id=place.programme_id, made_by=actor, made_at=now, voting_code_id=slip.id)
        )
        db.flush()
    journal.write(db, place.id, actor, "slips.hand-in", f"round {asked.number}", now, papers=len(codes))
    return len(codes)


def open_all(db: Session, asked: Round) -> int:
    """Turn sealed votes into ballots, in an order made by chance; return how many there are."""
    rows = db.execute(
        select(VotingCode.group_code, SealedBallot.needs)
        .join(VotingCode, VotingCode.id == SealedBallot.voting_code_id)
        .outerjoin(ReturnedCode, ReturnedCode.voting_code_id == VotingCode.id)
        .where(VotingCode.round_id == asked.id, ReturnedCode.id.is_(None))
    ).all()
    for row in secrets.SystemRandom().sample(rows, len(rows)):
        db.add(Ballot(round_id=asked.id, group_code=row.group_code, needs=row.needs))
    of_round = select(VotingCode.id).where(VotingCode.round_id == asked.id)
    db.execute(delete(SealedBallot).where(SealedBallot.voting_code_id.in_(of_round)))
    db.flush()
    return len(rows)
