"""People whom a programme lacks: a second person to confirm roles, and an officer who reads complaints."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Boolean, Uuid, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.roles import ROLE_NAMES, Actor, Role
from peoplesprocess.facts.actors import HAS_CONFIRMATION, HOLDS, IS_CONFIRMED, IS_DOUBTED, LINK_MADE_BY
from peoplesprocess.models import (
    Account,
    Invitation,
    Membership,
    OfficerKey,
    Programme,
    SurvivorSupportContact,
)

BETWEEN_NAMES = "\n"
"""The separator of names in one value; names are single lines."""
_account = bindparam("account", type_=Uuid())
# Such a role works, but its holder cannot count as a second person besides the giver.
_given_by_one = and_(Membership.made_by.is_not(None), or_(~HAS_CONFIRMATION, IS_DOUBTED))
# Somebody whose account comes from the giver can give the role anew, so that the giver can confirm it.
_can_do_something = and_(
    Membership.account_id != _account,
    Membership.made_by.is_distinct_from(_account),
    LINK_MADE_BY.is_distinct_from(_account),
)
_waiting = (
    select(func.count())
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.programme_id == Programme.id,
        Account.revoked_at.is_(None),
        HOLDS,
        or_(~IS_CONFIRMED, _given_by_one),
        _can_do_something,
    )
    .correlate(Programme)
    .scalar_subquery()
)
_everywhere = bindparam("everything", type_=Boolean)
_may_confirm = or_(_everywhere, Programme.id.in_(bindparam("confirmed_in", expanding=True)))
ROLES_TO_CONFIRM = case((_may_confirm, _waiting), else_=0)
"""The number of roles in a programme that wait for confirmation by this manager or administrator."""
_is_led = or_(_everywhere, Programme.id.in_(bindparam("managed", expanding=True)))


_reader = aliased(Membership)
_reads_complaints = exists(
    select(1)
    .select_from(OfficerKey)
    .join(_reader, _reader.account_id == OfficerKey.account_id)
    .where(
        OfficerKey.programme_id == Programme.id,
        _reader.programme_id == Programme.id,
        _reader.role == Role.COMPLAINTS_OFFICER.value,
        or_(_reader.revoked_at.is_(None), _reader.revoked_at > bindparam("now")),
    )
    .correlate(Programme)
)
LACKS_COMPLAINTS_OFFICER = and_(_is_led, ~_reads_complaints)
"""Whether nobody in a programme can read complaints; only true for its managers and administrators."""
_has_passphrase = exists(
    select(1)
    .where(OfficerKey.account_id == Account.id, OfficerKey.programme_id == Programme.id)
    .correlate(Account, Programme)
)
_without_passphrase = (
    select(aggregate_strings(Account.name, BETWEEN_NAMES))
    .join(Membership, Membership.account_id == Account.id)
    .where(
        Membership.programme_id == Programme.id,
        Membership.role == Role.COMPLAINTS_OFFICER.value,
        HOLDS,
        Account.revoked_at.is_(None),
        ~_has_passphrase,
    )
    .correlate(Programme)
    .scalar_subquery()
)
OFFICERS_WITHOUT_PASSPHRASE = case((_is_led, _without_passphrase))
"""The complaints officers without a passphrase; NULL if there are none, or if the user does not manage."""
_is_invited = exists(
    select(1)
    .where(
        Invitation.programme_id == Programme.id,
        Invitation.role == Role.COMPLAINTS_OFFICER.value,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > bindparam("now"),
    )
    .correlate(Programme)
)
OFFICER_IS_INVITED = and_(_is_led, _is_invited)
"""Whether an unused invitation of a complaints officer exists; only true for managers and administrators."""
LACKS_SURVIVOR_SUPPORT_CONTACT = and_(
    Programme.id.in_(bindparam("managed", expanding=True)),
    ~exists(
        select(1)
        .where(SurvivorSupportContact.programme_id == Programme.id, SurvivorSupportContact.text != "")
        .correlate(Programme)
    ),
)
"""Whether a programme names no contact for survivors of violence; only true for its managers."""


def managed_by(actor: Actor) -> list[UUID | None]:
    """Return the keys of the programmes that somebody manages."""
    return [grant.programme for grant in actor.grants if grant.role is Role.PROGRAMME_MANAGER]


def confirmed_manager_of(actor: Actor) -> list[UUID | None]:
    """Return the keys of the programmes that somebody manages with a confirmed role."""
    return [
        grant.programme
        for grant in actor.grants
        if grant.role is Role.PROGRAMME_MANAGER and grant.is_confirmed
    ]


def own_unconfirmed(actor: Actor) -> Sequence[str]:
    """Return the names of the actor's own roles that move no money until a second person confirms them."""
    return list(dict.fromkeys(ROLE_NAMES[grant.role] for grant in actor.grants if not grant.is_confirmed))
