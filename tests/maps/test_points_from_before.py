"""Points that were kept exactly before that was forbidden, and what the journal still tells of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.row_digest import row_digest
from peoplesprocess.db import journal
from peoplesprocess.db.row_digests import proven_table
from peoplesprocess.facts.settlement_summaries import verify as verify_summaries
from peoplesprocess.models import EarthPoint, JournalEntry, JournalRowDigest
from tests.browser import Browser
from tests.factories import Make

EXACT = "26.73456, 67.77123"


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement of a programme that allows exact points, with a need of displaced people and of women."""
    rules = replace(ProgrammeRules(), exact_displaced_points=True)
    place = make.settlement(make.programme(rules=rules.stored()))
    make.need(place, "Rooms that lock", "displaced")
    make.need(place, "Clean water", "women")
    return place


def write(visitor: Browser, url: str) -> None:
    first = visitor.post(url, visitor.filled(url, text=EXACT))
    assert visitor.post(url, first.values).status == 303


def kept(db: Session) -> list[tuple[int, int, int]]:
    found = db.execute(
        select(EarthPoint.latitude, EarthPoint.longitude, EarthPoint.decimals).order_by(EarthPoint.number)
    )
    told = [tuple(row) for row in found]
    db.rollback()
    return told  # type: ignore[return-value]


def guessed(db: Session) -> int:
    """How many digests of points fit the exact numbers: what who reads the database finds by trying."""
    proven, count = proven_table(EarthPoint.__table__), 0  # type: ignore[arg-type]
    for row in db.scalars(select(EarthPoint)).all():
        lines = select(JournalRowDigest).where(
            JournalRowDigest.key == str(row.id), JournalRowDigest.salt != ""
        )
        values = {c.name: getattr(row, c.key) for c in EarthPoint.__table__.columns}
        values |= {"latitude": 2673456, "longitude": 6777123, "decimals": 5}
        content = proven.content([values[each.name] for each in proven.columns])
        count += sum(row_digest(line.salt, content) == line.digest for line in db.scalars(lines))
    db.rollback()
    return count


def tidied(app: Flask) -> int:
    result = app.test_cli_runner().invoke(args=["tidy", "--json"])
    assert result.exit_code == 0, result.output
    return int(json.loads(result.output)["removed"]["exact_points"])


def forbid_exact_points(efua: Browser) -> None:
    programme = next(link for link in efua.get("/").links if link.startswith("/p/") and link.count("/") == 2)
    assert efua.send(f"{programme.rstrip('/')}/rules", exact_displaced_points=[]).problems == []


def test_exact_points_from_before_are_kept_to_a_cell_and_cannot_be_tried_out(
    app: Flask, place: Any, browser: Any, db: Session
) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points/write"
    write(sam, f"{url}?need=1")
    write(sam, f"{url}?need=1")
    sam.send(f"/s/{place.code}/map/points/2/strike", reason="Twice")
    write(sam, f"{url}?need=2")
    assert guessed(db) >= 3 and tidied(app) == 0, "the programme allows it"
    forbid_exact_points(browser("programme_manager", place))
    assert tidied(app) == 2, "the struck one too, and not what the women raised"
    cell = (2673000, 6777000, 2)
    assert kept(db) == [cell, cell, (2673456, 6777123, 5)]
    assert guessed(db) == 1, "of what the women raised"
    assert tidied(app) == 0
    found = journal.verify(db)
    assert found.first_bad is None and not found.bad_row_count
    assert verify_summaries(db.connection()).first_bad is None
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "points.coarsen")).one()
    assert entry.detail["points"] == 2 and "26" not in json.dumps({**entry.detail, "rows": ""})


def test_a_point_that_was_coarsened_with_its_need_is_not_found_by_trying(
    app: Flask, make: Make, browser: Any, db: Session
) -> None:
    """The digest of the exact point stayed in the journal with its salt: a million tries for a home."""
    place = make.settlement()
    make.need(place, "Clean water")
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points/write"
    write(sam, f"{url}?need=1")
    assert guessed(db) == 1
    sam.send(f"/s/{place.code}/needs/1/change", affected=["displaced"])
    assert kept(db) == [(2673000, 6777000, 2)]
    assert guessed(db) == 0
    found = journal.verify(db)
    assert found.first_bad is None and not found.bad_row_count


def test_what_was_coarsened_before_salts_went_too_is_not_found_any_more(
    app: Flask, make: Make, browser: Any, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.settlement()
    make.need(place, "Clean water")
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points/write"
    write(sam, f"{url}?need=1")
    with monkeypatch.context() as before:
        before.setattr(journal, "forget_salts", lambda *given: None)
        sam.send(f"/s/{place.code}/needs/1/change", affected=["displaced"])
    assert guessed(db) == 1
    assert tidied(app) == 1 and guessed(db) == 0 and tidied(app) == 0
    found = journal.verify(db)
    assert found.first_bad is None and not found.bad_row_count
