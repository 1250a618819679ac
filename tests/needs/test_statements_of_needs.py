"""What recording a need asks of the database stays the same among many, and is built once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.sql.base import Generative
from sqlalchemy.sql.selectable import Select

from peoplesprocess.models import Need
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
NEED = {"group_code": "women", "sector": "water", "households": "9", "severity": "2"}
NEED |= {"season": "all", "response_type": "service"}
MOST = 18
"""The last on PostgreSQL is the limit of its transaction."""


@contextmanager
def building(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Collect each statement that is begun, or changed into another one."""
    seen: list[object] = []
    begin, change = Select.__init__, Generative._generate  # type: ignore[type-var]

    def begun(statement: Any, *given: Any, **named: Any) -> None:
        seen.append(given)
        begin(statement, *given, **named)

    def changed(statement: Any) -> Any:
        seen.append(statement)
        return change(statement)

    with monkeypatch.context() as watched:
        watched.setattr(Select, "__init__", begun)
        watched.setattr(Generative, "_generate", changed)
        yield seen


def test_recording_a_need_takes_the_same_statements_among_many(
    make: Make, browser: People, engine: Engine
) -> None:
    asked = []
    for before in (1, 60):
        place = make.settlement(households=90)
        for number in range(before):
            make.need(place, title=f"Need {number}")
        bo = browser("facilitator", place)
        url = f"/s/{place.code}/needs/record"
        sent = bo.filled(url, **NEED, title="Tap")
        seen: list[str] = []

        def note(*given: Any, seen: list[str] = seen) -> None:
            seen.append(given[2])

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert bo.post(url, sent).status == 303
        finally:
            event.remove(engine, "before_cursor_execute", note)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= MOST


def test_what_was_shown_and_recorded_once_builds_no_statement_the_next_time(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.settlement(households=90)
    make.need(place)
    bo = browser("facilitator", place)
    here = f"/s/{place.code}"
    for title in ("Tap", "Road"):
        sent = bo.filled(f"{here}/needs/record", **NEED, title=title)
        with building(monkeypatch) as built:
            assert bo.post(f"{here}/needs/record", sent).status == 303
            pages = [bo.get(page) for page in (here, f"{here}/needs", f"{here}/needs/1")]
        assert [page.status for page in pages] == [200] * len(pages)
    assert built == []
    with building(monkeypatch) as built:
        select(Need.id).where(Need.number == 1)
    assert len(built) == 2, "nothing would be seen"
