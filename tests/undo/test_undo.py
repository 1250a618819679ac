"""One's own newest act is undone within ten minutes by its room's own act, if nobody built on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import JournalEntry, JournalHead, Strike
from peoplesprocess.undo.actions import undo_act
from peoplesprocess.undo.undoable_acts import UNDOABLE
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import MARKET_DAY, Make
from tests.plan_factory import plan_item
from tests.works.test_instalments import first_paid

People = Callable[..., Browser]
NEED: dict[str, Any] = {
    "title": "A pool",
    "group_code": "women",
    "sector": "water",
    "households": "3",
    "severity": "1",
    "season": "all",
    "response_type": "infrastructure",
}
MEETING: dict[str, Any] = {
    "kind": "orientation",
    "held_on": "2026-02-14",
    "place": "School",
    "women2": "42",
    "consent": "yes",
    "agenda": "Who we are",
    "minutes": "All agreed.",
}


def undo_link(page: Any) -> str:
    """The address behind the word that stands beside "Saved.", "" if there is none."""
    return next((link for link in page.links if "/undo/" in link), "")


def newest(db: Session, place: Any) -> str:
    """The word of a settlement's newest entry."""
    head = select(JournalHead.sequence).where(JournalHead.id == place.id).scalar_subquery()
    found = db.scalars(
        select(JournalEntry.act).where(JournalEntry.chain_id == place.id, JournalEntry.sequence == head)
    ).one()
    db.rollback()
    return found


def undone(visitor: Browser, page: Any, told: str) -> Any:
    """Follow the word, read what will be undone, and undo it."""
    address = undo_link(page)
    assert address, page.text
    assert told in visitor.get(address).text
    answer = visitor.send(address)
    assert "Saved." in answer.text and undo_link(answer) == "", answer.problems
    return answer


def test_a_need_a_merge_and_a_split_are_undone(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=100)
    make.need(place, "Drain")
    bo = browser("facilitator", place)
    page = undone(bo, bo.send(f"/s/{place.code}/needs/record", **NEED), "You recorded need 2.")
    assert page.h1 == "2. A pool" and "Struck on" in page.text and "Undone by its author." in page.text
    assert newest(db, place) == "need.strike"
    bo.send(f"/s/{place.code}/needs/record", **NEED | {"title": "The drain"})
    merged = bo.send(f"/s/{place.code}/needs/3/merge", into="1", reason="The same")
    assert undone(bo, merged, "You merged need 3 into another one.").h1 == "3. The drain"
    assert newest(db, place) == "merge.strike"
    parts = {"title1": "A", "households1": "9", "title2": "B", "households2": "8", "reason": "Two"}
    page = bo.send(f"/s/{place.code}/needs/3/split", **parts)
    undone(bo, page, "You split need 3.")
    assert newest(db, place) == "split.strike"
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_a_meeting_and_an_item_of_the_plan_are_undone(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=100)
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/meetings/record", **MEETING)
    assert "Struck on" in undone(bo, page, "You recorded meeting 1.").text
    assert newest(db, place) == "meeting.strike"
    make.plan(place)
    item = {name: str(value) for name, value in vars_of(plan_item(2, needs=[1], title="Culvert")).items()}
    page = bo.send(f"/s/{place.code}/plan/items/add", **item | {"needs": ["1"]})
    assert "Culvert" in page.text, page.problems
    page = undone(bo, page, "You added item 2 to the plan.")
    assert "Culvert" not in page.text and newest(db, place) == "plan.item.remove"


def vars_of(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__ if name != "rank"}


