"""On which day a step was closed on paper: never before what its gate rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from peoplesprocess.act import Act
from peoplesprocess.core.completion import BUILT
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.paper_days import EarliestDay, day_after_all
from peoplesprocess.core.process.gate_checks import CHECK_NAMES
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.committee import newest_election
from peoplesprocess.facts.contracts import IS_SIGNED, PHYSICAL, SIGNED_AT
from peoplesprocess.facts.cycle_days import cycle_began
from peoplesprocess.facts.cycles import CYCLES_BEFORE_PLAN
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.meetings import TOLD_AT
from peoplesprocess.facts.paper_days import done_at
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Certificate,
    Contract,
    Decision,
    Election,
    Handover,
    Meeting,
    NoObjection,
    Plan,
    PlanAdoption,
    PublicAudit,
    Result,
    Round,
    Visit,
)


class GateDays(NamedTuple):
    """The first day or moment on which what a gate asks was there, None where nothing of it is.

    A work has one certificate and one handover: there it is the last, of all works of the cycle.
    """

    agreed: date | None
    told: date | None
    elected: date | None
    counted: datetime | None
    adopted: date | None
    answered: datetime | None
    signed: datetime | None
    built: date | None
    audited: date | None
    certified: date | None
    handed_over: date | None


FIELD_OF_CHECK = {
    "no-objection": "agreed",
    "women-attend": "told",
    "committee": "elected",
    "round": "counted",
    "plan": "adopted",
    "authority": "answered",
    "contract": "signed",
    "built": "built",
    "audit": "audited",
    "certificate": "certified",
    "handover": "handed_over",
}
"""In which field it stands on which day a check began to hold; needs and sheets have no such day."""
_settlement: ColumnElement[UUID] = bindparam("settlement")
_cycle: ColumnElement[int] = bindparam("cycles_before")
_plans = select(Plan.id).where(Plan.settlement_id == _settlement, _cycle == CYCLES_BEFORE_PLAN)
_contracts = select(Contract.id).where(
    Contract.settlement_id == _settlement, Contract.cycles_before == _cycle
)
_told = select(func.min(Meeting.held_on)).where(
    Meeting.settlement_id == _settlement,
    Meeting.cycles_before == _cycle,
    Meeting.kind.in_(TOLD_AT),
    not_struck(Meeting.id),
)
_counted = (
    select(func.min(done_at(Result)))
    .join(Round, Round.id == Result.round_id)
    .where(Round.settlement_id == _settlement, Round.cycles_before == _cycle)
)
_adopted = (
    select(func.min(Meeting.held_on))
    .join(PlanAdoption, PlanAdoption.meeting_id == Meeting.id)
    .where(PlanAdoption.plan_id.in_(_plans))
)
_answered = select(func.min(done_at(Decision))).where(Decision.plan_id.in_(_plans))
_built = (
    select(func.min(Visit.visited_on))
    .where(Visit.contract_id.in_(_contracts), PHYSICAL >= BUILT)
    .where(not_struck(Visit.id))
)
_audited = (
    select(func.min(Meeting.held_on))
    .join(PublicAudit, PublicAudit.meeting_id == Meeting.id)
    .where(PublicAudit.contract_id.in_(_contracts), PublicAudit.accepted.is_(True))
    .where(not_struck(PublicAudit.id))
)
GATE_DAYS = Query(
    GateDays,
    select(
        select(func.min(NoObjection.given_on))
        .where(NoObjection.settlement_id == _settlement)
        .scalar_subquery()
        .label("agreed"),
        _told.scalar_subquery().label("told"),
        select(Election.held_on)
        .where(Election.id == newest_election(_settlement))
        .scalar_subquery()
        .label("elected"),
        _counted.scalar_subquery().label("counted"),
        _adopted.scalar_subquery().label("adopted"),
        _answered.scalar_subquery().label("answered"),
        select(func.min(SIGNED_AT))
        .where(Contract.id.in_(_contracts), IS_SIGNED)
        .scalar_subquery()
        .label("signed"),
        _built.scalar_subquery().label("built"),
        _audited.scalar_subquery().label("audited"),
        select(func.max(Certificate.issued_on))
        .where(Certificate.contract_id.in_(_contracts))
        .scalar_subquery()
        .label("certified"),
        select(func.max(Handover.handed_on))
        .where(Handover.contract_id.in_(_contracts))
        .scalar_subquery()
        .label("handed_over"),
    ),
)


def step_closed_on(act: Act, step: StepDefinition, on_paper: date | None) -> date | None:
    """Return the day on which a step was closed on paper, None if it is closed today.

    Errors: Refused if the cycle began later, the step before was closed later, or something of what its gate
    asks was not there yet.
    """
    if on_paper is None:
        return None
    place = act.settlement
    before = day_in(place, place.since) if place.since else None
    sentence = N_(
        "The step before this one was closed on %(day)s. This one cannot have been closed before that. Give "
        "that day or a later one, or leave it empty if it was today."
    )
    return day_after_all(
        on_paper,
        act.today,
        [
            cycle_began(act.db, place),
            EarliestDay(before, Message(sentence, {"day": before})),
            *_gate_days(act, step),
        ],
    )


def _gate_days(act: Act, step: StepDefinition) -> Iterator[EarliestDay]:
    place = act.settlement
    days = GATE_DAYS.one(act.db, settlement=place.id, cycles_before=place.cycles_before)
    sentence = N_(
        "%(check)s: %(day)s. The step cannot have been closed before that. Give that day or a later one, or "
        "leave it empty if it was today."
    )
    for check in step.gate:
        first = getattr(days, FIELD_OF_CHECK[check]) if check in FIELD_OF_CHECK else None
        day = day_in(place, first) if isinstance(first, datetime) else first
        yield EarliestDay(day, Message(sentence, {"check": Message(CHECK_NAMES[check]), "day": day}))
