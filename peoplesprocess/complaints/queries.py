"""Queries of complaints: the list without words, one by number or receipt with its keys, officers' keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.complaints import ComplaintEventDay, ComplaintStage, due_on, roles_left_out, stage_of
from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.roles import Actor, ActPlace, Role, reaches
from peoplesprocess.core.secrets import hashed
from peoplesprocess.core.time_zones import day_at, zone_at
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.models import (
    Account,
    Area,
    Complaint,
    ComplaintEvent,
    ComplaintKey,
    Membership,
    OfficerKey,
    Programme,
    Settlement,
    SurvivorSupportContact,
)


class ComplaintRow(NamedTuple):
    """A complaint as it is stored, with its settlement."""

    id: UUID
    programme_id: UUID
    number: int
    category: str
    about: str
    channel: str
    filed_on: date
    sealed_text: str
    receipt_key: str
    settlement_id: UUID
    settlement_code: str
    settlement_name: str
    area: str
    time_zone: str
    programme_code: str
    stored_rules: dict[str, object]

    @property
    def rules(self) -> ProgrammeRules:
        """The rules of the programme."""
        return restored(self.stored_rules)


class ComplaintEventRow(NamedTuple):
    """Something that happened to a complaint."""

    complaint_id: UUID
    kind: str
    happened_on: date
    is_serious: bool
    sealed_text: str
    account_id: UUID | None
    name: str | None


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """A complaint with its events, in order."""

    row: ComplaintRow
    events: tuple[ComplaintEventRow, ...]

    @property
    def stage(self) -> ComplaintStage:
        """The stage of the complaint."""
        return stage_of(self._days)

    @property
    def is_serious(self) -> bool:
        """Whether an officer marked it as serious."""
        return any(event.is_serious for event in self.events)

    @property
    def answered_by(self) -> UUID | None:
        """The account whose answer is appealed against, None unless an appeal waits."""
        if self.stage is not ComplaintStage.APPEALED:
            return None
        return next(e.account_id for e in reversed(self.events) if e.kind == ComplaintStage.ANSWERED)

    @property
    def where(self) -> ActPlace:
        """Where it was made."""
        return ActPlace(self.row.programme_id, self.row.settlement_id, self.row.area)

    def due(self, rules: ProgrammeRules) -> date | None:
        """Return the day by which the next step is due, None if none is."""
        return due_on(self.row.filed_on, self._days, rules)

    def is_late(self, rules: ProgrammeRules, now: datetime) -> bool:
        """Return whether the next step is overdue."""
        due = self.due(rules)
        return due is not None and due < self.day_of(now)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in the time zone where it was made."""
        return day_at(zone_at(self.row.time_zone, self.row.area), moment)

    def subject(self, actor: Actor) -> ActSubject:
        """Return it as a subject of the table of permissions."""
        return ActSubject(
            left_out=roles_left_out(self.row.about),
            roles_there=frozenset(grant.role for grant in actor.grants if reaches(grant, self.where)),
            answered_by=self.answered_by,
        )

    @property
    def _days(self) -> list[ComplaintEventDay]:
        return [ComplaintEventDay(event.kind, event.happened_on) for event in self.events]


COMPLAINT_ROWS = (
    select(
        Complaint.id,
        Complaint.programme_id,
        Complaint.number,
        Complaint.category,
        Complaint.about,
        Complaint.channel,
        Complaint.filed_on,
        Complaint.sealed_text,
        Complaint.receipt_key,
        Settlement.id.label("settlement_id"),
        Settlement.code.label("settlement_code"),
        Settlement.name.label("settlement_name"),
        Area.path.label("area"),
        Settlement.time_zone,
        Programme.code.label("programme_code"),
        Programme.rules.label("stored_rules"),
    )
    .join(Programme, Programme.id == Complaint.programme_id)
    .join(Settlement, Settlement.id == Complaint.settlement_id)
    .join(Area, Area.id == Settlement.area_id)
)
"""All complaints, with the columns of `ComplaintRow`."""
_BY_NUMBER = Query(
    ComplaintRow,
    COMPLAINT_ROWS.where(
        Complaint.programme_id == bindparam("programme"), Complaint.number == bindparam("number")
    ),
)
_BY_RECEIPT = Query(ComplaintRow, COMPLAINT_ROWS.where(Complaint.receipt_hash == bindparam("receipt")))
_EVENTS = Query(
    ComplaintEventRow,
    select(
        ComplaintEvent.complaint_id,
        ComplaintEvent.kind,
        ComplaintEvent.happened_on,
        ComplaintEvent.is_serious,
        ComplaintEvent.sealed_text,
        ComplaintEvent.account_id,
        Account.name,
    )
    .outerjoin(Account, Account.id == ComplaintEvent.account_id)
    .where(ComplaintEvent.complaint_id.in_(bindparam("complaints", expanding=True)))
    .order_by(ComplaintEvent.complaint_id, ComplaintEvent.number),
)


