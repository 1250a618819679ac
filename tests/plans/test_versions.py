"""From a draft to the authority and back: adoption, submission, new versions and what changed in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.facts.process import gather
from peoplesprocess.models import Adoption, Decision, PlanItem, Submission
from peoplesprocess.plans import actions
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]
Written = Callable[..., Any]


def answered(make: Make, place: Any, line: int, verdict: str) -> None:
    """Record an answer to a line as its newest version stands."""
    with writing(make.engine) as db:
        item = db.scalars(select(PlanItem).where(PlanItem.line == line).order_by(PlanItem.id.desc())).first()
        assert item is not None
        db.add(
            Decision(
                settlement_id=place.id,
                programme_id=place.programme_id,
                made_by=None,
                made_at=MARKET_DAY,
                plan_id=item.plan_id,
                line=line,
                fingerprint=item.fingerprint,
                verdict=verdict,
                reason="Land is not clear",
                area="PK/SD/DADU",
                office="Taluka office",
            )
        )
        journal.write(db, place.id, None, "test.decide", "item", MARKET_DAY)
        db.commit()


def handed_over(visitor: Browser, place: Any, three_items: Written) -> None:
    """Bring the village's plan to the authority."""
    three_items(visitor, place)
    visitor.send(f"{place.address}/plan/adopt")
    assert "items wait for the authority" in visitor.send(f"{place.address}/plan/submit").text


def test_127_of_184_households_adopt_the_plan(village: Any, browser: People, three_items: Written) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    assert "127 of 184 (69.0 %)" in bo.get(f"{village.address}/plan/adopt").text
    page = bo.send(f"{village.address}/plan/adopt")
    assert "Households at the assembly: 127 of 184 (69.0 %)." in page.text
    assert "Adopted, and not with the authority yet" in page.text


def test_an_assembly_below_the_quorum_adopts_nothing(
    another: Written, browser: People, db: Session, three_items: Written
) -> None:
    village = another(households=184)
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.send(f"{village.address}/plan/adopt", households="110")
    assert "110 of 184 (59.8 %), at least 60 % are needed" in page.problems[0]
    assert db.scalar(select(func.count(Adoption.id))) == 0


