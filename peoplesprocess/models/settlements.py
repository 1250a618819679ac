"""Settlements, their blocks, meetings as counts, the committee, and closed steps."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, Keyed, OfSettlement


class Settlement(Keyed):
    """A settlement with its profile sheet. Households and people are counts.

    `groups` are the codes of the groups heard separately here, `required_groups` of those that gates wait
    for. `time_zone` is an IANA name, "" for the zone of the area's country. `contribution` is the community's
    share in percent and `authority_name` the office that answers here, NULL and "" if they are the
    programme's and the area's.
    """

    __tablename__ = "settlement"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    process_id: Mapped[UUID] = mapped_column(ForeignKey("process.id"))
    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str]
    envelope: Mapped[int] = mapped_column(default=0)
    place_code: Mapped[str] = mapped_column(default="")
    landmark: Mapped[str] = mapped_column(default="")
    tenure: Mapped[str] = mapped_column(default="unknown")
    hazard: Mapped[str] = mapped_column(default="none")
    households: Mapped[int] = mapped_column(default=0)
    women_headed: Mapped[int] = mapped_column(default=0)
    with_disability: Mapped[int] = mapped_column(default=0)
    population: Mapped[dict[str, list[int]]] = mapped_column(default=dict)
    statuses: Mapped[dict[str, int]] = mapped_column(default=dict)
    people: Mapped[int] = mapped_column(default=0)
    groups: Mapped[list[str]] = mapped_column(default=list)
    required_groups: Mapped[list[str]] = mapped_column(default=list)
    time_zone: Mapped[str] = mapped_column(default="")
    contribution: Mapped[int | None]
    authority_name: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class Block(OfSettlement):
    """A part of a settlement as its people name it: a block, a lane, a bank of the canal.

    A struck block is no longer offered; what was recorded for it stays.
    """

    __tablename__ = "block"

    number: Mapped[int]
    name: Mapped[str]
    households: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class SettlementChange(OfSettlement):
    """A change of a settlement's settings, with the reason, or of its sheet: old and new values by column."""

    __tablename__ = "settlement_change"

    kind: Mapped[str]
    before: Mapped[dict[str, object]]
    after: Mapped[dict[str, object]]
    reason: Mapped[str] = mapped_column(default="")


class NoObjection(OfSettlement):
    """The authority's statement that it has no objection."""

    __tablename__ = "no_objection"

    office: Mapped[str]
    reference: Mapped[str]
    given_on: Mapped[date]


class Meeting(OfSettlement):
    """A meeting with its counts of people, never names; NULL is what was not counted."""

    __tablename__ = "meeting"

    number: Mapped[int]
    kind: Mapped[str]
    group_code: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date]
    place: Mapped[str]
    counts: Mapped[dict[str, list[int]]]
    people: Mapped[int]
    women: Mapped[int]
    displaced: Mapped[int | None]
    with_disability: Mapped[int | None]
    women_headed: Mapped[int | None]
    households: Mapped[int | None]
    consent: Mapped[bool]
    agenda: Mapped[str]
    minutes: Mapped[str]
    cycles_before: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint(
            "women <= people and displaced <= people and with_disability <= people", name="parts"
        ),
    )


class Election(OfSettlement):
    """An election sheet; the newest one names the committee in office."""

    __tablename__ = "election"

    held_on: Mapped[date]
    eligible_women: Mapped[int]
    eligible_men: Mapped[int]
    voted_women: Mapped[int]
    voted_men: Mapped[int]
    observers: Mapped[int]
    term_ends_on: Mapped[date | None]


class Seat(Keyed):
    """A seat of a committee: its office and group, without a name."""

    __tablename__ = "seat"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    position: Mapped[int]
    office: Mapped[str]
    woman: Mapped[bool]
    group_code: Mapped[str] = mapped_column(default="")
    signatory: Mapped[bool]

    __table_args__ = (UniqueConstraint("election_id", "position"),)


class SeatChange(OfSettlement):
    """A change of a seat, with who holds it from then on; the newest of a seat counts.

    `kind` is "resigned", "ended" or "replaced"; after the first two the seat is empty.
    """

    __tablename__ = "seat_change"

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    changed_on: Mapped[date]
    reason: Mapped[str]
    woman: Mapped[bool]
    group_code: Mapped[str] = mapped_column(default="")
    signatory: Mapped[bool]

    __table_args__ = (UniqueConstraint("seat_id", "number"),)


class StepClosure(DoneOnPaper):
    """The closure of a step, with the reason if its gate was waived."""

    __tablename__ = "step_closure"

    step: Mapped[str]
    waiver: Mapped[str] = mapped_column(default="")
    missing: Mapped[list[str]] = mapped_column(default=list)
    cycles_before: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("settlement_id", "cycles_before", "step"),
        Index(None, "settlement_id", "made_at"),
    )


class Cycle(DoneOnPaper):
    """A cycle after the first one: the step it begins with, and the money added for it, in minor units.

    `cycles_before` counts the cycles before it, in this table as in all others: 1 is the second cycle.
    `reason` says why it begins before everything is handed over, if it does.
    """

    __tablename__ = "cycle"

    cycles_before: Mapped[int]
    begins_with: Mapped[str]
    money_added: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("settlement_id", "cycles_before"),)


class CycleEnding(DoneOnPaper):
    """The end of a cycle before all its steps were closed, with its ground and the reason.

    A struck one was taken back: the cycle goes on. `goes_on_in` is the settlement whose process the people
    joined, if they did.
    """

    __tablename__ = "cycle_ending"

    cycles_before: Mapped[int]
    ground: Mapped[str]
    reason: Mapped[str]
    goes_on_in: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"))
