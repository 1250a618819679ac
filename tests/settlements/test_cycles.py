"""A village builds one of two works, puts the other off, hands over, and begins again next year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.closure import actions as closure
from peoplesprocess.closure import audits
from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Contract
from peoplesprocess.works import actions as works
from tests.browser import Browser
from tests.contracts import story
from tests.contracts.story import at
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]
SPENT_ELSEWHERE = "This year's money went to the latrines."


@pytest.fixture
def goth(make: Make) -> Any:
    """A village whose authority endorsed pumps and latrines; the latrines have a signed contract."""
    place = story.endorsed(make, households=100)
    make.contract(place)
    return place


@pytest.fixture
def rich(make: Make) -> Any:
    """The same village, whose agency has 5,000,000 for it."""
    place = story.endorsed(make, households=100, envelope=5_000_000_00)
    make.contract(place)
    return place


@pytest.fixture
def bo(browser: People, goth: Any) -> Browser:
    return browser("facilitator", goth)


@pytest.fixture
def manager(browser: People, goth: Any) -> Browser:
    return browser("programme_manager", goth)


def test_an_endorsed_item_is_not_forgotten_when_the_work_is_built(
    make: Make, goth: Any, bo: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    built(make, goth)
    assert bo.send(f"{url}/close/contract").status == 200
    assert "1 endorsed item has no contract, and no reason why not" in bo.get(url).text
    assert bo.send(f"{url}/close/build").status == 422
    contracts = bo.get(f"{url}/contracts")
    assert "12 raised hand pumps" in contracts.text.partition("Endorsed, without a contract")[2]
    page = bo.send(f"{url}/contracts/items/1/defer", reason=" ")
    assert page.problems == ["Write why this is not built now. Everybody can read it."]
    assert bo.send(f"{url}/contracts/items/1/defer", reason=SPENT_ELSEWHERE).status == 200
    page = bo.get(f"{url}/contracts")
    assert SPENT_ELSEWHERE in page.text and "Change the reason" in page.text
    assert "Say why it is not built now" not in page.text
    assert SPENT_ELSEWHERE in browser().get(f"/board/{goth.code}").text
    assert bo.send(f"{url}/close/build").status == 200
    # It is no promise: a contract can still be written, and then the reason says nothing any more.
    assert bo.get(f"{url}/contracts/draft?line=1").status == 200


def test_an_item_with_a_contract_is_not_put_off(bo: Browser, goth: Any) -> None:
    assert bo.get(f"/s/{goth.code}/contracts/items/2/defer").status == 404
    assert bo.get(f"/s/{goth.code}/contracts/items/9/defer").status == 404


def test_a_reason_that_is_needed_is_not_marked_as_optional(goth: Any, manager: Browser) -> None:
    page = manager.get(f"/s/{goth.code}/cycles/open").text
    assert "Not everything of this cycle is handed over. Why does it begin before" in page
    assert "everything is handed over? (optional)" not in page


def test_the_next_cycle_begins_with_what_was_left(
    make: Make, goth: Any, bo: Browser, manager: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    handed_over(make, goth, bo)
    assert "All works are handed over" in bo.get(url).text
    page = bo.get(f"{url}/cycles/open")
    assert "12 raised hand pumps" in page.text and "latrine" not in page.text.partition("left:")[2]
    assert manager.send(f"{url}/cycles/open", money_added="1,000,000").status == 200
    shown = bo.get(url)
    assert "Cycle 2" in shown.text and "Map needs" in shown.text
    plan = bo.get(f"{url}/plan").text
    assert "12 raised hand pumps" in plan and "8 latrine blocks" not in plan
    assert "8 latrine blocks" in bo.get(f"{url}/plan/1").text
    compared = bo.get(f"{url}/plan/compare?from=1&to=2").text
    assert "Not planned again: there is a contract for it 8 latrine blocks" in compared
    assert "Cycle 1: Handed over on" in compared and "Taken out" not in compared
    cycles = bo.get(f"{url}/cycles").text
    assert "Money that came with it: 1,000,000 PKR" in cycles
    assert cycles.index("Cycle 2, since") < cycles.index("Cycle 1, since") < cycles.index("Contract 1")
    assert bo.get(f"{url}/contracts/1").status == 200
    board = browser().get(f"/board/{goth.code}").text
    assert "Cycle 2" in board and "Works of cycle 1, from 2 May 2023 on 8 latrine blocks" in board
    assert "Its last day has passed. Write when it begins and ends now." in plan


def test_works_of_earlier_cycles_are_put_under_codes_and_counted(
    make: Make, goth: Any, bo: Browser, manager: Browser
) -> None:
    url, home = f"/s/{goth.code}", manager.get("/").links
    programme = next(link for link in home if link.startswith("/p/") and link.count("/") == 2)
    handed_over(make, goth, bo)
    manager.send(f"{programme}/frames/choose", frames=["sdg"])
    # Donors ask when everything is handed over, and nothing else of the plan can be written any more.
    assert bo.get(f"{url}/plan/items/1/tags").status == 404
    assert bo.send(f"{url}/plan/frames/sdg", codes1="6.1").problems == []
    manager.send(f"{url}/cycles/open")
    assert bo.send(f"{url}/plan/frames/sdg", codes2="6.2, 5.2").problems == []
    page = manager.get(f"{programme}/frames/sdg")
    assert "Items with a code: 2 of 2 (100 %)." in page.text
    assert "In all, each item once 2 1 1 100" in page.text
    assert f"{url}/plan/1/items/2" in manager.get(f"{programme}/frames/sdg/items?code=5.2").links
    status = manager.client.get(f"{programme}/export/3w.csv").get_data(as_text=True)
    assert "8 latrine blocks" in status and "Handed over" in status and "Planned" in status


def test_what_a_carried_item_loses_by_new_days_is_said_before_they_are_typed(
    make: Make, goth: Any, bo: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    for title in ("Pump", "Latrine"):
        make.need(goth, title)
    handed_over(make, goth, bo)
    assert "Handed over on" not in bo.get(f"{url}/needs").text, "in the first cycle nobody is asked anew"
    bo.send(f"{url}/cycles/open")
    pump, latrine = bo.get(f"{url}/needs").text.split("1. Pump")[1].split("2. Latrine")
    assert "Handed over on" in latrine and "Handed over on" not in pump, "what is done is marked"
    plan = bo.get(f"{url}/plan")
    assert f'<a href="{url}/plan/items/1/change">Give new days</a>' in plan.html
    assert "Give new days" not in browser("technical_officer", goth).get(f"{url}/plan").text
    at_stake = "If you change this, you must ask again for the endorsement of 12 Mar 2026 ( Taluka office )."
    page = bo.get(f"{url}/plan/items/1/change")
    assert at_stake in page.text and "including the days" in page.text
    assert at_stake in bo.get(f"{url}/plan/items/1/estimate").text
    assert bo.send(f"{url}/plan/items/1/change", starts_on="2026-05-01", ends_on="2026-08-01").status == 200
    page = bo.get(f"{url}/plan/items/1/change")
    assert "you must ask again for the endorsement" not in page.text and "including the days" not in page.text


def test_what_was_built_stays_built_when_the_next_plan_is_with_the_authority(
    make: Make, goth: Any, bo: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    for title in ("Pump", "Latrine"):
        make.need(goth, title)
    handed_over(make, goth, bo)
    bo.send(f"{url}/cycles/open")
    assembly = make.meeting(goth, "assembly", women=60, men=60, households=80)
    bo.send(f"{url}/plan/adopt", meeting=str(assembly), households="80")
    assert bo.send(f"{url}/plan/submit").status == 200
    told = browser().get(f"/board/{goth.code}").text
    pumps, latrines = told.partition("1. Pump")[2].split("2. Latrine")
    # The authority's yes stands for what is unchanged; that it was put off was said of the last cycle.
    assert "Endorsed on 12 Mar 2026 by Taluka office" in pumps and "Put off" not in pumps
    assert "Handed over on 24 Sep 2023" in latrines


def test_what_was_built_is_not_chosen_again_and_was_not_taken_out(make: Make, goth: Any, bo: Browser) -> None:
    url = f"/s/{goth.code}"
    for title in ("Pump", "Latrine"):
        make.need(goth, title)
    handed_over(make, goth, bo)
    bo.send(f"{url}/cycles/open")
    for group in ("women", "displaced"):
        make.meeting(goth, women=5, group_code=group)
    page = bo.get(f"{url}/priorities/open")
    assert "2. Latrine · Handed over on 24 Sep 2023" in page.text
    assert page.values["ballot"] == ["1"]
    assembly = make.meeting(goth, "assembly", women=60, men=60, households=80)
    bo.send(f"{url}/plan/adopt", meeting=str(assembly), households="80")
    page = bo.send(f"{url}/plan/submit")
    assert "Taken out of the plan" not in bo.get(f"{url}/approval").text


def test_groups_are_heard_anew_and_rounds_keep_counting(make: Make, goth: Any, bo: Browser) -> None:
    url = f"/s/{goth.code}"
    for group in ("women", "displaced"):
        make.meeting(goth, women=12, group_code=group)
    handed_over(make, goth, bo)
    bo.send(f"{url}/cycles/open")
    assert "has not had a session of its own" in bo.get(url).text or "not heard" in bo.get(url).text
    for number, title in enumerate(("Pump", "Road"), start=1):
        assert make.need(goth, title) == number
    assert bo.send(f"{url}/priorities/open", ballot=["1", "2"], read_out="yes", method="tokens").status == 422
    for group in ("women", "displaced"):
        make.meeting(goth, women=5, group_code=group)
    opened = bo.send(
        f"{url}/priorities/open", ballot=["1", "2"], read_out="yes", method="tokens", rule="equal-groups"
    )
    assert opened.status == 200
    # Five came this year, not the seventeen of both years together.
    assert "5 people were at the sessions" in bo.get(f"{url}/priorities/1/sheets/women").text


def test_works_of_the_first_cycle_go_on_beside_the_second(
    make: Make, goth: Any, bo: Browser, manager: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    bo.send(f"{url}/close/contract")
    sentence = "Not everything is handed over. Only a programme manager can open the next cycle now."
    page = bo.get(f"{url}/cycles/open")
    assert sentence in page.text
    assert not page.controls
    page = bo.send(f"{url}/cycles/open", reason="We want to go on.", begins_with="map", seen_cycle="1")
    assert page.problems == [sentence]
    page = manager.send(f"{url}/cycles/open")
    assert page.problems[0].endswith("Write why the next cycle begins before everything is handed over.")
    assert manager.send(f"{url}/cycles/open", reason="The floods came earlier.").status == 200
    assert "The floods came earlier." in manager.get(f"{url}/cycles").text
    built(make, goth)
    assert "100" in bo.get(f"{url}/works/1").text
    # The pumps' contract waits for this cycle's own planning.
    pumps = [BillLineInput("Pumps", "pump", 12_000, 180_000_00)]
    make.contract(goth, signed=False, line=1, title="Hand pumps", bill=pumps, contribution=216_000_00)
    signed = manager.send(f"{url}/contracts/2/sign", party="agency")
    assert signed.problems == ["Planning is not closed in this cycle. Close its steps first, then sign."]


def test_the_board_tells_works_of_the_newest_cycle_first(
    make: Make, goth: Any, manager: Browser, bo: Browser, browser: People
) -> None:
    pumps = [BillLineInput("Pumps", "pump", 12_000, 180_000_00)]
    more = {"contribution": 216_000_00, "starts_on": date(2024, 5, 3), "ends_on": date(2024, 6, 3)}
    second = make.contract(goth, line=1, title="Hand pumps", bill=pumps, **more)
    bo.send(f"/s/{goth.code}/close/contract")
    manager.send(f"/s/{goth.code}/cycles/open", reason="The floods came earlier.")
    with writing(make.engine) as db:
        db.get_one(Contract, second.id).cycles_before = 1
        journal.write(db, goth.id, None, "test.make", "contract", MARKET_DAY)
        db.commit()
    board = browser().get(f"/board/{goth.code}").text
    newest = board.index("Works of cycle 2, from 3 May 2024 on Hand pumps")
    assert newest < board.index("Works of cycle 1, from 2 May 2023 on 8 latrine blocks")


def test_a_cycle_opens_once_and_not_while_it_plans(
    make: Make, goth: Any, bo: Browser, manager: Browser
) -> None:
    url = f"/s/{goth.code}"
    handed_over(make, goth, bo)
    other = bo.filled(f"{url}/cycles/open")
    assert manager.send(f"{url}/cycles/open").status == 200
    page = bo.post(f"{url}/cycles/open", other)
    assert page.problems == ["Cycle 2 is already open."]
    page = manager.get(f"{url}/cycles/open")
    assert (
        "This cycle is still being planned. The next one can open after the planning steps are closed, or "
        "after a programme manager has ended this cycle early." in page.text
    )
    assert not page.controls
    assert "The new plan begins" not in page.text, "what the plan of today holds is not left over yet"
    page = manager.send(f"{url}/cycles/open", reason="Again", begins_with="map", seen_cycle="2")
    assert page.problems == [
        "This cycle is still being planned. The next one can open after the planning steps are closed, or "
        "after a programme manager has ended this cycle early."
    ]


def test_the_next_cycle_plans_with_what_the_last_one_left(make: Make, rich: Any, browser: People) -> None:
    url, bo, manager = f"/s/{rich.code}", browser("facilitator", rich), browser("programme_manager", rich)
    handed_over(make, rich, bo)
    page = bo.get(f"{url}/cycles/open").text
    assert "Granted in earlier cycles 3,456,000" in page
    assert "Left for the next cycle, before new money 1,544,000 PKR" in page
    manager.send(f"{url}/cycles/open", money_added="1,000,000", begins_with="plan")
    plan = bo.get(f"{url}/plan").text
    assert "Money of the agency for this place, all cycles 6,000,000" in plan
    assert "Left for this cycle 2,544,000" in plan
    assert "Compared with the budget" not in bo.get(f"{url}/plan/1").text, "it was another cycle's money"
    assert "Left for this cycle 2,544,000 PKR" in manager.get(f"{url}/settings").text


def test_a_round_of_the_next_cycle_counts_under_what_is_left(make: Make, rich: Any, browser: People) -> None:
    url, bo = f"/s/{rich.code}", browser("facilitator", rich)
    handed_over(make, rich, bo)
    page = bo.get(f"{url}/cycles/open")
    assert "money_added" not in page.values and "a programme manager adds it" in page.text
    # Whoever builds there adds none of the agency's money, whatever is sent.
    bo.send(f"{url}/cycles/open", money_added="1,000,000")
    manager = browser("programme_manager", rich)
    assert "Left for this cycle 1,544,000 PKR" in manager.get(f"{url}/settings").text
    manager.send(f"{url}/settings", envelope="6,000,000", reason="The second part of the grant")
    for group in ("women", "displaced"):
        make.meeting(rich, women=5, group_code=group)
    for title in ("Pump", "Road"):
        make.need(rich, title)
    page = bo.get(f"{url}/priorities/open")
    assert page.values["envelope"] == ["2,544,000"]
    assert "Left for this cycle 2,544,000 PKR" in page.text


def test_steps_that_a_cycle_skips_are_not_told_as_closed(make: Make, goth: Any, bo: Browser) -> None:
    url = f"/s/{goth.code}"
    handed_over(make, goth, bo)
    assert f"{url}/cycles/open" in bo.get(url).links, "who may open the next cycle is led to it"
    assert 'class="go" href="' + url + '/cycles/open"' in bo.get(f"{url}/cycles").html
    bo.send(f"{url}/cycles/open")
    assert f"{url}/cycles/open" not in bo.get(url).links
    page = bo.get(f"{url}/cycles")
    second = page.text.partition("Cycle 1, since")[0]
    assert "Mobilise, not done again: this cycle begins after it" in second
    assert "closed on" not in second


def test_no_next_cycle_is_offered_before_it_can_be_opened(
    make: Make, goth: Any, bo: Browser, manager: Browser, browser: People, engine: Engine
) -> None:
    """At the works only a manager can open it, with a reason; while the second one plans, nobody."""
    url = f"/s/{goth.code}"
    bo.send(f"{url}/close/contract")
    page = bo.get(f"{url}/cycles")
    assert "Only a programme manager can open the next cycle now." in page.text
    assert f"{url}/cycles/open" not in page.links
    assert 'class="go plain" href="' + url + '/cycles/open"' in manager.get(f"{url}/cycles").html
    manager.send(f"{url}/cycles/open", reason="The floods came earlier.")
    for reader in (bo, manager):
        page = reader.get(f"{url}/cycles")
        assert "The next one can open after the planning steps are closed, or after" in page.text
        assert f"{url}/cycles/open" not in page.links
        assert statements_of(engine, reader, f"{url}/cycles") <= 6
    page = browser("committee_officer", goth).get(f"{url}/cycles")
    assert "The next one can open" not in page.text and f"{url}/cycles/open" not in page.links


def built(make: Make, place: Any) -> None:
    """The contract's work was measured whole, and found so at the last visit."""
    with make.act("technical_officer", place, at(date(2023, 9, 16))) as act:
        whole = {position: quantity * 1000 for position, quantity in enumerate((8, 400, 16, 8), start=1)}
        works.record_visit(act, 1, works.VisitInput(date(2023, 9, 16), whole, 0, "Whole", True))


