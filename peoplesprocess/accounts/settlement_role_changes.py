"""Acts that name a facilitator or an officer of the committee, and may end the role of another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from peoplesprocess.accounts.account_reach import require_open
from peoplesprocess.accounts.role_endings import RoleEndingInput, revoke_membership
from peoplesprocess.accounts.usable_invitations import make_invitation
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import CHECKING_ROLES, Role, RoleGrant
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.actors import HOLDS, INVITED_AS
from peoplesprocess.models import Account, Membership

CHOICES = 60
"""The most people in a list of choices; if there are more, the user name is typed."""
ENDED_SHOWN = 100
"""The most ended roles on the page of a settlement's people."""
_NOBODY_NAMED = {
    Role.FACILITATOR: N_("Choose who facilitates from now on, or make an invitation for somebody new."),
    Role.COMMITTEE_OFFICER: N_(
        "Choose who is the committee's officer from now on, or make an invitation for somebody new."
    ),
}
_HERE_ALREADY = {
    Role.FACILITATOR: N_(
        "This person already facilitates here. Choose somebody else, or end a role in the list."
    ),
    Role.COMMITTEE_OFFICER: N_(
        "This person is already an officer of the committee. Choose somebody else, or end a role in the list."
    ),
}

_WOULD_LOSE = N_(
    "This person releases money, looks at works or answers complaints here, and anyone who builds cannot "
    "do that. Make an invitation: the person can then decide about it with their own account."
)


@dataclass(frozen=True, slots=True)
class SettlementRoleChangeInput:
    """The new holder of a role, by user name or as a new person; and the role that ends, if any.

    `note` says for whom an invitation is, or which office somebody with an account gets.
    """

    is_new: bool
    username: str = ""
    former: UUID | None = None
    ends_on: date | None = None
    reason: str = ""
    note: str = ""


class HeldSettlementRole(NamedTuple):
    """A role in a settlement, with its holder and days."""

    id: UUID
    name: str
    account_id: UUID
    role: str
    group_code: str
    made_at: datetime
    revoked_at: datetime | None
    end_reason: str
    invited_as: str | None


class ProgrammePerson(NamedTuple):
    """Somebody who has a role in a programme."""

    username: str
    name: str


_here = (
    select(
        Membership.id,
        Account.name,
        Membership.account_id,
        Membership.role,
        Membership.group_code,
        Membership.made_at,
        Membership.revoked_at,
        Membership.end_reason,
        INVITED_AS.label("invited_as"),
    )
    .join(Account, Account.id == Membership.account_id)
    .where(Membership.settlement_id == bindparam("settlement"))
)
_is_over = Membership.revoked_at <= bindparam("now")
HELD_HERE = Query(
    HeldSettlementRole,
    _here.where(or_(Membership.revoked_at.is_(None), ~_is_over)).order_by(Membership.id.desc()),
)
"""All present roles in a settlement, newest first. No limit: each of them can be ended."""
ENDED_HERE = Query(
    HeldSettlementRole,
    _here.where(_is_over).order_by(Membership.revoked_at.desc(), Membership.id.desc()).limit(ENDED_SHOWN + 1),
)
"""The roles in a settlement that ended last, and one more if there are more than a page shows."""
_in_programme = select(Membership.account_id).where(Membership.programme_id == bindparam("programme"), HOLDS)
_checking = select(Membership.account_id).where(
    Membership.programme_id == bindparam("programme"),
    or_(Membership.settlement_id.is_(None), Membership.settlement_id == bindparam("settlement")),
    Membership.role.in_([role.value for role in CHECKING_ROLES]),
    HOLDS,
)
_CHECKS = ScalarQuery(_checking.where(Membership.account_id == bindparam("account")).limit(1))
KNOWN_PEOPLE = Query(
    ProgrammePerson,
    select(Account.username, Account.name)
    .where(
        Account.id.in_(_in_programme),
        Account.id.not_in(_checking),
        Account.revoked_at.is_(None),
        Account.id != bindparam("actor"),
    )
    .order_by(Account.name)
    .limit(CHOICES + 1),
)
"""People of the programme who can be named directly: not the actor, and nobody whose role would lose effect.
"""


def name_facilitator(act: Act, wanted: SettlementRoleChangeInput, token: str = "") -> None:
    """Name a facilitator, in addition to the present one or, if wanted, in their place.

    New people are invited with `token`. So are those with a role that excludes building, as nobody may take
    it from them without their consent. Errors: Forbidden; Refused if nobody is named, for the actor, for
    people with such a role, for somebody who already facilitates here, and as for ending the role.
    """
    act.require(Action.INVITE, ActSubject(role=Role.FACILITATOR))
    _name(act, Role.FACILITATOR, wanted, token)


def name_officer(act: Act, wanted: SettlementRoleChangeInput, token: str = "") -> None:
    """Name an officer of the committee, and end the role of the previous one if wanted.

    The rules are those of `name_facilitator`. Errors: Forbidden; Refused.
    """
    act.require(Action.INVITE, ActSubject(role=Role.COMMITTEE_OFFICER))
    _name(act, Role.COMMITTEE_OFFICER, wanted, token)


def _name(act: Act, role: Role, wanted: SettlementRoleChangeInput, token: str) -> None:
    place = act.settlement
    if wanted.is_new:
        make_invitation(act, RoleGrant(role, place.programme_id, place.id), token, wanted.note.strip())
    else:
        _give(act, role, _account(act, role, wanted.username), wanted.note.strip() or None)
    if wanted.former is not None:
        _end(act, role, wanted.former, RoleEndingInput(wanted.ends_on, wanted.reason))


def _account(act: Act, role: Role, username: str) -> UUID:
    if not username:
        raise Refused(Message(_NOBODY_NAMED[role]), "username")
    programme = act.settlement.programme_id
    found = act.db.scalar(
        select(Account.id).where(
            Account.username == username, Account.revoked_at.is_(None), Account.id.in_(_in_programme)
        ),
        {"programme": programme, "now": act.now},
    )
    if found is None:
        raise Refused(
            Message(N_("Nobody in this programme has this user name. Make an invitation for somebody new.")),
            "username",
        )
    if found == act.actor.id:
        raise Refused(
            Message(N_("You cannot give a role to yourself. Choose somebody else, or ask another manager.")),
            "username",
        )
    if _CHECKS.get(act.db, programme=programme, settlement=act.settlement.id, account=found, now=act.now):
        raise Refused(Message(_WOULD_LOSE), "username")
    return found


def _give(act: Act, role: Role, account: UUID, given_as: str | None) -> None:
    require_open(act, account)
    place = act.settlement
    known = select(Membership.id).where(
        Membership.account_id == account,
        Membership.role == role.value,
        Membership.settlement_id == place.id,
        Membership.revoked_at.is_(None),
    )
    if act.db.scalar(known) is not None:
        raise Refused(Message(_HERE_ALREADY[role]), "username")
    where = {"settlement_id": place.id, **act.programme_columns}
    act.db.add(Membership(account_id=account, role=role.value, given_as=given_as, **where))
    act.note("membership.give", f"account {account}", role=role.value)


def _end(act: Act, role: Role, former: UUID, ending: RoleEndingInput) -> None:
    held = act.db.get(Membership, former)
    if held is None or held.settlement_id != act.settlement.id or held.role != role.value:
        raise Refused(Message(N_("Choose one from the list.")), "former")
    if not ending.reason.strip():
        raise Refused(Message(N_("Write why it ends. The reason stays in the list of people.")), "reason")
    revoke_membership(act, former, ending)
