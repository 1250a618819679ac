"""Drafting the plan: items from needs, their money, the community's order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import JournalEntry, Meeting, PlanItem
from tests.browser import Browser
from tests.factories import MARKET_DAY

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
Written = Callable[..., Any]


def test_the_sums_of_goth_sukhpur_meet_its_envelope(
    village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.get(f"{village.address}/plan")
    for figure in ("7,890,000", "149,000", "640,000", "789,000", "7,101,000", "7,500,000", "399,000"):
        assert figure in page.text
    assert "above what the agency has" not in page.text
    assert "gives less than" not in page.text
    assert page.text.index("12 raised hand pumps") < page.text.index("8 lockable latrine blocks")


def test_grants_above_the_envelope_are_flagged_and_not_the_costs(
    another: Written, browser: People, three_items: Written
) -> None:
    village = another(envelope=7_101_000_00)
    bo = browser("facilitator", village)
    three_items(bo, village)
    assert "above what the agency has" not in bo.get(f"{village.address}/plan").text
    bo.send(f"{village.address}/plan/items/1/change", cost="2,160,001")
    assert "The grants are 1 PKR above what the agency has." in bo.get(f"{village.address}/plan").text


def test_an_item_answers_several_needs_and_a_need_stands_in_several_items(
    village: Any, browser: People, three_items: Written, typed: Written
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    bo.send(f"{village.address}/plan/items/add", **typed(title="Handrails", needs=["4"]))
    page = bo.get(f"{village.address}/plan")
    assert page.text.count("Ramps at the pump") == 2


def test_a_plan_without_items_says_what_to_do_first(village: Any, browser: People) -> None:
    page = browser("facilitator", village).get(f"{village.address}/plan")
    assert "Add the first one." in page.text
    assert f"{village.address}/plan/items/add" in page.links
    assert (
        f"{village.address}/plan/items/add"
        not in browser("local_authority", village).get(f"{village.address}/plan").links
    )


def test_a_need_can_be_carried_into_an_item(village: Any, browser: People) -> None:
    page = browser("facilitator", village).get(f"{village.address}/plan/items/add?need=2")
    assert page.values["title"] == ["Latrines with locks"]
    assert page.values["needs"] == ["2"]


def test_no_item_can_be_added_before_a_need_is_on_the_list(make: Any, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}/plan/items/add")
    assert "An item answers at least one need." in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Write what will be done, with its size."),
        ({"title": "x" * 121}, "Keep it to 120."),
        ({"needs": []}, "Choose at least one need that this item answers."),
        ({"needs": ["77"]}, "Choose from the list."),
        ({"cost": "0"}, "Give a sum above 0."),
        ({"cost": "2 160 USD"}, "Write the sum in PKR."),
        ({"cost": "1,2,3"}, "This can be read in two ways."),
        ({"in_cash": "-5"}, "A sum here cannot be below 0."),
        ({"in_cash": "2,000,000"}, "The community gives more than the item costs."),
        ({"ends_on": "2023-05-01"}, "This day is before the work begins."),
        ({"ends_on": "tomorrow"}, "Write the day like this"),
        ({"operation_and_maintenance": ""}, "Say who keeps it running."),
        (
            {"operation_and_maintenance": "Call 0300 1234567"},
            "This looks like a telephone or identity number",
        ),
        ({"rank": "0"}, "This must be at least 1."),
        ({"implementer": "nobody"}, "Choose one from the list."),
    ],
)
def test_a_wrong_item_is_told_at_its_field_and_nothing_is_lost(
    village: Any, browser: People, db: Session, typed: Written, fields: dict[str, Any], sentence: str
) -> None:
    page = browser("facilitator", village).send(f"{village.address}/plan/items/add", **typed(**fields))
    assert page.status == 422
    assert sentence in " ".join(page.problems)
    assert page.values["place"] == ["Both ends of the village"]
    assert db.scalars(select(PlanItem)).all() == []


def test_sums_are_right_in_arabic_digits(village: Any, browser: People, typed: Written) -> None:
    page = browser("facilitator", village).send(
        f"{village.address}/plan/items/add", **typed(cost="٢٬١٦٠٬٠٠٠")
    )
    assert "2,160,000" in page.text


def test_an_item_sent_twice_is_one_item(village: Any, browser: People, db: Session, typed: Written) -> None:
    bo = browser("facilitator", village)
    sent = bo.filled(f"{village.address}/plan/items/add", **typed())
    answers = [bo.post(f"{village.address}/plan/items/add", sent) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert len(db.scalars(select(PlanItem)).all()) == 1


def test_the_second_of_two_saves_sees_the_first(
    village: Any, browser: People, db: Session, three_items: Written
) -> None:
    bo, olga = browser("facilitator", village), browser("committee_officer", village)
    three_items(bo, village)
    address = f"{village.address}/plan/items/2/change"
    hers = olga.filled(address, title="9 latrine blocks")
    bo.send(address, title="10 latrine blocks")
    page = olga.post(address, hers)
    assert page.status == 409
    assert "10 latrine blocks" in page.text
    assert page.values["title"] == ["9 latrine blocks"]
    again = olga.post(address, {**page.values, "form_id": page.values["form_id"]})
    assert again.status == 303
    assert db.scalars(select(PlanItem.title).where(PlanItem.line == 2)).one() == "9 latrine blocks"


def test_the_order_is_the_communitys_and_has_no_gaps(
    village: Any, browser: People, db: Session, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    before = db.scalars(select(PlanItem.fingerprint).where(PlanItem.line == 3)).one()
    db.rollback()
    bo.send(f"{village.address}/plan/items/3/change", rank="1")
    bo.send(f"{village.address}/plan/items/2/remove")
    order = db.execute(select(PlanItem.line, PlanItem.rank).order_by(PlanItem.rank)).all()
    assert [tuple(row) for row in order] == [(3, 1), (1, 2)]
    assert db.scalars(select(PlanItem.fingerprint).where(PlanItem.line == 3)).one() == before


def test_the_journal_holds_figures_and_no_words(
    village: Any, browser: People, db: Session, typed: Written
) -> None:
    browser("facilitator", village).send(f"{village.address}/plan/items/add", **typed())
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "plan.item.add")).one()
    assert entry.detail["cost"] == 2_160_000_00
    assert "pump" not in str(entry.detail)


def test_only_those_who_draft_may_write(village: Any, another: Written, browser: People) -> None:
    pages = ("items/add", "items/1/change", "items/1/remove", "adopt", "submit", "revise")
    strangers = (
        browser("local_authority", village),
        browser("programme_manager", village),
        browser("facilitator", another()),
    )
    for visitor in strangers:
        for name in pages:
            assert visitor.get(f"{village.address}/plan/{name}").status == 404
            assert visitor.post(f"{village.address}/plan/{name}", {}).status == 404
    bo = browser("facilitator", village)
    for name in ("items/9/change", "items/9/remove", "7", "compare?from=1&to=2"):
        assert bo.get(f"{village.address}/plan/{name}").status == 404


def test_a_plan_of_last_year_that_is_typed_in_now_keeps_the_days_of_its_paper(
    village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo, asked = browser("facilitator", village), "Its last day has passed."
    three_items(bo, village)
    assert bo.get(f"{village.address}/plan").text.count(asked) == 3
    for meeting in db.scalars(select(Meeting)):
        meeting.held_on, meeting.made_at = date(2023, 3, 8), datetime.now(UTC)
    journal.write(db, village.id, None, "test.make", "meetings", MARKET_DAY)
    db.commit()
    page = bo.get(f"{village.address}/plan")
    assert asked not in page.text and "Give new days" not in page.text
    bo.send(f"{village.address}/plan/items/1/change", ends_on="2023-02-28", starts_on="2023-02-01")
    assert bo.get(f"{village.address}/plan").text.count(asked) == 1
