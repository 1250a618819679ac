"""The items of plans that stand, with their tags: those of newest versions, and what is under contract."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, func, or_, select

from peoplesprocess.db.json_list_members import JsonListTexts
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import IS_ENDED
from peoplesprocess.facts.plans import IS_IN_LATER_VERSION, LAST_ITEMS, newest_plan
from peoplesprocess.facts.work_states import IS_BUILT, IS_HANDED_OVER
from peoplesprocess.models import Contract, Plan, PlanItem

_its_contract = and_(
    Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line, IS_SIGNED, ~IS_ENDED
)
IS_WORK: ColumnElement[bool] = exists(select(1).where(_its_contract).correlate(Plan, PlanItem))
"""Whether an item has a signed contract that did not end before its work was built."""
STAGE: ColumnElement[str | None] = (
    select(case((IS_HANDED_OVER, "handed-over"), (IS_BUILT, "built"), else_="signed"))
    .select_from(Contract)
    .where(_its_contract)
    .limit(1)
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
"""How far the work of an item is, by the words of `WORK_STAGES`; None while it is only planned."""
_is_newest: ColumnElement[bool] = Plan.id == newest_plan(Plan.settlement_id.expression).correlate(Plan)
IS_STANDING: ColumnElement[bool] = or_(_is_newest, and_(~IS_IN_LATER_VERSION, IS_WORK))
"""Whether this is a line of a plan as it stands: what is under contract leaves later versions."""
STANDING_ITEMS = LAST_ITEMS.where(or_(_is_newest, IS_WORK))
"""These lines of a settlement's plan, in the order of versions and of the community."""


def has_tag(
    tags: SQLColumnExpression[list[str]], tag: ColumnElement[str], *, begins: bool = False
) -> ColumnElement[bool]:
    """Return whether a tag is in a list, or one that `begins` so."""
    each = JsonListTexts(tags).table_valued("value")
    found = func.substr(each.c.value, 1, func.length(tag)) == tag if begins else each.c.value == tag
    return exists(select(1).select_from(each).where(found).correlate(PlanItem))
