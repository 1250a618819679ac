"""The small groups that neighbours form before the election, and what they save."""

from __future__ import annotations

from datetime import timedelta

from peoplesprocess.demonstration.people import Cast, at, minor
from peoplesprocess.demonstration.story import Story
from peoplesprocess.small_groups import actions as small_groups


def form_small_groups(cast: Cast, story: Story) -> None:
    """Record a story's small groups, three days before the election."""
    day = story.election[0] - timedelta(days=3)
    for group in story.small_groups:
        formed = small_groups.SmallGroupInput(
            group.name, group.lane, None, group.households, group.leader, day
        )
        small_groups.record_small_group(cast.act(story, "facilitator", at(day, 11)), formed)


def save(cast: Cast, story: Story) -> None:
    """Type in what a story's small groups saved, from their books: half of the households each month."""
    day = story.answered_on[1]
    for month, amounts in story.savings:
        saved = {
            number: small_groups.SavingInput(minor(story, amount), group.households // 2)
            for number, (amount, group) in enumerate(zip(amounts, story.small_groups, strict=True), start=1)
        }
        small_groups.record_savings(cast.act(story, "facilitator", at(day, 18)), month, saved)
