"""Pages of a defect's photos; those who confirm repairs strike them, as deductions may rest on them."""

from __future__ import annotations

from flask import Blueprint, abort, url_for

from peoplesprocess.closure import defect_photos, queries
from peoplesprocess.closure.addressed_signed_contract import addressed_signed_contract
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


def _defect(context: Context, number: int, defect: int) -> RecordWithPapers:
    contract = addressed_signed_contract(context, number)
    found = queries.DEFECT.first(db(), contract=contract.id, number=defect) or abort(404)
    return RecordWithPapers(
        defect_photos.owner(number, found),
        Message(N_("Defect %(number)s"), {"number": defect}),
        url_for("closure.contract", number=number),
        found.what,
        context.may(Action.REPORT_DEFECT),
        context.may(Action.RECTIFY_DEFECT),
    )


def _own_defect(context: Context, number: int, defect: int) -> RecordWithPapers:
    found = _defect(context, number, defect)
    subject = ActSubject(**builders_here(db(), context.settlement, context.person.id))
    return found._replace(refused_strike=context.refusal(Action.RECTIFY_DEFECT, subject))


AttachmentPages(
    _defect,
    defect_photos.attach_to_defect,
    defect_photos.strike_photo_of_defect,
    defect_photos.correct_photo_of_defect,
    _own_defect,
).add_to(
    bp,
    "/s/<code>/closure/<int:number>/defects/<int:defect>/papers",
    Action.REPORT_DEFECT,
    Action.RECTIFY_DEFECT,
)
