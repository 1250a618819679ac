"""What the community gives: money can be spent, labour and materials count by their value and pay nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.contributions import actions
from peoplesprocess.core.contributions import ContributionInput
from peoplesprocess.core.messages import Refused
from peoplesprocess.models import ContributionEntry
from tests.browser import Browser
from tests.contracts.story import at, by, rupees, signed
from tests.factories import Make
from tests.works.test_instalments import first_paid, spend

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
LABOUR = {
    "kind": "labour",
    "given_on": "2023-05-20",
    "what": "Digging the pits",
    "women_days": "24",
    "men_days": "36",
    "value": "60,000",
}
DAY = date(2023, 5, 20)


def test_labour_is_given_and_pays_nothing(make: Make, browser: People, db: Session) -> None:
    story = signed(make, in_cash=rupees(74_000))
    first_paid(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/contributions"
    assert "Nothing is recorded yet." in cleo.get(url).text
    page = cleo.send(f"{url}/record", **LABOUR)
    for words in (
        "Agreed in the contract 384,000",
        "Of this, to be paid in money 74,000",
        "Given in labour 60,000",
    ):
        assert words in page.text
    assert "Days of work without pay: women 24, men 36." in page.text
    line = {"spent_on": "2023-05-21", "what": "Cement", "amount": "1,036,801", "paper": "Bill 1"}
    page = cleo.send(f"{story.url}/spending/record", **line)
    assert "Only 1,036,800 PKR is left" in page.problems[0], "labour is no money, and nobody gave any yet"
    given = {"kind": "cash", "given_on": "2023-05-02", "what": "Collected", "value": "74,000"}
    page = cleo.send(f"{url}/record", **given)
    assert "Give the number of the receipt" in page.problems[0]
    cleo.send(f"{url}/record", **given, paper="Receipt book 1")
    page = cleo.send(f"{story.url}/spending/record", **line)
    assert "Left in the cash book 73,999 PKR" in page.text
    assert "Spent (with receipts) 1,036,801" in page.text, "no money paid for labour"
    assert "Given in labour and materials 60,000 What the work cost so far 1,096,801" in page.text
    page = cleo.send(f"{url}/2/strike", reason="Counted twice")
    assert "Without this, more would be paid than came: only 73,999 PKR is left." in page.problems[0]
    page = cleo.send(f"{url}/1/strike", reason="It was another work")
    assert "Struck on" in page.text and "It was another work" in page.text
    assert "Given in labour 0" in page.text
    assert "Given in materials 0" in browser("local_authority", story.place).get(url).text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"women_days": "-3"}, "This must be at least 0."),
        ({"women_days": "", "men_days": ""}, "Write how many days women and men worked without pay."),
        ({"given_on": "2023-04-29"}, "Give 30 Apr 2023 or a later day."),
        ({"kind": "materials"}, "Days belong to labour."),
        (
            {"kind": "materials", "women_days": "", "men_days": ""},
            "Write how much it was, and in which unit.",
        ),
        ({"quantity": "3", "unit": "bags"}, "A quantity belongs to materials."),
        ({"value": "0"}, "Give a sum above 0."),
        ({"value": "3,840,001"}, "This is more than the contract has left."),
        ({"what": ""}, "Write what was given."),
    ],
)
def test_what_cannot_have_been_given_is_refused(
    make: Make, browser: People, db: Session, fields: dict[str, str], problem: str
) -> None:
    story = signed(make)
    page = browser("committee_officer", story.place).send(
        f"{story.url}/contributions/record", **{**LABOUR, **fields}
    )
    assert problem in page.problems[0]
    assert not db.scalar(select(func.count(ContributionEntry.id)))


def test_a_contract_from_before_counts_all_that_is_given_as_money_but_for_what_is_recorded_in_kind(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    labour = ContributionInput("labour", DAY, "Digging", rupees(310_000), women_days=100, men_days=210)
    actions.record_contribution(by(db, story, "committee_officer", at(DAY)), 1, labour)
    with pytest.raises(Refused):
        spend(db, story, DAY, 74_001)
    db.rollback()
    actions.record_contribution(by(db, story, "committee_officer", at(DAY)), 1, labour)
    spend(db, story, DAY, 74_000)
    db.commit()
    page = browser("committee_officer", story.place).get(f"{story.url}/contributions")
    assert "This contract does not say how much of the contribution is money" in page.text


def test_money_beyond_what_such_a_contract_agreed_is_not_taken_away_once_it_is_spent(
    make: Make, db: Session
) -> None:
    story = signed(make)
    for value in (500_000, 100_000):
        cash = ContributionInput("cash", DAY, "Collected", rupees(value), paper="Receipt")
        actions.record_contribution(by(db, story, "committee_officer", at(DAY)), 1, cash)
        db.flush()
    spend(db, story, DAY, 550_000)
    with pytest.raises(Refused, match="Without this, more would be paid than came"):
        actions.strike_contribution(by(db, story, "committee_officer", at(DAY)), 1, 2, "Twice")
    actions.record_contribution(by(db, story, "committee_officer", at(DAY)), 1, cash)
    db.flush()
    actions.strike_contribution(by(db, story, "committee_officer", at(DAY)), 1, 2, "Twice")


def test_a_new_contract_says_how_much_of_the_contribution_is_money(make: Make, browser: People) -> None:
    story = signed(make, parties=())
    url = f"/s/{story.place.code}/contracts/1/change"
    bo = browser("facilitator", story.place)
    page = bo.send(url, contribution="384,000", in_cash="384,001")
    assert "it cannot be more than all of it" in page.problems[0]
    assert (
        "Of this, to be paid in money 74,000" in bo.send(url, contribution="384,000", in_cash="74,000").text
    )
    assert "Of this, to be paid in money 0" in bo.send(url, in_cash="").text, "the plan has no cash"


def test_who_does_not_keep_the_books_records_nothing(make: Make, browser: People) -> None:
    story: Any = signed(make)
    for role in ("technical_officer", "finance_officer", "programme_manager", "local_authority"):
        visitor = browser(role, story.place)
        for page in ("contributions", "muster-rolls", "bank"):
            assert visitor.get(f"{story.url}/{page}").status == 200
            assert visitor.get(f"{story.url}/{page}/record").status == 404
