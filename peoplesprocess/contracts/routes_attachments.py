"""The pages of the papers of a contract."""

from __future__ import annotations

from flask import Blueprint, url_for

from peoplesprocess.contracts import contract_attachments
from peoplesprocess.contracts.addressed_contract import addressed_contract
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


def _contract(context: Context, number: int) -> RecordWithPapers:
    found = addressed_contract(context, number)
    return RecordWithPapers(
        contract_attachments.owner(found),
        Message(N_("Contract %(number)s"), {"number": number}),
        url_for("contracts.show", number=number),
        found.title,
        context.may(Action.DRAFT_CONTRACT),
    )


AttachmentPages(
    _contract,
    contract_attachments.attach_to_contract,
    contract_attachments.strike_paper_of_contract,
    contract_attachments.correct_paper_of_contract,
).add_to(bp, "/s/<code>/contracts/<int:number>/papers", Action.DRAFT_CONTRACT)
