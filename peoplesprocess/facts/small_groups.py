"""The small groups of a settlement as gates and overviews count them, and which savings are in force."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, not_, select
from sqlalchemy.orm import aliased

from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import GroupSaving, Settlement, SmallGroup

GROUPED_HOUSEHOLDS = (
    # PostgreSQL returns the sum of big integers as a decimal.
    select(cast(func.coalesce(func.sum(SmallGroup.households), 0), BigInteger))
    .where(SmallGroup.settlement_id == Settlement.id, not_struck(SmallGroup.id))
    .correlate(Settlement)
    .scalar_subquery()
)
"""How many households of a settlement are in small groups that were not struck."""
_saving, _later = GroupSaving.__table__.c, aliased(GroupSaving)
_is_newest = not_(
    select(1)
    .where(
        _later.small_group_id == _saving.small_group_id,
        _later.month == _saving.month,
        _later.number > _saving.number,
    )
    .correlate(GroupSaving)
    .exists()
)
SAVING_IN_FORCE: ColumnElement[bool] = and_(_is_newest, _saving.amount.is_not(None))
"""Whether a row of savings is the one that counts for its group and month."""
