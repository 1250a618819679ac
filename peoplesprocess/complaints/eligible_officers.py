"""Who can read a complaint: the programme's complaints officers, without those whom it concerns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from peoplesprocess.complaints import queries
from peoplesprocess.complaints.queries import ComplaintRecord, OfficerKeyRow
from peoplesprocess.core.complaints import roles_left_out
from peoplesprocess.core.roles import ActPlace, Role, RoleGrant, reaches


def officers_for(db: Session, where: ActPlace, about: str, now: datetime) -> list[OfficerKeyRow]:
    """Return the officers, with their keys, who may read a complaint about `about` at a place."""
    keys = queries.OFFICER_KEYS.all(db, programme=where.programme, now=now)
    accounts = [row.account_id for row in keys]
    roles = queries.ROLES_BESIDES.all(db, programme=where.programme, accounts=accounts, now=now)
    left_out = roles_left_out(about)
    concerned = {
        row.account_id
        for row in roles
        if Role(row.role) in left_out
        and reaches(RoleGrant(Role(row.role), where.programme, row.settlement_id, row.area), where)
    }
    return [row for row in keys if row.account_id not in concerned]


def officers_without(db: Session, record: ComplaintRecord, now: datetime) -> list[OfficerKeyRow]:
    """Return the officers who may read a complaint and cannot yet: it was not sealed to them."""
    held = {row.officer_key_id for row in queries.HELD_KEYS.all(db, complaint=record.row.id)}
    return [row for row in officers_for(db, record.where, record.row.about, now) if row.id not in held]