@pytest.mark.parametrize(
    ("households", "sentence"),
    [("152", "More households than people were there."), ("-1", "This must be at least 0.")],
)
def test_households_that_cannot_be_are_refused(
    village: Any, browser: People, three_items: Written, households: str, sentence: str
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.send(f"{village.address}/plan/adopt", households=households)
    assert page.status == 422
    assert sentence in page.problems[0]


def test_without_a_quorum_any_assembly_adopts(
    village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    with pytest.raises(Refused):
        actions.adopt(db, village.id, village, 1, 3, 60, MARKET_DAY)
    db.rollback()
    assert actions.adopt(db, None, village, 1, 3, 0, MARKET_DAY).households == 3  # type: ignore[arg-type]


def test_an_adopted_version_is_closed_and_a_new_one_begins(
    village: Any, browser: People, three_items: Written, typed: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    form = bo.filled(f"{village.address}/plan/items/1/change", title="13 pumps")
    bo.send(f"{village.address}/plan/adopt")
    sentence = "The assembly adopted this version. Make a new version to change it."
    for name in ("items/add", "items/1/change", "items/1/remove", "adopt"):
        assert sentence in bo.get(f"{village.address}/plan/{name}").text
    page = bo.post(f"{village.address}/plan/items/1/change", form)
    assert (page.status, page.problems, page.values["title"]) == (422, [sentence], ["13 pumps"])
    assert "Version 2" in bo.send(f"{village.address}/plan/revise").text
    bo.send(f"{village.address}/plan/items/1/change", title="13 pumps")
    titles = db.scalars(select(PlanItem.title).where(PlanItem.line == 1).order_by(PlanItem.id)).all()
    assert titles == ["12 raised hand pumps", "13 pumps"]


def test_nothing_goes_to_the_authority_before_its_adoption(
    village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    assert "The plan has no item yet." in bo.get(f"{village.address}/plan/submit").text
    assert "The plan has no item yet." in bo.get(f"{village.address}/plan/adopt").text
    three_items(bo, village)
    assert "has not adopted this version yet" in bo.get(f"{village.address}/plan/submit").text
    assert "Nobody has adopted this version yet." in bo.get(f"{village.address}/plan/revise").text
    with pytest.raises(Refused, match="has not adopted"):
        actions.submit(db, village.id, village, MARKET_DAY)
    db.rollback()
    assert db.scalar(select(func.count(Submission.id))) == 0


def test_a_submitted_version_waits_and_no_new_one_begins(
    village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    assert (
        "3 items wait for the authority. A new version can begin"
        in bo.get(f"{village.address}/plan/revise").text
    )
    assert "is with the authority" in bo.get(f"{village.address}/plan/items/add").text
    assert "is with the authority already" in bo.get(f"{village.address}/plan/submit").text


def test_an_endorsement_stays_with_what_did_not_change(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    answered(make, village, 1, "endorse")
    answered(make, village, 2, "endorse")
    answered(make, village, 3, "return")
    assert "The authority sent something back" in bo.get(f"{village.address}/plan").text
    bo.send(f"{village.address}/plan/revise")
    bo.send(f"{village.address}/plan/items/2/change", cost="3,900,000")
    bo.send(f"{village.address}/plan/adopt")
    page = bo.send(f"{village.address}/plan/submit")
    assert "2 items wait for the authority" in page.text
    assert page.text.count("Endorsed") == 1
    with writing(make.engine) as db:
        facts = gather(db, [settlement_by_code(db, village.code)])[village.id]  # type: ignore[list-item]
    assert (facts.items_endorsed, facts.items_undecided) == (1, 2)


def test_two_versions_compare_line_by_line(
    make: Make, village: Any, browser: People, three_items: Written, typed: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    for line in (1, 2, 3):
        answered(make, village, line, "decline" if line == 3 else "endorse")
    bo.send(f"{village.address}/plan/revise")
    bo.send(f"{village.address}/plan/items/2/change", cost="3,900,000", implementer="others")
    bo.send(f"{village.address}/plan/items/3/remove")
    bo.send(f"{village.address}/plan/items/add", **typed(title="Handrails", cost="90,000", in_labour="9,000"))
    page = bo.get(f"{village.address}/plan/compare?from=1&to=2")
    assert "8 lockable latrine blocks Cost 3,840,000 3,900,000" in page.text
    assert "Who does it We, with help Others" in page.text
    assert "Added Handrails · 90,000 PKR" in page.text
    assert "Taken out Drain, 420 m · 1,890,000 PKR" in page.text
    assert "1 item is as it was." in page.text
    assert "This is an earlier version." in bo.get(f"{village.address}/plan/1").text


def test_a_line_number_is_never_used_again(
    make: Make, village: Any, browser: People, three_items: Written, typed: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    answered(make, village, 3, "return")
    bo.send(f"{village.address}/plan/revise")
    bo.send(f"{village.address}/plan/items/3/remove")
    bo.send(f"{village.address}/plan/items/add", **typed(title="Handrails"))
    assert db.scalars(select(PlanItem.line).where(PlanItem.title == "Handrails")).one() == 4


def test_the_rules_are_asked_again_at_the_moment_of_writing(village: Any, db: Session) -> None:
    now = datetime.now(UTC)
    good = actions.ItemInput(
        "Drain",
        "Lane 3",
        [3],
        100,
        1,
        2,
        3,
        "Agency",
        "ourselves",
        date(2026, 1, 1),
        date(2026, 1, 2),
        "Youth",
    )
    fields = {
        "needs": [9],
        "cost": 5,
        "in_cash": -1,
        "ends_on": date(2025, 1, 1),
        "operation_and_maintenance": " ",
    }
    assert _refusal(lambda: actions.adopt(db, None, village, 1, 3, 60, now)) == actions.NO_ITEM  # type: ignore[arg-type]
    for name, value in fields.items():
        with pytest.raises(Refused):
            actions.add_item(db, None, village, _with(good, name, value), now)  # type: ignore[arg-type]
    assert actions.add_item(db, None, village, good, now).line == 1  # type: ignore[arg-type]


def test_the_plan_takes_as_many_statements_with_thirty_items_as_with_one(
    make: Make, village: Any, browser: People, typed: Written
) -> None:
    bo = browser("facilitator", village)
    counted = []
    for number in range(1, 31):
        bo.send(f"{village.address}/plan/items/add", **typed(title=f"Pump {number}"))
        if number in (1, 30):
            counted.append(statements_of(make.engine, bo, f"{village.address}/plan"))
    assert counted[0] == counted[1] <= 6


def _refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as told:
        act()
    return str(told.value.sentence.text)  # type: ignore[union-attr]


def _with(item: actions.ItemInput, name: str, value: Any) -> actions.ItemInput:
    return replace(item, **{name: value})
