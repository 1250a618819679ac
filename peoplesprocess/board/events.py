"""Events of a settlement for the notice board: one statement, rows of one shape."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    Date,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.board.queries import SETTLEMENT
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.answer_times import ANSWERS_OF_SETTLEMENT
from peoplesprocess.facts.conditions_and_promises import CONDITION_ROWS, OBJECTION_ROWS, PROMISE_ROWS
from peoplesprocess.facts.contracts import GIVEN_UNTIL_VISIT, PHYSICAL, SPENT_UNTIL_VISIT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.profiles import PUBLISHED_PROFILE
from peoplesprocess.facts.retention_money import DEDUCTED
from peoplesprocess.facts.scorecard_replacements import IS_RECORDED_AGAIN
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import NEWEST_ARRIVAL
from peoplesprocess.models import (
    Contract,
    CycleEnding,
    FixedPoint,
    MusterRoll,
    Scorecard,
    StepClosure,
    Tranche,
    TrancheArrival,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
    VisitPhoto,
)


class BoardEvent(NamedTuple):
    """An event in a settlement; what its columns mean depends on `kind`.

    `kind` is "tranche" or "retention", "typed" (when a request and its answer were typed in), "visit",
    "gifts" (labour and materials until a visit), "labour", "profile", "scorecard:" with the group's code,
    "waiver:" with the step's key, "ending:" with the ground of an early end, "answer", one of
    `work_queries`, or "condition:", "promise:" or "objection:" with its due and its state. `contract` is
    the contract's number; of terms it is the line of the plan, of an answer its level. `number` of an
    answer is the days that it took. `amount` is an instalment in minor units, or what was spent until a
    visit; `percent` is a visit's progress in hundredths of a percent, of an instalment the number of its
    request. `day` is that of a visit, or of the arrival of released money. `asked_at` is also when a gate
    was waived or a cycle ended, and `released_at` when that was typed in. `text` is a waiver's or
    ending's reason, a visit's photos, the words of a group, a condition or a promise, or the answer to an
    objection. Of labour, `number` are the days of women, `amount` those of men, and `text` says why their
    rates differ, "" if they are equal.
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
NO_TIMES = (NEVER, NEVER, NEVER)
TRANCHE_EVENTS = (
    select(
        case((Tranche.is_retention.is_(True), "retention"), else_="tranche").label("kind"),
        Contract.number.label("contract"),
        Tranche.number.label("number"),
        func.coalesce(TrancheRequest.number, 0).label("percent"),
        # What was deducted from a retention for repairs is no longer paid.
        (Tranche.amount - DEDUCTED).label("amount"),
        TrancheArrival.arrived_on.label("day"),
        done_at(TrancheRequest).label("asked_at"),
        done_at(TrancheRelease).label("released_at"),
        done_at(TrancheRefusal).label("refused_at"),
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
TYPED_IN_EVENTS = (
    select(
        literal("typed"),
        Contract.number,
        Tranche.number,
        TrancheRequest.number,
        NONE,
        cast(null(), Date),
        TrancheRequest.made_at,
        TrancheRelease.made_at,
        TrancheRefusal.made_at,
        literal(""),
    )
    .select_from(Tranche)
    .join(Contract, Contract.id == Tranche.contract_id)
    .join(TrancheRequest, TrancheRequest.tranche_id == Tranche.id)
    .outerjoin(TrancheRelease, TrancheRelease.request_id == TrancheRequest.id)
    .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
    .where(Contract.settlement_id == SETTLEMENT)
)
_photos = (
    select(
        aggregate_strings(
            cast(VisitPhoto.number, String)
            + ":"
            + VisitPhoto.moment
            + ":"
            + cast(VisitPhoto.size, String)
            + ":"
            + cast(func.coalesce(FixedPoint.number, 0), String),
            " ",
        )
    )
    .outerjoin(FixedPoint, FixedPoint.id == VisitPhoto.point_id)
    .where(VisitPhoto.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)
VISIT_EVENTS = (
    select(
        literal("visit"),
        Contract.number,
        Visit.number,
        PHYSICAL,
        SPENT_UNTIL_VISIT,
        Visit.visited_on,
        *NO_TIMES,
        func.coalesce(_photos, ""),
    )
    .select_from(Visit)
    .join(Contract, Contract.id == Visit.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, not_struck(Visit.id))
)
VISIT_GIFT_EVENTS = (
    select(
        literal("gifts"),
        Contract.number,
        Visit.number,
        NONE,
        GIVEN_UNTIL_VISIT,
        Visit.visited_on,
        *NO_TIMES,
        literal(""),
    )
    .select_from(Visit)
    .join(Contract, Contract.id == Visit.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, GIVEN_UNTIL_VISIT > 0, not_struck(Visit.id))
)
SCORECARD_EVENTS = (
    select(
        literal("scorecard:") + Scorecard.group_code,
        Contract.number,
        Scorecard.number,
        NONE,
        NONE,
        Scorecard.held_on,
        *NO_TIMES,
        case((IS_RECORDED_AGAIN, ""), else_=cast(Scorecard.counts, String)),
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
    done_at(StepClosure),
    StepClosure.made_at,
    NEVER,
    StepClosure.waiver,
).where(StepClosure.settlement_id == SETTLEMENT, StepClosure.waiver != "")
# Where people went is not among what the public reads: it could lead those to them whom they fled.
_ending = select(
    literal("ending:") + CycleEnding.ground,
    *(NONE, NONE, NONE, NONE),
    cast(null(), Date),
    *(done_at(CycleEnding), CycleEnding.made_at, NEVER),
    CycleEnding.reason,
).where(
    CycleEnding.settlement_id == SETTLEMENT,
    CycleEnding.cycles_before == bindparam("cycles_before"),
    not_struck(CycleEnding.id),
)
_profiles = select(
    literal("profile"),
    NONE,
    PUBLISHED_PROFILE.number,
    NONE,
    NONE,
    PUBLISHED_PROFILE.taken_on,
    *NO_TIMES,
    literal(""),
).where(PUBLISHED_PROFILE.settlement_id == SETTLEMENT)
LABOUR_EVENTS = (
    select(
        literal("labour"),
        Contract.number,
        whole_sum(MusterRoll.women_days),
        NONE,
        whole_sum(MusterRoll.men_days),
        cast(null(), Date),
        *NO_TIMES,
        func.coalesce(aggregate_strings(case((MusterRoll.reason != "", MusterRoll.reason)), " · "), ""),
    )
    .select_from(MusterRoll)
    .join(Contract, Contract.id == MusterRoll.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, not_struck(MusterRoll.id))
    .group_by(Contract.number)
)
_terms = [
    select(
        terms.c.kind + ":" + terms.c.due + ":" + terms.c.state,
        terms.c.line,
        terms.c.number,
        NONE,
        terms.c.amount,
        terms.c.day,
        *NO_TIMES,
        terms.c.words,
    )
    for terms in (CONDITION_ROWS.subquery(), PROMISE_ROWS.subquery())
]
_objections = OBJECTION_ROWS.subquery()
# The public can read that there is an objection, and its answer, but not its words, which could identify who
# objects. One marked as a mistake stays, with the reason, because the agency that it delays can mark it.
_terms.append(
    select(
        literal("objection::") + _objections.c.state,
        _objections.c.line,
        _objections.c.number,
        NONE,
        NONE,
        cast(null(), Date),
        *NO_TIMES,
        _objections.c.said,
    )
)
_answers = select(
    literal("answer"),
    ANSWERS_OF_SETTLEMENT.c.level,
    ANSWERS_OF_SETTLEMENT.c.days,
    NONE,
    NONE,
    cast(null(), Date),
    *NO_TIMES,
    literal(""),
)
EVENTS = Query(
    BoardEvent,
    union_all(
        *(TRANCHE_EVENTS, TYPED_IN_EVENTS, VISIT_EVENTS),
        *(LABOUR_EVENTS, _waivers, _ending, _profiles, *_terms, _answers),
    ),
)
"""Everything that happened in a settlement, in one statement; `BoardEvent` lists the kinds."""
