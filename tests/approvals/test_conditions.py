"""A yes with conditions and promises: reported, judged, kept or not, and signed as the condition says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.approvals import actions as approvals
from peoplesprocess.approvals.conditions import ConditionJudgementInput, judge_condition
from peoplesprocess.approvals.conditions_and_promises import ConditionInput, EndorsementTermsInput
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import Refused
from peoplesprocess.models import AuthorityPromise, ConditionEvent, Decision, DecisionCondition
from tests.browser import Browser
from tests.contracts import story
from tests.factories import MARKET_DAY, Make
from tests.place_days import today

People = Callable[..., Browser]
PROMISE = "The owners promise in writing not to raise the rent for 12 months"


def test_b08_is_returned_then_endorsed_on_a_condition_that_is_met(
    nawroz: Any, browser: People, db: Session
) -> None:
    mayor, facilitator = browser("local_authority", nawroz.place), browser("facilitator", nawroz.place)
    mayor.send(f"{nawroz.address}/approval/2", verdict="return", reason="The owners' promise is missing")
    nawroz.plan({line: {"source": "UN-Habitat and the owners"} if line == 2 else {} for line in (1, 2, 3, 4)})
    due = (today() + timedelta(days=20)).isoformat()
    page = mayor.send(f"{nawroz.address}/approval/2", verdict="endorse", condition2_words=PROMISE)
    assert page.problems == ["Line 2: When must it be met?: Choose when it must be met."]
    page = mayor.send(
        f"{nawroz.address}/approval/2",
        verdict="endorse",
        condition2_words=PROMISE,
        condition2_due="signing",
        condition2_due_on=due,
        co_funding="5,000,000",
        upkeep_promise="The municipality repairs the roofs",
    )
    assert f"{PROMISE} · Before the contract is signed · Open Taluka office" in page.text
    assert "The authority adds money: 5,000,000 IQD · Not seen yet" in page.text
    answers = facilitator.get(f"{nawroz.address}/approval")
    assert f"{nawroz.address}/approval/conditions/1/report" in answers.links
    assert f"{nawroz.address}/approval/conditions/1/judge" not in answers.links
    page = facilitator.send(
        f"{nawroz.address}/approval/conditions/1/report", words="14 letters, in the folder"
    )
    assert "Reported as met, not confirmed yet" in page.text
    page = mayor.send(f"{nawroz.address}/approval/conditions/1/judge", kind="not-yet")
    assert "Write the reason" in page.problems[0]
    page = mayor.send(
        f"{nawroz.address}/approval/conditions/1/judge", kind="not-yet", words="Two owners lack"
    )
    assert "Not met yet Taluka office Two owners lack" in page.text
    facilitator.send(f"{nawroz.address}/approval/conditions/1/report", words="All 16 now")
    page = mayor.send(f"{nawroz.address}/approval/conditions/1/judge", kind="met")
    assert f"{PROMISE} · Before the contract is signed · Met" in page.text
    assert facilitator.get(f"{nawroz.address}/approval/conditions/1/report").status == 200
    assert "Met" in facilitator.get(f"{nawroz.address}/plan").text
    page = facilitator.send(f"{nawroz.address}/approval/promises/2", kept="no", words="Only one roof")
    assert "The authority keeps it running: The municipality repairs the roofs · Not kept" in page.text
    page = facilitator.send(f"{nawroz.address}/approval/promises/2", kept="yes", words="All roofs")
    assert "repairs the roofs · Kept" in page.text
    assert db.scalar(select(func.count(ConditionEvent.id))) == 4


@pytest.fixture
def conditioned(make: Make) -> Callable[..., Any]:
    """Makes a place with a contract for an item that was endorsed on a condition."""

    def made(due: str) -> Any:
        place = story.endorsed(make)
        _endorse(make, place, due, MARKET_DAY)
        return story.contract(make, place, ["community"])

    return made


def _endorse(make: Make, place: Any, due: str = "", at: Any = MARKET_DAY) -> None:
    conditions = [ConditionInput(PROMISE, due, at.date() + timedelta(days=9))] if due else []
    given = approvals.DecisionInput(AuthorityVerdict.ENDORSE, terms=EndorsementTermsInput(conditions, 100))
    with make.act("local_authority", place, at) as act:
        approvals.decide(act, story.LATRINES, given)


def _judge(make: Make, place: Any, kind: str) -> None:
    with make.act("local_authority", place) as act:
        judge_condition(act, 1, ConditionJudgementInput(kind, "Seen on the spot"))


def test_the_agency_signs_only_when_the_condition_before_it_is_met_or_lifted(
    make: Make, conditioned: Any, browser: People
) -> None:
    contract = conditioned("signing")
    place = contract.place
    with make.act("programme_manager", place) as act, pytest.raises(Refused) as refused:
        contracts.sign(act, 1, "agency", 1)
    assert PROMISE in str(refused.value.sentence)
    assert "let the authority confirm or lift it" in refused.value.sentence.text
    _judge(make, place, "not-yet")
    with make.act("programme_manager", place) as act, pytest.raises(Refused):
        contracts.sign(act, 1, "agency", 1)
    _judge(make, place, "lifted")
    with make.act("programme_manager", place) as act:
        contracts.sign(act, 1, "agency", 1)
    page = browser("programme_manager", place).get(f"/s/{place.code}/contracts/1")
    assert f"{PROMISE} · Before the contract is signed · Lifted" in page.text
    assert "The authority adds money: 1 PKR" in page.text
    board = browser().get(f"/board/{place.code}").text
    assert f"{PROMISE} · Before the contract is signed · Lifted" in board


@pytest.mark.parametrize("due", ["during", "after"])
def test_a_condition_for_later_keeps_nobody_from_signing(make: Make, conditioned: Any, due: str) -> None:
    contract = conditioned(due)
    with make.act("programme_manager", contract.place) as act:
        contracts.sign(act, 1, "agency", 1)


def test_what_an_earlier_yes_asked_holds_no_longer_once_the_level_answered_anew(
    make: Make, db: Session
) -> None:
    place = story.endorsed(make)
    _endorse(make, place, "signing", MARKET_DAY)
    _endorse(make, place, "", MARKET_DAY)
    story.contract(make, place, ["community"])
    with make.act("programme_manager", place) as act:
        contracts.sign(act, 1, "agency", 1)
    with pytest.raises(Refused, match="no longer counts"):
        _judge(make, place, "met")
    assert db.scalar(select(func.count(DecisionCondition.id))) == 1


def test_a_condition_of_an_answer_on_paper_may_have_fallen_due_before_it_was_typed_in(
    make: Make, db: Session
) -> None:
    place = story.endorsed(make, verdict="")
    given_on = MARKET_DAY.date() + timedelta(days=2)
    for due_on, is_right in ((given_on - timedelta(days=1), False), (given_on, True)):
        terms = EndorsementTermsInput([ConditionInput(PROMISE, "during", due_on)])
        given = approvals.DecisionInput(AuthorityVerdict.ENDORSE, on_paper=given_on, terms=terms)
        with make.act("local_authority", place, MARKET_DAY + timedelta(days=30)) as act:
            if is_right:
                approvals.decide(act, story.LATRINES, given)
            else:
                with pytest.raises(Refused, match="This day is over"):
                    approvals.decide(act, story.LATRINES, given)
    assert db.scalar(select(func.count(DecisionCondition.id))) == 1


def test_only_the_office_that_set_a_condition_judges_it(make: Make, conditioned: Any) -> None:
    contract = conditioned("during")
    above = make.authority(contract.place, "PK/SD")
    with make.act(above, contract.place) as act, pytest.raises(Refused, match="This office gave the answer"):
        judge_condition(act, 1, ConditionJudgementInput("met", ""))


def test_an_official_who_builds_judges_no_condition_of_the_own_work(
    make: Make, conditioned: Any, browser: People, db: Session
) -> None:
    place = conditioned("signing").place
    official = make.account("local_authority", place)
    story.also(make, official, "committee_officer", place)
    with make.act(official, place) as act, pytest.raises(Refused, match="You build here, or once did"):
        judge_condition(act, 1, ConditionJudgementInput("met", ""))
    visitor = browser()
    visitor.sign_in_as(official)
    page = visitor.get(f"/s/{place.code}/approval")
    assert PROMISE in page.text and f"/s/{place.code}/approval/conditions/1/judge" not in page.links
    assert db.scalar(select(func.count(ConditionEvent.id))) == 0
    db.rollback()
    _judge(make, place, "met")
    assert db.scalar(select(func.count(ConditionEvent.id))) == 1


def test_conditions_and_promises_go_with_a_yes_alone(nawroz: Any, browser: People, db: Session) -> None:
    mayor = browser("local_authority", nawroz.place)
    page = mayor.send(f"{nawroz.address}/approval/1", verdict="return", reason="No", co_funding="5")
    assert "Endorse the item, or write them in the reason." in page.problems[0]
    yesterday = (today("Asia/Baghdad") - timedelta(days=1)).isoformat()
    page = mayor.send(
        f"{nawroz.address}/approval/1",
        verdict="endorse",
        condition1_words="A wall",
        condition1_due="after",
        condition1_due_on=yesterday,
    )
    assert "This day is over." in page.problems[0]
    assert (
        db.scalar(select(func.count(Decision.id))) == db.scalar(select(func.count(AuthorityPromise.id))) == 0
    )
