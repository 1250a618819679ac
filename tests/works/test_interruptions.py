"""Works that stand still or end before time: money stops, the account closes, the item finds a way on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.contracts import amendments
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.process.money_checks import (
    work_is_certified,
    work_is_handed_over,
    works_are_finished,
)
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db.session import reading, writing
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.models import ContractEnding, GrantReturn, Resumption, SettlementSummary, Suspension
from peoplesprocess.works import actions as works
from peoplesprocess.works import interruptions
from peoplesprocess.works.interruptions import (
    ContractEndingInput,
    GrantReturnInput,
    ResumptionInput,
    SuspensionInput,
)
from peoplesprocess.works.tranche_arrivals import TrancheArrivalInput, confirm_arrival
from tests.browser import Browser
from tests.contracts.amended import PROPOSED_ON, proposal, release, request, spend, visit
from tests.contracts.story import BILL, PARTY_ROLES, also, at, by, rupees, signed, written
from tests.factories import Make

People = Callable[..., Browser]
DAY, LATER = date(2023, 5, 22), at(date(2023, 6, 1))


def done(make: Make, story: Any, role: str, act: Callable[..., Any], what: Any) -> None:
    """Somebody with a role does something to the story's contract on 1 June."""
    with writing(make.engine) as db:
        act(by(db, story, role, LATER), story.number, what)
        db.commit()


def suspend(make: Make, story: Any, reason: str = "Flood") -> None:
    done(make, story, "technical_officer", interruptions.suspend_work, SuspensionInput(DAY, reason))


def end(make: Make, story: Any, reason: str = "The contractor left", day: date = DAY) -> None:
    ending = ContractEndingInput(day, "cause", reason)
    done(make, story, "programme_manager", interruptions.end_contract, ending)


def give_back(make: Make, story: Any, amount: int) -> None:
    returned = GrantReturnInput(DAY, rupees(amount), "TT-9")
    done(make, story, "finance_officer", interruptions.return_grant, returned)


def paid(make: Make, **changes: Any) -> Any:
    """A contract with its first instalment released and 500,000 spent."""
    story = signed(make, **changes)
    request(make, story, 1)
    release(make, story, 1)
    spend(make, story, 500_000)
    return story


