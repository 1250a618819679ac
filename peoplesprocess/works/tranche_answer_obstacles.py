"""Why the person who looks cannot answer a request for money, for pages to say beforehand."""

from __future__ import annotations

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Sentence
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.ledger import LedgerTranche
from peoplesprocess.works.tranche_answer_permission import answer


def refusal(context: Context, part: LedgerTranche) -> Sentence | None:
    """Return why the reader cannot release what somebody else asked for, however good it is."""
    if part.open is None or part.open.made_by == context.person.id:
        return None
    subject = answer(db(), context.settlement, context.person.id, part.open)
    return context.refusal(Action.RELEASE_TRANCHE, subject)
