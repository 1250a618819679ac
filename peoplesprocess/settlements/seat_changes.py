"""The act that records a change of a seat between elections: a resignation, a replacement, a term's end."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.committee import SEATS, TURNOUT
from peoplesprocess.models import SeatChange

SEAT_CHANGES = {
    "resigned": N_("resigned, the seat is empty"),
    "ended": N_("the term ended, the seat is empty"),
    "replaced": N_("somebody else holds the seat"),
}
"""The kinds of seat changes."""


@dataclass(frozen=True, slots=True)
class SeatChangeInput:
    """A change of a seat, with its day and reason; the other fields describe the new holder, if any."""

    kind: str
    changed_on: date
    reason: str
    woman: bool
    group_code: str
    signatory: bool


def change_seat(act: Act, position: int, change: SeatChangeInput) -> SeatChange:
    """Record a change of a seat of the committee in office; earlier changes stay on record.

    Errors: Forbidden; Refused if there is no such seat, if nobody held it who could leave, if the day is
    before the election or the last change, or without a reason.
    """
    act.require(Action.RECORD_COMMITTEE)
    seats = SEATS.all(act.db, settlement=act.settlement.id)
    seat = next((each for each in seats if each.position == position), None)
    election = TURNOUT.first(act.db, settlement=act.settlement.id)
    if seat is None or election is None:
        raise Refused(Message(N_("There is no such seat here. See the page of the committee.")))
    if change.kind not in SEAT_CHANGES:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    if not seat.is_held and change.kind != "replaced":
        raise Refused(Message(N_("Nobody holds this seat.")), "kind")
    since = max(election.held_on, seat.changed_on or election.held_on)
    if not since <= change.changed_on <= act.today:
        raise Refused(Message(N_("Give a day from %(day)s until today."), {"day": since}), "changed_on")
    require_reason(change.reason)
    row = SeatChange(**act.columns, **asdict(change), seat_id=seat.id, number=(seat.change or 0) + 1)
    act.db.add(row)
    act.note("seat.change", f"seat {position}", kind=row.kind, woman=row.woman, signatory=row.signatory)
    return row
