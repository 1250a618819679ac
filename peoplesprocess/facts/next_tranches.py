"""The next tranche of each work that nobody has requested, and whether all of its conditions hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, exists, func, select, type_coerce
from sqlalchemy.orm import aliased

from peoplesprocess.core.programme_rules import ProgrammeRules, TrancheTerms, restored
from peoplesprocess.core.time_zones import dawn_at, day_at, zone_at
from peoplesprocess.core.tranches import ContractSituation, TrancheFacts, conditions
from peoplesprocess.db.column_types import Json
from peoplesprocess.db.json_objects import JsonObject
from peoplesprocess.facts.committee import signatories, women_signatories
from peoplesprocess.facts.contract_signatures import IS_SIGNED, SIGNED_AT
from peoplesprocess.facts.contracts import IS_ENDED, NEWEST_VISIT, PHYSICAL, RELEASED, SPENT
from peoplesprocess.facts.defects import IS_OPEN as IS_OPEN_DEFECT
from peoplesprocess.facts.done_at import done_at, later_of
from peoplesprocess.facts.proved_accounts import READ_ON, SPENT_UNREAD, UNPROVEN
from peoplesprocess.facts.serious_complaints import serious_complaint_open
from peoplesprocess.facts.suspensions import IS_SUSPENDED
from peoplesprocess.facts.tranches import IS_OPEN, RELEASED_AT
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind, WaitingThingRow, thing_of
from peoplesprocess.facts.work_states import IS_CERTIFIED
from peoplesprocess.models import (
    Certificate,
    Contract,
    Defect,
    Programme,
    Settlement,
    Tranche,
    TrancheArrival,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

T = TypeVar("T")
_part = aliased(Tranche)
_arrival = aliased(TrancheArrival)
_newest_arrival = (
    select(_arrival.id)
    .where(_arrival.tranche_id == _part.id)
    .order_by(_arrival.number.desc())
    .limit(1)
    .correlate(_part)
    .scalar_subquery()
)
_first_unreleased = (
    select(func.min(_part.number))
    .where(_part.contract_id == Contract.id, _part.is_retention.is_(False))
    .where(~exists(select(1).where(TrancheRelease.tranche_id == _part.id).correlate(_part)))
    .correlate(Contract)
    .scalar_subquery()
)
_is_asked_for: ColumnElement[bool] = exists(
    select(1).where(TrancheRequest.tranche_id == Tranche.id, IS_OPEN).correlate(Tranche)
)
_defects_open = (
    select(func.count())
    .where(Defect.contract_id == Contract.id, IS_OPEN_DEFECT)
    .correlate(Contract)
    .scalar_subquery()
)


def _of_releases(value: ColumnElement[T], *conditions: ColumnElement[bool]) -> ColumnElement[T]:
    return (
        select(value)
        .select_from(_part)
        .join(TrancheRelease, TrancheRelease.tranche_id == _part.id)
        .outerjoin(TrancheArrival, TrancheArrival.id == _newest_arrival)
        .where(_part.contract_id == Contract.id, *conditions)
        .correlate(Contract)
        .scalar_subquery()
    )


NEXT_INSTALMENTS: Select[*tuple[object, ...]] = (
    thing_of(
        WaitingThingKind.NEXT_INSTALMENT,
        later_of(SIGNED_AT, RELEASED_AT),
        number=Contract.number.expression,
        tranche=Tranche.number.expression,
        day=READ_ON,
        # A certificate implies a visit before it, so its day is enough.
        shown_on=case(
            (Tranche.certificate.is_(True), Certificate.issued_on), (Tranche.work_done > 0, Visit.visited_on)
        ),
        happened_on=_of_releases(func.max(TrancheArrival.arrived_on)),
        happened_at=_of_releases(func.max(done_at(TrancheRelease)), TrancheArrival.id.is_(None)),
        stored_rules=type_coerce(Programme.rules, Json),
        situation=JsonObject(
            signatories_agreed=Contract.signatories.expression,
            women_agreed=Contract.women_signatories.expression,
            work_done=Tranche.work_done.expression,
            money_spent=Tranche.money_spent.expression,
            certificate=Tranche.certificate.expression,
            signatories=signatories(Settlement.id.expression),
            women_signatories=women_signatories(Settlement.id.expression),
            physical=func.coalesce(PHYSICAL, 0),
            paid=SPENT,
            released=RELEASED,
            certified=IS_CERTIFIED,
            defects_open=_defects_open,
            spent_unread=SPENT_UNREAD,
            unproven=UNPROVEN,
        ),
    )
    .join(Programme, Programme.id == Settlement.programme_id)
    .join(Contract, Contract.settlement_id == Settlement.id)
    .join(Tranche, (Tranche.contract_id == Contract.id) & (Tranche.number == _first_unreleased))
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .outerjoin(Certificate, Certificate.contract_id == Contract.id)
    .where(
        *(IS_SIGNED, ~IS_ENDED, ~IS_SUSPENDED, ~_is_asked_for),
        ~serious_complaint_open(Settlement.id.expression),
    )
)
"""The next unrequested tranche of each work, with the facts that its conditions depend on."""


def can_be_asked_for(row: WaitingThingRow, today: date) -> bool:
    """Return whether every condition of such a tranche holds."""
    stored = row.situation or {}
    known = {name: value or 0 for name, value in stored.items()}
    terms = TrancheTerms(0, known["work_done"], known["money_spent"], bool(known["certificate"]))
    # All tranches before the first unreleased one have been released.
    earlier = [TrancheFacts(number, 0, TrancheTerms(0), released=True) for number in range(1, row.tranche)]
    situation = ContractSituation(
        signed=True,
        signatories=known["signatories"],
        women_signatories=known["women_signatories"],
        physical=Fraction(known["physical"], 100),
        paid=known["paid"],
        released=known["released"],
        certified=bool(known["certified"]),
        audited=row.day is not None,
        defects_open=known["defects_open"],
        released_on=_released_on(row),
        read_on=row.day,
        spent_unread=known["spent_unread"],
        unproven=known["unproven"],
        today=today,
    )
    listed = conditions(TrancheFacts(row.tranche, 0, terms), earlier, situation, _rules(row, stored))
    return all(condition.holds for condition in listed)


def could_be_asked_from(row: WaitingThingRow, zone: tzinfo) -> datetime:
    """Return the moment from which such a tranche could be requested.

    It is the latest of the signature, the release before it, the visit or certificate that its terms ask for,
    and the meeting that heard the accounts.
    """
    is_read = (row.situation or {}).get("certificate") or restored(row.stored_rules or {}).public_reading
    days = (row.shown_on, row.day if is_read else None)
    return max([row.since, *(dawn_at(zone, day) for day in days if day is not None)])


def _rules(row: WaitingThingRow, stored: Mapping[str, int | None]) -> ProgrammeRules:
    """Return the programme's rules with the numbers of signatories that the contract agreed."""
    rules = restored(row.stored_rules or {})
    agreed, women = stored["signatories_agreed"], stored["women_agreed"]
    if agreed is None or women is None:
        return rules
    return replace(rules, signatories=agreed, women_signatories=women)


def _released_on(row: WaitingThingRow) -> date | None:
    """Return the last day on which a released tranche arrived, or was released if no arrival is recorded."""
    released = day_at(zone_at(row.time_zone, row.area), row.happened_at) if row.happened_at else None
    return max(filter(None, (row.happened_on, released)), default=None)
