"""A start loads and makes nothing that only some pages, some commands or another database need."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.routing import Rule

from peoplesprocess.app import create_app
from peoplesprocess.config import Config

PROJECT = Path(__file__).parents[2]
LATER = {
    *("alembic", "PIL", "segno", "openpyxl", "xlsxwriter", "xlrd", "pyxform", "weasyprint", "obstore"),
    *("psycopg", "sqlalchemy.dialects.postgresql"),
    *("peoplesprocess.demonstration", "peoplesprocess.core.prioritisation.pabulib"),
}
"""Each weighs as much as a room or more, in the time of a start and in the memory of every worker."""


def test_a_start_on_a_file_loads_nothing_that_only_some_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, wsgi; print(*sys.modules)"],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'start.db'}", "INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert {"peoplesprocess.app", "sqlalchemy.dialects.sqlite"} <= loaded
    assert loaded & LATER == set()


def test_the_code_of_an_address_is_made_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    original = Rule._compile_builder

    def noted(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made.append(rule.endpoint)
        return original(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", noted)
    app = create_app(Config(f"sqlite:///{tmp_path / 'start.db'}", tmp_path, b"start"))
    assert made == []
    addresses: Any = app.url_map.bind("example.org")
    for _ in range(2):
        assert addresses.build("needs.show", {"code": "goth", "number": 7}) == "/s/goth/needs/7"
        assert addresses.build("needs.show", {"code": "goth", "number": 7, "a": "b"}).endswith("/7?a=b")
    assert set(made) == {"needs.show"}
    assert len(made) <= 2
    app.extensions["engine"].dispose()
