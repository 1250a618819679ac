"""Acts about the details of an item: problem and cause, estimate, funding, and tags of other frameworks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.item_fields import check_tags
from peoplesprocess.core.item_finance import (
    EstimateLine,
    FundingLine,
    check_estimate,
    check_funding,
    funding_lines,
    numbered,
    stored_lines,
)
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.plan_items import ItemContent, ItemTags, check_item, stored_content
from peoplesprocess.models import Plan, PlanItem
from peoplesprocess.plans.draft_lookup import found_item, newest_item
from peoplesprocess.plans.item_content import written_content


@dataclass(frozen=True, slots=True)
class ItemProblem:
    """The problem that an item answers, and its cause."""

    problem: str
    cause: str


def describe_item(act: Act, line: int, told: ItemProblem, seen_version: int) -> PlanItem:
    """Write the problem that an item of the draft answers, and its cause.

    Errors: Forbidden; Refused if the item is not in the draft; Conflict if it was saved after `seen_version`.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row, _ = found_item(act, line)
    _require_seen(row, seen_version, _stored(row, ItemProblem))
    content = replace(written_content(row), problem=told.problem.strip(), cause=told.cause.strip())
    return _change(act, "plan.item.describe", plan, row, content)


def write_estimate(act: Act, line: int, lines: Sequence[EstimateLine], seen_version: int) -> PlanItem:
    """Write the estimate of an item of the draft; its sum becomes the item's cost, unless there are no lines.

    Errors: Forbidden; Conflict as `describe_item`; Refused if a line is not valid, or if the cost would be
    less than the community and others give together.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row, _ = found_item(act, line)
    _require_seen(row, seen_version, numbered(row.estimate))
    check_estimate(lines)
    cost = sum(each.amount for each in lines) or row.cost
    content = replace(written_content(row), cost=cost, estimate=stored_lines(lines))
    return _change(act, "plan.item.estimate", plan, row, content)


def write_funding(act: Act, line: int, lines: Sequence[FundingLine], seen_version: int) -> PlanItem:
    """Write who pays for an item of the draft besides the community.

    Errors: Forbidden; Conflict as `describe_item`; Refused if a line is not valid, or if the sources give
    more than the item costs.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row, _ = found_item(act, line)
    _require_seen(row, seen_version, numbered(row.funding))
    check_funding(lines)
    content = replace(written_content(row), funding=stored_lines(lines))
    return _change(act, "plan.item.fund", plan, row, content)


def record_commitments(act: Act, line: int, committed: Collection[int], seen_version: int) -> PlanItem:
    """Record which funding lines of an item, counted from 1, are committed, even after submission.

    Errors: Forbidden; Conflict as `describe_item`; Refused if the newest version has no such item.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row = newest_item(act, line)
    _require_seen(row, seen_version, numbered(row.funding))
    lines = [
        replace(each, committed=place in committed)
        for place, each in enumerate(funding_lines(row.funding), start=1)
    ]
    _write(row, {"funding": stored_lines(lines)})
    promised = sum(each.amount for each in lines if each.committed)
    act.note("plan.item.commit", f"plan {plan.number} line {line}", committed=promised)
    return row


def tag_item(act: Act, line: int, tags: ItemTags, seen_version: int) -> PlanItem:
    """Tag an item with its place in other frameworks, even after submission, as no authority judges it.

    Errors: Forbidden; Conflict as `describe_item`; Refused if the newest version has no such item, or if a
    tag is unknown.
    """
    act.require(Action.DRAFT_PLAN)
    plan, row = newest_item(act, line)
    _require_seen(row, seen_version, _stored(row, ItemTags))
    check_tags(tags)
    _write(row, {**asdict(tags), "policy_gap": tags.policy_gap.strip()})
    said = {name: value for name, value in asdict(tags).items() if name != "policy_gap"}
    act.note("plan.item.tag", f"plan {plan.number} line {line}", **said)
    return row


def _require_seen(row: PlanItem, seen_version: int, theirs: Mapping[str, object]) -> None:
    if row.version != seen_version:
        raise Conflict(theirs)


def _write(row: PlanItem, values: Mapping[str, object]) -> None:
    if all(getattr(row, name) == value for name, value in values.items()):
        raise Refused(Message(N_("Nothing is changed yet.")))
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


def _stored(row: PlanItem, kind: type[ItemProblem] | type[ItemTags]) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in fields(kind)}


def _change(act: Act, what: str, plan: Plan, row: PlanItem, content: ItemContent) -> PlanItem:
    check_item(content, row.needs, act.settlement.currency)
    _write(row, stored_content(content))
    act.note(
        what,
        f"plan {plan.number} line {row.line}",
        cost=row.cost,
        lines=len(row.estimate),
        funded=sum(each.amount for each in content.funds),
        digest=row.fingerprint,
    )
    return row
