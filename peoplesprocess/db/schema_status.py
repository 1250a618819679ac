"""The revision of a database, read without Alembic, which takes ten megabytes and serves no page."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

SCRIPTS = Path(__file__).parents[2] / "migrations"
_SAID = re.compile(r'^(down_revision|revision)\b[^=]*= *"(\w+)"', re.M)


class SchemaStatus(StrEnum):
    """The state of a database's tables in relation to this code."""

    CURRENT = "current"
    EMPTY = "empty"
    OLDER = "older"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


class OtherDatabase(RuntimeError):
    """The database was written by newer code, or by another program."""


def revision_of(engine: Engine) -> SchemaStatus:
    """Return how the tables of a database relate to this code."""
    with engine.connect() as connection:
        if not _has_version(connection):
            return SchemaStatus.FOREIGN if inspect(connection).get_table_names() else SchemaStatus.EMPTY
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known, newest = revisions(SCRIPTS / "versions")
    if found is None:
        return SchemaStatus.EMPTY
    if found not in known:
        return SchemaStatus.UNKNOWN
    return SchemaStatus.CURRENT if found == newest else SchemaStatus.OLDER


def refuse_other(engine: Engine) -> None:
    """Refuse a database that this code cannot use. Errors: OtherDatabase."""
    found = revision_of(engine)
    if found is SchemaStatus.FOREIGN:
        raise OtherDatabase("The database belongs to another program: it has tables, but none of ours.")
    if found is SchemaStatus.UNKNOWN:
        raise OtherDatabase(
            "The database was written by a newer version of this program, or by another one. "
            "Install that version, or restore a copy from before it."
        )


@lru_cache(maxsize=8)
def revisions(folder: Path) -> tuple[frozenset[str], str]:
    """Return all revisions known to this code, and the newest. Errors: ValueError unless one is newest."""
    known, before = set(), set()
    for path in folder.glob("*.py"):
        said = dict(_SAID.findall(path.read_text()))
        known.add(said["revision"])
        before.add(said.get("down_revision"))
    (newest,) = known - before
    return frozenset(known), newest


def _has_version(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")
