"""The register of safeguards: a settlement's items in their present wording, with what is known of each."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select

from peoplesprocess.core.authority_decisions import is_fingerprint_of
from peoplesprocess.core.safeguards import ItemSafeguards
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.plans import IS_IN_LATER_VERSION, newest_plan
from peoplesprocess.facts.safeguards import LEVEL_OF_ITEM, MEASURES_OF_ITEM, SCREENED_WORDING
from peoplesprocess.models import Contract, Plan, PlanItem

_place: ColumnElement[UUID] = bindparam("settlement")


class SafeguardRegisterLine(NamedTuple):
    """An item in its present wording, with its safeguards and the number of its contract."""

    line: int
    title: str
    fingerprint: str
    level: str | None
    screened: str | None
    measures: int
    contract: int | None

    @property
    def safeguards(self) -> ItemSafeguards:
        """The item's safeguards in the form that the gates take."""
        return ItemSafeguards(self.level, is_fingerprint_of(self.screened, self.fingerprint), self.measures)


_has_contract = exists(
    select(1)
    .where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)
    .correlate(Plan, PlanItem)
)
_contract = (
    select(func.max(Contract.number))
    .where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
_lines = (
    select(
        PlanItem.line,
        PlanItem.title,
        PlanItem.fingerprint,
        LEVEL_OF_ITEM.label("level"),
        SCREENED_WORDING.label("screened"),
        MEASURES_OF_ITEM.label("measures"),
        _contract.label("contract"),
    )
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(Plan.settlement_id == _place, ~IS_IN_LATER_VERSION)
)
REGISTER = Query(
    SafeguardRegisterLine,
    _lines.where(or_(PlanItem.plan_id == newest_plan(_place), _has_contract)).order_by(PlanItem.line),
)
"""All items of the newest version of a settlement's plan and items under contract, by line."""
ITEM = Query(SafeguardRegisterLine, _lines.where(PlanItem.line == bindparam("line")))
"""One item by its line, even if it was removed from the plan."""

UNSCREENED_OF_PROGRAMME = ScalarQuery(
    select(func.count())
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(Plan.programme_id == bindparam("programme"), ~IS_IN_LATER_VERSION, LEVEL_OF_ITEM.is_(None))
    .where(or_(PlanItem.plan_id == newest_plan(Plan.settlement_id.expression), _has_contract))
)
"""How many items of a programme's registers have not been screened."""
