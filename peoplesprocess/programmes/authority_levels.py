"""Acts on the levels of authority that answer a programme's plans: add, change and reorder them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.approval_chain import DUTIES, AuthorityLevel, endorsing_levels
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.programme_rules import restored
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, AuthorityLevelsChange, Programme

MOST_LEVELS = 8


@dataclass(frozen=True, slots=True)
class AuthorityLevelInput:
    """A level of authority, its position in the order from 1, and the reason for the change.

    Units: days, 0 for the programme's usual number.
    """

    name: str
    duty: str
    answer_days: int
    place: int
    reason: str


class AuthorityLevelsVersion(NamedTuple):
    """A programme's levels after a change, with its number, reason, time and author."""

    number: int
    after: list[dict[str, object]]
    reason: str
    made_at: datetime
    name: str | None


_programme: ColumnElement[UUID] = bindparam("programme")
VERSIONS_OF_LEVELS = Query(
    AuthorityLevelsVersion,
    select(
        AuthorityLevelsChange.number,
        AuthorityLevelsChange.after,
        AuthorityLevelsChange.reason,
        AuthorityLevelsChange.made_at,
        Account.name,
    )
    .outerjoin(Account, Account.id == AuthorityLevelsChange.made_by)
    .where(AuthorityLevelsChange.programme_id == _programme)
    .order_by(AuthorityLevelsChange.number.desc()),
)
"""The changes of a programme's levels, newest first."""


def write_level(
    act: Act, number: int, given: AuthorityLevelInput, seen_version: int
) -> AuthorityLevelsChange:
    """Change the level with this number, or add one if the number is 0.

    Items that were endorsed stay so; items that wait are answered by the new levels. Errors: Forbidden;
    Refused, naming the field, or if no level would have to endorse; Conflict if the programme was changed
    since `seen_version`.
    """
    act.require(Action.CHANGE_PROGRAMME)
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    if programme.version != seen_version:
        raise Conflict({"version": programme.version})
    rules = restored(programme.rules)
    after = _changed(rules.levels, number, given)
    before = [asdict(level) for level in rules.levels]
    programme.rules = {**programme.rules, "levels": [asdict(level) for level in after]}
    programme.version += 1
    row = AuthorityLevelsChange(
        **act.programme_columns,
        number=act.next_number(
            AuthorityLevelsChange.number, AuthorityLevelsChange.programme_id, programme.id
        ),
        before=before,
        after=[asdict(level) for level in after],
        reason=given.reason.strip(),
    )
    act.db.add(row)
    act.note("levels.change", f"levels {row.number}", levels=len(after))
    return row


def _changed(
    levels: Sequence[AuthorityLevel], number: int, given: AuthorityLevelInput
) -> list[AuthorityLevel]:
    """Return the levels with one of them changed or added, at its position. Errors: Refused."""
    if number and all(level.number != number for level in levels):
        raise Refused(Message(N_("There is no such level. Choose one from the list.")))
    others = [level for level in levels if level.number != number]
    if not number and len(levels) >= MOST_LEVELS:
        sentence = N_("There are %(most)s levels already. Change one that is not asked any more.")
        raise Refused(Message(sentence, {"most": MOST_LEVELS}))
    name = given.name.strip()
    if not name:
        raise Refused(Message(N_("Write what the level is called.")), "name")
    if any(level.name == name for level in others):
        raise Refused(Message(N_("Another level has this name. Choose another name.")), "name")
    if given.duty not in DUTIES:
        raise Refused(Message(N_("Say what this level is asked for.")), "duty")
    require_reason(given.reason)
    own = number or max(level.number for level in levels) + 1
    others.insert(max(given.place, 1) - 1, AuthorityLevel(own, name, given.duty, given.answer_days))
    if not endorsing_levels(others):
        raise Refused(
            Message(
                N_("At least one level must endorse. First change another level so that it must endorse.")
            ),
            "duty",
        )
    return others
