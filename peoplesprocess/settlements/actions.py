"""Acts on a settlement: profile, no-objection, meetings, election, closing a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Conflict, Message, Plural, Refused
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.core.process.steps import missing_checks, require_closable
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.facts.meetings import FIRST_INFORMED_ON
from peoplesprocess.models import (
    Election,
    Meeting,
    NoObjection,
    Seat,
    Settlement,
    SettlementChange,
    StepClosure,
)
from peoplesprocess.settlements.queries import MEETINGS_LIKE
from peoplesprocess.settlements.settings_changes import SHEET, changed
from peoplesprocess.settlements.step_paper_days import step_closed_on


@dataclass(frozen=True, slots=True)
class SettlementFiguresInput:
    """A settlement's profile, in counts; each field is the column of the same name."""

    landmark: str
    tenure: str
    hazard: str
    households: int
    women_headed: int
    with_disability: int
    population: dict[str, list[int]]
    statuses: dict[str, int]
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class NoObjectionInput:
    """An authority's statement that it has no objection: the office, the letter and the day."""

    office: str
    reference: str
    given_on: date


@dataclass(frozen=True, slots=True)
class MeetingInput:
    """A meeting; `counts` holds people by sex, in the age bands 15–24, 25–59, and 60 and over.

    A count of None means that nobody counted.
    """

    kind: str
    group_code: str
    held_on: date
    place: str
    counts: dict[str, list[int]]
    displaced: int | None
    with_disability: int | None
    women_headed: int | None
    households: int | None
    consent: bool
    agenda: str
    minutes: str


@dataclass(frozen=True, slots=True)
class SeatInput:
    """A seat of the committee: its office, and the group for which it speaks; never a name."""

    office: str
    woman: bool
    group_code: str
    signatory: bool


@dataclass(frozen=True, slots=True)
class ElectionInput:
    """The election sheet, with the seats that were filled."""

    held_on: date
    eligible_women: int
    eligible_men: int
    voted_women: int
    voted_men: int
    observers: int
    seats: Sequence[SeatInput]
    term_ends_on: date | None = None


def write_profile(act: Act, profile: SettlementFiguresInput, seen_version: int) -> Settlement:
    """Write the settlement's profile. Errors: Forbidden; Conflict if it was written since `seen_version`."""
    act.require(Action.RECORD_PROFILE)
    row = act.db.get_one(Settlement, act.settlement.id)
    values = {field.name: getattr(profile, field.name) for field in fields(profile)}
    if row.version != seen_version:
        raise Conflict({name: getattr(row, name) for name in values})
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    act.db.add(
        SettlementChange(
            **act.columns, kind=SHEET, before=changed(before, values), after=changed(values, before)
        )
    )
    row.people = sum(sum(counts) for counts in profile.population.values())
    row.version += 1
    act.note("sheet.write", "settlement", households=row.households, people=row.people)
    return row


def record_no_objection(act: Act, no_objection: NoObjectionInput) -> NoObjection:
    """Record that the authority has no objection. Errors: Forbidden."""
    act.require(Action.RECORD_NO_OBJECTION)
    row = NoObjection(**act.columns, **asdict(no_objection))
    act.db.add(row)
    act.note("no_objection.record", "settlement", given_on=row.given_on.isoformat())
    return row


def record_meeting(act: Act, meeting: MeetingInput, *, again: bool = True) -> Meeting:
    """Record a meeting with its counts, under the settlement's next number.

    `again` says that the user knows of any meeting of the same kind, group and day, and means a different
    one. Errors: Forbidden; Refused, naming the field.
    """
    act.require(Action.RECORD_MEETING)
    if not again:
        _ask_about_twin(act, meeting)
    row = Meeting(
        **act.columns,
        **asdict(meeting),
        number=act.next_number(Meeting.number, Meeting.settlement_id, act.settlement.id),
        people=sum(sum(counts) for counts in meeting.counts.values()),
        women=sum(meeting.counts["women"]),
        cycles_before=act.settlement.cycles_before,
    )
    act.db.add(row)
    act.note(
        "meeting.record",
        f"meeting {row.number}",
        kind=row.kind,
        group=row.group_code,
        people=row.people,
        women=row.women,
        consent=row.consent,
    )
    return row


def _ask_about_twin(act: Act, meeting: MeetingInput) -> None:
    """Ask about a second meeting of the same kind, group and day.

    Errors: Refused, naming the other meeting.
    """
    known = MEETINGS_LIKE.first(
        act.db,
        settlement=act.settlement.id,
        kind=meeting.kind,
        group=meeting.group_code,
        day=meeting.held_on,
    )
    if known is not None:
        sentence = Plural(
            "Meeting %(number)s was held on the same day, of the same kind and group, with %(count)s "
            "person. Is this a different meeting?",
            "Meeting %(number)s was held on the same day, of the same kind and group, with %(count)s "
            "people. Is this a different meeting?",
            known.people,
            {"number": known.number},
        )
        raise Refused(sentence, "again")


def record_election(act: Act, election: ElectionInput) -> Election:
    """Record an election with its committee; earlier elections stay on record.

    Errors: Forbidden; Refused if it was held before people were first told what this is about.
    """
    act.require(Action.RECORD_COMMITTEE)
    told_on = FIRST_INFORMED_ON.get(act.db, settlement=act.settlement.id)
    if told_on is not None and election.held_on < told_on:
        sentence = N_(
            "People were first told what this is about on %(day)s, and an election comes after that. "
            "Correct the day or, if they were told earlier, record that meeting first."
        )
        raise Refused(Message(sentence, {"day": told_on}), "held_on")
    values = asdict(election)
    seats = values.pop("seats")
    row = Election(**act.columns, **values)
    act.db.add(row)
    act.db.flush()
    act.db.add_all(
        Seat(election_id=row.id, position=position, **seat) for position, seat in enumerate(seats, start=1)
    )
    act.note("election.record", "committee", seats=len(seats), women=sum(seat["woman"] for seat in seats))
    return row


def close_step(act: Act, step_key: str, waiver: str = "", on_paper: date | None = None) -> StepClosure:
    """Close the present step, today or on the day `on_paper`; a waiver replaces what its gate lacks.

    Errors: Forbidden; Refused if it is not the present step, another role closes it, its gate does not hold,
    a waiver may not replace what is missing, or something that the gate requires happened after the day on
    paper.
    """
    act.require_role(Action.CLOSE_STEP)
    place = act.settlement
    step = next((each for each in place.steps if each.key == step_key), None)
    act.require(Action.CLOSE_STEP, ActSubject(closed_by=step.signed_by if step else ()))
    if step is None or step != place.present:
        raise Refused(Message(N_("This step is closed already, or another one comes first.")))
    if waiver.strip() and not act.may(Action.WAIVE_GATE):
        raise Refused(
            Message(N_("Only a programme manager can close a step without all conditions.")), "waiver"
        )
    facts = facts_of(act.db, place)
    require_closable(step, facts, act.rules, waiver)
    lacking = missing_checks(step, facts, act.rules)
    closed_on = step_closed_on(act, step, on_paper)
    row = StepClosure(
        **act.columns,
        step=step.key,
        waiver=waiver.strip() if lacking else "",
        missing=lacking,
        cycles_before=place.cycles_before,
        on_paper_at=noon(place, closed_on),
    )
    act.db.add(row)
    act.note("step.close", step.key, waived=bool(lacking), **day_detail(closed_on))
    return row
