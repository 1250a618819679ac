"""Papers that prove an item of the plan: the letter about its land, a drawing, price offers."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.attachment_actions import (
    AttachmentCorrectionInput,
    AttachmentInput,
    AttachmentOwner,
    attach,
    correct,
    strike,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.attachments import PLAN_LINE, PlanLine
from peoplesprocess.models import Attachment, Strike


def attach_to_item(act: Act, line: int, sent: AttachmentInput) -> Attachment:
    """Attach a paper to an item, even of a submitted version, as this does not change the item's content.

    Errors: Forbidden; Refused as `attachment_actions.attach`.
    """
    act.require(Action.DRAFT_PLAN)
    return attach(act, owner(_item(act, line)), sent)


def strike_paper_of_item(act: Act, line: int, paper: int, reason: str) -> Strike:
    """Strike a paper of an item. Errors: Forbidden; Refused as `attachment_actions.strike`."""
    act.require(Action.DRAFT_PLAN)
    return strike(act, owner(_item(act, line)), paper, reason)


def correct_paper_of_item(act: Act, line: int, paper: int, given: AttachmentCorrectionInput) -> Attachment:
    """Put another paper in the place of one of an item.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    act.require(Action.DRAFT_PLAN)
    return correct(act, owner(_item(act, line)), paper, given)


def owner(item: PlanLine) -> AttachmentOwner:
    """Return an item of the plan as the owner of its papers."""
    return AttachmentOwner("plan_item", item.id, f"plan line {item.line}", item.line)


def _item(act: Act, line: int) -> PlanLine:
    item = PLAN_LINE.first(act.db, settlement=act.settlement.id, line=line)
    if item is None:
        raise Refused(Message(N_("The plan has no such line. Choose an item from the plan.")))
    return item
