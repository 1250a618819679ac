"""All that waits for somebody at works stands on the first page and on the settlement's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db.session import writing
from peoplesprocess.works import actions as works
from peoplesprocess.works import interruptions
from peoplesprocess.works.interruptions import ContractEndingInput
from tests.browser import Browser, Page
from tests.closure.test_closing import CERTIFICATE, FINAL, HANDOVER
from tests.contracts import story
from tests.contracts.amended import visit
from tests.factories import Make
from tests.finished_work import Work, almost_built, contract_of
from tests.statements import statements_of

People = Callable[..., Browser]
KARACHI = ZoneInfo("Asia/Karachi")
VISIT = "waits for your visit"
REQUEST = "1 request for money waits for an answer."


def both_pages(reader: Browser, work: Any) -> list[Page]:
    """The first page and the settlement's."""
    return [reader.get("/"), reader.get(f"/s/{work.place.code}")]


def told(reader: Browser, work: Any, sentence: str, link: str) -> None:
    for page in both_pages(reader, work):
        assert sentence in page.text, page.text
        assert f"/s/{work.place.code}/{link}" in page.links, page.links


def untold(reader: Browser, work: Any, sentence: str) -> None:
    for page in both_pages(reader, work):
        assert sentence not in page.text, page.text


def test_a_signed_contract_waits_for_the_first_visit(make: Make, browser: People, engine: Engine) -> None:
    unsigned = contract_of(make, make.settlement(), signatures=2)
    untold(browser("technical_officer", unsigned.place), unsigned, VISIT)
    work = contract_of(make, make.settlement())
    ines = browser("technical_officer", work.place)
    told(ines, work, f"1 work {VISIT}", "works/1/visits/record")
    assert statements_of(engine, ines, "/") <= 6
    assert statements_of(engine, ines, f"/s/{work.place.code}") <= 6
    untold(browser("facilitator", work.place), work, VISIT)
    work.visit(2_000, date(2023, 6, 1))
    untold(ines, work, VISIT)


def test_nobody_is_sent_to_a_work_before_its_first_day_unless_money_is_there(
    make: Make, browser: People
) -> None:
    """It was said on the day of the signatures, weeks before anything was to be seen."""
    place = make.settlement()
    later = {"starts_on": date(2200, 1, 1), "ends_on": date(2200, 6, 1)}
    work = make.contract(place, **later)
    early = Work(make, place, work.ids, work.id, work.plan_id)
    ines = browser("technical_officer", place)
    untold(ines, early, VISIT)
    early.release(1)
    told(ines, early, f"1 work {VISIT}", "works/1/visits/record")


def test_money_that_nobody_has_seen_spent_waits_for_a_visit(make: Make, browser: People) -> None:
    rules = ProgrammeRules(visit_days=30).stored()
    work = contract_of(make, make.settlement(make.programme(rules=rules)))
    ines = browser("technical_officer", work.place)
    work.visit(100, date(2023, 7, 1))
    untold(ines, work, VISIT)
    work.release(1)
    told(ines, work, VISIT, "works/1/visits/record")
    work.visit(2_000, date(2023, 8, 20))
    untold(ines, work, VISIT)


def test_a_visit_of_the_day_before_money_came_has_not_seen_it_by_the_clock_of_the_place(
    make: Make, browser: People
) -> None:
    """In Pakistan it is the second of August when it is still the first one by UTC."""
    rules = ProgrammeRules(visit_days=30).stored()
    work = contract_of(make, make.settlement(make.programme(rules=rules)))
    ines = browser("technical_officer", work.place)
    work.visit(2_000, date(2023, 8, 1))
    evening = datetime(2023, 8, 1, 20, tzinfo=UTC)
    with writing(make.engine) as db:
        officer = story.acting(db, work.ids["committee_officer"], work.place, evening)
        works.request_tranche(officer, 1, 1, "Cement")
        payer = story.acting(db, work.ids["finance_officer"], work.place, evening)
        works.release_tranche(payer, 1, 1, "Transfer")
        db.commit()
    told(ines, work, VISIT, "works/1/visits/record")
    waits = (datetime.now(KARACHI).date() - date(2023, 9, 2)).days
    for page in both_pages(ines, work):
        assert f"Waiting for {waits:,} days." in page.text, page.text


def test_the_step_of_one_work_does_not_hide_what_another_one_waits_for(
    make: Make, browser: People, engine: Engine
) -> None:
    """Money is asked for the first work, nobody has seen either; then only the second one is left to see."""
    work = story.signed(make)
    bill = [BillLineInput("Pumps", "piece", 12_000, story.rupees(180_000))]
    pumps = {"line": 1, "title": "Pumps", "contribution": story.rupees(216_000), "bill": bill}
    assert make.contract(work.place, **pumps).number == 2
    asked_on = story.at(date(2023, 8, 1))
    with writing(make.engine) as db:
        works.request_tranche(story.by(db, work, "committee_officer", asked_on), 1, 1, "To begin")
        db.commit()
    ines, efua = browser("technical_officer", work.place), browser("programme_manager", work.place)
    told(ines, work, "2 works wait for your visit", "works")
    told(efua, work, REQUEST, "works/1/tranches/1/release")
    visit(make, work, {1: 2_000}, date(2023, 8, 2))
    told(ines, work, f"1 work {VISIT}", "works/2/visits/record")
    assert statements_of(engine, efua, f"/s/{work.place.code}") <= 6


