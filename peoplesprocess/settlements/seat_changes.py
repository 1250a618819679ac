"""What becomes of a seat between elections: somebody resigns, is replaced, or comes to the end of a term."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Action
from peoplesprocess.db.query import Query
from peoplesprocess.facts.committee import SEATS, TURNOUT, newest_election
from peoplesprocess.models import Seat, SeatChange

_in_office = newest_election(bindparam("settlement"))


class SeatChangeLine(NamedTuple):
    """A change of a seat of the committee in office, with whom it was elected as."""

    office: str
    position: int
    number: int
    kind: str
    changed_on: date
    reason: str
    woman: bool
    group_code: str
    signatory: bool
    elected_woman: bool
    elected_group: str
    elected_signatory: bool


SEAT_HISTORY = Query(
    SeatChangeLine,
    select(
        Seat.office,
        Seat.position,
        SeatChange.number,
        SeatChange.kind,
        SeatChange.changed_on,
        SeatChange.reason,
        SeatChange.woman,
        SeatChange.group_code,
        SeatChange.signatory,
        Seat.woman.label("elected_woman"),
        Seat.group_code.label("elected_group"),
        Seat.signatory.label("elected_signatory"),
    )
    .join(Seat, Seat.id == SeatChange.seat_id)
    .where(Seat.election_id == _in_office)
    .order_by(Seat.position, SeatChange.number),
)
"""All changes of the seats of a settlement's committee in office, each seat's in their order."""

SEAT_CHANGES = {
    "resigned": N_("resigned, the seat is empty"),
    "ended": N_("the term ended, the seat is empty"),
    "replaced": N_("somebody else holds the seat"),
}
"""What can become of a seat."""


@dataclass(frozen=True, slots=True)
class SeatChangeInput:
    """What became of a seat, when and why; the rest is about who holds it since, where somebody does."""

    kind: str
    changed_on: date
    reason: str
    woman: bool
    group_code: str
    signatory: bool


def change_seat(act: Act, position: int, change: SeatChangeInput) -> SeatChange:
    """Record what became of a seat of the committee in office; what was before stays on record.

    Errors: Forbidden; Refused if there is no such seat, if nobody held it who could leave it, if the day
    lies before the election or the last change, or without a reason.
    """
    act.require(Action.RECORD_COMMITTEE)
    seats = SEATS.all(act.db, settlement=act.settlement.id)
    seat = next((each for each in seats if each.position == position), None)
    election = TURNOUT.first(act.db, settlement=act.settlement.id)
    if seat is None or election is None:
        raise Refused(Message(N_("There is no such seat here.")))
    if change.kind not in SEAT_CHANGES:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    if not seat.is_held and change.kind != "replaced":
        raise Refused(Message(N_("Nobody holds this seat.")), "kind")
    since = max(election.held_on, seat.changed_on or election.held_on)
    if not since <= change.changed_on <= act.now.date():
        raise Refused(Message(N_("Give a day from %(day)s until today."), {"day": since}), "changed_on")
    if not change.reason.strip():
        raise Refused(Message(N_("Write the reason: everybody who reads the record reads it.")), "reason")
    row = SeatChange(**act.columns, **asdict(change), seat_id=seat.id, number=(seat.change or 0) + 1)
    act.db.add(row)
    act.note("seat.change", f"seat {position}", kind=row.kind, woman=row.woman, signatory=row.signatory)
    return row
