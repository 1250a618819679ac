"""Spent is what the cash book paid; labour and materials that were given stand by themselves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import SettlementSummary, TrancheArrival, Visit
from tests.browser import Browser
from tests.contracts.story import rupees, signed
from tests.factories import Make
from tests.works.test_instalments import first_paid, spend, visit

People = Callable[..., Browser]
LABOUR = {
    "kind": "labour",
    "given_on": "2023-05-20",
    "what": "Digging the pits",
    "women_days": "24",
    "men_days": "36",
    "value": "60,000",
}
SAND = {
    "kind": "materials",
    "given_on": "2023-05-21",
    "what": "Sand",
    "quantity": "3",
    "unit": "trucks",
    "value": "30,000",
}


@pytest.fixture
def story(make: Make, browser: People, db: Session) -> Any:
    """311,000 are paid, labour and sand worth 90,000 are given, and a visit measured on 29 May."""
    found = signed(make, in_cash=0)
    first_paid(db, found)
    spend(db, found, date(2023, 5, 20), 311_000)
    db.commit()
    cleo = browser("committee_officer", found.place)
    for given in (LABOUR, SAND):
        assert cleo.send(f"{found.url}/contributions/record", **given).status == 200
    visit(db, found, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    return found


def test_the_work_says_what_was_paid_what_was_given_and_what_both_cost(story: Any, browser: People) -> None:
    manager = browser("programme_manager", story.place)
    page = manager.get(story.url).text
    assert "Spent (with receipts) 311,000" in page
    assert "Given in labour and materials 90,000 What the work cost so far 401,000" in page
    assert "Left of the contract sum 3,439,000 PKR" in page
    assert "At least 70 % of the money released is spent (with receipts): 30 %" in page
    seen = manager.get(f"{story.url}/visits/1").text
    assert "Spent until then (with receipts) 311,000" in seen
    assert (
        "Given in labour and materials until then 90,000 What the work had cost by then 401,000 PKR" in seen
    )
    assert "29 May 2023 22 % 311,000 90,000" in page, "the table of visits has a column for each"


def test_the_public_board_says_the_same_sums(story: Any, browser: People) -> None:
    board = browser().get(f"/board/{story.place.code}").text
    assert "Spent 311,000" in board
    assert "Given in labour and materials 90,000 What the work cost so far 401,000" in board
    work = browser().get(f"/board/{story.place.code}/work/1").text
    assert "22 % built, 311,000 PKR spent, 90,000 PKR given in labour and materials" in work


def test_overviews_and_the_report_add_up_what_was_paid(story: Any, browser: People, db: Session) -> None:
    kept = db.execute(select(SettlementSummary.spent, SettlementSummary.given_in_kind)).one()
    assert tuple(kept) == (rupees(311_000), rupees(90_000))
    assert settlement_summaries.verify(db.connection()).first_bad is None
    db.rollback()
    manager = browser("programme_manager", story.place)
    home = next(link for link in manager.get("/").links if re.fullmatch(r"/p/[^/.?]+", link))
    assert "1,036,800 311,000 90,000" in manager.get(home).text
    report = manager.get(f"{home}/report").text
    assert "1,036,800 PKR 311,000 PKR 90,000 PKR" in report
    assert "Quarter 2 of 2023 1,036,800 PKR 0 PKR 311,000 PKR 90,000 PKR" in report


def test_files_have_a_column_for_what_was_given(story: Any, browser: People) -> None:
    bo = browser("facilitator", story.place)
    place = f"/s/{story.place.code}"
    visits = bo.get(f"{place}/export/visits.csv").html
    assert "Given in labour and materials until then" in visits.splitlines()[0]
    assert "311000" in visits and "90000" in visits


def test_what_was_given_until_a_visit_is_one_sum_on_pages_and_in_the_file(
    story: Any, browser: People
) -> None:
    """Labour that is typed in later, and sand that is struck: pages and the file kept the sum of that day."""
    cleo, place = browser("committee_officer", story.place), f"/s/{story.place.code}"
    late = {**LABOUR, "given_on": "2023-05-28", "what": "Carrying stones", "value": "6,000"}
    assert cleo.send(f"{story.url}/contributions/record", **late).status == 200
    cleo.send(f"{story.url}/contributions/2/strike", reason="It came from the agency")
    said = "22 % built, 311,000 PKR spent, 66,000 PKR given in labour and materials"
    assert said in browser().get(f"/board/{story.place.code}/work/1").text
    assert "29 May 2023 22 % 311,000 66,000" in cleo.get(story.url).text
    seen = cleo.get(f"{story.url}/visits/1").text
    assert "until then 66,000 What the work had cost by then 377,000 PKR" in seen
    cleo.send(f"{story.url}/spending/1/correct", amount="31,100", reason="One nought too many")
    (row,) = csv.DictReader(io.StringIO(cleo.get(f"{place}/export/visits.csv").html.lstrip("\ufeff")))
    assert (row["Spent until then"], row["Given in labour and materials until then"]) == (
        "31100.00",
        "66000.00",
    )
    cleo.send(f"{story.url}/contributions/1/strike", reason="Counted twice")
    cleo.send(f"{story.url}/contributions/3/strike", reason="Counted twice")
    assert "given in labour" not in browser().get(f"/board/{story.place.code}/work/1").text


def test_what_the_bank_kept_is_a_line_of_the_sum(story: Any, browser: People, db: Session) -> None:
    cleo = browser("committee_officer", story.place)
    short = {"arrived_on": "2023-05-12", "amount": "1,036,300", "reason": "The bank took a fee"}
    page = cleo.send(f"{story.url}/tranches/1/arrival", **short)
    kept = "Released 1,036,800 Kept by the bank on the way 500 Given in money 0 Spent (with receipts) 311,000"
    assert kept in page.text
    page = cleo.get(f"{story.url}/bank")
    assert f"{kept} Left in the cash book today 725,300 PKR" in page.text
    stated = {"stated_on": "2023-06-30", "amount": "725,800", "paper": "Statement of June"}
    page = cleo.send(f"{story.url}/bank/record", **stated)
    assert "According to the cash book, there should be 725,300 PKR." in page.problems[0], (
        "the wrong one is asked about"
    )
    page = cleo.send(f"{story.url}/bank/record", **{**stated, "amount": "725,300"})
    assert "725,300 725,300 none" in page.text, "the true one is none"
    assert "Kept by the bank on the way 500" in browser().get(f"/board/{story.place.code}").text
    assert db.scalar(select(func.count(TrancheArrival.id))) == 2, "both days stay readable"


def test_more_money_than_was_released_is_told_and_compared(story: Any, browser: People) -> None:
    cleo = browser("committee_officer", story.place)
    more = {"arrived_on": "2023-05-12", "amount": "1,036,900", "reason": "The agency rounded up"}
    assert "More came than was released 100" in cleo.send(f"{story.url}/tranches/1/arrival", **more).text
    stated = {"stated_on": "2023-06-30", "amount": "725,900", "paper": "Statement of June"}
    assert "725,900 725,900 none" in cleo.send(f"{story.url}/bank/record", **stated).text


def test_a_visit_keeps_what_had_been_paid_and_given_on_its_day(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    cleo.send(f"{story.url}/contributions/record", **{**LABOUR, "given_on": "2023-06-02"})
    kept = db.execute(select(Visit.spent, Visit.given_in_kind)).one()
    assert tuple(kept) == (rupees(311_000), rupees(90_000))