def test_an_instalment_waits_for_who_asks_once_its_conditions_hold(
    make: Make, browser: People, engine: Engine
) -> None:
    """As the page of the work says it: before the signatures, between instalments and at the certificate."""
    sentence = "1 instalment can be asked for."
    unsigned = contract_of(make, make.settlement(), signatures=2)
    untold(browser("committee_officer", unsigned.place), unsigned, sentence)
    signed = contract_of(make, make.settlement())
    told(browser("committee_officer", signed.place), signed, sentence, "works/1/tranches/1/request")
    work = almost_built(make, planned=True)
    officer = browser("committee_officer", work.place)
    page = f"/s/{work.place.code}/works/1"
    untold(officer, work, sentence)
    ines = browser("technical_officer", work.place)
    ines.send(f"{work.url}/certificate", **CERTIFICATE)
    for defect in (1, 2):
        ines.send(f"{work.url}/defects/{defect}/mended", rectified_on="2023-09-14", how="Repaired")
    untold(officer, work, sentence)
    assert "can be asked for" not in officer.get(page).text
    work.audit()
    told(officer, work, sentence, "works/1/tranches/4/request")
    assert "Instalment 4 can be asked for" in officer.get(page).text
    for address in ("/", f"/s/{work.place.code}"):
        assert statements_of(engine, officer, address) <= 6
    untold(browser("finance_officer", work.place), work, sentence)
    officer.send(f"{page}/tranches/4/request", statement="All is built")
    untold(officer, work, sentence)


def test_a_work_that_is_measured_as_complete_is_not_called_nearly_built(make: Make, browser: People) -> None:
    work = almost_built(make)
    ines = browser("technical_officer", work.place)
    told(ines, work, "1 work is nearly built and waits for your certificate.", "closure/1/certificate")
    work.visit(10_000, date(2023, 9, 10), final=True)
    sentence = "1 work is measured as complete and waits for your certificate."
    told(ines, work, sentence, "closure/1/certificate")
    untold(ines, work, "nearly built")


def test_each_step_of_a_closing_stands_with_whose_it_is(make: Make, browser: People, engine: Engine) -> None:
    work = almost_built(make)
    people = {
        role: browser(role, work.place)
        for role in ("facilitator", "technical_officer", "committee_officer", "programme_manager")
    }
    bo, ines, officer = (people[role] for role in ("facilitator", "technical_officer", "committee_officer"))
    certificate = "1 work is nearly built and waits for your certificate."
    told(ines, work, certificate, "closure/1/certificate")
    untold(bo, work, "your certificate")
    told(bo, work, "The accounts of 1 work wait to be read in public.", "closure/1/audit")
    ines.send(f"{work.url}/certificate", **CERTIFICATE)
    untold(ines, work, "your certificate")
    for repairer in (ines, officer):
        told(repairer, work, "2 defects are not repaired yet.", "closure/1")
    told(ines, work, "1 work waits for your final measurement.", "works/1/visits/record")
    for defect in (1, 2):
        ines.send(f"{work.url}/defects/{defect}/mended", rectified_on="2023-09-14", how="Repaired")
    untold(officer, work, "defects are not repaired yet. The technical officer writes")
    work.audit()
    untold(bo, work, "wait to be read in public")
    work.visit(10_000, date(2023, 9, 16), final=True)
    untold(ines, work, "waits for its final account")
    work.release(4)
    work.spend(40_600_000)
    told(ines, work, "1 work waits for its final account.", "closure/1/final")
    assert ines.send(f"{work.url}/final", **FINAL).status == 200
    untold(ines, work, "waits for its final account")
    told(bo, work, "1 work can be handed over.", "closure/1/handover")
    assert statements_of(engine, bo, f"/s/{work.place.code}") <= 6
    bo.send(f"{work.url}/handover", **HANDOVER)
    untold(bo, work, "can be handed over")


def test_accounts_that_a_meeting_refused_wait_after_the_handover_too(make: Make, browser: People) -> None:
    work = almost_built(make)
    ines, bo = browser("technical_officer", work.place), browser("facilitator", work.place)
    ines.send(f"{work.url}/certificate", **CERTIFICATE)
    for defect in (1, 2):
        ines.send(f"{work.url}/defects/{defect}/mended", rectified_on="2023-09-14", how="Repaired")
    work.audit()
    work.visit(10_000, date(2023, 9, 16), final=True)
    work.release(4)
    work.spend(40_600_000)
    assert ines.send(f"{work.url}/final", **FINAL).status == 200
    assert bo.send(f"{work.url}/handover", **HANDOVER).status == 200
    untold(bo, work, "wait to be read in public")
    meeting = str(make.meeting(work.place, "audit", women=40))
    bo.send(f"{work.url}/audit", meeting=meeting, questions="Where is the rest?")
    told(bo, work, "The accounts of 1 work wait to be read in public.", "closure/1/audit")
    bo.send(f"{work.url}/audit", meeting=meeting, questions="It was shown", accepted="yes")
    untold(bo, work, "wait to be read in public")


