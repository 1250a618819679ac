"""What was just written into the books of a work is undone by the same word beside "Saved."."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import CashBookEntry, Handover, Strike
from tests.browser import Browser
from tests.closure.test_repair_fund import FEES
from tests.contracts.story import rupees, signed
from tests.contributions.test_contributions import LABOUR
from tests.exports.test_books import BANK, SAND
from tests.factories import Make
from tests.finished_work import almost_built
from tests.labour.test_muster_rolls import ROLL
from tests.purchases.test_purchases import ASKED, THIRD
from tests.scorecards.test_what_groups_say import WOMEN
from tests.undo.test_undo import newest, undo_link, undone
from tests.works.test_instalments import first_paid

People = Callable[..., Browser]


@pytest.mark.parametrize(
    ("page", "fields", "told", "act"),
    [
        ("contributions", LABOUR, "You recorded contribution 1 to work 1.", "contribution.strike"),
        ("muster-rolls", ROLL, "You recorded muster roll 1 of work 1.", "muster_roll.strike"),
        (
            "quotations",
            {**ASKED, **THIRD, "chosen": "2"},
            "You compared quotations for work 1, comparison 1.",
            "comparison.strike",
        ),
        ("stock", SAND, "You wrote line 1 of thing 1 in the store of work 1.", "stock.strike"),
        ("bank", BANK, "You compared the bank with the cash book of work 1", "bank_balance.strike"),
    ],
)
def test_what_the_committee_wrote_is_undone(
    make: Make, browser: People, db: Session, page: str, fields: dict[str, str], told: str, act: str
) -> None:
    story: Any = signed(make, in_cash=rupees(74_000))
    first_paid(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    written = cleo.send(f"{story.url}/{page}/record", **fields)
    answer = undone(cleo, written, told)
    assert f"{story.url}/{page}" in answer.links or "Undone by its author." in answer.text
    assert newest(db, story.place) == act
    assert db.scalar(select(func.count(Strike.id))) == (2 if page == "muster-rolls" else 1)
    if page == "muster-rolls":
        assert db.scalar(select(func.count(CashBookEntry.id))) == 1, "the wages are struck with the roll"
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_a_point_for_photos_is_undone(make: Make, browser: People, db: Session) -> None:
    story: Any = signed(make)
    sam = browser("technical_officer", story.place)
    page = sam.send(f"{story.url}/points/add", name="From the bridge")
    undone(sam, page, "You added point 1 for the photos of work 1.")
    assert newest(db, story.place) == "fixed_point.strike"


def test_a_scorecard_and_a_line_of_the_repair_fund_are_undone(
    make: Make, browser: People, db: Session
) -> None:
    work = almost_built(make)
    bo, cleo = browser("facilitator", work.place), browser("committee_officer", work.place)
    page = bo.send(f"/s/{work.place.code}/works/1/scorecards/record", **WOMEN, held_on="2023-09-10")
    assert undo_link(cleo.get(f"/s/{work.place.code}/works/1/scorecards?saved=1")) == "", "it is not hers"
    undone(bo, page, "You recorded scorecard 1 of work 1.")
    assert newest(db, work.place) == "scorecard.strike"
    said = {"receiver": "Users", "caretaker": "One", "tasks": "Clean", "fee": 0, "fund": 0}
    handed = {"contract_id": work.contract_id, "handed_on": date(2023, 9, 24), "made_by": None}
    work.add(lambda session, common: session.add(Handover(**common, **said, **handed)))
    page = cleo.send(f"{work.url}/fund/record", **FEES)
    answer = undone(cleo, page, "You wrote line 1 of the repair fund of work 1.")
    assert answer.h1 == "The repair fund holds 0 PKR" and newest(db, work.place) == "repair_fund.strike"


def test_what_was_used_meanwhile_is_not_undone(make: Make, browser: People, db: Session) -> None:
    story: Any = signed(make, in_cash=rupees(74_000))
    first_paid(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    link = undo_link(cleo.send(f"{story.url}/stock/record", **SAND))
    out = {"item": "1", "moved_on": "2023-05-20", "kind": "out", "quantity": "4"}
    cleo.send(f"{story.url}/stock/record", **out)
    assert "Something has been recorded here after it" in cleo.get(link).text
