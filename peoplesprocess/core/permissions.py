"""Who may do what, where, and while what is the case: one table for routes, pages, tests and commands."""

from __future__ import annotations

from collections.abc import Iterable
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
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.FACILITATOR: N_("Facilitator"),
    Role.COMMITTEE_OFFICER: N_("Committee officer"),
    Role.GROUP_REPRESENTATIVE: N_("Group representative"),
    Role.LOCAL_AUTHORITY: N_("Local authority"),
    Role.TECHNICAL_OFFICER: N_("Technical officer"),
    Role.PROGRAMME_MANAGER: N_("Programme manager"),
    Role.FINANCE_OFFICER: N_("Finance officer"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


class Action(Enum):
    """What can be done. Each names one act or one kind of page."""

    SIGNED_IN = "signed_in"
    """Be somebody: the home page, one's own account."""
    SET_UP_PROGRAMME = "set_up_programme"
    """Make a programme: currency, groups, words, thresholds, steps."""
    SEE_PROGRAMME = "see_programme"
    """See all settlements of a programme side by side, with their money."""
    CHANGE_PROGRAMME = "change_programme"
    """Change a programme's words, thresholds and steps."""
    ADD_SETTLEMENT = "add_settlement"
    """Add a settlement to a programme."""
    INVITE = "invite"
    """Invite people into a programme's places, and revoke them."""
    SEE_SETTLEMENT = "see_settlement"
    """See a settlement's path and everything that was recorded on it."""
    RECORD_PROFILE = "record_profile"
    """Write the settlement's sheet and profile."""
    RECORD_NO_OBJECTION = "record_no_objection"
    """Record that the authority has no objection."""
    RECORD_MEETING = "record_meeting"
    """Record a meeting with its counts."""
    RECORD_COMMITTEE = "record_committee"
    """Record the election, the seats and the signatories."""
    CLOSE_STEP = "close_step"
    """Close the present step, when its gate holds."""
    WAIVE_GATE = "waive_gate"
    """Pass a planning gate that does not hold, with a written reason."""
    RECORD_NEED = "record_need"
    """Record, correct or merge needs."""
    OPEN_ROUND = "open_round"
    """Open a round of prioritisation, with its method and rule."""
    ENTER_BALLOT_SHEET = "enter_ballot_sheet"
    """Type in a group's sheet, and correct it before the close."""
    ATTEST_BALLOT_SHEET = "attest_ballot_sheet"
    """Confirm that the own group's sheet is true."""
    CLOSE_ROUND = "close_round"
    """Close a round and make its result final."""
    PRINT_CODES = "print_codes"
    """Print a group's papers with codes; whoever sees a code can vote with it."""
    CORRECT_BALLOT_SHEET = "correct_ballot_sheet"
    """Correct a sheet of a closed round; both results stay."""
    DRAFT_PLAN = "draft_plan"
    """Write the action plan, record its adoption, hand it to the authority."""
    DECIDE_ITEM = "decide_item"
    """Endorse, return, decline or forward an item of a plan."""
    DRAFT_CONTRACT = "draft_contract"
    """Write a contract with its quantities and instalments."""
    SIGN_CONTRACT = "sign_contract"
    """Sign a contract for one's own party."""
    RECORD_VISIT = "record_visit"
    """Record a visit with measured quantities and photos."""
    RECORD_SPENDING = "record_spending"
    """Write the cash book."""
    REQUEST_TRANCHE = "request_tranche"
    """Ask for an instalment."""
    RELEASE_TRANCHE = "release_tranche"
    """Release or refuse an instalment that somebody else asked for."""
    RECORD_AUDIT = "record_audit"
    """Record the public audit."""
    CERTIFY = "certify"
    """Measure the finished work, list defects, issue the completion certificate."""
    HAND_OVER = "hand_over"
    """Record handover with its operation and maintenance plan."""
    CHECK_WORK = "check_work"
    """Record the checks 3, 6 and 12 months after handover."""


class State(Enum):
    """Where a settlement's process stands, as far as permissions go."""

    PLANNING = "planning"
    """A step that comes before money is not closed yet."""
    BUILDING = "building"
    """Planning is closed; contracts are signed and money moves."""
    CLOSED = "closed"
    """Every step is closed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles that may do something, and the states in which they may."""

    roles: frozenset[Role]
    states: frozenset[State] = frozenset({State.PLANNING, State.BUILDING})


def _rule(*roles: Role, closed_too: bool = False, planned: bool = False) -> Rule:
    states = set(State) if closed_too else {State.PLANNING, State.BUILDING}
    return Rule(frozenset(roles), frozenset(states - {State.PLANNING} if planned else states))


_EVERYBODY = tuple(Role)
_FIELD = (Role.FACILITATOR,)
_COMMITTEE = (Role.FACILITATOR, Role.COMMITTEE_OFFICER)

ALLOWED: dict[Action, Rule] = {
    Action.SIGNED_IN: _rule(*_EVERYBODY, closed_too=True),
    Action.SET_UP_PROGRAMME: _rule(Role.ADMINISTRATOR, closed_too=True),
    Action.SEE_PROGRAMME: _rule(
        Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER, Role.ADMINISTRATOR, closed_too=True
    ),
    Action.CHANGE_PROGRAMME: _rule(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, closed_too=True),
    Action.ADD_SETTLEMENT: _rule(Role.PROGRAMME_MANAGER, closed_too=True),
    Action.INVITE: _rule(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, closed_too=True),
    Action.SEE_SETTLEMENT: _rule(*(role for role in Role if role is not Role.ADMINISTRATOR), closed_too=True),
    Action.RECORD_PROFILE: _rule(*_FIELD, Role.PROGRAMME_MANAGER),
    Action.RECORD_NO_OBJECTION: _rule(*_FIELD, Role.LOCAL_AUTHORITY),
    Action.RECORD_MEETING: _rule(*_FIELD),
    Action.RECORD_COMMITTEE: _rule(*_FIELD),
    Action.CLOSE_STEP: _rule(*_FIELD, Role.PROGRAMME_MANAGER, closed_too=True),
    Action.WAIVE_GATE: _rule(Role.PROGRAMME_MANAGER),
    Action.RECORD_NEED: _rule(*_FIELD, Role.GROUP_REPRESENTATIVE),
    Action.OPEN_ROUND: _rule(*_FIELD),
    Action.ENTER_BALLOT_SHEET: _rule(*_COMMITTEE),
    Action.ATTEST_BALLOT_SHEET: _rule(Role.GROUP_REPRESENTATIVE),
    Action.CLOSE_ROUND: _rule(*_FIELD),
    Action.PRINT_CODES: _rule(*_FIELD),
    Action.CORRECT_BALLOT_SHEET: _rule(*_FIELD),
    Action.DRAFT_PLAN: _rule(*_COMMITTEE),
    Action.DECIDE_ITEM: _rule(Role.LOCAL_AUTHORITY),
    Action.DRAFT_CONTRACT: _rule(*_FIELD, Role.TECHNICAL_OFFICER),
    Action.SIGN_CONTRACT: _rule(
        Role.COMMITTEE_OFFICER, Role.PROGRAMME_MANAGER, Role.LOCAL_AUTHORITY, planned=True
    ),
    Action.RECORD_VISIT: _rule(Role.TECHNICAL_OFFICER),
    Action.RECORD_SPENDING: _rule(*_COMMITTEE),
    Action.REQUEST_TRANCHE: _rule(*_COMMITTEE, planned=True),
    Action.RELEASE_TRANCHE: _rule(Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER, planned=True),
    Action.RECORD_AUDIT: _rule(*_FIELD),
    Action.CERTIFY: _rule(Role.TECHNICAL_OFFICER),
    Action.HAND_OVER: _rule(*_FIELD),
    Action.CHECK_WORK: _rule(*_FIELD, Role.TECHNICAL_OFFICER, closed_too=True),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one place: everywhere, one programme, one area of it, or one settlement."""

    role: Role
    programme: UUID | None = None
    settlement: UUID | None = None
    area: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an act. `area` is the path of place codes above a settlement, "PK/SD/DADU"."""

    programme: UUID | None = None
    settlement: UUID | None = None
    area: str = ""
    state: State = State.BUILDING


def reaches(membership: Grant, where: Where) -> bool:
    """Return whether the membership holds at that place.

    A role for one settlement or area never reaches its whole programme; a role for the whole
    installation, which only an administrator has, reaches everything.
    """
    if membership.programme is None:
        return membership.role is Role.ADMINISTRATOR
    if membership.programme != where.programme:
        return False
    if membership.settlement is not None:
        return membership.settlement == where.settlement
    if membership.area:
        return (where.area + "/").startswith(membership.area + "/")
    return True


def may(memberships: Iterable[Grant], action: Action, where: Where) -> bool:
    """Return whether any of a person's memberships allows `action` at `where`, in the state it is in."""
    rule = ALLOWED[action]
    if where.state not in rule.states:
        return False
    return any(held.role in rule.roles and reaches(held, where) for held in memberships)


def groups_represented(memberships: Iterable[Grant], where: Where) -> frozenset[str]:
    """Return the codes of the groups that the person represents at `where`."""
    return frozenset(
        held.group for held in memberships if held.role is Role.GROUP_REPRESENTATIVE and reaches(held, where)
    )


SCOPES = {
    Role.FACILITATOR: ("settlement",),
    Role.COMMITTEE_OFFICER: ("settlement",),
    Role.GROUP_REPRESENTATIVE: ("settlement",),
    Role.LOCAL_AUTHORITY: ("area",),
    Role.TECHNICAL_OFFICER: ("settlement", "programme"),
    Role.PROGRAMME_MANAGER: ("programme",),
    Role.FINANCE_OFFICER: ("programme",),
    Role.ADMINISTRATOR: ("installation",),
}
"""How wide each role may be given."""
