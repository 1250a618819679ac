"""Acts about action plans: items written, versions adopted by an assembly, submitted and begun anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.paper_days import day_detail, day_on_paper
from peoplesprocess.core.plan_items import JUDGED, KEPT, ItemBasics, check_item, stored_content
from peoplesprocess.core.urban_recovery_view import UrbanRecoveryPlanView
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.meetings import MEETING_OF_KIND
from peoplesprocess.facts.needs import LIVE_NEEDS, need_titles, stored_titles
from peoplesprocess.facts.plans import VERSIONS, items
from peoplesprocess.models import ItemRemoval, Plan, PlanAdoption, PlanItem, PlanSubmission
from peoplesprocess.plans.adoption_checks import (
    check_is_later,
    check_quorum,
    check_revisable,
    check_seen,
    households_present,
    last_adopted,
    unscreened_refusal,
)
from peoplesprocess.plans.draft_lookup import draft, found_item, item_rows, newest
from peoplesprocess.plans.item_content import content_of

NO_ITEM = N_("The plan has no items yet. Add the first one.")
HAS_PAPERS = N_(
    "Papers are attached to this item, and no earlier version of the plan has it. Strike its papers first, "
    "then take it out."
)

_HIGHEST_LINE = ScalarQuery(
    select(func.max(PlanItem.line))
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(Plan.settlement_id == bindparam("settlement"))
)
_EARLIER = ScalarQuery(
    select(PlanItem.line)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(
        Plan.settlement_id == bindparam("settlement"),
        Plan.number < bindparam("number"),
        PlanItem.line == bindparam("line"),
    )
    .limit(1)
)
"""The line of an item, if a version before the given one has it."""


@dataclass(frozen=True, slots=True)
class ItemInput(ItemBasics):
    """An item of the plan; `rank` is its place in the community's order, None for the last one.

    With `labour_days` and a unit rate for them, the worth of the labour follows from the days, and its sum
    may be 0.
    """

    rank: int | None = None
    labour_days: int = 0


@dataclass(frozen=True, slots=True)
class PlanAdoptionInput:
    """The assembly that adopted the plan; with `households` None, the meeting's own count is used.

    `seen` is the `mark` of the items that the page showed, None to skip this check.
    """

    meeting: int
    households: int | None = None
    seen: str | None = None


def add_item(act: Act, item: ItemInput) -> PlanItem:
    """Add an item to the draft; the first item creates the draft.

    Errors: Forbidden; Refused if the newest version is adopted or submitted, or if the item is not valid.
    """
    act.require(Action.DRAFT_PLAN)
    plan = draft(act)
    content = content_of(act, item)
    check_item(content, _live_needs(act), act.settlement.currency)
    if plan is None:
        plan = Plan(**act.columns, number=1)
        act.db.add(plan)
        act.db.flush()
    # A line's number is never used again: decisions and contracts refer to it in every version.
    line = (_HIGHEST_LINE.get(act.db, settlement=act.settlement.id) or 0) + 1
    row = PlanItem(plan_id=plan.id, line=line, rank=0, **stored_content(content))
    _arrange(item_rows(act, plan), row, item.rank)
    act.db.add(row)
    _note(act, "plan.item.add", plan, row)
    return row


def change_item(act: Act, line: int, item: ItemInput, seen_version: int) -> PlanItem:
    """Change an item of the draft.

    Errors: Forbidden; Refused as `add_item`; Conflict if it was saved after `seen_version`.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row, others = found_item(act, line)
    content = content_of(act, item, row)
    check_item(content, _live_needs(act), act.settlement.currency)
    if row.version != seen_version:
        theirs = {name: getattr(row, name) for name in JUDGED}
        raise Conflict(theirs | {"needs": [str(need) for need in row.needs]})
    for name, value in stored_content(content).items():
        setattr(row, name, value)
    row.version += 1
    _arrange(others, row, item.rank or row.rank)
    _note(act, "plan.item.change", plan, row)
    return row


