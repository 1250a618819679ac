"""Instalments and the cash book: asked for when all conditions hold, released by somebody else, each once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    CashBookEntry,
    Membership,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
)
from peoplesprocess.works import actions
from tests.browser import Browser
from tests.contracts.story import also, at, by, came, elect, rupees, signed
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]


def count(db: Session, table: Any) -> Any:
    found = db.scalar(select(func.count()).select_from(table))
    db.rollback()
    return found


def sentence(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.sentence.text  # type: ignore[union-attr]


def ask(db: Session, story: Any, number: int, moment: datetime) -> Any:
    act = by(db, story, "committee_officer", moment)
    return actions.request_tranche(act, 1, number, "What it is for")


def release(db: Session, story: Any, number: int, moment: datetime) -> Any:
    return actions.release_tranche(by(db, story, "finance_officer", moment), 1, number, f"Transfer {number}")


def pay(db: Session, story: Any, number: int, moment: datetime) -> Any:
    """The agency releases an instalment, and it comes on the same day."""
    row = release(db, story, number, moment)
    came(by(db, story, "committee_officer", moment), 1, number, row.amount)
    return row


def first_paid(db: Session, story: Any) -> None:
    """The first instalment asked for on 3 May and paid on 11 May."""
    ask(db, story, 1, at(date(2023, 5, 3)))
    pay(db, story, 1, at(date(2023, 5, 11)))


def visit(db: Session, story: Any, day: date, *done: int) -> Any:
    seen = actions.VisitInput(day, {n: d * 1000 for n, d in enumerate(done, 1)}, 0, "", False, [])
    return actions.record_visit(by(db, story, "technical_officer", at(day)), 1, seen)


def spend(db: Session, story: Any, day: date, amount: int) -> Any:
    entry = actions.CashBookInput(day, "Cement", rupees(amount), "Bill 1")
    return actions.record_spending(by(db, story, "committee_officer", at(day)), 1, entry)


def until_june(db: Session, story: Any) -> None:
    """The story until the second instalment can be asked for."""
    first_paid(db, story)
    spend(db, story, date(2023, 5, 27), 812_000)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)


def test_the_second_instalment_came_after_22_days_8_too_late(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    until_june(db, story)
    ask(db, story, 2, at(date(2023, 6, 8)))
    pay(db, story, 2, at(date(2023, 6, 30)))
    db.commit()
    page = browser("programme_manager", story.place).get(story.url)
    assert "paid after 8 days" in page.text
    assert "paid after 22 days, 8 days late" in page.text
    assert "The agency was late by 8 days in all." in page.text
    assert "Built 22 %" in page.text
    assert "Cost so far 21.1 %" in page.text
    for figure in ("3,456,000", "2,419,200", "812,000", "1,991,200"):
        assert figure in page.text
    assert "Before instalment 3" in page.text
    assert "At least 60 % of the work is verified at a visit: 22 %" in page.text
    assert "Work and money are far apart" not in page.text
    assert journal.verify(db).first_bad is None


def test_all_conditions_are_listed_before_the_last_instalment(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    page = browser("committee_officer", story.place).get(f"{story.url}/tranches/4/request")
    for words in (
        "The contract is signed by all its parties",
        "1 of 3 are women",
        "Instalment 3 has not been released yet",
        "At least 95 % of the work is verified at a visit: 0 %",
        "At least 70 % of the money released is spent (with receipts): 0 %",
        "The completion certificate is not issued yet",
        "The accounts have not been read at a public audit yet",
        "It cannot be asked for yet.",
    ):
        assert words in page.text


def test_from_asking_to_paying_over_the_pages(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    cleo, fin = browser("committee_officer", story.place), browser("finance_officer", story.place)
    assert "Instalment 1 can be asked for" in cleo.get(story.url).text
    cleo.send(f"{story.url}/tranches/1/request", statement="To dig the pits")
    page = fin.get(story.url)
    assert f"{story.url}/tranches/1/release" in page.links
    assert "Instalment 1 was asked for today." in page.text
    page = fin.get(f"{story.url}/tranches/1/release")
    assert "To dig the pits" in page.text
    page = fin.send(f"{story.url}/tranches/1/release", paper="TT-4711")
    assert "paid on the same day" in page.text
    assert db.scalar(select(TrancheRelease.amount)) == rupees(1_036_800)


def test_a_request_sent_twice_is_one_request(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/tranches/1/request"
    sent, other = (cleo.filled(url, statement="Now") for _ in range(2))
    assert [cleo.post(url, sent).status for _ in range(2)] == [303, 303]
    page = cleo.post(url, other)
    assert page.status == 422
    assert "has already been asked for" in page.problems[0]
    assert count(db, TrancheRequest) == 1


def test_a_release_sent_twice_by_two_people_is_one_release(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    browser("committee_officer", story.place).send(f"{story.url}/tranches/1/request", statement="Now")
    url = f"{story.url}/tranches/1/release"
    fin, efua = browser("finance_officer", story.place), browser("programme_manager", story.place)
    sent = [(who, who.filled(url, paper="TT-1")) for who in (fin, efua)]
    assert [who.post(url, form).status for who, form in sent] == [303, 422]
    assert count(db, TrancheRelease) == 1


def test_four_releases_at_the_same_moment_are_one(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    browser("committee_officer", story.place).send(f"{story.url}/tranches/1/request", statement="Now")
    url = f"{story.url}/tranches/1/release"
    payers = [browser(role, story.place) for role in ("finance_officer", "programme_manager") * 2]
    forms = [payer.filled(url, paper="TT-1") for payer in payers]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda payer, form: payer.post(url, form).status, payers, forms))
    assert sorted(answers) == [303, 422, 422, 422]
    assert count(db, TrancheRelease) == 1


def test_48_threads_that_race_for_one_instalment_release_it_once(make: Make, db: Session) -> None:
    story = signed(make)
    ask(db, story, 1, MARKET_DAY)
    db.commit()

    def race(who: str) -> bool:
        with writing(make.engine) as session:
            try:
                actions.release_tranche(by(session, story, who, MARKET_DAY), 1, 1, "TT-1")
            except Refused as refusal:
                assert "has already been released" in str(refusal.sentence)
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(48) as pool:
        released = list(pool.map(race, ("finance_officer", "programme_manager") * 24))
    assert released.count(True) == count(db, TrancheRelease) == 1
    assert db.scalar(select(func.sum(TrancheRelease.amount))) == rupees(1_036_800)


def test_who_asked_does_not_release_even_with_a_second_role(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    cleo = browser("committee_officer", story.place)
    also(make, cleo.username, "finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", statement="Now")
    url = f"{story.url}/tranches/1/release"
    assert "You asked for this money." in cleo.get(url).text
    page = cleo.post(url, {**cleo.filled(url), "paper": "TT-1"})
    assert "The person who asks for money cannot release it." in page.problems[0]
    page = cleo.post(f"{story.url}/tranches/1/refuse", {**cleo.filled(url), "reason": "No"})
    assert "The person who asks for money cannot answer the request." in page.problems[0]
    assert count(db, TrancheRelease) == count(db, TrancheRefusal) == 0


@pytest.mark.parametrize("role", ["facilitator", "committee_officer"])
def test_who_builds_here_releases_nothing_in_any_role(
    make: Make, browser: People, db: Session, role: str
) -> None:
    story = signed(make)
    browser("committee_officer", story.place).send(f"{story.url}/tranches/1/request", statement="Now")
    both = browser("finance_officer", story.place)
    also(make, both.username, role, story.place)
    url = f"{story.url}/tranches/1/release"
    page = both.post(url, both.filled(url, paper="TT-1"))
    assert "cannot release it, in any role" in page.problems[0]
    assert count(db, TrancheRelease) == 0


def test_giving_a_role_back_makes_no_builder_somebody_else(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    place = story.place
    browser("committee_officer", place).send(f"{story.url}/tranches/1/request", statement="Now")
    both = browser("finance_officer", place)
    also(make, both.username, "facilitator", place)
    with writing(make.engine) as session:
        session.execute(
            update(Membership)
            .where(Membership.role == "facilitator", Membership.made_at == MARKET_DAY)
            .values(revoked_at=datetime.now(UTC))
        )
        journal.write(session, place.id, None, "test.revoke", "account", MARKET_DAY)
        session.commit()
    url = f"{story.url}/tranches/1/release"
    page = both.post(url, both.filled(url, paper="TT-1"))
    assert "cannot release it, in any role" in page.problems[0]


def test_who_built_here_before_the_contract_was_written_is_a_builder_still(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    place = story.place
    browser("committee_officer", place).send(f"{story.url}/tranches/1/request", statement="Now")
    for role, second in (("finance_officer", "committee_officer"), ("technical_officer", "facilitator")):
        also(make, story.usernames[role], second, place)
    with writing(make.engine) as session:
        session.execute(
            update(Membership)
            .where(
                Membership.account_id.in_([story.ids["finance_officer"], story.ids["technical_officer"]]),
                Membership.role.in_(["committee_officer", "facilitator"]),
            )
            .values(revoked_at=datetime(2020, 1, 1, tzinfo=UTC))
        )
        journal.write(session, place.id, None, "test.revoke", "account", MARKET_DAY)
        session.commit()
    seen = actions.VisitInput(date(2023, 5, 29), {}, 0, "", False)
    for try_ in (
        lambda: actions.release_tranche(by(db, story, "finance_officer", MARKET_DAY), 1, 1, "TT"),
        lambda: actions.refuse_tranche(by(db, story, "finance_officer", MARKET_DAY), 1, 1, "No"),
        lambda: actions.record_visit(by(db, story, "technical_officer", MARKET_DAY), 1, seen),
    ):
        with pytest.raises(Refused, match=r"Anyone who builds|Those who build"):
            try_()


def test_a_condition_that_broke_since_the_request_stops_the_release(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    browser("committee_officer", story.place).send(f"{story.url}/tranches/1/request", statement="Now")
    with writing(make.engine) as session:
        elect(session, story.place, 3, 0, date(2023, 6, 1))
        journal.write(session, story.place.id, None, "test.elect", "committee", MARKET_DAY)
        session.commit()
    fin = browser("finance_officer", story.place)
    url = f"{story.url}/tranches/1/release"
    assert "It cannot be released now." in fin.get(url).text
    page = fin.post(url, {**fin.filled(url), "paper": "TT-1"})
    assert "Instalment 1 is blocked." in page.problems[0]
    assert "0 of 3 are women" in page.problems[0]
    assert count(db, TrancheRelease) == 0


def test_a_refused_request_says_why_and_can_be_asked_again(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    cleo, fin = browser("committee_officer", story.place), browser("finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", statement="Now")
    url = f"{story.url}/tranches/1/refuse"
    page = fin.post(url, fin.filled(url))
    assert "Write the reason" in page.problems[0]
    page = fin.send(url, reason="The bank account is not open yet")
    assert "The bank account is not open yet" in page.text
    assert "No request for this instalment waits" in fin.get(url).text
    with pytest.raises(Refused):
        pay(db, story, 1, MARKET_DAY)
    db.rollback()
    cleo.send(f"{story.url}/tranches/1/request", statement="The account is open")
    page = fin.send(f"{story.url}/tranches/1/release", paper="TT-1")
    assert "paid on the same day" in page.text
    assert count(db, TrancheRequest) == 2


def test_a_late_answer_is_counted_while_it_waits(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    asked = datetime.now(UTC) - timedelta(days=20)
    ask(db, story, 1, asked)
    db.commit()
    fin = browser("finance_officer", story.place)
    page = fin.get(story.url)
    assert "Instalment 1 was asked for 20 days ago. The agency is 6 days late." in page.text
    assert "The agency was late by 6 days in all." in page.text
    board = browser().get(f"/board/{story.place.code}/work/1").text
    assert "it has waited for the agency for 20 days The agency is 6 days late." in board
    listed = fin.get(f"/s/{story.place.code}/works").text
    assert "The agency has not answered for 20 days." in listed
    assert "The work is past its end by" in listed


def test_a_late_no_is_late_until_it_was_said(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    ask(db, story, 1, at(date(2023, 5, 3)))
    act = by(db, story, "finance_officer", at(date(2023, 5, 23)))
    actions.refuse_tranche(act, 1, 1, "The account is not open")
    db.commit()
    told = "The agency was late by 6 days in all."
    assert told in browser("finance_officer", story.place).get(story.url).text
    assert told in browser().get(f"/board/{story.place.code}").text


def test_nobody_releases_what_nobody_asked_for(make: Make, db: Session) -> None:
    story = signed(make)
    with pytest.raises(Refused) as refusal:
        pay(db, story, 1, MARKET_DAY)
    assert "Nobody has asked" in sentence(refusal)
    for contract, tranche in ((2, 1), (1, 5)):
        with pytest.raises(Refused):
            actions.request_tranche(by(db, story, "committee_officer", MARKET_DAY), contract, tranche, "")


def test_the_database_itself_keeps_one_release_by_a_second_person(make: Make, db: Session) -> None:
    story = signed(make)
    asker = story.ids["committee_officer"]
    asked = ask(db, story, 1, MARKET_DAY)
    db.commit()
    tranche = db.scalars(select(Tranche).order_by(Tranche.number)).first()
    assert tranche is not None
    row = {
        "settlement_id": story.place.id,
        "programme_id": story.place.programme_id,
        "made_at": MARKET_DAY,
        "tranche_id": tranche.id,
        "request_id": asked.id,
        "requested_by": asker,
        "amount": tranche.amount,
        "paper": "TT",
    }
    db.add(TrancheRelease(**row, made_by=asker))
    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()
    db.add_all(
        [TrancheRelease(**row, made_by=story.ids[who]) for who in ("finance_officer", "programme_manager")]
    )
    with pytest.raises(IntegrityError):
        db.flush()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"spent_on": "2023-04-29"}, "Enter 30 Apr 2023 or a later day."),
        ({"spent_on": "2149-01-01"}, "This day has not come yet."),
        ({"spent_on": "2999-01-01"}, "Check the year."),
        ({"amount": "0"}, "Give a sum above 0."),
        ({"amount": "-5"}, "Give a sum above 0."),
        ({"amount": "5 USD"}, "Write the sum in PKR."),
        ({"amount": "1.5.5"}, "This can be read in two ways."),
        ({"amount": "much"}, "Write the sum in PKR."),
        ({"paper": ""}, "Give the number of the bill or receipt."),
        ({"what": ""}, "Write what was bought or which work was paid for."),
    ],
)
def test_a_wrong_line_of_the_cash_book_is_refused_at_its_field(
    make: Make, browser: People, db: Session, fields: dict[str, str], problem: str
) -> None:
    story = signed(make)
    cleo = browser("committee_officer", story.place)
    line = {"spent_on": "2023-05-20", "what": "Cement", "amount": "562,000", "paper": "Bill 1", **fields}
    page = cleo.post(f"{story.url}/spending/record", cleo.filled(f"{story.url}/spending/record", **line))
    assert page.status == 422
    assert problem in page.problems[0]
    assert page.values["what"] == [line["what"]]
    assert count(db, CashBookEntry) == 0


def test_the_cash_book_is_open_and_pays_no_more_than_came(make: Make, browser: People) -> None:
    story = signed(make)
    cleo = browser("committee_officer", story.place)
    line = {"spent_on": "2023-05-20", "what": "Cement", "amount": "٣٨٤٠٠١", "paper": "Bill 1"}
    page = cleo.send(f"{story.url}/spending/record", **line)
    assert page.status == 422
    assert "Only 384,000 PKR is left of what came" in page.problems[0]
    page = cleo.send(f"{story.url}/spending/record", **{**line, "amount": "٣٨٤٠٠٠"})
    assert "Left in the cash book 0 PKR" in page.text
    assert "Bill 1" in browser("local_authority", story.place).get(f"{story.url}/spending").text


def test_nothing_is_spent_or_asked_before_all_have_signed(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(planned=True)
    make.contract(place, signed=False)
    cleo = browser("committee_officer", place)
    page = cleo.get(f"/s/{place.code}/works/1")
    assert "The contract waits for its signatures" in page.text
    url = f"/s/{place.code}/works/1/tranches/1/request"
    page = cleo.post(url, {**cleo.filled(url), "statement": "Now"})
    assert "Still missing: Not all parties have signed the contract yet." in page.problems[0]
    url = f"/s/{place.code}/works/1/spending/record"
    line = {"spent_on": "2023-05-20", "what": "Cement", "amount": "1", "paper": "Bill 1"}
    assert "not signed by all its parties" in cleo.post(url, cleo.filled(url, **line)).problems[0]
    assert count(db, TrancheRequest) == count(db, CashBookEntry) == 0
    assert "No work has begun." in cleo.get(f"/s/{place.code}/works").text


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        ("facilitator", ("release", "refuse")),
        ("committee_officer", ("release", "refuse")),
        ("technical_officer", ("request", "release", "refuse")),
        ("local_authority", ("request", "release", "refuse")),
        ("finance_officer", ("request",)),
        ("programme_manager", ("request",)),
    ],
)
def test_who_may_not_ask_or_answer_finds_no_page(
    make: Make, browser: People, role: str, closed: tuple[str, ...]
) -> None:
    story = signed(make)
    visitor = browser(role, story.place)
    for act in ("request", "release", "refuse"):
        status = 404 if act in closed else 200
        assert visitor.get(f"{story.url}/tranches/1/{act}").status == status
    if "request" not in closed or "release" not in closed:
        assert (
            visitor.get(
                f"{story.url}/tranches/9/{'request' if 'request' not in closed else 'release'}"
            ).status
            == 404
        )


def test_a_long_history_takes_no_more_statements(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    until_june(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    cleo.get(story.url)
    few = {url: statements_of(make.engine, cleo, url) for url in (story.url, f"/s/{story.place.code}/works")}
    for _ in range(40):
        spend(db, story, date(2023, 6, 1), 10)
        visit(db, story, date(2023, 6, 2), 8, 16, 0, 0)
    db.commit()
    assert {url: statements_of(make.engine, cleo, url) for url in few} == few
    assert few[story.url] <= 6
    assert few[f"/s/{story.place.code}/works"] <= 4, "one asks what waits for the reader at each work"
