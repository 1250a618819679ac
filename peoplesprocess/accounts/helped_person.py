"""Who is to be helped back in: somebody with a role in a programme."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from peoplesprocess.accounts.queries import within
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.models import Account, Membership, SecondFactor


class HelpedPerson(NamedTuple):
    """Somebody with a role in a programme, to be helped."""

    account_id: UUID
    name: str
    username: str
    factor_since: datetime | None


PERSON = Query(
    HelpedPerson,
    select(
        Account.id.label("account_id"),
        Account.name,
        Account.username,
        SecondFactor.confirmed_at.label("factor_since"),
    )
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .outerjoin(SecondFactor, and_(SecondFactor.account_id == Account.id, SecondFactor.removed_at.is_(None)))
    .where(
        Membership.id == bindparam("membership"),
        HOLDS,
        within(Membership.programme_id),
    ),
)
"""Whose a role in a programme is."""
