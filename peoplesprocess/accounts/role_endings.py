"""Ending roles: from which moment, why, and who must remain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, or_, select

from peoplesprocess.accounts.role_journal_places import chain_of, role_to_end
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import Role
from peoplesprocess.core.time_zones import day_at, zone_at
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.actors import HOLDS, IS_CONFIRMED
from peoplesprocess.models import Account, Area, Membership, Programme, Settlement, SignInSession


@dataclass(frozen=True, slots=True)
class RoleEndingInput:
    """The first day on which a role allows nothing, or None for at once, and the reason."""

    ends_on: date | None = None
    reason: str = ""


class SettlementClock(NamedTuple):
    """The time zone of a settlement, and the path of its area, which decides if that is ""."""

    time_zone: str
    area: str


ENDS_NOW = RoleEndingInput()
_CLOCK = Query(
    SettlementClock,
    select(Settlement.time_zone, Area.path.label("area"))
    .join(Area, Area.id == Settlement.area_id)
    .where(Settlement.id == bindparam("settlement")),
)
_PROGRAMME_NAME = ScalarQuery(select(Programme.name).where(Programme.id == bindparam("programme")))
_gives_roles = or_(
    Membership.role == Role.ADMINISTRATOR.value,
    and_(
        Membership.role == Role.PROGRAMME_MANAGER.value,
        Membership.programme_id == bindparam("programme"),
    ),
)
_WHO_STAYS = ScalarQuery(
    select(Membership.role)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.id != bindparam("ending"),
        Membership.revoked_at.is_(None),
        Account.revoked_at.is_(None),
        IS_CONFIRMED,
        _gives_roles,
    )
)


_NOBODY_LEFT = {
    Role.ADMINISTRATOR: N_(
        "No other administrator would be left. Invite another one first, then end this role."
    ),
    Role.PROGRAMME_MANAGER: N_(
        "No other programme manager would be left. Invite another one first, then end this role."
    ),
}
_NOBODY_LEFT_OF_ALL = {
    Role.ADMINISTRATOR: N_(
        "No other administrator would be left. Invite another one first, then close the account."
    ),
    Role.PROGRAMME_MANAGER: N_(
        "No other manager would be left in the programme “%(programme)s”. Invite another one first, then "
        "close the account."
    ),
}
_HELD = (
    select(Membership)
    .where(Membership.account_id == bindparam("account"), HOLDS)
    .order_by(Membership.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def revoke_membership(act: Act, membership_id: UUID, ending: RoleEndingInput = ENDS_NOW) -> Membership:
    """End a role, either at once, which also ends all sessions of its account, or from a future day on.

    Errors: Forbidden; Refused for the actor's own role, for a day that is over, for a role that has ended, or
    if nobody would be left to give such a role.
    """
    act.require_role(Action.INVITE)
    held = role_to_end(act, membership_id)
    moment = _moment(act, held, ending.ends_on)
    if (lacking := _lacking_without(act, held)) is not None:
        raise Refused(Message(_NOBODY_LEFT[lacking]))
    held.revoked_at, held.revoked_by, held.end_reason = moment, act.actor.id, ending.reason.strip()
    detail: dict[str, object] = {"role": held.role}
    if moment > act.now and ending.ends_on:
        detail["until"] = ending.ends_on.isoformat()
    else:
        act.db.execute(delete(SignInSession).where(SignInSession.account_id == held.account_id))
    act.note_in(chain_of(held), "membership.revoke", f"account {held.account_id}", **detail)
    return held


def end_all_roles(act: Act, account_id: UUID, reason: str) -> None:
    """End all roles of an account at once, each with its journal entry; the caller has checked permissions.

    Errors: Refused if nobody would be left to give such a role.
    """
    for held in act.db.scalars(_HELD, {"account": account_id, "now": act.now}).all():
        if (lacking := _lacking_without(act, held)) is not None:
            programme = _PROGRAMME_NAME.get(act.db, programme=held.programme_id)
            raise Refused(Message(_NOBODY_LEFT_OF_ALL[lacking], {"programme": programme or ""}))
        held.revoked_at, held.revoked_by, held.end_reason = act.now, act.actor.id, reason
        act.note_in(chain_of(held), "membership.revoke", f"account {account_id}", role=held.role)


def _moment(act: Act, held: Membership, ends_on: date | None) -> datetime:
    """Return when the role ends: now, or at the start of the day by the clock of its place."""
    zone = _zone(act, held)
    # The actor's clock may differ from the place's; today by either of them means now.
    days = (day_at(zone, act.now), act.today)
    if ends_on is not None and ends_on < min(days):
        raise Refused(Message(N_("This day is over. Choose today or a later day.")), "ends_on")
    if ends_on is None or ends_on <= max(days):
        return act.now
    return datetime.combine(ends_on, time(), zone).astimezone(UTC)


def _zone(act: Act, held: Membership) -> tzinfo:
    if held.settlement_id is None:
        return zone_at("", held.area)
    return zone_at(*_CLOCK.one(act.db, settlement=held.settlement_id))


def _lacking_without(act: Act, held: Membership) -> Role | None:
    """Return the role that nobody would be left to give, not counting roles with a set end; else None."""
    role = Role(held.role)
    if role not in _NOBODY_LEFT:
        return None
    stay = _WHO_STAYS.all(act.db, ending=held.id, programme=held.programme_id)
    is_lacking = role.value not in stay if role is Role.ADMINISTRATOR else not stay
    return role if is_lacking else None
