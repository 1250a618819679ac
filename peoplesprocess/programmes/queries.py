"""Queries on the summaries of settlements: pages in several orders, with or without a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Row,
    Select,
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from peoplesprocess.core.process.gate_facts import SettlementCounts
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.time_zones import day_at, days_since, zone_at
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.facts.late_tranche_requests import (
    OPEN_REQUESTS,
    OpenTrancheRequest,
    is_request_late,
    papers_at,
)
from peoplesprocess.models import Settlement, SettlementSummary
from peoplesprocess.models.summaries import SORTS

PAGE = 50


@dataclass(frozen=True, slots=True)
class SettlementScope:
    """The settlements that somebody may see: single ones, whole programmes, areas of programmes, or all."""

    settlements: frozenset[UUID] = frozenset()
    programmes: frozenset[UUID] = frozenset()
    areas: frozenset[tuple[UUID, str]] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.settlements or self.programmes or self.areas or self.everything)


class SettlementSummaryRow(NamedTuple):
    """The stored summary of a settlement, without its sort keys; money is in minor units.

    `done` is money times hundredths of a percent built; `open_requests` are those of
    `facts.late_tranche_requests`; `counts` are the counts of `SettlementCounts`, in order.
    """

    settlement_id: UUID
    programme_id: UUID
    process_id: UUID
    code: str
    name: str
    area: str
    time_zone: str
    currency: str
    required_groups: list[str]
    made_at: datetime
    closed_steps: str | None
    cycles_before: int
    since: datetime
    granted: int
    released: int
    spent: int
    given_in_kind: int
    contracted: int
    done: int
    contracted_cost: int
    requested_at: datetime | None
    adopted: bool
    submitted: bool
    attendance: str | None
    open_requests: list[OpenTrancheRequest] | None
    counts: tuple[int, ...]

    @property
    def no_objections(self) -> int:
        """The number of the authority's no-objections."""
        return self.counts[_NO_OBJECTIONS]

    @property
    def is_agreed(self) -> bool:
        """Return whether there is a no-objection, or a step was closed without one."""
        return bool(self.no_objections or self.closed_steps)

    @property
    def zone(self) -> tzinfo:
        """The time zone of the settlement."""
        return zone_at(self.time_zone, self.area)

    def days(self, moment: datetime, now: datetime) -> int:
        """Return the number of local days since a moment."""
        return days_since(self.zone, moment, now)

    def has_late_request(self, rules: ProgrammeRules, now: datetime) -> bool:
        """Return whether a request to the agency is late, as pages say it."""
        today = day_at(self.zone, now)
        return is_request_late(self.requested_at, self.open_requests, self.zone, rules.release_days, today)


COUNTED = tuple(count.name for count in fields(SettlementCounts))
"""The names of the counts of a summary, in order."""
_NO_OBJECTIONS = COUNTED.index("no_objections")
_summary = SettlementSummary.__table__.c
_OWN = len(SettlementSummaryRow._fields) - 1
_COLUMNS: tuple[ColumnElement[object], ...] = (
    *(
        OPEN_REQUESTS.label(name) if name == "open_requests" else _summary[name]
        for name in SettlementSummaryRow._fields[:_OWN]
    ),
    *(_summary[name] for name in COUNTED),
)


def page_of_summaries(
    db: Session, scope: SettlementScope, now: datetime, *, sort: str = "name", after: str = ""
) -> list[SettlementSummaryRow]:
    """Return a page of settlements in order of `sort`, after the one with the code `after`, and one more.

    A single statement, which reads no more rows than it returns.
    """
    statement = _page(
        sort,
        bool(after),
        scope.everything,
        bool(scope.settlements),
        len(scope.programmes),
        len(scope.areas),
    )
    values = {"after": after, **scope_parameters(scope), **papers_at(now)}
    return [_row(row) for row in db.connection().execute(statement, values)]


def filtered_page(
    db: Session,
    programme: UUID,
    conditions: Sequence[ColumnElement[bool]],
    match: Callable[[str, str], bool] | None,
    now: datetime,
    *,
    sort: str,
    after: str,
) -> list[SettlementSummaryRow]:
    """Return such a page of the settlements of a programme that match conditions.

    `match` gets a settlement's name and code: databases fold case and accents differently, so a first
    statement reads names in order until the page is full. Statements differ from page to page, so they are
    not cached.
    """
    connection, values = db.connection(), {"after": after, "programme0": programme, **papers_at(now)}
    statement = _page(sort, bool(after), False, False, 1, 0).where(*conditions)
    if match is not None:
        names = statement.with_only_columns(_summary.settlement_id, _summary.name, _summary.code).limit(None)
        found = (row.settlement_id for row in connection.execute(names, values) if match(row.name, row.code))
        keys = list(islice(found, PAGE + 1))
        within = _summary.settlement_id.in_(bindparam("found", expanding=True))
        statement = select(*_COLUMNS).where(within).order_by(*_order(sort))
        values = {"found": keys, **papers_at(now)}
    return [_row(row) for row in connection.execute(statement, values)]