def refusal(act: Callable[[], None]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert isinstance(caught.value.sentence, Message)
    return caught.value.sentence.text


def count(db: Session, table: Any) -> Any:
    found = db.scalar(select(func.count()).select_from(table))
    db.rollback()
    return found


def test_while_a_work_is_suspended_no_money_moves_and_visits_and_the_cash_book_go_on(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    request(make, story, 1)
    ted = browser("technical_officer", story.place)
    page = ted.send(f"{story.url}/suspend", suspended_on="2023-05-22", reason="Flood")
    assert "Suspended since 22 May 2023" in page.text
    # The page of the work says so first, and what is to be done.
    assert f"{story.url}/resume" in ted.get(story.url).links
    waits = "The technical officer or the programme manager can let it go on."
    assert waits in browser("local_authority", story.place).get(story.url).html.split("<h2>")[1]
    with pytest.raises(Refused) as caught:
        release(make, story, 1, LATER)
    assert "suspended since" in caught.value.sentence.values["condition"].text  # type: ignore[union-attr]
    page = browser("finance_officer", story.place).get(f"{story.url}/tranches/1/release")
    for words in ("suspended since 22 May 2023", "Flood", "programme manager can let it go on"):
        assert words in page.text
    spend(make, story, 1_000, date(2023, 5, 25))
    visit(make, story, {1: 1_000}, date(2023, 5, 25))
    page = ted.send(f"{story.url}/resume", resumed_on="2023-05-30", reason="The water fell.")
    assert "It goes on from 30 May 2023" in page.text
    release(make, story, 1, LATER)
    assert (count(db, Suspension), count(db, Resumption)) == (1, 1)


def test_nobody_is_told_to_be_late_with_money_that_a_suspended_work_holds_up(
    make: Make, browser: People
) -> None:
    story = signed(make)
    request(make, story, 1)
    code = story.place.code
    pages = (
        ("committee_officer", f"/s/{code}"),
        ("committee_officer", story.url),
        ("committee_officer", f"/s/{code}/works"),
        ("", f"/board/{code}"),
        ("", f"/board/{code}/work/1"),
    )

    def blames() -> list[str]:
        told = re.compile(r"agency (is|was|has not answered|has to answer)|days? late|waited for the agency")
        seen = {
            address: browser(*((role, story.place) if role else ())).get(address) for role, address in pages
        }
        assert {page.status for page in seen.values()} == {200}
        return [address for address, page in seen.items() if told.search(page.text)]

    before = blames()
    assert {story.url, f"/s/{code}/works", f"/board/{code}/work/1"} <= set(before)
    suspend(make, story)
    assert blames() == []
    page = browser("committee_officer", story.place).get(story.url)
    assert "Money can be released once the work goes on." in page.text
    done(make, story, "technical_officer", interruptions.resume_work, ResumptionInput(DAY, "It is dry"))
    assert blames() == before


def test_what_runs_is_not_resumed_and_what_stands_still_not_suspended_again(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    resume = ResumptionInput(DAY, "On")
    wrong = refusal(lambda: done(make, story, "technical_officer", interruptions.resume_work, resume))
    assert "It goes on." in wrong
    suspend(make, story)
    assert "Let it go on first." in refusal(lambda: suspend(make, story))
    early = ResumptionInput(date(2023, 5, 3), "On")
    wrong = refusal(lambda: done(make, story, "technical_officer", interruptions.resume_work, early))
    assert "Give a day from" in wrong
    bo = browser("technical_officer", story.place)
    assert bo.send(f"{story.url}/resume", reason="").status == 422
    assert count(db, Resumption) == 0


@pytest.mark.parametrize("role", ["facilitator", "committee_officer", "local_authority", "finance_officer"])
def test_others_neither_suspend_nor_end(make: Make, browser: People, role: str) -> None:
    story = signed(make)
    with pytest.raises(Forbidden):
        done(make, story, role, interruptions.suspend_work, SuspensionInput(DAY, "Flood"))
    with pytest.raises(Forbidden):
        done(make, story, role, interruptions.end_contract, ContractEndingInput(DAY, "cause", "Why"))
    assert browser(role, story.place).get(f"{story.url}/end").status == 404


def test_an_ended_contract_gives_back_what_was_not_spent_and_closes_its_account(
    make: Make, browser: People, db: Session
) -> None:
    story = paid(make)
    visit(make, story, {1: 4_000}, date(2023, 5, 21), final=True)
    pam = browser("programme_manager", story.place)
    page = pam.send(f"{story.url}/end", ended_on="2023-05-22", ground="cause", reason="The seller left.")
    assert "Ended on 22 May 2023 before it was finished" in page.text
    for other in (story.url, f"/s/{story.place.code}/contracts", f"/s/{story.place.code}/works"):
        assert "before" in pam.get(other).text
    assert "The contract ended on %(day)s" in refusal_of_request(make, story)
    assert "Only %(left)s of what came" in refusal(lambda: give_back(make, story, 920_801))
    give_back(make, story, 900_000)
    board = browser().get(f"/board/{story.place.code}").text
    assert "Ended on 22 May 2023 before it was finished" in board
    assert "No completion certificate yet" not in board
    assert "900,000" in board
    meeting = make.meeting(story.place, "assembly", women=30, men=30, held_on=date(2023, 5, 22))
    account = closure.FinalAccountInput(date(2023, 5, 22), rupees(500_000), "A repair fund", meeting=meeting)
    done(make, story, "technical_officer", closure.close_account, account)
    page = browser("facilitator", story.place).get(f"/s/{story.place.code}/closure/1")
    # Released 1,036,800 and given 384,000, without what went back and what it cost.
    for figure in ("1,420,800", "900,000", "20,800"):
        assert figure in page.text
    assert "is used as the assembly decided" in refusal(lambda: give_back(make, story, 1))
    assert (count(db, ContractEnding), count(db, GrantReturn)) == (1, 1)
    summary = db.scalars(
        select(SettlementSummary).where(SettlementSummary.settlement_id == story.place.id)
    ).one()
    assert (summary.granted, summary.released) == (rupees(136_800), rupees(136_800))  # type: ignore[attr-defined]
    assert settlement_summaries.verify(db.connection()).first_bad is None


@pytest.mark.parametrize("role", ["finance_officer", "programme_manager"])
def test_whoever_builds_does_not_say_that_money_went_back(
    make: Make, browser: People, db: Session, role: str
) -> None:
    story = paid(make)
    end(make, story)
    treasurer = story.usernames["committee_officer"]
    also(make, treasurer, role, story.place)
    returned = GrantReturnInput(DAY, rupees(500_000), "TT-9")
    wrong = refusal(lambda: done(make, story, "committee_officer", interruptions.return_grant, returned))
    assert wrong.startswith("You build here, or once did. Somebody else who manages")
    visitor = browser()
    visitor.sign_in_as(treasurer)
    page = visitor.get(f"{story.url}/interruptions")
    assert f"{story.url}/returns/record" not in page.links
    assert count(db, GrantReturn) == 0
    give_back(make, story, 500_000)
    assert count(db, GrantReturn) == 1


def test_no_more_goes_back_than_was_released_however_much_is_said_to_have_come(
    make: Make, db: Session
) -> None:
    """A treasurer wrote that ten times the money came, and an officer that it went back: the sums of the
    programme then lacked what others had been paid, and the envelope was larger than before."""
    story = paid(make)
    with writing(make.engine) as fresh:
        said = TrancheArrivalInput(DAY, rupees(9_000_000), "The bank says so")
        confirm_arrival(by(fresh, story, "committee_officer", LATER), story.number, 1, said)
        fresh.commit()
    end(make, story)
    give_back(make, story, 36_800)
    with pytest.raises(Refused) as refused:
        give_back(make, story, 1_000_001)
    assert isinstance(refused.value.sentence, Message)
    assert "of what the agency released has not gone back yet" in refused.value.sentence.text
    assert refused.value.sentence.values["left"] == Money(rupees(1_000_000), story.place.currency)
    give_back(make, story, 1_000_000)
    summary = select(SettlementSummary.granted, SettlementSummary.released)  # type: ignore[attr-defined]
    assert db.execute(summary.where(SettlementSummary.settlement_id == story.place.id)).one() == (0, 0)


def test_the_form_for_money_that_went_back_says_before_that_none_can(make: Make, browser: People) -> None:
    story = paid(make)
    form, page = f"{story.url}/returns/record", f"{story.url}/interruptions"
    payer = browser("finance_officer", story.place)

    def told(why: str) -> None:
        shown = payer.get(form)
        assert why in shown.text and not shown.controls
        assert {story.url, page} <= set(shown.links), "the cash book, and where the form stands"

    told("The contract has not ended.")
    end(make, story)
    assert payer.get(form).controls and form in payer.get(page).links
    give_back(make, story, 920_800)
    nothing = "Nothing is left of what came, as the cash book says."
    told(nothing)
    assert nothing in payer.get(page).text and form not in payer.get(page).links
    assert nothing in refusal(lambda: give_back(make, story, 1))
    assert nothing not in browser("committee_officer", story.place).get(page).text
    strike = f"{story.url}/returns/1/strike"
    assert payer.get(strike).controls
    meeting = make.meeting(story.place, "assembly", women=30, men=30, held_on=date(2023, 5, 22))
    account = closure.FinalAccountInput(date(2023, 5, 22), rupees(500_000), "A repair fund", meeting=meeting)
    visit(make, story, {1: 4_000}, date(2023, 5, 22), final=True)
    done(make, story, "technical_officer", closure.close_account, account)
    told("The final account is written")
    shown = payer.get(strike)
    assert "The final account is written" in shown.text and not shown.controls


def test_money_of_which_nobody_said_that_it_came_cannot_go_back_and_the_form_says_so(
    make: Make, browser: People
) -> None:
    story = signed(make)
    request(make, story, 1)
    with writing(make.engine) as db:
        works.release_tranche(by(db, story, "finance_officer", PROPOSED_ON), story.number, 1, "TT-1")
        db.commit()
    end(make, story)
    shown = browser("finance_officer", story.place).get(f"{story.url}/returns/record")
    assert "1,036,800 PKR more was released, and nobody has said yet that it came." in shown.text
    assert not shown.controls and story.url in shown.links


def test_money_that_did_not_come_back_is_struck_and_left_again(
    make: Make, browser: People, db: Session
) -> None:
    story = paid(make)
    end(make, story)
    give_back(make, story, 500_000)
    payer, page = browser("finance_officer", story.place), f"{story.url}/interruptions"
    left = "Left of what came and was given 920,800"
    assert left not in payer.get(page).text
    strike = f"{story.url}/returns/1/strike"
    assert strike in payer.get(page).links
    assert strike not in browser("committee_officer", story.place).get(page).links
    assert payer.send(strike).problems
    struck = payer.send(strike, reason="The bank says 50,000")
    assert "The bank says 50,000" in struck.text and left in struck.text
    assert payer.get(strike).status == 200
    assert payer.send(strike, reason="Again").problems == ["This has already been struck."]
    give_back(make, story, 50_000)
    summary = select(SettlementSummary.released).where(SettlementSummary.settlement_id == story.place.id)  # type: ignore[attr-defined]
    assert db.scalar(summary) == rupees(1_036_800 - 50_000)
    assert settlement_summaries.verify(db.connection()).first_bad is None
    db.rollback()
    also(make, story.usernames["committee_officer"], "finance_officer", story.place)
    with writing(make.engine) as fresh, pytest.raises(Refused, match="You build here, or once did"):
        interruptions.strike_return(by(fresh, story, "committee_officer", LATER), 1, 2, "Mine")


@pytest.mark.parametrize("role", ["technical_officer", "programme_manager"])
def test_whoever_builds_does_not_let_the_own_work_go_on(
    make: Make, browser: People, db: Session, role: str
) -> None:
    story = signed(make)
    suspend(make, story, "Bad cement")
    cleo = story.usernames["committee_officer"]
    also(make, cleo, role, story.place)
    resume = ResumptionInput(DAY, "It is good")
    wrong = refusal(lambda: done(make, story, "committee_officer", interruptions.resume_work, resume))
    assert wrong.startswith("You build here, or once did. Somebody else who manages")
    visitor = browser()
    visitor.sign_in_as(cleo)
    page = visitor.get(f"{story.url}/interruptions")
    assert f"{story.url}/resume" not in page.links
    assert count(db, Resumption) == 0
    done(make, story, "technical_officer", interruptions.resume_work, resume)
    assert count(db, Resumption) == 1


def refusal_of_request(make: Make, story: Any) -> str:
    with pytest.raises(Refused) as caught:
        request(make, story, 2, LATER)
    return str(caught.value.sentence.values["condition"].text)  # type: ignore[union-attr]


def test_the_item_of_an_ended_contract_gets_another_one_and_no_step_is_a_dead_end(
    make: Make, browser: People
) -> None:
    story = paid(make)
    visit(make, story, {1: 4_000}, date(2023, 5, 21), final=True)
    end(make, story)
    with reading(make.engine) as db:
        act = by(db, story, "facilitator", LATER)
        facts = facts_of(db, act.settlement)
    assert (facts.contracts_signed, facts.contracts_ended, facts.works_finished) == (1, 1, 1)
    assert facts.items_without_contract == 2
    assert facts.tranches_due == 0
    facts.items_without_contract, facts.final_measurements = 0, 1
    for check in (works_are_finished, work_is_certified, work_is_handed_over):
        assert all(finding.holds for finding in check(facts, ProgrammeRules())), check
    with writing(make.engine) as db:
        again = contracts.draft(by(db, story, "facilitator", LATER), written())
        db.commit()
        assert again.number == 2
    page = browser("facilitator", story.place).get(f"/s/{story.place.code}/contracts")
    assert "Ended before it was finished." in page.text
    with writing(make.engine) as db, pytest.raises(Refused, match="already has a contract"):
        contracts.draft(by(db, story, "facilitator", LATER), written())


def test_what_cannot_end_says_the_way_out(make: Make, db: Session, browser: People) -> None:
    story = signed(make)
    assert "Write why." in refusal(lambda: end(make, story, " "))
    assert "has not come yet" in refusal(lambda: end(make, story, day=date(2023, 6, 2)))
    request(make, story, 1)
    assert "Refuse or release it first" in refusal(lambda: end(make, story))
    with writing(make.engine) as fresh:
        works.refuse_tranche(by(fresh, story, "finance_officer", LATER), 1, 1, "It ends")
        fresh.commit()
    assert "has not ended" in refusal(lambda: give_back(make, story, 1))
    end(make, story)
    assert "another contract" in refusal(lambda: end(make, story))
    assert "another contract" in refusal(lambda: suspend(make, story))
    for act, role in (("end", "programme_manager"), ("suspend", "technical_officer")):
        page = browser(role, story.place).get(f"{story.url}/{act}")
        assert "another contract" in page.text and not page.controls, "it says so before it is filled in"
    with writing(make.engine) as fresh, pytest.raises(Refused, match="can no longer be changed"):
        changed = proposal(ends_on=date(2023, 9, 1))
        amendments.propose_amendment(by(fresh, story, "facilitator", PROPOSED_ON), 1, changed)
    with writing(make.engine) as fresh, pytest.raises(Refused, match="can no longer be changed"):
        later = contracts.ExtensionInput(date(2023, 9, 30), "Flood")
        contracts.extend(by(fresh, story, "facilitator", PROPOSED_ON), 1, later)
    assert count(db, ContractEnding) == 1


def test_a_contract_that_is_not_signed_neither_ends_nor_stands_still(make: Make, browser: People) -> None:
    story = signed(make, parties=("community",))
    assert "not signed" in refusal(lambda: end(make, story))
    assert "not signed" in refusal(lambda: suspend(make, story))
    pam = browser("programme_manager", story.place)
    assert pam.send(f"{story.url}/end", ended_on="2023-05-22", ground="cause", reason="x").status == 422


def test_an_ended_contract_gets_no_certificate(make: Make) -> None:
    story = paid(make)
    visit(make, story, {1: 8_000, 2: 400_000, 3: 16_000, 4: 7_000}, date(2023, 5, 21))
    end(make, story)
    certificate = closure.CertificateInput(DAY, "Good", [])
    wrong = refusal(lambda: done(make, story, "technical_officer", closure.certify, certificate))
    assert "write its final account" in wrong
    account = closure.FinalAccountInput(DAY, rupees(500_000), "A fund")
    wrong = refusal(lambda: done(make, story, "technical_officer", closure.close_account, account))
    assert "tick that it is the final measurement" in wrong


def test_a_contract_that_ended_before_anything_was_spent_closes_with_a_cost_of_0(
    make: Make, browser: People
) -> None:
    story = signed(make, contribution=0)
    visit(make, story, {}, date(2023, 5, 21), final=True)
    end(make, story)
    ted = browser("technical_officer", story.place)
    final = f"/s/{story.place.code}/closure/1/final"
    assert ted.send(final, measured_on="2023-05-22", cost="-1").status == 422
    page = ted.send(final, measured_on="2023-05-22", cost="0")
    assert page.status == 200
    assert "Final account written, of 22 May 2023" in page.text


def test_what_ended_while_it_was_suspended_does_not_go_on(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    suspend(make, story)
    end(make, story)
    resume = ResumptionInput(DAY, "On")
    wrong = refusal(lambda: done(make, story, "technical_officer", interruptions.resume_work, resume))
    assert "another contract" in wrong
    assert count(db, Resumption) == 0
    page = browser("technical_officer", story.place).get(story.url)
    assert f"{story.url}/resume" not in page.links


def test_money_comes_back_of_a_contract_that_ended_before_its_first_day(make: Make, db: Session) -> None:
    story = signed(make, starts_on=date(2023, 6, 20), ends_on=date(2023, 8, 31))
    request(make, story, 1)
    release(make, story, 1)
    end(make, story, day=LATER.date())
    returned = GrantReturnInput(LATER.date(), rupees(1_036_800), "TT-9")
    done(make, story, "finance_officer", interruptions.return_grant, returned)
    assert db.scalar(select(GrantReturn.amount)) == rupees(1_036_800)
    db.rollback()


def test_overviews_compare_work_and_money_of_what_goes_on(make: Make, browser: People, db: Session) -> None:
    story = paid(make)
    visit(make, story, {1: 4_000}, date(2023, 5, 21), final=True)
    end(make, story)

    kept_columns = ("contracted", "done", "contracted_cost", "gap_rank", "spent")

    def summary() -> dict[str, int]:
        columns = [getattr(SettlementSummary, name) for name in kept_columns]
        row = db.execute(select(*columns).where(SettlementSummary.settlement_id == story.place.id)).one()
        db.rollback()
        return dict(zip(kept_columns, row, strict=True))

    nothing = {"contracted": 0, "done": 0, "contracted_cost": 0, "gap_rank": 1}
    assert summary() == nothing | {"spent": rupees(500_000)}
    with writing(make.engine) as fresh:
        again = contracts.draft(by(fresh, story, "facilitator", LATER), written())
        for party, role in PARTY_ROLES.items():
            contracts.sign(by(fresh, story, role, LATER), again.number, party, again.version)
        fresh.commit()
    assert summary() == nothing | {"contracted": rupees(3_840_000), "gap_rank": 0, "spent": rupees(500_000)}
    assert settlement_summaries.verify(db.connection()).first_bad is None
    db.rollback()
    line = browser("programme_manager", story.place).get("/").text
    assert "apart" not in line


def test_the_page_says_how_the_work_stands_and_offers_what_can_be_done(make: Make, browser: People) -> None:
    story = signed(make)
    ted, cleo = browser("technical_officer", story.place), browser("committee_officer", story.place)
    page, broken = (
        f"{story.url}/interruptions",
        f"{story.url.replace('works', 'closure')}/period/defects/report",
    )
    assert "The work is not suspended. It goes on." in ted.get(page).text
    assert f"{story.url}/suspend" in ted.get(page).links and page in ted.get(story.url).links
    assert page not in cleo.get(story.url).links, "she can do nothing there, and nothing was ever suspended"
    assert broken not in cleo.get(story.url).links, "nobody uses it yet"
    suspend(make, story)
    assert page in cleo.get(story.url).links
    done(make, story, "technical_officer", interruptions.resume_work, ResumptionInput(DAY, "On"))
    assert page in cleo.get(story.url).links, "when it stood still can be read"
    whole = {n: line[2] * 1_000 for n, line in enumerate(BILL, start=1)}
    visit(make, story, whole, date(2023, 5, 25))
    assert broken in cleo.get(story.url).links


def test_a_work_that_begins_later_is_not_said_to_go_on(make: Make, browser: People) -> None:
    story = signed(make, starts_on=date(2199, 5, 1), ends_on=date(2199, 8, 1))
    address = f"{story.url}/interruptions"
    page = browser("technical_officer", story.place).get(address)
    assert "The work begins on 1 May 2199." in page.text and f"{story.url}/suspend" not in page.links
    assert f"{story.url}/end" in browser("programme_manager", story.place).get(address).links
