"""Papers that prove an authority's answer, such as its letter."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

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
from peoplesprocess.core.approval_chain import turn_of_answer
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.attachments import NEWEST_ANSWER, AnsweredLine
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import Attachment, Strike


def attach_to_answer(act: Act, line: int, sent: AttachmentInput) -> Attachment:
    """Attach a paper to the newest answer to a line of the plan, for the office that gave it.

    Errors: Forbidden; Refused if there is no answer or another office gave it; as
    `attachment_actions.attach`.
    """
    act.require_role(Action.DECIDE_ITEM)
    return attach(act, owner(_answer(act, line)), sent)


def strike_paper_of_answer(act: Act, line: int, paper: int, reason: str) -> Strike:
    """Strike a paper of an answer. Errors: Forbidden; Refused as `attachment_actions.strike`."""
    act.require_role(Action.DECIDE_ITEM)
    return strike(act, owner(_answer(act, line)), paper, reason)


def correct_paper_of_answer(act: Act, line: int, paper: int, given: AttachmentCorrectionInput) -> Attachment:
    """Put another paper in the place of one of an answer.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    act.require_role(Action.DECIDE_ITEM)
    return correct(act, owner(_answer(act, line)), paper, given)


def owner(answer: AnsweredLine) -> AttachmentOwner:
    """Return an answer as the owner of its papers."""
    return AttachmentOwner("decision", answer.id, f"answer to line {answer.line}")


def subject_of(
    db: Session, place: SettlementWithRules, account_id: UUID | None, answer: AnsweredLine
) -> ActSubject:
    """Return the papers of an answer as a subject of the table of permissions."""
    turn = turn_of_answer(answer.level, answer.area, place.area, is_forwarded=answer.is_forwarded)
    return ActSubject(turn=turn, office=answer.office, **builders_here(db, place, account_id))


def _answer(act: Act, line: int) -> AnsweredLine:
    answer = NEWEST_ANSWER.first(act.db, settlement=act.settlement.id, line=line)
    if answer is None:
        raise Refused(Message(N_("This item has no answer yet. Answer it first.")))
    act.require(Action.DECIDE_ITEM, subject_of(act.db, act.settlement, act.actor.id, answer))
    return answer
