"""Scorecards that replace a struck one."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import Scorecard

_struck, _between = aliased(Scorecard), aliased(Scorecard)


def _is_same_group(other: type[Scorecard]) -> ColumnElement[bool]:
    return (other.contract_id == Scorecard.contract_id) & (other.group_code == Scorecard.group_code)


IS_RECORDED_AGAIN = exists(
    select(1)
    .where(_is_same_group(_struck), _struck.number < Scorecard.number, is_struck(_struck.id.expression))
    .where(
        ~exists(
            select(1).where(
                _is_same_group(_between),
                _between.number > _struck.number,
                _between.number < Scorecard.number,
                not_struck(_between.id.expression),
            )
        )
    )
    .correlate(Scorecard)
)
"""Whether a scorecard is the first of its group at a work after one that was struck.

The struck figures were public: their difference to these could reveal what a few people said.
"""
