"""The pages of the papers of an authority's answer."""

from __future__ import annotations

from flask import Blueprint, abort, url_for

from peoplesprocess.approvals import answer_attachments
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.approval_chain import turn_of_answer
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.roles import builds
from peoplesprocess.facts.attachments import NEWEST_ANSWER, AnsweredLine
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


def _answer(context: Context, line: int) -> RecordWithPapers:
    return _shown(context, _found(context, line))


def _own_answer(context: Context, line: int) -> RecordWithPapers:
    found = _found(context, line)
    subject = answer_attachments.subject_of(db(), context.settlement, context.person.id, found)
    return _shown(context, found)._replace(refused=context.refusal(Action.DECIDE_ITEM, subject))


def _found(context: Context, line: int) -> AnsweredLine:
    return NEWEST_ANSWER.first(db(), settlement=context.settlement.id, line=line) or abort(404)


def _shown(context: Context, found: AnsweredLine) -> RecordWithPapers:
    turn = turn_of_answer(found.level, found.area, context.settlement.area, is_forwarded=found.is_forwarded)
    may = context.may(Action.DECIDE_ITEM, ActSubject(turn=turn))
    return RecordWithPapers(
        answer_attachments.owner(found),
        Message(N_("Answer to item %(line)s of the plan"), {"line": found.line}),
        url_for("approvals.show", _anchor=f"line{found.line}"),
        found.office,
        may and not builds(context.person.actor, context.where),
    )


AttachmentPages(
    _answer,
    answer_attachments.attach_to_answer,
    answer_attachments.strike_paper_of_answer,
    answer_attachments.correct_paper_of_answer,
    _own_answer,
).add_to(bp, "/s/<code>/approval/<int:line>/papers", Action.DECIDE_ITEM)
