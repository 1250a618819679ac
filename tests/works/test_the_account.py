"""The account: when released money came and how much of it, and what the bank says beside the cash book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import CashBookEntry
from tests.browser import Browser
from tests.contracts.story import at, by, rupees, signed
from tests.factories import Make
from tests.works.test_instalments import ask, first_paid, release, spend

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def test_the_agency_is_late_until_it_pays_and_the_days_to_the_account_are_told_beside_it(
    make: Make, browser: People, db: Session
) -> None:
    story: Any = signed(make)
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/tranches/1/arrival"
    page = cleo.send(url, arrived_on="2023-05-20", amount="1,036,800")
    assert "is not released yet" in page.text
    ask(db, story, 1, at(date(2023, 5, 3)))
    release(db, story, 1, at(date(2023, 5, 11)))
    db.commit()
    page = cleo.get(story.url)
    assert "paid after 8 days" in page.text and "Was something paid?" not in page.text
    assert "Instalment 1 was released on 11 May 2023 Say when it came" in page.text
    page = cleo.send(url, arrived_on="2023-05-02", amount="1,036,800")
    assert "Its money cannot have come before." in page.problems[0]
    page = cleo.send(url, arrived_on="2023-05-20", amount="1,036,800")
    assert "1,036,800 PKR came on 20 May 2023: on the account after 17 days" in page.text
    assert "Was something paid?" in page.text and "Instalment 1 was released on" not in page.text
    # It paid in time. The days of the bank are not its own.
    assert "paid after 8 days" in page.text and "days late" not in page.text
    assert "The agency was late" not in browser().get(f"/board/{story.place.code}").text
    page = cleo.send(url, arrived_on="2023-05-22", amount="1,036,800")
    assert "Write what was wrong." in page.problems[0]
    page = cleo.send(url, arrived_on="2023-05-22", amount="1,035,800")
    assert "The agency released 1,036,800 PKR." in page.problems[0]
    why = "The bank took a fee"
    page = cleo.send(url, arrived_on="2023-05-22", amount="1,035,800", reason=why)
    assert "not the sum that was released" in page.text and "on the account after 19 days" in page.text
    manager = browser("programme_manager", story.place)
    assert (
        "The sum that came is not the sum that was released."
        in manager.get(f"/s/{story.place.code}/works").text
    )
    assert manager.get(url).status == 404
    page = cleo.get(url)
    assert why in page.text and "Recorded on" in page.text and "Replaced" in page.text


def test_what_did_not_come_cannot_be_paid_out(make: Make, browser: People, db: Session) -> None:
    story: Any = signed(make, in_cash=0)
    first_paid(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    short = {"arrived_on": "2023-05-20", "amount": "1,000,000", "reason": "The bank kept the rest"}
    assert cleo.send(f"{story.url}/tranches/1/arrival", **short).status == 200
    line = {"spent_on": "2023-05-21", "what": "Bricks", "amount": "1,036,800", "paper": "Bill 1"}
    page = cleo.send(f"{story.url}/spending/record", **line)
    assert "Only 1,000,000 PKR is left" in page.problems[0]
    assert cleo.send(f"{story.url}/spending/record", **{**line, "amount": "1,000,000"}).status == 200
    came = {**short, "amount": "1,036,800", "reason": "The rest came"}
    assert cleo.send(f"{story.url}/tranches/1/arrival", **came).status == 200
    rest = {**line, "amount": "36,800", "paper": "Bill 2"}
    assert cleo.send(f"{story.url}/spending/record", **rest).status == 200


def test_what_nobody_has_said_came_is_on_its_way_and_pays_nothing(
    make: Make, browser: People, db: Session
) -> None:
    story: Any = signed(make, in_cash=0)
    ask(db, story, 1, at(date(2023, 5, 3)))
    release(db, story, 1, at(date(2023, 5, 11)))
    db.commit()
    cleo = browser("committee_officer", story.place)
    coming = "Released 1,036,800 On its way (nobody has said yet that it came) 1,036,800 Given in money 0"
    nothing = f"{coming} Spent (with receipts) 0 Left in the cash book 0 PKR"
    assert nothing in cleo.get(story.url).text
    line = {"spent_on": "2023-05-21", "what": "Bricks", "amount": "400,000", "paper": "Bill 1"}
    page = cleo.send(f"{story.url}/spending/record", **line)
    why = "Only 0 PKR is left of what came. 1,036,800 PKR more was released, and nobody has said yet"
    assert why in page.problems[0] and page.values["what"] == ["Bricks"]
    lines = {f"{name}1": value for name, value in line.items() if name != "spent_on"}
    page = cleo.send(f"{story.url}/spending/several", spent_on="2023-05-21", **lines)
    assert why in page.problems[0]
    stated = {"stated_on": "2023-05-31", "amount": "1,036,800", "paper": "Statement of May"}
    page = cleo.send(f"{story.url}/bank/record", **stated)
    assert "According to the cash book, there should be 0 PKR." in page.problems[0]
    assert cleo.send(f"{story.url}/tranches/1/arrival", arrived_on="2023-05-20").status == 200
    assert cleo.send(f"{story.url}/spending/record", **line).status == 200
    left = (
        "Released 1,036,800 Given in money 0 Spent (with receipts) 400,000 Left in the cash book 636,800 PKR"
    )
    assert left in cleo.get(story.url).text
    assert journal.verify(db).first_bad is None


def test_a_book_from_before_in_which_nobody_said_that_money_came_shows_no_sum_below_nothing(
    make: Make, browser: People, db: Session
) -> None:
    story: Any = signed(make, in_cash=0)
    ask(db, story, 1, at(date(2023, 5, 3)))
    release(db, story, 1, at(date(2023, 5, 11)))
    act = by(db, story, "committee_officer", at(date(2023, 5, 21)))
    line = {
        "number": 1,
        "spent_on": act.today,
        "what": "Bricks",
        "amount": rupees(400_000),
        "paper": "Bill 1",
    }
    # As servers wrote it that did not ask for the day yet.
    db.add(CashBookEntry(**act.columns, contract_id=story.id, **line))
    act.note("spending.record", "contract 1 line 1")
    db.commit()
    cleo, reader = browser("committee_officer", story.place), browser("technical_officer", story.place)
    untold = "1,036,800 PKR was released, and nobody has said yet that it came."
    for visitor in (cleo, reader):
        for page in (story.url, f"{story.url}/bank"):
            text = visitor.get(page).text
            assert untold in text and "Left in the cash book" not in text and "400,000 PKR" in text, page
        assert ("Say when it came" in visitor.get(f"{story.url}/bank").text) is (visitor is cleo)
    stated = {"stated_on": "2023-05-31", "amount": "636,800", "paper": "Statement of May"}
    assert "First say on which day it came" in cleo.send(f"{story.url}/bank/record", **stated).problems[0]
    assert cleo.send(f"{story.url}/tranches/1/arrival", arrived_on="2023-05-20").status == 200
    text = cleo.get(story.url).text
    assert "Left in the cash book 636,800 PKR" in text and untold not in text


def test_the_bank_is_compared_with_the_cash_book_of_that_day(
    make: Make, browser: People, db: Session
) -> None:
    story: Any = signed(make, in_cash=rupees(74_000))
    first_paid(db, story)
    spend(db, story, date(2023, 5, 20), 500_000)
    spend(db, story, date(2023, 6, 2), 100_000)
    db.commit()
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/bank"
    stated = {"stated_on": "2023-05-31", "amount": "536,800", "paper": "Statement of May"}
    page = cleo.send(f"{url}/record", **stated)
    assert "Left in the cash book today 436,800 PKR" in page.text
    assert "536,800" in page.text and "Difference" in page.text
    page = cleo.send(f"{url}/record", **{**stated, "stated_on": "2023-06-30", "amount": "436,300"})
    assert "According to the cash book, there should be 436,800 PKR." in page.problems[0]
    explained = {**stated, "stated_on": "2023-06-30", "amount": "436,300", "reason": "A fee of the bank"}
    page = cleo.send(f"{url}/record", **explained)
    assert (
        "-500" in page.text.replace("\u2212", "-").replace("\u200e", "") and "A fee of the bank" in page.text
    )
    page = cleo.send(f"{url}/record", **{**stated, "stated_on": "2023-05-10", "amount": "0"})
    assert page.status == 200, "before the first instalment came there was nothing"
    page = cleo.send(f"{url}/2/strike", reason="Read wrongly")
    assert "Struck on" in page.text and "Read wrongly" in page.text
