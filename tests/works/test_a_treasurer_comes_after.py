"""A treasurer leaves: the role ends and the next one is invited on one page, who counts all works on one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.db.session import writing
from peoplesprocess.models import BankBalance
from peoplesprocess.works import actions
from peoplesprocess.works.bank_balances import BankBalanceInput
from peoplesprocess.works.several_bank_balances import record_balances
from tests.browser import Browser, Page
from tests.contracts import story
from tests.contracts.story import at, rupees
from tests.factories import Make
from tests.page_loads import page_loads

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
TERMS = (TrancheTerms(60), TrancheTerms(40, certificate=True))
LATRINES = {
    "line": 2,
    "title": "Latrines",
    "contribution": rupees(384_000),
    "bill": [BillLineInput("Latrines", "%", 100_000, rupees(38_400))],
    "tranches": TERMS,
}
PUMPS = {
    "line": 1,
    "title": "Pumps",
    "contribution": rupees(216_000),
    "bill": [BillLineInput("Pumps", "%", 100_000, rupees(21_600))],
    "tranches": TERMS,
}
RESIGNED = {"kind": "resigned", "changed_on": "2023-06-20", "reason": "He moved away"}
REPLACED = {"kind": "replaced", "changed_on": "2023-06-20", "reason": "She was chosen", "woman": "yes"}


def two_paid_works(make: Make, came: bool = True) -> Any:
    """Two works with the community's money and the first instalment: 2,457,600 and 1,382,400 rupees.

    Unless `came`, nobody has said yet that the instalments came.
    """
    first = story.contract(make, story.endorsed(make), **LATRINES)
    make.contract(first.place, **PUMPS)
    make.election(first.place, held_on=date(2023, 2, 1))
    with writing(make.engine) as db:
        for number in (1, 2):
            day = at(date(2023, 5, number))
            by = {role: story.by(db, first, role, day) for role in ("committee_officer", "finance_officer")}
            actions.request_tranche(by["committee_officer"], number, 1, "As agreed")
            row = actions.release_tranche(by["finance_officer"], number, 1, f"Bank {number}")
            if came:
                story.came(by["committee_officer"], number, 1, row.amount)
        db.commit()
    return first


def balances(db: Session) -> int:
    count = db.scalar(select(func.count()).select_from(BankBalance)) or 0
    db.rollback()
    return count


def treasurer(here: str) -> str:
    """The address at which the treasurer's seat changes."""
    return f"{here}/committee/3/change"


def test_who_keeps_the_books_is_asked_where_money_is_left_and_nobody_wrote_for_a_month(
    make: Make, browser: People
) -> None:
    first = two_paid_works(make)
    officer, form = browser(), f"{first.url}/spending/record"
    officer.sign_in_as(first.usernames["committee_officer"])
    page = officer.get("/")
    assert "Money is left in 2 cash books, and nobody has written in them for a month." in page.text
    assert form in page.links
    officer.send(form, spent_on="2023-06-01", what="Cement", amount="1,000", paper="7")
    page = officer.get("/")
    assert "Money is left in 1 cash book" in page.text and form not in page.links
    said = {"stated_on": "2023-06-01", "amount": "1,382,400", "paper": "Statement", "reason": "As it was"}
    officer.send(f"/s/{first.place.code}/works/2/bank/record", **said)
    assert "Money is left" not in officer.get("/").text, "whoever compared with the bank has looked"


def test_a_treasurer_who_resigned_costs_eleven_pages(make: Make, browser: People, db: Session) -> None:
    """Seat 3, end of the role with a link 3, the link 2, all works' balances 3; they were eighteen."""
    first = two_paid_works(make)
    here = f"/s/{first.place.code}"
    bo, efua, nadia = (
        browser("facilitator", first.place),
        browser("programme_manager", first.place),
        browser(),
    )
    former = browser()
    former.sign_in_as(first.usernames["committee_officer"])
    with page_loads() as pages:
        resigned(bo, here)
        nadia_is_invited(efua, nadia, here)
    assert len(pages) == 8
    assert former.get(here).status == 303
    assert bo.send(treasurer(here), **REPLACED).status == 200
    count = "Count what is left in 2 cash books"
    form = nadia.get(f"{here}/works/bank").text
    assert "Latrines 2,457,600" in form and "Pumps 1,382,400" in form, "what the cash books say today"
    with page_loads() as pages:
        home = nadia.get("/")
        assert count in home.text
        assert f"{here}/works/bank" in home.links and f"{here}/works/1/bank" not in home.links
        said = {"stated_on": "2023-06-21", "paper": "7", "amount1": "2,457,600", "amount2": "1,382,400"}
        assert nadia.send(f"{here}/works/bank", **said).status == 200
    assert len(pages) == 3
    assert balances(db) == 2
    assert count not in nadia.get("/").text


