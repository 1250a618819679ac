"""The search for settlements and works by name, and for needs by all of their text, within a scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.search import SearchWords
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.need_search_text_upkeep import MOST_WORDS, search_parameters, text_contains
from peoplesprocess.facts.needs import IS_LIVE
from peoplesprocess.models import Contract, Need, NeedSearchText, SettlementSummary
from peoplesprocess.programmes.queries import SettlementScope, scope_conditions, scope_parameters

FOUND = 20
"""The most results of each kind that are shown."""
_summary, _need, _contract = SettlementSummary.__table__.c, Need.__table__.c, Contract.__table__.c
T = TypeVar("T", bound=tuple[object, ...])


class FoundSettlement(NamedTuple):
    """A settlement with its programme and area."""

    name: str
    code: str
    settlement_id: UUID
    programme_id: UUID
    area: str


class FoundNeedOrWork(NamedTuple):
    """A need or a work, by its number in its settlement."""

    title: str
    number: int
    name: str
    code: str


_SETTLEMENTS = select(*(_summary[name] for name in FoundSettlement._fields)).order_by(
    _summary.name, _summary.code
)
_NEEDS = (
    select(_need.title, _need.number, _summary.name, _summary.code)
    .join(Need.__table__, _need.settlement_id == _summary.settlement_id)
    .join(NeedSearchText.__table__, NeedSearchText.__table__.c.need_id == _need.id)
    .where(IS_LIVE)
    .order_by(_summary.name, _summary.code, _need.number)
)
_WORKS = (
    select(_contract.title, _contract.number, _summary.name, _summary.code)
    .join(Contract.__table__, _contract.settlement_id == _summary.settlement_id)
    .where(IS_SIGNED)
    .order_by(_summary.name, _summary.code, _contract.number)
)


def find_settlements(db: Session, scope: SettlementScope, words: SearchWords) -> list[FoundSettlement]:
    """Return settlements with the words in their name or code, by name, one more than are shown."""
    rows = (FoundSettlement._make(row) for row in _rows(db, _SETTLEMENTS, scope))
    return _first(row for row in rows if words.match(row.name, row.code))


def find_needs(db: Session, scope: SettlementScope, words: SearchWords) -> list[FoundNeedOrWork]:
    """Return live needs with the words anywhere in their text, by settlement, one more than are shown."""
    statement = _NEEDS.where(text_contains(min(len(words.folded), MOST_WORDS))).limit(FOUND + 1)
    return [FoundNeedOrWork._make(row) for row in _rows(db, statement, scope, search_parameters(words))]


def find_works(db: Session, scope: SettlementScope, words: SearchWords) -> list[FoundNeedOrWork]:
    """Return works with the words in their title, by settlement, one more than are shown."""
    return _records(db, _WORKS, scope, words)


def _records(
    db: Session, statement: Select[*tuple[object, ...]], scope: SettlementScope, words: SearchWords
) -> list[FoundNeedOrWork]:
    rows = (FoundNeedOrWork._make(row) for row in _rows(db, statement, scope))
    return _first(row for row in rows if words.match(row.title))


def _first(rows: Iterator[T]) -> list[T]:
    return list(islice(rows, FOUND + 1))


def _rows(
    db: Session,
    statement: Select[*tuple[object, ...]],
    scope: SettlementScope,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[tuple[object, ...]]:
    """Return the rows of a scope as a lazy iterator, as the first ones are often enough."""
    if not scope:
        return iter(())
    shape = scope.everything, bool(scope.settlements), len(scope.programmes), len(scope.areas)
    within = statement.where(or_(*scope_conditions(*shape)))
    return (tuple(row) for row in db.connection().execute(within, {**scope_parameters(scope), **values}))