def complaint(db: Session, programme_id: UUID, number: int) -> ComplaintRecord | None:
    """Return a complaint of a programme by its number."""
    row = _BY_NUMBER.first(db, programme=programme_id, number=number)
    return with_events(db, [row])[0] if row else None


def complaint_of_receipt(db: Session, words: str) -> ComplaintRecord | None:
    """Return the complaint of a receipt, by its plain words."""
    row = _BY_RECEIPT.first(db, receipt=hashed(words)) if words else None
    return with_events(db, [row])[0] if row else None


def with_events(db: Session, rows: list[ComplaintRow]) -> list[ComplaintRecord]:
    """Return complaints with their events, in the given order."""
    events: Mapping[UUID, list[ComplaintEventRow]] = defaultdict(list)
    for event in _EVENTS.all(db, complaints=[row.id for row in rows]) if rows else []:
        events[event.complaint_id].append(event)
    return [ComplaintRecord(row, tuple(events[row.id])) for row in rows]


class OfficerKeyRow(NamedTuple):
    """The keys of a complaints officer of a programme."""

    id: UUID
    account_id: UUID
    name: str
    public_key: str
    locked_key: str
    made_at: datetime


_newest = (
    select(func.max(OfficerKey.made_at))
    .where(OfficerKey.account_id == Account.id, OfficerKey.programme_id == bindparam("programme"))
    .correlate(Account)
    .scalar_subquery()
)
OFFICER_KEYS = Query(
    OfficerKeyRow,
    select(
        OfficerKey.id,
        OfficerKey.account_id,
        Account.name,
        OfficerKey.public_key,
        OfficerKey.locked_key,
        OfficerKey.made_at,
    )
    .join(Account, Account.id == OfficerKey.account_id)
    .join(Membership, Membership.account_id == Account.id)
    .where(
        OfficerKey.programme_id == bindparam("programme"),
        OfficerKey.made_at == _newest,
        Membership.programme_id == bindparam("programme"),
        Membership.role == Role.COMPLAINTS_OFFICER.value,
        HOLDS,
        Account.revoked_at.is_(None),
    )
    .order_by(OfficerKey.made_at),
)
"""The newest keys of everybody who is a complaints officer of a programme now."""


class OfficersOtherRoleRow(NamedTuple):
    """Another role of a complaints officer somewhere in the programme."""

    account_id: UUID
    role: str
    settlement_id: UUID | None
    area: str


OTHER_ROLES = Query(
    OfficersOtherRoleRow,
    select(Membership.account_id, Membership.role, Membership.settlement_id, Membership.area).where(
        Membership.programme_id == bindparam("programme"),
        Membership.account_id.in_(bindparam("accounts", expanding=True)),
        HOLDS,
    ),
)
"""The roles of the given accounts in a programme."""


class SealedComplaintKey(NamedTuple):
    """The key of a complaint, sealed to an officer."""

    account_id: UUID
    officer_key_id: UUID
    sealed_key: str
    locked_key: str


HELD_KEYS = Query(
    SealedComplaintKey,
    select(OfficerKey.account_id, ComplaintKey.officer_key_id, ComplaintKey.sealed_key, OfficerKey.locked_key)
    .join(OfficerKey, OfficerKey.id == ComplaintKey.officer_key_id)
    .where(ComplaintKey.complaint_id == bindparam("complaint"))
    .order_by(OfficerKey.made_at),
)
"""The officers to whom a complaint is sealed; an officer's newest key pair comes last."""
CONTACT = (
    select(SurvivorSupportContact.text)
    .where(SurvivorSupportContact.programme_id == bindparam("programme"))
    .order_by(SurvivorSupportContact.number.desc())
    .limit(1)
)
REFERRAL = ScalarQuery(CONTACT)
"""Where a programme sends people who suffered violence, None or "" if it has not said."""
