"""What is saved for one work leads to the same for the next one, without the way back by home and list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.closure import actions as closure
from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.db.session import writing
from peoplesprocess.works import actions as works
from tests.browser import Browser, Page
from tests.closure.test_closing import HANDOVER
from tests.contracts import story
from tests.contracts.amended import propose
from tests.contracts.story import PARTY_ROLES, at, rupees
from tests.factories import Make
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
WHOLE = 100_000
"""The quantity of each bill's one line, in thousandths."""
TERMS = (TrancheTerms(60), TrancheTerms(40, certificate=True))
LATRINES = {
    "line": 2,
    "title": "Latrines",
    "contribution": rupees(384_000),
    "bill": [BillLineInput("Latrines", "%", WHOLE, rupees(38_400))],
    "tranches": TERMS,
}
PUMPS = {
    "line": 1,
    "title": "Pumps",
    "contribution": rupees(216_000),
    "bill": [BillLineInput("Pumps", "%", WHOLE, rupees(21_600))],
    "tranches": TERMS,
}
SPENT = {1: 2_073_600, 2: 1_166_400}
"""All of the first instalment of each work, in rupees."""
AUDITED = date(2023, 9, 10)


class Walk:
    """Somebody who goes by links of the page before, and counts the screens."""

    def __init__(self, reader: Browser, start: str) -> None:
        self.reader, self.screens = reader, 0
        self.page: Page = reader.get(start)

    def go(self, link: str) -> Page:
        """Open a page that the last one leads to."""
        assert link in self.page.links, (link, self.page.text, self.page.links)
        self.screens += 1
        self.page, self.form = self.reader.get(link), link
        return self.page

    def save(self, **fields: Any) -> str:
        """Send the form of the open page; what the page says to which it leads."""
        self.screens += 1
        self.page = self.reader.send(self.form, **fields)
        assert not self.page.problems and "Saved." in self.page.text, self.page.problems
        return self.page.text


def two_contracts(make: Make, parties: Iterable[str] = PARTY_ROLES) -> Any:
    """Two works of one settlement, each paid in two instalments; the story is that of the first one."""
    first = story.contract(make, story.endorsed(make), parties, **LATRINES)
    second = make.contract(first.place, signed=bool(tuple(parties)), **PUMPS)
    assert (first.number, second.number) == (1, 2)
    return first


def released(make: Make, first: Any, part: int = 1, month: int = 5, *, came: bool = False) -> None:
    """An instalment of each work was asked for and released, and it came if that is said."""
    with writing(make.engine) as db:
        for number in (1, 2):
            day, paper = at(date(2023, month, number)), f"Bank {part}.{number}"
            works.request_tranche(story.by(db, first, "committee_officer", day), number, part, "As agreed")
            row = works.release_tranche(story.by(db, first, "finance_officer", day), number, part, paper)
            if came:
                story.came(story.by(db, first, "committee_officer", day), number, part, row.amount)
        db.commit()


def built(make: Make, first: Any) -> None:
    """Both works are built, paid and certified, and there was a meeting to read their accounts at."""
    released(make, first, came=True)
    certified = closure.CertificateInput(date(2023, 8, 26), "Built.", [])
    with writing(make.engine) as db:
        for number, amount in SPENT.items():
            spent = works.CashBookInput(date(2023, 8, 1), "Bricks", rupees(amount), f"Bill {number}")
            works.record_spending(
                story.by(db, first, "committee_officer", at(date(2023, 8, 1))), number, spent
            )
            seen = works.VisitInput(date(2023, 8, 19), {1: WHOLE}, 0, "Whole", True)
            ines = story.by(db, first, "technical_officer", at(date(2023, 8, 19)))
            works.record_visit(ines, number, seen)
            ines = story.by(db, first, "technical_officer", at(date(2023, 8, 26)))
            closure.certify(ines, number, certified)
        db.commit()
    assert make.meeting(first.place, "audit", 60, 40, held_on=AUDITED) == 1


