"""What is done in mobilising and organising: each act writes its rows and its entry in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.core.process.steps import Step, may_close, missing
from peoplesprocess.core.rules import Rules
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging, next_number
from peoplesprocess.models import Election, Meeting, NoObjection, Seat, Settlement, StepClosure


@dataclass(frozen=True, slots=True)
class SheetInput:
    """The settlement's sheet and profile; all counts."""

    landmark: str
    tenure: str
    hazard: str
    households: int
    women_headed: int
    with_disability: int
    population: dict[str, list[int]]
    statuses: dict[str, int]


@dataclass(frozen=True, slots=True)
class MeetingInput:
    """A meeting: `counts` holds heads by sex, in the bands 15–24, 25–59 and 60 and over."""

    kind: str
    group_code: str
    held_on: date
    place: str
    counts: dict[str, list[int]]
    displaced: int
    with_disability: int
    women_headed: int
    households: int
    consent: bool
    agenda: str
    minutes: str


@dataclass(frozen=True, slots=True)
class SeatInput:
    """A seat of the committee: an office and a group, not a name."""

    office: str
    woman: bool
    group_code: str
    signatory: bool


@dataclass(frozen=True, slots=True)
class ElectionInput:
    """The election sheet with the seats that it filled."""

    held_on: date
    eligible_women: int
    eligible_men: int
    voted_women: int
    voted_men: int
    observers: int
    seats: Sequence[SeatInput]


def write_sheet(
    db: Session, actor: UUID, settlement_id: UUID, sheet: SheetInput, seen_version: int, now: datetime
) -> Settlement:
    """Write the sheet and profile. Errors: Conflict if it was written since `seen_version`."""
    settlement = db.get_one(Settlement, settlement_id)
    if settlement.version != seen_version:
        raise Conflict(
            {name: getattr(settlement, name) for name in ("landmark", "households", "women_headed")}
        )
    for name, value in asdict(sheet).items():
        setattr(settlement, name, value)
    settlement.people = sum(sum(counts) for counts in sheet.population.values())
    settlement.version += 1
    journal.write(
        db,
        settlement_id,
        actor,
        "sheet.write",
        "settlement",
        now,
        households=sheet.households,
        people=settlement.people,
    )
    return settlement


def record_no_objection(
    db: Session, actor: UUID, place: Place, office: str, reference: str, given_on: date, now: datetime
) -> NoObjection:
    """Record that the authority has no objection."""
    row = NoObjection(**belonging(place, actor, now), office=office, reference=reference, given_on=given_on)
    db.add(row)
    journal.write(
        db, place.id, actor, "no_objection.record", "settlement", now, given_on=given_on.isoformat()
    )
    return row


def record_meeting(db: Session, actor: UUID, place: Place, meeting: MeetingInput, now: datetime) -> Meeting:
    """Record a meeting with its counts, as the settlement's next one."""
    people = sum(sum(counts) for counts in meeting.counts.values())
    row = Meeting(
        **belonging(place, actor, now),
        **asdict(meeting),
        number=next_number(db, Meeting.number, Meeting.settlement_id, place.id),
        people=people,
        women=sum(meeting.counts["women"]),
    )
    db.add(row)
    journal.write(
        db,
        place.id,
        actor,
        "meeting.record",
        f"meeting {row.number}",
        now,
        kind=row.kind,
        group=row.group_code,
        people=people,
        women=row.women,
        consent=row.consent,
    )
    return row


def record_election(
    db: Session, actor: UUID, place: Place, election: ElectionInput, now: datetime
) -> Election:
    """Record an election and the committee that it made; an earlier committee stays on record."""
    values = asdict(election)
    seats = values.pop("seats")
    row = Election(**belonging(place, actor, now), **values)
    db.add(row)
    db.flush()
    db.add_all(
        Seat(election_id=row.id, position=position, **seat) for position, seat in enumerate(seats, start=1)
    )
    women = sum(seat["woman"] for seat in seats)
    journal.write(db, place.id, actor, "election.record", "committee", now, seats=len(seats), women=women)
    return row


def close_step(
    db: Session,
    actor: UUID,
    place: Place,
    step: Step,
    facts: Facts,
    rules: Rules,
    now: datetime,
    *,
    waiver: str = "",
    may_waive: bool = False,
    is_present: bool = True,
) -> StepClosure:
    """Close a step whose gate holds, or that a manager passes with a written reason.

    Errors: Refused if the gate does not hold and may not be waived.
    """
    if not is_present:
        raise Refused(Message(N_("This step is closed already, or another one comes first.")))
    if waiver.strip() and not may_waive:
        raise Refused(Message(N_("Only a programme manager can pass a gate with a reason.")), "waiver")
    may_close(step, facts, rules, waiver)
    lacking = missing(step, facts, rules)
    row = StepClosure(
        **belonging(place, actor, now),
        step=step.key,
        waiver=waiver.strip() if lacking else "",
        missing=lacking,
    )
    db.add(row)
    journal.write(db, place.id, actor, "step.close", step.key, now, waived=bool(lacking))
    return row
