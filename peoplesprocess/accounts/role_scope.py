"""What somebody may be where: each role reaches as far as the table of permissions says, and no further."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import SCOPES, Role
from peoplesprocess.models import Area, Settlement


@dataclass(frozen=True, slots=True)
class RoleScope:
    """What somebody may be where, as it is asked for: the settlement by its code, the area by its path."""

    role: str
    settlement: str = ""
    area: str = ""
    group_code: str = ""


def checked(db: Session, programme_id: UUID, role: Role, reach: RoleScope) -> Settlement | None:
    """Return the settlement that is meant, if any. Errors: Refused at the field that does not fit."""
    settlement = _settlement(db, programme_id, role, reach)
    _check_area(db, programme_id, role, reach)
    _check_group(role, reach, settlement)
    return settlement


def _settlement(db: Session, programme_id: UUID, role: Role, reach: RoleScope) -> Settlement | None:
    if not reach.settlement:
        if "settlement" in SCOPES[role] and len(SCOPES[role]) == 1:
            raise Refused(Message(N_("This role is for one settlement. Say which.")), "settlement")
        return None
    if "settlement" not in SCOPES[role]:
        raise Refused(
            Message(N_("This role reaches further than one settlement. Leave this empty.")), "settlement"
        )
    found = db.scalar(
        select(Settlement).where(Settlement.programme_id == programme_id, Settlement.code == reach.settlement)
    )
    if found is None:
        raise Refused(Message(N_("No settlement of this programme has this code.")), "settlement")
    return found


def _check_area(db: Session, programme_id: UUID, role: Role, reach: RoleScope) -> None:
    if "area" not in SCOPES[role]:
        if reach.area:
            raise Refused(Message(N_("This role is not for an area. Leave this empty.")), "area")
        return
    if not reach.area:
        raise Refused(Message(N_("An authority answers for an area. Say for which.")), "area")
    if db.scalar(select(Area.id).where(Area.programme_id == programme_id, Area.path == reach.area)) is None:
        raise Refused(Message(N_("This programme has no such area.")), "area")


def _check_group(role: Role, reach: RoleScope, settlement: Settlement | None) -> None:
    if role is not Role.GROUP_REPRESENTATIVE:
        if reach.group_code:
            raise Refused(
                Message(N_("Only a group's representative speaks for a group. Leave this empty.")), "group"
            )
        return
    if not reach.group_code:
        raise Refused(Message(N_("Say which group this person represents.")), "group")
    if settlement is not None and reach.group_code not in settlement.groups:
        raise Refused(
            Message(N_("This group is not heard by itself in this settlement. Choose another.")), "group"
        )
