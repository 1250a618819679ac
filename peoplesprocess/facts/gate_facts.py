"""The facts that gates ask about settlements, read in one statement for any number of settlements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.process.gate_facts import GateFacts, SettlementCounts
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.committee import (
    newest_election,
    seats,
    signatories,
    women_seats,
    women_signatories,
)
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import IS_ENDED
from peoplesprocess.facts.cycles import CYCLES_BEFORE, IS_ENDED_EARLY
from peoplesprocess.facts.decision_in_force import IS_UNDECIDED, VERDICT_IN_FORCE
from peoplesprocess.facts.defects import IS_OPEN
from peoplesprocess.facts.meetings import attendance_by_group, people_by_group
from peoplesprocess.facts.places import SettlementWithRules, group_name
from peoplesprocess.facts.plans import newest_plan, newest_submitted_plan
from peoplesprocess.facts.proposed_corrections import IS_ANSWERED, NEWEST_PROPOSAL
from peoplesprocess.facts.retention_money import IS_SETTLED
from peoplesprocess.facts.rounds import IS_CLOSED, IS_COUNTED
from peoplesprocess.facts.small_groups import GROUPED_HOUSEHOLDS
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.suspensions import NOT_RESUMED
from peoplesprocess.facts.work_states import IS_ACCOUNTED, IS_BUILT, IS_HANDED_OVER
from peoplesprocess.models.closure import (
    Certificate,
    Defect,
    FinalAccount,
    Handover,
    PublicAudit,
)
from peoplesprocess.models.contracts import Contract, Tranche
from peoplesprocess.models.interruptions import Suspension
from peoplesprocess.models.needs import Merge, Need, Split
from peoplesprocess.models.plans import ItemDeferral, PlanAdoption, PlanItem, PlanSubmission
from peoplesprocess.models.rounds import BallotSheet, ProposedCorrection, Round
from peoplesprocess.models.settlements import Election, Meeting, NoObjection, Settlement
from peoplesprocess.models.strikes import Strike
from peoplesprocess.models.works import TrancheRefusal, TrancheRelease, TrancheRequest

_NOWHERE = UUID(int=0)


@dataclass(slots=True)
class GateFactsRow(SettlementCounts):
    """The counts of one settlement. `attendance` holds the people at each session, by group."""

    adopted: bool = False
    submitted: bool = False
    attendance: str | None = None
    id: UUID = _NOWHERE
    requests_held_up: int = 0


def gather(db: Session, places: Iterable[SettlementWithRules]) -> dict[UUID, GateFacts]:
    """Return the gate facts of each settlement, by its key."""
    by_id = {place.id: place for place in places}
    if not by_id:
        return {}
    return {row.id: _facts(row, by_id[row.id]) for row in _FACTS.all(db, settlements=list(by_id))}


def facts_of(db: Session, place: SettlementWithRules) -> GateFacts:
    """Return the gate facts of one settlement."""
    return gather(db, [place])[place.id]


def _facts(row: GateFactsRow, place: SettlementWithRules) -> GateFacts:
    counts: dict[str, int] = {field.name: getattr(row, field.name) for field in fields(SettlementCounts)}
    return GateFacts(
        **counts,
        required_groups=tuple(
            group["code"] for group in place.all_groups if group["code"] in place.required_groups
        ),
        group_names={group["code"]: group_name(group) for group in place.all_groups},
        sessions=people_by_group(row.attendance),
        adopted=row.adopted,
        submitted=row.submitted,
        requests_held_up=row.requests_held_up,
    )


def _count(owner: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(owner == Settlement.id, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


def _of_cycle(cycles_before: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that a record belongs to the settlement's present cycle."""
    return cycles_before == CYCLES_BEFORE


def _people(count: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Return the sum of people, or of women, at the orientation meetings."""
    return (
        # PostgreSQL returns the sum of big integers as a decimal.
        select(cast(func.coalesce(func.sum(count), 0), BigInteger))
        .where(Meeting.settlement_id == Settlement.id, _of_cycle(Meeting.cycles_before))
        .where(Meeting.kind.in_(("orientation", "women")), not_struck(Meeting.id))
        .correlate(Settlement)
        .scalar_subquery()
    )


def _meetings(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return _count(
        Meeting.settlement_id, _of_cycle(Meeting.cycles_before), not_struck(Meeting.id), *conditions
    )


def _rounds(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return _count(Round.settlement_id, _of_cycle(Round.cycles_before), *conditions)


def _one(value: SQLColumnExpression[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return a number from the only row for which the condition holds, 0 if there is none."""
    return func.coalesce(select(value).where(condition).correlate(Settlement).scalar_subquery(), 0)


def _is_there(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).where(condition).correlate(Settlement))


