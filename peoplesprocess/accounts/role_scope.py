"""Checks of roles and their places against what the table of permissions allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.core.approval_chain import FIRST
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import SCOPES, Role
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.models import Area, Settlement


@dataclass(frozen=True, slots=True)
class RolePlaceInput:
    """A role and its place as typed in: the settlement by its code, the area by its path.

    `level` is the number of the level of authority; `note` says for whom an invitation is.
    """

    role: Role
    settlement: str = ""
    area: str = ""
    group: str = ""
    level: int = FIRST
    note: str = ""


class SettlementGroups(NamedTuple):
    """A settlement with the codes of the groups that meet separately."""

    id: UUID
    groups: list[str]


_SETTLEMENT = Query(
    SettlementGroups,
    select(Settlement.id, Settlement.groups).where(
        Settlement.programme_id == bindparam("programme"), Settlement.code == bindparam("code")
    ),
)
_AREA = ScalarQuery(
    select(Area.id).where(
        Area.programme_id == bindparam("programme"),
        Area.path == bindparam("path"),
    )
)


def checked_settlement(db: Session, programme_id: UUID, scope: RolePlaceInput) -> UUID | None:
    """Return the key of the role's settlement, or None.

    Errors: Refused at the field that does not fit the role or names nothing in the programme.
    """
    settlement = _settlement(db, programme_id, scope)
    _check_area(db, programme_id, scope)
    _check_group(scope, settlement)
    return settlement.id if settlement else None


def _settlement(db: Session, programme_id: UUID, scope: RolePlaceInput) -> SettlementGroups | None:
    allowed = SCOPES[scope.role]
    if not scope.settlement:
        if allowed == ("settlement",):
            raise Refused(Message(N_("This role is for one settlement. Say which.")), "settlement")
        return None
    if "settlement" not in allowed:
        raise Refused(
            Message(N_("This role is for more than one settlement. Leave this empty.")), "settlement"
        )
    found = _SETTLEMENT.first(db, programme=programme_id, code=scope.settlement)
    if found is None:
        raise Refused(Message(N_("No settlement of this programme has this code.")), "settlement")
    return found


def _check_area(db: Session, programme_id: UUID, scope: RolePlaceInput) -> None:
    if "area" not in SCOPES[scope.role]:
        if scope.area:
            raise Refused(Message(N_("This role is not for an area. Leave this empty.")), "area")
        return
    if not scope.area:
        raise Refused(Message(N_("An authority answers for an area. Say which.")), "area")
    if _AREA.get(db, programme=programme_id, path=scope.area) is None:
        raise Refused(Message(N_("This programme has no such area.")), "area")


def check_level(scope: RolePlaceInput, rules: ProgrammeRules) -> None:
    """Refuse a level that the programme does not ask, or one for another role. Errors: Refused."""
    if scope.level == FIRST:
        return
    if scope.role is not Role.LOCAL_AUTHORITY:
        raise Refused(Message(N_("Only a local authority has a level. Choose the first one.")), "level")
    if all(level.number != scope.level or level.duty == "none" for level in rules.levels):
        raise Refused(
            Message(N_("This programme does not ask this level. Choose one from the list.")), "level"
        )


def _check_group(scope: RolePlaceInput, settlement: SettlementGroups | None) -> None:
    if scope.role is not Role.GROUP_REPRESENTATIVE:
        if scope.group:
            raise Refused(
                Message(N_("Only a group's representative speaks for a group. Leave this empty.")), "group"
            )
        return
    if not scope.group:
        raise Refused(Message(N_("Say which group this person represents.")), "group")
    if settlement is not None and scope.group not in settlement.groups:
        raise Refused(
            Message(N_("This group does not meet separately in this settlement. Choose another.")), "group"
        )
