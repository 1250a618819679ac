"""What is read about people: accounts, invitations, who is what where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, literal, or_, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.models import Account, Area, Invitation, Membership, Programme, Settlement

PEOPLE_ON_A_PAGE = 50
CHOICES = 60
"""As many settlements as a list to choose from holds; beyond, the code is typed."""


def account_by_username(db: Session, username: str) -> Row[Any] | None:
    """Return an account that may sign in, or None."""
    columns: Any = (Account.id, Account.username, Account.password_hash)
    return db.execute(
        select(*columns).where(Account.username == username, Account.revoked_at.is_(None))
    ).first()


def invitation(db: Session, token: str) -> Row[Any] | None:
    """Return the invitation of a link with the names of its place, or None."""
    return db.execute(
        _with_place(
            select(
                Invitation,
                Programme.name.label("programme"),
                Programme.groups,
                Settlement.name.label("settlement"),
                Area.name.label("area_name"),
                Area.authority,
            ).select_from(Invitation),
            Invitation,
        ).where(Invitation.token_hash == hashed(token))
    ).first()


def memberships(db: Session, account_id: UUID) -> Sequence[Row[Any]]:
    """Return what an account is where, with the names of the places."""
    return db.execute(
        _with_place(
            select(
                Membership.role,
                Membership.group_code,
                Membership.area,
                Programme.groups,
                Programme.name.label("programme"),
                Settlement.name.label("settlement"),
                Area.name.label("area_name"),
            ).select_from(Membership),
            Membership,
        )
        .where(Membership.account_id == account_id, Membership.revoked_at.is_(None))
        .order_by(Membership.id)
    ).all()


def people(
    db: Session, programme_id: UUID, now: datetime, *, installation: bool, before: UUID | None = None
) -> Sequence[Row[Any]]:
    """Return who is what in a programme and who is invited, the newest first, one more than a page holds.

    `installation` adds those who are not bound to a programme.
    """
    held = _listed(Membership, False, Account.name, Membership.account_id, Membership.made_at)
    held = held.join(Account, Account.id == Membership.account_id)
    invited = _listed(Invitation, True, literal(""), Invitation.made_by, Invitation.expires_at)
    invited = invited.where(Invitation.used_at.is_(None), Invitation.expires_at > now)
    everybody = union_all(
        held.where(_within(Membership, programme_id, installation)),
        invited.where(_within(Invitation, programme_id, installation)),
    ).subquery()
    statement = select(everybody).order_by(everybody.c.id.desc()).limit(PEOPLE_ON_A_PAGE + 1)
    return db.execute(statement.where(everybody.c.id < before) if before else statement).all()


def membership_of(
    db: Session, programme_id: UUID, membership_id: UUID, *, installation: bool
) -> Row[Any] | None:
    """Return one role that somebody has in a programme, or None."""
    return db.execute(
        _with_place(
            select(
                Membership.id,
                Membership.role,
                Membership.account_id,
                Account.name,
                Account.username,
                Settlement.name.label("settlement"),
                Area.name.label("area_name"),
            ).join(Account, Account.id == Membership.account_id),
            Membership,
        ).where(
            Membership.id == membership_id,
            _within(Membership, programme_id, installation),
        )
    ).first()


def invitation_of(
    db: Session, programme_id: UUID, invitation_id: UUID, *, installation: bool
) -> Row[Any] | None:
    """Return one invitation into a programme, or None."""
    return db.execute(
        _with_place(
            select(
                Invitation.id,
                Invitation.role,
                Invitation.expires_at,
                Settlement.name.label("settlement"),
                Area.name.label("area_name"),
            ),
            Invitation,
        ).where(
            Invitation.id == invitation_id,
            _within(Invitation, programme_id, installation),
        )
    ).first()


@dataclass(frozen=True, slots=True)
class Places:
    """Where people can be invited to: settlements by code, areas by path; not `all_shown` if too many."""

    settlements: list[tuple[str, str]]
    areas: list[tuple[str, str]]
    all_shown: bool


def places(db: Session, programme_id: UUID) -> Places:
    """Return a programme's settlements and areas as choices."""
    settlements = (
        select(literal("s").label("kind"), Settlement.code.label("key"), Settlement.name)
        .where(Settlement.programme_id == programme_id)
        .order_by(Settlement.name)
        .limit(CHOICES + 1)
        .subquery()
    )
    areas = select(literal("a").label("kind"), Area.path.label("key"), Area.name).where(
        Area.programme_id == programme_id
    )
    rows = db.execute(union_all(select(settlements), areas)).all()
    found = sorted(((row.key, row.name) for row in rows if row.kind == "s"), key=lambda pair: pair[1])
    above = sorted((row.key, f"{row.name} ({row.key})") for row in rows if row.kind == "a")
    return Places(found, above, len(found) <= CHOICES)


def _listed(table: Any, invited: bool, name: Any, account_id: Any, at: Any) -> Any:
    return _with_place(
        select(
            table.id,
            literal(invited).label("invited"),
            name.label("name"),
            table.role,
            account_id.label("account_id"),
            table.group_code,
            Settlement.name.label("settlement"),
            Area.name.label("area_name"),
            at.label("at"),
        ).select_from(table),
        table,
    ).where(table.revoked_at.is_(None))


def _within(table: Any, programme_id: UUID, installation: bool) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = table.programme_id == programme_id
    return or_(inside, table.programme_id.is_(None)) if installation else inside


def _with_place(statement: Any, table: Any) -> Any:
    return (
        statement.outerjoin(Programme, Programme.id == table.programme_id)
        .outerjoin(Settlement, Settlement.id == table.settlement_id)
        .outerjoin(Area, and_(Area.programme_id == table.programme_id, Area.path == table.area))
    )
