"""The officers who can read a complaint: those of the programme, without those whom it concerns."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.complaints import queries
from peoplesprocess.complaints.queries import ComplaintRecord, OfficerKeyRow
from peoplesprocess.core.complaints import roles_left_out
from peoplesprocess.core.roles import ActPlace, Role, RoleGrant, reaches
from peoplesprocess.facts.user_account_makers import account_makers


def officers_for(db: Session, where: ActPlace, about: str, now: datetime) -> list[OfficerKeyRow]:
    """Return the officers, with their keys, who may read a complaint about `about` at a place.

    An account made by somebody whom it concerns could belong to that very person. Its officer reads the
    complaint only if there is no other one, and once somebody else vouches for the account (decision 23).
    """
    keys = queries.OFFICER_KEYS.all(db, programme=where.programme, now=now)
    made = account_makers(db, [row.account_id for row in keys])
    makers = frozenset().union(*made.values())
    concerned = _concerned(db, where, about, {*makers, *(row.account_id for row in keys)}, now)
    able = [row for row in keys if row.account_id not in concerned]
    others = [row for row in able if not concerned.intersection(made.get(row.account_id, ()))]
    return others or able


def _concerned(db: Session, where: ActPlace, about: str, accounts: set[UUID], now: datetime) -> set[UUID]:
    """Return those of `accounts` that hold a role there which a complaint about `about` concerns."""
    roles = queries.OTHER_ROLES.all(db, programme=where.programme, accounts=list(accounts), now=now)
    left_out = roles_left_out(about)
    return {
        row.account_id
        for row in roles
        if Role(row.role) in left_out
        and reaches(RoleGrant(Role(row.role), where.programme, row.settlement_id, row.area), where)
    }


def officers_without(db: Session, record: ComplaintRecord, now: datetime) -> list[OfficerKeyRow]:
    """Return the officers who may read a complaint but to whom it is not sealed yet."""
    held = {row.officer_key_id for row in queries.HELD_KEYS.all(db, complaint=record.row.id)}
    return [row for row in officers_for(db, record.where, record.row.about, now) if row.id not in held]