def all_in_order(
    db: Session,
    programme: UUID,
    conditions: Sequence[ColumnElement[bool]],
    now: datetime,
    *,
    sort: str,
    after: str,
) -> Iterator[SettlementSummaryRow]:
    """Yield all settlements of such a list, reading them as they are consumed."""
    statement = _page(sort, bool(after), False, False, 1, 0).where(*conditions).limit(None)
    values = {"after": after, "programme0": programme, **papers_at(now)}
    for row in db.connection().execute(statement, values):
        yield _row(row)


def scope_parameters(scope: SettlementScope) -> dict[str, object]:
    """Return the values of the parameters in `scope_conditions`."""
    values: dict[str, object] = {"settlements": list(scope.settlements)}
    values |= {f"programme{number}": key for number, key in enumerate(sorted(scope.programmes))}
    for number, (programme, path) in enumerate(sorted(scope.areas, key=str)):
        values |= {f"area_programme{number}": programme, f"area{number}": path}
    return values


def _row(row: Row[*tuple[object, ...]]) -> SettlementSummaryRow:
    return SettlementSummaryRow._make((*row[:_OWN], row[_OWN:]))


@lru_cache
def _page(
    sort: str, is_later: bool, everything: bool, settlements: bool, programmes: int, areas: int
) -> Select[*tuple[object, ...]]:
    """Return the statement for a page of a scope of this shape.

    Each part of the scope reads its own index in the page's order, and stops when the page is full.
    """
    keys = _order(sort)
    found_parts = [
        select(_summary.settlement_id)
        .where(part, *([_beyond(keys)] if is_later else ()))
        .order_by(*keys)
        .limit(PAGE + 1)
        for part in scope_conditions(everything, settlements, programmes, areas)
    ]
    if len(found_parts) == 1:
        return found_parts[0].with_only_columns(*_COLUMNS)
    found = union(*(select(part.subquery().c.settlement_id) for part in found_parts)).subquery()
    return (
        select(*_COLUMNS)
        .where(_summary.settlement_id.in_(select(found.c.settlement_id)))
        .order_by(*keys)
        .limit(PAGE + 1)
    )


def _order(sort: str) -> list[Column[object]]:
    return [*(_summary[key] for key in SORTS[sort]), _summary.name, _summary.code]


def scope_conditions(
    everything: bool, settlements: bool, programmes: int, areas: int
) -> list[ColumnElement[bool]]:
    """Return the conditions on summaries for a scope of this shape; `scope_parameters` its parameters."""
    if everything:
        return [true()]
    found: list[ColumnElement[bool]] = [
        _summary.programme_id == bindparam(f"programme{number}") for number in range(programmes)
    ]
    for number in range(areas):
        path: BindParameter[str] = bindparam(f"area{number}")
        within = or_(
            _summary.area == path, func.substr(_summary.area, 1, func.length(path) + 1) == path + "/"
        )
        found.append((_summary.programme_id == bindparam(f"area_programme{number}")) & within)
    if settlements or not found:
        found.append(_summary.settlement_id.in_(bindparam("settlements", expanding=True)))
    return found


def _beyond(keys: Sequence[Column[object]]) -> ColumnElement[bool]:
    """Return the condition that a settlement comes after the one with the code `after`, if there is one."""
    last = [
        select(key)
        .join(Settlement, Settlement.id == _summary.settlement_id)
        .where(Settlement.code == bindparam("after"))
        .scalar_subquery()
        for key in keys
    ]
    lowest = [literal(_LOWEST[type(key.type)], key.type) for key in keys]
    return tuple_(*keys) > tuple_(*map(func.coalesce, last, lowest))


_LOWEST: dict[type, object] = {
    BigInteger: -(2**62),
    String: "",
    UtcTime: datetime(1, 1, 1, tzinfo=UTC),
}
"""A value that sorts before all values of a key, by the key's type."""
