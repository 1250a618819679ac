"""A public audit stands for what its meeting could hear: all that came, and nearly all that was paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.db.session import writing
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import PublicAudit, StepClosure
from tests.browser import Browser
from tests.factories import Make
from tests.finished_work import Work, contract_of

People = Callable[..., Browser]
AUDIT = {"questions": "None", "accepted": "yes"}


@pytest.fixture
def work(make: Make) -> Work:
    """95 % are built, three instalments came, and 3,000,000 are spent."""
    found = contract_of(make, make.settlement(households=184, planned=True))
    found.release(1, 2, 3)
    found.spend(300_000_000)
    found.visit(9_500, date(2023, 8, 19))
    return found


@pytest.fixture
def bo(work: Work, browser: People) -> Browser:
    return browser("facilitator", work.place)


def certified(work: Work) -> None:
    with writing(work.make.engine) as db:
        certificate = closure.CertificateInput(date(2023, 8, 26), "Built as agreed.", [])
        closure.certify(work.by(db, "technical_officer", date(2023, 8, 26)), 1, certificate)
        db.commit()


def line(work: Work, browser: People, amount: str, day: str = "2023-09-11") -> None:
    cleo = browser("committee_officer", work.place)
    url = f"{work.url.replace('closure', 'works')}/spending/record"
    sent = {"spent_on": day, "what": "Paint", "amount": amount, "paper": f"Bill of {amount}"}
    assert cleo.send(url, **sent).status == 200


def test_a_meeting_before_the_last_money_came_has_not_heard_of_it(
    work: Work, bo: Browser, db: Session
) -> None:
    early = work.make.meeting(work.place, "audit", women=30, men=30, held_on=date(2023, 8, 2))
    page = bo.send(f"{work.url}/audit", meeting=str(early), **AUDIT)
    assert "Money for this work came on 3 Aug 2023, after this meeting." in page.problems[0]
    assert not db.scalar(select(func.count(PublicAudit.id)))


def test_a_meeting_before_much_was_spent_has_not_heard_of_it(
    work: Work, bo: Browser, browser: People, db: Session
) -> None:
    work.audit_meeting()
    line(work, browser, "300,000")
    page = bo.send(f"{work.url}/audit", meeting="1", **AUDIT)
    assert (
        "300,000 PKR was spent after this meeting, so the meeting did not hear about it." in page.problems[0]
    )
    later = work.make.meeting(work.place, "audit", women=30, men=30, held_on=date(2023, 9, 12))
    assert bo.send(f"{work.url}/audit", meeting=str(later), **AUDIT).status == 200


def test_the_last_instalment_waits_for_a_meeting_that_heard_what_was_spent(
    work: Work, bo: Browser, browser: People
) -> None:
    certified(work)
    work.audit()
    works, cleo = work.url.replace("closure", "works"), browser("committee_officer", work.place)
    assert "Instalment 4 can be asked for" in cleo.get(works).text
    line(work, browser, "30,000")
    page = cleo.get(works).text
    told = "The accounts were read at a public audit on 10 Sep 2023; 30,000 PKR was spent after it"
    assert told in page and "Instalment 4 can be asked for" in page, "a small part is told, and no more"
    line(work, browser, "300,000")
    page = cleo.get(works).text
    unread = "Reading the accounts again: 330,000 PKR was spent after the public audit of 10 Sep 2023"
    assert unread in page and "Instalment 4 can be asked for" not in page
    refused = cleo.send(f"{works}/tranches/4/request", statement="For the doors")
    assert unread in refused.problems[0]
    later = work.make.meeting(work.place, "audit", women=30, men=30, held_on=date(2023, 9, 12))
    bo.send(f"{work.url}/audit", meeting=str(later), **AUDIT)
    assert "Instalment 4 can be asked for" in cleo.get(works).text


def test_what_is_written_down_after_an_audit_with_an_earlier_day_was_not_read(
    work: Work, bo: Browser, browser: People
) -> None:
    """The meeting accepted a short cash book, and then lines came in with days before it."""
    certified(work)
    work.audit()
    works, cleo = work.url.replace("closure", "works"), browser("committee_officer", work.place)
    line(work, browser, "300,000", "2023-09-01")
    unread = "Reading the accounts again: 300,000 PKR was spent after the public audit of 10 Sep 2023"
    page = cleo.get(works).text
    assert unread in page and "Instalment 4 can be asked for" not in page
    # The meeting did hear of it, from the paper: whoever was there says so once more.
    assert bo.send(f"{work.url}/audit", meeting="1", **AUDIT).status == 200
    assert "Instalment 4 can be asked for" in cleo.get(works).text


def test_that_accounts_are_read_again_is_said_while_an_instalment_is_to_come(work: Work, bo: Browser) -> None:
    certified(work)
    work.audit_meeting()
    told = "An instalment is still to come. What is paid from it will be read out at a second meeting"
    assert told in bo.get(f"{work.url}/audit").text
    assert bo.send(f"{work.url}/audit", meeting="1", **AUDIT).status == 200
    work.release(4)
    assert told not in bo.get(f"{work.url}/audit").text


def test_an_audit_of_another_work_is_not_chosen_beforehand(work: Work, bo: Browser, db: Session) -> None:
    meeting = work.audit_meeting()
    assert bo.filled(f"{work.url}/audit")["meeting"] == ["1"], "the only one is chosen"
    assert bo.send(f"{work.url}/audit", meeting=str(meeting), **AUDIT).status == 200
    page = bo.get(f"{work.url}/audit")
    assert f"10 Sep 2023, accounts read of contract {meeting}" in page.text
    assert "meeting" not in bo.filled(f"{work.url}/audit")


def test_a_public_audit_that_was_recorded_wrongly_is_struck_with_a_reason(
    work: Work, bo: Browser, db: Session
) -> None:
    certified(work)
    url = f"{work.url}/audit/strike"
    page = bo.send(url, reason="Nothing")
    assert "There is nothing to strike." in page.problems[0]
    work.audit()
    assert url in bo.get(work.url).links
    assert "Write the reason" in bo.send(url, reason=" ").problems[0]
    page = bo.send(url, reason="It was the meeting of another work")
    assert "No public audit yet" in page.text
    assert "Public audit of 10 Sep 2023, struck" in page.text
    assert "It was the meeting of another work" in page.text
    works = work.url.replace("closure", "works")
    assert "Instalment 4 can be asked for" not in bo.get(works).text
    assert settlement_summaries.verify(db.connection()).first_bad is None
    db.rollback()
    assert bo.send(f"/s/{work.place.code}/meetings/1/strike", reason="Not held").status == 200


def test_an_audit_on_which_money_was_released_stays(work: Work, bo: Browser) -> None:
    certified(work)
    work.audit()
    work.release(4)
    page = bo.send(f"{work.url}/audit/strike", reason="Wrong")
    assert "Instalment 4 was released because of this public audit, so the audit stays." in page.problems[0]


def test_the_accounts_to_read_aloud_say_what_came_what_was_paid_and_what_is_left(
    work: Work, bo: Browser, browser: People
) -> None:
    works, cleo = work.url.replace("closure", "works"), browser("committee_officer", work.place)
    short = {"arrived_on": "2023-08-05", "amount": "690,700", "reason": "The bank kept the rest"}
    assert cleo.send(f"{works}/tranches/3/arrival", **short).status == 200
    work.give(31_000_000)
    line(work, browser, "20,000", "2023-08-20")
    cleo.send(f"{works}/spending/2/strike", reason="Typed twice")
    page = bo.get(f"{work.url}/audit").text
    assert "5 Aug 2023 690,700" in page, "as it came"
    assert "Kept by the bank on the way 500" in page
    assert "Left in the account" in page
    assert "What was paid Bricks 3,000,000 Spent (with receipts) 3,000,000 PKR" in page
    assert "Line 2, 20,000 PKR: Paint" in page and "Struck: Typed twice" in page
    assert "310 days of labour, worth 310,000 PKR" in page
    assert "Given in labour and materials 310,000 What the work cost so far 3,310,000" in page


def test_the_surplus_is_what_is_left_on_the_account_and_a_meeting_decides_it(
    work: Work, bo: Browser, browser: People
) -> None:
    works, cleo = work.url.replace("closure", "works"), browser("committee_officer", work.place)
    short = {"arrived_on": "2023-08-05", "amount": "690,700", "reason": "The bank kept the rest"}
    assert cleo.send(f"{works}/tranches/3/arrival", **short).status == 200
    work.visit(10_000, date(2023, 9, 16), final=True)
    engineer = browser("technical_officer", work.place)
    form = engineer.filled(f"{work.url}/final")
    assert form["cost"] == ["3,000,000"], "it begins at the cash book and what was given"
    meeting = work.audit_meeting()
    account = {"measured_on": "2023-09-16", "cost": "3,000,000", "surplus_use": "Repairs", "meeting": meeting}
    page = engineer.send(f"{work.url}/final", **account)
    assert "Surplus 839,500 PKR" in page.text, "3,840,000 less what the bank kept, less the cost"
    assert f"/s/{work.place.code}/meetings/{meeting}" in page.links
    refused = bo.send(f"/s/{work.place.code}/meetings/{meeting}/strike", reason="Not held")
    assert "Strike the final account first." in refused.problems[0]


def test_what_was_typed_of_an_audit_comes_back_where_no_meeting_can_be_chosen(
    work: Work, bo: Browser
) -> None:
    """Links of the summary led to fields that were not there, and the questions were lost."""
    empty = bo.get(f"{work.url}/audit")
    assert "questions" not in empty.values and "Record first the meeting" in empty.text
    sent = {**empty.values, "questions": "Who keeps the key?", "meeting": "1"}
    page = bo.post(f"{work.url}/audit", sent)
    assert page.status == 422 and page.problems
    assert page.values["questions"] == ["Who keeps the key?"] and "Record the meeting" in page.text


def test_a_second_reading_begins_with_its_meeting_and_the_first_stays_readable(
    work: Work, bo: Browser, browser: People
) -> None:
    certified(work)
    first = work.audit_meeting()
    bo.send(f"{work.url}/audit", meeting=str(first), questions="Why was the sand so dear?", accepted="yes")
    line(work, browser, "300,000")
    page = bo.get(f"{work.url}/audit")
    assert "No recorded meeting was late enough to hear about everything that came and was paid." in page.text
    assert "Record the meeting" in page.text and "meeting" not in page.values
    assert "It was another meeting" not in page.text
    later = work.make.meeting(work.place, "audit", women=30, men=30, held_on=date(2023, 9, 12))
    page = bo.send(f"{work.url}/audit", meeting=str(later), questions="Who has the key?", accepted="yes")
    assert page.text.index("12 Sep 2023 Who has the key?") < page.text.index("10 Sep 2023 Why was the sand")
    board = bo.get(f"/board/{work.place.code}/work/1").text
    assert board.index("read and accepted on 12 Sep 2023") < board.index("read and accepted on 10 Sep 2023")


def test_no_other_person_is_said_to_go_on_while_something_waits_for_the_reader(
    work: Work, bo: Browser, browser: People
) -> None:
    certified(work)
    work.audit()
    work.release(4)
    steps = ("contract", "build")
    work.add(lambda db, row: db.add_all(StepClosure(**row, made_by=None, step=step) for step in steps))
    pages = ("/", f"/s/{work.place.code}")
    for page in pages:
        assert "The technical officer continues from here." in bo.get(page).text
    line(work, browser, "300,000")
    for page in pages:
        text = bo.get(page).text
        assert "This waits for you" in text and "continues from here" not in text
