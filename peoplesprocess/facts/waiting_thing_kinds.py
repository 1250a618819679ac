"""Things that can wait for somebody in a settlement: their kinds, and the statements that find them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from peoplesprocess.core.actor_relations import PARTY_OF
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.db.column_types import Json, UtcTime
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import IS_ENDED, OPEN_AMENDMENT
from peoplesprocess.facts.cycles import CYCLES_BEFORE
from peoplesprocess.facts.decision_in_force import IN_FORCE
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.plans import newest_plan
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
    PlanSubmission,
    Settlement,
    SettlementSummary,
    Signature,
    StepClosure,
    Tranche,
    TrancheRequest,
)


class WaitingThingKind(StrEnum):
    """What can wait for somebody."""

    ANSWER = "answer"
    LATE_BELOW = "late-below"
    OBJECTION = "objection"
    REQUEST = "request"
    SENT_BACK = "sent-back"
    COMMUNITY_SIGNATURE = "community-signature"
    AGENCY_SIGNATURE = "agency-signature"
    AUTHORITY_SIGNATURE = "authority-signature"
    CHECK = "check"
    RECHECK = "recheck"
    CONDITION = "condition"
    JUDGEMENT = "judgement"
    PROMISE = "promise"
    OBJECTION_ANSWER = "objection-answer"
    COMPLAINT = "complaint"
    VISIT = "visit"
    CERTIFICATE = "certificate"
    AUDIT = "audit"
    SECOND_AUDIT = "second-audit"
    FINAL_VISIT = "final-visit"
    ACCOUNT = "account"
    HANDOVER = "handover"
    REPAIR = "repair"
    RETENTION = "retention"
    NEXT_INSTALMENT = "next-instalment"
    ARRIVAL = "arrival"
    TAKE_OVER = "take-over"
    SILENT_BOOK = "silent-book"
    LEFT_SEAT = "left-seat"
    EMPTY_SEAT = "empty-seat"
    BROKEN = "broken"
    REFERRAL = "referral"
    SILENT_OFFICE = "silent-office"


SIGNATURES = {role: WaitingThingKind(f"{party}-signature") for role, party in PARTY_OF.items()}
"""What waits for a role's signature: contracts, and amendments of them."""
SIGNATURES_BY_PARTY = {PARTY_OF[role]: kind for role, kind in SIGNATURES.items()}


MEASURED = "measured"
"""The state of a work that waits for its certificate, once a final visit found all of it built."""


MOST_LINES = 10
"""So many lines of what waits longest stand on a page."""


class WaitingThing(NamedTuple):
    """One thing that waits for somebody, since when."""

    kind: WaitingThingKind
    since: datetime


class WaitingThingRow(NamedTuple):
    """A thing that waits, or may wait from `day` on, for whoever has the role in its settlement.

    Of what an authority judges, `level`, `office_area` and `is_forwarded` tell who gave the answer. Of a work
    after its handover, `checked` holds the months of its checks. Of a complaint, `about` tells whom it
    concerns, `state` and what follows what became of it last, and code and name are its programme's.
    Of a certificate `state` tells whether a final visit found the work built. Of a visit they tell when
    somebody looked last, and when money came. Of what waits at a contract `number`
    is the contract's, 0 of others, and `tranche` the instalment's; `amendment` is the one to be signed, 0 if
    it is the contract itself; of a retention `months` are those of the defects period. Of a seat that
    somebody left `happened_at` tells when a role of an officer ended last.
    Of an instalment `shown_on` is when what it waits for was certified, or measured; of a visit, the first
    day of the work.
    `stored_rules` are the programme's numbers; `situation` is what conditions of an instalment ask besides.
    """

    kind: str
    programme_id: UUID
    settlement_id: UUID
    code: str
    name: str
    area: str
    time_zone: str
    since: datetime
    day: date | None
    level: int
    office_area: str
    is_forwarded: bool
    checked: str | None
    stored_rules: dict[str, object] | None
    about: str
    state: str | None
    happened_on: date | None
    shown_on: date | None
    happened_at: datetime | None
    is_serious: bool
    number: int
    tranche: int
    amendment: int
    months: int
    situation: dict[str, int | None] | None


def thing_of(
    kind: WaitingThingKind, since: ColumnElement[datetime], **more: SQLColumnExpression[object]
) -> Select[*tuple[object, ...]]:
    """Return the statement of a kind of thing, to be joined to where it lies; `more` are columns of a row."""
    return select(
        literal(kind.value).label("kind"),
        Settlement.programme_id,
        Settlement.id.label("settlement_id"),
        more.get("code", Settlement.code).label("code"),
        more.get("name", Settlement.name).label("name"),
        Area.path.label("area"),
        Settlement.time_zone,
        since.label("since"),
        *(more.get(name, empty).label(name) for name, empty in _LACKING.items()),
    ).join(Area, Area.id == Settlement.area_id)


