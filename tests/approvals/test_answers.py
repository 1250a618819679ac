"""The authority's answers: endorse, return, decline, forward, each in its turn and with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.approvals import actions as approvals
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Contract, Decision, JournalEntry, PlanItem
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.invited import link as invitation
from tests.row_columns import belonging
from tests.statements import statements_of

People = Callable[..., Browser]
PROMISE = "Owners' written 12-month no-rent-rise promise is missing"


@pytest.fixture
def mayor(nawroz: Any, browser: People) -> Browser:
    """The municipality of the neighbourhood."""
    return browser("local_authority", nawroz.place)


def test_hay_al_nawroz_is_answered_item_by_item(nawroz: Any, mayor: Browser) -> None:
    page = mayor.get(f"{nawroz.address}/approval")
    assert page.h1 == "4 items wait for an answer"
    assert "6 days" in page.text
    mayor.send(f"{nawroz.address}/approval/1", verdict="endorse")
    mayor.send(f"{nawroz.address}/approval/3", verdict="endorse")
    mayor.send(f"{nawroz.address}/approval/2", verdict="return", reason=PROMISE)
    page = mayor.send(
        f"{nawroz.address}/approval/4",
        verdict="forward",
        reason="Teachers and land are theirs",
        forwarded_to="Education Directorate",
    )
    assert page.text.count("Endorsed") == 2
    assert page.h1 == "1 item waits for another office"
    assert "Returned Taluka office" in page.text
    assert "Waits for: Education Directorate." in page.text
    assert PROMISE in page.text
    assert "Forwarded to Education Directorate" in page.text


def test_a_returned_item_comes_back_with_only_its_changes_on_top(nawroz: Any, mayor: Browser) -> None:
    nawroz.answer(1, "endorse")
    nawroz.answer(3, "endorse")
    nawroz.answer(4, "forward")
    nawroz.answer(2, "return", PROMISE)
    nawroz.plan({1: {}, 2: {"cost": 70_000_000, "in_labour": 3_600_000}, 3: {}, 4: {}, 5: {}})
    page = mayor.get(f"{nawroz.address}/approval")
    assert "Changed since your last answer: Cost: 72,000,000 → 70,000,000" in page.text
    assert "New in this version" in page.text
    assert "2 items have not changed since you answered them." in page.text
    assert page.text.index("Upgrade of 40 shelters") < page.text.index("Water branch line")
    assert PROMISE in page.text
    page = mayor.send(f"{nawroz.address}/approval/2", verdict="endorse")
    assert "2. Upgrade of 40 shelters" in page.text
    assert "Endorsed" in page.text


def test_who_asked_and_the_money_stand_beside_the_question(nawroz: Any, mayor: Browser) -> None:
    page = mayor.get(f"{nawroz.address}/approval/2")
    assert page.h1 == "What do you answer to “Upgrade of 40 shelters”?"
    assert "Women 12" in page.text
    assert "Men 14" in page.text
    assert "Youth 3" in page.text
    assert "3,600,000" in page.text
    assert "68,400,000 IQD" in page.text
    assert "Need of Upgrade of 40 shelters" in page.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose an answer."),
        ({"verdict": "promote"}, "Choose one from the list."),
        ({"verdict": "return"}, "Write the reason: no item goes back without one."),
        ({"verdict": "return", "reason": "   "}, "Write the reason: no item goes back without one."),
        ({"verdict": "decline"}, "Write the reason: no item is declined without one."),
        (
            {"verdict": "forward", "forwarded_to": "Roads"},
            "Write the reason: no item is forwarded without one.",
        ),
        ({"verdict": "forward", "reason": "Theirs"}, "Say to which office the item goes."),
        ({"verdict": "return", "reason": "x" * 1001}, "Keep it to 1,000."),
        (
            {"verdict": "return", "reason": "Ring 0750 123 45 67"},
            "This looks like a telephone or identity number",
        ),
    ],
)
def test_an_answer_that_lacks_something_is_not_given(
    nawroz: Any, mayor: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    page = mayor.send(f"{nawroz.address}/approval/2", **fields)
    assert page.status == 422
    assert sentence in " ".join(page.problems)
    assert page.values["reason"][0].strip() == fields.get("reason", "").strip()
    assert db.scalar(select(func.count(Decision.id))) == 0


def test_a_higher_level_never_answers_before_the_local_one(
    nawroz: Any, browser: People, level: Any, db: Session
) -> None:
    national = browser()
    national.sign_in_as(level(nawroz.place, "IQ"))
    page = national.get(f"{nawroz.address}/approval/4")
    assert "It is not your turn. This office answers now: Taluka office." in page.text
    assert page.controls == []
    assert national.post(f"{nawroz.address}/approval/4", {"verdict": "endorse"}).status == 404
    with pytest.raises(Refused) as refused:
        nawroz.answer(4, "endorse", area="IQ")
    assert refused.value.sentence == Message(
        "It is not your turn. This office answers now: %(office)s.", {"office": "Taluka office"}
    )
    assert db.scalar(select(func.count(Decision.id))) == 0


def test_a_forwarded_item_is_the_next_levels(
    nawroz: Any, mayor: Browser, browser: People, level: Any
) -> None:
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    nawroz.answer(4, "forward")
    assert "Waits for: Office of IQ/DUHOK." in mayor.get(f"{nawroz.address}/approval").text
    assert (
        "If its answer came by letter, write it down here" in mayor.get(f"{nawroz.address}/approval/4").text
    )
    page = governorate.send(f"{nawroz.address}/approval/4", verdict="decline", reason="No teachers")
    assert "Declined Office of IQ/DUHOK" in page.text
    assert "It is not your turn." in mayor.get(f"{nawroz.address}/approval/4").text


def test_an_office_without_an_account_answers_by_letter_to_the_one_that_forwarded(
    nawroz: Any, mayor: Browser, browser: People, level: Any
) -> None:
    for line in (1, 2, 3):
        nawroz.answer(line, "endorse")
    forwarded = {"reason": "Teachers and land are theirs", "forwarded_to": "Education Directorate"}
    mayor.send(f"{nawroz.address}/approval/4", verdict="forward", **forwarded)
    letter = "Letter 77 of 3 May: two teachers come in September"
    page = mayor.send(f"{nawroz.address}/approval/4", verdict="endorse", reason=letter)
    assert page.h1 == "Every item is answered"
    assert letter in page.text
    # It is that office's own answer again, to be changed by it and by nobody else.
    assert "Change your answer" in page.text
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    assert "It is not your turn." in governorate.get(f"{nawroz.address}/approval/4").text
    assert mayor.send(f"{nawroz.address}/approval/4", verdict="return", reason="One teacher only").h1


def test_all_at_once_leaves_what_was_forwarded(nawroz: Any, mayor: Browser) -> None:
    forwarded = {"reason": "Teachers and land are theirs", "forwarded_to": "Education Directorate"}
    mayor.send(f"{nawroz.address}/approval/4", verdict="forward", **forwarded)
    page = mayor.send(f"{nawroz.address}/approval/all", verdict="endorse", on_paper="")
    assert page.h1 == "1 item waits for another office"
    assert "Waits for: Education Directorate." in page.text


def test_all_at_once_answers_what_was_seen_and_nothing_else(nawroz: Any, mayor: Browser, db: Session) -> None:
    """While the page stood open the committee handed over another plan, and a colleague answered."""
    url = f"{nawroz.address}/approval/all"
    nawroz.answer(2, "return", "Too dear")
    sent = mayor.filled(url, verdict="endorse")
    nawroz.plan({line: {"title": "Another work"} if line == 2 else {} for line in (1, 2, 3, 4)})
    page = mayor.post(url, sent)
    assert page.problems[0].startswith(
        "The plan was changed, or somebody answered, after you opened this page."
    )
    assert "Another work" in page.text
    nawroz.answer(1, "endorse")
    again = mayor.post(url, {**page.values, "verdict": ["endorse"]})
    assert again.status == 422
    assert db.scalar(select(func.count(Decision.id))) == 2
    db.rollback()
    assert mayor.post(url, {**again.values, "verdict": ["endorse"]}).status == 303
    assert db.scalar(select(func.count(Decision.id))) == 5


def test_a_later_answer_takes_the_place_of_the_earlier_one_until_there_is_a_contract(
    make: Make, nawroz: Any, mayor: Browser, db: Session
) -> None:
    nawroz.answer(1, "decline", "Too dear")
    page = mayor.send(f"{nawroz.address}/approval/1", verdict="endorse")
    assert "Too dear" not in page.text
    assert "Too dear" in mayor.get(f"{nawroz.address}/approval/1").text
    form = mayor.filled(f"{nawroz.address}/approval/1", verdict="return", reason="After all no")
    _contract(make, nawroz)
    sentence = "There is a contract for this item, so the answer can no longer be changed."
    assert sentence in mayor.get(f"{nawroz.address}/approval/1").text
    assert mayor.post(f"{nawroz.address}/approval/1", form).problems == [sentence]
    assert db.scalar(select(func.count(Decision.id))) == 2


def test_whoever_builds_answers_no_plan_also_after_that_role(
    make: Make, nawroz: Any, mayor: Browser, db: Session
) -> None:
    """An official on the committee submitted the plan, and then endorsed it."""
    before, page = f"{nawroz.address}/approval/2", mayor.get(f"{nawroz.address}/approval")
    assert before in page.links
    asked = mayor.filled(before, verdict="endorse")
    token = invitation(
        make, make.account("programme_manager", nawroz.place), "committee_officer", nawroz.place
    )
    with make.act(mayor.username) as act:
        accounts.accept_as(act, token)
    page = mayor.get(f"{nawroz.address}/approval")
    assert before not in page.links and "Somebody else from your office must answer the plan" in page.text
    assert "Somebody else from your office must answer the plan" in mayor.get(before).text
    assert mayor.post(before, asked).status == 404
    assert mayor.get(f"{nawroz.address}/approval/all").status == 404
    for answer in (approvals.decide, approvals.answer_all):
        said = approvals.DecisionInput(AuthorityVerdict.ENDORSE)
        with make.act(mayor.username, nawroz.place) as act, pytest.raises(Refused):
            answer(act, *([2] if answer is approvals.decide else []), said)
    assert db.scalar(select(func.count()).select_from(Decision)) == 0


def test_an_answer_sent_twice_is_one_answer(nawroz: Any, mayor: Browser, db: Session) -> None:
    sent = mayor.filled(f"{nawroz.address}/approval/1", verdict="endorse")
    assert [mayor.post(f"{nawroz.address}/approval/1", sent).status for _ in range(2)] == [303, 303]
    assert db.scalar(select(func.count(Decision.id))) == 1
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "item.decide")).one()
    assert entry.detail["verdict"] == "endorse"


def test_two_officials_do_not_overwrite_each_other_unseen(nawroz: Any, mayor: Browser, db: Session) -> None:
    sent = mayor.filled(f"{nawroz.address}/approval/1", verdict="endorse", reason="Fine with us")
    nawroz.answer(1, "return", PROMISE)
    page = mayor.post(f"{nawroz.address}/approval/1", sent)
    assert page.status == 409
    assert PROMISE in page.text
    assert page.values["reason"] == ["Fine with us"]
    assert mayor.post(f"{nawroz.address}/approval/1", page.values).status == 303
    assert db.scalar(select(func.count(Decision.id))) == 2


def test_what_changed_under_the_answer_is_read_again_first(nawroz: Any, mayor: Browser, db: Session) -> None:
    sent = mayor.filled(f"{nawroz.address}/approval/1", verdict="endorse")
    nawroz.answer(2, "return", PROMISE)
    nawroz.plan({1: {"cost": 99_000_000}})
    page = mayor.post(f"{nawroz.address}/approval/1", sent)
    assert page.status == 409
    assert "99,000,000" in page.text
    assert db.scalars(select(Decision.line)).all() == [2]


def test_the_order_cannot_be_changed(nawroz: Any, mayor: Browser, db: Session) -> None:
    before = db.execute(select(PlanItem.line, PlanItem.rank).order_by(PlanItem.id)).all()
    db.rollback()
    mayor.send(f"{nawroz.address}/approval/3", verdict="endorse", rank="1")
    assert db.execute(select(PlanItem.line, PlanItem.rank).order_by(PlanItem.id)).all() == before


def test_others_read_the_answers_and_give_none(nawroz: Any, more: Any, browser: People) -> None:
    elsewhere = more()
    for role in ("facilitator", "committee_officer", "programme_manager"):
        reader = browser(role, nawroz.place)
        page = reader.get(f"{nawroz.address}/approval")
        assert page.status == 200
        assert f"{nawroz.address}/approval/1" not in page.links
        assert reader.get(f"{nawroz.address}/approval/1").status == 404
        assert reader.post(f"{nawroz.address}/approval/1", {"verdict": "endorse"}).status == 404
    assert browser("local_authority", elsewhere.place).get(f"{nawroz.address}/approval").status == 404
    assert browser("local_authority", nawroz.place).get(f"{nawroz.address}/approval/9").status == 404


def test_before_a_plan_is_handed_over_the_page_says_so(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("local_authority", place).get(f"/s/{place.code}/approval")
    assert "No plan is with the authority yet." in page.text


def test_an_item_that_comes_back_as_it_was_returned_waits_again(nawroz: Any, mayor: Browser) -> None:
    for line in (1, 3, 4):
        nawroz.answer(line, "decline")
    nawroz.answer(2, "return", PROMISE)
    nawroz.plan({2: {}, 1: {}})
    page = mayor.get(f"{nawroz.address}/approval")
    assert page.h1 == "1 item waits for an answer"
    assert "It comes back unchanged." in page.text
    assert "This answer was given to version 1 of the plan." in mayor.get(f"{nawroz.address}/approval/2").text
    assert "Taken out of the plan" in page.text
    assert "1 item has not changed since you answered it." in page.text


def test_an_answer_that_holds_no_more_says_to_which_version_it_was_given(nawroz: Any, mayor: Browser) -> None:
    for line in (1, 3, 4):
        nawroz.answer(line, "decline")
    nawroz.answer(2, "endorse", "We agree to the whole plan")
    former = "This answer was given to version 1 of the plan. It does not count for the present version:"
    assert former not in mayor.get(f"{nawroz.address}/approval").text
    nawroz.plan({1: {}, 2: {"cost": 70_000_000}})
    for page in ("approval", "approval/2"):
        text = mayor.get(f"{nawroz.address}/{page}").text
        assert f"{former} Endorsed" in text, text
        assert "Waits for:" in text


def test_headings_count_in_the_order_of_the_community_and_name_the_item(
    nawroz: Any, mayor: Browser, browser: People
) -> None:
    """The number of an item is its own and stays when the order changes; its place leads the heading."""
    with nawroz.make.act("facilitator", nawroz.place) as act:
        for line in (1, 2, 3, 4):
            act.db.execute(update(PlanItem).where(PlanItem.line == line).values(rank=line % 4 + 1))
        act.note("test.make", "plan")
    paper = browser().get(f"/board/{nawroz.place.code}/answers/1").text
    for text in (mayor.get(f"{nawroz.address}/{page}").text for page in ("plan", "approval")):
        first = text.index("1. 4 extra classrooms (item 4)")
        assert first < text.index("2. Water branch line, 1.2 km (item 1)")
    assert "1. 4 extra classrooms item 4" in paper
    assert "Papers of item 4" in mayor.get(f"{nawroz.address}/plan").text


def test_pages_take_the_same_statements_however_long_the_history(
    make: Make, nawroz: Any, mayor: Browser, level: Any
) -> None:
    level(nawroz.place, "IQ/DUHOK")
    first = statements_of(make.engine, mayor, f"{nawroz.address}/approval")
    nawroz.answer(1, "forward")
    for number in range(6):
        nawroz.answer(2, "return")
        nawroz.plan({line: {"cost": 10_000_000 + number} if line > 1 else {} for line in range(1, 30)})
    assert first <= statements_of(make.engine, mayor, f"{nawroz.address}/approval") <= 6
    assert statements_of(make.engine, mayor, f"{nawroz.address}/approval/1") <= 6
    assert statements_of(make.engine, mayor, f"{nawroz.address}/approval/2") <= 6


def _contract(make: Make, nawroz: Any) -> None:
    with writing(make.engine) as db:
        plan = db.scalars(select(PlanItem.plan_id).where(PlanItem.line == 1)).one()
        db.add(
            Contract(
                **belonging(nawroz.place, None, MARKET_DAY),
                number=1,
                plan_id=plan,
                line=1,
                title="Water",
                mode="members",
                total=96_000_000,
                contribution=4_800_000,
                grant=91_200_000,
                starts_on=date(2024, 4, 15),
                ends_on=date(2024, 6, 29),
            )
        )
        journal.write(db, nawroz.place.id, None, "test.make", "contract", MARKET_DAY)
        db.commit()
