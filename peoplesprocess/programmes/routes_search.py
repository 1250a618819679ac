"""The search for settlements, needs and works in all places in which a user has a role."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.permissions import may
from peoplesprocess.core.roles import ActPlace
from peoplesprocess.core.search import SearchWords
from peoplesprocess.programmes import search_queries
from peoplesprocess.programmes.portfolio import scope_of
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("search", __name__, template_folder="templates")


@bp.get("/search")
@allows(Action.SIGNED_IN)
def found(context: Context) -> ResponseReturnValue:
    """Show what matches the words; users who may enter no settlement only find settlements."""
    words, scope = SearchWords(request.args.get("search", "")), scope_of(context.person.grants)
    inside = replace(scope, everything=False)
    actor, looks = context.person.actor, bool(words)
    settlements = search_queries.find_settlements(db(), scope, words) if looks else []
    return render_page(
        "programmes/search.html",
        words=words.typed,
        settlements=[
            (row, may(actor, Action.SEE_SETTLEMENT, ActPlace(row.programme_id, row.settlement_id, row.area)))
            for row in settlements
        ],
        needs=search_queries.find_needs(db(), inside, words) if looks else [],
        works=search_queries.find_works(db(), inside, words) if looks else [],
        most=search_queries.FOUND,
    )