_LACKING: Mapping[str, SQLColumnExpression[object]] = {
    "day": cast(null(), Date),
    "level": cast(literal(0), BigInteger),
    "office_area": literal(""),
    "is_forwarded": false(),
    "checked": cast(null(), String),
    "stored_rules": cast(null(), Json),
    "about": literal(""),
    "state": cast(null(), String),
    "happened_on": cast(null(), Date),
    "shown_on": cast(null(), Date),
    "happened_at": cast(null(), UtcTime),
    "is_serious": false(),
    "number": cast(literal(0), BigInteger),
    "tranche": cast(literal(0), BigInteger),
    "amendment": cast(literal(0), BigInteger),
    "months": cast(literal(0), BigInteger),
    "situation": cast(null(), Json),
}
_summary = SettlementSummary.__table__.c
MAY_BE_UNSIGNED = Settlement.id.in_(
    union_all(
        select(_summary.settlement_id).where(_summary.contracts > _summary.contracts_signed),
        select(Amendment.settlement_id).where(~exists().where(AmendmentOutcome.amendment_id == Amendment.id)),
    )
)
"""Whether a settlement may have a contract that waits for a signature: few of many have any.

It reads all settlements, so that it is for who asks of many; one has few contracts.
"""
# Written out, so that a database knows the index of such answers.
_returned: ColumnElement[str] = literal_column(f"'{AuthorityVerdict.RETURN.value}'")
MAY_BE_SENT_BACK = Settlement.id.in_(select(Decision.settlement_id).where(Decision.verdict == _returned))
"""Whether an item of a settlement was ever sent back: few of many have any. For who asks of many."""


def _unsigned(party: str) -> Select[*tuple[object, ...]]:
    """Contracts that wait for a party's signature, or whose open amendment does."""
    signed = exists().where(Signature.contract_id == Contract.id, Signature.party == party)
    agreed = exists().where(
        AmendmentSignature.amendment_id == Amendment.id, AmendmentSignature.party == party
    )
    return (
        thing_of(
            SIGNATURES_BY_PARTY[party],
            func.coalesce(Amendment.made_at, Contract.made_at),
            number=Contract.number.expression,
            amendment=func.coalesce(Amendment.number, 0),
        )
        .join(Contract, Contract.settlement_id == Settlement.id)
        .outerjoin(Amendment, and_(Amendment.contract_id == Contract.id, Amendment.number == OPEN_AMENDMENT))
        .where(~IS_ENDED, or_(and_(~IS_SIGNED, ~signed), and_(Amendment.id.is_not(None), ~agreed)))
    )


_closed = StepClosure.settlement_id == Settlement.id
OPEN_PARTS: Mapping[WaitingThingKind, Select[*tuple[object, ...]]] = {
    WaitingThingKind.OBJECTION: thing_of(WaitingThingKind.OBJECTION, Settlement.made_at.expression).where(
        ~exists().where(NoObjection.settlement_id == Settlement.id), ~exists().where(_closed)
    ),
    WaitingThingKind.REQUEST: thing_of(
        WaitingThingKind.REQUEST,
        done_at(TrancheRequest),
        number=Contract.number.expression,
        tranche=Tranche.number.expression,
    )
    .join(TrancheRequest, TrancheRequest.settlement_id == Settlement.id)
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .join(Contract, Contract.id == Tranche.contract_id)
    .where(IS_OPEN),
    WaitingThingKind.SENT_BACK: thing_of(WaitingThingKind.SENT_BACK, done_at(Decision))
    .join(Plan, Plan.id == newest_plan(Settlement.id.expression))
    .join(PlanSubmission, PlanSubmission.plan_id == Plan.id)
    .join(PlanItem, PlanItem.plan_id == Plan.id)
    .join(Decision, IN_FORCE)
    .where(
        Decision.verdict == AuthorityVerdict.RETURN.value,
        # Where the answers are closed, what was sent back waits for the next cycle.
        ~exists().where(_closed, StepClosure.step == "approve", StepClosure.cycles_before == CYCLES_BEFORE),
    ),
    **{kind: _unsigned(party) for party, kind in SIGNATURES_BY_PARTY.items()},
}
"""What waits in settlements as soon as it is there, besides items at an authority."""
