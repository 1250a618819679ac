"""Voting with a code: papers for a group, votes sealed until the close, papers handed in instead."""

from __future__ import annotations

import hmac
import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.numerals import western
from peoplesprocess.core.prioritisation.sheets import CODE_LETTERS, Sheet, spelled
from peoplesprocess.core.secrets import hashed
from peoplesprocess.core.words import N_, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place
from peoplesprocess.models import (
    Ballot,
    Chain,
    HandedIn,
    Receipt,
    Result,
    Round,
    SealedBallot,
    Settlement,
    Slip,
)
from peoplesprocess.priorities import queries

LETTERS, RECEIPT_LETTERS = 12, 8
METHOD = "secret"


def code_of_slip(secret: bytes, slip_id: UUID) -> str:
    """Return the code of a paper: made from the installation's secret, so that it can be printed again."""
    return spelled(hmac.digest(secret, f"slip {slip_id}".encode(), "sha256"), LETTERS)


def plain(code: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(letter for letter in western(code).upper() if letter in CODE_LETTERS)


def codes(db: Session, secret: bytes, round_id: UUID, group: str) -> list[str]:
    """Return the codes on the papers of a group, to print."""
    made = select(Slip.id).where(Slip.round_id == round_id, Slip.group_code == group).order_by(Slip.number)
    return [code_of_slip(secret, slip) for slip in db.scalars(made)]


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
    if asked.method != METHOD or queries.is_closed(db, asked.id):
        raise Refused(Message(N_("Codes are for open rounds in which people choose on secret papers.")))
    attended = queries.attended(db, place.id, group)
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
    have = db.scalar(select(func.count()).where(Slip.round_id == asked.id, Slip.group_code == group)) or 0
    for number in range(have + 1, wanted + 1):
        key = UUID(bytes=secrets.token_bytes(16), version=4)
        code_hash = hashed(code_of_slip(secret, key))
        whose = {"programme_id": place.programme_id, "made_by": actor, "made_at": now}
        db.add(Slip(**whose, id=key, round_id=asked.id, group_code=group, number=number, code_hash=code_hash))
    subject = f"round {asked.number} {group}"
    journal.write(db, place.id, actor, "slips.make", subject, now, papers=max(have, wanted))
    return max(have, wanted)


def found(db: Session, code: str) -> Any:
    """Return the paper with a code, its round and its settlement; None if there is no such code."""
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    return db.execute(
        select(
            Slip.id,
            Slip.group_code,
            Slip.round_id,
            Round.number,
            Round.tokens,
            Round.ballot,
            Round.method,
            Settlement.id.label("settlement_id"),
            Settlement.code,
            Settlement.name,
            select(HandedIn.id).where(HandedIn.slip_id == Slip.id).exists().label("handed_in"),
            select(SealedBallot.id).where(SealedBallot.slip_id == Slip.id).exists().label("sealed"),
            closed.label("closed"),
        )
        .join(Round, Round.id == Slip.round_id)
        .join(Settlement, Settlement.id == Round.settlement_id)
        .where(Slip.code_hash == hashed(plain(code)))
    ).first()


def seal(db: Session, slip: Any, needs: Sequence[int], secret: bytes, now: datetime) -> str:
    """Seal what was chosen with a paper's code, in place of what was sealed before; return the receipt.

    The receipt is the same for every vote of a paper: it cannot show whether somebody voted again.
    Errors: Refused once the paper was handed in or the round closed, and for needs that cannot be chosen.
    """
    # As every act here does first: one at a time goes on in a settlement.
    db.execute(select(Chain.sequence).where(Chain.id == slip.settlement_id).with_for_update())
    if queries.is_closed(db, slip.round_id):
        raise Refused(Message(N_("This round is closed. Votes are counted.")))
    if db.scalar(select(HandedIn.id).where(HandedIn.slip_id == slip.id)) is not None:
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
    receipt = spelled(hmac.digest(secret, f"receipt {slip.id}".encode(), "sha256"), RECEIPT_LETTERS)
    row = db.scalar(select(SealedBallot).where(SealedBallot.slip_id == slip.id))
    if row is None:
        row = SealedBallot(slip_id=slip.id)
        db.add(row)
    row.needs = chosen
    if db.scalar(select(Receipt.id).where(Receipt.receipt_hash == hashed(receipt))) is None:
        db.add(Receipt(round_id=slip.round_id, receipt_hash=hashed(receipt)))
    subject = f"round {slip.number}"
    journal.write(db, slip.settlement_id, None, "ballot.seal", subject, now, receipt=hashed(receipt))
    return receipt


def hand_in(db: Session, actor: UUID, place: Place, asked: Round, typed: str, now: datetime) -> int:
    """Mark papers whose owners chose on paper, by their codes; what was sealed with them does not count.

    Errors: Refused, naming a code that is of no paper of this round or was handed in already.
    """
    if queries.is_closed(db, asked.id):
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
        slip = found(db, code)
        if slip is None or (slip.settlement_id, slip.number) != (place.id, asked.number):
            raise Refused(
                Message(N_("“%(code)s” is the code of no paper of this round."), {"code": code}), "codes"
            )
        if slip.handed_in:
            raise Refused(
                Message(N_("The paper with “%(code)s” was handed in already."), {"code": code}), "codes"
            )
        db.execute(delete(SealedBallot).where(SealedBallot.slip_id == slip.id))
        db.add(HandedIn(programme_id=place.programme_id, made_by=actor, made_at=now, slip_id=slip.id))
        db.flush()
    journal.write(db, place.id, actor, "slips.hand-in", f"round {asked.number}", now, papers=len(codes))
    return len(codes)


def open_all(db: Session, asked: Round) -> int:
    """Turn sealed votes into ballots, in an order made by chance; return how many there are."""
    rows = db.execute(
        select(Slip.group_code, SealedBallot.needs)
        .join(Slip, Slip.id == SealedBallot.slip_id)
        .outerjoin(HandedIn, HandedIn.slip_id == Slip.id)
        .where(Slip.round_id == asked.id, HandedIn.id.is_(None))
    ).all()
    for row in secrets.SystemRandom().sample(rows, len(rows)):
        db.add(Ballot(round_id=asked.id, group_code=row.group_code, needs=row.needs))
    of_round = select(Slip.id).where(Slip.round_id == asked.id)
    db.execute(delete(SealedBallot).where(SealedBallot.slip_id.in_(of_round)))
    db.flush()
    return len(rows)


def ballots(db: Session, round_id: UUID) -> list[Sheet]:
    """Return what was chosen with codes in a closed round, one sheet for each group."""
    people: Counter[str] = Counter()
    tokens: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for row in db.execute(select(Ballot.group_code, Ballot.needs).where(Ballot.round_id == round_id)):
        people[row.group_code] += 1
        tokens[row.group_code].update(row.needs)
    return [Sheet(group, number, dict(tokens[group])) for group, number in sorted(people.items())]


def receipt_state(db: Session, receipt: str) -> Any:
    """Return the round of a receipt and whether it is closed; None if there is no such receipt."""
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    return db.execute(
        select(Round.number, Settlement.name, Settlement.code, closed.label("closed"))
        .join(Settlement, Settlement.id == Round.settlement_id)
        .join(Receipt, Receipt.round_id == Round.id)
        .where(Receipt.receipt_hash == hashed(plain(receipt)))
    ).first()


def papers_by_group(db: Session, round_id: UUID) -> dict[str, tuple[int, int]]:
    """Return how many papers with codes each group has, and how many of them were handed in."""
    rows = db.execute(
        select(Slip.group_code, func.count(Slip.id).label("made"), func.count(HandedIn.id).label("handed_in"))
        .outerjoin(HandedIn, HandedIn.slip_id == Slip.id)
        .where(Slip.round_id == round_id)
        .group_by(Slip.group_code)
    )
    return {row.group_code: (row.made, row.handed_in) for row in rows}


def sealed_by_group(db: Session, round_id: UUID) -> dict[str, int]:
    """Return how many votes are sealed in each group of an open round."""
    rows = db.execute(
        select(Slip.group_code, func.count().label("votes"))
        .join(SealedBallot, SealedBallot.slip_id == Slip.id)
        .where(Slip.round_id == round_id)
        .group_by(Slip.group_code)
    )
    return {row.group_code: row.votes for row in rows}
