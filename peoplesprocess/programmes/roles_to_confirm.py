"""Roles that one person alone has given: how many of a programme wait for a second person's word."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Boolean, Uuid, and_, bindparam, case, func, or_, select

from peoplesprocess.core.roles import ROLE_NAMES, Actor, Role
from peoplesprocess.facts.actors import HAS_CONFIRMATION, HOLDS, IS_CONFIRMED
from peoplesprocess.models import Account, Membership, Programme, SettlementSummary

_account = bindparam("account", type_=Uuid())
_summary = SettlementSummary.__table__.c
# Only where a contract waits for signatures: everywhere else nobody is stopped.
_signs_soon = and_(
    Membership.role == Role.COMMITTEE_OFFICER.value,
    Membership.made_by != _account,
    Membership.settlement_id.in_(
        select(_summary.settlement_id).where(_summary.contracts > _summary.contracts_signed)
    ),
    ~HAS_CONFIRMATION,
)
_waiting = (
    select(func.count())
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.programme_id == Programme.id,
        Membership.account_id != _account,
        Account.revoked_at.is_(None),
        HOLDS,
        or_(~IS_CONFIRMED, _signs_soon),
    )
    .correlate(Programme)
    .scalar_subquery()
)
ROLES_TO_CONFIRM = case(
    (
        or_(
            bindparam("everything", type_=Boolean),
            Programme.id.in_(bindparam("managed", expanding=True)),
        ),
        _waiting,
    ),
    else_=0,
)
"""How many roles of others in a programme wait for who is one of its managers, or an administrator."""


def managed_by(actor: Actor) -> list[UUID | None]:
    """Return the keys of the programmes of which somebody is a manager."""
    return [grant.programme for grant in actor.grants if grant.role is Role.PROGRAMME_MANAGER]


def own_unconfirmed(actor: Actor) -> Sequence[str]:
    """Return the names of the actor's own roles that move money only once a second person confirms them."""
    return list(dict.fromkeys(ROLE_NAMES[grant.role] for grant in actor.grants if not grant.is_confirmed))
