"""A group's papers: the empty one for printing, and photos of those that were filled in."""

from __future__ import annotations

from flask import Blueprint, abort, g, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.core.prioritisation.group_tally import paper_code
from peoplesprocess.facts.needs import needs_by_number
from peoplesprocess.facts.rounds import ROUND, RoundRow
from peoplesprocess.rounds.ballot_sheet_marks import choice_sentence, is_long, unit_of
from peoplesprocess.rounds.queries import PHOTOS
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.i18n import SHIPPED, translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("papers", __name__)

PAPER_LABELS = {
    "need": N_("Need"),
    "marks": N_("Marks"),
    "number": N_("Number of the need"),
    "place": N_("Rank"),
    "people": N_("People who chose"),
    "winner": N_("Write into each field the number of the need that the group puts first."),
    "signed": N_("The group's representative"),
}
"""The words of a paper that are printed in both languages."""


@bp.get("/s/<code>/priorities/<int:number>/sheets/<group>/paper")
@allows(Action.ENTER_BALLOT_SHEET)
def paper(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Show a group's empty paper for printing, in one or two languages."""
    asked = _round(context, number)
    if group not in context.groups:
        abort(404)
    second = request.args.get("second", "")
    return render_page(
        "rounds/paper.html",
        round=asked,
        group=context.groups[group],
        needs=needs_by_number(db(), context.settlement.id, asked.ballot),
        is_long=is_long(asked),
        method=asked.way,
        unit=unit_of(asked),
        choice_sentence=choice_sentence(asked),
        one_a_need=asked.rule == EQUAL_SHARES.key and not asked.way.one_a_need,
        second=translator(second) if second in SHIPPED and second != g.language else None,
        labels=PAPER_LABELS,
        code=paper_code(str(asked.id), group),
        drawn=qr_code(url_for("rounds.sheet", number=number, group=group, _external=True)),
    )


@bp.get("/s/<code>/priorities/<int:number>/sheets/<group>/photos/<int:photo>")
@allows(Action.SEE_SETTLEMENT)
def photo(context: Context, number: int, group: str, photo: int) -> ResponseReturnValue:
    """Send a photo of a group's paper to somebody who may type it in or represents the group."""
    asked, own = _round(context, number), ActSubject(groups=frozenset({group}))
    if not (context.may(Action.ENTER_BALLOT_SHEET) or context.may(Action.ATTEST_BALLOT_SHEET, own)):
        abort(404)
    photos = PHOTOS.all(db(), round=asked.id, group=group)
    is_there = 0 < photo <= len(photos)
    return photo_uploads.response(photos[photo - 1].digest if is_there else None)


def _round(context: Context, number: int) -> RoundRow:
    return ROUND.first(db(), settlement=context.settlement.id, number=number) or abort(404)
