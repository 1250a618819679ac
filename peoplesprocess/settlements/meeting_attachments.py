"""Acts on the papers that prove a meeting, such as its minutes and attendance list."""

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
from peoplesprocess.facts.strikes import STRIKES_OF_MEETING, correction
from peoplesprocess.models import Attachment, Strike
from peoplesprocess.settlements.queries import MEETING, MeetingDetail


def attach_to_meeting(act: Act, number: int, sent: AttachmentInput) -> Attachment:
    """Attach a paper to a meeting.

    Errors: Forbidden; Refused if there is no such meeting or it was struck, or as
    `attachment_actions.attach`.
    """
    act.require(Action.RECORD_MEETING)
    meeting = _meeting(act, number)
    struck = correction(act.db, STRIKES_OF_MEETING, meeting.id, number).strike
    return attach(act, owner(meeting), sent, is_struck=struck is not None)


def strike_paper_of_meeting(act: Act, number: int, paper: int, reason: str) -> Strike:
    """Strike a paper of a meeting. Errors: Forbidden; Refused as `attachment_actions.strike`."""
    act.require(Action.RECORD_MEETING)
    return strike(act, owner(_meeting(act, number)), paper, reason)


def correct_paper_of_meeting(
    act: Act, number: int, paper: int, given: AttachmentCorrectionInput
) -> Attachment:
    """Replace a paper of a meeting.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    act.require(Action.RECORD_MEETING)
    meeting = _meeting(act, number)
    struck = correction(act.db, STRIKES_OF_MEETING, meeting.id, number).strike
    return correct(act, owner(meeting), paper, given, is_struck=struck is not None)


def owner(meeting: MeetingDetail) -> AttachmentOwner:
    """Return a meeting as the owner of its papers."""
    return AttachmentOwner("meeting", meeting.id, f"meeting {meeting.number}")


def _meeting(act: Act, number: int) -> MeetingDetail:
    meeting = MEETING.first(act.db, settlement=act.settlement.id, number=number)
    if meeting is None:
        raise Refused(Message(N_("There is no such meeting here. See the list of meetings.")))
    return meeting
