"""What is read of contracts: the list, one contract with its parts, and endorsed items that wait for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.roles import Grant, Role, Where
from peoplesprocess.models import (
    Account,
    Area,
    BillLine,
    Contract,
    Decision,
    Election,
    Extension,
    Membership,
    Plan,
    PlanItem,
    Seat,
    Settlement,
    Signature,
    Submission,
    Tranche,
)

_parties = (
    select(aggregate_strings(Signature.party, " "))
    .where(Signature.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
_until = (
    select(func.max(Extension.until))
    .where(Extension.contract_id == Contract.id)
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
_signatories = (
    select(func.count())
    .where(Seat.election_id == _newest_committee, Seat.signatory.is_(True))
    .scalar_subquery()
)
_women_signatories = (
    select(func.count())
    .where(Seat.election_id == _newest_committee, Seat.signatory.is_(True), Seat.woman.is_(True))
    .scalar_subquery()
)
_submitted_plan = (
    select(Submission.plan_id)
    .join(Plan, Plan.id == Submission.plan_id)
    .where(Plan.settlement_id == bindparam("settlement"))
    .order_by(Plan.number.desc())
    .limit(1)
    .scalar_subquery()
)
_verdict = (
    select(Decision.verdict)
    .where(
        Decision.settlement_id == bindparam("settlement"),
        Decision.line == PlanItem.line,
        Decision.fingerprint == PlanItem.fingerprint,
    )
    .order_by(Decision.id.desc())
    .limit(1)
    .correlate(PlanItem)
    .scalar_subquery()
)
_contract = (
    select(Contract.number)
    .where(Contract.settlement_id == bindparam("settlement"), Contract.line == PlanItem.line)
    .limit(1)
    .correlate(PlanItem)
    .scalar_subquery()
)
_CONTRACT = select(
    *Contract.__table__.columns,
    _parties.label("signed_by"),
    _until.label("until"),
    _signatories.label("signatories"),
    _women_signatories.label("women_signatories"),
).where(Contract.settlement_id == bindparam("settlement"))
_ENDORSED = (
    select(*PlanItem.__table__.columns, _contract.label("contract"))
    .where(PlanItem.plan_id == _submitted_plan, _verdict == "endorse")
    .order_by(PlanItem.rank, PlanItem.line)
)


def contracts(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the settlement's contracts in order, each with the parties that have signed."""
    return db.execute(_CONTRACT.order_by(Contract.number).limit(200), {"settlement": settlement_id}).all()


def contract(db: Session, settlement_id: UUID, number: int) -> Any:
    """Return one contract with its signed parties, its later end and the committee's signatories, or None."""
    return db.execute(_CONTRACT.where(Contract.number == number), {"settlement": settlement_id}).first()


def paper(db: Session, settlement_id: UUID, number: int) -> Sequence[Any]:
    """Return one contract, once for each of its signatures or once without any; nothing if there is none."""
    rows = _CONTRACT.add_columns(
        Signature.party,
        Signature.made_at.label("signed_at"),
        Signature.made_by.label("signer"),
        Account.name.label("signer_name"),
    )
    joined = rows.outerjoin(Signature, Signature.contract_id == Contract.id).outerjoin(
        Account, Account.id == Signature.made_by
    )
    return db.execute(joined.where(Contract.number == number), {"settlement": settlement_id}).all()


def bill(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return the lines of a contract's bill of quantities, in order."""
    columns = BillLine.__table__.columns
    return db.execute(
        select(*columns).where(BillLine.contract_id == contract_id).order_by(BillLine.position)
    ).all()


def instalments(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return a contract's instalments, in order."""
    columns = Tranche.__table__.columns
    return db.execute(
        select(*columns).where(Tranche.contract_id == contract_id).order_by(Tranche.number)
    ).all()


def signatures(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return a contract's signatures with the accounts that gave them, in order of time."""
    return db.execute(
        select(Signature.party, Signature.office, Signature.made_at, Signature.made_by, Account.name)
        .outerjoin(Account, Account.id == Signature.made_by)
        .where(Signature.contract_id == contract_id)
        .order_by(Signature.made_at, Signature.id)
    ).all()


def extensions(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return a contract's later end dates with their reasons, in order."""
    return db.execute(
        select(Extension.until, Extension.reason, Extension.made_at)
        .where(Extension.contract_id == contract_id)
        .order_by(Extension.until)
    ).all()


def endorsed(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the submitted items whose last answer is yes, each with its contract's number if it has one."""
    return db.execute(_ENDORSED, {"settlement": settlement_id}).all()


def envelope(db: Session, settlement_id: UUID, but: int = 0) -> tuple[int, int]:
    """Return the settlement's envelope, 0 for none, and what its contracts grant without contract `but`."""
    granted = (
        select(func.coalesce(func.sum(Contract.grant), 0))
        .where(Contract.settlement_id == settlement_id, Contract.number != but)
        .scalar_subquery()
    )
    row = db.execute(select(Settlement.envelope, granted).where(Settlement.id == settlement_id)).one()
    return int(row[0]), int(row[1])


def roles(db: Session, account_id: UUID, settlement_id: UUID) -> tuple[list[Grant], Where]:
    """Return what an account is now, wherever that is, and the place of the settlement to hold it against."""
    place = db.execute(
        select(Settlement.programme_id, Area.path)
        .join(Area, Area.id == Settlement.area_id)
        .where(Settlement.id == settlement_id)
    ).one()
    held = db.execute(
        select(Membership.role, Membership.programme_id, Membership.settlement_id, Membership.area)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.account_id == account_id,
            Membership.revoked_at.is_(None),
            Account.revoked_at.is_(None),
        )
    ).all()
    memberships = [Grant(Role(row.role), row.programme_id, row.settlement_id, row.area) for row in held]
    return memberships, Where(place.programme_id, settlement_id, place.path)
