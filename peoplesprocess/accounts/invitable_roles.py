"""Roles to which several people can be invited at once, each with its place and the people there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.accounts.invitation_validity import IS_STANDING
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.approval_chain import FIRST
from peoplesprocess.core.choice_lists import OFFICES
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.roles import ROLE_NAMES, Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.facts.places import ProgrammeWithRules
from peoplesprocess.models import Area, Invitation, Membership, Settlement

SEATS = ("chair", "secretary", "treasurer")
"""The seats of a committee with an invitation of their own; its note names the seat."""
_IN_PROGRAMME = (
    Role.TECHNICAL_OFFICER,
    Role.PROGRAMME_MANAGER,
    Role.FINANCE_OFFICER,
    Role.COMPLAINTS_OFFICER,
)


class InvitedPlace(NamedTuple):
    """A settlement with its area and the groups that meet separately."""

    id: UUID
    code: str
    name: str
    groups: list[str]
    area: str
    area_name: str


PLACE = Query(
    InvitedPlace,
    select(
        Settlement.id,
        Settlement.code,
        Settlement.name,
        Settlement.groups,
        Area.path.label("area"),
        Area.name.label("area_name"),
    )
    .join(Area, Area.id == Settlement.area_id)
    .where(Settlement.programme_id == bindparam("programme"), Settlement.code == bindparam("code")),
)
"""A settlement of a programme by its code."""


class RoleCount(NamedTuple):
    """The number of people who have a role, or are invited to it, in a settlement or beyond."""

    role: str
    group_code: str
    in_settlement: bool
    invited: bool
    people: int


def _reaching(table: type[Membership] | type[Invitation]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for roles that reach a settlement, or a whole programme if there is none."""
    return (
        table.programme_id == bindparam("programme"),
        table.level == FIRST,
        or_(table.settlement_id.is_(None), table.settlement_id == bindparam("settlement", type_=Uuid)),
        or_(table.area == "", table.area == bindparam("area")),
    )


_held = select(
    Membership.role,
    Membership.group_code,
    Membership.settlement_id.is_not(None).label("in_settlement"),
    literal(False).label("invited"),
).where(HOLDS, *_reaching(Membership))
_invited = select(
    Invitation.role,
    Invitation.group_code,
    Invitation.settlement_id.is_not(None).label("in_settlement"),
    literal(True).label("invited"),
).where(
    Invitation.revoked_at.is_(None),
    Invitation.used_at.is_(None),
    Invitation.expires_at > bindparam("now"),
    IS_STANDING,
    *_reaching(Invitation),
)
_all = union_all(_held, _invited).subquery()
_COUNTS = Query(
    RoleCount,
    select(*_all.c, func.count().label("people")).group_by(*_all.c),
)


@dataclass(frozen=True, slots=True)
class InvitableRole:
    """A line of the form: one role in one place, with the numbers of its holders and invitations."""

    scope: RolePlaceInput
    place: str
    of: str = ""
    """The name of the role's group or seat, or ""."""
    held: int = 0
    invited: int = 0

    @property
    def name(self) -> Message:
        """The name of the role, with its group or seat."""
        role = ROLE_NAMES[self.scope.role]
        return (
            Message(N_("%(main)s (%(aside)s)"), {"main": role, "aside": self.of})
            if self.of
            else Message(role)
        )

    @property
    def field(self) -> str:
        """The name of the line's field."""
        scope = self.scope
        return "_".join(filter(None, (scope.role.value, scope.settlement, scope.group, scope.note)))


def invitable_roles(
    db: Session, programme: ProgrammeWithRules, place: InvitedPlace | None, now: datetime
) -> list[InvitableRole]:
    """Return the lines for a settlement and its programme, or for the programme alone."""
    found = _COUNTS.all(
        db,
        programme=programme.id,
        settlement=place.id if place else None,
        area=place.area if place else "",
        now=now,
    )
    people = {row[:-1]: row.people for row in found}
    lines = [*(_here(place, programme.group_names) if place else ()), *_everywhere(programme.name)]
    return [_counted(line, people) for line in lines]


def _here(place: InvitedPlace, groups: Mapping[str, str]) -> Iterator[InvitableRole]:
    """Yield the roles in a settlement, including that of the authority of its area."""

    def line(role: Role, of: str = "", group: str = "", seat: str = "") -> InvitableRole:
        scope = RolePlaceInput(role, settlement=place.code, group=group, note=seat)
        return InvitableRole(scope, place.name, of)

    yield line(Role.FACILITATOR)
    for seat in SEATS:
        yield line(Role.COMMITTEE_OFFICER, OFFICES[seat], seat=seat)
    yield line(Role.COMMITTEE_OFFICER)
    for code, name in groups.items():
        if code in place.groups:
            yield line(Role.GROUP_REPRESENTATIVE, name, group=code)
    yield InvitableRole(RolePlaceInput(Role.LOCAL_AUTHORITY, area=place.area), place.area_name)
    yield line(Role.TECHNICAL_OFFICER)


def _everywhere(programme: str) -> Iterator[InvitableRole]:
    return (InvitableRole(RolePlaceInput(role), programme) for role in _IN_PROGRAMME)


def _counted(line: InvitableRole, people: Mapping[tuple[str, str, bool, bool], int]) -> InvitableRole:
    scope = line.scope
    if scope.note:
        # Accounts do not record seats, so all officers are counted in the line without one.
        return line
    held, invited = (
        people.get((scope.role.value, scope.group, bool(scope.settlement), is_invited), 0)
        for is_invited in (False, True)
    )
    return replace(line, held=held, invited=invited)
