"""Groups whose sheet nobody can confirm, because no representative of theirs has an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.facts.places import SettlementWithRules, group_name
from peoplesprocess.facts.round_progress import BallotSheetProgress
from peoplesprocess.models import Account, Membership


class GroupWithRepresentative(NamedTuple):
    """A group represented by somebody with an account."""

    group_code: str


_REPRESENTED = Query(
    GroupWithRepresentative,
    select(Membership.group_code)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.settlement_id == bindparam("settlement"),
        Membership.role == Role.GROUP_REPRESENTATIVE.value,
        HOLDS,
        Account.revoked_at.is_(None),
    )
    .distinct(),
)


def without_representative(
    db: Session, place: SettlementWithRules, lines: Iterable[BallotSheetProgress], now: datetime
) -> dict[str, str]:
    """Return the groups, by code with their names, whose sheet is awaited but who have no representative.

    Only representatives with an open account count.
    """
    waiting = [line.group for line in lines if _waits(line, line.group in place.required_groups)]
    if not waiting:
        return {}
    represented = {row.group_code for row in _REPRESENTED.all(db, settlement=place.id, now=now)}
    names = {group["code"]: group_name(group) for group in place.all_groups}
    return {group: names.get(group, group) for group in waiting if group not in represented}


def _waits(line: BallotSheetProgress, required: bool) -> bool:
    """Return whether a representative has to confirm the group's sheet, now or after it is typed in."""
    return not line.attested if line.version else required and not line.votes
