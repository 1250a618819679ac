"""A day begins with the clocks of the place: in the evening of Haiti and in the morning of Fiji too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.core.messages import Refused
from peoplesprocess.models import Meeting, Settlement, SettlementSummary
from peoplesprocess.works.actions import VisitInput, record_visit, request_tranche
from tests.browser import Browser
from tests.contracts import story
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
MEETING = {
    "kind": "assembly",
    "place": "School yard",
    "agenda": "Needs",
    "minutes": "Needs were heard.",
    "women1": "3",
    "consent": "yes",
}


@pytest.mark.parametrize(
    ("area", "zone", "moment", "today"),
    [
        ("PK/SD/DADU", "", datetime(2026, 3, 12, 20, 30, tzinfo=UTC), date(2026, 3, 13)),
        ("FJ/WE", "", datetime(2026, 3, 12, 13, 0, tzinfo=UTC), date(2026, 3, 13)),
        ("HT/OU", "", datetime(2026, 3, 12, 2, 0, tzinfo=UTC), date(2026, 3, 11)),
        ("ID/JK", "Asia/Jayapura", datetime(2026, 3, 12, 16, 0, tzinfo=UTC), date(2026, 3, 13)),
        ("ID/JK", "", datetime(2026, 3, 12, 20, 0, tzinfo=UTC), date(2026, 3, 12)),
        ("XX/NOWHERE", "", datetime(2026, 3, 12, 23, 59, tzinfo=UTC), date(2026, 3, 12)),
    ],
)
def test_today_is_that_of_the_settlement(
    make: Make, area: str, zone: str, moment: datetime, today: date
) -> None:
    place = make.settlement(area=area, time_zone=zone)
    with make.act("", place, moment) as act:
        assert act.today == today


@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12"])
def test_a_page_takes_today_and_refuses_tomorrow(make: Make, browser: People, db: Session, zone: str) -> None:
    # At any hour at least one of these two zones has another day than UTC.
    place = make.settlement(time_zone=zone)
    today = datetime.now(ZoneInfo(zone)).date()
    visitor = browser("facilitator", place)
    for day, saved in ((today + timedelta(days=1), 0), (today, 1)):
        page = visitor.send(f"/s/{place.code}/meetings/record", **MEETING, held_on=day.isoformat())
        assert bool(page.problems) is not bool(saved), page.problems
        assert db.scalar(select(func.count()).select_from(Meeting)) == saved
        db.rollback()


def test_what_is_told_of_a_moment_is_the_day_that_it_was_at_the_place(make: Make, browser: People) -> None:
    work = story.signed(make, bill=[BillLineInput("Drain", "m", 1000, 100)], contribution=0)
    evening = datetime(2023, 5, 31, 20, 30, tzinfo=UTC)
    with make.act(work.usernames["committee_officer"], work.place, evening) as act:
        request_tranche(act, 1, 1, "To begin")
    code = work.place.code
    told = browser("facilitator", work.place).get(f"/s/{code}/works/1").text
    board = browser().get(f"/board/{code}").text
    assert "1 Jun 2023" in told and "1 Jun 2023" in board, "in Karachi the first of June had begun"
    assert "31 May 2023" not in told + board
    # The next page of the same process stands in no place.
    assert browser().get("/sign-in").status == 200


def test_an_act_without_a_page_takes_the_day_of_the_place(make: Make) -> None:
    work = story.signed(make, bill=[BillLineInput("Drain", "m", 1000, 100)], contribution=0)
    evening = datetime(2023, 6, 1, 20, 30, tzinfo=UTC)

    def visit(day: date) -> Any:
        with make.act(work.usernames["technical_officer"], work.place, evening) as act:
            return record_visit(act, 1, VisitInput(day, {1: 500}, 0, "", final=False))

    with pytest.raises(Refused, match="not come yet"):
        visit(date(2023, 6, 3))
    visit(date(2023, 6, 2))


def test_the_time_zone_of_a_settlement_is_chosen_by_its_name(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement(area="ID/JK")
    make.profile(place)
    visitor = browser("facilitator", place)
    page = visitor.send(f"/s/{place.code}/sheet/write", time_zone="Asia/Nowhere")
    assert "There is no time zone with this name." in page.problems[0]
    assert visitor.send(f"/s/{place.code}/sheet/write", time_zone="Asia/Jakarta").status == 200
    assert db.scalars(select(Settlement.time_zone)).one() == "Asia/Jakarta"
    assert db.scalars(select(SettlementSummary.time_zone)).one() == "Asia/Jakarta"