def test_money_on_its_way_is_told_where_the_bank_is_compared(make: Make, browser: People) -> None:
    """What the bank has already and nobody said came looked like a line of the cash book that is missing."""
    first = two_paid_works(make, came=False)
    works = f"/s/{first.place.code}/works"
    cleo = browser("committee_officer", first.place)
    told = "is on its way and not counted below, because nobody has said yet that it came."
    page = cleo.get(f"{works}/bank")
    assert page.text.count(told) == 2
    arrivals = [f"{works}/{number}/tranches/1/arrival" for number in (1, 2)]
    assert set(arrivals) <= set(page.links)
    for arrival in arrivals:
        cleo.send(arrival, arrived_on="2023-05-03")
    assert told not in cleo.get(f"{works}/bank").text


def resigned(bo: Browser, here: str) -> None:
    assert treasurer(here) in bo.get(f"{here}/committee").links
    assert bo.send(treasurer(here), **RESIGNED).status == 200


def nadia_is_invited(efua: Browser, nadia: Browser, here: str) -> None:
    """The manager ends the former one's role and invites the next one, who takes the link up."""
    form = f"{here}/people/officer?seat=treasurer"
    assert form in efua.get(f"{here}/committee").links
    offered = efua.get(form)
    assert (offered.values["note"], offered.values["how"]) == (["Treasurer"], ["new"])
    ended = {"former": offered.choices["former"][-1], "reason": "He moved away"}
    made = efua.post(form, {**offered.values, **ended})
    assert "Committee officer · Treasurer" in made.text
    link = next(link for link in made.links if "/invitation/" in link)
    assert nadia.send(link, username="nadia", name="Nadia", password="seven brown goats").status == 200


def test_who_may_end_the_role_is_led_there_from_the_seat(make: Make, browser: People) -> None:
    first = two_paid_works(make)
    here = f"/s/{first.place.code}"
    both = browser("facilitator", first.place)
    make.membership(both.username, "programme_manager", first.place)
    page = both.send(treasurer(here), **RESIGNED)
    assert "Whose role as officer of the committee ends?" in page.text
    assert page.values["note"] == ["Treasurer"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Write how much is on the account for at least one work."),
        ({"amount1": "2,457,600", "paper": ""}, "paper, or its day."),
        ({"amount1": "2,457,600", "amount2": "much"}, "How much is on the account?"),
        (
            {"amount1": "2,457,600", "amount2": "5"},
            "According to the cash book, there should be 1,382,400 PKR.",
        ),
        ({"amount1": "1", "amount2": "5"}, "According to the cash book, there should be 2,457,600 PKR."),
        ({"amount1": "1", "reason1": "A fee", "stated_on": "2149-01-01"}, "has not come"),
    ],
)
def test_balances_are_saved_all_or_none_and_what_was_typed_stays(
    make: Make, browser: People, db: Session, typed: dict[str, str], problem: str
) -> None:
    first = two_paid_works(make)
    officer = browser("committee_officer", first.place)
    said = {"stated_on": "2023-06-21", "paper": "Statement 7", **typed}
    page = officer.send(f"/s/{first.place.code}/works/bank", **said)
    assert page.status == 422
    assert problem in " ".join(page.problems)
    assert all(page.values[name] == [value] for name, value in typed.items())
    assert balances(db) == 0


def test_a_work_is_left_out_and_a_difference_is_explained_at_its_line(
    make: Make, browser: People, db: Session
) -> None:
    first = two_paid_works(make)
    here = f"/s/{first.place.code}"
    officer = browser("committee_officer", first.place)
    said = {"stated_on": "2023-06-21", "paper": "Statement 7", "amount2": "1,382,000", "reason2": "A fee"}
    assert f"{here}/works/bank" in officer.get(f"{here}/works/2/bank/record").links
    assert officer.send(f"{here}/works/bank", **said).status == 200
    row = db.scalars(select(BankBalance)).one()
    assert (row.amount, row.book, row.reason) == (rupees(1_382_000), rupees(1_382_400), "A fee")
    db.rollback()
    assert "A fee" in officer.get(f"{here}/works/2/bank").text


def test_each_works_refusal_is_named_with_its_number(make: Make, db: Session) -> None:
    first = two_paid_works(make)
    wrong = BankBalanceInput(date(2023, 6, 21), 5, "Statement 7", "")
    with writing(make.engine) as own, pytest.raises(Refused) as refused:
        act = story.by(own, first, "committee_officer", at(date(2023, 6, 21)))
        record_balances(act, {1: wrong, 2: wrong, 9: wrong})
    assert [each.field for each in refused.value.each] == ["reason1", "reason2", "amount9"]
    assert balances(db) == 0


def test_only_who_writes_the_cash_book_compares(make: Make, browser: People) -> None:
    first = two_paid_works(make)
    for role in ("facilitator", "programme_manager", "local_authority"):
        visitor = browser(role, first.place)
        page: Page = visitor.get(f"/s/{first.place.code}/works/bank")
        assert page.status == (200 if visitor.get(f"{first.url}/bank/record").status == 200 else 404)