def each_after_the_other(
    reader: Browser, here: str, form: str, at_first: dict[str, Any], at_second: dict[str, Any]
) -> None:
    """Both works get the same in four screens: each form, and each page to which it leads."""
    walk = Walk(reader, here)
    walk.go(f"{here}/1/{form}")
    assert "Next: work 2" in walk.save(**at_first), form
    walk.go(f"{here}/2/{form}")
    assert "Next: work 1" not in walk.save(**at_second), form
    assert walk.screens == 4, form


def test_two_contracts_are_signed_one_after_the_other(make: Make, browser: People) -> None:
    first = two_contracts(make, parties=())
    here = f"/s/{first.place.code}/contracts"
    for role in PARTY_ROLES.values():
        walk = Walk(browser(role, first.place), here)
        walk.go(f"{here}/1/sign")
        assert "1 contract waits for your signature. Next: contract 2" in walk.save()
        walk.go(f"{here}/2/sign")
        assert "waits for your signature" not in walk.save(), role
        assert walk.screens == 4, role
        assert f"{here}/1/sign" not in walk.reader.get(here).links, "both are signed"


def test_after_the_last_contract_comes_the_one_before_it(make: Make, browser: People) -> None:
    first = two_contracts(make, parties=())
    here = f"/s/{first.place.code}/contracts"
    walk = Walk(browser("committee_officer", first.place), here)
    walk.go(f"{here}/2/sign")
    assert "Next: contract 1" in walk.save()
    assert f"{here}/1/sign" in walk.page.links


def test_an_amendment_is_next_by_its_own_form(make: Make, browser: People) -> None:
    first = story.signed(make)
    make.contract(first.place, signed=False, **PUMPS)
    number = propose(make, first, lines={1: (8, 100_000)})
    here = f"/s/{first.place.code}/contracts"
    form = f"{here}/1/amendments/{number}/sign"
    walk = Walk(browser("programme_manager", first.place), here)
    assert form in walk.page.links
    walk.go(f"{here}/2/sign")
    walk.save()
    walk.go(form)
    assert "Next:" not in walk.save()


def test_two_arrivals_take_four_screens(make: Make, browser: People) -> None:
    first = two_contracts(make)
    released(make, first)
    here = f"/s/{first.place.code}/works"
    walk = Walk(browser("committee_officer", first.place), here)
    walk.go(f"{here}/1/tranches/1/arrival")
    text = walk.save(arrived_on="2023-05-20")
    assert "1 instalment was released. Say when it came to the account. Next: work 2" in text
    walk.go(f"{here}/2/tranches/1/arrival")
    assert "Say when it came" not in walk.save(arrived_on="2023-05-20")
    assert walk.screens == 4


def test_the_next_instalments_of_two_works_are_asked_for_and_answered(make: Make, browser: People) -> None:
    first = two_contracts(make)
    here = f"/s/{first.place.code}/works"
    officer, efua = browser("committee_officer", first.place), browser("programme_manager", first.place)
    walk = Walk(officer, here)
    walk.go(f"{here}/1/tranches/1/request")
    assert "1 instalment can be asked for. Next: work 2" in walk.save(statement="To begin")
    walk.go(f"{here}/2/tranches/1/request")
    assert "Next:" not in walk.save(statement="To begin")
    assert walk.screens == 4
    walk = Walk(efua, here)
    walk.go(f"{here}/1/tranches/1/release")
    assert "1 request for money waits for an answer. Next: work 2" in walk.save(paper="Bank 1")
    walk.go(f"{here}/2/tranches/1/release")
    assert "Next:" not in walk.save(paper="Bank 2")
    assert walk.screens == 4


