"""Reading a statement page by page: no cursor stays open for a slow reader, and memory use is small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from sqlalchemy import Connection, Integer, Select, bindparam, tuple_

from peoplesprocess.db.typed_query import Query

BATCH_SIZE = 500
"""How many rows are read at a time."""
T = TypeVar("T", bound=tuple[object, ...])


class PagedQuery(Generic[T]):
    """A statement whose rows are ordered by its first `keys` columns, which are whole numbers from 0 on."""

    def __init__(self, row: type[T], statement: Select[*tuple[object, ...]], keys: int) -> None:
        columns = list(statement.selected_columns)[:keys]
        self._keys = keys
        after = [bindparam(f"after{number}", type_=Integer) for number in range(keys)]
        self._query = Query(
            row,
            statement.where(tuple_(*columns) > tuple_(*after))
            .order_by(*columns)
            .limit(bindparam("batch_size", type_=Integer)),
        )

    def rows(self, connection: Connection, **values: object) -> Iterator[T]:
        """Yield every row in order, reading further pages as needed."""
        last: tuple[object, ...] = (-1,) * self._keys
        found: list[T] = []
        while True:
            after = {f"after{number}": key for number, key in enumerate(last)}
            found = self._query.all(connection, batch_size=BATCH_SIZE, **after, **values)
            yield from found
            if len(found) < BATCH_SIZE:
                return
            last = found[-1][: self._keys]
