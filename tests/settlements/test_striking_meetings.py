"""A meeting recorded wrongly is struck or recorded anew: it stays to be read and counts nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import meetings, settlement_summaries
from peoplesprocess.models import Meeting, PlanAdoption
from peoplesprocess.settlements.meeting_corrections import strike_meeting
from tests.browser import Browser
from tests.contracts.story import at
from tests.factories import Make

People = Callable[..., Browser]


def test_a_struck_meeting_stays_and_leaves_every_figure_as_it_was(
    make: Make, browser: People, db: Session
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    make.meeting(place, "orientation", women=31, men=46)
    manager = browser("programme_manager", place)
    pages = (
        f"/s/{place.code}",
        f"/p/{programme.code}",
        f"/board/{place.code}",
        f"/s/{place.code}/close/mobilise",
    )
    before = [without_record(manager.get(page).text) for page in pages]
    for kind in ("orientation", "women", "session"):
        make.meeting(place, kind, women=2, men=90)
    assert without_record(manager.get(pages[0]).text) != before[0]
    bo = browser("facilitator", place)
    for number in (2, 3, 4):
        page = bo.send(f"/s/{place.code}/meetings/{number}/strike", reason="It was in another place")
        assert re.search(r"Struck on .* by Person \w+: it counts nowhere. It was in another place", page.text)
        assert f"/s/{place.code}/meetings/{number}/correct" not in page.links
    assert [without_record(manager.get(page).text) for page in pages] == before
    assert bo.get(f"/s/{place.code}/meetings").text.count("Struck") == 3
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def without_record(text: str) -> str:
    return re.sub(r"Record no\. [-0-9a-f]+", "", text)


@pytest.mark.parametrize("kind", ["assembly", "audit"])
def test_a_struck_meeting_is_no_choice_any_more(make: Make, db: Session, kind: str) -> None:
    place = make.settlement()
    number = make.meeting(place, kind, women=20, households=20)
    here = {"settlement": place.id, "kind": kind}
    assert meetings.MEETINGS_OF_KIND.all(db, **here)
    db.rollback()
    with make.act(make.facilitator(place), place) as act:
        strike_meeting(act, number, "Another day")
    assert not meetings.MEETINGS_OF_KIND.all(db, **here)
    assert meetings.MEETING_OF_KIND.first(db, **here, number=number) is None


def test_a_struck_session_gives_its_group_no_people(make: Make, db: Session) -> None:
    place = make.settlement()
    number = make.meeting(place, women=20)
    with make.act(make.facilitator(place), place) as act:
        strike_meeting(act, number, "Another group")
    assert meetings.SESSION_COUNTS.all(db, settlement=place.id, cycles_before=0) == []
    assert meetings.ALL_SESSIONS.all(db, settlement=place.id) == []
    assert meetings.SESSION.first(db, settlement=place.id, number=number) is None


def test_correcting_a_meeting_strikes_it_and_records_it_anew(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    number = make.meeting(place, "orientation", women=13, men=46)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/meetings/{number}"
    assert f"{url}/correct" in bo.get(url).links
    sent = bo.filled(f"{url}/correct")
    assert (sent["women2"], sent["men2"], sent["kind"]) == (["13"], ["46"], ["orientation"])
    page = bo.send(f"{url}/correct", women2="31")
    assert page.problems == ["Write the reason: everybody who can read the record can read it."]
    page = bo.send(f"{url}/correct", women2="31", reason="13 for 31")
    assert "Women: 31 of 77 (40.3 %)." in page.text
    assert url in page.links
    assert f"/s/{place.code}/meetings/2" in bo.get(url).links
    assert "31 of 77" in bo.get(f"/s/{place.code}").text
    again = bo.send(f"{url}/correct", reason="Again")
    assert again.problems == ["This has already been struck."]
    assert db.scalar(select(func.count(Meeting.id))) == 2


def test_a_meeting_that_adopted_a_plan_stays(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=100)
    make.plan(place, adopted=True)
    number = db.scalar(select(Meeting.number).join(PlanAdoption, PlanAdoption.meeting_id == Meeting.id))
    db.rollback()
    page = browser("facilitator", place).send(f"/s/{place.code}/meetings/{number}/strike", reason="Wrong day")
    assert page.problems == [
        "Version 1 of the plan was adopted at this meeting, so it stays. If its day is wrong, correct only "
        "the day. Write what else was wrong into the minutes of the next assembly."
    ]


def test_the_day_of_an_assembly_that_adopted_a_plan_is_corrected_and_the_adoption_goes_with_it(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement(households=100)
    make.plan(place, adopted=True)
    number = db.scalar(select(Meeting.number).join(PlanAdoption, PlanAdoption.meeting_id == Meeting.id))
    db.rollback()
    bo, url = browser("facilitator", place), f"/s/{place.code}/meetings/{number}/correct"
    page = bo.send(url, held_on="2023-03-14", place="Elsewhere", reason="Wrong place and day")
    assert "correct only the day" in page.problems[0]
    page = bo.send(url, held_on="2023-03-14", reason="Wrong day on the sheet")
    assert f"/s/{place.code}/meetings/{number}" in page.links
    assert "Wrong day on the sheet" in bo.get(f"/s/{place.code}/meetings/{number}").text
    plan = bo.get(f"/s/{place.code}/plan")
    assert "Adopted by the assembly on 14 Mar 2023." in plan.text
    assert f"/s/{place.code}/meetings/{number + 1}" in plan.links
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_the_corrected_day_keeps_versions_in_their_order_and_lies_before_the_submission(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement(households=100)
    make.plan(place, submitted=at(date(2023, 3, 20)))
    make.decision(place, 1, "return", at=at(date(2023, 3, 22)))
    make.plan(place, {1: {"title": "Another"}}, adopted=True)
    numbers = db.scalars(
        select(Meeting.number)
        .join(PlanAdoption, PlanAdoption.meeting_id == Meeting.id)
        .order_by(Meeting.number)
    ).all()
    db.rollback()
    bo, url = browser("facilitator", place), f"/s/{place.code}/meetings"
    page = bo.send(f"{url}/{numbers[1]}/correct", held_on="2023-03-12", reason="Wrong day")
    assert "Version 1 was adopted on 12 Mar 2023. This version came after it" in page.problems[0]
    page = bo.send(f"{url}/{numbers[0]}/correct", held_on="2023-03-13", reason="Wrong day")
    assert "Version 2 was adopted on 13 Mar 2023. This version came before it" in page.problems[0]
    page = bo.send(f"{url}/{numbers[1]}/correct", held_on="2023-04-20", reason="Wrong day")
    assert page.problems == []
    page = bo.send(f"{url}/{numbers[0]}/correct", held_on="2023-03-21", reason="Wrong day")
    assert "Version 1 was handed to the authority on 20 Mar 2023." in page.problems[0]


def test_a_struck_session_offers_no_need_to_record(make: Make, browser: People) -> None:
    place = make.settlement()
    number = make.meeting(place, women=20)
    bo = browser("facilitator", place)
    assert "Record a need of this session" in bo.get(f"/s/{place.code}/meetings/{number}").text
    bo.send(f"/s/{place.code}/meetings/{number}/strike", reason="Another group")
    assert "Record a need of this session" not in bo.get(f"/s/{place.code}/meetings/{number}").text
