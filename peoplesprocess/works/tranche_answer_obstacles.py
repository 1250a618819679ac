"""Why the reader cannot answer a request for money, for pages to say beforehand."""

from __future__ import annotations

from flask import request

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Sentence
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.ledger import LedgerTranche, LedgerTrancheRequest
from peoplesprocess.works.tranche_answer_permission import answer


def release_obstacle(context: Context, part: LedgerTranche) -> Sentence | None:
    """Return why the reader cannot release the instalment that somebody else requested, or None."""
    if part.open is None or part.open.made_by == context.person.id:
        return None
    return _refusal(context, Action.RELEASE_TRANCHE, part.open)


def refusal_obstacle(context: Context, part: LedgerTranche) -> Sentence | None:
    """Return why the reader cannot refuse a request, None if nothing hinders or the form was already sent."""
    if part.open is None or request.method != "GET":
        return None
    return _refusal(context, Action.REFUSE_TRANCHE, part.open)


def _refusal(context: Context, action: Action, asked: LedgerTrancheRequest) -> Sentence | None:
    return context.refusal(action, answer(db(), context.settlement, context.person.id, asked))
