"""Objections to endorsed works, what an office saw last, and what it asks of a level that is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.approvals.actions import DecisionInput, decide
from peoplesprocess.approvals.work_objections import (
    WorkObjectionAnswerInput,
    WorkObjectionInput,
    answer_objection,
    record_objection,
)
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.approval_chain import AuthorityLevel
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.programme_rules import ProgrammeRules
from tests.browser import Browser
from tests.contracts import story
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]
WORDS = "The latrines stand beside our well"


@pytest.fixture
def objectable(make: Make) -> Any:
    """A place whose programme gives ten days for objections, with a contract that the agency did not sign."""
    place = story.endorsed(make, programme=make.programme(rules=ProgrammeRules(objection_days=10).stored()))
    story.contract(make, place, ["community", "authority"])
    return place


def _sign(make: Make, place: Any, at: datetime) -> None:
    with make.act("programme_manager", place, at) as act:
        contracts.sign(act, 1, "agency", 1)


def test_the_agency_signs_after_the_days_for_objections_and_the_answers_to_them(
    make: Make, objectable: Any, browser: People
) -> None:
    last = MARKET_DAY + timedelta(days=10)
    with pytest.raises(Refused, match="Objections to this work can be made until"):
        _sign(make, objectable, last)
    later = last + timedelta(days=30)
    with (
        make.act("programme_manager", objectable, later) as act,
        pytest.raises(Refused, match="Objections to this work can be made until"),
    ):
        contracts.sign(act, 1, "agency", 1, last.date())
    with make.act("facilitator", objectable, last) as act:
        record_objection(act, story.LATRINES, WorkObjectionInput(WORDS, "women"))
    with make.act("facilitator", objectable, last + timedelta(days=1)) as act, pytest.raises(Refused) as late:
        record_objection(act, story.LATRINES, WorkObjectionInput(WORDS))
    assert late.value.sentence.values == {"day": last.date()}
    with pytest.raises(Refused, match="An objection to this work waits for its answer"):
        _sign(make, objectable, last + timedelta(days=30))
    board = browser().get(f"/board/{objectable.code}").text
    assert "Objections can be made until" not in board, "these days are long over"
    assert "Objection 1 · Not answered yet" in board
    assert WORDS not in board
    mayor, url = browser("local_authority", objectable), f"/s/{objectable.code}/approval/objections/1/answer"
    # Whoever endorsed the work does not settle an objection to it by calling it a mistake.
    sent = mayor.filled(url, words="Nobody meant it")
    assert "mistaken" not in mayor.get(url).choices
    mayor.post(url, {**sent, "mistaken": "y"})
    with (
        make.act("local_authority", objectable, last) as act,
        pytest.raises(Refused, match="only a programme manager"),
    ):
        answer_objection(act, 1, WorkObjectionAnswerInput("Nobody meant it", mistaken=True))
    page = mayor.send(url, words="They move 30 metres away")
    assert WORDS in page.text
    efua = browser("programme_manager", objectable).get(f"/s/{objectable.code}/contracts/1/sign").text
    assert f"Objection 1: {WORDS} · Answered They move 30 metres away" in efua
    board = browser().get(f"/board/{objectable.code}").text
    assert "Objection 1 · Answered They move 30 metres away" in board
    _sign(make, objectable, last + timedelta(days=30))


def test_an_endorsement_that_lay_on_paper_gives_the_same_days_once_it_can_be_read(make: Make) -> None:
    """Who dates an answer back takes no day away in which people can object."""
    place = story.endorsed(
        make, verdict="", programme=make.programme(rules=ProgrammeRules(objection_days=10).stored())
    )
    typed_in = MARKET_DAY + timedelta(days=40)
    with make.act("local_authority", place, typed_in) as act:
        decide(act, story.LATRINES, DecisionInput(AuthorityVerdict.ENDORSE, on_paper=MARKET_DAY.date()))
    story.contract(make, place, ["community", "authority"])
    with pytest.raises(Refused, match="Objections to this work can be made until"):
        _sign(make, place, typed_in + timedelta(days=10))
    with make.act("facilitator", place, typed_in + timedelta(days=9)) as act:
        on_paper = typed_in.date() - timedelta(days=3)
        record_objection(act, story.LATRINES, WorkObjectionInput(WORDS, on_paper=on_paper))


@pytest.mark.parametrize("role", ["programme_manager", "local_authority"])
@pytest.mark.parametrize("mistaken", [False, True])
def test_whoever_builds_answers_no_objection_to_the_own_work(
    make: Make, objectable: Any, browser: People, role: str, mistaken: bool
) -> None:
    with make.act("facilitator", objectable, MARKET_DAY) as act:
        record_objection(act, story.LATRINES, WorkObjectionInput(WORDS, "women"))
    both = make.account(role, objectable)
    story.also(make, both, "facilitator", objectable)
    answer = WorkObjectionAnswerInput("It is built as it was endorsed", mistaken)
    with make.act(both, objectable) as act, pytest.raises(Refused) as refused:
        answer_objection(act, 1, answer)
    if role == "programme_manager":
        assert "You build here, or once did" in str(refused.value.sentence)
    visitor = browser()
    visitor.sign_in_as(both)
    page = visitor.get(f"/s/{objectable.code}/approval")
    assert WORDS in page.text and f"/s/{objectable.code}/approval/objections/1/answer" not in page.links
    with make.act("programme_manager", objectable) as act:
        answer_objection(act, 1, answer)


def test_a_representative_objects_for_the_own_group_and_a_mistaken_one_keeps_nobody(
    make: Make, browser: People, objectable: Any
) -> None:
    at = MARKET_DAY + timedelta(days=2)
    with make.act("group_representative", objectable, at, group="women") as act:
        with pytest.raises(Refused, match="Only the representative of this group"):
            record_objection(act, story.LATRINES, WorkObjectionInput(WORDS, "youth"))
        record_objection(act, story.LATRINES, WorkObjectionInput(WORDS, "women"))
    with make.act("programme_manager", objectable, at) as act:
        with pytest.raises(Refused, match="with its reason"):
            answer_objection(act, 1, WorkObjectionAnswerInput(" "))
        answer_objection(act, 1, WorkObjectionAnswerInput("It was about another place", mistaken=True))
    board = browser().get(f"/board/{objectable.code}").text
    assert "Recorded by mistake" in board and "It was about another place" in board, "nothing goes in silence"
    assert WORDS not in board
    _sign(make, objectable, MARKET_DAY + timedelta(days=11))


def test_a_programme_without_days_for_objections_waits_for_none(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    story.contract(make, place, ["community", "authority"])
    _sign(make, place, MARKET_DAY)
    facilitator = browser("facilitator", place)
    assert facilitator.get(f"/s/{place.code}/approval/2/objection").status == 404
    with (
        make.act("facilitator", place) as act,
        pytest.raises(Refused, match="A complaint can be made at any"),
    ):
        record_objection(act, story.LATRINES, WorkObjectionInput(WORDS))
    assert "bjection" not in browser().get(f"/board/{place.code}").text


def test_the_facilitator_records_what_nobody_wants_to_be_named_for(make: Make, browser: People) -> None:
    today = datetime.now(UTC)
    place = make.settlement(make.programme(rules=ProgrammeRules(objection_days=10).stored()), households=100)
    make.plan(place, submitted=today - timedelta(days=3))
    make.decision(place, 1, "endorse", at=today - timedelta(days=2))
    facilitator = browser("facilitator", place)
    assert f"/s/{place.code}/approval/1/objection" in facilitator.get(f"/s/{place.code}/approval").links
    board = browser().get(f"/board/{place.code}").text
    assert "Objections can be made until" in board
    assert "without saying who you are: Make a complaint" in board
    page = facilitator.send(f"/s/{place.code}/approval/1/objection", words="Ring 0750 123 45 67")
    assert page.status == 422
    page = facilitator.send(f"/s/{place.code}/approval/1/objection", words=WORDS)
    assert f"Objection 1: {WORDS} · Not answered yet" in page.text
    assert f"/s/{place.code}/approval/objections/1/answer" not in page.links


def test_what_changed_since_the_last_look_is_marked_for_each_person(
    nawroz: Any, browser: People, engine: Any
) -> None:
    mayor, deputy = browser("local_authority", nawroz.place), browser("local_authority", nawroz.place)
    assert "New since you looked" not in mayor.get("/inbox").text, "nobody has looked yet"
    mayor.send(f"{nawroz.address}/approval/seen")
    assert "new since you looked" not in mayor.get("/inbox").text
    deputy.send(f"{nawroz.address}/approval/3", verdict="decline", reason="No poles")
    assert "1 thing is new since you looked last" in mayor.get("/inbox").text
    page = mayor.get(f"{nawroz.address}/approval")
    assert page.text.count("New since you looked last") == 1
    mayor.send(f"{nawroz.address}/approval/1", verdict="endorse")
    assert "1 thing is new since you looked last" in mayor.get("/inbox").text, "the own answers are no news"
    mayor.send(f"{nawroz.address}/approval/seen")
    assert "new since you looked" not in mayor.get("/inbox").text
    assert "New since you looked" not in mayor.get(f"{nawroz.address}/approval").text
    assert statements_of(engine, mayor, "/inbox") <= 6
    assert statements_of(engine, mayor, f"{nawroz.address}/approval") <= 6


def test_the_next_level_asks_the_late_one_for_its_answer(
    make: Make, more: Any, browser: People, db: Session
) -> None:
    levels = (AuthorityLevel(1, "Municipality", answer_days=5), AuthorityLevel(2, "Governorate"))
    nawroz = more(make.programme(currency="IQD", rules=ProgrammeRules(levels=levels).stored()), days=6)
    governorate = browser()
    governorate.sign_in_as(make.account("local_authority", nawroz.place, level=2))
    assert f"{nawroz.address}/approval/ask" in governorate.get(f"{nawroz.address}/approval").links
    page = governorate.send(
        f"{nawroz.address}/approval/ask", words="We meet on Sunday. Please answer before."
    )
    assert "Governorate asked Municipality for its answers: We meet on Sunday." in page.text
    mayor = browser("local_authority", nawroz.place)
    assert "We meet on Sunday." in mayor.get(f"{nawroz.address}/approval").text
    assert f"{nawroz.address}/approval/ask" not in mayor.get(f"{nawroz.address}/approval").links
    assert mayor.get(f"{nawroz.address}/approval/ask").status == 404
