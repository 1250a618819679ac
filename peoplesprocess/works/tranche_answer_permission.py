"""An answer to a request for money, as a subject of the table of permissions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.facts.builders import builders
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.works.ledger import LedgerTrancheRequest


def answer(
    db: Session, place: SettlementWithRules, account_id: UUID | None, request: LedgerTrancheRequest | None
) -> ActSubject:
    """Return an account's answer to a request as a subject of the table of permissions."""
    requested_by = request.made_by if request else None
    return ActSubject(
        builders=builders(db, place, account_id),
        requested_by=requested_by,
        tied=tied(db, account_id, [requested_by]),
    )
