"""The kinds of things that can wait for somebody in a settlement, and the statements that find them."""

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
from peoplesprocess.facts.cycles import CYCLES_BEFORE, IS_ENDED_EARLY
from peoplesprocess.facts.decision_in_force import IN_FORCE, IS_LEFT
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
    """A kind of thing that can wait for somebody."""

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
"""The kinds of signatures on contracts and their amendments, by the role that gives them."""
SIGNATURES_BY_PARTY = {PARTY_OF[role]: kind for role, kind in SIGNATURES.items()}


MEASURED = "measured"
"""The state of a work that waits for its certificate, after a final visit that found it fully built."""


MOST_LINES = 10
"""How many lines of the longest waits a page shows at most."""


class WaitingThing(NamedTuple):
    """One thing that waits for somebody, and since when."""

    kind: WaitingThingKind
    since: datetime


class WaitingThingRow(NamedTuple):
    """A thing that waits, or may wait from `day` on, for those with the role in its settlement.

    Answers of an authority: `level`, `office_area` and `is_forwarded` say whose answer is concerned.
    Checks after a handover: `checked` are the months already checked. Complaints: `about` is whom they
    concern; `state`, `happened_on`, `happened_at` and `is_serious` are of the newest event; `code` and `name`
    are the programme's. Certificates: `state` says whether a final visit found the work built. Visits:
    `happened_on` is the last visit, `happened_at` the last release, `shown_on` the first day of the work.
    Contracts: `number` is the contract's, `tranche` the tranche's, `amendment` that of an amendment to be
    signed, each 0 if there is none. Retentions: `months` is the length of the defects period. Seats that were
    left: `happened_at` is when an officer's role last ended. Next tranches: `shown_on` is the day of the
    certificate or measurement they depend on, `situation` the further facts of their conditions.
    `stored_rules` are the programme's.
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
    """Return the statement of a kind of thing, to be joined to its source; `more` are columns of its rows."""
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
"""Whether a settlement may have a contract that waits for a signature; only few have.

It reads all settlements, so it only pays for statements about many of them.
"""
# A literal, because the partial index of such answers is only used with one.
_returned: ColumnElement[str] = literal_column(f"'{AuthorityVerdict.RETURN.value}'")
MAY_BE_SENT_BACK = Settlement.id.in_(select(Decision.settlement_id).where(Decision.verdict == _returned))
"""Whether an item of a settlement was ever returned; only few have one. For statements about many of them."""


def _unsigned(party: str) -> Select[*tuple[object, ...]]:
    """Return the contracts that wait for a party's signature, themselves or through an open amendment."""
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
        ~exists().where(NoObjection.settlement_id == Settlement.id),
        ~exists().where(_closed),
        ~IS_ENDED_EARLY,
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
        ~IS_LEFT,
        # Once the step of answers is closed, returned items wait for the next cycle.
        ~exists().where(_closed, StepClosure.step == "approve", StepClosure.cycles_before == CYCLES_BEFORE),
    ),
    **{kind: _unsigned(party) for party, kind in SIGNATURES_BY_PARTY.items()},
}
"""Things that wait as soon as they exist, except items at an authority."""
