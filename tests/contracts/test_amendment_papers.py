"""An amendment's paper in two languages, and clauses that stay as they were when the contract was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Contract, Programme
from tests.browser import Browser
from tests.contracts.amended import propose, release, request, sign
from tests.contracts.story import contract, endorsed, signed
from tests.contracts.test_amended_retention import held_back
from tests.contracts.test_paper import said_in
from tests.contributions.test_other_payers import MUNICIPALITY
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]
ASKS_FOUR = "4 people sign for it, among them at least 2 women."
ASKS_THREE = "3 people sign for it, among them at least 1 woman."


@pytest.fixture
def amended(make: Make) -> Any:
    story = held_back(make)
    story.amendment = propose(make, story, lines={1: (8, 120_000)}, retention=8)
    story.page = f"/s/{story.place.code}/contracts/1/amendments/{story.amendment}"
    return story


@pytest.mark.parametrize(("first", "second"), [("en", "ar"), ("ar", "en"), ("fr", "en")])
def test_an_amendment_is_a_paper_in_two_languages(
    amended: Any, browser: People, first: str, second: str
) -> None:
    bo = browser("facilitator", amended.place)
    page = bo.get(f"{amended.page}/paper?language={first}&second={second}")
    page.check()
    english = said_in(page, "en")
    # The clauses that change stand there twice in each language: as they were, and as they would be.
    assert "The work costs 3,840,000" in english and "The work costs 4,032,000" in english
    assert "5\u00a0% of the grant" in english and "8\u00a0% of the grant" in english
    assert "No child works" not in english
    other = second if first == "en" else first
    assert said_in(page, other).count("%") == english.count("%") > 0
    assert "192,000" not in english and page.html.count("<s>") >= 6
    assert page.html.count('class="print"') + page.html.count("class=print") == 5


def test_the_page_of_an_amendment_leads_to_its_paper_and_back(
    amended: Any, make: Make, browser: People, engine: Engine
) -> None:
    bo = browser("facilitator", amended.place)
    page = bo.get(amended.page)
    page.check()
    assert f"{amended.page}/paper" in page.links
    assert "8 % of the grant" in page.text and "5 % of the grant" in page.text
    paper = bo.get(f"{amended.page}/paper")
    assert amended.page in paper.links
    assert "If the two languages say different things" in bo.get(f"{amended.page}/paper?second=ar").text
    sign(make, amended, amended.amendment)
    in_force = bo.get(f"{amended.page}/paper?second=ar").text
    assert "the paper that was signed counts" in in_force and "Signed here" in in_force
    for address in (amended.page, f"{amended.page}/paper?second=ar"):
        assert statements_of(engine, bo, address) <= 6, address


@pytest.mark.parametrize(("act", "said"), [("refuse", "Refused on "), ("withdraw", "Withdrawn on ")])
def test_the_paper_of_a_refused_or_withdrawn_amendment_says_so_and_has_nothing_to_sign(
    amended: Any, browser: People, act: str, said: str
) -> None:
    bo = browser("facilitator", amended.place)
    open_paper = bo.get(f"{amended.page}/paper").text
    assert "It will be in force when all parties have signed it." in open_paper and "Thumbprint" in open_paper
    who = browser("committee_officer", amended.place) if act == "refuse" else bo
    who.send(f"{amended.page}/{act}", reason="Too dear for us")
    page = bo.get(f"{amended.page}/paper?second=fr")
    page.check()
    assert said in page.text and page.text.count("Too dear for us") == 2
    assert "Thumbprint" not in page.text and "If the two languages" not in page.text


def test_the_paper_says_what_others_pay_and_names_each_figure(make: Make, browser: People) -> None:
    story = contract(make, endorsed(make), payers=[MUNICIPALITY])
    propose(make, story, lines={1: (8, 90_000)})
    page = browser("facilitator", story.place).get(f"/s/{story.place.code}/contracts/1/amendments/1/paper")
    page.check()
    assert "Others pay 400,000 PKR" in page.text
    assert page.html.count("data-l") >= 4 * 3


def test_an_amendment_that_is_not_there_has_no_paper(amended: Any, browser: People) -> None:
    bo = browser("facilitator", amended.place)
    for path in ("9/paper", "9/paper.pdf"):
        assert bo.get(f"/s/{amended.place.code}/contracts/1/amendments/{path}").status == 404
    assert browser().get(f"{amended.page}/paper").status == 303


def ask_for_four(make: Make, place: Any) -> None:
    """From now on the programme asks for four signatories, two of them women."""
    with writing(make.engine) as db:
        programme = db.get_one(Programme, place.programme_id)
        programme.rules = replace(ProgrammeRules(), signatories=4, women_signatories=2).stored()
        journal.write(db, place.id, None, "test.make", "rules", MARKET_DAY)
        db.commit()


def test_a_signed_contract_keeps_the_clauses_of_the_day_on_which_it_was_written(
    make: Make, browser: People
) -> None:
    story = signed(make)
    bo, url = browser("facilitator", story.place), f"/s/{story.place.code}/contracts/1"
    assert ASKS_THREE in bo.get(f"{url}/paper").text
    assert "In contracts that are written now" not in bo.get(url).text
    ask_for_four(make, story.place)
    for address in (url, f"{url}/paper"):
        text = bo.get(address).text
        assert ASKS_THREE in text, address
    assert (
        f"In contracts that are written now, the programme asks for this: {PREFIX}{ASKS_FOUR}"
        in bo.get(url).text
    )
    assert ASKS_FOUR not in bo.get(f"{url}/paper").text
    sign(make, story, propose(make, story, lines={1: (8, 120_000)}))
    # Three have signed for the account, as this contract says: its money does not wait for a fourth.
    request(make, story, 1)
    release(make, story, 1)
    assert ASKS_THREE in bo.get(f"{url}/amendments/1/before").text


PREFIX = "The money goes to the community's own account. "


def test_a_contract_that_is_written_anew_has_the_clauses_of_that_day(make: Make, browser: People) -> None:
    place = endorsed(make)
    story = contract(make, place, parties=())
    ask_for_four(make, place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/contracts/1"
    assert ASKS_THREE in bo.get(url).text
    assert bo.send(f"{url}/change", title="8 latrine blocks, anew").status == 200
    assert ASKS_FOUR in bo.get(url).text
    assert story.number == 1


def test_a_contract_that_an_older_server_wrote_says_what_the_programme_asks(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    make_older(make, story)
    ask_for_four(make, story.place)
    assert ASKS_FOUR in browser("facilitator", story.place).get(f"/s/{story.place.code}/contracts/1").text
    assert db.scalar(select(Contract.signatories)) is None


def make_older(make: Make, story: Any) -> None:
    with writing(make.engine) as db:
        row = db.get_one(Contract, story.id)
        row.signatories = row.women_signatories = None
        journal.write(db, story.place.id, None, "test.make", "contract", MARKET_DAY)
        db.commit()
