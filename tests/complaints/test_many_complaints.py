"""A stranger makes complaints without end: true ones are taken, and nobody is told of those of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from peoplesprocess.complaints import routes
from peoplesprocess.core.complaint_pace import (
    DRAWN,
    FREE,
    IN_A_DAY,
    IN_PLACE,
    RecentComplaintCounts,
    complaint_wait,
)
from peoplesprocess.db.session import reading
from peoplesprocess.models import Complaint
from peoplesprocess.models.accounts import FailureStreak
from tests.browser import Browser, Page
from tests.complaints.test_complaints import STORY, ask, officer, place, programme, words_of

__all__ = ["officer", "place"]
People = Callable[..., Browser]
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
WAITS = "Many complaints have come in lately."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`clock(moment)` lets complaints come in at that moment."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(routes, "now", lambda: moment)

    at(TEN)
    return at


def complain(visitor: Browser, place: Any, address: str = "10.0.0.1", text: str = STORY) -> Page:
    """Make a complaint over a line to the net."""
    board, line = f"/board/{place.code}/complaint", {"environ_base": {"REMOTE_ADDR": address}}
    asked = visitor.post(board, visitor.filled(board, category="left_out"), **line)
    values = {"about": "committee", "channel": "page", "text": text}
    return visitor.post(board, {**asked.values, **values}, **line)


def flood(visitor: Browser, place: Any, address: str = "10.0.0.1", tries: int = 20) -> int:
    """Send complaints without end; return how many were taken."""
    return sum(complain(visitor, place, address, f"Nothing, {n}").status == 200 for n in range(tries))


def count(engine: Engine) -> int:
    with reading(engine) as db:
        return db.scalar(select(func.count()).select_from(Complaint)) or 0


def test_a_flood_waits_and_loses_nothing_while_a_first_complaint_is_taken(
    officer: Browser, browser: People, place: Any, engine: Engine, clock: Any
) -> None:
    stranger = browser()
    taken = flood(stranger, place)
    assert FREE <= taken < FREE + DRAWN and count(engine) == taken
    slowed = complain(stranger, place)
    assert slowed.status == 422 and WAITS in slowed.problems[0]
    assert "minutes" in slowed.problems[0] and "on paper" in slowed.problems[0]
    assert slowed.values["text"] == [STORY], "what was written stays"
    receipt = words_of(complain(browser(), place, "10.0.0.2"))
    assert "Nobody has looked at it yet" in ask(browser(), receipt).text
    again = stranger.post(
        f"/board/{place.code}/complaint", slowed.values, environ_base={"REMOTE_ADDR": "10.9.9.9"}
    )
    assert again.status == 200, "by another connection the same page goes at once"
    assert officer.get(programme(officer)).text.count("Complaint ") >= taken


def test_a_village_behind_one_router_complains_after_its_meeting(
    officer: Browser, browser: People, place: Any, clock: Any
) -> None:
    assert [complain(browser(), place).status for _ in range(FREE)] == [200] * FREE


def test_the_same_form_sent_again_counts_once(
    officer: Browser, browser: People, place: Any, engine: Engine, clock: Any
) -> None:
    visitor, board = browser(), f"/board/{place.code}/complaint"
    asked = visitor.post(board, visitor.filled(board, category="left_out"))
    sent = {**asked.values, "about": "committee", "channel": "page", "text": STORY}
    receipts = {words_of(visitor.post(board, sent)) for _ in range(FREE + DRAWN + 2)}
    assert len(receipts) == 1 and count(engine) == 1
    assert complain(visitor, place).status == 200


def test_one_more_goes_each_quarter_of_an_hour_and_the_next_hour_begins_anew(
    officer: Browser, browser: People, place: Any, clock: Any
) -> None:
    visitor = browser()
    taken = flood(visitor, place)
    clock(TEN + timedelta(minutes=16))
    assert flood(visitor, place) == 1
    clock(TEN + timedelta(minutes=59))
    assert flood(visitor, place) == 2
    clock(TEN + timedelta(hours=1))
    assert FREE <= flood(visitor, place) < FREE + DRAWN
    assert taken >= FREE


def test_a_place_that_is_flooded_from_many_lines_takes_the_first_one_of_each(
    officer: Browser, browser: People, place: Any, clock: Any
) -> None:
    visitor = browser()
    for line in range(9):
        flood(visitor, place, f"10.1.0.{line}", 12)
    for line in range(30, 33):
        assert complain(browser(), place, f"10.1.0.{line}").status == 200
        waiting = complain(browser(), place, f"10.1.0.{line}")
        assert waiting.status == 422 and "60 minutes" in waiting.problems[0]


def test_what_is_counted_tells_no_hour_and_no_address(
    officer: Browser, browser: People, place: Any, engine: Engine, clock: Any
) -> None:
    complain(browser(), place)
    with reading(engine) as db:
        rows = db.execute(select(FailureStreak.owner, FailureStreak.last_at)).all()
    assert {(owner, at) for owner, at in rows} == {("", TEN.replace(hour=0))}


def test_how_many_are_free_is_drawn_so_that_a_wait_tells_nothing_of_others() -> None:
    waits = [
        [bool(complaint_wait(RecentComplaintCounts(FREE + more, free=drawn), TEN)) for drawn in range(DRAWN)]
        for more in range(DRAWN)
    ]
    assert waits == [[drawn <= at for drawn in range(DRAWN)] for at in range(DRAWN)]


@pytest.mark.parametrize(
    ("counted", "minute", "minutes"),
    [
        (RecentComplaintCounts(), 0, 0),
        (RecentComplaintCounts(0, IN_A_DAY + 500, IN_PLACE + 500), 59, 0),
        (RecentComplaintCounts(FREE - 1), 0, 0),
        (RecentComplaintCounts(FREE), 0, 15),
        (RecentComplaintCounts(FREE), 14, 1),
        (RecentComplaintCounts(FREE), 15, 0),
        (RecentComplaintCounts(FREE + 1), 15, 15),
        (RecentComplaintCounts(FREE + 2), 44, 1),
        (RecentComplaintCounts(FREE + 9), 20, 40),
        (RecentComplaintCounts(1, IN_A_DAY), 20, 40),
        (RecentComplaintCounts(1, 1, IN_PLACE), 20, 40),
    ],
)
def test_a_wait_grows_and_never_passes_the_hour(
    counted: RecentComplaintCounts, minute: int, minutes: int
) -> None:
    assert complaint_wait(counted, TEN + timedelta(minutes=minute)) == timedelta(minutes=minutes)


def test_many_of_one_place_and_day_are_one_line_to_the_officer_with_each_of_them_in_it(
    officer: Browser, browser: People, place: Any, clock: Any
) -> None:
    for line in range(2):
        flood(browser(), place, f"10.2.0.{line}", 7)
    listing = officer.get(programme(officer))
    folded, _, others = listing.html.partition("</details>")
    assert "14 complaints came from" in folded and "nobody has looked at them yet" in folded
    assert folded.count('<section class="card">') == 14 and '<section class="card">' not in others
    officer.send(f"{programme(officer)}/1/acknowledge")
    folded, _, others = officer.get(programme(officer)).html.partition("</details>")
    assert "13 complaints came from" in folded and others.count('<section class="card">') == 1