def remove_item(act: Act, line: int, reason: str = "") -> None:
    """Remove an item from the draft, with a public reason if an earlier version has it.

    Errors: Forbidden; Refused without a reason where one is needed, or if papers prove an item that no other
    version has.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row, others = found_item(act, line)
    if _EARLIER.get(act.db, settlement=act.settlement.id, line=line, number=plan.number):
        if not reason.strip():
            raise Refused(
                Message(
                    N_("Write why it is taken out, because an earlier version of the plan has this item.")
                ),
                "reason",
            )
        act.db.add(ItemRemoval(**act.columns, plan_id=plan.id, line=line, reason=reason.strip()))
    elif any(not paper.is_struck for paper in ATTACHED["plan_item"].all(act.db, record=row.id)):
        raise Refused(Message(HAS_PAPERS))
    act.db.delete(row)
    for rank, other in enumerate(others, start=1):
        other.rank = rank
    _note(act, "plan.item.remove", plan, row)


def adopt(act: Act, adoption: PlanAdoptionInput) -> PlanAdoption:
    """Record that an assembly adopted the draft.

    Errors: Forbidden; Refused if there are no items, if they differ from those `seen`, if the assembly did
    not meet after the one that adopted an earlier version, if too few households were there, or more than the
    meeting counted.
    """
    act.require(Action.DRAFT_PLAN)
    plan = draft(act)
    rows = item_rows(act, plan) if plan else []
    if plan is None or not rows:
        raise Refused(Message(NO_ITEM))
    check_seen(adoption.seen, rows)
    assembly = {"settlement": act.settlement.id, "kind": "assembly", "number": adoption.meeting}
    meeting = MEETING_OF_KIND.first(act.db, **assembly)
    if meeting is None:
        raise Refused(Message(N_("Choose the assembly that adopted the plan.")), "meeting")
    check_is_later(meeting, last_adopted(VERSIONS.all(act.db, settlement=act.settlement.id)))
    present = households_present(meeting, adoption.households)
    share = PeopleShare(present, act.settlement.households)
    check_quorum(share, meeting.people, act.rules.households_at_assembly)
    row = PlanAdoption(
        **act.columns,
        plan_id=plan.id,
        meeting_id=meeting.id,
        households=present,
        need_titles=stored_titles(_titles(act, plan)),
    )
    act.db.add(row)
    held_on = day_detail(None if meeting.held_on == act.today else meeting.held_on)
    act.note("plan.adopt", f"plan {plan.number}", meeting=meeting.number, households=present, **held_on)
    return row


def submit(act: Act, on_paper: date | None = None) -> PlanSubmission:
    """Submit the adopted version to the authority; its time to answer runs from now or from the day on paper.

    Errors: Forbidden; Refused if the version is not adopted or submitted already, or if the day on paper is
    before the assembly.
    """
    act.require(Action.DRAFT_PLAN)
    last = newest(act)
    found = items(act.db, [last.id]) if last else []
    if last is None or not found:
        raise Refused(Message(NO_ITEM))
    if last.submitted_at:
        raise Refused(Message(N_("This version is with the authority already.")))
    if last.adopted_on is None:
        raise Refused(
            Message(N_("The assembly has not adopted this version yet. Record the adoption first."))
        )
    if act.rules.asks_recovery_view:
        UrbanRecoveryPlanView(found).check()
    if act.rules.screenings and (missing := unscreened_refusal(found)):
        raise Refused(missing)
    too_early = Message(
        N_("The assembly adopted this version on %(day)s. It cannot have been handed over before that."),
        {"day": last.adopted_on},
    )
    handed_on = day_on_paper(on_paper, act.today, last.adopted_on, too_early)
    row = PlanSubmission(**act.columns, plan_id=last.id, on_paper_at=noon(act.settlement, handed_on))
    act.db.add(row)
    grant = sum(item.grant for item in found)
    act.note("plan.submit", f"plan {last.number}", items=len(found), grant=grant, **day_detail(handed_on))
    return row


def revise(act: Act) -> Plan:
    """Begin a new version with all items of the newest one, which keep their line numbers.

    Errors: Forbidden; Refused while the newest version can still be changed, or waits for the authority and
    no item was sent back.
    """
    act.require(Action.DRAFT_PLAN)
    last = newest(act)
    if last is None:
        raise Refused(Message(NO_ITEM))
    old = items(act.db, [last.id])
    check_revisable(last, old)
    plan = Plan(**act.columns, number=last.number + 1)
    act.db.add(plan)
    act.db.flush()
    kept = ("line", "rank", "fingerprint", *KEPT)
    act.db.add_all(PlanItem(plan_id=plan.id, **{name: getattr(item, name) for name in kept}) for item in old)
    act.note("plan.revise", f"plan {plan.number}", items=len(old))
    return plan


def _titles(act: Act, plan: Plan) -> dict[int, str]:
    """Return the present titles of the needs that a version answers, by number."""
    return need_titles(
        act.db, act.settlement.id, (need for row in item_rows(act, plan) for need in row.needs)
    )


def _live_needs(act: Act) -> set[int]:
    return {need.number for need in LIVE_NEEDS.all(act.db, settlement=act.settlement.id)}


def _arrange(others: list[PlanItem], row: PlanItem, wanted: int | None) -> None:
    """Put `row` at the wanted place of the order, or last, and renumber all places from 1."""
    position = len(others) if wanted is None else max(0, min(wanted - 1, len(others)))
    for rank, item in enumerate([*others[:position], row, *others[position:]], start=1):
        item.rank = rank


def _note(act: Act, what: str, plan: Plan, row: PlanItem) -> None:
    act.note(
        what,
        f"plan {plan.number} line {row.line}",
        cost=row.cost,
        contribution=row.in_cash + row.in_labour + row.in_materials,
        needs=list(row.needs),
        rank=row.rank,
        digest=row.fingerprint,
    )
