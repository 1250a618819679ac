"""Settings that every connection of the application has."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text


def test_postgresql_compiles_no_page(engine: Engine) -> None:
    """A contract's page took a minute on a server that compiled its statement first."""
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite compiles nothing")
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.execute(text("SHOW jit")).scalar() == "off"