def test_an_ended_contract_is_measured_read_and_accounted(make: Make, browser: People) -> None:
    work = contract_of(make, make.settlement())
    work.release(1)
    end_contract(make, work)
    bo, ines = browser("facilitator", work.place), browser("technical_officer", work.place)
    told(ines, work, "1 work waits for your final measurement.", "works/1/visits/record")
    untold(ines, work, VISIT)
    told(bo, work, "The accounts of 1 work wait to be read in public.", "closure/1/audit")


def end_contract(make: Make, work: Any) -> None:
    ending = ContractEndingInput(date(2023, 8, 3), "agreement", "The flood came back")
    with writing(make.engine) as db:
        interruptions.end_contract(work.by(db, "programme_manager", date(2023, 8, 3)), 1, ending)
        db.commit()


def test_money_that_was_released_waits_to_be_seen_on_the_account(make: Make, browser: People) -> None:
    work = contract_of(make, make.settlement())
    officer = browser("committee_officer", work.place)
    sentence = "1 instalment was released. Say when it came to the account."
    untold(officer, work, sentence)
    work.release(1, comes=False)
    told(officer, work, sentence, "works/1/tranches/1/arrival")
    officer.send(f"/s/{work.place.code}/works/1/tranches/1/arrival", arrived_on="2023-08-02")
    untold(officer, work, sentence)


def test_a_new_treasurer_is_told_to_count_and_the_former_ones_lines_stay_theirs(
    make: Make, browser: People
) -> None:
    work = contract_of(make, make.settlement())
    make.election(work.place, held_on=date(2023, 2, 1))
    work.release(1)
    work.spend(1_000_000)
    officer, bo = browser("committee_officer", work.place), browser("facilitator", work.place)
    count = "There is a new treasurer. Count what is left in 1 cash book, and compare it with the bank."
    untold(officer, work, count)
    seat = {"kind": "replaced", "changed_on": "2023-08-20", "reason": "He moved away", "woman": "yes"}
    bo.send(f"/s/{work.place.code}/committee/3/change", **seat)
    told(officer, work, count, "works/1/bank")
    untold(bo, work, count)
    manager = browser("programme_manager", work.place)
    assert bank(officer, work, "2023-08-19").status == 200
    told(officer, work, count, "works/1/bank")
    before = journal_of(manager, work)
    assert bank(officer, work, "2023-08-20").status == 200
    untold(officer, work, count)
    assert before in journal_of(manager, work)


def bank(officer: Browser, work: Any, day: str) -> Page:
    """The bank says so much on a day."""
    said = {"stated_on": day, "amount": "1,026,800", "paper": "Statement 7", "reason": "Fees"}
    return officer.send(f"/s/{work.place.code}/works/1/bank/record", **said)


def journal_of(reader: Browser, work: Any) -> str:
    """Who wrote the line of the cash book, as everybody is told who reads who did what."""
    text = reader.get(f"/s/{work.place.code}/journal").text
    line = text.index("was written in the cash book") - 7
    return text[line : line + 90]


def test_an_empty_seat_asks_nobody_to_count(make: Make, browser: People) -> None:
    work = contract_of(make, make.settlement())
    make.election(work.place, held_on=date(2023, 2, 1))
    work.release(1)
    officer, bo = browser("committee_officer", work.place), browser("facilitator", work.place)
    left = {"kind": "resigned", "changed_on": "2023-08-10", "reason": "He moved away"}
    bo.send(f"/s/{work.place.code}/committee/3/change", **left)
    untold(officer, work, "There is a new treasurer.")
    assert bank(officer, work, "2023-08-12").status == 200
    taken = {"kind": "replaced", "changed_on": "2023-08-20", "reason": "Chosen at a meeting", "woman": "yes"}
    bo.send(f"/s/{work.place.code}/committee/3/change", **taken)
    told(officer, work, "There is a new treasurer.", "works/1/bank")


def test_a_handover_waits_since_the_account_and_not_since_the_measurement(
    make: Make, browser: People
) -> None:
    work = almost_built(make)
    ines, bo = browser("technical_officer", work.place), browser("facilitator", work.place)
    ines.send(f"{work.url}/certificate", **CERTIFICATE)
    for defect in (1, 2):
        ines.send(f"{work.url}/defects/{defect}/mended", rectified_on="2023-09-14", how="Repaired")
    work.visit(10_000, date(2023, 9, 16), final=True)
    work.audit()
    work.release(4)
    work.spend(40_600_000)
    assert ines.send(f"{work.url}/final", **FINAL).status == 200
    for page in both_pages(bo, work):
        assert "1 work can be handed over. Waiting since today." in page.text, page.text
