"""From a draft to the authority and back: adoption, submission, new versions and what changed in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import is_fingerprint_of
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.safeguards import QUESTIONS
from peoplesprocess.db.session import writing
from peoplesprocess.facts.gate_facts import gather
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import Decision, PlanAdoption, PlanItem, PlanSubmission, Screening
from peoplesprocess.plans import actions
from tests.browser import Browser
from tests.factories import Make
from tests.place_days import today
from tests.plan_factory import plan_item
from tests.statements import statements_of

People = Callable[..., Browser]
Written = Callable[..., Any]


def handed_over(visitor: Browser, place: Any, three_items: Written) -> None:
    """Bring the village's plan to the authority."""
    three_items(visitor, place)
    visitor.send(f"{place.address}/plan/adopt")
    assert "items wait for the authority" in visitor.send(f"{place.address}/plan/submit").text


def onwards(visitor: Browser, url: str, **fields: Any) -> str:
    """Fill in and send the form at `url`, and return where that leads."""
    page = visitor.post(url, visitor.filled(url, **fields))
    assert page.status == 303, page.problems
    return page.location


def test_127_of_184_households_adopt_the_plan(village: Any, browser: People, three_items: Written) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    assert "127 of 184 (69 %)" in bo.get(f"{village.address}/plan/adopt").text
    page = bo.send(f"{village.address}/plan/adopt")
    assert "Households at the assembly: 127 of 184 (69 %)." in page.text
    assert "Adopted, and not with the authority yet" in page.text


def test_an_assembly_below_the_quorum_adopts_nothing(
    another: Written, browser: People, db: Session, three_items: Written
) -> None:
    village = another(households=184)
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.send(f"{village.address}/plan/adopt", households="110")
    assert "110 of 184 (59.8 %), at least 60 % are needed" in page.problems[0]
    assert db.scalar(select(func.count(PlanAdoption.id))) == 0


