"""The days on which the conditions of gates were first met: the earliest day for closing a step."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from peoplesprocess.core.contract_closure import BUILT
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.committee import newest_election
from peoplesprocess.facts.contract_signatures import IS_SIGNED, SIGNED_AT
from peoplesprocess.facts.contracts import PHYSICAL
from peoplesprocess.facts.cycles import CYCLES_BEFORE_PLAN
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.meetings import INFORMING_KINDS
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
    """The days or moments when each condition of a gate was first met, None where it has not been.

    For certificates and handovers it is the last day among all works of the cycle.
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
"""The field of `GateDays` for each check; checks of needs and of the profile sheet have no day."""
_settlement: ColumnElement[UUID] = bindparam("settlement")
_cycle: ColumnElement[int] = bindparam("cycles_before")
_plans = select(Plan.id).where(Plan.settlement_id == _settlement, _cycle == CYCLES_BEFORE_PLAN)
_contracts = select(Contract.id).where(
    Contract.settlement_id == _settlement, Contract.cycles_before == _cycle
)
_told = select(func.min(Meeting.held_on)).where(
    Meeting.settlement_id == _settlement,
    Meeting.cycles_before == _cycle,
    Meeting.kind.in_(INFORMING_KINDS),
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
