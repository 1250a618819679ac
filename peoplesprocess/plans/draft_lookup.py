"""Lookups of the version of a plan that may be changed, and of its items."""

from __future__ import annotations

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.plans import VERSIONS, PlanVersion
from peoplesprocess.models import Plan, PlanItem

GONE = N_("This item is no longer in the plan.")
ADOPTED = N_("The assembly adopted this version. Make a new version to change it.")
SUBMITTED = N_("This version is with the authority. Make a new version to change it.")


def newest(act: Act) -> PlanVersion | None:
    """Return the newest version, None if there is no plan yet."""
    return VERSIONS.first(act.db, settlement=act.settlement.id)


def draft(act: Act) -> Plan | None:
    """Return the version that may be changed, None if there is no plan yet.

    Errors: Refused if the newest version is adopted or submitted.
    """
    found = newest(act)
    if found is None:
        return None
    if found.submitted_at:
        raise Refused(Message(SUBMITTED))
    if found.adopted_on is not None:
        raise Refused(Message(ADOPTED))
    return act.db.get_one(Plan, found.id)


def found_item(act: Act, line: int) -> tuple[Plan, PlanItem, list[PlanItem]]:
    """Return the draft, its item of a line, and its other items in order. Errors: Refused."""
    plan = draft(act)
    rows = item_rows(act, plan) if plan else []
    row = next((row for row in rows if row.line == line), None)
    if plan is None or row is None:
        raise Refused(Message(GONE))
    return plan, row, [other for other in rows if other is not row]


def newest_item(act: Act, line: int) -> tuple[Plan, PlanItem]:
    """Return the newest version, draft or not, and its item of a line. Errors: Refused."""
    found = newest(act)
    plan = act.db.get_one(Plan, found.id) if found else None
    row = next((row for row in item_rows(act, plan) if row.line == line), None) if plan else None
    if plan is None or row is None:
        raise Refused(Message(GONE))
    return plan, row


def item_rows(act: Act, plan: Plan) -> list[PlanItem]:
    """Return the items of a version in the community's order."""
    rows = select(PlanItem).where(PlanItem.plan_id == plan.id).order_by(PlanItem.rank, PlanItem.line)
    return list(act.db.scalars(rows))