@pytest.mark.parametrize(
    ("households", "sentence"),
    [
        ("128", "The meeting counted 127 households. If more were there, correct the meeting first."),
        ("-1", "This must be at least 0."),
    ],
)
def test_households_that_cannot_be_are_refused(
    village: Any, browser: People, three_items: Written, households: str, sentence: str
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.send(f"{village.address}/plan/adopt", households=households)
    assert page.status == 422
    assert sentence in page.problems[0]


def test_without_a_quorum_any_assembly_adopts(make: Make, another: Written) -> None:
    free = make.programme(rules=ProgrammeRules(households_at_assembly=0).stored())
    few, village = actions.PlanAdoptionInput(1, 3), another(programme=free)
    with make.act("facilitator", village) as act:
        actions.add_item(act, plan_item())
        assert actions.adopt(act, few).households == 3
    with make.act("facilitator", another()) as act:
        actions.add_item(act, plan_item())
        with pytest.raises(Refused, match="at least %\\(least\\)s %% are needed"):
            actions.adopt(act, few)


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
    make: Make, village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    assert "The plan has no items yet." in bo.get(f"{village.address}/plan/submit").text
    assert "The plan has no items yet." in bo.get(f"{village.address}/plan/adopt").text
    three_items(bo, village)
    assert "has not adopted this version yet" in bo.get(f"{village.address}/plan/submit").text
    assert "This version has not been adopted yet." in bo.get(f"{village.address}/plan/revise").text
    with make.act("facilitator", village) as act, pytest.raises(Refused, match="has not adopted"):
        actions.submit(act)
    assert db.scalar(select(func.count(PlanSubmission.id))) == 0


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
    make.decision(village, 1, "endorse")
    make.decision(village, 2, "endorse")
    make.decision(village, 3, "return")
    assert "The authority sent something back" in bo.get(f"{village.address}/plan").text
    bo.send(f"{village.address}/plan/revise")
    bo.send(f"{village.address}/plan/items/2/change", cost="3,900,000")
    make.meeting(village, "assembly", women=80, men=80, households=127)
    bo.send(f"{village.address}/plan/adopt")
    page = bo.send(f"{village.address}/plan/submit")
    assert "2 items wait for the authority" in page.text
    assert page.text.count("Endorsed") == 1
    with writing(make.engine) as db:
        facts = gather(db, [settlement_by_code(db, village.code)])[village.id]  # type: ignore[list-item]
    assert (facts.items_endorsed, facts.items_undecided) == (1, 2)


def test_what_was_endorsed_when_fingerprints_were_short_holds_for_the_same_content(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    bo.send(f"/s/{village.code}/safeguards/2/screen", **dict.fromkeys(QUESTIONS, "no"))
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/submit")
    for line, verdict in enumerate(("endorse", "endorse", "return"), start=1):
        make.decision(village, line, verdict)
    with make.engine.begin() as connection:
        for table in (PlanItem, Decision, Screening):
            connection.execute(update(table).values(fingerprint=func.substr(table.fingerprint, 1, 16)))
    bo.send(f"{village.address}/plan/revise")
    change = f"{village.address}/plan/items/2/change"
    ((cost,), (title,)) = (bo.get(change).values[name] for name in ("cost", "title"))
    bo.send(change, title=f"{title} and more")
    assert "Endorsed" not in bo.get(f"{village.address}/plan/items/2").text
    assert "earlier wording" in bo.get(f"/s/{village.code}/safeguards/2").text
    bo.send(change, title=title)
    assert bo.get(change).values["cost"] == [cost]
    assert "earlier wording" not in bo.get(f"/s/{village.code}/safeguards/2").text
    with writing(make.engine) as db:
        lengths = db.scalars(select(func.length(PlanItem.fingerprint)).order_by(PlanItem.id)).all()
        facts = gather(db, [settlement_by_code(db, village.code)])[village.id]  # type: ignore[list-item]
    assert sorted(lengths) == [16] * 5 + [64]
    assert facts.items_endorsed == 2


def test_two_versions_compare_line_by_line(
    make: Make, village: Any, browser: People, three_items: Written, typed: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    for line in (1, 2, 3):
        make.decision(village, line, "decline" if line == 3 else "endorse")
    bo.send(f"{village.address}/plan/revise")
    bo.send(f"{village.address}/plan/items/2/change", cost="3,900,000", implementer="others")
    bo.send(f"{village.address}/plan/items/3/remove", reason="Too dear for now")
    bo.send(f"{village.address}/plan/items/add", **typed(title="Handrails", cost="90,000", in_labour="9,000"))
    page = bo.get(f"{village.address}/plan/compare?from=1&to=2")
    assert "8 lockable latrine blocks Cost 3,840,000 3,900,000" in page.text
    assert "Who does it We, with help Others" in page.text
    assert "Added Handrails · 90,000 PKR" in page.text
    assert "Taken out Drain, 420 m · 1,890,000 PKR Declined on" in page.text
    page = bo.get(f"{village.address}/plan/compare?from=2&to=1")
    assert "Taken out Handrails · 90,000 PKR" in page.text and "In the plan" not in page.text
    page = bo.get(f"{village.address}/plan/compare?from=1&to=2")
    assert "1 item is as it was." in page.text
    assert "This is an earlier version." in bo.get(f"{village.address}/plan/1").text


def test_a_line_number_is_never_used_again(
    make: Make, village: Any, browser: People, three_items: Written, typed: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    make.decision(village, 3, "return")
    bo.send(f"{village.address}/plan/revise")
    bo.send(f"{village.address}/plan/items/3/remove", reason="Too dear for now")
    bo.send(f"{village.address}/plan/items/add", **typed(title="Handrails"))
    assert db.scalars(select(PlanItem.line).where(PlanItem.title == "Handrails")).one() == 4


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"needs": [9]}, "needs"),
        ({"needs": []}, "needs"),
        ({"cost": 0}, "cost"),
        ({"cost": 5}, "in_cash"),
        ({"in_cash": -1}, "in_cash"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"operation_and_maintenance": " "}, "operation_and_maintenance"),
    ],
)
def test_the_rules_are_asked_again_at_the_moment_of_writing(
    make: Make, village: Any, fields: dict[str, Any], field: str
) -> None:
    with make.act("facilitator", village) as act:
        with pytest.raises(Refused) as refused:
            actions.adopt(act, actions.PlanAdoptionInput(1, 3))
        assert refused.value.sentence == Message(actions.NO_ITEM)
        with pytest.raises(Refused) as refused:
            actions.add_item(act, plan_item(**fields))
        assert refused.value.field == field
        assert actions.add_item(act, plan_item(3)).line == 1


def test_what_was_decided_holds_under_the_names_that_columns_had(make: Make, village: Any) -> None:
    """Decisions were stored with digests of an item's content; a column's new name must not change them."""
    with make.act("facilitator", village) as act:
        row = actions.add_item(act, plan_item())
        assert is_fingerprint_of("5372f935cbbe9c77", row.fingerprint)


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


