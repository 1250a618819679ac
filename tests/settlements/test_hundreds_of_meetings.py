"""A settlement with more meetings than a page of its list shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from peoplesprocess.models import Meeting
from peoplesprocess.settlements import queries
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.row_columns import belonging

LAST = queries.PAGE + 1
MEETING = {
    **dict.fromkeys(("place", "agenda", "minutes"), "School yard"),
    "counts": {"women": [0, 9, 0], "men": [0, 9, 0], "other": [0, 0, 0]},
    **dict.fromkeys(("displaced", "with_disability", "women_headed", "households"), 0),
    "kind": "orientation",
    "group_code": "",
    "people": 18,
    "women": 9,
    "consent": True,
}


def test_the_list_leads_to_the_oldest_meeting_and_back(make: Make, browser: Callable[..., Browser]) -> None:
    place = make.settlement()
    with make.act("facilitator", place) as act:
        own = belonging(act.settlement, act.actor.id, MARKET_DAY)
        for number in range(1, LAST + 1):
            day = date(2025, 1, 1) + timedelta(number)
            act.db.add(Meeting(**own, **MEETING, number=number, held_on=day))
        act.note("meeting.record", "meeting 1")
    bo, address = browser("facilitator", place), f"/s/{place.code}/meetings"
    page = bo.get(address)
    assert f"{address}/{LAST}" in page.links and f"{address}/1" not in page.links
    assert "Page 1 of 2" in page.text
    page = bo.get(f"{address}?page=2")
    assert f"{address}/1" in page.links and f"{address}/2" not in page.links
    assert "Newer lines" in page.text and "Older lines" not in page.text
