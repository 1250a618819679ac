"""What is read of works: the list, one work's standing, instalments, visits with photos, the cash book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, bindparam, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.core.roles import Role
from peoplesprocess.facts.process import PARTIES_THAT_SIGN
from peoplesprocess.models import (
    Account,
    Audit,
    BillLine,
    CashBookEntry,
    Certificate,
    Contract,
    Election,
    Extension,
    Membership,
    Photo,
    Seat,
    Signature,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

SHOWN = 30
PAGE = 100


def _total(amount: InstrumentedAttribute[int]) -> ColumnElement[int]:
    # PostgreSQL adds up whole numbers into decimals, which exact shares cannot be made of.
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def _of_contract(
    value: Any, owner: InstrumentedAttribute[UUID], *also: ColumnElement[bool]
) -> ScalarSelect[Any]:
    return select(value).where(owner == Contract.id, *also).correlate(Contract).scalar_subquery()


def _latest_visit(value: Any) -> ScalarSelect[Any]:
    return (
        select(value)
        .where(Visit.contract_id == Contract.id)
        .order_by(Visit.number.desc())
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )


_newest_committee = (
    select(Election.id)
    .where(Election.settlement_id == bindparam("settlement"))
    .order_by(Election.held_on.desc(), Election.id.desc())
    .limit(1)
    .scalar_subquery()
)


def _signing(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(Seat.election_id == _newest_committee, Seat.signatory.is_(True), *conditions)
        .scalar_subquery()
    )


_released = (
    select(_total(TrancheRelease.amount))
    .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
_waiting_since = (
    select(func.min(TrancheRequest.made_at))
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
    .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(Tranche.contract_id == Contract.id, TrancheRefusal.id.is_(None), TrancheRelease.id.is_(None))
    .correlate(Contract)
    .scalar_subquery()
)
_signatures = _of_contract(func.count(), Signature.contract_id)
_WORK = select(
    *Contract.__table__.columns,
    _signatures.label("signatures"),
    _signing().label("signatories"),
    _signing(Seat.woman.is_(True)).label("women_signatories"),
    _of_contract(_total(CashBookEntry.amount), CashBookEntry.contract_id).label("spent"),
    _of_contract(func.count(), CashBookEntry.contract_id).label("papers"),
    _released.label("released"),
    _waiting_since.label("waiting_since"),
    _of_contract(func.max(Extension.until), Extension.contract_id).label("until"),
    _of_contract(func.count(), Certificate.contract_id).label("certificates"),
    _of_contract(func.count(), Audit.contract_id, Audit.accepted.is_(True)).label("audits"),
    _latest_visit(Visit.physical).label("physical"),
    _latest_visit(Visit.visited_on).label("visited_on"),
    _latest_visit(Visit.measured).label("measured"),
).where(Contract.settlement_id == bindparam("settlement"))


def works(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the settlement's signed contracts with their money and progress, in order."""
    signed = _WORK.where(_signatures >= PARTIES_THAT_SIGN).order_by(Contract.number).limit(200)
    return db.execute(signed, {"settlement": settlement_id}).all()


def work(db: Session, settlement_id: UUID, number: int) -> Any:
    """Return one contract with its signatures, money, progress and proofs, or None."""
    return db.execute(_WORK.where(Contract.number == number), {"settlement": settlement_id}).first()


def instalments(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return a contract's instalments, one row for each request with its refusal and the release."""
    return db.execute(
        select(
            *Tranche.__table__.columns,
            TrancheRequest.id.label("request_id"),
            TrancheRequest.number.label("request_number"),
            TrancheRequest.made_by.label("requested_by"),
            TrancheRequest.made_at.label("requested_at"),
            TrancheRequest.statement,
            TrancheRefusal.made_at.label("refused_at"),
            TrancheRefusal.reason,
            TrancheRelease.made_at.label("released_at"),
            TrancheRelease.paper,
        )
        .outerjoin(TrancheRequest, TrancheRequest.tranche_id == Tranche.id)
        .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
        .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
        .where(Tranche.contract_id == contract_id)
        .order_by(Tranche.number, TrancheRequest.number)
    ).all()


def bill(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return the lines of a contract's bill of quantities, in order."""
    columns = BillLine.__table__.columns
    return db.execute(
        select(*columns).where(BillLine.contract_id == contract_id).order_by(BillLine.position)
    ).all()


def visits(db: Session, contract_id: UUID, number: int | None = None) -> Sequence[Any]:
    """Return the newest visits, or one, with a row for each photo; the newest visit first."""
    wanted = select(Visit.id).where(Visit.contract_id == contract_id)
    wanted = (
        wanted.where(Visit.number == number) if number else wanted.order_by(Visit.number.desc()).limit(SHOWN)
    )
    return db.execute(
        select(
            *Visit.__table__.columns,
            Photo.number.label("photo"),
            Photo.moment,
            Photo.size,
            Account.name.label("verifier"),
        )
        .outerjoin(Photo, Photo.visit_id == Visit.id)
        .outerjoin(Account, Account.id == Visit.made_by)
        .where(Visit.id.in_(wanted.subquery().select()))
        .order_by(Visit.number.desc(), Photo.number)
    ).all()


def photo_digest(db: Session, settlement_id: UUID, contract: int, visit: int, photo: int) -> str | None:
    """Return the digest under which a photo lies, or None."""
    return db.scalar(
        select(Photo.digest)
        .join(Visit, Visit.id == Photo.visit_id)
        .join(Contract, Contract.id == Visit.contract_id)
        .where(
            Contract.settlement_id == settlement_id,
            Contract.number == contract,
            Visit.number == visit,
            Photo.number == photo,
        )
    )


def cash_book(db: Session, contract_id: UUID, most: int, skip: int = 0) -> Sequence[Any]:
    """Return lines of the cash book, the newest day first."""
    return db.execute(
        select(
            CashBookEntry.number,
            CashBookEntry.spent_on,
            CashBookEntry.what,
            CashBookEntry.amount,
            CashBookEntry.paper,
        )
        .where(CashBookEntry.contract_id == contract_id)
        .order_by(CashBookEntry.spent_on.desc(), CashBookEntry.number.desc())
        .limit(most)
        .offset(skip)
    ).all()


def spent_until(db: Session, contract_id: UUID, day: Any) -> int:
    """Return what the cash book holds up to a day, in minor units."""
    total = select(_total(CashBookEntry.amount))
    return int(
        db.scalar(total.where(CashBookEntry.contract_id == contract_id, CashBookEntry.spent_on <= day)) or 0
    )


def builds(db: Session, account_id: UUID, work: Any) -> bool:
    """Return whether an account was among those who build here at any time since the contract was written.

    Giving a role back does not make a builder somebody else: `work` is a row of `work`.
    """
    found = db.scalar(
        select(Membership.id)
        .where(
            Membership.account_id == account_id,
            Membership.role.in_((Role.COMMITTEE_OFFICER.value, Role.FACILITATOR.value)),
            Membership.programme_id == work.programme_id,
            or_(Membership.settlement_id == work.settlement_id, Membership.settlement_id.is_(None)),
            or_(Membership.revoked_at.is_(None), Membership.revoked_at >= work.made_at),
        )
        .limit(1)
    )
    return found is not None
