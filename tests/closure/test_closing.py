"""The end of a work: audit, certificate, defects, account, handover, checks, with the figures of story A."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.closure import actions
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import (
    CashBookEntry,
    Certificate,
    Defect,
    FinalAccount,
    Handover,
    LaterWorkCheck,
    PublicAudit,
    SettlementSummary,
)
from tests.browser import Browser
from tests.contracts.story import acting, also, at
from tests.factories import Make
from tests.finished_work import Work, account_id, almost_built, contract_of
from tests.place_days import today

People = Callable[..., Browser]
CERTIFICATE = {
    "issued_on": "2023-08-26",
    "statement": "The work meets the contract but for the defects below.",
    "what1": "Latches of four doors do not close",
    "due1": "2023-09-10",
    "what2": "The ramp is 1:8; it must be 1:12",
    "due2": "2023-09-15",
}
FINAL = {
    "measured_on": "2023-09-16",
    "cost": "3,801,000",
    "surplus_use": "To the repair fund",
    "meeting": "1",
}
HANDOVER = {
    "handed_on": "2023-09-24",
    "receiver": "Latrine users' group",
    "caretaker": "One caretaker for each lane",
    "tasks": "Clean every day; empty one pit a year",
    "fee": "30",
}
DAY = date(2023, 8, 26)
BUILT = actions.CertificateInput(DAY, "Built.", [])


@pytest.fixture
def work(make: Make) -> Work:
    return almost_built(make)


@pytest.fixture
def bo(browser: People, work: Work) -> Browser:
    return browser("facilitator", work.place)


@pytest.fixture
def engineer(browser: People, work: Work) -> Browser:
    return browser("technical_officer", work.place)


def certified(work: Work, engineer: Browser) -> None:
    assert engineer.send(f"{work.url}/certificate", **CERTIFICATE).status == 200


def accounted(work: Work, engineer: Browser) -> None:
    """Mended, the last instalment released, finally visited and accounted for."""
    certified(work, engineer)
    for defect in (1, 2):
        engineer.send(f"{work.url}/defects/{defect}/mended", rectified_on="2023-09-14", how="Repaired")
    work.audit()
    work.release(4)
    work.visit(10_000, date(2023, 9, 16), final=True)
    work.spend(40_600_000)
    assert engineer.send(f"{work.url}/final", **FINAL).status == 200


def test_the_latrine_blocks_are_closed_as_the_story_tells(work: Work, bo: Browser, engineer: Browser) -> None:
    meeting = work.audit_meeting()
    assert "No completion certificate yet" in bo.get(f"{work.url}").text
    page = engineer.send(f"{work.url}/certificate", **CERTIFICATE)
    assert "2 defects are not repaired yet" in page.text, "what is next stands on the page that follows"
    page = engineer.get(f"{work.url}/certificate")
    assert page.h1 == "Provisional completion certificate"
    assert "The ramp is 1:8; it must be 1:12 : by 15 Sep 2023" in page.text
    accounts = bo.get(f"{work.url}/audit").text
    for figure in ("1,036,800", "1,382,400", "691,200", "345,600", "384,000", "3,840,000 PKR", "445,000 PKR"):
        assert figure in accounts
    bo.send(f"{work.url}/audit", meeting=str(meeting), questions="Why 22 days?", accepted="yes")
    page = engineer.send(f"{work.url}/defects/1/mended", rectified_on="2023-09-12", how="New latches")
    assert "1 defect is not repaired yet" in page.text
    engineer.send(f"{work.url}/defects/2/mended", rectified_on="2023-09-14", how="Rebuilt to 1:12")
    work.release(4)
    work.visit(10_000, date(2023, 9, 16), final=True)
    work.spend(40_600_000)
    page = engineer.send(f"{work.url}/final", **FINAL)
    assert "Surplus 39,000 PKR" in page.text
    page = bo.send(f"{work.url}/handover", **HANDOVER)
    assert "Repair fund at the start 39,000 PKR" in page.text, "the surplus is proposed as the fund"
    assert "Handed over on 24 Sep 2023 to: Latrine users' group" in page.text
    assert "Check 3 months after handover, due on 24 Dec 2023 · late" in page.text
    at_work = work.url.replace("closure", "works")
    stopped = engineer.get(f"{at_work}/interruptions")
    assert "The work was handed over on 24 Sep 2023." in stopped.text and "It goes on" not in stopped.text
    assert f"{at_work}/suspend" not in stopped.links
    assert f"{at_work}/interruptions" not in engineer.get(at_work).links
    page = bo.send(f"{work.url}/checks/3", checked_on="2023-12-23", works="yes")
    assert "Checked 3 months after handover" in page.text
    assert (
        "Check 12 months after handover, due on 24 Sep 2024" in bo.get(f"/s/{work.place.code}/closure").text
    )


def test_a_repair_is_not_late_while_papers_of_long_ago_are_typed_in(
    work: Work, bo: Browser, engineer: Browser, browser: People
) -> None:
    at_work, late = work.url.replace("closure", "works"), "2 defects are not repaired yet · late"
    certified(work, engineer)
    page = bo.get(work.url).text
    assert "2 defects are not repaired yet" in page and late not in page
    assert "shown as of the newest one, 26 Aug 2023." in bo.get(at_work).text
    treasurer = browser("committee_officer", work.place)
    later = {"arrived_on": "2023-09-12", "amount": "691,200", "reason": "That was the day of the transfer"}
    page = treasurer.send(f"{at_work}/tranches/3/arrival", **later)
    assert page.status == 200, page.problems
    assert "shown as of the newest one, 12 Sep 2023." in bo.get(at_work).text
    assert late in bo.get(work.url).text, "a defect was to be repaired by 10 September"
    bo.send(f"{work.url}/audit", meeting=str(work.audit_meeting()), questions="None", accepted="yes")
    assert "shown as of the newest one, 12 Sep 2023." in bo.get(at_work).text


def test_why_work_and_money_are_apart_is_asked_only_while_something_is_to_be_released(
    make: Make, browser: People
) -> None:
    work = contract_of(make, make.settlement(households=184))
    work.release(1, 2, 3)
    work.visit(9_500, date(2023, 8, 19))
    engineer, apart = browser("technical_officer", work.place), "Work and money are far apart."
    pages = work.url.replace("closure", "works"), f"/board/{work.place.code}/work/1"
    for page in pages:
        assert f"{apart} Find out why before more is released." in engineer.get(page).text
    certified(work, engineer)
    for defect in (1, 2):
        engineer.send(f"{work.url}/defects/{defect}/mended", rectified_on="2023-09-14", how="Repaired")
    work.audit()
    work.release(4)
    for page in pages:
        told = engineer.get(page).text
        assert apart in told and "before more is released" not in told


def test_each_person_is_shown_the_one_next_thing(work: Work, bo: Browser, engineer: Browser) -> None:
    url = f"/s/{work.place.code}/closure"
    assert f"{work.url}/certificate" in engineer.get(url).links
    assert f"{work.url}/audit" in bo.get(url).links
    certified(work, engineer)
    assert f"{work.url}/defects/1/mended" in engineer.get(url).links


def test_nothing_signed_says_what_comes_first(make: Make, browser: People) -> None:
    place = make.settlement()
    assert (
        "No contract is signed by all its parties yet."
        in browser("facilitator", place).get(f"/s/{place.code}/closure").text
    )


def test_a_contract_that_is_not_signed_by_all_has_no_closing(make: Make, browser: People) -> None:
    half_signed = contract_of(make, make.settlement(), signatures=2)
    assert browser("facilitator", half_signed.place).get(f"{half_signed.url}/audit").status == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("facilitator", "defects/1/mended"),
        ("facilitator", "final"),
        ("technical_officer", "audit"),
        ("technical_officer", "handover"),
        ("committee_officer", "audit"),
        ("finance_officer", "checks/3"),
        ("local_authority", "handover"),
    ],
)
def test_who_may_not_gets_nothing(
    work: Work, browser: People, engineer: Browser, role: str, page: str
) -> None:
    certified(work, engineer)
    assert browser(role, work.place).get(f"{work.url}/{page}").status == 404


def test_only_a_technical_officer_is_asked_for_the_certificate(work: Work, bo: Browser) -> None:
    page = bo.get(f"{work.url}/certificate")
    assert "The technical officer has not issued a certificate yet." in page.text
    assert not page.controls
    assert bo.post(f"{work.url}/certificate", CERTIFICATE).status == 404


def test_whoever_builds_here_cannot_certify(work: Work, make: Make, engineer: Browser, db: Session) -> None:
    with pytest.raises(Forbidden):
        actions.certify(work.by(db, "facilitator", DAY), 1, BUILT)
    db.rollback()
    also(make, engineer.username, "committee_officer", work.place)
    assert not engineer.get(f"{work.url}/certificate").controls
    page = engineer.send_unshown(f"{work.url}/certificate", **CERTIFICATE)
    assert page.problems == [
        "Anyone who works for the builders here cannot certify the work. Somebody else must do it."
    ]
    both = acting(db, account_id(make, engineer.username), work.place, at(DAY))
    for act in (
        lambda: actions.certify(both, 1, BUILT),
        lambda: actions.rectify_defect(both, 1, 1, actions.RectificationInput(DAY, "Repaired")),
        lambda: actions.close_account(both, 1, actions.FinalAccountInput(DAY, 384_000_000, "")),
    ):
        with pytest.raises(Refused, match="works for the builders"):
            act()


def test_a_certificate_before_95_percent_is_refused(make: Make, browser: People, db: Session) -> None:
    early = contract_of(make, make.settlement())
    early.visit(9_499, date(2023, 8, 1))
    assert (
        "at least 95 % built"
        in browser("technical_officer", early.place).get(f"{early.url}/certificate").text
    )
    for number, sentence in ((1, "A certificate needs at least"), (2, "no signed contract")):
        with pytest.raises(Refused) as refused:
            actions.certify(early.by(db, "technical_officer", DAY), number, BUILT)
        assert sentence in refused.value.sentence.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"issued_on": ""}, "Enter the day on which the certificate is issued."),
        (
            {"issued_on": "2023-08-18"},
            "The last visit was on 19 Aug 2023. The certificate cannot be before it.",
        ),
        ({"statement": ""}, "Write what you certify"),
        ({"due1": "2023-08-25"}, "This day is before the certificate is issued."),
        ({"due2": ""}, "Write by which day it must be repaired."),
        ({"what1": ""}, "Write what has to be repaired."),
        ({"what1": "x" * 161}, "This is 161 characters long. Keep it to 160."),
        ({"what1": "Call +92 300 1234567"}, "This looks like a telephone"),
    ],
)
def test_a_wrong_certificate_says_what_to_put_right(
    work: Work, engineer: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    page = engineer.send(f"{work.url}/certificate", **{**CERTIFICATE, **fields})
    assert page.status == 422
    assert any(sentence in problem for problem in page.problems), page.problems
    assert page.values["what2"] == [CERTIFICATE["what2"]], "nothing typed is lost"
    assert not db.scalar(select(func.count(Certificate.id))) and not db.scalar(select(func.count(Defect.id)))


def test_a_certificate_sent_twice_is_one_certificate(work: Work, engineer: Browser, db: Session) -> None:
    sent = engineer.filled(f"{work.url}/certificate", **CERTIFICATE)
    assert [engineer.post(f"{work.url}/certificate", sent).status for _ in range(2)] == [303, 303]
    assert db.scalar(select(func.count(Defect.id))) == 2


def test_a_second_certificate_is_refused(work: Work, browser: People, engineer: Browser) -> None:
    other = browser("technical_officer", work.place)
    sent = other.filled(f"{work.url}/certificate", **CERTIFICATE)
    certified(work, engineer)
    page = other.post(f"{work.url}/certificate", sent)
    assert (page.status, page.problems) == (422, ["The certificate of this work has already been issued."])


def test_an_audit_needs_its_meeting(work: Work, bo: Browser, db: Session) -> None:
    assert "Record first the meeting" in bo.get(f"{work.url}/audit").text
    page = bo.send(f"{work.url}/audit", meeting="7", questions="None")
    assert (page.status, page.problems) == (
        422,
        [
            "At which meeting were the accounts read?: There is nothing to choose from now. "
            "Open this page again: it says what can be done."
        ],
    )
    assert not db.scalar(select(func.count(PublicAudit.id)))


def test_the_meeting_that_an_audit_asks_for_leads_back_to_it(work: Work, bo: Browser) -> None:
    record = next(link for link in bo.get(f"{work.url}/audit").links if "meetings/record" in link)
    told = {
        "held_on": "2023-09-10",
        "place": "School",
        "women2": "40",
        "agenda": "Accounts",
        "minutes": "Read.",
    }
    page = bo.send(record, **told)
    assert page.h1 == "What came in, and where did it go?"
    # The only meeting is chosen.
    assert bo.send(f"{work.url}/audit", questions="None", accepted="yes").status == 200
    # Another kind of meeting leads to itself.
    page = bo.send(record, **{**told, "kind": "other", "held_on": "2023-09-11"})
    assert page.h1 == "Other meeting"


def test_an_audit_that_was_not_accepted_is_still_missing(work: Work, bo: Browser) -> None:
    work.audit_meeting()
    page = bo.send(f"{work.url}/audit", meeting="1", questions="Where is the receipt?")
    assert "The meeting of 10 Sep 2023 did not accept the accounts" in page.text
    assert f"{work.url}/audit" in bo.get(f"/s/{work.place.code}/closure").links


def test_a_defect_is_mended_once_and_after_the_certificate(work: Work, engineer: Browser) -> None:
    certified(work, engineer)
    url = f"{work.url}/defects/1/mended"
    page = engineer.send(url, rectified_on="2023-08-25", how="New latches")
    assert page.problems == [
        "Repaired on: The certificate is from 26 Aug 2023. The defect cannot have been repaired before that."
    ]
    engineer.send(url, rectified_on="2023-09-12", how="New latches")
    again = engineer.send(url, rectified_on="2023-09-12", how="New latches")
    assert again.problems == ["This defect has already been repaired."]
    assert engineer.get(f"{work.url}/defects/3/mended").status == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cost": "3,840,001"}, "The contract is for 3,840,000 PKR. The work cannot cost more."),
        (
            {"cost": "3,800,999"},
            "The cash book and what was given add up to 3,801,000 PKR, which is more than 3,800,999 PKR.",
        ),
        (
            {"cost": "3,801,001"},
            "Write the missing lines there first; or write why the work cost 3,801,001 PKR.",
        ),
        ({"surplus_use": ""}, "39,000 PKR is left. Write what the assembly decided to do with it."),
        (
            {"meeting": ""},
            "39,000 PKR is left. Choose the meeting that decided it, or record that meeting first.",
        ),
        ({"measured_on": "2023-09-15"}, "The final measurement was on 16 Sep 2023."),
        ({"cost": "3,801,000 USD"}, "Write the sum in PKR."),
        ({"cost": "-1"}, "Give a sum above 0."),
    ],
)
def test_a_final_account_that_does_not_meet_is_refused(
    work: Work, engineer: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    work.visit(10_000, date(2023, 9, 16), final=True)
    work.spend(9_600_000)
    work.give(31_000_000)
    work.audit_meeting()
    page = engineer.send(f"{work.url}/final", **{**FINAL, **fields})
    assert page.status == 422
    assert any(sentence in problem for problem in page.problems), page.problems
    assert not db.scalar(select(func.count(FinalAccount.id)))


def test_the_day_of_the_final_account_is_none_before_the_last_payment_and_the_audit(
    work: Work, engineer: Browser
) -> None:
    work.visit(10_000, date(2023, 9, 16), final=True)
    assert engineer.get(f"{work.url}/final").values["measured_on"] == ["2023-09-16"]
    work.spend(9_600_000, date(2023, 9, 20))
    work.give(31_000_000)
    assert engineer.get(f"{work.url}/final").values["measured_on"] == ["2023-09-20"]
    work.audit_meeting()
    page = engineer.send(f"{work.url}/final", **{**FINAL, "measured_on": "2023-09-18"})
    assert page.problems == [
        "Day of the final account: The cash book has a payment of 20 Sep 2023, after this day. "
        "Enter that day or a later one."
    ]
    assert engineer.send(f"{work.url}/final", **{**FINAL, "measured_on": "2023-09-20"}).status == 200


def test_a_work_without_surplus_needs_no_use_for_it(work: Work, engineer: Browser) -> None:
    work.visit(10_000, date(2023, 9, 16), final=True)
    account = {"measured_on": "2023-09-16", "cost": "٣٬٨٤٠٬٠٠٠", "surplus_use": ""}
    page = engineer.send(f"{work.url}/final", **account, cost_reason="The mason's last bill is not paid yet")
    assert "The mason's last bill is not paid yet" in page.text
    assert "Surplus 0 PKR" in page.text


def test_the_final_account_waits_for_the_final_visit(work: Work, engineer: Browser) -> None:
    work.audit_meeting()
    page = engineer.send(f"{work.url}/final", **FINAL)
    assert page.problems == ["The final account needs a final measurement that finds 100 % built."]
    work.visit(10_000, date(2023, 9, 16))
    assert engineer.send(f"{work.url}/final", **FINAL).status == 422


def test_handover_names_everything_that_is_missing(work: Work, bo: Browser, engineer: Browser) -> None:
    page = bo.get(f"{work.url}/handover").text
    for sentence in (
        "No completion certificate yet",
        "No final account yet",
        "Instalment 4 is not released yet",
    ):
        assert sentence in page
    certified(work, engineer)
    assert "2 defects are not repaired yet" in bo.get(f"{work.url}/handover").text
    refused = bo.send(f"{work.url}/handover", **HANDOVER, fund="0")
    assert refused.problems == ["The work cannot be handed over yet. Still missing: No final account yet."]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"handed_on": "2023-09-15"}, "Handover cannot be before that."),
        ({"receiver": ""}, "Name the office or group."),
        ({"fee": ""}, "Write the monthly fee for each household, 0 if there is none."),
        ({"fund": "-5"}, "A sum here cannot be below 0."),
        ({"tasks": "x" * 1001}, "Keep it to 1,000."),
    ],
)
def test_a_wrong_handover_says_what_to_put_right(
    work: Work, bo: Browser, engineer: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    accounted(work, engineer)
    page = bo.send(f"{work.url}/handover", **{**HANDOVER, **fields})
    assert page.status == 422
    assert any(sentence in problem for problem in page.problems), page.problems
    assert not db.scalar(select(func.count(Handover.id)))


def handed_over(work: Work, bo: Browser, engineer: Browser) -> None:
    accounted(work, engineer)
    assert bo.send(f"{work.url}/handover", **HANDOVER).status == 200


def test_a_check_that_found_it_broken_says_what_is_done(
    make: Make, work: Work, bo: Browser, engineer: Browser, browser: People
) -> None:
    handed_over(work, bo, engineer)
    make.need(work.place, "Latrines", "women")
    page = engineer.send(f"{work.url}/checks/6", checked_on="2024-03-25", works="no")
    assert page.problems == [
        "What was seen, and what is done about it?: Write what does not work and what is done about it."
    ]
    page = engineer.send(
        f"{work.url}/checks/6", checked_on="2024-03-25", works="no", notes="One door is broken"
    )
    assert "One door is broken" in page.text
    assert "What they cannot repair is recorded as a need for the next plan." in page.text
    assert f"/s/{work.place.code}/needs" in page.links
    place, broken = work.place.code, "Checked 6 months after handover: it did not work"
    addresses = (f"/s/{place}/closure", f"/board/{place}", f"/board/{place}/work/1")
    listed, board, public = (bo.get(path).text for path in addresses)
    assert broken in listed and broken in public
    assert all("The latest check says that it does not work." in text for text in (board, public))
    assert "Spent and given together" in public, "what was given is no sum of what came and was spent"
    told = bo.get(f"/s/{place}/needs/1").text
    assert "was handed over on 24 Sep 2023. The latest check says that it does not work." in told
    page = engineer.send(f"{work.url}/checks/12", checked_on="2024-09-24", works="yes")
    assert "What they cannot repair" not in page.text, "the newest check counts"
    assert "does not work" not in bo.get(f"/s/{place}/needs/1").text
    assert broken in bo.get(addresses[0]).text
    assert not any("that it does not work" in bo.get(path).text for path in addresses)


def test_a_check_whose_day_is_still_to_come_is_told_and_is_not_missing(
    work: Work, bo: Browser, engineer: Browser, browser: People
) -> None:
    accounted(work, engineer)
    yesterday = today() - timedelta(days=1)
    assert bo.send(f"{work.url}/handover", **HANDOVER | {"handed_on": yesterday.isoformat()}).status == 200
    ahead = '<p class="soft">Check 12 months after handover, due on'
    listed, whole = (
        bo.get(f"/s/{work.place.code}/closure").html,
        browser("facilitator", work.place).get(work.url),
    )
    public = browser().get(f"/board/{work.place.code}/work/1")
    for page in (listed, whole.html, public.html):
        assert ahead in page and 'class="missing">Check 12' not in page
    assert "The checks (Nothing is missing now)" in public.text, "what is not due is neither done nor missing"


def test_a_check_comes_after_the_handover_and_once(
    work: Work, bo: Browser, engineer: Browser, db: Session
) -> None:
    handed_over(work, bo, engineer)
    page = bo.send(f"{work.url}/checks/3", checked_on="2023-09-23", works="yes")
    assert page.problems == [
        "Checked on: The work was handed over on 24 Sep 2023. A check can only be after that day."
    ]
    for _ in range(2):
        page = bo.send(f"{work.url}/checks/3", checked_on="2023-12-23", works="yes")
    assert page.problems == ["This check has already been recorded."]
    assert bo.get(f"{work.url}/checks/4").status == 404
    assert db.scalar(select(func.count(LaterWorkCheck.id))) == 1


def test_after_the_process_is_closed_only_checks_go_on(
    work: Work, bo: Browser, engineer: Browser, make: Make
) -> None:
    from peoplesprocess.core.process.steps import STEPS
    from peoplesprocess.models import StepClosure

    handed_over(work, bo, engineer)

    def close(db: Session, common: dict[str, Any]) -> None:
        db.add_all(StepClosure(**common, made_by=None, step=step.key) for step in STEPS)

    work.add(close)
    assert bo.send(f"{work.url}/checks/3", checked_on="2023-12-23", works="yes").status == 200
    assert bo.get(f"{work.url}/audit").status == 404
    assert engineer.get(f"{work.url}/final").status == 404
    assert engineer.get(f"{work.url}/certificate").h1 == "Provisional completion certificate"


def test_after_the_final_account_the_cash_book_stays(
    work: Work, bo: Browser, engineer: Browser, browser: People, db: Session
) -> None:
    accounted(work, engineer)
    url = work.url.replace("closure", "works")
    cleo = browser("committee_officer", work.place)
    line = {"spent_on": "2023-09-20", "what": "Paint", "amount": "30,000", "paper": "Bill 9"}
    page = cleo.get(url)
    assert "The cash book stays as it is." in page.text
    assert f"{url}/spending/record" not in page.links and "Write the cash book" not in page.text
    assert work.url in page.links and f"{work.url}/certificate" in page.links
    several = cleo.get(f"{url}/spending/several").text
    assert "so the cash book stays as it is." in several and "Leave the other ones empty" not in several
    sentence = "The final account of this work is written, so the cash book stays as it is."
    tried = [
        cleo.send(f"{url}/spending/record", **line),
        cleo.send(f"{url}/spending/2/strike", reason="Not ours"),
        cleo.send(f"{url}/spending/2/correct", **line, reason="Not ours"),
        cleo.send(f"{url}/spending/2/counter", spent_on="2023-09-20", what="Back", amount="5", paper="Bill"),
    ]
    for page in tried:
        assert page.status == 422 and sentence in page.problems[0], page.problems
        assert "strikes the account" in page.problems[0], "and the way out"
    for form in ("record", "several", "2/strike", "2/correct", "2/counter"):
        page = cleo.get(f"{url}/spending/{form}")
        assert sentence in page.text and not page.controls, f"{form}: said before anything is typed"
    assert f"{url}/spending/2/strike" not in cleo.get(f"{url}/spending/2").links
    assert db.scalar(select(func.sum(CashBookEntry.amount))) == 380_100_000


def test_a_wrong_final_account_is_struck_and_written_anew(
    work: Work, bo: Browser, engineer: Browser, browser: People
) -> None:
    accounted(work, engineer)
    assert f"{work.url}/final/strike" in engineer.get(work.url).links
    visits = f"{work.url.replace('closure', 'works')}/visits"
    measured = max(
        int(link.split("/")[-1])
        for link in engineer.get(work.url.replace("closure", "works")).links
        if link.startswith(visits) and link.split("/")[-1].isdigit()
    )
    refused = engineer.send(f"{visits}/{measured}/strike", reason="Wrong")
    assert refused.problems == [
        "The final account is based on this measurement. Strike the final account first."
    ]
    assert f"{work.url}/final/strike" not in bo.get(work.url).links
    assert "Write the reason" in engineer.send(f"{work.url}/final/strike", reason=" ").problems[0]
    page = engineer.send(f"{work.url}/final/strike", reason="A bill was forgotten")
    assert "No final account yet" in page.text and "A bill was forgotten" in page.text
    assert "Final account of 16 Sep 2023, struck" in page.text and "Surplus 39,000 PKR" in page.text
    again = engineer.send(f"{work.url}/final/strike", reason="Again")
    assert again.problems == ["This work has no final account yet. There is nothing to strike."]
    assert "No final account yet" in bo.get(f"{work.url}/handover").text
    cleo = browser("committee_officer", work.place)
    line = {"spent_on": "2023-09-14", "what": "Paint", "amount": "30,000", "paper": "Bill 9"}
    url = work.url.replace("closure", "works")
    assert cleo.send(f"{url}/spending/record", **line).status == 200
    page = engineer.send(f"{work.url}/final", **{**FINAL, "cost": "3,831,000"})
    assert "Surplus 9,000 PKR" in page.text and "Surplus 39,000 PKR" in page.text, "both are read"
    board = browser().get(f"/board/{work.place.code}").text
    assert "9,000 PKR" in board and "39,000 PKR" not in board
    page = bo.send(f"{work.url}/handover", **HANDOVER)
    assert "Repair fund at the start 9,000 PKR" in page.text
    refused = engineer.send(f"{work.url}/final/strike", reason="Wrong")
    assert "The work is handed over, so its final account stays." in refused.problems[0]
    assert f"{work.url}/final/strike" not in engineer.get(work.url).links
    refused = cleo.send(f"{url}/spending/record", **line)
    assert "The work is handed over with its final account" in refused.problems[0]


def test_a_struck_final_account_counts_in_no_figure(
    work: Work, bo: Browser, engineer: Browser, db: Session
) -> None:
    accounted(work, engineer)
    counted = select(SettlementSummary.final_measurements)
    assert db.scalar(counted) == 1
    db.rollback()
    engineer.send(f"{work.url}/final/strike", reason="A bill was forgotten")
    assert db.scalar(counted) == 0
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_whoever_builds_here_cannot_strike_the_final_account(
    work: Work, make: Make, engineer: Browser, db: Session
) -> None:
    accounted(work, engineer)
    also(make, engineer.username, "committee_officer", work.place)
    with pytest.raises(Refused, match="works for the builders"):
        both = acting(db, account_id(make, engineer.username), work.place, at(DAY))
        actions.strike_account(both, 1, "Wrong")


def test_a_check_that_is_not_due_leads_nobody_to_it(work: Work, bo: Browser, engineer: Browser) -> None:
    handed_over(work, bo, engineer)
    for month in (3, 6, 12):
        engineer.send(f"{work.url}/checks/{month}", checked_on="2024-09-24", works="yes")
    page = engineer.get(f"/s/{work.place.code}/closure")
    assert not [link for link in page.links if "/checks/" in link]


def test_the_certificate_leads_back_to_the_closing(work: Work, engineer: Browser) -> None:
    certified(work, engineer)
    assert work.url in engineer.get(f"{work.url}/certificate").links


def test_money_spent_after_the_audit_is_read_in_public_too(
    work: Work, bo: Browser, engineer: Browser, browser: People
) -> None:
    certified(work, engineer)
    work.audit()
    sentence = "30,000 PKR was spent after the public audit of 10 Sep 2023. Read this in public too."
    assert "was spent after the public audit" not in bo.get(work.url).text
    cleo = browser("committee_officer", work.place)
    line = {"spent_on": "2023-09-11", "what": "Paint", "amount": "30,000", "paper": "Bill 9"}
    cleo.send(f"{work.url.replace('closure', 'works')}/spending/record", **line)
    page = bo.get(work.url)
    assert sentence in page.text and f"{work.url}/audit" in page.links
    assert sentence in bo.get(f"/s/{work.place.code}/closure").text
    assert sentence in engineer.get(f"{work.url}/final").text
    audit = work.make.meeting(work.place, "audit", women=30, men=30, held_on=date(2023, 9, 12))
    bo.send(f"{work.url}/audit", meeting=str(audit), questions="None", accepted="yes")
    assert "was spent after the public audit" not in bo.get(work.url).text
