"""The page that undoes one's own newest act, and the link to it where an act was just saved."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.undo import actions
from peoplesprocess.undo.undoable_acts import UNDOABLE
from peoplesprocess.undo.undoable_entries import ENTRY, MINUTES, NEWEST_ENTRY, JournalledAct, obstacle
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.next_cash_book import FORMS as CASH_BOOK_FORMS
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("undo", __name__, template_folder="templates")
MARKS = ("1", "works.record_visit", "works.bank.record", *CASH_BOOK_FORMS)
"""Values of `saved` in an address after acts that may be undone; no entry is read for others."""


@bp.route("/s/<code>/undo/<int:entry>", methods=["GET", "POST"])
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, entry: int) -> ResponseReturnValue:
    """Say what was done and what undoing it does, and undo it."""
    found = ENTRY.first(db(), chain=context.settlement.id, sequence=entry)
    if found is None or not found.is_of(context.person.id):
        abort(404)
    reason = current_translator().say(N_("Undone by its author."))
    return form_view(
        Form(context),
        "undo/show.html",
        lambda: actions.undo_act(context.act, entry, reason),
        _page,
        undoable=UNDOABLE.get(found.act),
        entry=found,
        page=_page(found),
        obstacle=obstacle(found, context.now),
        minutes=MINUTES,
    )


@bp.app_template_global()
def undo_url(context: Context) -> str:
    """Return the address that undoes the act just saved, "" if it is not the reader's or cannot be undone."""
    if not context.in_settlement or request.args.get("saved") not in MARKS:
        return ""
    newest = NEWEST_ENTRY.first(db(), chain=context.settlement.id)
    if newest is None or not newest.is_of(context.person.id) or obstacle(newest, context.now) is not None:
        return ""
    return url_for("undo.show", entry=newest.sequence)


def _page(entry: JournalledAct) -> str:
    undoable = UNDOABLE.get(entry.act)
    if undoable is None:
        return url_for("settlements.show")
    return url_for(undoable.endpoint, **undoable.page(entry.subject))  # type: ignore[arg-type]
