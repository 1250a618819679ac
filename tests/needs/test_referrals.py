"""Needs that no contract answers are taken to an office: recorded, answered, put right, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.referrals import ASK_AGAIN_AFTER
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.needs import referral_actions
from peoplesprocess.needs.referral_actions import NeedReferralInput, ReferralAnswerInput
from tests.browser import Browser
from tests.factories import Make
from tests.place_days import today
from tests.statements import statements_of

People = Callable[..., Browser]
DAY = timedelta(days=1)
OFFICE, SAID = "Revenue office", "The forms lie ready; both spouses sign them"


@pytest.fixture
def goth(make: Make) -> Any:
    """A place where people need land papers, and a drain, which a contract can build."""
    place = make.settlement(households=100)
    make.need(place, "Land papers", sector="tenure", response_type="referral")
    make.need(place, "Drain")
    return place


@pytest.fixture(autouse=True)
def summaries_fit(engine: Engine) -> Iterator[None]:
    """Since when the oldest need waits to be taken to an office is kept, whatever was recorded."""
    yield
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection).first_bad is None


def _take(bo: Browser, place: Any, **changed: str) -> Any:
    url = f"/s/{place.code}/needs/1/refer"
    return bo.send(url, **{"office": OFFICE, "taken_by": "committee_officer", **changed})


def _answer(bo: Browser, place: Any, referral: int = 1, **changed: str) -> Any:
    url = f"/s/{place.code}/referrals/{referral}/answer"
    return bo.send(url, **{"state": "resolved", "words": SAID, **changed})


def _refused(make: Make, place: Any, sentence: str, act: Callable[[Any], object]) -> None:
    with make.act("facilitator", place, datetime.now(UTC)) as done, pytest.raises(Refused, match=sentence):
        act(done)


def _became(place: Any, browser: People) -> str:
    """What the notice board says of the land papers."""
    text = browser().get(f"/board/{place.code}").text
    return text.partition("1. Land papers")[2].partition("2. Drain")[0]


def test_the_committee_takes_a_need_to_an_office_and_records_what_it_answers(
    goth: Any, browser: People
) -> None:
    officer = browser("committee_officer", goth)
    here = f"/s/{goth.code}/needs/1"
    page = officer.get(here)
    assert "For another office: the committee will take it there" in page.text
    assert f"{here}/refer" in page.links, "the next step is a button on the need's page"
    assert page.html.count('class="go"') == 1, "and no other button stands out beside it"
    page = _take(officer, goth, on_paper=str(today() - 9 * DAY), asked_for="Papers for widows", paper="14/b")
    assert f"to {OFFICE}" in page.text and "Open for 9 days." in page.text
    assert f"/s/{goth.code}/referrals/1/answer" in page.links
    assert f"{here}/refer" not in page.links
    assert f"to {OFFICE}" in _became(goth, browser)
    page = _answer(officer, goth, state="open", words="Come again after the feast")
    assert "They work on it, or ask for more" in page.text and "Come again after the feast" in page.text
    assert "Open for 9 days." in page.text, "it is open since it was taken there"
    page = _answer(officer, goth)
    assert "It is resolved" in page.text and SAID in page.text and "Open for" not in page.text
    assert f"resolved: {SAID}" in page.text, "what to tell people"
    line = officer.get(f"{here}/referrals")
    for words in ("Papers for widows", "Letter 14/b", "Come again after the feast", SAID, "typed in on"):
        assert words in line.text, words
    assert f"by {OFFICE}" in _became(goth, browser)
    assert SAID not in browser().get(f"/board/{goth.code}").text, "words can tell who lives where"


def test_a_refused_need_goes_on_to_a_further_office(goth: Any, browser: People) -> None:
    officer = browser("committee_officer", goth)
    _take(officer, goth, on_paper=str(today() - 40 * DAY))
    page = _answer(officer, goth, state="refused", words="Another office writes them")
    assert "the office refused: Another office writes them" in page.text
    assert "Refused on" in _became(goth, browser)
    line = officer.get(f"/s/{goth.code}/needs/1/referrals")
    assert "Record that it was taken to another office" in line.text
    _take(officer, goth, office="Board of Revenue")
    assert "to Board of Revenue" in _became(goth, browser)
    line = officer.get(f"/s/{goth.code}/needs/1/referrals").text
    assert line.index(OFFICE) < line.index("Another office writes them") < line.index("Board of Revenue")


def test_what_was_recorded_wrongly_is_corrected_and_struck_with_a_reason(goth: Any, browser: People) -> None:
    officer = browser("committee_officer", goth)
    _take(officer, goth, on_paper=str(today() - 5 * DAY))
    _answer(officer, goth, on_paper=str(today() - 2 * DAY))
    correct = f"/s/{goth.code}/referrals/1/correct"
    assert officer.get(correct).values["office"] == [OFFICE], "it begins with what was recorded"
    assert officer.get(correct).values["on_paper"] == [str(today() - 5 * DAY)]
    page = officer.send(correct, office="Registrar", on_paper=str(today() - DAY), reason="The wrong one")
    assert "It must have been taken there on that day or before." in page.text and page.values["office"] == [
        "Registrar"
    ]
    page = officer.send(correct, office="Registrar", reason="The wrong one")
    assert "to Registrar" in page.text and SAID in page.text, "what was answered goes with it"
    page = officer.send(f"/s/{goth.code}/referrals/answers/1/correct", state="refused", reason="Misheard")
    assert "They refuse" in page.text and "Refused on" in _became(goth, browser)
    line = officer.get(f"/s/{goth.code}/needs/1/referrals").text
    for words in ("The wrong one", "Misheard", "it counts nowhere"):
        assert words in line, words
    officer.send(f"/s/{goth.code}/referrals/answers/2/strike", reason="Nobody said this")
    assert "Taken on" in _became(goth, browser), "it is open again"
    page = officer.send(f"/s/{goth.code}/referrals/2/strike", reason="It was not taken there")
    assert f"/s/{goth.code}/needs/1/refer" in officer.get(f"/s/{goth.code}/needs/1/referrals").links
    assert "the committee will take it there" in _became(goth, browser)
    for gone in (
        "referrals/2/strike",
        "referrals/1/answer",
        "referrals/answers/2/correct",
        "referrals/9/strike",
    ):
        assert officer.get(f"/s/{goth.code}/{gone}").status == 404, gone


def test_only_the_committee_and_the_facilitator_record_it(make: Make, goth: Any, browser: People) -> None:
    _take(browser("facilitator", goth), goth)
    for role in ("local_authority", "programme_manager", "technical_officer", "group_representative"):
        reader = browser(role, goth)
        assert reader.get(f"/s/{goth.code}/needs/1").status == 200, role
        assert OFFICE in reader.get(f"/s/{goth.code}/needs/1/referrals").text, role
        for page in ("needs/1/refer", "referrals/1/answer", "referrals/1/correct", "referrals/1/strike"):
            assert reader.get(f"/s/{goth.code}/{page}").status == 404, (role, page)
        with make.act(role, goth) as act, pytest.raises(Forbidden):
            referral_actions.refer_need(act, 1, NeedReferralInput(OFFICE, "facilitator"))


def test_bad_input_loses_nothing_and_says_what_to_do(make: Make, goth: Any, browser: People) -> None:
    bo = browser("facilitator", goth)
    page = _take(bo, goth, office=" ", asked_for="Papers")
    assert "Write the name of the office." in page.text and page.values["asked_for"] == ["Papers"]
    assert "This day has not come yet" in _take(bo, goth, on_paper=str(today() + 2 * DAY)).text
    _take(bo, goth, on_paper=str(today() - 3 * DAY))
    page = _answer(bo, goth, on_paper=str(today() - 4 * DAY))
    assert "The answer cannot be from before that." in page.text and SAID in page.values["words"]
    assert "without names" in _answer(bo, goth, words=" ").text
    given = NeedReferralInput(OFFICE, "facilitator")
    _refused(
        make,
        goth,
        "not marked as a need for another office",
        lambda act: referral_actions.refer_need(act, 2, given),
    )
    _refused(make, goth, "no need with", lambda act: referral_actions.refer_need(act, 9, given))
    assert bo.get(f"/s/{goth.code}/needs/2/refer").status == 404
    other = NeedReferralInput(OFFICE, "chief")
    _refused(make, goth, "from the list", lambda act: referral_actions.refer_need(act, 1, other))
    said = ReferralAnswerInput("maybe", SAID)
    _refused(make, goth, "from the list", lambda act: referral_actions.record_referral_answer(act, 1, said))
    _refused(make, goth, "no such record", lambda act: referral_actions.strike_referral(act, 9, "Why"))
    _refused(make, goth, "reason", lambda act: referral_actions.strike_referral(act, 1, " "))


def test_a_form_that_is_sent_twice_records_once(goth: Any, browser: People) -> None:
    bo = browser("facilitator", goth)
    _take(bo, goth)
    url = f"/s/{goth.code}/referrals/1/strike"
    sent = bo.filled(url, reason="It was not taken there")
    first, second = bo.post(url, sent), bo.post(url, sent)
    assert first.status == second.status == 303 and first.location == second.location


def test_a_need_speaks_for_those_that_were_merged_into_it(make: Make, goth: Any, browser: People) -> None:
    bo = browser("facilitator", goth)
    make.need(goth, "Papers of houses", response_type="referral")
    _take(bo, goth)
    bo.send(f"/s/{goth.code}/needs/1/merge", into="3", reason="The same papers")
    page = bo.get(f"/s/{goth.code}/needs/3")
    assert f"to {OFFICE}" in page.text and f"/s/{goth.code}/referrals/1/answer" in page.links
    assert OFFICE in bo.get(f"/s/{goth.code}/needs/3/referrals").text
    page = _answer(bo, goth)
    assert page.h1.startswith("3.") and "It is resolved" in page.text, "the page that speaks for it"
    bo.send(f"/s/{goth.code}/needs/1/unmerge", reason="Another village")
    assert OFFICE not in bo.get(f"/s/{goth.code}/needs/3").text
    assert "It is resolved" in bo.get(f"/s/{goth.code}/needs/1").text


def test_a_need_that_can_be_built_after_all_keeps_what_was_recorded(
    make: Make, goth: Any, browser: People
) -> None:
    bo = browser("facilitator", goth)
    _take(bo, goth)
    bo.send(f"/s/{goth.code}/needs/1/change", response_type="infrastructure")
    page = bo.get(f"/s/{goth.code}/needs/1")
    assert "not decided yet" in page.text and f"/s/{goth.code}/needs/1/referrals" in page.links
    assert OFFICE in bo.get(f"/s/{goth.code}/needs/1/referrals").text
    assert "Not decided yet" in _became(goth, browser)


def test_where_an_item_of_the_plan_answers_it_nobody_is_asked_to_take_it(
    make: Make, goth: Any, browser: People
) -> None:
    make.need(goth, "Civil documents", response_type="referral")
    officer, here = browser("committee_officer", goth), f"/s/{goth.code}/needs"
    _take(officer, goth, on_paper=str(today() - (ASK_AGAIN_AFTER + 2) * DAY))
    make.plan(goth, {1: {"needs": [1]}, 2: {"needs": [3]}}, submitted=datetime.now(UTC))
    for page in ("/", f"/s/{goth.code}"):
        text = officer.get(page).text
        assert "or another office: the committee" not in text and "Ask there again" not in text, page
    for number in (1, 3):
        page = officer.get(f"{here}/{number}")
        assert "Open for" not in page.text and f"{here}/{number}/refer" not in page.links, number
    assert "Recorded 2 Taken to an office 1 Resolved 0 Refused by the office 0 Answered by the plan 2" in (
        officer.get(f"{here}/referrals").text
    )
    for line in (1, 2):
        make.decision(goth, line, "decline", at=datetime.now(UTC))
    text = officer.get("/").text
    assert "1 need waits to be taken to those responsible." in text and "Ask there again" in text
    assert "Open for" in officer.get(f"{here}/1").text and f"{here}/3/refer" in officer.get(f"{here}/3").links
    became = browser().get(f"/board/{goth.code}").text
    assert f"to {OFFICE}" in became and "For another office: the committee will take it there" in became


def test_it_waits_for_the_committee_until_it_is_taken_and_again_after_a_month_of_silence(
    goth: Any, browser: People
) -> None:
    people = [browser(role, goth) for role in ("committee_officer", "facilitator")]
    others = [browser(role, goth) for role in ("programme_manager", "local_authority")]
    for reader in people:
        page = reader.get("/")
        assert "1 need waits to be taken to those responsible." in page.text
        assert f"/s/{goth.code}/needs/referrals" in page.links
    for reader in others:
        assert "For another office" not in reader.get("/").text
    _take(people[0], goth, on_paper=str(today() - (ASK_AGAIN_AFTER - 1) * DAY))
    assert "waits to be taken" not in people[0].get("/").text
    assert "Ask there again" not in people[0].get("/").text, "not before the days are over"
    correct = f"/s/{goth.code}/referrals/1/correct"
    people[0].send(correct, on_paper=str(today() - (ASK_AGAIN_AFTER + 2) * DAY), reason="The day was another")
    for reader in people:
        text = reader.get("/").text
        assert "The office has said nothing for a month about 1 need. Ask there again." in text
        assert "Waiting for 2 days." in text
    _answer(people[1], goth, referral=2, state="open", words="Next week")
    assert "Ask there again" not in people[0].get("/").text, "an answer is a word too"
    _answer(people[1], goth, referral=2)
    assert "Ask there again" not in people[0].get("/").text


def test_the_list_and_the_report_count_what_is_logged_resolved_and_open(
    make: Make, browser: People, engine: Engine
) -> None:
    """The acceptance of the register of rights: 14 logged, 3 resolved, 11 open."""
    programme = make.programme()
    place = make.settlement(programme, households=100)
    for number in range(1, 15):
        make.need(place, f"Papers {number}", sector="tenure", response_type="referral")
    with make.act("facilitator", place, datetime.now(UTC)) as act:
        for need in (2, 5, 9, 11):
            referral_actions.refer_need(act, need, NeedReferralInput(OFFICE, "facilitator"))
        for referral in (1, 2, 3):
            said = ReferralAnswerInput("resolved", SAID)
            referral_actions.record_referral_answer(act, referral, said)
    bo = browser("facilitator", place)
    here = f"/s/{place.code}/needs/referrals"
    text = bo.get(here).text
    assert "Recorded 14 Taken to an office 4 Resolved 3 Refused by the office 0 Still open 11" in text
    few = statements_of(engine, bo, here)
    with make.act("facilitator", place, datetime.now(UTC)) as act:
        for need in (1, 3, 4, 6):
            referral_actions.refer_need(act, need, NeedReferralInput(OFFICE, "facilitator"))
    assert statements_of(engine, bo, here) == few <= 6
    report = browser("programme_manager", programme).get(f"/p/{programme.code}/report").text
    assert "Needs for other offices" in report
    assert "14 8 3 0 0 11" in report


def test_the_files_carry_it_and_only_the_committees_own_carries_words(
    make: Make, goth: Any, browser: People
) -> None:
    bo = browser("facilitator", goth)
    _take(bo, goth, asked_for="Papers for widows", paper="14/b")
    _answer(bo, goth)
    sheet = bo.get(f"/s/{goth.code}/export/referrals.csv").html
    for words in ("Land papers", OFFICE, "Papers for widows", "14/b", SAID, "It is resolved"):
        assert words in sheet, words
    sent_on = bo.get(f"/s/{goth.code}/export/hxl.csv").html
    assert f"by {OFFICE}" in sent_on and SAID not in sent_on


def test_who_did_what_tells_it_and_the_newest_is_taken_back(goth: Any, browser: People) -> None:
    officer = browser("committee_officer", goth)
    _take(officer, goth)
    _answer(officer, goth)
    text = officer.get(f"/s/{goth.code}/journal").text
    assert "It was recorded that need 1 was taken to an office." in text
    assert "It was recorded what an office answered about need 1." in text
