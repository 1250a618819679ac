"""The submitted version as its authority reviews it: decisions, whose turn it is, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from peoplesprocess.core.approval_chain import AnswerTurn, level_after, turn, waiting_since
from peoplesprocess.core.authority_decisions import days_late, days_waiting, in_force
from peoplesprocess.core.item_fields import FieldChange, field_changes
from peoplesprocess.core.paper_days import NewestPaper, newest_paper
from peoplesprocess.facts.local_days import day_in, zone_of
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.submitted_items import DecidedItem, ItemDecision, SubmittedItem


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An item of the submitted version.

    `decisions` are those on its present content, in order; `in_force` is the one that holds, None while
    the item waits for its first one in this version. `turn` says whose turn it is, `since` since when,
    None if that office has answered or the cycle ended early; `limit` is its number of days. `next_level`
    is the level after it, 0 if none. `last` is the newest decision on the line in any version, given to
    version `last_plan` of the plan, 0 if there is none; `changes` is what changed since then.
    """

    item: SubmittedItem
    decisions: Sequence[ItemDecision]
    in_force: ItemDecision | None
    turn: AnswerTurn
    next_level: int
    limit: int
    since: datetime | None
    last: ItemDecision | None
    last_plan: int
    changes: Sequence[FieldChange]
    is_new: bool
    sent_before: bool

    @property
    def waits(self) -> bool:
        """Whether the authority whose turn it is has not answered yet."""
        return self.since is not None

    @property
    def goes_to(self) -> str:
        """The office that the item was forwarded to, "" if none; the programme may not know it."""
        return self.in_force.forwarded_to if self.in_force else ""

    @property
    def came_back(self) -> bool:
        """Whether a returned item was submitted again unchanged."""
        return self.in_force is None and bool(self.decisions)

    @property
    def is_folded(self) -> bool:
        """Whether the authority has already seen and answered all of it before this version."""
        decision = self.in_force
        return self.sent_before and not self.waits and decision is not None and not decision.in_this_version


@dataclass(frozen=True, slots=True)
class PlanReview:
    """The newest submitted version in the community's order, and what was removed since the one before.

    Works that an earlier cycle built are not removed items: a new cycle's plan begins empty. While papers are
    typed in, lateness is told as of `paper`, the newest submission or answer.
    """

    items: Sequence[ReviewItem]
    removed: Sequence[SubmittedItem]
    paper: NewestPaper

    @property
    def changed(self) -> list[ReviewItem]:
        """The items that the authority has not yet seen and answered completely."""
        return [item for item in self.items if not item.is_folded]

    @property
    def folded(self) -> list[ReviewItem]:
        """The items that the authority answered before, unchanged since."""
        return [item for item in self.items if item.is_folded]

    def waiting(self, mine: Collection[int]) -> list[ReviewItem]:
        """Return what waits for a level's answer; of forwarded items only the lines in `mine`."""
        return [item for item in self.items if item.waits and (not item.goes_to or item.item.line in mine)]

    def line(self, line: int) -> ReviewItem | None:
        """Return the item of a line, None if the version has none."""
        return next((item for item in self.items if item.item.line == line), None)

    def is_late(self, item: ReviewItem, place: SettlementWithRules, now: datetime) -> bool:
        """Return whether the answer to one of its items counts as late."""
        if item.since is None:
            return False
        told_on = self.paper.lateness_day(zone_of(place), day_in(place, now))
        return days_late(day_in(place, item.since), item.limit, told_on) > 0


def waited(item: ReviewItem, place: SettlementWithRules, now: datetime) -> int:
    """Return for how many days an item has waited, 0 if it does not wait."""
    return days_waiting(day_in(place, item.since), day_in(place, now)) if item.since is not None else 0


def longest_wait(items: Iterable[ReviewItem]) -> ReviewItem | None:
    """Return the item that waits longest, None if none waits."""
    waiting = ((item.since, item) for item in items if item.since is not None)
    return min(waiting, key=lambda pair: pair[0], default=(None, None))[1]


def review(found: Sequence[DecidedItem], place: SettlementWithRules) -> PlanReview:
    """Return the review of a settlement; `found` are the items of all submitted versions."""
    cycle = max((each.item.cycles_before for each in found), default=0)
    versions = sorted({each.item.plan for each in found if each.item.cycles_before == cycle})
    paper = _newest_paper(found)
    if not versions:
        return PlanReview((), (), paper)
    newest, before = versions[-1], versions[-2] if len(versions) > 1 else 0
    by_line: dict[int, list[DecidedItem]] = defaultdict(list)
    for each in found:
        by_line[each.item.line].append(each)
    current = [each for each in found if each.item.plan == newest]
    lines = {each.item.line for each in current}
    return PlanReview(
        [_review_item(by_line[each.item.line], place, versions[0]) for each in current],
        [each.item for each in found if each.item.plan == before and each.item.line not in lines],
        paper,
    )


def _newest_paper(found: Iterable[DecidedItem]) -> NewestPaper:
    return newest_paper(
        paper
        for each in found
        for paper in (
            (each.item.submitted_at, each.item.submission_typed_at),
            *((decision.made_at, decision.typed_at) for decision in each.decisions),
        )
    )


def _review_item(versions: Sequence[DecidedItem], place: SettlementWithRules, first: int) -> ReviewItem:
    """Return the review of a line, given its versions; `first` is the number of the first version."""
    item, decisions = versions[-1].item, versions[-1].decisions
    # A decision appears with every version of the same content; the newest of these tells what changed.
    last = max(
        ((decision, seen.item) for seen in versions for decision in seen.decisions),
        key=lambda pair: (pair[0].id, pair[1].plan),
        default=None,
    )
    levels = place.rules.levels
    whose = turn(levels, place.area, decisions)
    return ReviewItem(
        item=item,
        decisions=decisions,
        in_force=in_force(decisions),
        turn=whose,
        next_level=level_after(levels, whose.level),
        limit=place.rules.days_of(whose.level),
        since=None if item.is_left else waiting_since(whose, decisions, item.submitted_at),
        last=last[0] if last else None,
        last_plan=_answered_plan(versions, last[0]) if last else 0,
        changes=field_changes(last[1], item) if last else (),
        is_new=len(versions) == 1 and item.plan > first,
        sent_before=len(versions) > 1,
    )


def _answered_plan(versions: Sequence[DecidedItem], decision: ItemDecision) -> int:
    """Return the number of the version that a decision was given to, as it appears with later ones too."""
    given_to = (
        seen.item.plan
        for seen in versions
        for given in seen.decisions
        if given.id == decision.id and given.in_this_version
    )
    return next(given_to, versions[-1].item.plan)
