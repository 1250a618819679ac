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
    case,
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
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.types import UtcTime
from peoplesprocess.facts.contracts import PHYSICAL
from peoplesprocess.facts.needs import INTO_NUMBER, PARTS, RAISED_BY
from peoplesprocess.facts.profiles import PUBLISHED_PROFILE
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import NEWEST_ARRIVAL
from peoplesprocess.models import (
    Contract,
    FixedPoint,
    MusterRoll,
    Need,
    Photo,
    Scorecard,
    Settlement,
    StepClosure,
    Tranche,
    TrancheArrival,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

PAGE = 25
"""So many needs stand on the board, and on each page of those that follow."""

SETTLEMENT: ColumnElement[UUID] = bindparam("settlement")


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
    select(func.count()).where(_other.settlement_id == SETTLEMENT, not_struck(_other.id)).scalar_subquery()
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
    .where(Need.settlement_id == SETTLEMENT, not_struck(Need.id))
    .order_by(Need.number)
)
NEEDS = Query(
    BoardNeed,
    _needs.where(or_(Need.number <= PAGE, Need.number.in_(bindparam("also", expanding=True)))),
)
"""A settlement's first needs by number, merged ones too, and those that are asked for by their numbers."""
NEEDS_BY_NUMBER = Query(BoardNeed, _needs.where(Need.number.in_(bindparam("numbers", expanding=True))))
"""Some of a settlement's needs by their numbers."""
_columns = [*_needs.selected_columns]
FURTHER_NEEDS = Query(
    BoardNeed,
    _needs.with_only_columns(*_columns[:-1], func.count().over().label("total"))
    .where(Need.number > bindparam("after"))
    .limit(PAGE),
)
"""A page of those that follow one by number; `total` counts those."""


class BoardEvent(NamedTuple):
    """An instalment's request, a visit, a contract's paid labour, a gate that was waived or a profile.

    `kind` is "tranche", "visit", "labour", "profile", "scorecard:" with the group's code, "waiver:" with the
    step's key, or one of `work_queries`. `amount` is an instalment in minor units or what a visit found
    spent, `percent` a visit's progress in hundredths of a percent, `day` a visit's or the one on which
    released money came, `asked_at` also when a gate was waived, `text` its reason, a visit's photos or what a
    group said. Of labour `number` are the days of women, `amount` those of men, and `text` says why their
    rates differ, "" where they are the same.
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


NONE, NEVER = cast(literal(0), Integer), cast(null(), UtcTime)
TRANCHE_EVENTS = (
    select(
        literal("tranche").label("kind"),
        Contract.number.label("contract"),
        Tranche.number.label("number"),
        Tranche.percent.label("percent"),
        Tranche.amount.label("amount"),
        TrancheArrival.arrived_on.label("day"),
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
    .outerjoin(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Contract.settlement_id == SETTLEMENT)
)
_photos = (
    select(
        aggregate_strings(
            cast(Photo.number, String)
            + ":"
            + Photo.moment
            + ":"
            + cast(Photo.size, String)
            + ":"
            + cast(func.coalesce(FixedPoint.number, 0), String),
            " ",
        )
    )
    .outerjoin(FixedPoint, FixedPoint.id == Photo.point_id)
    .where(Photo.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)
VISIT_EVENTS = (
    select(
        literal("visit"),
        Contract.number,
        Visit.number,
        PHYSICAL,
        Visit.spent,
        Visit.visited_on,
        NEVER,
        NEVER,
        NEVER,
        func.coalesce(_photos, ""),
    )
    .select_from(Visit)
    .join(Contract, Contract.id == Visit.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, not_struck(Visit.id))
)
SCORECARD_EVENTS = (
    select(
        literal("scorecard:") + Scorecard.group_code,
        Contract.number,
        Scorecard.number,
        NONE,
        NONE,
        Scorecard.held_on,
        NEVER,
        NEVER,
        NEVER,
        cast(Scorecard.counts, String),
    )
    .select_from(Scorecard)
    .join(Contract, Contract.id == Scorecard.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, not_struck(Scorecard.id))
)
_waivers = select(
    literal("waiver:") + StepClosure.step,
    NONE,
    NONE,
    NONE,
    NONE,
    cast(null(), Date),
    StepClosure.made_at,
    NEVER,
    NEVER,
    StepClosure.waiver,
).where(StepClosure.settlement_id == SETTLEMENT, StepClosure.waiver != "")
_profiles = select(
    literal("profile"),
    NONE,
    PUBLISHED_PROFILE.number,
    NONE,
    NONE,
    PUBLISHED_PROFILE.taken_on,
    NEVER,
    NEVER,
    NEVER,
    literal(""),
).where(PUBLISHED_PROFILE.settlement_id == SETTLEMENT)
_labour = (
    select(
        literal("labour"),
        Contract.number,
        whole_sum(MusterRoll.women_days),
        NONE,
        whole_sum(MusterRoll.men_days),
        cast(null(), Date),
        NEVER,
        NEVER,
        NEVER,
        func.coalesce(aggregate_strings(case((MusterRoll.reason != "", MusterRoll.reason)), " · "), ""),
    )
    .select_from(MusterRoll)
    .join(Contract, Contract.id == MusterRoll.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, not_struck(MusterRoll.id))
    .group_by(Contract.number)
)
EVENTS = Query(
    BoardEvent,
    union_all(TRANCHE_EVENTS, VISIT_EVENTS, SCORECARD_EVENTS, _labour, _waivers, _profiles),
)
"""What happened in a settlement in one statement, as rows of one shape; `BoardEvent` says which kinds."""

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
