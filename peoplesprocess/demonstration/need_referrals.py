"""Referrals of the stories' needs that no contract answers, and the offices' answers."""

from __future__ import annotations

from peoplesprocess.core.roles import Role
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at
from peoplesprocess.needs import referral_actions


def take(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Record that the committee took needs of a story to offices."""
    for referral in story.referrals:
        referral_actions.refer_need(
            cast.act(story, "officer", at(referral.taken_on, 11)),
            referral.need,
            referral_actions.NeedReferralInput(
                referral.office, Role.COMMITTEE_OFFICER.value, referral.asked_for, referral.paper
            ),
        )


def answer(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Record what the offices answered."""
    for number, referral in enumerate(story.referrals, start=1):
        if referral.answer is None:
            continue
        said_on, state, words = referral.answer
        act = cast.act(story, "officer", at(said_on, 11))
        referral_actions.record_referral_answer(
            act, number, referral_actions.ReferralAnswerInput(state, words)
        )
