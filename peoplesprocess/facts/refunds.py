"""Refunds in a cash book: whether more came back than had been spent by then."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CashBookEntry


class LeastSpentBeforeRefund(NamedTuple):
    """The least that a cash book had spent by the day of a refund, and on a comparison with a refund.

    Minor units; None without refunds, negative if more came back than had been spent.
    """

    on_a_day: int | None
    on_a_comparison: int | None


_back = aliased(CashBookEntry)
_came_back = select(_back.id).where(_back.contract_id == bindparam("contract"), _back.amount < 0)
_held = (
    select(whole_sum(CashBookEntry.amount))
    .where(CashBookEntry.contract_id == _back.contract_id, not_struck(CashBookEntry.id))
    .correlate(_back)
)
_until_then = _held.where(CashBookEntry.spent_on <= _back.spent_on).scalar_subquery()
_on_its_comparison = _held.where(CashBookEntry.comparison == _back.comparison).scalar_subquery()
_lines = _came_back.where(not_struck(_back.id))
LEAST_SPENT = Query(
    LeastSpentBeforeRefund,
    select(
        _lines.with_only_columns(_until_then)
        .order_by(_until_then)
        .limit(1)
        .scalar_subquery()
        .label("on_a_day"),
        _lines.with_only_columns(_on_its_comparison)
        .where(_back.comparison.is_not(None))
        .order_by(_on_its_comparison)
        .limit(1)
        .scalar_subquery()
        .label("on_a_comparison"),
    ),
)
