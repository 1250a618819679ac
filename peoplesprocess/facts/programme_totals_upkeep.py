"""The totals over a programme's settlements, updated by the differences that acts make."""

from __future__ import annotations

from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Table, bindparam, delete, except_, func, insert, select, update
from sqlalchemy import cast as sql_cast

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import ProgrammeTotal, SettlementSummary

ADDED_UP = ("granted", "released", "spent", "given_in_kind")
"""The amounts of settlements that are added up."""


class SettlementMoney(NamedTuple):
    """The amounts of a settlement as its summary keeps them, in minor units."""

    programme_id: UUID
    currency: str
    granted: int
    released: int
    spent: int
    given_in_kind: int


_summary, _total = SettlementSummary.__table__.c, cast(Table, ProgrammeTotal.__table__)
_MONEY = Query(
    SettlementMoney,
    select(*(_summary[name] for name in SettlementMoney._fields)).where(
        _summary.settlement_id == bindparam("settlement")
    ),
)
_MOVE = (
    update(_total)
    .values({name: _total.c[name] + bindparam(f"more_{name}") for name in ("settlements", *ADDED_UP)})
    .where(_total.c.programme_id == bindparam("programme"), _total.c.currency == bindparam("of_currency"))
)
_MADE = select(
    _summary.programme_id,
    _summary.currency,
    func.count().label("settlements"),
    *(sql_cast(func.sum(_summary[name]), BigInteger).label(name) for name in ADDED_UP),
).group_by(_summary.programme_id, _summary.currency)
_KEPT = select(*_total.c).where(_total.c.settlements > 0)
_APART = (except_(_MADE, _KEPT), except_(_KEPT, _MADE))


def money_of(connection: Connection, settlement: UUID) -> SettlementMoney | None:
    """Return the amounts of a settlement's summary, None if it has no summary yet."""
    return _MONEY.first(connection, settlement=settlement)


def apply_difference(
    connection: Connection, before: SettlementMoney | None, after: SettlementMoney | None
) -> None:
    """Subtract what a settlement had from its programme's totals and add what it has now.

    Differences are applied, so that acts in two settlements of a programme need not wait for each other.
    """
    if before == after:
        return
    if before is not None:
        _add(connection, before, -1)
    if after is not None and not _add(connection, after, 1):
        connection.execute(insert(_total), after._asdict() | {"settlements": 1})


def recompute(connection: Connection) -> None:
    """Compute all totals anew."""
    connection.execute(delete(_total))
    connection.execute(insert(_total).from_select([column.name for column in _total.c], _MADE))


def first_wrong(connection: Connection) -> tuple[str, str] | None:
    """Return the first total that differs from the sum over its settlements: programme and name; or None."""
    for apart in _APART:
        if (row := connection.execute(apart).first()) is not None:
            return str(row.programme_id), f"total {row.currency}"
    return None


def _add(connection: Connection, money: SettlementMoney, sign: int) -> bool:
    """Add the amounts to a total; return whether the total existed."""
    values: dict[str, object] = {"programme": money.programme_id, "of_currency": money.currency}
    values |= {"more_settlements": sign}
    values |= {f"more_{name}": sign * amount for name, amount in zip(ADDED_UP, money[2:], strict=True)}
    return connection.execute(_MOVE, values).rowcount > 0
