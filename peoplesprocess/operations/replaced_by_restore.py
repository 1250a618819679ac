"""The names under which a restore keeps what it replaced, until somebody removes it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

_FILE, _SCHEMA, _NUMBERS = ".before-restore", "_before_restore", range(2, 1000)
_SCHEMAS = sa.text("SELECT nspname FROM pg_namespace")


def unused(path: Path) -> Path:
    """Return a free name beside `path` for the file that is replaced."""
    name = path.with_name(path.name + _FILE)
    names = (name, *(name.with_name(f"{name.name}-{number}") for number in _NUMBERS))
    return next(free for free in names if not free.exists())


def set_schema_aside(connection: Connection) -> None:
    """Rename the schema, and create an empty one in its place."""
    schema = _schema(connection)
    taken = _schemas(connection)
    names = (f"{schema}{_SCHEMA}", *(f"{schema}{_SCHEMA}_{number}" for number in _NUMBERS))
    old = next(name for name in names if name not in taken)
    connection.exec_driver_sql(f'ALTER SCHEMA "{schema}" RENAME TO "{old}"')
    connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')


def keeps_replaced(engine: Engine) -> bool:
    """Return whether something that was replaced is still there, since its rows refer to photos, too."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return any(beside.name.startswith(path.name + _FILE) for beside in path.parent.iterdir())
    with engine.connect() as connection:
        beginning = _schema(connection) + _SCHEMA
        return any(name.startswith(beginning) for name in _schemas(connection))


def _schema(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT current_schema()").scalar())


def _schemas(connection: Connection) -> Collection[str]:
    return set(connection.execute(_SCHEMAS).scalars())
