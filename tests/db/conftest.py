"""Migrations, read once: Alembic reads all of them again for every step, which takes as long as the steps."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory

from peoplesprocess.db.migrate import configuration

SCRIPTS = ScriptDirectory.from_config(configuration())
NEWEST = 8
"""So many migrations go back and forth in every run; in the campaign all, which nobody changes any more."""


@pytest.fixture
def scripts_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Alembic use what was read of the migrations when these tests were."""
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda config: SCRIPTS)
