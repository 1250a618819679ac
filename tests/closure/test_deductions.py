"""What repairs take of a retention: only for repairs after the certificate, and the surplus follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.closure import deductions
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.process.steps import STEPS
from peoplesprocess.db.session import writing
from peoplesprocess.models import RetentionDeduction, StepClosure
from peoplesprocess.works import actions as works
from peoplesprocess.works.quality_checks import QualityCheckInput
from tests.browser import Browser
from tests.closure.test_defects_period import (
    DEDUCTION,
    END,
    ask,
    certify,
    held_back,
    pay,
    read,
    repair,
    report,
)
from tests.contracts.story import rupees
from tests.factories import Make
from tests.finished_work import Work

People = Callable[..., Browser]
CRACKED_ON = date(2023, 8, 22)


def finished(make: Make, cost: int) -> Work:
    """The latrine blocks, handed over, with an account that says this cost; the retention waits."""
    found = held_back(make)
    certify(found)
    found.audit()
    found.release(4)
    found.visit(10_000, date(2023, 9, 16), final=True)
    with writing(make.engine) as db:
        day = date(2023, 9, 20)
        account = closure.FinalAccountInput(day, cost, "To the repair fund", "Not all is paid yet", meeting=1)
        closure.close_account(found.by(db, "technical_officer", day), 1, account)
        handover = closure.HandoverInput(day, "Users' group", "A caretaker", "Clean", 0, 0)
        closure.hand_over(found.by(db, "facilitator", day), 1, handover)
        db.commit()
    return found


def cracked(make: Make) -> tuple[Work, int]:
    """The same before the certificate, with a defect that a visit found."""
    work = held_back(make)
    slab = QualityCheckInput("Cover slabs", False, "Cracked", date(2023, 9, 10))
    with writing(make.engine) as db:
        seen = works.VisitInput(CRACKED_ON, {}, 0, "Seen", False, fell=True, checks=[slab])
        works.record_visit(work.by(db, "technical_officer", CRACKED_ON), 1, seen)
        db.commit()
    work.visit(9_700, date(2023, 8, 25))
    return work, 1


def deduct(browser: People, work: Work, defect: int, **changed: str) -> Any:
    payer = browser("finance_officer", work.place)
    return payer.send(
        f"{work.url}/period/deductions/record", **{**DEDUCTION, "defect": str(defect), **changed}
    )


def test_the_surplus_follows_what_repairs_take_after_the_account(make: Make, browser: People) -> None:
    work = finished(make, rupees(3_801_000))
    assert "Surplus 39,000 PKR" in browser("facilitator", work.place).get(work.url).text
    deduct(browser, work, report(work))
    said = "of the retention after the final account: 16,200 PKR of the surplus is left."
    page = browser("facilitator", work.place).get(work.url)
    page.check()
    assert said in page.text
    public = browser().get(f"/board/{work.place.code}/work/1")
    public.check()
    assert said in public.text
    assert "surplus 16,200 PKR" in browser().get(f"/board/{work.place.code}").text
    manager = browser("programme_manager", work.place)
    manager.send(f"{work.url}/period/deductions/1/strike", reason="The carpenter gave the money back")
    assert "of the surplus is left" not in browser("facilitator", work.place).get(work.url).text
    assert "surplus 39,000 PKR" in browser().get(f"/board/{work.place.code}").text


def test_repairs_that_take_more_than_the_surplus_are_said_to_be_missing(make: Make, browser: People) -> None:
    work = finished(make, rupees(3_830_000))
    deduct(browser, work, report(work))
    page = browser("facilitator", work.place).get(work.url)
    assert "nothing of the surplus is left, and 12,800 PKR is missing to pay all" in page.text


def test_a_deduction_that_the_account_counted_and_that_is_struck_after_it_comes_back(
    make: Make, browser: People
) -> None:
    work, defect = cracked(make)
    certify(work)
    deduct(browser, work, defect, deducted_on="2023-09-01")
    repair(work, defect, date(2023, 9, 2))
    work.audit()
    work.release(4)
    work.visit(10_000, date(2023, 9, 16), final=True)
    with writing(make.engine) as db:
        day = date(2023, 9, 20)
        account = closure.FinalAccountInput(day, rupees(3_801_000), "To the fund", "Not all is paid", 1)
        assert closure.close_account(work.by(db, "technical_officer", day), 1, account).surplus == rupees(
            16_200
        )
        db.commit()
    manager = browser("programme_manager", work.place)
    assert "includes the retention" in manager.get(f"{work.url}/period/deductions/record").text
    manager.send(f"{work.url}/period/deductions/1/strike", reason="The carpenter gave the money back")
    page = manager.get(work.url)
    assert "22,800 PKR that repairs had taken from the retention was given back" in page.text
    assert "the surplus is 39,000 PKR now." in page.text


def test_the_retention_pays_no_repair_from_before_the_certificate(make: Make, browser: People) -> None:
    work, defect = cracked(make)
    repair(work, defect, date(2023, 8, 25))
    certify(work)
    page = deduct(browser, work, defect)
    # The list has only what it can pay; the act itself says why.
    assert page.status == 422 and "There is nothing to choose from now." in " ".join(page.problems)
    sentence = refusal_of_deduction(work, defect)
    assert "was repaired on %(day)s, before the certificate" in sentence
    assert read(make, select(func.count(RetentionDeduction.id))) == 0


def refusal_of_deduction(work: Work, defect: int) -> str:
    given = deductions.DeductionInput(defect, date(2023, 9, 1), rupees(100), "A carpenter", "Bill 1")
    with writing(work.make.engine) as db, pytest.raises(Refused) as refused:
        deductions.deduct(work.by(db, "finance_officer", date(2023, 9, 1)), 1, given)
    assert refused.value.field == "defect"
    return str(refused.value)


def test_a_repair_that_the_retention_paid_is_not_dated_before_the_certificate(
    make: Make, browser: People
) -> None:
    work, defect = cracked(make)
    certify(work)
    assert deduct(browser, work, defect).status == 200
    url = f"{work.url}/defects/{defect}/mended"
    engineer = browser("technical_officer", work.place)
    page = engineer.send(url, rectified_on="2023-08-24", how="New slabs")
    assert (
        "The retention paid this repair, and pays only for repairs after the certificate" in page.problems[0]
    )
    assert "ask the agency to strike the deduction first" in page.problems[0]
    assert engineer.send(url, rectified_on="2023-12-01", how="New slabs").status == 200


def test_money_that_came_after_the_last_step_was_closed_can_be_confirmed(make: Make, browser: People) -> None:
    work = finished(make, rupees(3_801_000))
    ask(work, END)
    pay(work, END, comes=False)
    close_everything(work)
    cleo = browser("committee_officer", work.place)
    works_url = f"/s/{work.place.code}/works/1"
    assert "Say when it came" in cleo.get(works_url).text
    page = cleo.send(f"{works_url}/tranches/5/arrival", arrived_on="2024-03-01", amount="172,800")
    assert "172,800 PKR came on 1 Mar 2024" in page.text
    # Nothing else of the books opens again.
    for closed in ("spending/record", "bank/record"):
        assert cleo.get(f"{works_url}/{closed}").status == 404


def close_everything(work: Work) -> None:
    """Every step of the settlement is closed."""

    def build(db: Session, common: dict[str, Any]) -> None:
        db.add_all(StepClosure(**common, made_by=None, step=step.key) for step in STEPS if step.guards_money)

    work.add(build)


def test_a_deduction_that_is_struck_fills_what_was_missing_first(make: Make, browser: People) -> None:
    """The account cost more than was there: what is given back pays that before it is a surplus."""
    work, defect = cracked(make)
    certify(work)
    deduct(browser, work, defect, deducted_on="2023-09-01")
    repair(work, defect, date(2023, 9, 2))
    work.audit()
    work.release(4)
    work.visit(10_000, date(2023, 9, 16), final=True)
    with writing(make.engine) as db:
        day = date(2023, 9, 20)
        account = closure.FinalAccountInput(day, rupees(3_830_000), "", "Not all is paid yet")
        assert closure.close_account(work.by(db, "technical_officer", day), 1, account).surplus == 0
        db.commit()
    manager = browser("programme_manager", work.place)
    manager.send(f"{work.url}/period/deductions/1/strike", reason="The carpenter gave the money back")
    assert "the surplus is 10,000 PKR now." in manager.get(work.url).text


def test_what_was_typed_of_a_deduction_comes_back_where_nothing_can_be_deducted(
    make: Make, browser: People
) -> None:
    work = held_back(make)
    certify(work)
    payer = browser("finance_officer", work.place)
    address = f"{work.url}/period/deductions/record"
    empty = payer.get(address)
    assert "amount" not in empty.values and "No defect is open" in empty.text
    page = payer.post(address, {**empty.values, **DEDUCTION})
    assert page.status == 422 and page.problems
    assert page.values["amount"] == ["22,800"] and page.values["paper"] == ["Bill 88"]
