"""The defects period: what is held back, what is found and repaired, what repairs take, and what is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.closure import deductions, period_defects
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db.session import writing
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.models import (
    CashBookEntry,
    Contract,
    Handover,
    Programme,
    RetentionDeduction,
    Strike,
    Tranche,
    TrancheRelease,
)
from peoplesprocess.works import actions as works
from peoplesprocess.works import interruptions
from peoplesprocess.works.interruptions import ContractEndingInput
from peoplesprocess.works.quality_checks import QualityCheckInput
from tests.browser import Browser
from tests.contracts.amended import propose, release, request, sign
from tests.contracts.story import FORM, acting, also, at, came, contract, endorsed, rupees
from tests.factories import Make
from tests.finished_work import Work, account_id, almost_built
from tests.statements import statements_of
from tests.web.test_attachments import MULTIPART, photo

People = Callable[..., Browser]
CERTIFIED, END = date(2023, 8, 26), date(2024, 2, 26)
RETENTION = rupees(172_800)
REPORT = {
    "found_on": "2023-11-03",
    "what": "The door of block 6 does not close",
    "turn": "community",
    "due_on": "2023-11-20",
}
DEDUCTION = {
    "defect": "1",
    "deducted_on": "2023-12-01",
    "amount": "22,800",
    "reason": "The door was replaced by a carpenter of the agency",
    "paper": "Bill 88",
}


def rows_of(make: Make, statement: Any) -> list[Any]:
    """What the database says now."""
    with Session(make.engine) as db:
        return [tuple(row) for row in db.execute(statement)]


def read(make: Make, statement: Any) -> Any:
    """The one value that the database says now."""
    return rows_of(make, statement)[0][0]


def held_back(make: Make, retention: int = 5, months: int = 6) -> Work:
    """The latrine blocks, nearly built, under a contract that holds something back."""
    rules = replace(ProgrammeRules(), retention=retention, defects_months=months)
    return almost_built(make, programme=make.programme(rules=rules.stored()), planned=True)


def finished(make: Make) -> Work:
    """The same, certified, read out and measured for the last time; its account is not written."""
    found = held_back(make)
    certify(found)
    found.audit()
    found.release(4)
    found.visit(10_000, date(2023, 9, 16), final=True)
    found.spend(rupees(272_200))
    return found


@pytest.fixture
def work(make: Make) -> Work:
    """The same, certified, accounted for and handed over; the retention waits."""
    found = finished(make)
    with writing(make.engine) as db:
        day = date(2023, 9, 20)
        account = closure.FinalAccountInput(
            day,
            rupees(3_801_000),
            "To the repair fund",
            cost_reason="Bills for the doors are paid from the retention",
            meeting=1,
        )
        closure.close_account(found.by(db, "technical_officer", day), 1, account)
        handover = closure.HandoverInput(day, "Users' group", "A caretaker", "Clean", 0, 0)
        closure.hand_over(found.by(db, "facilitator", day), 1, handover)
        db.commit()
    return found


def certify(work: Work) -> None:
    with writing(work.make.engine) as db:
        certificate = closure.CertificateInput(CERTIFIED, "Built.", [])
        closure.certify(work.by(db, "technical_officer", CERTIFIED), 1, certificate)
        db.commit()


def report(work: Work, role: str = "committee_officer", found_on: date = date(2023, 11, 3)) -> int:
    with writing(work.make.engine) as db:
        act = work.by(db, role, found_on)
        due = found_on + timedelta(days=14)
        defect = period_defects.DefectReportInput(found_on, "A door does not close", due, "community")
        number = period_defects.report_defect(act, 1, defect).number
        db.commit()
    return number


def repair(work: Work, defect: int, on: date) -> None:
    with writing(work.make.engine) as db:
        mended = closure.RectificationInput(on, "A new hinge")
        closure.rectify_defect(work.by(db, "technical_officer", on), 1, defect, mended)
        db.commit()


def release_first(make: Make, story: Any) -> None:
    request(make, story, 1)
    release(make, story, 1)


def ask(work: Work, on: date) -> None:
    with writing(work.make.engine) as db:
        works.request_tranche(work.by(db, "committee_officer", on), 1, 5, "The period is over.")
        db.commit()


def pay(work: Work, on: date, *, comes: bool = True) -> int:
    """The agency pays what was held back, and it comes on that day unless it is said otherwise."""
    with writing(work.make.engine) as db:
        row = works.release_tranche(work.by(db, "finance_officer", on), 1, 5, "TT-5")
        if comes:
            came(work.by(db, "committee_officer", on), 1, 5, row.amount)
        db.commit()
        return row.amount


def spend(work: Work, amount: int, on: date) -> None:
    with writing(work.make.engine) as db:
        entry = works.CashBookInput(on, "Wages", amount, f"Bill {amount}")
        works.record_spending(work.by(db, "committee_officer", on), 1, entry)
        db.commit()


def test_the_last_instalment_is_smaller_by_what_is_held_back(make: Make, browser: People) -> None:
    work = held_back(make)
    terms = select(Tranche.percent, Tranche.amount, Tranche.is_retention).order_by(Tranche.number)
    rows = rows_of(make, terms)
    assert [(percent, amount // 100, is_retention) for percent, amount, is_retention in rows] == [
        (30, 1_036_800, False),
        (40, 1_382_400, False),
        (20, 691_200, False),
        (5, 172_800, False),
        (5, 172_800, True),
    ]
    contract = rows_of(work.make, select(Contract.retention, Contract.defects_months, Contract.grant))[0]
    assert tuple(contract) == (5, 6, rupees(3_456_000))
    page = browser("facilitator", work.place).get(f"/s/{work.place.code}/contracts/1")
    page.check()
    for words in (
        " 5 % of the grant is held back from the last instalment as retention: 172,800 PKR.",
        "5 5 % 172,800 Retention: 6 months after the certificate, when every defect is repaired.",
        "What is found wrong within 6 months after the certificate is put right.",
    ):
        assert words in page.text, page.text


def test_a_programme_sets_both_and_a_contract_keeps_its_own(make: Make, browser: People) -> None:
    work = held_back(make)
    manager = browser("programme_manager", work.place)
    code = read(make, select(Programme.code).where(Programme.id == work.place.programme_id))
    url = f"/p/{code}/rules"
    refused = manager.send(url, retention="10").problems
    assert "from the last instalment, which is only 10 %. Make the last instalment larger." in refused[0]
    assert manager.send(url, retention="8", defects_months="12").status == 200
    assert manager.get(url).values["retention"] == ["8"]
    assert rows_of(work.make, select(Contract.retention, Contract.defects_months)) == [(5, 6)]


def test_a_contract_that_is_changed_before_its_signatures_shows_the_share_that_was_written(
    make: Make, browser: People
) -> None:
    programme = make.programme(rules=replace(ProgrammeRules(), retention=4, defects_months=3).stored())
    place = endorsed(make, programme=programme)
    bo = browser("facilitator", place)
    page = bo.get(f"/s/{place.code}/contracts/draft?line=2")
    assert "4 % of the grant is held back from the last instalment as retention." in page.text
    assert bo.send(f"/s/{place.code}/contracts/draft", **FORM).status == 200
    page = bo.get(f"/s/{place.code}/contracts/1/change")
    assert [page.values[f"percent{n}"] for n in range(1, 6)] == [["30"], ["40"], ["20"], ["10"], [""]]
    changed = bo.send(f"/s/{place.code}/contracts/1/change", percent3="18", percent4="12")
    assert "4 8 % 276,480" in changed.text and "5 4 % 138,240 Retention: 3" in changed.text
    refused = bo.send(f"/s/{place.code}/contracts/1/change", percent3="26", percent4="4")
    assert "Make the last instalment larger." in " ".join(refused.problems)


def test_defects_are_found_by_anybody_and_seen_repaired_by_the_technical_officer(
    work: Work, browser: People
) -> None:
    deng = browser("group_representative", work.place, "displaced")
    url = f"{work.url}/period/defects/report"
    deng.post(url, {**deng.filled(url, **REPORT), "photo": (photo(), "door.jpg")}, **MULTIPART)
    page = deng.get(f"{work.url}/period")
    page.check()
    for words in (
        "The defects period ended on 26 Feb 2024",
        "The door of block 6 does not close",
        "Found on 3 Nov 2023",
        "To be repaired by 20 Nov 2023. late",
        "Whose turn it is: The committee",
        "Photos: 1",
        "Held back of the grant 172,800",
    ):
        assert words in page.text, (words, page.text)
    assert f"{work.url}/defects/1/mended" not in page.links
    engineer = browser("technical_officer", work.place)
    engineer.send(f"{work.url}/defects/1/mended", rectified_on="2023-11-01", how="New hinge")
    engineer.send(f"{work.url}/defects/1/mended", rectified_on="2023-11-12", how="New hinge")
    page = deng.get(f"{work.url}/period")
    assert "Repaired on: 12 Nov 2023 New hinge" in page.text


def test_without_a_defects_period_the_page_says_what_a_later_defect_holds_back(
    make: Make, browser: People
) -> None:
    work = held_back(make, months=0)
    certify(work)
    deng = browser("committee_officer", work.place)
    said = (
        "This contract has no defects period. What is found after the certificate of 26 Aug 2023 holds back"
    )
    assert said in deng.get(f"{work.url}/period/defects/report").text
    page = deng.send(f"{work.url}/period/defects/report", **REPORT)
    assert said in page.problems[0] and "The defects period lasts from" not in page.text


def test_of_an_ended_contract_nothing_that_is_held_back_comes_any_more(make: Make, browser: People) -> None:
    work = held_back(make)
    engineer = browser("technical_officer", work.place)
    comes = "of the grant is still held back and counts as money that will come"
    ending = ContractEndingInput(date(2023, 8, 26), "agreement", "The flood came back")
    with writing(make.engine) as db:
        interruptions.end_contract(work.by(db, "programme_manager", date(2023, 8, 26)), 1, ending)
        db.commit()
    work.visit(9_500, date(2023, 8, 27), final=True)
    page = engineer.get(f"{work.url}/final")
    assert "cost" in page.values and comes not in page.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("found_on", "2023-05-01", "The work began on 2 May 2023. Give that day or a later one."),
        ("found_on", "2024-02-28", "The defects period lasts from 26 Aug 2023 to 26 Feb 2024."),
        ("found_on", "2024-02-27", "The defects period lasts from 26 Aug 2023 to 26 Feb 2024."),
        ("due_on", "2023-11-02", "It cannot have been repaired before it was found."),
        ("turn", "", "Choose whose turn it is."),
        ("what", "", "Write what has to be repaired, and where."),
    ],
)
def test_what_a_defect_must_say(work: Work, browser: People, field: str, value: str, sentence: str) -> None:
    bo = browser("facilitator", work.place)
    page = bo.send(f"{work.url}/period/defects/report", **{**REPORT, field: value})
    assert sentence in " ".join(page.problems)


def suspended_at_its_end(make: Make) -> Work:
    """The same work, suspended between its last visit and its account."""
    found = finished(make)
    day = date(2023, 9, 20)
    with writing(make.engine) as db:
        flood = interruptions.SuspensionInput(date(2023, 9, 17), "Flood")
        interruptions.suspend_work(found.by(db, "technical_officer", day), 1, flood)
        account = closure.FinalAccountInput(
            day, rupees(3_801_000), "To the fund", cost_reason="Bills", meeting=1
        )
        closure.close_account(found.by(db, "technical_officer", day), 1, account)
        handover = closure.HandoverInput(day, "Users' group", "A caretaker", "Clean", 0, 0)
        closure.hand_over(found.by(db, "facilitator", day), 1, handover)
        db.commit()
    return found


def test_nobody_is_told_to_ask_for_the_retention_of_a_work_that_is_suspended(
    make: Make, browser: People
) -> None:
    """The committee was reminded of a request that was refused, and nobody who could let the work go on."""
    work = suspended_at_its_end(make)
    code = read(make, select(Programme.code).where(Programme.id == work.place.programme_id))
    treasurer, manager = browser("committee_officer", work.place), browser("programme_manager", work.place)
    own, flags = f"/s/{work.place.code}/works/1", f"/p/{code}/flags?flag=held-back"
    can, since = "The retention of 1 work can be asked for.", "It has been possible to ask for the retention"
    waits = "The retention can be asked for once the work goes on. It has been suspended since 17 Sep 2023."
    assert can not in treasurer.get("/").text and can not in treasurer.get(f"/s/{work.place.code}").text
    for reader, page in ((treasurer, own), (treasurer, f"/s/{work.place.code}/works"), (manager, flags)):
        text = reader.get(page).text
        assert since not in text and waits in text, text
        assert "The technical officer or the programme manager" in text
    closing = treasurer.get(work.url)
    assert "Money can be released once the work goes on." in closing.text
    request_page = f"{own}/tranches/5/request"
    assert request_page not in closing.links
    with writing(make.engine) as db:
        dry = interruptions.ResumptionInput(date(2024, 3, 2), "It is dry")
        interruptions.resume_work(work.by(db, "technical_officer", date(2024, 3, 2)), 1, dry)
        db.commit()
    assert can in treasurer.get("/").text
    assert since in treasurer.get(own).text and since in manager.get(flags).text
    assert request_page in treasurer.get(work.url).links
    ask(work, date(2024, 3, 3))
    assert pay(work, date(2024, 3, 4)) == RETENTION


def test_a_defect_that_was_none_is_struck_by_the_technical_officer(work: Work, browser: People) -> None:
    number = report(work)
    url = f"{work.url}/period/defects/{number}/strike"
    assert browser("committee_officer", work.place).get(url).status == 404
    engineer = browser("technical_officer", work.place)
    assert engineer.send(url, reason="").status == 422
    engineer.send(url, reason="The door was only locked")
    assert "Nothing has been found in the defects period yet." in engineer.get(f"{work.url}/period").text
    assert read(work.make, select(Strike.kind)) == "defect"


def test_the_retention_waits_for_the_end_of_the_period_and_says_so(work: Work) -> None:
    with pytest.raises(Refused) as refusal:
        ask(work, END - timedelta(days=1))
    condition = refusal.value.sentence.values["condition"]  # type: ignore[union-attr]
    assert condition.values == {"day": END}
    ask(work, END)
    assert pay(work, END) == RETENTION


def test_an_open_defect_holds_the_retention_back_and_is_named(work: Work) -> None:
    ask(work, END)
    number = report(work, found_on=date(2024, 2, 20))
    with pytest.raises(Refused) as refusal:
        pay(work, END)
    condition = refusal.value.sentence.values["condition"]  # type: ignore[union-attr]
    assert condition.values == {"number": number, "day": date(2024, 3, 5)}
    repair(work, number, date(2024, 3, 1))
    assert pay(work, date(2024, 3, 2)) == RETENTION
    assert read(work.make, select(func.sum(TrancheRelease.amount))) == rupees(3_456_000)


def test_whoever_asks_for_the_retention_does_not_release_it_and_needs_a_proof(
    work: Work, browser: People
) -> None:
    ask(work, END)
    url = f"/s/{work.place.code}/works/1/tranches/5/release"
    payer = browser("finance_officer", work.place)
    page = payer.get(url)
    page.check()
    assert "This instalment is the retention: 5 % of the grant" in page.text
    assert payer.send(url, paper="TT-77").status == 200
    assert browser("committee_officer", work.place).get(url).status == 404


def test_what_a_repair_cost_is_taken_from_the_retention_for_everybody_to_read(
    work: Work, browser: People
) -> None:
    number = report(work)
    url = f"{work.url}/period/deductions/record"
    assert browser("committee_officer", work.place).get(url).status == 404
    payer = browser("finance_officer", work.place)
    for field, value, sentence in (
        ("amount", "172,801", "Only 172,800 PKR of the retention is left."),
        ("reason", "", "Write what was repaired, and why the community did not do it."),
        ("deducted_on", "2023-08-25", "Give a day from 26 Aug 2023 until today."),
        ("paper", "", "Give the number of the bill or receipt."),
        ("defect", "", "Choose the defect whose repair was paid."),
    ):
        page = payer.send(url, **{**DEDUCTION, field: value})
        assert sentence in " ".join(page.problems), page.problems
    payer.send(url, **{**DEDUCTION, "defect": str(number)})
    page = payer.get(f"{work.url}/period")
    page.check()
    for words in ("Deducted for repairs 22,800", "Still to be paid 150,000 PKR", "Bill 88"):
        assert words in page.text, page.text
    public = browser().get(f"/board/{work.place.code}/work/1")
    public.check()
    assert "22,800 PKR was taken from the retention for a repair on 1 Dec 2023" in public.text
    assert "replaced by a carpenter of the agency" in public.text
    assert "150,000 PKR of the grant is held back as retention" in public.text
    repair(work, number, date(2023, 12, 1))
    ask(work, END)
    assert pay(work, END) == rupees(150_000)
    assert read(work.make, select(func.sum(TrancheRelease.amount))) == rupees(3_456_000 - 22_800)
    assert payer.send(url, **{**DEDUCTION, "defect": str(number)}).status == 422
    struck = payer.send(f"{work.url}/period/deductions/1/strike", reason="Wrong")
    assert "The retention was released after this deduction" in " ".join(struck.problems)
    public = browser().get(f"/board/{work.place.code}/work/1").text
    assert "The retention, 150,000 PKR, was released on 26 Feb 2024" in public


def test_a_release_writes_down_the_sum_that_was_seen_and_no_other(work: Work, browser: People) -> None:
    """While one officer paid the retention by the page, another one deducted a repair from it."""
    number = report(work)
    repair(work, number, date(2023, 12, 1))
    ask(work, END)
    payer, other = browser("finance_officer", work.place), browser("programme_manager", work.place)
    url = f"/s/{work.place.code}/works/1/tranches/5/release"
    sent = payer.filled(url, paper="TT-77")
    other.send(f"{work.url}/period/deductions/record", **{**DEDUCTION, "defect": str(number)})
    page = payer.post(url, sent)
    assert page.problems[0].startswith(
        "Instalment 5 is now 150,000 PKR, because the deductions for repairs were changed"
    )
    assert read(work.make, select(func.count(TrancheRelease.id))) == 4
    other.send(f"{work.url}/period/deductions/1/strike", reason="Paid already")
    page = payer.post(url, page.values)
    assert page.problems[0].startswith("Instalment 5 is now 172,800 PKR")
    assert payer.post(url, page.values).status == 303
    assert read(work.make, select(func.sum(TrancheRelease.amount))) == rupees(3_456_000)


def test_a_visit_stays_whose_defect_the_agency_had_repaired(make: Make, browser: People) -> None:
    work = held_back(make)
    day, slab = date(2023, 8, 22), QualityCheckInput("Cover slabs", False, "Cracked", date(2023, 9, 10))
    with writing(make.engine) as db:
        seen = works.VisitInput(day, {}, 0, "Seen", False, fell=True, checks=[slab])
        number = works.record_visit(work.by(db, "technical_officer", day), 1, seen).number
        db.commit()
    work.visit(9_700, date(2023, 8, 25))
    certify(work)
    payer = browser("finance_officer", work.place)
    assert payer.send(f"{work.url}/period/deductions/record", **{**DEDUCTION, "defect": "1"}).status == 200
    page = browser("technical_officer", work.place).send(
        f"/s/{work.place.code}/works/1/visits/{number}/strike", reason="Wrong day"
    )
    assert "Ask the agency to strike that deduction first." in " ".join(page.problems)


def test_a_deduction_that_is_struck_is_paid_again(work: Work, browser: People) -> None:
    number = report(work)
    payer = browser("programme_manager", work.place)
    payer.send(f"{work.url}/period/deductions/record", **{**DEDUCTION, "defect": str(number)})
    engineer = browser("technical_officer", work.place)
    blocked = engineer.send(f"{work.url}/period/defects/{number}/strike", reason="None")
    assert "Its repair was paid by a deduction from the retention." in " ".join(blocked.problems)
    payer.send(f"{work.url}/period/deductions/1/strike", reason="The carpenter gave the money back")
    page = payer.get(f"{work.url}/period")
    assert "Still to be paid 172,800 PKR" in page.text and "Deduction 1, struck" in page.text
    assert "22,800" not in browser().get(f"/board/{work.place.code}/work/1").text
    repair(work, number, date(2023, 12, 1))
    ask(work, END)
    assert pay(work, END) == RETENTION


def test_a_retention_that_repairs_took_wholly_is_not_asked_for_and_holds_nothing_up(
    work: Work, make: Make, browser: People
) -> None:
    number = report(work)
    with writing(make.engine) as db:
        whole = deductions.DeductionInput(number, date(2023, 12, 1), RETENTION, "All of it", "Bill 9")
        deductions.deduct(work.by(db, "finance_officer", date(2023, 12, 2)), 1, whole)
        db.commit()
    repair(work, number, date(2023, 12, 1))
    with pytest.raises(Refused, match="nothing of it is left"):
        ask(work, END)
    with writing(make.engine) as db:
        facts = facts_of(db, work.by(db, "facilitator", END).settlement)
        assert facts.tranches_due == 0
    page = browser("committee_officer", work.place).get(f"/s/{work.place.code}/works/1")
    assert "172,800 PKR deducted for repairs" in page.text and "can be asked for" not in page.text


def test_who_builds_takes_nothing_from_the_retention(work: Work, make: Make) -> None:
    number = report(work)
    also(make, make.account("finance_officer", work.place, username="both"), "committee_officer", work.place)
    with writing(make.engine) as db:
        taken = deductions.DeductionInput(number, date(2023, 12, 1), 1, "Why", "Bill")
        act = acting(db, account_id(make, "both"), work.place, at(date(2023, 12, 2)))
        with pytest.raises(Refused, match="builds"):
            deductions.deduct(act, 1, taken)
        with pytest.raises(Forbidden):
            deductions.deduct(work.by(db, "committee_officer", date(2023, 12, 2)), 1, taken)


def test_a_work_is_handed_over_before_the_retention_and_its_step_stays_open(work: Work, make: Make) -> None:
    with writing(make.engine) as db:
        act = work.by(db, "facilitator", END)
        facts = facts_of(db, act.settlement)
        assert (facts.handovers, facts.tranches_due) == (1, 1)
    ask(work, END)
    pay(work, END)
    with writing(make.engine) as db:
        facts = facts_of(db, work.by(db, "facilitator", END).settlement)
        assert (facts.tranches_due, facts.requests_waiting) == (0, 0)


def test_what_the_retention_pays_is_written_into_the_cash_book_and_no_more_than_the_work_cost(
    work: Work, browser: People
) -> None:
    with pytest.raises(Refused, match="handed over with its final account"):
        spend(work, rupees(1_000), date(2023, 12, 1))
    ask(work, END)
    pay(work, END)
    spend(work, rupees(133_800), END)
    with pytest.raises(Refused, match="The final account says"):
        spend(work, rupees(1), END)
    assert read(work.make, select(func.sum(CashBookEntry.amount))) == rupees(3_801_000)
    bo = browser("committee_officer", work.place)
    page = bo.get(f"/s/{work.place.code}/works/1")
    assert "Left in the cash book 39,000 PKR" in page.text
    old = bo.send(f"/s/{work.place.code}/works/1/spending/1/strike", reason="Wrong")
    assert "Money was released on the basis of this line." in " ".join(old.problems)
    counter = {"spent_on": END.isoformat(), "amount": "1,000", "what": "Too much", "paper": "C-1"}
    old = bo.send(f"/s/{work.place.code}/works/1/spending/1/counter", **counter)
    assert "handed over with its final account" in " ".join(old.problems), (
        "the book is open for the rest alone"
    )
    last = read(work.make, select(func.max(CashBookEntry.number)))
    assert bo.send(f"/s/{work.place.code}/works/1/spending/{last}/strike", reason="Wrong").status == 200


def test_flags_and_the_next_step_tell_whose_turn_it_is(work: Work, browser: People) -> None:
    committee = browser("committee_officer", work.place)
    page = committee.get(f"/s/{work.place.code}/works/1")
    page.check()
    assert "It has been possible to ask for the retention since 26 Feb 2024." in page.text
    assert "Instalment 5 can be asked for" in page.text
    closing = committee.get(f"/s/{work.place.code}/closure")
    assert f"/s/{work.place.code}/works/1/tranches/5/request" in closing.links
    assert "172,800 PKR of the grant is held back as retention" in closing.text
    manager = browser("programme_manager", work.place)
    programme = manager.get(f"/s/{work.place.code}/works/1")
    assert programme.status == 200
    report(work)
    page = committee.get(f"/s/{work.place.code}/works/1")
    assert "possible to ask for the retention since" not in page.text
    assert "A repair is late by" in page.text and "The people named with the defect" in page.text
    assert "defect 1, due on 17 Nov 2023, is not repaired yet" in page.text


def test_a_manager_finds_works_whose_retention_may_be_asked_for(work: Work, browser: People) -> None:
    manager = browser("programme_manager", work.place)
    code = read(work.make, select(Programme.code).where(Programme.id == work.place.programme_id))
    asked = f"/p/{code}/flags?kind=held-back"
    assert "It has been possible to ask for the retention since 26 Feb 2024." in manager.get(asked).text
    report(work)
    assert "possible to ask for the retention since" not in manager.get(asked).text
    assert "A repair is late by" in manager.get(f"/p/{code}/flags?kind=unrepaired").text


def test_an_amendment_keeps_the_share_that_is_held_back_and_can_change_the_months(
    make: Make, browser: People
) -> None:
    rules = replace(ProgrammeRules(), retention=5, defects_months=6)
    place = endorsed(make, programme=make.programme(rules=rules.stored()))
    story = contract(make, place)
    release_first(make, story)
    lines = {1: (8, 90_000)}
    number = propose(make, story, lines=lines, defects_months=12)
    page = browser("facilitator", place).get(f"/s/{place.code}/contracts/1/amendments/{number}")
    page.check()
    assert "Defects period 6 months 12 months" in page.text and "5 172,800 170,400 Retention" in page.text
    sign(make, story, number)
    grant = read(make, select(Contract.grant))
    sums = [amount for (amount,) in rows_of(make, select(Tranche.amount).order_by(Tranche.number))]
    assert sum(sums) == grant == rupees(3_408_000)
    assert (sums[0], sums[4]) == (rupees(1_036_800), rupees(170_400))
    assert read(make, select(Contract.defects_months)) == 12
    with pytest.raises(Refused, match="from 0 to"):
        propose(make, story, defects_months=25)


def test_the_sheets_and_the_public_board_name_the_retention(work: Work, browser: People) -> None:
    bo = browser("facilitator", work.place)
    sheet = bo.get(f"/s/{work.place.code}/export/instalments.csv").html
    assert sheet.splitlines()[0].endswith("Retention,Deducted for repairs")
    assert sheet.splitlines()[-1].endswith("Yes,0.00") and ",172800.00," in sheet.splitlines()[-1]
    board = browser().get(f"/board/{work.place.code}")
    assert "172,800 PKR of the grant is held back as retention" in board.text
    public = browser().get(f"/board/{work.place.code}/work/1")
    for words in (
        "The defects period",
        "The defects period ended on 26 Feb 2024",
        "172,800 PKR of the grant is held back as retention",
    ):
        assert words in public.text
    poster = browser().get(f"/board/{work.place.code}/work/1/poster")
    assert "172,800 PKR of the grant is held back as retention" in poster.text
    accounts = bo.get(f"{work.url}/audit").text
    assert "5 Retention 172,800" in accounts


def test_a_period_that_has_not_ended_is_no_lack(make: Make, browser: People) -> None:
    found = held_back(make)
    public = browser().get(f"/board/{found.place.code}/work/1")
    own = browser("facilitator", found.place).get(found.url)
    for page in (public, own):
        assert '<p class="soft">The defects period begins with the certificate' in page.html
        assert '<p class="soft">172,800 PKR of the grant is held back as retention' in page.html
    assert "The defects period (Nothing is missing now)" in public.text


def test_the_page_of_the_period_asks_few_statements(work: Work, browser: People) -> None:
    report(work)
    payer = browser("finance_officer", work.place)
    assert statements_of(work.make.engine, payer, f"{work.url}/period") <= 6


def test_a_contract_without_either_shows_nothing_of_it(make: Make, browser: People) -> None:
    work = almost_built(make)
    certify(work)
    bo = browser("facilitator", work.place)
    assert bo.get(f"{work.url}/period").status == 404
    for address in (work.url, f"/s/{work.place.code}/works/1", f"/s/{work.place.code}/contracts/1"):
        text = bo.get(address).text.lower()
        assert "retention" not in text and "defects period" not in text
    assert "defects period" not in browser().get(f"/board/{work.place.code}/work/1").text.lower()
    assert not read(work.make, select(func.count()).select_from(RetentionDeduction))


@pytest.mark.parametrize("found_on", ["2023-08-20", "2023-08-30"])
def test_what_does_not_work_is_reported_before_the_certificate_and_without_a_period(
    make: Make, browser: People, found_on: str
) -> None:
    """It leads to the open defects, holds the handover up, and the technical officer sees it repaired."""
    work = almost_built(make)
    if found_on > "2023-08-26":
        certify(work)
    deng = browser("group_representative", work.place, "women")
    url = f"{work.url}/period/defects/report"
    for page in (deng.get(work.url), deng.get(f"/s/{work.place.code}/works/1")):
        assert url in page.links
    page = deng.send(url, **{**REPORT, "found_on": found_on})
    assert "1 defect is not repaired yet" in page.text
    assert "Whose turn it is: The committee" in page.text and "The door of block 6" in page.text
    engineer = browser("technical_officer", work.place)
    assert (
        "1 defect is not repaired yet" in browser("facilitator", work.place).get(f"{work.url}/handover").text
    )
    assert f"{work.url}/period/defects/1/strike" in engineer.get(work.url).links
    engineer.send(f"{work.url}/defects/1/mended", rectified_on="2023-11-12", how="New hinge")
    assert "All defects are repaired" in engineer.get(work.url).text


def test_the_certificate_lists_what_people_reported_before_it(make: Make, browser: People) -> None:
    work = almost_built(make)
    deng = browser("group_representative", work.place, "women")
    deng.send(f"{work.url}/period/defects/report", **{**REPORT, "found_on": "2023-08-20"})
    certify(work)
    assert "The door of block 6 does not close : by 20 Nov 2023" in deng.get(f"{work.url}/certificate").text
    deng.send(f"{work.url}/period/defects/report", **{**REPORT, "what": "A pit is full"})
    assert "A pit is full" not in deng.get(f"{work.url}/certificate").text


def test_what_breaks_after_the_handover_needs_no_check(make: Make, browser: People) -> None:
    work = almost_built(make)
    certify(work)
    hand_over(work)
    bo = browser("facilitator", work.place)
    assert "nobody has to wait for this check" in bo.get(f"{work.url}/checks/3").text
    url = f"{work.url}/period/defects/report"
    page = bo.get(url)
    assert page.values["turn"] == ["keepers"]
    page = bo.send(url, **{**REPORT, "turn": "keepers"})
    assert "Whose turn it is: Those who keep it running" in page.text


def hand_over(work: Work) -> None:
    """The work is with its users, whatever was missing."""
    handed = {"handed_on": date(2023, 9, 24), "receiver": "Users", "caretaker": "One", "tasks": "Clean"}
    work.add(
        lambda db, common: db.add(
            Handover(**common, made_by=None, contract_id=work.contract_id, fee=0, fund=0, **handed)
        )
    )


def test_people_without_an_account_can_say_that_a_work_is_broken(make: Make, browser: People) -> None:
    work = almost_built(make)
    page = browser().get(f"/board/{work.place.code}/work/1")
    assert f"/board/{work.place.code}/complaint" in page.links or any(
        "complaint" in link for link in page.links
    )
    assert "Does it not work, or was it built badly?" in page.text
