"""What became of a need, from the items that answer it, in the same words on its page and on the board."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from peoplesprocess.core.messages import N_
from peoplesprocess.core.need_stage import NeedOutcome, NeedStage, outcome_of, split_outcome
from peoplesprocess.core.referrals import REFERRAL
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.need_referrals import ReferralStanding, referral_outcome
from peoplesprocess.facts.rounds import RoundWithNewestResult


class OutcomeSubject(ReferralStanding, Protocol):
    """The facts about a need on which its outcome depends; `into_number` is the need it was merged into.

    `parts` are the numbers of the needs that it was split into, separated by blanks.
    """

    @property
    def number(self) -> int: ...

    @property
    def into_number(self) -> int | None: ...

    @property
    def parts(self) -> str | None: ...


def need_outcome(
    need: OutcomeSubject, items: Sequence[ItemProgress], rounds: Sequence[RoundWithNewestResult]
) -> NeedOutcome:
    """Return what became of a need, from the items of the plan and the newest rounds.

    A need counts as not chosen only if groups could choose it and are not choosing again.
    """
    if need.into_number is not None:
        return outcome_of(NeedStage.MERGED, N_("Merged with need %(number)s"), number=need.into_number)
    if need.parts is not None:
        return split_outcome(sorted(map(int, need.parts.split())))
    answering = [item.outcome for item in _telling_items(need, items)]
    if (by_office := referral_outcome(need)) is not None:
        answering.append(by_office)
    if answering:
        return max(answering, key=lambda outcome: outcome.stage)
    if need.response_type == REFERRAL:
        return outcome_of(NeedStage.REFERRED, N_("For another office: the committee will take it there"))
    asked = [row for row in rounds if need.number in row.ballot and not row.ended_at]
    if asked and all(row.counted_at is not None for row in asked) and _is_planned_after(asked, items):
        return outcome_of(NeedStage.NOT_CHOSEN, N_("Not chosen this time"))
    return outcome_of(NeedStage.UNDECIDED, N_("Not decided yet"))


def telling_item(need: OutcomeSubject, items: Iterable[ItemProgress]) -> ItemProgress | None:
    """Return the most advanced of the items that decide what became of a need, None if there is none."""
    return max(_telling_items(need, items), key=lambda item: item.outcome.stage, default=None)


def _telling_items(need: OutcomeSubject, items: Iterable[ItemProgress]) -> list[ItemProgress]:
    # For a need that is for an office, items that were declined, removed or ended decide nothing.
    named = [item for item in items if need.number in item.needs]
    return [item for item in named if item.answers or need.response_type != REFERRAL]


def _is_planned_after(asked: Sequence[RoundWithNewestResult], items: Sequence[ItemProgress]) -> bool:
    """Return whether the last cycle in which groups chose has a plan that was adopted or submitted."""
    cycle = max(row.cycles_before for row in asked)
    return any(
        item.cycles_before == cycle and (item.submitted_at is not None or item.adopted_on is not None)
        for item in items
    )
