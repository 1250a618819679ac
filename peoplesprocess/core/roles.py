"""Who people are in the process, where that holds, and how far the process is: no judgement yet."""

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
"""What each does, for whoever invites."""

MONEY_ROLES = (Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER)
"""The roles that release money. One person gives such a role, and another confirms it."""
BUILDING_ROLES = (Role.FACILITATOR, Role.COMMITTEE_OFFICER)
"""The roles of those who build, or help to build and to ask for money."""
CHECKING_ROLES = (*MONEY_ROLES, Role.TECHNICAL_OFFICER, Role.COMPLAINTS_OFFICER, Role.LOCAL_AUTHORITY)
"""The roles that pay or judge those who build: whoever builds in a settlement no longer does so there."""

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
"""How wide each role may be given."""


class ProcessState(Enum):
    """Where a settlement's process stands, as far as permissions go."""

    PLANNING = "planning"
    """A step that comes before money is not closed yet."""
    BUILDING = "building"
    """Planning is closed; contracts are signed and money moves."""
    CLOSED = "closed"
    """Every step is closed."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """One role in one place: everywhere, one programme, one area of it, or one settlement."""

    role: Role
    programme: UUID | None = None
    settlement: UUID | None = None
    area: str = ""
    group: str = ""
    is_confirmed: bool = True
    """Whether a second person stands behind a money role; other roles need none."""
    level: int = 1
    """The number of the level of authority that it answers for; only an authority's role asks."""


@dataclass(frozen=True, slots=True)
class ActPlace:
    """The place of an act. `area` is the path of place codes above a settlement, "PK/SD/DADU"."""

    programme: UUID | None = None
    settlement: UUID | None = None
    area: str = ""
    state: ProcessState = ProcessState.BUILDING


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with its grants. Without an `id` it is the installation itself."""

    id: UUID | None = None
    grants: tuple[RoleGrant, ...] = ()
    is_proven: bool = False
    """Whether a second factor has proved just now that it is the account's owner; never taken for granted."""


def builds(actor: Actor, where: ActPlace) -> bool:
    """Return whether somebody now has a role of those who build that holds at a place."""
    return any(grant.role in BUILDING_ROLES and reaches(grant, where) for grant in actor.grants)


def reaches(grant: RoleGrant, where: ActPlace) -> bool:
    """Return whether the grant holds at that place.

    A role for one settlement or area never reaches its whole programme; a role for the whole
    installation, which only an administrator has, reaches everything.
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
