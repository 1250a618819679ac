"""What the notice board reads besides its place and its plan, however much has been recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.db.query import Query, Value
from peoplesprocess.db.types import UtcTime
from peoplesprocess.facts.answer_terms import CONDITION_ROWS, OBJECTION_ROWS, PROMISE_ROWS
from peoplesprocess.facts.answer_times import ANSWERS_OF_SETTLEMENT
from peoplesprocess.facts.contracts import PHYSICAL
from peoplesprocess.facts.needs import INTO_NUMBER, PARTS, RAISED_BY
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Contract,
    Need,
    Photo,
    Settlement,
    StepClosure,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

PAGE = 25
"""So many needs stand on the board, and on each page of those that follow."""

_settlement: ColumnElement[UUID] = bindparam("settlement")


class BoardNeed(NamedTuple):
    """A need with the codes of the groups that raised it, and the needs it was merged or split into.

    `total` counts all needs of the settlement that were not struck.
    """

    number: int
    title: str
    sector: str
    response_type: str
    raised_by: str | None
    into_number: int | None
    parts: str | None
    total: int


_other = aliased(Need)
_total = (
    select(func.count()).where(_other.settlement_id == _settlement, not_struck(_other.id)).scalar_subquery()
)
_needs = (
    select(
        Need.number,
        Need.title,
        Need.sector,
        Need.response_type,
        RAISED_BY.label("raised_by"),
        INTO_NUMBER.label("into_number"),
        PARTS.label("parts"),
        _total.label("total"),
    )
    .where(Need.settlement_id == _settlement, not_struck(Need.id))
    .order_by(Need.number)
)
NEEDS = Query(
    BoardNeed,
    _needs.where(or_(Need.number <= PAGE, Need.number.in_(bindparam("also", expanding=True)))),
)
"""A settlement's first needs by number, merged ones too, and those that are asked for by their numbers."""
_columns = [*_needs.selected_columns]
FURTHER_NEEDS = Query(
    BoardNeed,
    _needs.with_only_columns(*_columns[:-1], func.count().over().label("total"))
    .where(Need.number > bindparam("after"))
    .limit(PAGE),
)
"""A page of those that follow one by number; `total` counts those."""


class BoardEvent(NamedTuple):
    """An instalment's request, a visit, a gate that was waived, an answer or what goes with it.

    `kind` tells which: "tranche", "visit", "waiver:" with the step's key, "answer", or "condition:",
    "promise:" or "objection:" with what it is and where it stands. `contract` is the contract's number, of
    what goes with an answer the line of the plan, of an answer its level; `number` of an answer the days that
    it took.
    `amount` is an instalment in minor units or what a visit found spent, `percent` a visit's progress in
    hundredths of a percent, `asked_at` also when a gate was waived, `text` its reason, a visit's photos, what
    a condition or a promise says, or the answer to an objection.
    """

    kind: str
    contract: int
    number: int
    percent: int
    amount: int
    day: date | None
    asked_at: datetime | None
    released_at: datetime | None
    refused_at: datetime | None
    text: str


_none, _never = cast(literal(0), Integer), cast(null(), UtcTime)
_tranches = (
    select(
        literal("tranche").label("kind"),
        Contract.number.label("contract"),
        Tranche.number.label("number"),
        Tranche.percent.label("percent"),
        Tranche.amount.label("amount"),
        cast(null(), Date).label("day"),
        TrancheRequest.made_at.label("asked_at"),
        TrancheRelease.made_at.label("released_at"),
        TrancheRefusal.made_at.label("refused_at"),
        literal("").label("text"),
    )
    .select_from(Tranche)
    .join(Contract, Contract.id == Tranche.contract_id)
    .outerjoin(TrancheRequest, TrancheRequest.tranche_id == Tranche.id)
    .outerjoin(TrancheRelease, TrancheRelease.request_id == TrancheRequest.id)
    .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
    .where(Contract.settlement_id == _settlement)
)
_photos = (
    select(
        aggregate_strings(
            cast(Photo.number, String) + ":" + Photo.moment + ":" + cast(Photo.size, String), " "
        )
    )
    .where(Photo.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)
_visits = (
    select(
        literal("visit"),
        Contract.number,
        Visit.number,
        PHYSICAL,
        Visit.spent,
        Visit.visited_on,
        _never,
        _never,
        _never,
        func.coalesce(_photos, ""),
    )
    .select_from(Visit)
    .join(Contract, Contract.id == Visit.contract_id)
    .where(Contract.settlement_id == _settlement, not_struck(Visit.id))
)
_waivers = select(
    literal("waiver:") + StepClosure.step,
    _none,
    _none,
    _none,
    _none,
    cast(null(), Date),
    StepClosure.made_at,
    _never,
    _never,
    StepClosure.waiver,
).where(StepClosure.settlement_id == _settlement, StepClosure.waiver != "")
_terms = [
    select(
        terms.c.kind + ":" + terms.c.due + ":" + terms.c.state,
        terms.c.line,
        terms.c.number,
        _none,
        terms.c.amount,
        terms.c.day,
        _never,
        _never,
        _never,
        terms.c.words,
    )
    for terms in (CONDITION_ROWS.subquery(), PROMISE_ROWS.subquery())
]
_objections = OBJECTION_ROWS.subquery()
# Of an objection the public reads that there is one, and the answer: who objects is not named by its words.
_terms.append(
    select(
        literal("objection::") + _objections.c.state,
        _objections.c.line,
        _objections.c.number,
        _none,
        _none,
        cast(null(), Date),
        _never,
        _never,
        _never,
        _objections.c.said,
    ).where(_objections.c.state != "mistaken")
)
_answers = select(
    literal("answer"),
    ANSWERS_OF_SETTLEMENT.c.level,
    ANSWERS_OF_SETTLEMENT.c.days,
    _none,
    _none,
    cast(null(), Date),
    _never,
    _never,
    _never,
    literal(""),
)
EVENTS = Query(BoardEvent, union_all(_tranches, _visits, _waivers, *_terms, _answers))
"""A settlement's instalments, visits, waived gates and terms of answers in one statement, of one shape."""

PHOTO = Value(
    select(Photo.digest)
    .join(Visit, Visit.id == Photo.visit_id)
    .join(Contract, Contract.id == Visit.contract_id)
    .join(Settlement, Settlement.id == Contract.settlement_id)
    .where(
        Settlement.code == bindparam("code"),
        Contract.number == bindparam("contract"),
        Visit.number == bindparam("visit"),
        Photo.number == bindparam("photo"),
        not_struck(Visit.id),
    )
)
"""The digest of one photo of a visit."""