def test_a_line_of_the_cash_book_and_a_visit_are_undone(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    line = {"spent_on": "2023-05-27", "what": "Cement", "amount": "81,200", "paper": "Bill 1"}
    page = cleo.send(f"{story.url}/spending/record", **line)
    page = undone(cleo, page, "You wrote line 1 of the cash book of work 1.")
    assert "Struck on" in page.text and newest(db, story.place) == "spending.strike"
    ines = browser("technical_officer", story.place)
    form = ines.get(f"{story.url}/visits/record")
    done = {name: "0" for name in form.values if name.startswith("done")}
    page = ines.send(f"{story.url}/visits/record", visited_on="2023-05-29", **done)
    page = undone(ines, page, "You recorded visit 1 of work 1.")
    assert "Struck on" in page.text and newest(db, story.place) == "visit.strike"


def test_it_is_undone_once_whatever_is_sent_again(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=100)
    bo = browser("facilitator", place)
    address = undo_link(bo.send(f"/s/{place.code}/needs/record", **NEED))
    sent, late = bo.filled(address), bo.filled(address)
    first = bo.post(address, sent)
    assert bo.post(address, sent).h1 == first.h1
    answer = bo.post(address, late)
    assert answer.status == 422 and "Something has been recorded here after it" in answer.problems[0]
    assert db.scalar(select(func.count(Strike.id))) == 1


def test_once_somebody_did_something_else_the_page_says_where_to_put_it_right(
    make: Make, browser: People
) -> None:
    place = make.settlement(households=100)
    bo, other = browser("facilitator", place), browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/needs/record", **NEED)
    late = bo.filled(undo_link(page))
    other.send(f"/s/{place.code}/meetings/record", **MEETING)
    answer = bo.get(undo_link(page))
    assert "Something has been recorded here after it, so it can no longer be undone." in answer.text
    assert f"/s/{place.code}/needs/1" in answer.links and "form_id" not in answer.values
    assert bo.post(undo_link(page), late).status == 422
    assert "Struck" not in bo.get(f"/s/{place.code}/needs/1").text
    assert undo_link(bo.get(f"/s/{place.code}/needs/1?saved=1")) == ""


def test_nobody_undoes_what_somebody_else_did(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    address = undo_link(browser("facilitator", place).send(f"/s/{place.code}/needs/record", **NEED))
    other = browser("facilitator", place)
    assert other.get(address).status == 404
    assert undo_link(other.get(f"/s/{place.code}/needs/1?saved=1")) == ""
    assert browser("facilitator", make.settlement()).get(address).status == 404
    assert other.get(f"/s/{place.code}/undo/99999").status == 404


@pytest.mark.parametrize(("minutes", "said"), [(10, ""), (11, "More than 10 minutes have passed")])
def test_ten_minutes_are_the_time_to_undo(make: Make, minutes: int, said: str) -> None:
    place = make.settlement(households=100)
    make.need(place, "Drain")
    refused = ""
    try:
        with make.act(make.facilitator(place), place, MARKET_DAY + timedelta(minutes=minutes)) as act:
            undo_act(act, newest_number(act), "Undone")
    except Refused as refusal:
        refused = refusal.sentence.text % refusal.sentence.values  # type: ignore[union-attr]
    assert refused.startswith(said) and bool(refused) == bool(said)


def newest_number(act: Act) -> int:
    return act.db.scalars(select(JournalHead.sequence).where(JournalHead.id == act.settlement.id)).one()


def test_too_late_the_page_says_so_and_no_link_stands_beside_saved(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    number = make.need(place, "Drain")
    bo = Browser(browser().app)
    bo.sign_in_as(make.facilitator(place))
    assert undo_link(bo.get(f"/s/{place.code}/needs/{number}?saved=1")) == ""
    answers = [bo.get(f"/s/{place.code}/undo/{entry}") for entry in range(1, 4)]
    assert any("More than 10 minutes have passed" in answer.text for answer in answers)


def test_what_others_rely_on_at_once_is_not_undone_and_the_page_says_why(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement(households=100)
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/no-objection", office="DC", given_on="2026-03-01", reference="7")
    assert undo_link(page) == ""
    heads = select(JournalHead.sequence).where(JournalHead.id == place.id)
    answer = bo.get(f"/s/{place.code}/undo/{db.scalars(heads).one()}")
    assert "This cannot be undone, because others rely on it at once" in answer.text
    assert "form_id" not in answer.values
    apart = ("tranche.", "contract.", "sheet.", "round.", "item.decide", "step.", "plan.adopt", "plan.submit")
    assert not [act for act in UNDOABLE if act.startswith(apart)]
