"""The validity of an invitation, which lasts as long as its maker may invite to that role."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from peoplesprocess.core.roles import MONEY_ROLES, Role
from peoplesprocess.facts.actors import HOLDS, IS_CONFIRMED
from peoplesprocess.models import Account, Invitation, Membership

_MONEY = [role.value for role in MONEY_ROLES]
_invites_anybody = and_(Membership.role == Role.ADMINISTRATOR.value, Membership.programme_id.is_(None))
_invites_into_programme = and_(
    Membership.role == Role.PROGRAMME_MANAGER.value,
    Membership.programme_id == Invitation.programme_id,
    Invitation.role != Role.ADMINISTRATOR.value,
    or_(Invitation.role.not_in(_MONEY), IS_CONFIRMED),
)
# The table of permissions as SQL, as a list cannot ask it for each row; a test compares both.
_maker_may_invite = exists(
    select(1)
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.account_id == Invitation.made_by,
        HOLDS,
        Account.revoked_at.is_(None),
        or_(_invites_anybody, _invites_into_programme),
    )
    .correlate(Invitation)
)
_begins_the_installation = and_(
    Invitation.made_by.is_(None), Invitation.programme_id.is_(None), ~exists(select(1).select_from(Account))
)
IS_STANDING: ColumnElement[bool] = or_(
    _maker_may_invite,
    _begins_the_installation,
    and_(Invitation.made_by.is_(None), Invitation.programme_id.is_not(None)),
)
"""Whether the maker may still invite to the role; the set-up link is valid only while there is no account."""
