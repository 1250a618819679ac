"""What tests' stories begin with: made twice a process by factories, and after that put back as rows.

A village with a signed contract is forty acts; its hundred rows are back in a few milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine

from peoplesprocess.models import Base

if TYPE_CHECKING:
    from tests.factories import Make

Made = TypeVar("Made")
TABLES = [table.name for table in Base.metadata.sorted_tables]
HOLDS_ROWS = "SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {table})" for table in TABLES)
IS_BEGUN = "SELECT 1 FROM journal_entry LIMIT 1"
"""No act without its entry: where the journal is empty, no factory has made anything."""
MADE_ANEW = "namespace(", " at 0x"
"""How rows and functions show in words: what is made of them is never the same thing again."""


@dataclass(frozen=True)
class Image:
    """What a factory returned, whom it knew, and how its rows are put back."""

    make: Make
    made: Any
    facilitators: dict[Any, str]
    put_back: Callable[[Connection], None]

    def made_for(self, make: Make) -> Any:
        """Return what the factory returned, in the hands of another test's factories."""
        make.facilitators = dict(self.facilitators)
        return deepcopy(self.made, {id(self.make): make, id(self.make.engine): make.engine})


class Images:
    """The images of one database. Only what stands in it alone is taken, and only if it is wanted again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = unguarded(engine).execution_options(writing=True)
        self._wanted: Counter[str] = Counter()
        self._images: dict[str, Image] = {}
        if engine.dialect.name == "postgresql":
            with self._engine.begin() as connection:
                # One for all of them: with each new schema every session forgets all its plans.
                connection.exec_driver_sql("CREATE SCHEMA images")

    def make(self, make: Make, build: Callable[[], Made], said: str) -> Made:
        """Return what `build` makes, or an image if that was wanted before in the same words."""
        if any(word in said for word in MADE_ANEW):
            return build()
        self._wanted[said] += 1
        image = self._images.get(said)
        if image is not None:
            return image.made_for(make) if self._put_back(image) else build()
        is_wanted = self._wanted[said] == 2 and not self._filled_tables()
        made = build()
        if is_wanted:
            self._images[said] = self._taken(make, made)
        return made

    def _put_back(self, image: Image) -> bool:
        with self._engine.connect() as connection:
            if connection.exec_driver_sql(IS_BEGUN).first() is not None:
                return False
            image.put_back(connection)
            connection.commit()
            return True

    def _filled_tables(self) -> list[str]:
        with self._engine.connect() as connection:
            return filled_tables(connection)

    def _taken(self, make: Make, made: Any) -> Image:
        kept = deepcopy(made, {id(make): make, id(make.engine): make.engine})
        with self._engine.connect() as connection:
            take = _kept_by_server if connection.dialect.name == "postgresql" else _kept_here
            put_back = take(connection, filled_tables(connection), f"image_{len(self._images)}")
            connection.commit()
        return Image(make, kept, dict(make.facilitators), put_back)


def filled_tables(connection: Connection) -> list[str]:
    """Return the tables that hold rows, each after those that it points to."""
    found = connection.exec_driver_sql(HOLDS_ROWS).one()
    return [table for table, holds in zip(TABLES, found, strict=True) if holds]


@cache
def unguarded(engine: Engine) -> Engine:
    """PostgreSQL by connections for which its guards are off: each change of that costs it all its plans."""
    if engine.dialect.name == "sqlite":
        return engine
    return create_engine(engine.url, connect_args={"options": "-c session_replication_role=replica"})


def _kept_here(connection: Connection, tables: list[str], name: str) -> Callable[[Connection], None]:
    driver: Any = connection.connection.driver_connection
    rows = {table: driver.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    return partial(_insert, rows)


def _insert(rows: dict[str, list[tuple[Any, ...]]], connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA defer_foreign_keys = ON")
    for table, each in rows.items():
        driver.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(each[0]))})", each)


def _kept_by_server(connection: Connection, tables: list[str], name: str) -> Callable[[Connection], None]:
    kept = {table: f"images.{name}_{TABLES.index(table)}" for table in tables}
    connection.exec_driver_sql(
        "; ".join(f"CREATE UNLOGGED TABLE {copy} AS TABLE {table}" for table, copy in kept.items())
    )
    return partial(_say, "; ".join(f"INSERT INTO {table} TABLE {copy}" for table, copy in kept.items()))


def _say(statements: str, connection: Connection) -> None:
    connection.exec_driver_sql(statements)
