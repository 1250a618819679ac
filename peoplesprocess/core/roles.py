"""Roles, the places in which they hold, and the state of the process: the input of permissions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from peoplesprocess.core.messages import N_


class Role(Enum):
    """What a person is in one place. The value is the name that other programs read."""

    FACILITATOR = "facilitator"
    COMMITTEE_OFFICER = "committee_officer"
    GROUP_REPRESENTATIVE = "group_representative"
    LOCAL_AUTHORITY = "local_authority"
    TECHNICAL_OFFICER = "technical_officer"
    PROGRAMME_MANAGER = "programme_manager"
    FINANCE_OFFICER = "finance_officer"
    COMPLAINTS_OFFICER = "complaints_officer"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.FACILITATOR: N_("Facilitator"),
    Role.COMMITTEE_OFFICER: N_("Committee officer"),
    Role.GROUP_REPRESENTATIVE: N_("Group representative"),
    Role.LOCAL_AUTHORITY: N_("Local authority"),
    Role.TECHNICAL_OFFICER: N_("Technical officer"),
    Role.PROGRAMME_MANAGER: N_("Programme manager"),
    Role.FINANCE_OFFICER: N_("Finance officer"),
    Role.COMPLAINTS_OFFICER: N_("Complaints officer"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

ROLE_TASKS = {
    Role.FACILITATOR: N_("Records what people of a settlement say and decide."),
    Role.COMMITTEE_OFFICER: N_("Signs for the community, keeps the cash book, asks for instalments."),
    Role.GROUP_REPRESENTATIVE: N_("Confirms that the sheet of a group is true."),
    Role.LOCAL_AUTHORITY: N_("Answers the plans of the settlements of an area."),
    Role.TECHNICAL_OFFICER: N_("Measures works and certifies them."),
    Role.PROGRAMME_MANAGER: N_(
        "Sets the rules of the programme, invites people, answers requests for money."
    ),
    Role.FINANCE_OFFICER: N_("Releases money that somebody else asked for."),
    Role.COMPLAINTS_OFFICER: N_("Reads complaints and answers them."),
    Role.ADMINISTRATOR: N_("Makes programmes, for the whole installation."),
}
"""What each role does, shown to whoever invites."""

MONEY_ROLES = (Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER)
"""The roles that release money. One person gives such a role, and another confirms it."""
BUILDING_ROLES = (Role.FACILITATOR, Role.COMMITTEE_OFFICER)
"""The roles of people who build, or help to build and to request money."""
CHECKING_ROLES = (*MONEY_ROLES, Role.TECHNICAL_OFFICER, Role.COMPLAINTS_OFFICER, Role.LOCAL_AUTHORITY)
"""The roles that pay or judge builders; whoever builds in a settlement can no longer use them there."""

SCOPES = {
    Role.FACILITATOR: ("settlement",),
    Role.COMMITTEE_OFFICER: ("settlement",),
    Role.GROUP_REPRESENTATIVE: ("settlement",),
    Role.LOCAL_AUTHORITY: ("area",),
    Role.TECHNICAL_OFFICER: ("settlement", "programme"),
    Role.PROGRAMME_MANAGER: ("programme",),
    Role.FINANCE_OFFICER: ("programme",),
    Role.COMPLAINTS_OFFICER: ("programme",),
    Role.ADMINISTRATOR: ("installation",),
}
"""The kinds of place for which each role can be given."""


class ProcessState(Enum):
    """The state of a settlement's process, as far as permissions depend on it."""

    PLANNING = "planning"
    """Some step before the first one that guards money is not closed yet."""
    BUILDING = "building"
    """All steps before the first one that guards money are closed; contracts are signed and money moves."""
    CLOSED = "closed"
    """Every step is closed."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """One role in one place: the installation, a programme, an area of it, or a settlement."""

    role: Role
    programme: UUID | None = None
    settlement: UUID | None = None
    area: str = ""
    group: str = ""
    is_confirmed: bool = True
    """Whether a second person confirmed a money role; other roles need no confirmation."""
    level: int = 1
    """The level of authority that the role answers for; used only by an authority's role."""


@dataclass(frozen=True, slots=True)
class ActPlace:
    """The place of an act. `area` is the path of place codes above a settlement, "PK/SD/DADU"."""

    programme: UUID | None = None
    settlement: UUID | None = None
    area: str = ""
    state: ProcessState = ProcessState.BUILDING


@dataclass(frozen=True, slots=True)
class Actor:
    """The account that acts, with its grants. Without an `id` it is the installation itself."""

    id: UUID | None = None
    grants: tuple[RoleGrant, ...] = ()
    is_proven: bool = False
    """Whether a second factor has just proved that it is the account's owner; False by default."""


def builds(actor: Actor, where: ActPlace) -> bool:
    """Return whether the actor holds a building role at the place."""
    return any(grant.role in BUILDING_ROLES and reaches(grant, where) for grant in actor.grants)


def reaches(grant: RoleGrant, where: ActPlace) -> bool:
    """Return whether the grant holds at that place.

    A role for one settlement or area never reaches its whole programme; a role for the whole installation,
    which only an administrator has, reaches everything.
    """
    if grant.programme is None:
        return grant.role is Role.ADMINISTRATOR
    if grant.programme != where.programme:
        return False
    if grant.settlement is not None:
        return grant.settlement == where.settlement
    if grant.area:
        return (where.area + "/").startswith(grant.area + "/")
    return True


def groups_represented(actor: Actor, where: ActPlace) -> frozenset[str]:
    """Return the codes of the groups that the actor represents at `where`."""
    return frozenset(
        grant.group
        for grant in actor.grants
        if grant.role is Role.GROUP_REPRESENTATIVE and reaches(grant, where)
    )
