"""Errors of SQLite's driver, converted where it is used directly, into the form that SQLAlchemy raises."""

from __future__ import annotations

import sqlite3
from typing import cast

from sqlalchemy.exc import DBAPIError


def as_library_error(statement: str, error: sqlite3.Error) -> DBAPIError:
    """Return the error that SQLAlchemy would raise, without the statement's values."""
    raised = DBAPIError.instance(statement, None, error, sqlite3.Error, hide_parameters=True)
    return cast("DBAPIError", raised)
