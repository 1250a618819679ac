"""What groups say of a work: by group, compared between days, hidden where few spoke, and struck."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Scorecard
from tests.browser import Browser
from tests.factories import Make
from tests.finished_work import Work, almost_built
from tests.statements import statements_of

People = Callable[..., Browser]
WOMEN = {
    "group_code": "women",
    "access_good": "19",
    "access_fair": "6",
    "access_poor": "5",
    "quality_good": "20",
    "quality_fair": "5",
    "quality_poor": "5",
    "safety_good": "7",
    "safety_fair": "5",
    "safety_poor": "18",
}


@pytest.fixture
def work(make: Make) -> Work:
    return almost_built(make)


def test_sessions_of_one_day_are_told_apart_by_their_groups(make: Make, work: Work, browser: People) -> None:
    for group in ("women", "youth"):
        make.meeting(work.place, women=9, group_code=group)
    page = browser("facilitator", work.place).get(f"/s/{work.place.code}/works/1/scorecards/record").text
    for group in ("Women", "Youth"):
        assert f"1 Mar 2026 · Session of one group · {group}" in page


def test_a_group_is_asked_twice_and_the_two_days_stand_below_each_other(
    work: Work, browser: People, db: Session
) -> None:
    url, public = f"/s/{work.place.code}/works/1/scorecards", f"/board/{work.place.code}/work/1"
    meeting, bo = work.audit_meeting(), browser("facilitator", work.place)
    assert url in bo.get(f"/s/{work.place.code}/works/1").links
    page = bo.send(f"{url}/record", **{**WOMEN, "safety_good": "80"}, meeting=str(meeting))
    assert "103 people answered, but the number of people at the meeting is 98." in page.problems[0]
    page = bo.send(f"{url}/record", **WOMEN)
    assert "Choose the meeting, or enter the day." in page.problems[0]
    page = bo.send(f"{url}/record", **WOMEN, meeting=str(meeting))
    assert "Safety" in page.text and "10 Sep 2023" in page.text
    page = bo.send(f"{url}/record", **WOMEN, held_on="2023-09-10")
    assert "recorded already, on scorecard 1" in page.problems[0], "the same group on the same day"
    later = {**WOMEN, "safety_good": "20", "safety_fair": "7", "safety_poor": "3"}
    assert "1 Mar 2024" in bo.send(f"{url}/record", **later, held_on="2024-03-01").text
    authority = browser("local_authority", work.place).get(url).text
    assert "– 7 –" in authority and "20 7 3" not in authority, "a few people are nobody else's business"
    assert "20 7 3" in bo.get(url).text
    told = browser().get(public)
    told.check()
    assert told.regions[:2] == ["1 Mar 2024, Women", "10 Sep 2023, Women"], "groups of one day are told apart"
    text = told.text.partition("What groups say")[2].partition("Photos")[0]
    assert text.index("1 Mar 2024") < text.index("10 Sep 2023"), "the newest day first"
    assert "Safety 7 5 18" in text and "Safety – 7 –" in text, "3 is hidden, and 20 with it"
    assert "Unsafe" not in text
    assert 'aria-label="Strike it: 1\u00a0Mar 2024, Women"' in bo.get(url).html, (
        "who says what is read presses it"
    )
    page = bo.send(f"{url}/2/strike", reason="Counted twice")
    assert "Counted twice" in page.text and "Scorecard 2, struck" in page.text
    assert "This has already been struck." in bo.send(f"{url}/2/strike", reason="Again").problems[0]
    told_again = browser().get(public).text
    assert "1 Mar 2024" not in told_again and "Unsafe · 18 of 30 (60 %)" in told_again
    assert db.scalar(select(func.count(Scorecard.id))) == 2, "nothing is erased"


def test_what_is_recorded_in_the_place_of_a_struck_scorecard_is_told_to_nobody_who_could_compare(
    work: Work, browser: People
) -> None:
    url, public = f"/s/{work.place.code}/works/1/scorecards", f"/board/{work.place.code}/work/1"
    bo, officer = browser("facilitator", work.place), browser("local_authority", work.place)
    bo.send(f"{url}/record", **WOMEN, held_on="2024-03-01")
    assert "Safety 7 5 18" in browser().get(public).text
    bo.send(f"{url}/1/strike", reason="A neighbour was counted with them")
    bo.send(f"{url}/record", **{**WOMEN, "safety_poor": "17"}, held_on="2024-03-02")
    assert "7 5 17" in bo.get(url).text
    for reader in (browser().get(public), officer.get(url)):
        assert "– – –" in reader.text and "5 17" not in reader.text, "one voice is the difference"
    file = f"/s/{work.place.code}/export/scorecards.csv"
    assert "7,5,17" in bo.client.get(file).text and "7,5,17" not in officer.client.get(file).text
    bo.send(f"{url}/record", **WOMEN, held_on="2024-06-01")
    assert "Safety 7 5 18" in browser().get(public).text, "another day is another question"


def test_who_builds_and_who_pays_record_no_scorecard(work: Work, browser: People) -> None:
    url = f"/s/{work.place.code}/works/1/scorecards"
    for role in ("committee_officer", "programme_manager", "technical_officer"):
        assert browser(role, work.place).get(f"{url}/record").status == 404
        assert browser(role, work.place).get(url).status == 200


def test_more_scorecards_take_no_more_statements(work: Work, browser: People) -> None:
    url, engine = f"/s/{work.place.code}/works/1/scorecards", work.make.engine
    bo, addresses = (
        browser("facilitator", work.place),
        (f"/board/{work.place.code}/work/1", f"/board/{work.place.code}"),
    )
    before = [statements_of(engine, browser(), address) for address in addresses]
    for day in ("2023-09-10", "2023-10-10", "2024-09-10"):
        for group in ("women", "men", "displaced"):
            bo.send(f"{url}/record", **{**WOMEN, "group_code": group}, held_on=day)
    assert [statements_of(engine, browser(), address) for address in addresses] == before
    assert max(before) <= 6 and statements_of(engine, bo, url) <= 6
