"""The number of complaints that wait for an officer, for the first page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Actor
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.complaint_turns import OpenComplaint
from peoplesprocess.models import OfficerKey, Programme


class ProgrammeComplaintsLine(NamedTuple):
    """A programme with the number of complaints that wait for the user, and of late ones.

    Complaints are sealed only to officers who have a passphrase.
    """

    code: str
    name: str
    waiting: int
    late: int
    has_passphrase: bool


_WITH_PASSPHRASE = ScalarQuery(
    select(Programme.code)
    .join(OfficerKey, OfficerKey.programme_id == Programme.id)
    .where(OfficerKey.account_id == bindparam("account"))
)


def complaint_lines(
    db: Session, actor: Actor, complaints: Collection[OpenComplaint], now: datetime
) -> list[ProgrammeComplaintsLine]:
    """Return a line for each programme in which the user answers complaints, even if none waits."""
    found = []
    with_passphrase = set(_WITH_PASSPHRASE.all(db, account=actor.id)) if complaints else set()
    for (code, name), rows in groupby(complaints, key=lambda row: (row.programme_code, row.programme_name)):
        mine = [row for row in rows if row.is_there and row.waits_for(actor)]
        late = sum(row.clock.is_late(now) for row in mine)
        found.append(ProgrammeComplaintsLine(code, name, len(mine), late, code in with_passphrase))
    return found
