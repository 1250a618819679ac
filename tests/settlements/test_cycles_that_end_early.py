"""A cycle that does not go on ends with its reason: nothing waits in it any more, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.approvals.actions import DecisionInput, decide
from peoplesprocess.approvals.conditions_and_promises import ConditionInput, EndorsementTermsInput
from peoplesprocess.approvals.work_objections import WorkObjectionInput, record_objection
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.cycle_endings import GROUNDS
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.cycles.early_end import CycleEndingInput, end_cycle
from peoplesprocess.db.session import reading
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.facts.waiting_things import everything_waiting
from tests.browser import Browser
from tests.contracts import story
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]
WHY = "The river took the houses, and everybody went to Khairpur."


@pytest.fixture
def programme(make: Make) -> Any:
    return make.programme()


@pytest.fixture
def goth(make: Make, programme: Any) -> Any:
    """A village whose plan of two items is with the authority."""
    place = make.settlement(programme, planned=True, households=100, envelope=5_000_000_00)
    story.endorse_plan(make, place, verdict="")
    return place


@pytest.fixture
def manager(browser: People, goth: Any) -> Browser:
    return browser("programme_manager", goth)


@pytest.fixture
def office(browser: People, goth: Any) -> Browser:
    return browser("local_authority", goth)


def test_nothing_waits_any_more_and_everybody_reads_why(
    make: Make, engine: Engine, programme: Any, goth: Any, manager: Browser, office: Browser, browser: People
) -> None:
    url, board = f"/s/{goth.code}", f"/board/{goth.code}"
    make.need(goth, "Pump")
    assert "2 items wait for an answer" in office.get(f"{url}/approval").text
    assert f"{url}/approval" in office.get("/").links
    assert "End this cycle early" in manager.get(f"{url}/cycles/end").text
    assert manager.send(f"{url}/cycles/end", ground="left", reason=WHY).status == 200
    for page in (manager.get(f"{url}/cycles"), manager.get(url), browser().get(board)):
        assert "The people left this place." in page.text and WHY in page.text
    assert "This cycle ended early" in office.get(url).text
    assert "The cycle of this plan ended early" in office.get(f"{url}/approval").text
    assert "wait for" not in office.get(f"{url}/approval").text
    plan = manager.get(f"{url}/plan").text
    assert "The cycle of this plan ended early" in plan and "Waits for the authority" not in plan
    assert f"{url}/approval" not in office.get("/").links
    told = browser().get(board).text
    assert "Not carried out: the cycle ended early on" in told.partition("Pump")[2]
    assert "Answer due" not in told
    listed = f"/p/{programme.code}"
    assert "Ended early" in manager.get(listed).text
    assert goth.name in manager.get(f"{listed}?step=ended-early").text
    for other in ("step=contract", "step=handed-over", "waits=authority", "late=1"):
        assert "No settlement matches." in manager.get(f"{listed}?{other}").text, other
    assert "Ended early" in manager.client.get(f"{listed}.csv").get_data(as_text=True)
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection).first_bad is None


def test_nobody_answers_records_or_closes_in_it(
    goth: Any, manager: Browser, office: Browser, browser: People
) -> None:
    url, bo = f"/s/{goth.code}", browser("facilitator", goth)
    manager.send(f"{url}/cycles/end", ground="left", reason=WHY)
    assert office.get(f"{url}/approval/1").status == 404
    assert bo.get(f"{url}/needs/record").status == 404
    assert bo.get(f"{url}/meetings/record").status == 404
    assert manager.get(f"{url}/cycles/end").controls == []
    page = manager.get(url)
    assert f"{url}/cycles" in page.links and "Before this step closes" not in page.text


def test_a_manager_alone_ends_it_and_needs_a_reason(
    make: Make, goth: Any, manager: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    for role in ("facilitator", "local_authority", "finance_officer", "committee_officer"):
        assert browser(role, goth).get(f"{url}/cycles/end").status == 404
        assert f"{url}/cycles/end" not in browser(role, goth).get(f"{url}/cycles").links
    with pytest.raises(Forbidden), make.act(make.facilitator(goth), goth) as act:
        end_cycle(act, CycleEndingInput("left", WHY, seen_cycle=1))
    page = manager.send(f"{url}/cycles/end", ground="", reason=" ", goes_on_in="nowhere")
    assert page.status == 422 and page.values["goes_on_in"] == ["nowhere"]
    assert [problem for problem in page.problems if "Choose for which reason it ended." in problem]
    page = manager.send(f"{url}/cycles/end", ground="left", reason=WHY, on_paper="2019-01-01")
    assert "It cannot have ended before that." in page.problems[0]


def test_it_goes_on_together_with_another_settlement_of_the_programme(
    make: Make, programme: Any, goth: Any, manager: Browser, browser: People
) -> None:
    url, stranger = f"/s/{goth.code}", make.settlement()
    beside = make.settlement(programme, name="Goth Beside")
    for code, sentence in (
        ("", "Write the code of the settlement together with which it goes on."),
        (stranger.code, "No settlement of this programme has this code."),
        ("no-such-place", "No settlement of this programme has this code."),
        (goth.code, "This is the code of this settlement."),
    ):
        page = manager.send(f"{url}/cycles/end", ground="joined", reason=WHY, goes_on_in=code)
        assert sentence in page.problems[0], code
        assert WHY in page.text, "what was typed is kept"
    sent = manager.send(f"{url}/cycles/end", ground="joined", reason=WHY, goes_on_in=beside.code.upper())
    assert sent.status == 200
    cycles, board = manager.get(f"{url}/cycles"), browser().get(f"/board/{goth.code}")
    assert "It goes on in: Goth Beside" in cycles.text and f"/board/{beside.code}" in cycles.links
    # Whom people fled from can read the board.
    assert WHY in board.text and "Beside" not in board.text and beside.code not in board.html


def test_an_early_end_is_taken_back_and_everything_waits_again(
    engine: Engine, goth: Any, manager: Browser, office: Browser, browser: People
) -> None:
    url = f"/s/{goth.code}"
    assert "This cycle has not ended early." in manager.get(f"{url}/cycles/take-back").text
    manager.send(f"{url}/cycles/end", ground="unsafe", reason=WHY)
    assert browser("facilitator", goth).get(f"{url}/cycles/take-back").status == 404
    assert manager.send(f"{url}/cycles/take-back", reason=" ").status == 422
    assert f"{url}/cycles/take-back" in manager.get(f"{url}/cycles").links
    assert manager.send(f"{url}/cycles/take-back", reason="They came back in May.").status == 200
    assert "2 items wait for an answer" in office.get(f"{url}/approval").text
    assert "ended early" not in browser().get(f"/board/{goth.code}").text
    cycles = manager.get(f"{url}/cycles").text
    assert WHY in cycles and "This was taken back on" in cycles and "They came back in May." in cycles
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection).first_bad is None
    # It can end again, on another ground.
    assert manager.send(f"{url}/cycles/end", ground="stopped", reason="Nobody came.").status == 200


def test_the_next_cycle_begins_with_what_was_left_and_only_then_the_end_stays(
    goth: Any, manager: Browser, office: Browser, browser: People
) -> None:
    url, bo = f"/s/{goth.code}", browser("facilitator", goth)
    manager.send(f"{url}/cycles/end", ground="stopped", reason="The leaders quarrelled.")
    page = bo.get(f"{url}/cycles/open")
    assert "8 latrine blocks" in page.text and "Why does it begin before" not in page.text
    page = bo.send(f"{url}/cycles/open", on_paper="2019-01-01")
    assert "ended early on" in page.problems[0]
    assert bo.send(f"{url}/cycles/open").status == 200
    assert "8 latrine blocks" in bo.get(f"{url}/plan").text
    assert "Cycle 1 has not ended early" not in manager.get(f"{url}/cycles").text
    refused = manager.send_unshown(f"{url}/cycles/take-back", reason="We go on.")
    assert "Cycle 2 has not ended early" in refused.problems[0]
    assert "The leaders quarrelled." in browser().get(f"/board/{goth.code}").text or (
        "The leaders quarrelled." in bo.get(f"{url}/cycles").text
    )
    assert "wait for an answer" not in office.get(f"{url}/approval").text


def test_works_and_their_money_are_settled_before(
    make: Make, goth: Any, manager: Browser, browser: People
) -> None:
    built = story.endorsed(make, households=100)
    make.contract(built, signed=False)
    manager = browser("programme_manager", built)
    url = f"/s/{built.code}/cycles/end"
    assert "A contract is not signed by all its parties." in manager.get(url).text
    assert not manager.get(url).controls


def test_a_signed_work_keeps_the_cycle_open(make: Make, browser: People) -> None:
    built = story.endorsed(make, households=100)
    make.contract(built)
    manager = browser("programme_manager", built)
    url = f"/s/{built.code}/cycles/end"
    assert "Works and their money must be settled first" in manager.get(url).text
    refused = manager.send_unshown(url, ground="left", reason=WHY, seen_cycle="1")
    assert "Works and their money must be settled first" in refused.problems[0]


def test_a_place_without_a_no_objection_waits_for_nobody_after_the_end(
    make: Make, programme: Any, browser: People
) -> None:
    place = make.settlement(programme)
    office, manager = browser("local_authority", place), browser("programme_manager", place)
    assert place.name in office.get("/").text
    manager.send(f"/s/{place.code}/cycles/end", ground="agency", reason="The grant was cancelled.")
    assert "no-objection" not in office.get("/").text
    assert "Nothing waits for you." in office.get("/").text
    assert "Every item is answered" not in office.get(f"/s/{place.code}/approval").text


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_is_offered(ground: str, goth: Any, manager: Browser) -> None:
    assert f'value="{ground}"' in manager.get(f"/s/{goth.code}/cycles/end").html


def test_the_pages_ask_little_of_the_database(engine: Engine, goth: Any, manager: Browser) -> None:
    url = f"/s/{goth.code}"
    manager.send(f"{url}/cycles/end", ground="left", reason=WHY)
    for page in (f"{url}/cycles", f"{url}/cycles/end", f"{url}/cycles/take-back", f"/board/{goth.code}"):
        assert statements_of(engine, manager, page) <= 6, page


def test_conditions_objections_and_empty_seats_stop_waiting_too(
    make: Make, engine: Engine, browser: People
) -> None:
    rules = ProgrammeRules(objection_days=10).stored()
    place = make.settlement(make.programme(rules=rules), planned=True, households=100)
    story.endorse_plan(make, place, verdict="", committee=False)
    make.election(place)
    asked = ConditionInput("The owners agree in writing", "during", MARKET_DAY.date() + timedelta(days=9))
    given = DecisionInput(AuthorityVerdict.ENDORSE, terms=EndorsementTermsInput([asked]))
    with make.act("local_authority", place, MARKET_DAY) as act:
        decide(act, 1, given)
    with make.act("facilitator", place, MARKET_DAY + timedelta(days=1)) as act:
        record_objection(act, 1, WorkObjectionInput("They stand beside our well", "women"))
    empty = {"kind": "resigned", "changed_on": "2026-03-20", "reason": "He moved away"}
    browser("facilitator", place).send(f"/s/{place.code}/committee/3/change", **empty)
    assert waiting_kinds(engine, place) >= {"condition", "objection-answer", "empty-seat"}
    manager = browser("programme_manager", place)
    assert manager.send(f"/s/{place.code}/cycles/end", ground="left", reason=WHY).status == 200
    assert waiting_kinds(engine, place) == set()
    manager.send(f"/s/{place.code}/cycles/take-back", reason="They came back in May.")
    assert waiting_kinds(engine, place) >= {"condition", "objection-answer", "empty-seat"}


def waiting_kinds(engine: Engine, place: Any) -> set[str]:
    """The kinds of everything that waits for somebody in a settlement, by the page of all settlements."""
    later = MARKET_DAY + timedelta(days=60)
    with reading(engine) as db:
        found = {thing.kind for thing in everything_waiting(db, later) if thing.settlement_id == place.id}
    # Who left a seat may still have the role, which can be ended at any time.
    return set(map(str, found)) - {"left-seat"}
