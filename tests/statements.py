"""Counting what a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from tests.browser import Browser


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that read, with nothing known from earlier pages."""
    seen: list[str] = []
    _write_something(engine)

    def note(*given: Any) -> None:
        if given[2].lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of(engine: Engine, visitor: Browser, address: str) -> int:
    """Return how many statements a page takes that nobody has asked for yet."""
    with statements(engine) as seen:
        assert visitor.get(address).status == 200
    return len(seen)


def _write_something(engine: Engine) -> None:
    """Make a commit of no consequence: whoever keeps what is still so has to forget it."""
    if engine.dialect.name != "sqlite":
        return
    with engine.execution_options(writing=True).begin() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
        connection.exec_driver_sql(f"PRAGMA user_version = {version + 1}")