def test_the_reasons_stand_on_the_version_that_mends_what_came_back(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    make.decision(village, 1, "endorse", "Good work")
    make.decision(village, 2, "decline", "The school has latrines")
    make.decision(village, 3, "return", "Show where the water goes")
    page = bo.send(f"{village.address}/plan/revise")
    assert page.text.count("The answer to version 1: Returned") == 1
    assert "Show where the water goes" in page.text
    change = f"{village.address}/plan/items/{{}}/change"
    assert "Good work" not in bo.get(change.format(1)).text
    assert "The answer to version 1: Declined" in bo.get(change.format(2)).text
    assert "Show where the water goes" in bo.get(change.format(3)).text
    refused = bo.post(change.format(3), bo.filled(change.format(3), cost=""))
    assert refused.status == 422 and "Show where the water goes" in refused.text
    bo.send(change.format(2), cost="3,900,000")
    page = bo.send(change.format(3), title="Drain to the canal, 420 m")
    assert "The answer to version 1: Declined" in page.text
    assert "The answer to version 1: Returned" in page.text
    make.meeting(village, "assembly", women=80, men=80, households=127)
    assert "Show where the water goes" in bo.send(f"{village.address}/plan/adopt").text
    assert "The answer to version 1" not in bo.send(f"{village.address}/plan/submit").text


def test_items_that_came_back_are_changed_one_after_the_other(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    make.decision(village, 1, "endorse")
    make.decision(village, 2, "decline", "The school has latrines")
    make.decision(village, 3, "return", "Show where the water goes")
    bo.send(f"{village.address}/plan/revise")
    change = f"{village.address}/plan/items/{{}}/change"
    assert "sent back too" not in bo.get(change.format(1)).text, "nobody sent this one back"
    page = bo.get(change.format(3))
    assert "Save, and change item 2, which was sent back too" in page.text
    page = bo.send(change.format(3), title="Drain to the canal, 420 m", another="1")
    assert "Saved." in page.text and "The answer to version 1: Declined" in page.text
    assert "sent back too" not in page.text, "item 3 is mended"
    page = bo.send(change.format(2), cost="3,900,000", another="1")
    assert page.h1 != "What will be done, by whom and with which money?", "the plan is next"


def test_a_returned_plan_comes_back_to_the_authority_by_forms_alone(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    """Two screens an item and two more: from the first page on, the way passes no list and no overview."""
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    for line, why in ((1, "Who keeps the pumps?"), (2, "The school has latrines"), (3, "Where does it go?")):
        make.decision(village, line, "return", why)
    revise = f"{village.address}/plan/revise"
    assert f'href="{revise}"' in bo.get("/").html
    assert f'href="{revise}"' in bo.get(village.address).html
    page = bo.get(revise)
    assert "Who keeps the pumps?" in page.text and "Where does it go?" in page.text
    assert "still wait" not in page.text
    at = onwards(bo, revise, another="1")
    for button in ("change item 2, which was sent back too", "change item 3, which was sent back too"):
        assert f"Save, and {button}" in bo.get(at).text
        at = onwards(bo, at, operation_and_maintenance="The women, by turns", another="1")
    assert "Save, and record the adoption" in bo.get(at).text
    at = onwards(bo, at, operation_and_maintenance="The women, by turns", another="1")
    assert bo.get(at).h1 == "Who met, and how many came?", "no assembly met since the first version"
    said = {"place": "Under the tree", "agenda": "The plan", "minutes": "All three items are changed."}
    counts = {"women2": "80", "men2": "80", "households": "127", "consent": "yes"}
    at = onwards(bo, at, held_on=str(today()), **said, **counts)
    at = onwards(bo, at, another="1")
    assert "3 items wait for the authority" in bo.get(onwards(bo, at)).text


def test_who_makes_a_new_version_is_told_what_the_authority_has_not_answered_yet(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    make.decision(village, 2, "return", "The school has latrines")
    page = bo.get(f"{village.address}/plan/revise")
    assert "2 items still wait for the authority." in page.text
    page = bo.send(f"{village.address}/plan/revise", another="1")
    assert page.values["title"] == ["8 lockable latrine blocks"]
    assert "Take the item out instead" in page.text
    make.meeting(village, "assembly", women=80, men=80, households=127)
    page = bo.send(f"{village.address}/plan/items/2/change", cost="3,900,000", another="1")
    assert page.h1 == "Did the assembly adopt the plan?"


def test_an_answer_that_was_mended_and_endorsed_asks_for_nothing_more(
    make: Make, village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    handed_over(bo, village, three_items)
    for line in (1, 2, 3):
        make.decision(village, line, "return", "Write it anew")
    bo.send(f"{village.address}/plan/revise")
    make.meeting(village, "assembly", women=80, men=80, households=127)
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/submit")
    make.decision(village, 1, "endorse")
    make.decision(village, 2, "return", "Still too dear")
    page = bo.send(f"{village.address}/plan/revise")
    assert "Write it anew" not in page.text
    assert page.text.count("The answer to version 2: Returned") == 1
    assert "Still too dear" in bo.get(f"{village.address}/plan/items/2/change").text
