"""What is read of a settlement: its facts, meetings, committee and closed steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.process.facts import Facts
from peoplesprocess.facts.places import SettlementPlace
from peoplesprocess.facts.process import gather
from peoplesprocess.models import Account, Election, Meeting, NoObjection, Seat, StepClosure


def facts(db: Session, place: SettlementPlace) -> Facts:
    """Return what gates ask about one settlement."""
    return gather(db, [place])[place.id]


def meetings(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the settlement's meetings, the newest first."""
    return db.execute(
        select(
            Meeting.number,
            Meeting.kind,
            Meeting.group_code,
            Meeting.held_on,
            Meeting.people,
            Meeting.women,
            Meeting.consent,
        )
        .where(Meeting.settlement_id == settlement_id)
        .order_by(Meeting.held_on.desc(), Meeting.number.desc())
        .limit(200)
    ).all()


def sessions(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the counts of the groups' own sessions."""
    return db.execute(
        select(Meeting.group_code, Meeting.people, Meeting.counts, Meeting.displaced, Meeting.with_disability)
        .where(Meeting.settlement_id == settlement_id, Meeting.kind == "session")
        .limit(200)
    ).all()


def meeting(db: Session, settlement_id: UUID, number: int) -> Meeting | None:
    """Return one meeting of the settlement, or None."""
    return db.scalar(select(Meeting).where(Meeting.settlement_id == settlement_id, Meeting.number == number))


def committee(db: Session, settlement_id: UUID) -> tuple[Election | None, Sequence[Seat]]:
    """Return the newest election and the seats that it filled."""
    election = db.scalar(
        select(Election)
        .where(Election.settlement_id == settlement_id)
        .order_by(Election.held_on.desc(), Election.id.desc())
        .limit(1)
    )
    if election is None:
        return None, ()
    return election, db.scalars(
        select(Seat).where(Seat.election_id == election.id).order_by(Seat.position)
    ).all()


def no_objections(db: Session, settlement_id: UUID) -> Sequence[NoObjection]:
    """Return what authorities said, the newest first."""
    return db.scalars(
        select(NoObjection)
        .where(NoObjection.settlement_id == settlement_id)
        .order_by(NoObjection.given_on.desc())
    ).all()


def step_closures(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the steps that were closed, in order, with who closed them."""
    return db.execute(
        select(StepClosure.step, StepClosure.made_at, StepClosure.waiver, StepClosure.missing, Account.name)
        .outerjoin(Account, Account.id == StepClosure.made_by)
        .where(StepClosure.settlement_id == settlement_id)
        .order_by(StepClosure.made_at)
    ).all()
