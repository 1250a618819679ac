"""Three sellers are asked before a large purchase, and the store's book never says less than nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.purchases import moved
from peoplesprocess.models import CashBookEntry, Programme, StockItem
from tests.browser import Browser
from tests.contracts.story import contract, endorse_plan, rupees
from tests.factories import Make
from tests.works.test_instalments import first_paid

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
LINE = {"spent_on": "2023-05-20", "what": "Cement", "amount": "212,000", "paper": "Bill 1"}
ASKED = {
    "what": "60 bags of cement",
    **{
        f"{name}{row}": value
        for row, values in enumerate(
            (("Canal road store", "215,000", "2023-05-15"), ("Depot", "212,000", "2023-05-15")), start=1
        )
        for name, value in zip(("supplier", "amount", "quoted_on"), values, strict=True)
    },
}
THIRD = {"supplier4": "New market", "amount4": "231,000", "quoted_on4": "2023-05-16", "paper4": "Offer 4"}


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    rules = replace(ProgrammeRules(), quotations_above=rupees(200_000), quotations_currency="PKR")
    place = make.settlement(make.programme(rules=rules.stored()), planned=True, envelope=rupees(7_500_000))
    endorse_plan(make, place)
    found = contract(make, place, in_cash=rupees(74_000))
    first_paid(db, found)
    db.commit()
    return found


def test_a_large_purchase_waits_for_three_quotations_or_a_reason(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    spending, url = f"{story.url}/spending/record", f"{story.url}/quotations"
    assert cleo.send(spending, **{**LINE, "amount": "200,000", "paper": "Bill 0"}).status == 200
    page = cleo.send(spending, **LINE)
    assert "Before a purchase above 200,000 PKR, ask three sellers" in page.problems[0]
    assert f"{url}/record" in page.links
    page = cleo.send(f"{url}/record", **ASKED, chosen="2")
    assert (
        "Only 2 quotations are written. Ask three sellers, or write why fewer were asked." in page.problems[0]
    )
    page = cleo.send(f"{url}/record", **ASKED, **THIRD, chosen="3")
    assert "Choose one of the quotations that are written here." in page.problems[0]
    page = cleo.send(f"{url}/record", **ASKED, **{**THIRD, "supplier4": "depot "}, chosen="4")
    assert "supplier4" in page.html and "Each quotation must be from a different seller." in page.problems[0]
    page = cleo.send(f"{url}/record", **ASKED, **THIRD, chosen="1")
    assert "The cheapest is not chosen. Write why." in page.problems[0]
    page = cleo.send(f"{url}/record", **ASKED, **THIRD, chosen="2")
    assert "Depot chosen" in page.text and "Paid for it until now: 0 PKR" in page.text
    page = cleo.send(spending, **{**LINE, "amount": "212,001"}, comparison="1")
    assert "The chosen quotation is for 212,000 PKR, and 0 PKR of it is paid." in page.problems[0]
    assert cleo.send(spending, **LINE, comparison="1").status == 200
    assert f"{url}/1" in cleo.get(f"{story.url}/spending/2").links
    page = cleo.send(f"{url}/1/strike", reason="Never asked")
    assert "Lines of the cash book are based on this comparison." in page.problems[0]
    back = {"spent_on": "2023-05-21", "what": "Bags given back", "amount": "12,000", "paper": "Back 1"}
    page = cleo.send(f"{spending}", **{**back, "amount": "212,001"}, refund="yes", comparison="1")
    assert "No more money can come back than was paid for these quotations." in page.problems[0]
    cleo.send(f"{story.url}/spending/2/counter", **back)
    assert "Paid for it until now: 200,000 PKR" in cleo.get(f"{url}/1").text
    page = cleo.send(f"{url}/1/correct", chosen="1", why="It delivers", reason="The wrong shop was ticked")
    assert "Canal road store chosen" in page.text and "The wrong shop was ticked" in page.text
    assert "Depot chosen" in page.text, "what stood there before stays readable"
    assert "200,000" in browser("finance_officer", story.place).get(url).text
    page = cleo.send(f"{url}/record", what="Sand", supplier1="River", amount1="9", quoted_on1="2023-05-15",
                     chosen="1", why="Only one sells it")  # fmt: skip
    cleo.send(f"{url}/2/strike", reason="It was not bought")
    assert "Choose one from the list." in cleo.send(spending, **LINE, comparison="2").problems[0]
    assert db.scalar(select(func.count(CashBookEntry.id))) == 3


def test_a_programme_sets_the_limit_in_its_own_currency(make: Make, browser: People, db: Session) -> None:
    programme = make.programme()
    make.settlement(programme)
    manager = browser("programme_manager", programme)
    url = f"/p/{programme.code}/rules"
    manager.send(url, quotations_above="2,000", public_reading="yes")
    stored = restored(db.scalars(select(Programme.rules).where(Programme.id == programme.id)).one())
    assert stored.quotation_limit("PKR") == rupees(2_000) and stored.public_reading
    assert stored.quotation_limit("IQD") == 0 == ProgrammeRules().quotation_limit("PKR")
    assert manager.get(url).values["quotations_above"] == ["2,000"]


def test_the_store_never_holds_less_than_nothing_and_a_count_puts_it_right(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/stock"
    new = {"title": "Cement", "unit": "bags", "kind": "in", "moved_on": "2023-05-20", "quantity": "60"}
    assert "Nothing is written yet." in cleo.get(url).text
    assert "Cement 60 bags" in cleo.send(f"{url}/record", **new).text
    assert "is in the list already" in cleo.send(f"{url}/record", **{**new, "title": "CEMENT"}).problems[0]
    used = {"item": "1", "kind": "out", "moved_on": "2023-05-22", "quantity": "60.5"}
    assert "only 60 is there" in cleo.send(f"{url}/record", **used).problems[0]
    cleo.send(f"{url}/record", **{**used, "quantity": "20.5"})
    counted = {"item": "1", "kind": "count", "moved_on": "2023-05-23", "quantity": "38"}
    page = cleo.send(f"{url}/record", **counted)
    assert "According to the book, there should be 39.5." in page.problems[0]
    cleo.send(f"{url}/record", **counted, reason="One bag got wet, half a bag was spilt")
    page = cleo.get(f"{url}/1")
    assert "Left, according to the book: 38 bags" in page.text and "One bag got wet" in page.text
    page = cleo.send(f"{url}/1/2/strike", reason="Another work")
    assert "The store was counted after that, in line 3" in page.problems[0], (
        "38 bags were there, whatever came before"
    )
    cleo.send(f"{url}/1/3/strike", reason="Only one shelf was counted")
    page = cleo.send(f"{url}/1/1/strike", reason="Another work")
    assert "Without this line, more would have gone out than came in." in page.problems[0]
    cleo.send(f"{url}/1/2/strike", reason="Another work")
    assert "Left, according to the book: 60 bags" in cleo.get(f"{url}/1").text
    page = cleo.send(f"{url}/record", **{**new, "title": "Sand", "moved_on": "2023-01-01"})
    assert "Before that, the contract was not signed" in page.problems[0]
    assert db.scalar(select(func.count(StockItem.id))) == 1


@given(st.lists(st.tuples(st.sampled_from(("in", "out", "count")), st.integers(-5, 10**6)), max_size=30))
@settings(max_examples=60, deadline=None, database=None)
def test_whatever_is_written_the_store_holds_nothing_or_more(moves: list[tuple[str, int]]) -> None:
    balance = 0
    for kind, quantity in moves:
        try:
            change = moved(kind, quantity, balance)
        except Refused:
            assert (
                quantity < 0 or (kind != "count" and quantity == 0) or (kind == "out" and quantity > balance)
            )
            continue
        balance += change
        assert balance >= 0
        assert kind != "count" or balance == quantity


def test_technical_help_is_a_line_of_its_own_that_a_later_rule_does_not_change(
    make: Make, browser: People, db: Session
) -> None:
    programme = make.programme(rules=replace(ProgrammeRules(), technical_fee=7).stored())
    place = make.settlement(programme, planned=True, envelope=rupees(7_500_000))
    endorse_plan(make, place)
    contract(make, place)
    manager = browser("programme_manager", place)
    url = f"/s/{place.code}/contracts/1"
    fee = "Technical help costs 7 % of the grant, in addition to it: 241,920 PKR."
    assert fee in manager.get(url).text
    manager.send(f"/p/{programme.code}/rules", technical_fee="9")
    page = manager.get(url)
    assert fee in page.text and "Grant 3,456,000" in page.text
