"""A prepared query makes its rows of the columns that they name, in their order."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

import pytest
from sqlalchemy import select

import peoplesprocess
from peoplesprocess.db.typed_query import MismatchedColumns, Query
from peoplesprocess.models import Need


class TitleRow(NamedTuple):
    """What a planted statement should ask for."""

    number: int
    title: str


def test_every_query_asks_for_what_its_rows_hold() -> None:
    found = [query for name in modules() for query in queries(vars(import_module(name)).values())]
    assert len(found) > 250
    for query in found:
        assert query.prepared


def test_a_query_that_asks_for_something_else_is_seen() -> None:
    """Planted fault: two columns in the wrong order."""
    turned = Query(TitleRow, select(Need.title, Need.number))
    assert list(queries([{"of a kind": turned}])) == [turned]
    with pytest.raises(MismatchedColumns, match="TitleRow"):
        assert turned.prepared


def modules() -> list[str]:
    return [module.name for module in pkgutil.walk_packages(peoplesprocess.__path__, "peoplesprocess.")]


def queries(values: Iterable[object]) -> Iterator[Query[object]]:
    for value in values:
        if isinstance(value, Query):
            yield value
        elif isinstance(value, dict):
            yield from queries(list(value.values()))
