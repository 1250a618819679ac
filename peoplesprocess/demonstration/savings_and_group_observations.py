"""Small groups of neighbours, their savings, and what groups observe and assess in their place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from peoplesprocess.assessments import response_actions, response_draft_actions
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.facts.assessment_forms import FORM_IN_USE
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.observations import actions as observations
from peoplesprocess.settlements import blocks
from peoplesprocess.small_groups import actions as small_groups


def form_small_groups(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Record a story's small groups, three days before the election."""
    day = story.election[0] - timedelta(days=3)
    for group in story.small_groups:
        formed = small_groups.SmallGroupInput(group.name, group.lane, group.households, group.leader, day)
        small_groups.record_small_group(cast.act(story, "facilitator", at(day, 11)), formed)


def name_blocks(cast: AccountMaker, story: DemonstrationStory) -> dict[str, UUID]:
    """Name a story's blocks, and return the key of the block that each landmark of a need lies in."""
    if not story.blocks:
        return {}
    act = cast.act(story, "facilitator", at(story.mapped_on, 8))
    named = [blocks.BlockInput(block.name, block.households) for block in story.blocks]
    numbers = blocks.add_blocks(act, named).numbers
    keys = {row.number: row.id for row in BLOCKS.all(act.db, settlement=act.settlement.id)}
    return {
        landmark: keys[number]
        for number, block in zip(numbers, story.blocks, strict=True)
        for landmark in block.landmarks
    }


def save(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Record what a story's small groups saved, from half of their households each month."""
    day = story.answered_on[1]
    for month, amounts in story.savings:
        saved = {
            number: small_groups.SavingInput(minor(story, amount), group.households // 2)
            for number, (amount, group) in enumerate(zip(amounts, story.small_groups, strict=True), start=1)
        }
        small_groups.record_savings(cast.act(story, "facilitator", at(day, 18)), month, saved)


def observe(cast: AccountMaker, story: DemonstrationStory, sessions: Mapping[str, int]) -> None:
    """Record what groups observed; `sessions` are the numbers of their meetings."""
    for seen in story.observations:
        day = next(session.held_on for session in story.sessions if session.group == seen.group)
        observed = observations.GroupObservationInput(
            seen.kind, seen.title, day, seen.group, sessions[seen.group], seen.lines
        )
        observations.record_observation(cast.act(story, "facilitator", at(story.mapped_on, 8)), observed)


def assess(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Fill in the story's form about its place, and begin it once more."""
    told, on = story.assessment, story.mapped_on
    if told is None:
        return
    bo = cast.act(story, "facilitator", at(on, 10))
    form = FORM_IN_USE.first(bo.db, programme=bo.settlement.programme_id, code=told.form)
    if form is None:
        raise LookupError(told.form)
    answered = response_actions.ResponseInput(told.form, form.version, told.about, on, told.answers)
    response_actions.record_response(bo, answered)
    draft = response_draft_actions.begin_draft(
        bo, told.form, response_draft_actions.DraftHeaderInput(told.begun_about, on)
    )
    response_draft_actions.save_page(
        bo, draft.number, 1, 0, {"area": told.begun_about, "day": on.isoformat()}, 0
    )
