"""Steps, cycles and what is put off, typed in afterwards: the days on paper count, and both can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import ItemDeferral, Settlement, StepClosure
from peoplesprocess.settlements.actions import NoObjectionInput, close_step, record_no_objection
from peoplesprocess.settlements.step_paper_days import FIELD_OF_CHECK, GATE_DAYS
from tests.browser import Browser
from tests.contracts import story
from tests.factories import MARKET_DAY, Make
from tests.settlements.test_closing_steps import REASON, organised
from tests.settlements.test_cycles import handed_over

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
NO_MONEY = "The money of this year went to the latrines."
CLOSED = {"contract": "2026-03-20", "build": "2026-03-21", "handover": "2026-03-22"}
"""The plan of these stories was endorsed, and their contract signed, on the twelfth of March."""


@pytest.fixture
def goth(make: Make) -> Any:
    place = story.endorsed(make, households=100)
    make.contract(place)
    return place


@pytest.fixture
def bo(browser: People, goth: Any) -> Browser:
    return browser("facilitator", goth)


def test_what_is_put_off_says_both_days_and_keeps_its_day(
    goth: Any, bo: Browser, browser: People, db: Session
) -> None:
    url = f"/s/{goth.code}/contracts"
    page = bo.send(f"{url}/items/1/defer", reason=NO_MONEY, on_paper="2026-03-11")
    assert "The authority endorsed it on 12 Mar 2026. It cannot have been put off before" in page.problems[0]
    assert NO_MONEY in page.html
    page = bo.send(f"{url}/items/1/defer", reason=NO_MONEY, on_paper="2149-01-01")
    assert "This day has not come yet." in page.problems[0]
    page = bo.send(f"{url}/items/1/defer", reason=NO_MONEY, on_paper="2026-03-20")
    assert f"Put off on 20 Mar 2026: {NO_MONEY} (typed in on" in page.text
    assert "Put off on 20 Mar 2026 (typed in on" in browser().get(f"/board/{goth.code}").text
    bo.send(f"{url}/items/1/defer", reason=f"{NO_MONEY} All of it.")
    days = db.scalars(select(ItemDeferral.on_paper_at)).all()
    assert len(days) == 2 and len(set(days)) == 1
    assert journal.verify(db).first_bad is None


def test_what_is_put_off_today_says_one_day(goth: Any, bo: Browser, browser: People) -> None:
    page = bo.send(f"/s/{goth.code}/contracts/items/1/defer", reason=NO_MONEY)
    assert NO_MONEY in page.text
    assert "typed in" not in page.text + browser().get(f"/board/{goth.code}").text


def test_a_step_is_closed_on_paper_after_the_one_before(make: Make, browser: People, db: Session) -> None:
    place = organised(make)
    url, bo = f"/s/{place.code}/close/organise", browser("facilitator", place)
    page = bo.send(url, on_paper="2026-03-11")
    assert "The step before this one was closed on 12 Mar 2026." in page.problems[0]
    assert "has not come yet" in bo.send(url, on_paper="2149-01-01").problems[0]
    bo.send(url, on_paper="2026-03-20")
    assert "Organise, closed on 20 Mar 2026 (typed in on" in bo.get(f"/s/{place.code}/cycles").text
    found = settlement_by_code(db, place.code)
    assert found and found.since and found.since.date() == date(2026, 3, 20)
    assert journal.verify(db).first_bad is None


def test_a_step_passed_with_a_reason_says_both_days(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("programme_manager", place).send(
        f"/s/{place.code}/close/mobilise", waiver=REASON, on_paper="2026-03-20"
    )
    told = "Closed on 20 Mar 2026 although something was missing. (typed in on"
    assert told in page.text
    assert told in browser().get(f"/board/{place.code}").text


def test_a_step_is_closed_on_paper_after_what_its_gate_rests_on(make: Make) -> None:
    place = make.settlement()
    with make.act("facilitator", place) as act:
        record_no_objection(act, NoObjectionInput("Taluka office", "12", date(2026, 3, 10)))
    with make.act("programme_manager", place) as act:
        with pytest.raises(Refused) as refused:
            close_step(act, "mobilise", REASON, date(2026, 3, 9))
        assert refused.value.field == "on_paper"
        close_step(act, "mobilise", REASON, date(2026, 3, 10))


def test_a_gate_rests_on_the_first_of_each_and_on_the_last_handover(
    make: Make, goth: Any, bo: Browser, db: Session
) -> None:
    handed_over(make, goth, bo)
    days = GATE_DAYS.one(db, settlement=goth.id, cycles_before=0)
    assert set(FIELD_OF_CHECK.values()) == set(days._fields)
    assert (days.elected, days.audited) == (date(2023, 1, 29), date(2023, 9, 20))
    assert (days.certified, days.handed_over) == (date(2023, 9, 17), date(2023, 9, 24))
    assert isinstance(days.signed, datetime) and days.signed.date() == date(2023, 4, 30)
    assert isinstance(days.answered, datetime) and days.answered.date() == MARKET_DAY.date()
    assert days.built == date(2023, 9, 16)
    assert GATE_DAYS.one(db, settlement=goth.id, cycles_before=1).handed_over is None


def test_a_cycle_begins_on_its_day_on_paper_after_the_last_step(
    make: Make, goth: Any, bo: Browser, db: Session
) -> None:
    url = f"/s/{goth.code}/cycles"
    handed_over(make, goth, bo, **CLOSED)
    page = bo.send(f"{url}/open", on_paper="2026-03-21")
    assert "The last step of cycle 1 was closed on 22 Mar 2026." in page.problems[0]
    bo.send(f"{url}/open", on_paper="2026-03-25")
    page = bo.get(url)
    assert "Cycle 2, since 25 Mar 2026 (typed in on" in page.text
    assert "Hand over, closed on 22 Mar 2026 (typed in on" in page.text
    assert page.text.count("not done again: this cycle begins after it") == 2
    assert len(set(db.scalars(select(StepClosure.on_paper_at).where(StepClosure.cycles_before == 1)))) == 1
    assert journal.verify(db).first_bad is None


def test_a_first_cycle_typed_in_afterwards_is_not_younger_than_the_second_one(
    make: Make, goth: Any, bo: Browser, db: Session
) -> None:
    url = f"/s/{goth.code}/cycles"
    assert "Cycle 1, since" in bo.get(url).text
    handed_over(make, goth, bo, **CLOSED)
    bo.send(f"{url}/open", on_paper="2026-03-25")
    assert "Cycle 1, since" in bo.get(url).text
    # The place came into this system after its steps were closed on paper.
    db.get_one(Settlement, goth.id).made_at += timedelta(days=100)
    journal.write(db, goth.id, None, "test.make", "place", MARKET_DAY)
    db.commit()
    page = bo.get(url).text
    assert "Cycle 2, since 25 Mar 2026" in page and "Cycle 1" in page and "Cycle 1, since" not in page


def test_nothing_of_a_cycle_is_older_than_the_cycle(make: Make, goth: Any, bo: Browser) -> None:
    url = f"/s/{goth.code}"
    handed_over(make, goth, bo, **CLOSED)
    bo.send(f"{url}/cycles/open", on_paper="2026-03-25")
    for group in ("women", "displaced"):
        make.meeting(goth, group_code=group, women=9, held_on=date(2026, 3, 1))
    for number in (1, 2):
        make.need(goth, title=f"Need {number}")
    asked = {"rule": "equal-groups", "read_out": "yes", "ballot": ["1", "2"]}
    page = bo.send(f"{url}/priorities/open", **asked, on_paper="2026-03-24")
    assert "Cycle 2 began on 25 Mar 2026." in page.problems[0]
    assert bo.send(f"{url}/close/map", on_paper="2026-03-24").status == 422
    assert bo.send(f"{url}/close/map", on_paper="2026-03-26").status == 200
