"""Money that came back stands against what was spent: what it rests on does not leave the cash book alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.core.messages import Refused
from peoplesprocess.labour.actions import (
    MusterRollInput,
    correct_muster_roll,
    record_muster_roll,
    strike_muster_roll,
)
from peoplesprocess.purchases.actions import PriceComparisonInput, QuotationInput, compare
from peoplesprocess.works import corrections
from peoplesprocess.works.actions import CashBookInput, record_spending
from peoplesprocess.works.cash_book import PAID_UNTIL
from peoplesprocess.works.tranche_arrivals import TrancheArrivalInput, confirm_arrival
from tests.browser import Browser
from tests.contracts.story import at, by, rupees, signed
from tests.factories import Make
from tests.works.test_instalments import first_paid

People = Callable[..., Browser]
MAY, JUNE = date(2023, 5, 20), date(2023, 6, 10)
ROLL = MusterRollInput(
    "unskilled", "Digging", date(2023, 5, 12), MAY, 50, rupees(1_000), 50, rupees(1_000), MAY, "Roll 1", ""
)
SAND = CashBookInput(MAY, "Sand", rupees(300_000), "Bill 1")
BACK = CashBookInput(date(2023, 5, 25), "Sand was sent back", rupees(300_000), "Note 1", refund=True)


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    """A contract whose first instalment came, with sand that was bought and sent back."""
    return sent_back(db, signed(make))


@pytest.fixture
def no_gifts(make: Make, db: Session) -> Any:
    """The same, where the community gives no money."""
    return sent_back(db, signed(make, in_cash=0))


def sent_back(db: Session, found: Any) -> Any:
    first_paid(db, found)
    treasurer = at_work(db, found)
    record_spending(treasurer, 1, SAND)
    record_spending(treasurer, 1, BACK)
    db.commit()
    return found


def at_work(db: Session, story: Any) -> Act:
    return by(db, story, "committee_officer", at(JUNE))


def refuse_all(db: Session, story: Any, acts: list[Callable[[Act], object]]) -> None:
    """Each is refused with the day and the way out, and leaves no trace."""
    for each in acts:
        with pytest.raises(Refused, match="Some money of this line came back"):
            each(at_work(db, story))
        db.rollback()
    assert (PAID_UNTIL.get(db, contract=story.id, day=JUNE) or 0) >= 0


def test_a_line_against_which_money_came_back_is_not_taken_away_alone(story: Any, db: Session) -> None:
    less = CashBookInput(MAY, "Sand", rupees(100), "Bill 1")
    later = CashBookInput(date(2023, 5, 30), "Sand", rupees(300_000), "Bill 1")
    counter = corrections.CounterEntryInput(date(2023, 5, 29), "Counted twice", rupees(1), "Bill 1")
    refuse_all(
        db,
        story,
        [
            lambda act: corrections.strike_spending(act, 1, 1, "Not ours"),
            lambda act: corrections.correct_spending(act, 1, 1, less, "Too much"),
            lambda act: corrections.correct_spending(act, 1, 1, later, "Another day"),
            lambda act: corrections.counter_spending(act, 1, 1, counter),
        ],
    )


def test_once_that_line_is_struck_the_other_can_be_too(story: Any, db: Session) -> None:
    act = at_work(db, story)
    corrections.strike_spending(act, 1, 2, "It was kept")
    corrections.correct_spending(act, 1, 1, replace(SAND, amount=rupees(200_000)), "Too much")
    assert PAID_UNTIL.get(db, contract=story.id, day=JUNE) == rupees(200_000)


def test_the_same_money_does_not_come_back_twice_with_an_earlier_day(story: Any, db: Session) -> None:
    earlier = replace(BACK, spent_on=date(2023, 5, 22), paper="Note 2")
    with pytest.raises(Refused, match="With the money that came back later") as refusal:
        record_spending(at_work(db, story), 1, earlier)
    assert refusal.value.field == "amount"
    db.rollback()
    assert PAID_UNTIL.get(db, contract=story.id, day=JUNE) == 0


def test_money_that_came_back_and_was_spent_again_does_not_become_less(no_gifts: Any, db: Session) -> None:
    """By correcting the line to a smaller sum more had been paid than ever came."""
    story, rest = no_gifts, CashBookInput(date(2023, 5, 26), "Cement", rupees(1_036_800), "Bill 7")
    record_spending(at_work(db, story), 1, rest)
    db.commit()
    less = replace(BACK, amount=rupees(100))
    with pytest.raises(Refused, match="more would be paid than came"):
        corrections.correct_spending(at_work(db, story), 1, 2, less, "A smaller sum")
    db.rollback()
    same = replace(BACK, paper="Note 2")
    corrections.correct_spending(at_work(db, story), 1, 2, same, "Another paper")
    assert PAID_UNTIL.get(db, contract=story.id, day=JUNE) == rupees(1_036_800)


def test_money_that_is_spent_is_not_said_to_have_come_less(no_gifts: Any, db: Session) -> None:
    story, rest = no_gifts, CashBookInput(date(2023, 5, 26), "Cement", rupees(1_000_000), "Bill 7")
    record_spending(at_work(db, story), 1, rest)
    db.commit()
    on = date(2023, 5, 20)
    short = TrancheArrivalInput(on, rupees(999_999), "The bank kept the rest")
    with pytest.raises(Refused, match="more would be paid than came"):
        confirm_arrival(at_work(db, story), 1, 1, short)
    db.rollback()
    confirm_arrival(at_work(db, story), 1, 1, replace(short, amount=rupees(1_000_000)))


def test_wages_that_came_back_hold_their_roll(make: Make, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    record_muster_roll(at_work(db, story), 1, ROLL)
    record_spending(at_work(db, story), 1, replace(BACK, amount=rupees(60_000)))
    db.commit()
    fewer = replace(ROLL, women_days=25, men_days=25)
    refuse_all(
        db,
        story,
        [
            lambda act: strike_muster_roll(act, 1, 1, "Nobody came"),
            lambda act: correct_muster_roll(act, 1, 1, fewer, "Fewer came"),
        ],
    )


def test_what_came_back_of_a_comparison_holds_what_was_paid_on_it(make: Make, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    asked = [QuotationInput(f"Depot {n}", rupees(300_000 + n), MAY, "") for n in range(3)]
    compare(at_work(db, story), 1, PriceComparisonInput("Sand", asked, 1, ""))
    for line in (replace(SAND, comparison=1), replace(BACK, comparison=1), replace(SAND, paper="Bill 2")):
        record_spending(at_work(db, story), 1, line)
    db.commit()
    refuse_all(
        db,
        story,
        [
            lambda act: corrections.strike_spending(act, 1, 1, "Not ours"),
            lambda act: corrections.correct_spending(act, 1, 1, SAND, "Without quotations"),
        ],
    )


def test_the_page_says_what_to_do_and_keeps_what_was_typed(story: Any, browser: People) -> None:
    cleo = browser("committee_officer", story.place)
    page = cleo.send(f"{story.url}/spending/1/strike", reason="Not ours")
    assert page.status == 422
    assert "First strike or correct the line with the money that came back." in page.problems[0]
    assert page.values["reason"] == ["Not ours"]
