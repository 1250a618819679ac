"""Whose turn it is with open complaints, and from when; without what they say, where or about whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, exists, select, true
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.complaints import ComplaintClock, ComplaintStage, roles_left_out
from peoplesprocess.core.permissions import may
from peoplesprocess.core.programme_rules import restored
from peoplesprocess.core.roles import Actor, ActPlace, Role, RoleGrant, reaches
from peoplesprocess.core.time_zones import zone_at
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.facts.waiting_thing_kinds import WaitingThing, WaitingThingKind
from peoplesprocess.models import (
    Area,
    Complaint,
    ComplaintEvent,
    Membership,
    Programme,
    Settlement,
)


@dataclass(frozen=True)
class OpenComplaint:
    """A programme beside one of its open complaints; the complaint's columns are None if it has none.

    `kind`, `happened_on` and `happened_at` describe its newest event; `taken_by` is who acknowledged it and
    `answered_by` who gave the answer that was not accepted. It `is_taken` if its newest event is that
    acknowledgement and the account that made it is still a complaints officer.
    """

    programme_id: UUID
    programme_code: str
    programme_name: str
    stored_rules: dict[str, object]
    settlement_id: UUID | None
    area: str | None
    time_zone: str | None
    about: str | None
    filed_on: date | None
    kind: str | None
    happened_on: date | None
    happened_at: datetime | None
    taken_by: UUID | None
    answered_by: UUID | None
    is_serious: bool
    is_taken: bool

    @property
    def is_there(self) -> bool:
        """Whether the row holds a complaint."""
        return self.filed_on is not None

    @cached_property
    def clock(self) -> ComplaintClock:
        """The deadlines of the complaint."""
        came_to = (self.kind, self.happened_on, self.happened_at, self.is_serious)
        zone = zone_at(self.time_zone or "", self.area or "")
        return ComplaintClock(self.filed_on or date.max, *came_to, restored(self.stored_rules), zone)

    @property
    def _where(self) -> ActPlace:
        return ActPlace(self.programme_id, self.settlement_id, self.area or "")

    def waits_for(self, actor: Actor) -> bool:
        """Return whether an actor may do the next thing: an officer whom the complaint does not concern."""
        return may(actor, Action.ANSWER_COMPLAINT, self._where, self._subject(actor))

    def reminded_from(self, actor: Actor) -> datetime | None:
        """Return from when an officer is reminded of it; None if it does not wait for that actor.

        The officer who took it is reminded before the others, while still an officer.
        """
        if not self.waits_for(actor):
            return None
        is_first = not self.is_taken or actor.id == self.taken_by
        return self.clock.reminded_from if is_first else self.clock.escalated_from

    def _subject(self, actor: Actor) -> ActSubject:
        where = self._where
        return ActSubject(
            left_out=roles_left_out(self.about or ""),
            roles_there=frozenset(grant.role for grant in actor.grants if reaches(grant, where)),
            answered_by=self.answered_by if self.clock.stage is ComplaintStage.APPEALED else None,
        )


def complaint_things(
    actor: Actor, complaints: Iterable[OpenComplaint], now: datetime
) -> Iterator[WaitingThing]:
    """Yield the complaints of which an actor is to be reminded by `now`."""
    for complaint in complaints:
        since = complaint.reminded_from(actor)
        if since is not None and since <= now:
            yield WaitingThing(WaitingThingKind.COMPLAINT, since)


def open_complaints(db: Session, now: datetime) -> list[OpenComplaint]:
    """Return the open complaints of all programmes."""
    return _OPEN.all(db, now=now)


def programmes_with_complaints(
    db: Session, grants: Collection[RoleGrant], now: datetime
) -> list[OpenComplaint]:
    """Return the programmes in which these grants allow answering complaints, with a row per open complaint.

    A programme without open complaints has one row.
    """
    held = [grant.programme for grant in grants if grant.role is Role.COMPLAINTS_OFFICER]
    return _OF_PROGRAMMES.all(db, programmes=held, now=now) if held else []


_newest, _taken, _answer, _serious = (aliased(ComplaintEvent) for _ in range(4))


def _last(event: type[ComplaintEvent], *kinds: ComplaintStage) -> ScalarSelect[UUID]:
    """Return the key of a complaint's newest event, of the given kinds or of any."""
    wanted = event.kind.in_([kind.value for kind in kinds]) if kinds else true()
    return (
        select(event.id)
        .where(event.complaint_id == Complaint.id, wanted)
        .order_by(event.number.desc())
        .limit(1)
        .correlate(Complaint)
        .scalar_subquery()
    )


_last_event, _last_taken, _last_answer = (aliased(ComplaintEvent) for _ in range(3))
NEWEST_EVENT = _last(_last_event)
"""The key of a complaint's newest event, NULL if there is none."""
IS_OPEN: ColumnElement[bool] = ~exists(
    select(1)
    .select_from(_newest)
    .where(_newest.id == NEWEST_EVENT, _newest.kind == ComplaintStage.ANSWERED.value)
    .correlate(Complaint)
)
"""Whether a complaint waits for an officer: its newest event is not an answer."""
IS_SERIOUS: ColumnElement[bool] = exists(
    select(1).where(_serious.complaint_id == Complaint.id, _serious.is_serious).correlate(Complaint)
)
"""Whether an officer has marked a complaint as serious."""
_rows = (
    select(
        Programme.id.label("programme_id"),
        Programme.code.label("programme_code"),
        Programme.name.label("programme_name"),
        Programme.rules.label("stored_rules"),
        Complaint.settlement_id,
        Area.path.label("area"),
        Settlement.time_zone,
        Complaint.about,
        Complaint.filed_on,
        ComplaintEvent.kind,
        ComplaintEvent.happened_on,
        ComplaintEvent.made_at.label("happened_at"),
        _taken.account_id.label("taken_by"),
        _answer.account_id.label("answered_by"),
        IS_SERIOUS.label("is_serious"),
        exists(
            select(1)
            .where(
                Membership.account_id == _taken.account_id,
                Membership.programme_id == Programme.id,
                Membership.role == Role.COMPLAINTS_OFFICER.value,
                ComplaintEvent.kind == ComplaintStage.ACKNOWLEDGED.value,
                HOLDS,
            )
            .correlate(_taken, Programme, ComplaintEvent)
        ).label("is_taken"),
    )
    .select_from(Programme)
    .outerjoin(Complaint, and_(Complaint.programme_id == Programme.id, IS_OPEN))
    .outerjoin(Settlement, Settlement.id == Complaint.settlement_id)
    .outerjoin(Area, Area.id == Settlement.area_id)
    .outerjoin(ComplaintEvent, ComplaintEvent.id == NEWEST_EVENT)
    .outerjoin(_taken, _taken.id == _last(_last_taken, ComplaintStage.ACKNOWLEDGED))
    .outerjoin(_answer, _answer.id == _last(_last_answer, ComplaintStage.ANSWERED))
    .order_by(Programme.name, Programme.id, Complaint.number)
)
_OPEN = Query(OpenComplaint, _rows.where(Complaint.id.is_not(None)))
_OF_PROGRAMMES = Query(OpenComplaint, _rows.where(Programme.id.in_(bindparam("programmes", expanding=True))))
