"""Where things wait for somebody: the places of the roles that can do them, as conditions on settlements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, and_, bindparam, func, or_

from peoplesprocess.db.in_subquery import InSubquery
from peoplesprocess.facts.longest_waiting_places import KEPT_WAITS, longest_waiting_places
from peoplesprocess.facts.waiting_due_things import MAY_BE_BROKEN
from peoplesprocess.facts.waiting_thing_kinds import (
    MAY_BE_SENT_BACK,
    MAY_BE_UNSIGNED,
    SIGNATURES,
    WaitingThingKind,
)
from peoplesprocess.models import Settlement


class PlacesOfRoles(NamedTuple):
    """Settlements in which somebody has roles, and programmes in which the roles hold everywhere."""

    settlements: tuple[UUID, ...]
    programmes: tuple[UUID, ...]


_SELDOM = frozenset(
    {
        *(WaitingThingKind.OBJECTION_ANSWER, WaitingThingKind.COMPLAINT, WaitingThingKind.RECHECK),
        *(WaitingThingKind.CONDITION, WaitingThingKind.JUDGEMENT, WaitingThingKind.PROMISE),
        *(WaitingThingKind.LEFT_SEAT, WaitingThingKind.EMPTY_SEAT),
    }
)
"""Kinds that few settlements have: in a programme, the statement starts from the things, not the places."""

_MAY_HAVE: Mapping[WaitingThingKind, ColumnElement[bool]] = {
    **dict.fromkeys(SIGNATURES.values(), MAY_BE_UNSIGNED),
    WaitingThingKind.SENT_BACK: MAY_BE_SENT_BACK,
    WaitingThingKind.BROKEN: MAY_BE_BROKEN,
}
"""Conditions that few settlements meet and without which a kind cannot occur there: a cheap first filter."""


def values_of(within: Mapping[WaitingThingKind, PlacesOfRoles]) -> dict[str, object]:
    """Return the parameters of `is_within`."""
    return {
        _list_name(kind, part): ids
        for kind, places in within.items()
        for part, ids in places._asdict().items()
    }


def is_within(kind: WaitingThingKind, is_wide: bool) -> ColumnElement[bool]:
    """Return the condition that a settlement is one of a kind's places; with `is_wide` some are programmes.

    It is a first filter: `is_theirs` checks the found rows exactly.
    """
    settlements, programmes = (_list_of(kind, part) for part in PlacesOfRoles._fields)
    here: SQLColumnExpression[UUID] = Settlement.id
    if not is_wide:
        return here.in_(settlements)
    if kind in KEPT_WAITS:
        return or_(here.in_(settlements), InSubquery(here, longest_waiting_places(kind, programmes)))
    programme: SQLColumnExpression[UUID] = Settlement.programme_id
    if kind in _SELDOM:
        # `coalesce` keeps SQLite from using the key's index, by which it would look into each settlement.
        here, programme = func.coalesce(here, here), func.coalesce(programme, programme)
    within = or_(here.in_(settlements), programme.in_(programmes))
    return and_(_MAY_HAVE[kind], within) if kind in _MAY_HAVE else within


def _list_of(kind: WaitingThingKind, part: str) -> BindParameter[Sequence[UUID]]:
    return bindparam(_list_name(kind, part), expanding=True)


def _list_name(kind: WaitingThingKind, part: str) -> str:
    return f"{part}_{kind.name.lower()}"
