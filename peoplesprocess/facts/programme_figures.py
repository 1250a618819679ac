"""The sums over a programme's settlements, by area and quarter, in a fixed number of statements."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from peoplesprocess.core.choice_lists import BAND_NAMES
from peoplesprocess.core.contributions import CASH
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.referrals import REFERRAL
from peoplesprocess.db.quarters import QuarterNumber
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.answer_times import AGENCY_ANSWERS, ANSWERS_OF_PROGRAMME
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import GIVEN_IN_KIND, IS_ENDED, NEWEST_VISIT, PHYSICAL, RELEASED, SPENT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.grant_returns import GRANT_OF_ONE, RETURNED
from peoplesprocess.facts.need_referrals import (
    COUNT_OPEN,
    COUNT_REFUSED,
    COUNT_RESOLVED,
    COUNT_TAKEN,
    joined_to_referral,
)
from peoplesprocess.facts.needs import IS_LIVE
from peoplesprocess.facts.plans import newest_plan
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.work_states import IS_BUILT, IS_HANDED_OVER
from peoplesprocess.models import (
    CashBookEntry,
    Contract,
    ContributionEntry,
    GrantReturn,
    Meeting,
    Need,
    Plan,
    PlanItem,
    Result,
    Round,
    SettlementSummary,
    TrancheRelease,
    Visit,
)

WORK_STAGES: dict[str, Msgid] = {
    "ended": N_("Ended before it was finished"),
    "signed": N_("Signed, nothing measured yet"),
    "building": N_("Being built"),
    "built": N_("Fully built"),
    "handed-over": N_("Handed over"),
}
"""The stages of works, in order."""


class ProgrammeFigure(NamedTuple):
    """A count of one kind in an area and a quarter of the year, with sums.

    `key` is a need's sector (also for "referral"), a work's stage, the level that answered, how many seats
    of a committee women hold, or an item's outcome or climate tag ("" without one). `quarter` is 0 where a
    kind has no day; for "answer" and "agency" it is the days that answers took, for "committee" the number
    of seats.

    The sums are: for "settlement" households; for "meeting" people, women, displaced people, and people at
    meetings where the displaced were not counted; for "other" people who are neither women nor men or did not
    say; for "referral" needs taken to an office, resolved, refused and open; for "work" money agreed,
    released and spent and the worth of labour and materials; for "release", "return", "spending" and
    "giving" the amount. Money is in minor units of `currency`, which is "" for everything else.
    """

    kind: str
    key: str
    currency: str
    area: str
    quarter: int
    many: int
    first: int
    second: int
    third: int
    fourth: int


_summary, _need, _meeting = SettlementSummary.__table__.c, Need.__table__.c, Meeting.__table__.c
_item = PlanItem.__table__.c
_programme: ColumnElement[UUID] = bindparam("programme")


def _part(
    kind: str,
    key: SQLColumnExpression[str] | None,
    quarter: SQLColumnExpression[int] | None,
    *sums: SQLColumnExpression[int],
    money: bool = False,
) -> Select[*tuple[object, ...]]:
    """Return the figures of one kind; the caller adds its source, joined by the settlement of the summary."""
    nothing: ColumnElement[int] = cast(0, BigInteger)
    totals = [cast(func.coalesce(func.sum(value), 0), BigInteger) for value in sums]
    currency = _summary.currency if money else None
    groups = [each for each in (key, currency, _summary.area, quarter) if each is not None]
    grouped = (
        literal("") if key is None else key,
        literal("") if currency is None else currency,
        _summary.area,
        literal(0) if quarter is None else quarter,
    )
    counted = (func.count(), *totals, *[nothing] * (4 - len(totals)))
    names = ProgrammeFigure._fields
    columns = [column.label(name) for column, name in zip((*grouped, *counted), names[1:], strict=True)]
    return (
        select(literal(kind).label(names[0]), *columns)
        .where(_summary.programme_id == _programme)
        .group_by(*groups)
    )


_is_begun = exists(select(1).where(Visit.id == NEWEST_VISIT, PHYSICAL > 0).correlate(Contract))
_works = (
    select(
        Contract.settlement_id,
        QuarterNumber(Contract.starts_on).label("quarter"),
        case(
            *((IS_ENDED, "ended"), (IS_HANDED_OVER, "handed-over"), (IS_BUILT, "built")),
            (_is_begun, "building"),
            else_="signed",
        ).label("stage"),
        GRANT_OF_ONE.label("agreed"),
        (RELEASED - RETURNED).label("released"),
        SPENT.label("spent"),
        GIVEN_IN_KIND.label("given_in_kind"),
    )
    .where(Contract.programme_id == _programme, IS_SIGNED)
    .subquery()
)
_here = _summary.settlement_id
_referred = joined_to_referral(
    select(
        *(_need.settlement_id, _need.sector, COUNT_TAKEN.label("taken")),
        *(COUNT_RESOLVED.label("resolved"), COUNT_REFUSED.label("refused"), COUNT_OPEN.label("open")),
    )
    .select_from(Need.__table__)
    .where(_need.programme_id == _programme, _need.response_type == REFERRAL, IS_LIVE)
).subquery()
_counts = type_coerce(_meeting.counts, JSON)["other"]
_others = sum(
    (func.coalesce(_counts[band].as_integer(), 0) for band in range(1, len(BAND_NAMES) - 1)),
    func.coalesce(_counts[0].as_integer(), 0),
)
FIGURES = Query(
    ProgrammeFigure,
    union_all(
        _part("settlement", None, None, _summary.households),
        _part(
            "meeting",
            None,
            QuarterNumber(_meeting.held_on),
            *(_meeting.people, _meeting.women, _meeting.displaced),
            case((_meeting.displaced.is_(None), _meeting.people), else_=0),
        ).where(_meeting.settlement_id == _here, not_struck(_meeting.id)),
        _part("other", None, None, _others).where(_meeting.settlement_id == _here, not_struck(_meeting.id)),
        _part("committee", cast(_summary.women_seats, String), _summary.seats).where(_summary.seats > 0),
        _part("need", _need.sector, QuarterNumber(_need.made_at)).where(
            _need.settlement_id == _here, IS_LIVE
        ),
        _part(
            *("referral", _referred.c.sector, None),
            *(_referred.c.taken, _referred.c.resolved, _referred.c.refused, _referred.c.open),
        ).where(_referred.c.settlement_id == _here),
        *(
            _part(kind, tag, None).where(
                PlanItem.plan_id == Plan.id,
                Plan.settlement_id == _here,
                Plan.id == newest_plan(Plan.settlement_id.expression).correlate(Plan),
            )
            for kind, tag in (("outcome", _item.outcome), ("climate", _item.climate))
        ),
        _part(
            "work",
            _works.c.stage,
            _works.c.quarter,
            *(_works.c.agreed, _works.c.released, _works.c.spent, _works.c.given_in_kind),
            money=True,
        ).where(_works.c.settlement_id == _here),
        _part(
            "release", None, QuarterNumber(done_at(TrancheRelease)), TrancheRelease.amount, money=True
        ).where(TrancheRelease.settlement_id == _here),
        _part("answer", cast(ANSWERS_OF_PROGRAMME.c.level, String), ANSWERS_OF_PROGRAMME.c.days).where(
            ANSWERS_OF_PROGRAMME.c.settlement_id == _here
        ),
        _part("agency", None, AGENCY_ANSWERS.c.days).where(AGENCY_ANSWERS.c.settlement_id == _here),
        _part("return", None, QuarterNumber(GrantReturn.returned_on), GrantReturn.amount, money=True).where(
            GrantReturn.settlement_id == _here, not_struck(GrantReturn.id)
        ),
        _part(
            "spending", None, QuarterNumber(CashBookEntry.spent_on), CashBookEntry.amount, money=True
        ).where(CashBookEntry.settlement_id == _here, not_struck(CashBookEntry.id)),
        _part(
            "giving",
            None,
            QuarterNumber(ContributionEntry.given_on),
            ContributionEntry.value,
            money=True,
        )
        .where(ContributionEntry.settlement_id == _here, ContributionEntry.kind != CASH)
        .where(not_struck(ContributionEntry.id)),
    ),
)
"""All figures of a programme that are counts or sums."""


class CountedRoundSheets(NamedTuple):
    """The sheets of a settlement's newest counted round: people and tokens by the group's code."""

    settlement_id: UUID
    sheets: dict[str, dict[str, object]]


_newest_result = (
    select(Result.id)
    .join(Round, Round.id == Result.round_id)
    .where(Round.settlement_id == _here)
    .order_by(Round.number.desc(), Result.number.desc())
    .limit(1)
    .correlate(SettlementSummary)
    .scalar_subquery()
)
COUNTED_SHEETS = Query(
    CountedRoundSheets,
    # Only the sheets are read: the rest of a result is ten times as long.
    select(Result.settlement_id, type_coerce(Result.figures, JSON)["sheets"].label("sheets"))
    .join(SettlementSummary, Result.id == _newest_result)
    .where(_summary.programme_id == _programme),
)
"""The groups' sheets in the newest counted round of each settlement of a programme."""


class PlanItemNeedsRow(NamedTuple):
    """The needs that an item of a plan answers, and whether its work is fully built."""

    settlement_id: UUID
    needs: list[int]
    is_built: bool


ANSWERED_NEEDS = Query(
    PlanItemNeedsRow,
    select(Plan.settlement_id, PlanItem.needs, or_(IS_BUILT, IS_HANDED_OVER).label("is_built"))
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .outerjoin(
        Contract,
        and_(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line, IS_SIGNED),
    )
    .where(Plan.programme_id == _programme)
    .where(
        or_(
            Plan.id == newest_plan(Plan.settlement_id.expression).correlate(Plan),
            Contract.id.is_not(None),
        )
    ),
)
"""The needs that items of a programme answer, in the newest versions or under a signed contract."""
