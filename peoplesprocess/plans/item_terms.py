"""Conditions and promises of the answers to a version's items."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.facts.conditions_and_promises import TERMS, ConditionOrPromiseRow, by_line, given_until
from peoplesprocess.facts.plans import ItemWithEarlierAnswer


def terms_of_items(
    db: Session, settlement: UUID, found: Sequence[ItemWithEarlierAnswer], *, is_newest: bool
) -> dict[int, list[ConditionOrPromiseRow]]:
    """Return the terms of the answers to these items, by line, without those given to a later version."""
    terms = TERMS.all(db, settlement=settlement)
    return by_line(terms if is_newest else given_until(terms, {i.line: i.decision_typed_at for i in found}))
