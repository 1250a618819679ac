"""Queries of the notice board besides its place and its plan, of limited size whatever is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.need_referrals import with_referral
from peoplesprocess.facts.needs import INTO_NUMBER, PARTS, RAISED_BY
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Contract,
    Need,
    Settlement,
    Visit,
    VisitPhoto,
)

PAGE = 25
"""The number of needs on the board, and on each page after it."""

SETTLEMENT: ColumnElement[UUID] = bindparam("settlement")


class BoardNeed(NamedTuple):
    """A need with the codes of the groups that raised it, and the needs it was merged or split into.

    `total` counts all needs of the settlement that are not struck.
    """

    number: int
    title: str
    sector: str
    response_type: str
    raised_by: str | None
    into_number: int | None
    parts: str | None
    total: int
    referred_to: str | None
    referred_at: datetime | None
    referral_state: str | None
    referral_answered_at: datetime | None


_other = aliased(Need)
_total = (
    select(func.count()).where(_other.settlement_id == SETTLEMENT, not_struck(_other.id)).scalar_subquery()
)
_needs = with_referral(
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
    .select_from(Need)
    .where(Need.settlement_id == SETTLEMENT, not_struck(Need.id))
    .order_by(Need.number)
)
NEEDS = Query(
    BoardNeed,
    _needs.where(or_(Need.number <= PAGE, Need.number.in_(bindparam("also", expanding=True)))),
)
"""A settlement's first needs by number, with merged ones, and other needs of the given numbers."""
NEEDS_BY_NUMBER = Query(BoardNeed, _needs.where(Need.number.in_(bindparam("numbers", expanding=True))))
"""A settlement's needs with the given numbers."""
_columns = [
    func.count().over().label("total") if column.name == "total" else column
    for column in _needs.selected_columns
]
FURTHER_NEEDS = Query(
    BoardNeed,
    _needs.with_only_columns(*_columns).where(Need.number > bindparam("after")).limit(PAGE),
)
"""A page of needs after a number; `total` counts all of those after it."""

PHOTO = ScalarQuery(
    select(VisitPhoto.digest)
    .join(Visit, Visit.id == VisitPhoto.visit_id)
    .join(Contract, Contract.id == Visit.contract_id)
    .join(Settlement, Settlement.id == Contract.settlement_id)
    .where(
        Settlement.code == bindparam("code"),
        Contract.number == bindparam("contract"),
        Visit.number == bindparam("visit"),
        VisitPhoto.number == bindparam("photo"),
        not_struck(Visit.id),
    )
)
"""The digest of one photo of a visit."""
