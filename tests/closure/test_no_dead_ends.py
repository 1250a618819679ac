"""On the way to the handover nobody is led to a closed page, and nothing settled is accused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peoplesprocess.core.messages import Message
from peoplesprocess.core.process import money_checks
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.programme_rules import ProgrammeRules
from tests.browser import Browser
from tests.closure.test_closing import CERTIFICATE, HANDOVER, accounted
from tests.contracts import story
from tests.factories import Make
from tests.finished_work import Work, almost_built, contract_of
from tests.settlements.test_meetings import MEETING

People = Callable[..., Browser]


@pytest.fixture
def work(make: Make) -> Work:
    return almost_built(make)


@pytest.fixture
def bo(browser: People, work: Work) -> Browser:
    return browser("facilitator", work.place)


@pytest.fixture
def engineer(browser: People, work: Work) -> Browser:
    return browser("technical_officer", work.place)


def test_who_writes_the_account_is_not_sent_to_record_a_meeting(
    work: Work, bo: Browser, engineer: Browser
) -> None:
    engineer.send(f"{work.url}/certificate", **CERTIFICATE)
    work.visit(10_000, date(2023, 9, 16), final=True)
    page = engineer.get(f"{work.url}/final")
    assert "the facilitator records it. Then it can be chosen here." in page.text
    assert not [link for link in page.links if "/meetings/record" in link]
    assert all(engineer.get(link).status == 200 for link in page.links if link.startswith("/s/"))
    # Whoever gets the address passed on comes to the meeting, not to a page that is another one's.
    address = f"/s/{work.place.code}/meetings/record?contract=1&kind=assembly&then=account"
    sent = bo.post(address, bo.filled(address, **{**MEETING, "kind": "assembly", "held_on": "2023-09-20"}))
    assert sent.status == 303 and "/final" not in sent.location
    assert bo.get(sent.location).status == 200


def test_a_settled_account_is_not_accused_of_its_surplus(make: Make, browser: People) -> None:
    programme = make.programme(rules=ProgrammeRules(progress_gap=5).stored())
    work = almost_built(make, programme=programme)
    engineer, anybody, code = browser("technical_officer", work.place), browser(), work.place.code
    engineer.send(
        f"{work.url}/certificate", **{**CERTIFICATE, "what1": "", "due1": "", "what2": "", "due2": ""}
    )
    work.audit()
    work.release(4)
    work.visit(10_000, date(2023, 9, 16), final=True)
    pages = [
        (engineer, f"/s/{code}/works/1"),
        (engineer, f"/s/{code}/works"),
        (anybody, f"/board/{code}/work/1"),
    ]

    def accused() -> list[bool]:
        texts = [person.get(address).text for person, address in pages]
        return ["far apart" in text or "points apart" in text for text in texts]

    assert all(accused())
    account = {"measured_on": "2023-09-16", "cost": "3,395,000", "surplus_use": "A well", "meeting": "1"}
    page = engineer.send(f"{work.url}/final", **account)
    assert page.status == 200, page.problems
    assert not any(accused())


def test_no_contract_is_offered_where_no_item_waits_for_one(make: Make, browser: People) -> None:
    waits, empty = story.endorsed(make), make.settlement()
    page = browser("facilitator", waits).get(f"/s/{waits.code}/contracts")
    assert f"/s/{waits.code}/contracts/draft" in page.links
    page = browser("facilitator", empty).get(f"/s/{empty.code}/contracts")
    assert page.status == 200 and f"/s/{empty.code}/contracts/draft" not in page.links


def test_of_several_works_it_is_said_how_many_are_done() -> None:
    facts = GateFacts(contracts_signed=2, audits=1)
    (found,) = money_checks.accounts_were_read(facts, ProgrammeRules())
    assert not found.holds and isinstance(found.sentence, Message)
    values = {"missing": Message("No public audit yet"), "done": 1, "works": 2}
    assert found.sentence == Message("%(missing)s (works where it is done: %(done)s of %(works)s)", values)
    (one,) = money_checks.accounts_were_read(GateFacts(contracts_signed=1), ProgrammeRules())
    assert one.sentence == Message("No public audit yet")
    (none,) = money_checks.accounts_were_read(GateFacts(), ProgrammeRules())
    assert not none.holds and none.sentence == Message("No public audit yet")


def test_a_work_just_begun_offers_no_closing(make: Make, browser: People) -> None:
    begun = contract_of(make, make.settlement())
    begun.visit(2_200, date(2023, 8, 2))
    engineer = browser("technical_officer", begun.place)
    assert begun.url not in engineer.get(f"/s/{begun.place.code}/works/1").links
    begun.visit(9_500, date(2023, 8, 19))
    assert begun.url in engineer.get(f"/s/{begun.place.code}/works/1").links


def test_a_visit_that_finds_the_work_built_leads_to_its_closing(work: Work, engineer: Browser) -> None:
    address = f"/s/{work.place.code}/works/1/visits/record"
    page = engineer.send(address, visited_on="2023-08-20", done1="96")
    assert not page.problems and f"{work.url}/certificate" in page.links
    page = engineer.send(f"{work.url}/certificate", **CERTIFICATE)
    assert f"{work.url}/defects/1/mended" in page.links and "Certificate issued on 26 Aug 2023" in page.text


def test_each_thing_to_do_is_a_link_of_its_own_words(work: Work, bo: Browser, engineer: Browser) -> None:
    page = engineer.get(work.url)
    assert ">Certify the work</a>" in page.html and ">No completion certificate yet</a>" not in page.html
    assert ">Certify the work</a>" not in bo.get(work.url).html
    assert ">Read the accounts in public</a>" in bo.get(work.url).html


def test_what_went_to_the_repair_fund_is_told_beside_the_cash_book(
    work: Work, bo: Browser, engineer: Browser
) -> None:
    accounted(work, engineer)
    assert "Went to the repair fund" not in bo.get(f"/s/{work.place.code}/works/1").text
    bo.send(f"{work.url}/handover", **HANDOVER)
    page = bo.get(f"/s/{work.place.code}/works/1")
    assert "Went to the repair fund at the handover 39,000 Left in the cash book 0 PKR" in page.text
    bank = bo.get(f"/s/{work.place.code}/works/1/bank").text
    assert "handover 39,000 Left in the cash book today 0 PKR" in bank
    assert f"{work.url}/fund" in page.links and bo.get(f"{work.url}/fund").status == 200


def test_payments_of_one_kind_are_no_other_payments_and_an_unsaid_arrival_is_named(
    work: Work, bo: Browser, make: Make, browser: People
) -> None:
    page = bo.get(f"{work.url}/audit")
    assert "Other payments" not in page.text and "Spent (with receipts)" in page.text
    assert "not said yet" not in page.text
    other = contract_of(make, make.settlement())
    other.release(1, comes=False)
    assert "not said yet" in browser("facilitator", other.place).get(f"{other.url}/audit").text