def _items(plan: ScalarSelect[UUID], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(PlanItem.plan_id == plan, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


_here: ColumnElement[UUID] = Settlement.__table__.c.id
_election = newest_election(_here)
_newest_plan = newest_plan(_here).correlate(Settlement)
_submitted_plan = newest_submitted_plan(_here).correlate(Settlement)
_is_answered = exists(
    select(1).where(TrancheRelease.request_id == TrancheRequest.id).correlate(TrancheRequest)
) | exists(select(1).where(TrancheRefusal.request_id == TrancheRequest.id).correlate(TrancheRequest))
_is_endorsed = VERDICT_IN_FORCE.in_([AuthorityVerdict.ENDORSE.value])
_is_contracted = exists(
    select(1)
    .where(Contract.settlement_id == Settlement.id, Contract.line == PlanItem.line, ~IS_ENDED)
    .correlate(Settlement, PlanItem)
)
_is_deferred = exists(
    select(1)
    .where(ItemDeferral.settlement_id == Settlement.id, ItemDeferral.line == PlanItem.line)
    .where(_of_cycle(ItemDeferral.cycles_before))
    .correlate(Settlement, PlanItem)
)
_is_given_up = IS_ENDED & ~IS_SIGNED
# A work left unfinished by an earlier cycle belongs to the present one.
_is_present = ~_is_given_up & (
    _of_cycle(Contract.cycles_before) | ~(IS_HANDED_OVER | (IS_ENDED & IS_ACCOUNTED))
)


def _contracts(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return how many contracts of the present cycle there are."""
    return _count(Contract.settlement_id, _is_present, *conditions)


def _of_contracts(
    owner: InstrumentedAttribute[UUID],
    *conditions: ColumnElement[bool],
    counted: ColumnElement[int] | None = None,
) -> ScalarSelect[int]:
    """Return how many rows of a table belong to contracts of the present cycle."""
    return (
        select(func.count() if counted is None else counted)
        .select_from(Contract)
        .join(owner.class_, owner == Contract.id)
        .where(Contract.settlement_id == Settlement.id, _is_present, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


_tranches_due = (
    select(func.count())
    .select_from(Contract)
    .join(Tranche, Tranche.contract_id == Contract.id)
    .where(Contract.settlement_id == Settlement.id, IS_SIGNED, ~IS_ENDED, ~IS_SETTLED)
    # The retention is owed until it is paid, in whichever cycle that is.
    .where(or_(_is_present, Tranche.is_retention.is_(True)))
    .correlate(Settlement)
    .scalar_subquery()
)
_corrections = (
    select(func.count())
    .select_from(Round)
    .join(BallotSheet, BallotSheet.round_id == Round.id)
    .join(ProposedCorrection, ProposedCorrection.id == NEWEST_PROPOSAL)
    .where(Round.settlement_id == Settlement.id, ~IS_ANSWERED, ~IS_ENDED_EARLY)
    .correlate(Settlement)
    .scalar_subquery()
)
FACT_COLUMNS = (
    Settlement.households,
    Settlement.people,
    _count(NoObjection.settlement_id).label("no_objections"),
    _people(Meeting.people).label("orientation_people"),
    _people(Meeting.women).label("orientation_women"),
    _meetings().label("meetings"),
    _meetings(Meeting.consent.is_(False)).label("meetings_without_consent"),
    _meetings(Meeting.kind == "women").label("womens_meetings"),
    _one(Election.eligible_women + Election.eligible_men, Election.id == _election).label("eligible"),
    _one(Election.voted_women + Election.voted_men, Election.id == _election).label("voters"),
    seats(_here).label("seats"),
    women_seats(_here).label("women_seats"),
    signatories(_here).label("signatories"),
    women_signatories(_here).label("women_signatories"),
    # Needs less those merged, split or struck: only one of these is ever in force for a need, so that the
    # counts suffice and no need has to be read.
    (
        _count(Need.settlement_id)
        - _count(Merge.settlement_id, not_struck(Merge.id))
        - _count(Split.settlement_id, not_struck(Split.id))
        - _count(Strike.settlement_id, Strike.kind == Need.__tablename__)
    ).label("needs"),
    _rounds(~IS_CLOSED).label("rounds_open"),
    _rounds(IS_COUNTED).label("rounds_closed"),
    _corrections.label("corrections_open"),
    _items(_newest_plan).label("plan_items"),
    _one(PlanAdoption.households, PlanAdoption.plan_id == _newest_plan).label("adopted_households"),
    _items(_submitted_plan, IS_UNDECIDED).label("items_undecided"),
    _items(_submitted_plan, _is_endorsed).label("items_endorsed"),
    _items(_submitted_plan, _is_endorsed, ~_is_contracted, ~_is_deferred).label("items_without_contract"),
    _contracts().label("contracts"),
    _contracts(IS_SIGNED).label("contracts_signed"),
    _contracts(IS_ENDED).label("contracts_ended"),
    _contracts(IS_SIGNED, IS_BUILT | IS_ENDED).label("works_finished"),
    _tranches_due.label("tranches_due"),
    _count(TrancheRequest.settlement_id, ~_is_answered).label("requests_waiting"),
    _of_contracts(
        PublicAudit.contract_id,
        *(PublicAudit.accepted.is_(True), not_struck(PublicAudit.id)),
        counted=func.count(Contract.id.distinct()),
    ).label("audits"),
    _of_contracts(Certificate.contract_id).label("certificates"),
    _of_contracts(FinalAccount.contract_id, not_struck(FinalAccount.id)).label("final_measurements"),
    _of_contracts(Defect.contract_id, IS_OPEN).label("defects_open"),
    _of_contracts(Handover.contract_id, ~IS_ENDED).label("handovers"),
    GROUPED_HOUSEHOLDS.label("grouped_households"),
    _is_there(PlanAdoption.plan_id == _newest_plan).label("adopted"),
    _is_there(PlanSubmission.plan_id == _newest_plan).label("submitted"),
    attendance_by_group(_here, CYCLES_BEFORE).label("attendance"),
)
"""The counts of a settlement, in the order of `GateFactsRow`; summaries keep the same columns."""
# A suspension changes what the next step is and closes no step, so no summary keeps it.
_requests_held_up = (
    select(func.count())
    .select_from(TrancheRequest)
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .join(Suspension, and_(Suspension.contract_id == Tranche.contract_id, NOT_RESUMED))
    .where(TrancheRequest.settlement_id == Settlement.id, ~_is_answered)
    .correlate(Settlement)
    .scalar_subquery()
)
_FACTS = Query(
    GateFactsRow,
    select(*FACT_COLUMNS, Settlement.id, _requests_held_up.label("requests_held_up")).where(
        Settlement.id.in_(bindparam("settlements", expanding=True))
    ),
)
