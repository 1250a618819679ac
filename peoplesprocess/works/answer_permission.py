"""An answer to a request for money, as the table of permissions asks about it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.relations import Subject
from peoplesprocess.facts.account_lineage import tied
from peoplesprocess.facts.builder_accounts import builders
from peoplesprocess.facts.places import SettlementPlace
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.ledger import LedgerRequest, LedgerTranche


def answer(
    session: Session, place: SettlementPlace, account_id: UUID | None, request: LedgerRequest | None
) -> Subject:
    """Return an account's answer to a request as the table of permissions asks."""
    requested_by = request.made_by if request else None
    return Subject(
        builders=builders(session, place, account_id),
        requested_by=requested_by,
        tied=tied(session, account_id, [requested_by]),
    )


def refusal(context: Context, part: LedgerTranche) -> Sentence | None:
    """Return why the person who looks cannot release what somebody else asked for, however good it is."""
    if part.open is None or part.open.made_by == context.person.id:
        return None
    subject = answer(db(), context.settlement, context.person.id, part.open)
    return context.refusal(Action.RELEASE_TRANCHE, subject)
