"""The last role of somebody who no longer has any."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import ROLE_NAMES, Role
from peoplesprocess.core.time_zones import day_at, zone_at
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Area, Membership, Settlement


class EndedRole(NamedTuple):
    """A role that somebody held, and the local day on which it ended."""

    role: str
    day: date


class _EndedRoleRow(NamedTuple):
    role: str
    revoked_at: datetime
    time_zone: str
    area: str


_ENDED = Query(
    _EndedRoleRow,
    select(
        Membership.role,
        Membership.revoked_at,
        func.coalesce(Settlement.time_zone, "").label("time_zone"),
        func.coalesce(Area.path, "").label("area"),
    )
    .outerjoin(Settlement, Settlement.id == Membership.settlement_id)
    .outerjoin(Area, Area.id == Settlement.area_id)
    .where(Membership.account_id == bindparam("account"), Membership.revoked_at <= bindparam("now"))
    .order_by(Membership.revoked_at.desc())
    .limit(1),
)


def last_ended_role(db: Session, account: UUID, now: datetime) -> EndedRole | None:
    """Return a person's role that ended last, or None."""
    row = _ENDED.first(db, account=account, now=now)
    if row is None:
        return None
    return EndedRole(ROLE_NAMES[Role(row.role)], day_at(zone_at(row.time_zone, row.area), row.revoked_at))
