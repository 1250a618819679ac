"""Somebody with a role in a programme who is to be helped back in, or whose account is closed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from peoplesprocess.accounts.queries import within
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.models import Account, AccountClosing, Membership, SecondFactor


class HelpedPerson(NamedTuple):
    """Somebody with a role in a programme; `factor_since` is when they set up a second factor, or None."""

    account_id: UUID
    name: str
    username: str
    factor_since: datetime | None


_person = (
    select(
        Account.id.label("account_id"),
        Account.name,
        Account.username,
        SecondFactor.confirmed_at.label("factor_since"),
    )
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .outerjoin(SecondFactor, and_(SecondFactor.account_id == Account.id, SecondFactor.removed_at.is_(None)))
    .where(Membership.id == bindparam("membership"), within(Membership.programme_id))
)
PERSON = Query(HelpedPerson, _person.where(HOLDS))
"""The person who holds a role in a programme."""


class PersonWithClosing(NamedTuple):
    """A person with the newest closing of their account, if it was ever closed.

    `is_closed_since` is None while it is open; `has_role` says whether the role is still in force.
    """

    account_id: UUID
    name: str
    username: str
    factor_since: datetime | None
    has_role: bool
    is_closed_since: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None
    reopened_at: datetime | None
    reopened_by: str | None
    reopening_reason: str | None


_later, _closer, _reopener = aliased(AccountClosing), aliased(Account), aliased(Account)
_is_newest = ~exists(
    select(1).where(_later.account_id == Account.id, _later.id > AccountClosing.id)
).correlate(Account, AccountClosing)
PERSON_WITH_CLOSING = Query(
    PersonWithClosing,
    _person.add_columns(
        HOLDS.label("has_role"),
        Account.revoked_at.label("is_closed_since"),
        AccountClosing.closed_at,
        _closer.name.label("closed_by"),
        AccountClosing.reason,
        AccountClosing.reopened_at,
        _reopener.name.label("reopened_by"),
        AccountClosing.reopening_reason,
    )
    .outerjoin(AccountClosing, and_(AccountClosing.account_id == Account.id, _is_newest))
    .outerjoin(_closer, _closer.id == AccountClosing.closed_by)
    .outerjoin(_reopener, _reopener.id == AccountClosing.reopened_by),
)
"""The person who holds or held a role in a programme."""
