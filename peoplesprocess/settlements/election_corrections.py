"""Acts that strike an election that was recorded wrongly, or record it anew."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.committee import SEAT_KEYS, SEATS, TURNOUT, CommitteeSeat
from peoplesprocess.models import Election, SeatChange, Strike
from peoplesprocess.settlements.actions import ElectionInput, SeatInput, record_election
from peoplesprocess.settlements.seat_changes import SeatChangeInput
from peoplesprocess.strike_writer import strike_record

CARRIED = (*(field.name for field in fields(SeatChangeInput)), "number", "made_by", "made_at")
"""The columns of a seat change that are copied, including who recorded it and when."""


def strike_election(act: Act, reason: str) -> Strike:
    """Strike the election of the committee in office; the one before it counts again, if there is one.

    Errors: Forbidden; Refused if there is none, or without a reason.
    """
    act.require(Action.RECORD_COMMITTEE)
    row = _strike(act, reason)
    act.note("election.strike", "committee")
    return row


def correct_election(act: Act, anew: ElectionInput, reason: str) -> Election:
    """Strike the election in office and record it anew; later changes of its seats are carried over.

    Errors: as `strike_election`; Refused if a seat that has changed since would differ, or if the new day is
    after such a change.
    """
    act.require(Action.RECORD_COMMITTEE)
    changed = [seat for seat in SEATS.all(act.db, settlement=act.settlement.id) if seat.change]
    _require_same_seats(changed, anew)
    strike = _strike(act, reason)
    row = record_election(act, anew)
    strike.replacement_id = row.id
    _carry_over(act, changed, row.id)
    act.note("election.strike", "committee", replacement=True)
    return row


def _strike(act: Act, reason: str) -> Strike:
    election = TURNOUT.first(act.db, settlement=act.settlement.id)
    if election is None:
        raise Refused(Message(N_("No committee is elected yet.")))
    return strike_record(act, Election, election.id, reason)


def _require_same_seats(changed: list[CommitteeSeat], anew: ElectionInput) -> None:
    for seat in changed:
        place = seat.position - 1
        elected = SeatInput(seat.office, seat.woman, seat.group_code, seat.signatory)
        if place >= len(anew.seats) or anew.seats[place] != elected:
            sentence = N_(
                "Seat %(seat)s changed since the election, so its line stays. Change the seat itself."
            )
            raise Refused(Message(sentence, {"seat": seat.position}), f"office{seat.position}")
        if seat.changed_on is not None and anew.held_on > seat.changed_on:
            sentence = N_("Seat %(seat)s changed on %(day)s. The election cannot have been after that day.")
            raise Refused(Message(sentence, {"seat": seat.position, "day": seat.changed_on}), "held_on")


def _carry_over(act: Act, changed: list[CommitteeSeat], election: UUID) -> None:
    keys = {seat.position: seat.id for seat in SEAT_KEYS.all(act.db, election=election)}
    for seat in changed:
        for row in act.db.scalars(select(SeatChange).where(SeatChange.seat_id == seat.id)):
            values = {name: getattr(row, name) for name in CARRIED}
            act.db.add(SeatChange(**(act.columns | values), seat_id=keys[seat.position]))
