"""Why a version cannot be changed, and the page that says so and offers a way out."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.facts.plans import ItemWithDecision, PlanVersion
from peoplesprocess.plans.actions import NO_ITEM
from peoplesprocess.plans.draft_lookup import ADOPTED, SUBMITTED
from peoplesprocess.plans.plan_overview import PlanStage
from peoplesprocess.web.page_response import render_page


def locked(newest: PlanVersion | ItemWithDecision | None) -> Sentence | None:
    """Return why the newest version, or that of an item, cannot be changed; None if it can be."""
    if newest is None:
        return None
    if newest.submitted_at:
        return Message(SUBMITTED)
    return Message(ADOPTED) if newest.adopted_on else None


def not_to_submit(stands: PlanStage) -> Sentence:
    """Return why a version at this stage cannot be submitted."""
    if stands is PlanStage.EMPTY:
        return Message(NO_ITEM)
    if stands is PlanStage.DRAFT:
        return Message(N_("The assembly has not adopted this version yet. Record the adoption first."))
    return Message(N_("This version is with the authority already."))


def refusal_page(sentence: Sentence, address: str, button: Msgid) -> ResponseReturnValue:
    """Return the page that says why something cannot be done, with a button that leads on."""
    return render_page("plans/cannot.html", sentence=sentence, address=address, button=button)


def new_version_page(sentence: Sentence) -> ResponseReturnValue:
    """Return the page that leads from a locked version to a new one."""
    return refusal_page(sentence, url_for("plans.revise"), N_("Make a new version"))
