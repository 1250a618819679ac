"""Days on which a work was suspended count as nobody's delay, after it went on as well."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peoplesprocess.db.session import writing
from peoplesprocess.works import interruptions
from peoplesprocess.works.interruptions import ResumptionInput, SuspensionInput
from tests.browser import Browser
from tests.contracts.amended import release, request
from tests.contracts.story import at, by, signed
from tests.factories import Make
from tests.journeys.test_one_answer_everywhere import programme_of
from tests.programmes.test_report import rows

People = Callable[..., Browser]
ASKED, STOPPED, RELEASED = date(2023, 5, 20), date(2023, 5, 22), date(2023, 6, 30)


def interrupted(make: Make, resumed_on: date, moment: datetime) -> Any:
    """A work whose first instalment was asked for two days before it was suspended; it went on."""
    story = signed(make)
    request(make, story, 1, at(ASKED))
    with writing(make.engine) as db:
        suspension = SuspensionInput(STOPPED, "Flood")
        interruptions.suspend_work(by(db, story, "technical_officer", at(STOPPED)), story.number, suspension)
        db.commit()
    with writing(make.engine) as db:
        resumption = ResumptionInput(resumed_on, "It is dry")
        interruptions.resume_work(by(db, story, "technical_officer", moment), story.number, resumption)
        db.commit()
    return story


@pytest.mark.parametrize(("resumed_on", "late"), [(date(2023, 6, 20), 0), (date(2023, 6, 12), 6)])
def test_an_answer_is_late_by_the_days_on_which_it_could_be_given(
    make: Make, browser: People, resumed_on: date, late: int
) -> None:
    story = interrupted(make, resumed_on, at(resumed_on))
    release(make, story, 1, at(RELEASED))
    code = story.place.code
    own = browser("committee_officer", story.place).get(story.url).text
    board = browser().get(f"/board/{code}/work/1").text
    assert "paid after 41 days" in own
    assert "after 41 days" in board
    assert (f"{late} days late" in own) == (f"The agency was {late} days late." in board) == bool(late)
    assert ("late by" in own) == bool(late)
    took = 2 + (RELEASED - resumed_on).days
    report = browser("programme_manager", story.place).get(f"/p/{programme_of(make, story.place)}/report")
    shown = rows(report, "Answers of the agency")
    assert shown == [f"The agency 1 {took} {took} {int(bool(late))}"]


def test_a_request_of_a_work_that_went_on_is_not_late_on_any_list(make: Make, browser: People) -> None:
    now = datetime.now(UTC)
    story = interrupted(make, now.date() - timedelta(3), now)
    place, code = story.place, story.place.code
    manager = browser("programme_manager", place)
    programme = f"/p/{programme_of(make, place)}"
    pages = [
        browser("committee_officer", place).get(story.url).text,
        browser("committee_officer", place).get(f"/s/{code}/works").text,
        browser().get(f"/board/{code}/work/1").text,
        manager.get(f"{programme}/flags").text,
    ]
    blame = re.compile(r"agency (is|was) \S+ days? late|has not answered for \S+ day")
    assert [blame.findall(text) for text in pages] == [[]] * 4
    assert "An instalment was asked for" in pages[1]
    assert 'class="n late" data-l="Request waiting"' not in manager.get("/").html
    assert place.name not in manager.get(f"{programme}?late=1").text


def test_a_request_that_waits_long_after_the_work_went_on_is_late_everywhere(
    make: Make, browser: People
) -> None:
    story = interrupted(make, date(2023, 6, 12), at(date(2023, 6, 12)))
    place, code = story.place, story.place.code
    manager = browser("programme_manager", place)
    late = (datetime.now(UTC).date() - ASKED).days - 21 - 14
    assert f"The agency is {late:,} days late." in browser("committee_officer", place).get(story.url).text
    assert f"The agency is {late:,} days late." in browser().get(f"/board/{code}/work/1").text
    assert (
        f"has not answered for {late + 14:,} days"
        in manager.get(f"/p/{programme_of(make, place)}/flags").text
    )
    assert 'class="n late" data-l="Request waiting"' in manager.get("/").html
