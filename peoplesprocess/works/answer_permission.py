"""An answer to a request for money, as the table of permissions asks about it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.relations import Subject
from peoplesprocess.facts.account_lineage import tied
from peoplesprocess.facts.builder_accounts import builders
from peoplesprocess.facts.places import SettlementPlace
from peoplesprocess.works.ledger import LedgerRequest


def answer(
    db: Session, place: SettlementPlace, account_id: UUID | None, request: LedgerRequest | None
) -> Subject:
    """Return an account's answer to a request as the table of permissions asks."""
    requested_by = request.made_by if request else None
    return Subject(
        builders=builders(db, place, account_id),
        requested_by=requested_by,
        tied=tied(db, account_id, [requested_by]),
    )
