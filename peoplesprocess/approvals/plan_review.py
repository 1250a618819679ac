"""The submitted version as its authority reviews it: decisions, whose turn it is, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peoplesprocess.core.authority_decisions import in_force, level_that_decides, waiting_since
from peoplesprocess.core.plan_items import FieldChange, field_changes
from peoplesprocess.facts.submitted_items import DecidedItem, ItemDecision, SubmittedItem


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An item of the submitted version.

    `area` is the settlement's own, `decisions` are those on the present content in order, `last` is the
    newest one on the line in any version, `changes` is what changed since then.
    """

    item: SubmittedItem
    area: str
    decisions: Sequence[ItemDecision]
    last: ItemDecision | None
    changes: Sequence[FieldChange]
    is_new: bool
    sent_before: bool

    @property
    def in_force(self) -> ItemDecision | None:
        """The decision in force, None while the item waits for its first one in this version."""
        return in_force(self.decisions)

    @property
    def turn(self) -> str:
        """The area whose authority has the item now."""
        return level_that_decides(self.area, self.decisions)

    @property
    def since(self) -> datetime | None:
        """Since when that authority has it, None if it has answered."""
        return waiting_since(self.area, self.decisions, self.item.submitted_at)

    @property
    def waits(self) -> bool:
        """Whether the authority whose turn it is has not answered yet."""
        return self.since is not None

    @property
    def goes_to(self) -> str:
        """The office that the item was forwarded to; the programme may not know it."""
        return self.in_force.forwarded_to if self.in_force else ""

    @property
    def came_back(self) -> bool:
        """Whether an item that was returned comes back as it was."""
        return self.in_force is None and bool(self.decisions)

    @property
    def is_folded(self) -> bool:
        """Whether the authority has seen and answered all of it before this version."""
        decision = self.in_force
        return self.sent_before and not self.waits and decision is not None and not decision.in_this_version


@dataclass(frozen=True, slots=True)
class PlanReview:
    """The newest submitted version in the community's order, and what was taken out since the one before."""

    items: Sequence[ReviewItem]
    removed: Sequence[SubmittedItem]

    def line(self, line: int) -> ReviewItem | None:
        """Return the item of a line, None if the version has none."""
        return next((item for item in self.items if item.item.line == line), None)


def review(found: Sequence[DecidedItem], area: str) -> PlanReview:
    """Return the review of a settlement in `area`; `found` are the items of all submitted versions."""
    versions = sorted({each.item.plan for each in found})
    if not versions:
        return PlanReview((), ())
    newest, before = versions[-1], versions[-2] if len(versions) > 1 else 0
    by_line: dict[int, list[DecidedItem]] = defaultdict(list)
    for each in found:
        by_line[each.item.line].append(each)
    current = [each for each in found if each.item.plan == newest]
    lines = {each.item.line for each in current}
    return PlanReview(
        [_review_item(by_line[each.item.line], area, versions[0]) for each in current],
        [each.item for each in found if each.item.plan == before and each.item.line not in lines],
    )


def _review_item(versions: Sequence[DecidedItem], area: str, first: int) -> ReviewItem:
    """The review of a line, given its versions; `first` is the number of the first submitted version."""
    item, decisions = versions[-1].item, versions[-1].decisions
    # A decision stands beside every version of the same content: the newest of them tells what changed.
    last = max(
        ((decision, seen.item) for seen in versions for decision in seen.decisions),
        key=lambda pair: (pair[0].id, pair[1].plan),
        default=None,
    )
    return ReviewItem(
        item=item,
        area=area,
        decisions=decisions,
        last=last[0] if last else None,
        changes=field_changes(last[1], item) if last else (),
        is_new=len(versions) == 1 and item.plan > first,
        sent_before=len(versions) > 1,
    )