def test_two_works_are_visited_one_after_the_other(make: Make, browser: People) -> None:
    first = two_contracts(make)
    here = f"/s/{first.place.code}/works"
    walk = Walk(browser("technical_officer", first.place), here)
    walk.go(f"{here}/1/visits/record")
    assert "Next: work 2" in walk.save(visited_on="2023-06-01", done1="10")
    walk.go(f"{here}/2/visits/record")
    text = walk.save(visited_on="2023-06-01", done1="95")
    assert "1 work is nearly built and waits for your certificate. Next: work 2" in text, "what is left here"
    walk.go(f"/s/{first.place.code}/closure/2/certificate")
    assert walk.screens == 5
    assert f"{here}/1/visits/record" in walk.reader.get(here).links, "also while no visit is due"
    assert f"{here}/1/visits/record" not in browser("facilitator", first.place).get(here).links


def test_two_works_are_closed_without_the_page_of_closing_between(
    make: Make, browser: People, engine: Engine
) -> None:
    first = two_contracts(make)
    built(make, first)
    here = f"/s/{first.place.code}/closure"
    bo, ines = browser("facilitator", first.place), browser("technical_officer", first.place)
    heard = {"meeting": "1", "questions": "None", "accepted": "yes"}
    each_after_the_other(bo, here, "audit", heard, heard)
    released(make, first, part=2, month=9)
    account = {"measured_on": "2023-09-16", "surplus_use": "To the repair fund", "meeting": "1"}
    costs = [{**account, "cost": str(spent)} for spent in SPENT.values()]
    each_after_the_other(ines, here, "final", *costs)
    each_after_the_other(bo, here, "handover", HANDOVER, HANDOVER)
    # What is said after saving costs no more than what can be undone did.
    plain, marked = (
        statements_of(engine, bo, f"{here}/1?saved={mark}") for mark in ("1", "closure.hand_over")
    )
    assert marked <= plain


def test_accounts_are_read_again_after_the_last_money_one_work_after_the_other(
    make: Make, browser: People
) -> None:
    first = two_contracts(make)
    built(make, first)
    here = f"/s/{first.place.code}/closure"
    bo, ines = browser("facilitator", first.place), browser("technical_officer", first.place)
    heard = {"meeting": "1", "questions": "None", "accepted": "yes"}
    each_after_the_other(bo, here, "audit", heard, heard)
    released(make, first, part=2, month=9)
    again = "At %s, money was spent after the public audit. Let a meeting hear the accounts again"
    assert "after the public audit" not in bo.get("/").text
    with writing(make.engine) as db:
        for number in (1, 2):
            roof = works.CashBookInput(date(2023, 9, 16), "Roof", rupees(100_000), f"Roof {number}")
            cleo = story.by(db, first, "committee_officer", at(date(2023, 9, 16)))
            works.record_spending(cleo, number, roof)
        db.commit()
    assert again % "2 works" in bo.get("/").text and again % "2 works" not in ines.get("/").text
    before = "No final account yet. First the facilitator lets a meeting hear the accounts again"
    assert before in ines.get(here).text and before in ines.get(f"{here}/1/final").text
    second = str(make.meeting(first.place, "audit", 60, 40, held_on=date(2023, 9, 20)))
    each_after_the_other(bo, here, "audit", {**heard, "meeting": second}, {**heard, "meeting": second})
    assert "after the public audit" not in bo.get("/").text
    assert "First the facilitator" not in ines.get(here).text + ines.get(f"{here}/1/final").text


def test_nobody_is_led_to_what_waits_for_another_person(make: Make, browser: People) -> None:
    first = two_contracts(make)
    built(make, first)
    here = f"/s/{first.place.code}/closure/1"
    page = browser("technical_officer", first.place).get(f"{here}?saved=closure.audit")
    assert "Saved." in page.text and "Next:" not in page.text, "audits wait for the facilitator"
    bo = browser("facilitator", first.place)
    assert "Next: work 2" in bo.get(f"{here}?saved=closure.audit").text
    for mark in ("1", "closure.show", "nothing.at_all"):
        page = bo.get(f"{here}?saved={mark}")
        assert "Saved." in page.text and "Next:" not in page.text, mark
