"""Levels of authority: each answers in its turn, sees the others' answers, and silence approves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.approvals.actions import DecisionInput, decide
from peoplesprocess.approvals.conditions import ConditionJudgementInput, judge_condition
from peoplesprocess.approvals.conditions_and_promises import ConditionInput, EndorsementTermsInput
from peoplesprocess.core.approval_chain import AuthorityLevel
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.plans import ENDORSED_ITEMS
from peoplesprocess.models import AuthorityLevelsChange, Decision, Membership
from peoplesprocess.web.i18n import UNSEEN
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
LEVELS = (
    AuthorityLevel(1, "Municipality", answer_days=5),
    AuthorityLevel(2, "Governorate", answer_days=10),
    AuthorityLevel(3, "Bureau of statistics", "may"),
)


@pytest.fixture
def chain(make: Make, more: Any) -> Callable[..., Any]:
    """Makes a neighbourhood whose plan two levels answer, and a third may comment."""

    def made(days: int = 6, **rules: Any) -> Any:
        stored = ProgrammeRules(levels=LEVELS, **rules).stored()
        return more(make.programme(currency="IQD", rules=stored), days=days)

    return made


@pytest.fixture
def official(make: Make, browser: People) -> Callable[[Any, int], Browser]:
    """Signs somebody in who answers for a level."""

    def signed_in(nawroz: Any, level: int) -> Browser:
        person = browser()
        person.sign_in_as(make.account("local_authority", nawroz.place, level=level))
        return person

    return signed_in


def endorsed_lines(db: Session, nawroz: Any) -> list[int]:
    """The lines that every level endorsed; read and let go, so that others can write."""
    lines = [item.line for item in ENDORSED_ITEMS.all(db, settlement=nawroz.place.id)]
    db.rollback()
    return lines


def answers(db: Session, verdict: str) -> int | None:
    """How many answers of a kind there are."""
    count = db.scalar(select(func.count(Decision.id)).where(Decision.verdict == verdict))
    db.rollback()
    return count


def test_an_item_goes_through_every_level_in_its_order(
    chain: Any, official: Any, browser: People, db: Session
) -> None:
    nawroz = chain(days=3)
    municipality, governorate = official(nawroz, 1), official(nawroz, 2)
    page = governorate.get(f"{nawroz.address}/approval/1")
    assert "It is not your turn. This office answers now: Taluka office." in page.text
    assert governorate.post(f"{nawroz.address}/approval/1", {"verdict": "endorse"}).status == 404
    with pytest.raises(Refused, match="It is not your turn"):
        nawroz.answer(1, "endorse", level=2)
    page = municipality.send(f"{nawroz.address}/approval/1", verdict="endorse")
    assert "Endorsed, and given to the next level" in page.text
    assert "Waits for: Governorate." in page.text
    assert endorsed_lines(db, nawroz) == []
    assert "It is not your turn." in municipality.get(f"{nawroz.address}/approval/1").text
    assert f"{nawroz.place.name} 1 since today 10 days" in governorate.get("/inbox").text
    assert f"{nawroz.place.name} 3 for 3 days 5 days" in municipality.get("/inbox").text
    page = governorate.send(f"{nawroz.address}/approval/1", verdict="endorse")
    assert "Endorsed Governorate" in page.text
    assert endorsed_lines(db, nawroz) == [1]
    assert (
        browser("facilitator", nawroz.place)
        .get(f"{nawroz.address}/plan")
        .text.count("Waits for the authority")
        == 3
    )


def test_a_change_of_the_content_asks_every_level_again(chain: Any, official: Any) -> None:
    nawroz = chain()
    nawroz.answer(2, "endorse")
    nawroz.answer(2, "return", "The owners' promise is missing", level=2)
    page = official(nawroz, 1).get(f"{nawroz.address}/approval")
    assert "The owners' promise is missing" in page.text
    nawroz.plan({line: {"cost": 70_000_000} if line == 2 else {} for line in (1, 2, 3, 4)})
    assert official(nawroz, 1).get(f"{nawroz.address}/approval/2").controls
    assert not official(nawroz, 2).get(f"{nawroz.address}/approval/2").controls
    nawroz.answer(2, "endorse")
    assert official(nawroz, 2).get(f"{nawroz.address}/approval/2").controls


def test_who_may_only_comment_blocks_nothing(chain: Any, official: Any, db: Session) -> None:
    nawroz = chain()
    bureau = official(nawroz, 3)
    assert not bureau.get(f"{nawroz.address}/approval/1").controls
    page = bureau.send(f"{nawroz.address}/approval/1/remark", words="The census counted 310 households")
    assert "Remark: The census counted 310 households Bureau of statistics" in page.text
    nawroz.answer(1, "endorse")
    nawroz.answer(1, "endorse", level=2)
    assert "The census counted 310" in official(nawroz, 1).get(f"{nawroz.address}/approval").text
    assert endorsed_lines(db, nawroz) == [1]


def test_who_is_late_is_named_to_the_next_level_which_answers_only_if_the_programme_says_so(
    chain: Any, official: Any, db: Session
) -> None:
    waits, steps_in = chain(days=6), chain(days=6, next_level_answers=True)
    governorate = official(waits, 2)
    assert f"{waits.place.name} 1 day late Municipality" in governorate.get("/inbox").text
    assert not governorate.get(f"{waits.address}/approval/1").controls
    other = official(steps_in, 2)
    page = other.send(f"{steps_in.address}/approval/1", verdict="endorse")
    assert "Endorsed Governorate" in page.text
    assert "Answered in place of: Municipality" in page.text
    assert (
        not official(chain(days=5, next_level_answers=True), 2).get(f"{steps_in.address}/approval/1").controls
    )
    row = db.scalars(select(Decision)).one()
    assert (row.verdict, row.level, row.in_stead_of) == ("endorse", 2, 1)


def test_all_that_waits_is_answered_at_once_and_each_is_a_decision(
    chain: Any, official: Any, db: Session
) -> None:
    nawroz = chain()
    municipality = official(nawroz, 1)
    page = municipality.send(f"{nawroz.address}/approval/all", verdict="return")
    assert "no item goes back without one" in page.problems[0]
    nawroz.answer(4, "decline")
    municipality.send(f"{nawroz.address}/approval/all", verdict="endorse")
    assert answers(db, "give-on") == 3
    assert municipality.get(f"{nawroz.address}/approval/all").status == 404
    page = official(nawroz, 2).send(
        f"{nawroz.address}/approval/all", verdict="return", reason="The map is missing"
    )
    assert page.text.count("The map is missing") == 3
    assert answers(db, "return") == 3


def test_the_manager_writes_the_levels_with_a_reason_and_invites_people_into_them(
    more: Any, browser: People, db: Session
) -> None:
    nawroz = more()
    nawroz.answer(1, "endorse")
    manager = browser("programme_manager", nawroz.place)
    url = next(link for link in manager.get("/").links if link.startswith("/p/") and link.count("/") == 2)
    page = manager.get(f"{url}/levels")
    assert "Local authority · Must endorse before it goes on · 14 days" in page.text
    page = manager.send(
        f"{url}/levels/add", name="Governorate", duty="must", place="2", answer_days="10", reason=""
    )
    assert page.status == 422
    page = manager.send(
        f"{url}/levels/add", name="Governorate", duty="must", place="2", answer_days="10", reason="A decree"
    )
    assert "Governorate · Must endorse before it goes on · 10 days" in page.text
    assert "A decree" in page.text
    page = manager.send(f"{url}/levels/1", duty="none", reason="Merged")
    assert "Local authority · Is no longer asked" in page.text
    page = manager.send(f"{url}/levels/2", duty="may", reason="Merged")
    assert "At least one level must endorse." in page.problems[0]
    manager.send(f"{url}/levels/1", duty="must", reason="Not merged after all")
    assert db.scalar(select(func.count(AuthorityLevelsChange.id))) == 3
    db.rollback()
    assert "Endorsed" in browser("facilitator", nawroz.place).get(f"{nawroz.address}/approval").text
    assert endorsed_lines(db, nawroz) == [1]
    page = manager.send(f"{url}/people/invite?role=local_authority", area="IQ/DUHOK/SUMEL", level="2")
    assert page.status == 200
    assert "Governorate" in manager.get(f"{url}/people").text
    page = manager.send(f"{url}/people/invite?role=facilitator", settlement=nawroz.place.code, level="2")
    assert "Only a local authority has a level." in page.problems[0]
    assert {*db.scalars(select(Membership.level))} == {1}


def test_the_board_tells_whose_turn_it_is_and_until_when(make: Make, browser: People) -> None:
    today = datetime.now(UTC)
    place = make.settlement(make.programme(rules=ProgrammeRules(levels=LEVELS).stored()), households=100)
    make.plan(place, submitted=today - timedelta(days=30))
    assert "25 days late" in browser().get(f"/board/{place.code}").text
    make.decision(place, 1, "endorse", at=today - timedelta(days=12))
    board = browser().get(f"/board/{place.code}").text
    assert "Waits for: Governorate. Answer due by" in board
    assert "2 days late" in board
    assert "the next level answers now" in board
    make.decision(place, 1, "endorse", level=2)
    board = browser().get(f"/board/{place.code}").text
    assert "Answer due by" not in board
    assert "Endorsed Governorate" in board


def test_how_long_each_level_takes_is_told_as_openly_as_what_the_community_is_late_with(
    make: Make, browser: People
) -> None:
    """Ten answers, eight of them by the local authority: 80 %."""
    today = datetime.now(UTC)
    programme = make.programme(rules=ProgrammeRules(levels=LEVELS).stored())
    place = make.settlement(programme, households=100)
    make.plan(place, {line: {} for line in range(1, 9)}, submitted=today - timedelta(days=20))
    for line in range(1, 9):
        verdict = "endorse" if line < 3 else "decline"
        make.decision(place, line, verdict, at=today - timedelta(days=20 - line))
    for line in (1, 2):
        make.decision(place, line, "endorse", level=2, at=today - timedelta(days=9))
    make.decision(place, 3, "return", at=today)
    manager = browser("programme_manager", place)
    report = manager.get(f"/p/{programme.code}/report").text
    assert "Municipality 8 80 % 4 8" in report
    assert "Governorate 2 20 % 9 10" in report
    board = browser().get(f"/board/{place.code}").text
    assert "half of the answers came within 4 days, the slowest after 8 days. Governorate" in board
    assert "half of the answers came within 9 days, the slowest after 10 days." in board


def test_a_condition_of_an_area_that_a_later_level_forwarded_to_can_be_judged_there(
    make: Make, chain: Any, db: Session
) -> None:
    nawroz = chain()
    nawroz.answer(1, "endorse")
    nawroz.answer(1, "forward", "Above our limit", level=2, to="Duhok")
    duhok = make.authority(nawroz.place, "IQ/DUHOK")
    other = make.account("local_authority", nawroz.place, level=2)
    day = datetime.now(UTC).date() + timedelta(days=9)
    terms = EndorsementTermsInput([ConditionInput("A fence", "signing", day)])
    with make.act(duhok, nawroz.place, nawroz.now) as act:
        decide(act, 1, DecisionInput(AuthorityVerdict.ENDORSE, terms=terms))
    assert endorsed_lines(db, nawroz) == [1]
    met = ConditionJudgementInput("met", "")
    with make.act(other, nawroz.place, nawroz.now) as act, pytest.raises(Refused, match="This office gave"):
        judge_condition(act, 1, met)
    with make.act(duhok, nawroz.place, nawroz.now) as act:
        judge_condition(act, 1, met)


@pytest.mark.parametrize(
    ("handed_over", "given_on", "late"),
    [(5, None, False), (6, None, True), (30, 10, False), (30, 11, True), (30, 0, False)],
)
def test_the_list_of_what_is_late_goes_by_the_days_of_each_level(
    chain: Any, browser: People, handed_over: int, given_on: int | None, late: bool
) -> None:
    nawroz = chain(days=handed_over)
    mayor = browser("local_authority", nawroz.place)
    mayor.send(f"{nawroz.address}/no-objection", office="Municipality", given_on="2026-03-01")
    if given_on is not None:
        for line in (1, 2, 3, 4):
            nawroz.answer(line, "give-on", days=given_on)
    efua = browser("programme_manager", nawroz.place)
    programme = next(link for link in efua.get("/").links if link.startswith("/p/") and link.count("/") == 2)
    assert (nawroz.place.name in efua.get(f"{programme}?late=1").text) == late


def test_what_was_forwarded_is_late_by_the_days_of_the_level_that_forwarded_it(
    chain: Any, browser: People
) -> None:
    for days, late in ((5, False), (6, True)):
        nawroz = chain(days=30)
        mayor = browser("local_authority", nawroz.place)
        mayor.send(f"{nawroz.address}/no-objection", office="Municipality", given_on="2026-03-01")
        for line in (1, 2, 3, 4):
            nawroz.answer(line, "forward", days=days)
        efua = browser("programme_manager", nawroz.place)
        programme = next(
            link for link in efua.get("/").links if link.startswith("/p/") and link.count("/") == 2
        )
        assert (nawroz.place.name in efua.get(f"{programme}?late=1").text) == late, days


def test_the_level_that_nobody_named_is_called_in_the_readers_language(make: Make, browser: People) -> None:
    """Whoever sets a programme up says nothing of levels, and its rules are stored all the same."""
    programme = make.programme(rules=ProgrammeRules().stored())
    place = make.settlement(programme, households=100)
    today = datetime.now(UTC)
    make.plan(place, {1: {}}, submitted=today - timedelta(days=3))
    make.decision(place, 1, "endorse", at=today)
    board = browser().get(f"/board/{place.code}", headers={"Accept-Language": "ar"}).text
    assert "السلطة المحلية" in board and "مدة كل الردود" in board
    assert "Local authority" not in board
    efua = browser("programme_manager", place)
    for page in ("report", "levels"):
        text = efua.get(f"/p/{programme.code}/{page}", headers={"Accept-Language": "ar"}).text
        assert "Local authority" not in text and "السلطة المحلية" in text
    assert "all answers came within 3 days." in browser().get(f"/board/{place.code}").text


@pytest.mark.parametrize(
    ("days", "english", "arabic"),
    [
        ((0,), "all answers came on the same day.", "جاءت كل الردود في اليوم نفسه."),
        (
            (0, 0, 6),
            "half of the answers came on the same day, the slowest after 6 days.",
            "جاء نصف الردود في اليوم نفسه، ومدة أبطئها 6 أيام.",
        ),
    ],
)
def test_answers_of_the_same_day_are_not_told_in_days(
    make: Make, browser: People, days: tuple[int, ...], english: str, arabic: str
) -> None:
    """The board said 'within 0 days', in Arabic 'less than a day or less'."""
    place, today = make.settlement(households=100), datetime.now(UTC)
    handed = today - timedelta(days=max(days))
    make.plan(place, {line: {} for line in range(1, len(days) + 1)}, submitted=handed)
    for line, after in enumerate(days, 1):
        make.decision(place, line, "endorse", at=handed + timedelta(days=after))
    board = f"/board/{place.code}"
    assert english in browser().get(board).text
    assert arabic in browser().get(board, headers={"Accept-Language": "ar"}).text.translate(UNSEEN)
