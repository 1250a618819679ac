"""The repair fund: it begins with what was handed over, never owes, and outlives the closed process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from peoplesprocess.core import repair_fund
from peoplesprocess.core.process.steps import STEPS
from peoplesprocess.models import Handover, StepClosure
from tests.browser import Browser
from tests.factories import Make
from tests.finished_work import almost_built
from tests.statements import statements_of

People = Callable[..., Browser]
FEES = {"moved_on": "2024-01-05", "what": "Fees of three months", "amount": "13,500", "paper": "Page 1"}
DOOR = {"moved_on": "2024-03-20", "what": "A door", "amount": "50,000", "paper": "Bill 1", "out": "yes"}


def test_the_surplus_begins_the_fund_and_every_line_leaves_its_balance(make: Make, browser: People) -> None:
    work = almost_built(make)
    url = f"{work.url}/fund"
    cleo, bo = browser("committee_officer", work.place), browser("facilitator", work.place)
    assert cleo.get(url).status == 404, "there is no fund before the handover"

    def hand_over(db: Session, common: dict[str, object]) -> None:
        said = {"receiver": "Users' group", "caretaker": "One for each lane", "tasks": "Clean", "fee": 3000}
        db.add(
            Handover(
                **common,
                **said,
                made_by=None,
                contract_id=work.contract_id,
                handed_on=date(2023, 9, 24),
                fund=3_900_000,
            )
        )
        db.add_all(StepClosure(**common, made_by=None, step=step.key) for step in STEPS)

    work.add(hand_over)
    assert url in bo.get(work.url).links
    assert cleo.get(url).h1 == "The repair fund holds 39,000 PKR"
    page = cleo.send(f"{url}/record", **DOOR)
    assert "The fund holds 39,000 PKR. 11,000 PKR more would have to come in first." in page.problems[0]
    page = cleo.send(f"{url}/record", **{**FEES, "moved_on": "2023-09-23"})
    assert "Give a day from 24 Sep 2023 until today." in page.problems[0]
    assert cleo.send(f"{url}/record", **FEES).h1 == "The repair fund holds 52,500 PKR"
    page = bo.send(f"{url}/record", **DOOR)
    page.check()
    assert page.h1 == "The repair fund holds 2,500 PKR"
    assert "Fees of three months" in page.text and "52,500" in page.text
    page = cleo.send(f"{url}/1/strike", reason="Written twice")
    assert "11,000 PKR more would have to come in first" in page.problems[0]
    page = cleo.send(f"{url}/2/strike", reason="The door was a gift")
    assert page.h1 == "The repair fund holds 52,500 PKR" and "The door was a gift" in page.text
    assert "This has already been struck." in cleo.send(f"{url}/2/strike", reason="Again").problems[0]
    for role in ("technical_officer", "programme_manager", "local_authority"):
        assert browser(role, work.place).get(f"{url}/record").status == 404
    assert statements_of(make.engine, cleo, url) <= 6


def test_money_that_comes_in_is_never_refused_for_the_balance() -> None:
    repair_fund.require_covered(0, 0, "PKR")
    repair_fund.require_covered(-5, 1, "PKR")
    assert repair_fund.balance(39_000, [13_500, -50_000]) == 2_500
