"""Statements whose rows a page lists part by part, with the way to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import BigInteger, Connection, bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.db.typed_query import Query, ScalarQuery, SelectOfAny

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """The rows of one page of a list, its number from 1 on, and the number of the last page."""

    rows: list[T]
    number: int
    last: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class ListQuery(Generic[T]):
    """An ordered statement and its row type, read `size` rows at a time. Define it at module level."""

    def __init__(self, row: type[T], statement: SelectOfAny, size: int) -> None:
        self.size = size
        self._rows = Query(row, statement.limit(size).offset(bindparam("rows_before", type_=BigInteger)))
        counted = statement.order_by(None).with_only_columns(
            statement.selected_columns[0], maintain_column_froms=True
        )
        self._in_all = ScalarQuery(select(func.count()).select_from(counted.subquery()))

    def page(self, db: Session | Connection, number: int, /, **values: object) -> ListPage[T]:
        """Return page `number`, or the nearest that there is; rows are counted only if they fill a page."""
        number = max(1, number)
        rows = self._read(db, number, values)
        if number == 1 and len(rows) < self.size:
            return ListPage(rows, 1, 1)
        last = max(1, -(-(self._in_all.get(db, **values) or 0) // self.size))
        if number > last:
            return ListPage(self._read(db, last, values), last, last)
        return ListPage(rows, number, last)

    def _read(self, db: Session | Connection, number: int, values: dict[str, object]) -> list[T]:
        return self._rows.all(db, rows_before=self.size * (number - 1), **values)
