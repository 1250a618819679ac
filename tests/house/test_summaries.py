"""What overviews show of a settlement is what its rows say, after every act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from peoplesprocess.accounts import passwords
from peoplesprocess.db import journal
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import downgrade, upgrade
from peoplesprocess.demonstration.loader import load
from peoplesprocess.facts import summaries
from peoplesprocess.models import CashBookEntry, SettlementSummary
from tests.conftest import hasten
from tests.factories import MARKET_DAY, Make
from tests.finished_work import almost_built


@pytest.fixture
def each_act(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, str] | None]]:
    """Every act is saved by itself, and what is wrong then with any summary is written down."""
    seen: list[tuple[str, tuple[str, str] | None]] = []
    write = journal.write

    def and_save(db: Session, chain: Any, actor: Any, act: str, *rest: Any, **detail: object) -> None:
        write(db, chain, actor, act, *rest, **detail)
        db.commit()
        seen.append((act, summaries.verify(db.connection()).first_bad))

    monkeypatch.setattr(journal, "write", and_save)
    return seen


def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hash", lambda password, fast: "!")
    engine = make_engine(f"sqlite:///{tmp_path / 'told.db'}")
    upgrade(engine)
    hasten(engine)
    load(engine, tmp_path)
    engine.dispose()


def test_after_every_act_of_the_demonstration_every_summary_is_what_the_rows_say(
    each_act: list[tuple[str, tuple[str, str] | None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tmp_path, monkeypatch)
    assert len(each_act) > 150
    assert len({act for act, _ in each_act}) > 25
    assert [(act, bad) for act, bad in each_act if bad is not None] == []
