"""What waits for whom: answers, confirmations and money that only some people can give, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import Verdict
from peoplesprocess.core.relations import PARTY_OF
from peoplesprocess.core.roles import MONEY_ROLES, Grant, Role, Where, reaches
from peoplesprocess.core.rules import Rules, restored
from peoplesprocess.db.query import Query
from peoplesprocess.facts.contracts import IS_ENDED, IS_SIGNED, OPEN_AMENDMENT
from peoplesprocess.facts.cycles import CYCLES_BEFORE
from peoplesprocess.facts.decisions import IN_FORCE
from peoplesprocess.facts.paper_days import done_at
from peoplesprocess.facts.places import SettlementPlace
from peoplesprocess.facts.plans import newest_plan
from peoplesprocess.facts.submitted_items import WaitingItem, offices_of
from peoplesprocess.facts.tranches import IS_OPEN
from peoplesprocess.models import (
    Amendment,
    AmendmentOutcome,
    AmendmentSignature,
    Area,
    Contract,
    Decision,
    NoObjection,
    Plan,
    PlanItem,
    Programme,
    Settlement,
    SettlementSummary,
    Signature,
    StepClosure,
    Submission,
    TrancheRequest,
)


class ThingKind(StrEnum):
    """What can wait for somebody."""

    ANSWER = "answer"
    LATE_BELOW = "late-below"
    OBJECTION = "objection"
    REQUEST = "request"
    SENT_BACK = "sent-back"
    COMMUNITY_SIGNATURE = "community-signature"
    AGENCY_SIGNATURE = "agency-signature"
    AUTHORITY_SIGNATURE = "authority-signature"


SIGNATURES = {role: ThingKind(f"{party}-signature") for role, party in PARTY_OF.items()}
"""What waits for a role's signature: contracts, and amendments of them."""
SIGNATURES_BY_PARTY = {PARTY_OF[role]: kind for role, kind in SIGNATURES.items()}


class Thing(NamedTuple):
    """One thing that waits for somebody, since when."""

    kind: ThingKind
    since: datetime


class OpenThing(NamedTuple):
    """A thing that waits in a settlement for whoever has the role there."""

    kind: str
    programme_id: UUID
    settlement_id: UUID
    code: str
    name: str
    area: str
    since: datetime


def _of(kind: ThingKind, since: ColumnElement[datetime]) -> Select[*tuple[object, ...]]:
    return select(
        literal(kind.value).label("kind"),
        Settlement.programme_id,
        Settlement.id.label("settlement_id"),
        Settlement.code,
        Settlement.name,
        Area.path.label("area"),
        since.label("since"),
    ).join(Area, Area.id == Settlement.area_id)


_summary = SettlementSummary.__table__.c
_UNSIGNED_PLACES = union_all(
    select(_summary.settlement_id).where(_summary.contracts > _summary.contracts_signed),
    select(Amendment.settlement_id).where(~exists().where(AmendmentOutcome.amendment_id == Amendment.id)),
)


def _unsigned(party: str) -> Select[*tuple[object, ...]]:
    """Contracts that wait for a party's signature, or whose open amendment does."""
    signed = exists().where(Signature.contract_id == Contract.id, Signature.party == party)
    agreed = exists().where(
        AmendmentSignature.amendment_id == Amendment.id, AmendmentSignature.party == party
    )
    return (
        _of(SIGNATURES_BY_PARTY[party], func.coalesce(Amendment.made_at, Contract.made_at))
        .join(Contract, Contract.settlement_id == Settlement.id)
        .outerjoin(Amendment, and_(Amendment.contract_id == Contract.id, Amendment.number == OPEN_AMENDMENT))
        # Few places have any: contracts of the others are not looked at.
        .where(Settlement.id.in_(_UNSIGNED_PLACES), ~IS_ENDED)
        .where(or_(and_(~IS_SIGNED, ~signed), and_(Amendment.id.is_not(None), ~agreed)))
    )


