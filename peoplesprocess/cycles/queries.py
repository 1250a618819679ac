"""Queries on a settlement's cycles, each with its closed steps, early end, rounds and contracts."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, bindparam, cast, null, select, union_all
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.cycle_endings import GROUNDS
from peoplesprocess.core.messages import Msgid
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.rounds import IS_CLOSED, IS_COUNTED
from peoplesprocess.models import (
    Contract,
    ContractEnding,
    Cycle,
    CycleEnding,
    Handover,
    Round,
    Settlement,
    StepClosure,
    Strike,
    Visit,
)


class CycleRow(NamedTuple):
    """A cycle after the first one; `money_added` is in minor units."""

    cycles_before: int
    begins_with: str
    money_added: int
    reason: str
    began_at: datetime
    typed_at: datetime


class StepOrEndingRow(NamedTuple):
    """A closed step, or the early end of a cycle, which has a ground instead of a step.

    `taken_back_at` is when the early end was taken back, with the reason; None if it was not.
    """

    cycles_before: int
    step: str | None
    at: datetime
    typed_at: datetime
    ground: str | None
    reason: str | None
    goes_on_code: str | None
    goes_on_name: str | None
    taken_back_at: datetime | None
    taken_back_reason: str | None

    @property
    def ended_at(self) -> datetime:
        """When a cycle ended early."""
        return self.at

    @property
    def ground_name(self) -> Msgid:
        """The ground of an early end in words."""
        return GROUNDS[self.ground or ""]


class CycleRound(NamedTuple):
    """A round of a cycle: `is_counted` if it has a result, `is_closed` also if it ended without a choice."""

    cycles_before: int
    number: int
    opened_at: datetime
    typed_at: datetime
    is_counted: bool
    is_closed: bool


class CycleContract(NamedTuple):
    """A contract of a cycle; `physical` is in hundredths of a percent."""

    cycles_before: int
    number: int
    title: str
    physical: int | None
    handed_on: date | None
    ended_on: date | None
    is_signed: bool


class CycleOverview(NamedTuple):
    """A cycle with its contents; `row` is None for the first one, `began_at` is None if unknown.

    `endings` are its early ends: those that were taken back, and the one that holds.
    """

    number: int
    began_at: datetime | None
    row: CycleRow | None
    steps: list[StepOrEndingRow]
    endings: list[StepOrEndingRow]
    rounds: list[CycleRound]
    contracts: list[CycleContract]


_settlement: ColumnElement[UUID] = bindparam("settlement")
_CYCLES = Query(
    CycleRow,
    select(
        Cycle.cycles_before,
        Cycle.begins_with,
        Cycle.money_added,
        Cycle.reason,
        done_at(Cycle).label("began_at"),
        Cycle.made_at.label("typed_at"),
    )
    .where(Cycle.settlement_id == _settlement)
    .order_by(Cycle.cycles_before),
)
_other = aliased(Settlement)
_steps = select(
    StepClosure.id,
    StepClosure.cycles_before,
    StepClosure.step,
    done_at(StepClosure).label("at"),
    StepClosure.made_at.label("typed_at"),
    *(cast(null(), String).label(name) for name in ("ground", "reason", "goes_on_code", "goes_on_name")),
    cast(null(), UtcTime).label("taken_back_at"),
    cast(null(), String).label("taken_back_reason"),
).where(StepClosure.settlement_id == _settlement)
_endings = (
    select(
        CycleEnding.id,
        CycleEnding.cycles_before,
        cast(null(), String).label("step"),
        done_at(CycleEnding).label("at"),
        CycleEnding.made_at.label("typed_at"),
        CycleEnding.ground,
        CycleEnding.reason,
        _other.code.label("goes_on_code"),
        _other.name.label("goes_on_name"),
        Strike.made_at.label("taken_back_at"),
        Strike.reason.label("taken_back_reason"),
    )
    .outerjoin(_other, _other.id == CycleEnding.goes_on_in)
    .outerjoin(Strike, Strike.record_id == CycleEnding.id)
    .where(CycleEnding.settlement_id == _settlement)
)
# In one statement, as a page has few.
_both = union_all(_steps, _endings).subquery()
_STEPS_AND_ENDINGS = Query(
    StepOrEndingRow, select(*(_both.c[name] for name in StepOrEndingRow._fields)).order_by(_both.c.id)
)
_ROUNDS = Query(
    CycleRound,
    select(
        Round.cycles_before,
        Round.number,
        done_at(Round).label("opened_at"),
        Round.made_at.label("typed_at"),
        IS_COUNTED.label("is_counted"),
        IS_CLOSED.label("is_closed"),
    )
    .where(Round.settlement_id == _settlement)
    .order_by(Round.number),
)
_CONTRACTS = Query(
    CycleContract,
    select(
        Contract.cycles_before,
        Contract.number,
        Contract.title,
        PHYSICAL.label("physical"),
        Handover.handed_on,
        ContractEnding.ended_on,
        IS_SIGNED.label("is_signed"),
    )
    .select_from(Contract)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .outerjoin(Handover, Handover.contract_id == Contract.id)
    .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
    .where(Contract.settlement_id == _settlement)
    .order_by(Contract.number),
)


def cycles(db: Session, place: SettlementWithRules) -> list[CycleOverview]:
    """Return a settlement's cycles, newest first."""
    here: dict[str, UUID] = {"settlement": place.id}
    rows = {row.cycles_before: row for row in _CYCLES.all(db, **here)}
    both, rounds, contracts = (
        _STEPS_AND_ENDINGS.all(db, **here),
        _ROUNDS.all(db, **here),
        _CONTRACTS.all(db, **here),
    )
    steps, endings = [row for row in both if row.step], [row for row in both if row.ground]
    return [
        CycleOverview(
            number=before + 1,
            began_at=rows[before].began_at if before else _first_began(place, steps),
            row=rows.get(before),
            steps=[row for row in steps if row.cycles_before == before],
            endings=[row for row in endings if row.cycles_before == before],
            rounds=[row for row in rounds if row.cycles_before == before],
            contracts=[row for row in contracts if row.cycles_before == before],
        )
        for before in range(place.cycles_before, -1, -1)
    ]


def _first_began(place: SettlementWithRules, steps: list[StepOrEndingRow]) -> datetime | None:
    """Return when the first cycle began; None if a step was closed on paper before anything was typed in."""
    is_older = any(row.cycles_before == 0 and row.at < place.made_at for row in steps)
    return None if is_older else place.made_at
