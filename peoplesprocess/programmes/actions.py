"""What is done about the frame: setting up programmes, adding settlements, changing rules and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.steps import Step
from peoplesprocess.core.rules import PRESETS, Rules
from peoplesprocess.db import journal
from peoplesprocess.models import Area, Process, Programme, Settlement


@dataclass(frozen=True, slots=True)
class ProgrammeInput:
    """A programme as it begins: `groups` as in the table, `preset` a key of `rules.PRESETS`."""

    name: str
    code: str
    agency: str
    currency: str
    committee_name: str
    preset: str
    groups: Sequence[dict[str, Any]]
    sectors: Sequence[str]


@dataclass(frozen=True, slots=True)
class SettlementInput:
    """A settlement as it begins; the envelope in minor units of its currency."""

    name: str
    code: str
    area_id: UUID
    currency: str
    envelope: int
    place_code: str
    groups: Sequence[str]
    required_groups: Sequence[str]


def set_up(db: Session, actor: UUID | None, programme: ProgrammeInput, now: datetime) -> Programme:
    """Set up a programme with the numbers and steps of its preset. Errors: Refused if its code is taken."""
    if db.scalar(select(Programme.id).where(Programme.code == programme.code)) is not None:
        raise Refused(Message(N_("Another programme has this code. Choose another.")), "code")
    row = Programme(
        code=programme.code,
        name=programme.name,
        agency=programme.agency,
        currency=programme.currency,
        committee_name=programme.committee_name,
        sectors=list(programme.sectors),
        groups=list(programme.groups),
        rules=PRESETS[programme.preset][1].stored(),
        made_by=actor,
        made_at=now,
    )
    db.add(row)
    db.flush()
    first = steps.stored(steps.VARIANTS[programme.preset])
    db.add(Process(programme_id=row.id, version=1, steps=first, made_by=actor, made_at=now))
    journal.write(
        db,
        row.id,
        actor,
        "programme.set_up",
        "programme",
        now,
        currency=row.currency,
        preset=programme.preset,
        groups=len(row.groups),
    )
    return row


def add_area(
    db: Session, actor: UUID | None, programme_id: UUID, path: str, name: str, authority: str, now: datetime
) -> Area:
    """Add an area above settlements. Errors: Refused if the programme has one at this path."""
    if db.scalar(select(Area.id).where(Area.programme_id == programme_id, Area.path == path)) is not None:
        raise Refused(Message(N_("This area is there already. Choose it from the list.")), "area_path")
    area = Area(programme_id=programme_id, path=path, name=name, authority=authority)
    db.add(area)
    db.flush()
    journal.write(db, programme_id, actor, "area.add", path, now)
    return area


def area_at(db: Session, programme_id: UUID, path: str) -> Area:
    """Return a programme's area. Errors: Refused if there is none at this path."""
    found = db.scalar(select(Area).where(Area.programme_id == programme_id, Area.path == path))
    if found is None:
        raise Refused(Message(N_("This programme has no such area.")), "area")
    return found


def add_settlement(
    db: Session, actor: UUID | None, programme_id: UUID, settlement: SettlementInput, now: datetime
) -> Settlement:
    """Add a settlement, which walks the newest version of the programme's steps.

    Errors: Refused if its code is taken anywhere, as the public notice board is addressed by it.
    """
    if db.scalar(select(Settlement.id).where(Settlement.code == settlement.code)) is not None:
        raise Refused(Message(N_("Another settlement has this code. Choose another.")), "code")
    row = Settlement(
        programme_id=programme_id,
        process_id=_newest_process(db, programme_id).id,
        area_id=settlement.area_id,
        code=settlement.code,
        name=settlement.name,
        currency=settlement.currency,
        envelope=settlement.envelope,
        place_code=settlement.place_code,
        groups=list(settlement.groups),
        required_groups=list(settlement.required_groups),
        made_by=actor,
        made_at=now,
    )
    db.add(row)
    db.flush()
    detail = {
        "currency": row.currency,
        "envelope": row.envelope,
        "groups": row.groups,
        "required": row.required_groups,
    }
    journal.write(db, row.id, actor, "settlement.add", "settlement", now, **detail)
    return row


def change_rules(
    db: Session,
    actor: UUID,
    programme_id: UUID,
    rules: Rules,
    committee_name: str,
    seen_version: int,
    now: datetime,
) -> Programme:
    """Change a programme's numbers and the committees' name. Errors: Conflict if changed meanwhile."""
    programme = db.get_one(Programme, programme_id, with_for_update=True)
    if programme.version != seen_version:
        raise Conflict(_stored(programme))
    programme.rules = rules.stored()
    programme.committee_name = committee_name
    programme.version += 1
    journal.write(
        db, programme_id, actor, "rules.change", f"rules {programme.version}", now, rules=rules.stored()
    )
    return programme


def change_steps(
    db: Session, actor: UUID, programme_id: UUID, walk: Sequence[Step], seen_version: int, now: datetime
) -> Process:
    """Make a new version of a programme's steps; settlements that have begun keep theirs.

    Errors: Refused if money would be unguarded or a step has no name, Conflict if there is a newer
    version than `seen_version`.
    """
    newest = _newest_process(db, programme_id)
    if newest.version != seen_version:
        raise Conflict({"version": newest.version})
    checked = steps.checked(walk)
    row = Process(
        programme_id=programme_id,
        version=newest.version + 1,
        steps=steps.stored(checked),
        made_by=actor,
        made_at=now,
    )
    db.add(row)
    detail = {step.key: list(step.gate) for step in checked}
    journal.write(db, programme_id, actor, "steps.change", f"steps {row.version}", now, **detail)
    return row


def _newest_process(db: Session, programme_id: UUID) -> Process:
    return db.scalars(
        select(Process).where(Process.programme_id == programme_id).order_by(Process.version.desc()).limit(1)
    ).one()


def _stored(programme: Programme) -> dict[str, object]:
    values = {**programme.rules, "committee_name": programme.committee_name}
    for number, part in enumerate(values.pop("instalments"), start=1):
        values |= {f"percent{number}": part["percent"], f"work{number}": part["work_done"]}
        values |= {f"spent{number}": part["money_spent"]}
    return values
