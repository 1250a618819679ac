"""Acts on the photos of a need, of its place or of a drawing."""

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
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.models import Attachment, Need, Strike
from peoplesprocess.needs.actions import GROUPS, live_need


def attach_to_need(act: Act, number: int, sent: AttachmentInput) -> Attachment:
    """Attach a photo to a need. Errors: Forbidden; Refused as `attachment_actions.attach`."""
    return attach(act, owner(_own_need(act, number)), sent)


def strike_paper_of_need(act: Act, number: int, paper: int, reason: str) -> Strike:
    """Strike a photo of a need. Errors: Forbidden; Refused as `attachment_actions.strike`."""
    return strike(act, owner(_own_need(act, number)), paper, reason)


def correct_paper_of_need(act: Act, number: int, paper: int, given: AttachmentCorrectionInput) -> Attachment:
    """Replace a photo of a need.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    return correct(act, owner(_own_need(act, number)), paper, given)


def owner(need: Need) -> AttachmentOwner:
    """Return the need as the owner of its photos."""
    return AttachmentOwner("need", need.id, f"need {need.number}")


def _own_need(act: Act, number: int) -> Need:
    """Return a live need that the actor may change. Errors: Forbidden; Refused."""
    act.require_role(Action.CHANGE_NEED)
    row = live_need(act, number)
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(GROUPS.all(act.db, need=row.id))))
    return row