def handed_over(make: Make, place: Any, bo: Browser, **on_paper: str) -> None:
    """Everything of the first cycle is closed, maybe some steps `on_paper` before; the pumps were put off."""
    url = f"/s/{place.code}"
    built_to_the_handover(make, place)
    bo.send(f"{url}/contracts/items/1/defer", reason=SPENT_ELSEWHERE)
    for step in ("contract", "build", "handover"):
        page = bo.send(f"{url}/close/{step}", on_paper=on_paper.get(step, ""))
        assert page.status == 200, page.text


def built_to_the_handover(make: Make, place: Any) -> None:
    """The one work is built, paid, accounted for and handed over; no step is closed."""
    officer, finance = make.account("committee_officer", place), make.account("finance_officer", place)
    built(make, place)
    engineer = make.account("technical_officer", place)
    with make.act(engineer, place, at(date(2023, 9, 17))) as act:
        closure.certify(act, 1, closure.CertificateInput(date(2023, 9, 17), "Built.", []))
    for number, paid in enumerate((103_680_000, 138_240_000, 69_120_000, 72_960_000), start=1):
        if number == 4:
            audit = make.meeting(place, "audit", women=30, men=30, held_on=date(2023, 9, 20))
            with make.act("facilitator", place, at(date(2023, 9, 20))) as act:
                audits.record_audit(act, 1, audits.PublicAuditInput(audit, "None", True))
        with make.act(officer, place, at(date(2023, 9, 19))) as act:
            works.request_tranche(act, 1, number, "Spent.")
        with make.act(finance, place, at(date(2023, 9, 20))) as act:
            released = works.release_tranche(act, 1, number, "Transfer").amount
        with make.act(officer, place, at(date(2023, 9, 20))) as act:
            story.came(act, 1, number, released)
            works.record_spending(
                act, 1, works.CashBookInput(date(2023, 9, 1), "All", paid, f"Bill {number}")
            )
    with make.act(engineer, place, at(date(2023, 9, 21))) as act:
        closure.close_account(act, 1, closure.FinalAccountInput(date(2023, 9, 21), 384_000_000, ""))
    with make.act("facilitator", place, at(date(2023, 9, 24))) as act:
        closure.hand_over(
            act, 1, closure.HandoverInput(date(2023, 9, 24), "Users", "Caretaker", "Clean", 30_00, 0)
        )
