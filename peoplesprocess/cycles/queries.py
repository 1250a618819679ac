"""Queries on a settlement's cycles, each with its closed steps, rounds and contracts."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

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
    Handover,
    Round,
    StepClosure,
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


class ClosedStep(NamedTuple):
    """A step as closed in a cycle."""

    cycles_before: int
    step: str
    closed_at: datetime
    typed_at: datetime


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
    """A cycle with its contents; `row` is None for the first one, `began_at` is None if unknown."""

    number: int
    began_at: datetime | None
    row: CycleRow | None
    steps: list[ClosedStep]
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
_STEPS = Query(
    ClosedStep,
    select(
        StepClosure.cycles_before,
        StepClosure.step,
        done_at(StepClosure).label("closed_at"),
        StepClosure.made_at.label("typed_at"),
    )
    .where(StepClosure.settlement_id == _settlement)
    .order_by(StepClosure.id),
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
    steps, rounds, contracts = _STEPS.all(db, **here), _ROUNDS.all(db, **here), _CONTRACTS.all(db, **here)
    return [
        CycleOverview(
            number=before + 1,
            began_at=rows[before].began_at if before else _first_began(place, steps),
            row=rows.get(before),
            steps=[row for row in steps if row.cycles_before == before],
            rounds=[row for row in rounds if row.cycles_before == before],
            contracts=[row for row in contracts if row.cycles_before == before],
        )
        for before in range(place.cycles_before, -1, -1)
    ]


def _first_began(place: SettlementWithRules, steps: list[ClosedStep]) -> datetime | None:
    """Return when the first cycle began; None if a step was closed on paper before anything was typed in."""
    is_older = any(row.cycles_before == 0 and row.closed_at < place.made_at for row in steps)
    return None if is_older else place.made_at
