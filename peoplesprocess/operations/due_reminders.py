"""Reminders that are due: what waits for everybody with an address or a number, put into the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, delete, func, or_, select, true, update
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Actor, RoleGrant
from peoplesprocess.db.session import reading, writing
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import GRANT_COLUMNS, HOLDS, RoleGrantRow
from peoplesprocess.facts.complaint_turns import complaint_things, open_complaints
from peoplesprocess.facts.waiting_items import waiting_items
from peoplesprocess.facts.waiting_thing_kinds import WaitingThing
from peoplesprocess.facts.waiting_things import all_rules, everything_waiting, things_for
from peoplesprocess.models import Account, MailAddress, Membership, MobileNumber, Reminder
from peoplesprocess.operations.delivery import is_waiting

REMIND_AGAIN = timedelta(days=7)
"""The time after which somebody is reminded again even if nothing new waits."""


def update_outbox(engine: Engine, now: datetime) -> None:
    """Bring the outbox up to date: at most one unsent message, and one message a day, for each person.

    The channel is only chosen when a message is sent, so that changing it does not cause a second message.
    """
    with reading(engine) as db:
        things = _things(db, now)
    with writing(engine) as db:
        unsent = {row.account_id: row for row in db.scalars(select(Reminder).where(is_waiting(Reminder)))}
        told = {row.account_id: row.told_at for row in _LAST_TOLD.all(db)}
        needless = (is_waiting(Reminder), Reminder.account_id.not_in(list(things)))
        db.execute(delete(Reminder).where(*needless, Reminder.tried_at.is_(None)))
        # It may have arrived, so it counts as that day's reminder.
        db.execute(update(Reminder).where(*needless).values(given_up_at=Reminder.tried_at, tried_at=None))
        for account, waiting in things.items():
            if account in unsent:
                unsent[account].things = len(waiting)
            elif is_due(waiting, told.get(account), now):
                db.add(Reminder(account_id=account, day=now.date(), things=len(waiting), next_try_at=now))
        db.commit()


def is_due(things: Sequence[WaitingThing], last: datetime | None, now: datetime) -> bool:
    """Return whether to remind somebody who was reminded `last`: at most once a day."""
    if last is None:
        return True
    if last.date() >= now.date():
        return False
    return max(thing.since for thing in things) > last or now - last >= REMIND_AGAIN


class _MembershipRow(NamedTuple):
    account_id: UUID
    role: str
    programme_id: UUID | None
    settlement_id: UUID | None
    area: str
    group_code: str
    is_confirmed: bool
    level: int


_MEMBERSHIPS = Query(
    _MembershipRow,
    select(Membership.account_id, *GRANT_COLUMNS)
    .join(Account, Account.id == Membership.account_id)
    .where(
        HOLDS,
        Account.revoked_at.is_(None),
        or_(
            Membership.account_id.in_(select(MailAddress.account_id)),
            Membership.account_id.in_(select(MobileNumber.account_id)),
        ),
    ),
)


class _LastTold(NamedTuple):
    account_id: UUID
    told_at: datetime | None


_LAST_TOLD = Query(
    _LastTold,
    select(
        Reminder.account_id, func.max(func.coalesce(Reminder.sent_at, Reminder.given_up_at)).label("told_at")
    ).group_by(Reminder.account_id),
)


def _things(db: Session, now: datetime) -> Mapping[UUID, list[WaitingThing]]:
    grants: dict[UUID, list[RoleGrant]] = defaultdict(list)
    for row in _MEMBERSHIPS.all(db, now=now):
        grants[row.account_id].append(RoleGrantRow(*row[1:]).grant)
    if not grants:
        return {}
    items = waiting_items(db, true(), all_rules(db))
    rows = everything_waiting(db, now)
    complaints = open_complaints(db, now)
    found = {
        account: [
            *things_for(held, items, rows, now),
            *complaint_things(Actor(account, tuple(held)), complaints, now),
        ]
        for account, held in grants.items()
    }
    return {account: things for account, things in found.items() if things}
