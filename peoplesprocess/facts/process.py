"""What gates ask about settlements, gathered in one statement however many settlements there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, String, bindparam, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.process.facts import Facts
from peoplesprocess.facts.places import SettlementPlace, group_name
from peoplesprocess.models.closure import (
    Audit,
    Certificate,
    Defect,
    DefectRectification,
    FinalAccount,
    Handover,
)
from peoplesprocess.models.contracts import Contract, Signature, Tranche
from peoplesprocess.models.needs import Merge, Need
from peoplesprocess.models.plans import Adoption, Decision, Plan, PlanItem, Submission
from peoplesprocess.models.priorities import Result, Round
from peoplesprocess.models.settlements import Election, Meeting, NoObjection, Seat, Settlement
from peoplesprocess.models.works import TrancheRefusal, TrancheRelease, TrancheRequest, Visit

PARTIES_THAT_SIGN = 3


def gather(db: Session, places: Iterable[SettlementPlace]) -> dict[UUID, Facts]:
    """Return the facts of each settlement."""
    by_id = {place.id: place for place in places}
    if not by_id:
        return {}
    found = db.execute(_FACTS, {"settlements": list(by_id)}).all()
    return {row.id: _facts(row, by_id[row.id]) for row in found}


def _facts(found: Row[Any], place: SettlementPlace) -> Facts:
    values: dict[str, Any] = {
        name: int(value or 0) for name, value in found._mapping.items() if name not in _RAW
    }
    required = tuple(group["code"] for group in place.all_groups if group["code"] in place.required_groups)
    return Facts(
        **values,
        required_groups=required,
        group_names={group["code"]: group_name(group) for group in place.all_groups},
        sessions=_people_by_group(found.session_pairs or ""),
        adopted=bool(found.adopted_plan),
        submitted=bool(found.submitted_plan),
    )


def _people_by_group(pairs: str) -> dict[str, int]:
    people: dict[str, int] = {}
    for pair in pairs.split():
        group, _, count = pair.partition("=")
        people[group] = people.get(group, 0) + int(count)
    return people


def _count(column: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(column == Settlement.id, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


def _total(value: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(value), 0))
        .where(Meeting.settlement_id == Settlement.id, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


def _in_newest(
    value: Any, newest: ScalarSelect[Any], identity: InstrumentedAttribute[Any]
) -> ScalarSelect[Any]:
    return select(value).where(identity == newest).correlate(Settlement).scalar_subquery()


_RAW = ("id", "session_pairs", "adopted_plan", "submitted_plan")
_orientation = Meeting.kind.in_(("orientation", "women"))
_session_pairs = (
    select(aggregate_strings(Meeting.group_code + "=" + cast(Meeting.people, String), " "))
    .where(Meeting.settlement_id == Settlement.id, Meeting.kind == "session")
    .correlate(Settlement)
    .scalar_subquery()
)
_newest_election = (
    select(Election.id)
    .where(Election.settlement_id == Settlement.id)
    .order_by(Election.held_on.desc(), Election.id.desc())
    .limit(1)
    .correlate(Settlement)
    .scalar_subquery()
)
_newest_plan = (
    select(Plan.id)
    .where(Plan.settlement_id == Settlement.id)
    .order_by(Plan.number.desc())
    .limit(1)
    .correlate(Settlement)
    .scalar_subquery()
)
_submitted_plan = (
    select(Submission.plan_id)
    .join(Plan, Plan.id == Submission.plan_id)
    .where(Submission.settlement_id == Settlement.id)
    .order_by(Plan.number.desc())
    .limit(1)
    .correlate(Settlement)
    .scalar_subquery()
)
# A returned item that comes back as it was waits again; every other answer holds for the same content.
_holds = (Decision.verdict != "return") | (Decision.plan_id == PlanItem.plan_id)
_verdict = (
    select(case((_holds, Decision.verdict)))
    .where(
        Decision.settlement_id == Settlement.id,
        Decision.line == PlanItem.line,
        Decision.fingerprint == PlanItem.fingerprint,
    )
    .order_by(Decision.id.desc())
    .limit(1)
    .correlate(Settlement, PlanItem)
    .scalar_subquery()
)
_signatures = (
    select(func.count()).where(Signature.contract_id == Contract.id).correlate(Contract).scalar_subquery()
)
_signed = _signatures >= PARTIES_THAT_SIGN
_physical = (
    select(func.max(Visit.physical))
    .where(Visit.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)


def _seats(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(Seat.election_id == _newest_election, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


def _items(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(PlanItem.plan_id == _submitted_plan, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


_FACTS = select(
    Settlement.id,
    Settlement.households,
    Settlement.people,
    _count(NoObjection.settlement_id).label("no_objections"),
    _total(Meeting.people, _orientation).label("orientation_people"),
    _total(Meeting.women, _orientation).label("orientation_women"),
    _count(Meeting.settlement_id).label("meetings"),
    _count(Meeting.settlement_id, Meeting.consent.is_(False)).label("meetings_without_consent"),
    _count(Meeting.settlement_id, Meeting.kind == "women").label("womens_meetings"),
    _in_newest(Election.eligible_women + Election.eligible_men, _newest_election, Election.id).label(
        "eligible"
    ),
    _in_newest(Election.voted_women + Election.voted_men, _newest_election, Election.id).label("voters"),
    _seats().label("seats"),
    _seats(Seat.woman.is_(True)).label("women_seats"),
    _seats(Seat.signatory.is_(True)).label("signatories"),
    _seats(Seat.signatory.is_(True), Seat.woman.is_(True)).label("women_signatories"),
    _session_pairs.label("session_pairs"),
    _count(Need.settlement_id, ~select(Merge.id).where(Merge.need_id == Need.id).exists()).label("needs"),
    _count(Round.settlement_id, ~select(Result.id).where(Result.round_id == Round.id).exists()).label(
        "rounds_open"
    ),
    _count(Round.settlement_id, select(Result.id).where(Result.round_id == Round.id).exists()).label(
        "rounds_closed"
    ),
    select(func.count())
    .where(PlanItem.plan_id == _newest_plan)
    .correlate(Settlement)
    .scalar_subquery()
    .label("plan_items"),
    _in_newest(Adoption.households, _newest_plan, Adoption.plan_id).label("adopted_households"),
    _in_newest(func.count(), _newest_plan, Adoption.plan_id).label("adopted_plan"),
    _in_newest(func.count(), _newest_plan, Submission.plan_id).label("submitted_plan"),
    _items(_verdict.is_(None)).label("items_undecided"),
    _items(_verdict == "endorse").label("items_endorsed"),
    _items(_verdict == "return").label("items_returned"),
    _count(Contract.settlement_id).label("contracts"),
    _count(Contract.settlement_id, _signed).label("contracts_signed"),
    _count(Contract.settlement_id, _signed, _physical >= 10_000).label("works_finished"),
    select(func.count())
    .select_from(Tranche)
    .join(Contract, Contract.id == Tranche.contract_id)
    .where(
        Contract.settlement_id == Settlement.id,
        _signed,
        ~select(TrancheRelease.id).where(TrancheRelease.tranche_id == Tranche.id).exists(),
    )
    .correlate(Settlement)
    .scalar_subquery()
    .label("tranches_due"),
    _count(
        TrancheRequest.settlement_id,
        ~select(TrancheRelease.id).where(TrancheRelease.request_id == TrancheRequest.id).exists(),
        ~select(TrancheRefusal.id).where(TrancheRefusal.request_id == TrancheRequest.id).exists(),
    ).label("requests_waiting"),
    select(func.count(Audit.contract_id.distinct()))
    .where(Audit.settlement_id == Settlement.id, Audit.accepted.is_(True))
    .correlate(Settlement)
    .scalar_subquery()
    .label("audits"),
    _count(Certificate.settlement_id).label("certificates"),
    _count(FinalAccount.settlement_id).label("final_measurements"),
    _count(
        Defect.settlement_id,
        ~select(DefectRectification.id).where(DefectRectification.defect_id == Defect.id).exists(),
    ).label("defects_open"),
    _count(Handover.settlement_id).label("handovers"),
).where(Settlement.id.in_(bindparam("settlements", expanding=True)))