_closed = StepClosure.settlement_id == Settlement.id
_PARTS: Mapping[ThingKind, Select[*tuple[object, ...]]] = {
    ThingKind.OBJECTION: _of(ThingKind.OBJECTION, Settlement.made_at.expression).where(
        ~exists().where(NoObjection.settlement_id == Settlement.id), ~exists().where(_closed)
    ),
    ThingKind.REQUEST: _of(ThingKind.REQUEST, done_at(TrancheRequest))
    .join(TrancheRequest, TrancheRequest.settlement_id == Settlement.id)
    .where(IS_OPEN),
    ThingKind.SENT_BACK: _of(ThingKind.SENT_BACK, done_at(Decision))
    .join(Plan, Plan.id == newest_plan(Settlement.id.expression))
    .join(Submission, Submission.plan_id == Plan.id)
    .join(PlanItem, PlanItem.plan_id == Plan.id)
    .join(Decision, IN_FORCE)
    .where(
        Decision.verdict == Verdict.RETURN.value,
        # Where the answers are closed, what was sent back waits for the next cycle.
        ~exists().where(_closed, StepClosure.step == "approve", StepClosure.cycles_before == CYCLES_BEFORE),
    ),
    **{kind: _unsigned(party) for party, kind in SIGNATURES_BY_PARTY.items()},
}
OPEN_KINDS = tuple(_PARTS)
"""What waits besides items at an authority."""


def waiting_rows(db: Session, within: Mapping[ThingKind, ColumnElement[bool]]) -> list[OpenThing]:
    """Return what waits besides items at an authority: of each kind in `within` where its condition holds."""
    parts = [_PARTS[kind].where(condition) for kind, condition in within.items()]
    return Query(OpenThing, union_all(*parts)).all(db) if parts else []


def open_in(db: Session, place: SettlementPlace, kinds: Collection[ThingKind]) -> list[OpenThing]:
    """Return what waits in one settlement, of these kinds."""
    return waiting_rows(db, dict.fromkeys(kinds, Settlement.id == place.id)) if kinds else []


class _RulesRow(NamedTuple):
    id: UUID
    stored_rules: dict[str, object]


_RULES = Query(_RulesRow, select(Programme.id, Programme.rules.label("stored_rules")))


def all_rules(db: Session) -> dict[UUID, Rules]:
    """Return the numbers of every programme."""
    return {row.id: restored(row.stored_rules) for row in _RULES.all(db)}


def things_for(
    grants: Collection[Grant],
    items: Iterable[WaitingItem],
    rows: Iterable[OpenThing],
    now: datetime,
) -> list[Thing]:
    """Return what waits for somebody with these roles, given everything that waits."""
    things = [Thing(ThingKind(row.kind), row.since) for row in rows if is_theirs(grants, row)]
    offices = offices_of(grants)
    for item in items if offices else ():
        if any(item.waits_for(office) for office in offices):
            things.append(Thing(ThingKind.ANSWER, item.since))
        elif any(item.is_late_below(office, now.date()) for office in offices):
            things.append(Thing(ThingKind.LATE_BELOW, item.since + timedelta(days=item.limit + 1)))
    return things


_ROLES: Mapping[str, tuple[Role, ...]] = {
    ThingKind.OBJECTION: (Role.LOCAL_AUTHORITY,),
    ThingKind.REQUEST: MONEY_ROLES,
    ThingKind.SENT_BACK: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    **{kind: (role,) for role, kind in SIGNATURES.items()},
}


def is_theirs(grants: Iterable[Grant], row: OpenThing) -> bool:
    """Return whether one of these roles is to do what waits."""
    where = Where(row.programme_id, row.settlement_id, row.area)
    return any(
        grant.role in _ROLES[row.kind] and grant.is_confirmed and reaches(grant, where) for grant in grants
    )
