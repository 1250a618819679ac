"""The pages of the photos of a need."""

from __future__ import annotations

from flask import Blueprint, url_for

from peoplesprocess.attachment_actions import AttachmentOwner
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.needs import need_attachments
from peoplesprocess.needs.addressed_need import need_of, own_and_live, subject_of
from peoplesprocess.needs.need_detail import NeedDetail
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


def _need(context: Context, number: int) -> RecordWithPapers:
    need = need_of(context, number)
    return _with_papers(need, need.is_live and context.may(Action.CHANGE_NEED, subject_of(need)))


def _own_need(context: Context, number: int) -> RecordWithPapers:
    return _with_papers(own_and_live(context, number), True)


def _with_papers(need: NeedDetail, may: bool) -> RecordWithPapers:
    return RecordWithPapers(
        AttachmentOwner("need", need.id, f"need {need.number}"),
        Message(N_("Need %(number)s"), {"number": need.number}),
        url_for("needs.show", number=need.number),
        need.title,
        may,
    )


AttachmentPages(
    _need,
    need_attachments.attach_to_need,
    need_attachments.strike_paper_of_need,
    need_attachments.correct_paper_of_need,
    find_for_writing=_own_need,
).add_to(bp, "/s/<code>/needs/<int:number>/papers", Action.CHANGE_NEED)
