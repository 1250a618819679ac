"""A round of a village that is typed in afterwards: its days on paper count, and both days can be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.db import journal
from peoplesprocess.models import JournalEntry, Result, Round
from peoplesprocess.needs.actions import merge_need
from peoplesprocess.needs.split_and_strike_actions import strike_merge
from peoplesprocess.rounds.actions import close_round
from peoplesprocess.rounds.empty_round_actions import end_round
from tests.browser import Browser
from tests.priorities.test_votes_with_codes import opened, papers, vote

People = Callable[..., Browser]
OPENED, CLOSED = date(2026, 3, 3), date(2026, 3, 5)
"""The groups met on the first of March; acts of the stories are typed in on the twelfth."""


@pytest.fixture
def town(community: Any) -> Any:
    return community({"women": 9, "men": 9})


def choose_unconfirmed(town: Any) -> None:
    for group in ("women", "men"):
        town.enter(group, 9, {1: 9, 2: 7})


def choose(town: Any) -> None:
    choose_unconfirmed(town)
    for group in ("women", "men"):
        town.attest(group)


def why(refused: pytest.ExceptionInfo[Refused]) -> str:
    return f"{refused.value.field}: {getattr(refused.value.sentence, 'text', '')}"


def test_a_round_typed_in_afterwards_is_dated_by_its_paper(town: Any, browser: People, db: Session) -> None:
    bo = browser("facilitator", town.place)
    bo.send(f"{town.url}/open", rule="equal-groups", read_out="yes", on_paper="2026-03-03")
    choose(town)
    page = bo.send(f"{town.url}/1/close", on_paper="2026-03-05")
    assert "Round 1, result 1 of 5 Mar 2026. (typed in on" in page.text
    assert "3 Mar 2026 (typed in on" in bo.get(town.url).text
    assert "Round 1 of 3 Mar 2026 (typed in on" in bo.get(f"/s/{town.place.code}/cycles").text
    assert "Counted on 5 Mar 2026. (typed in on" in browser().get(f"/board/{town.place.code}").text
    sheet = bo.client.get(f"/s/{town.place.code}/export/results.csv").data.decode("utf-8-sig")
    assert {row["Counted on"] for row in csv.DictReader(io.StringIO(sheet))} == {"2026-03-05"}
    noted = db.execute(select(JournalEntry.act, JournalEntry.detail).where(JournalEntry.act.like("round.%")))
    assert {name: detail["on_paper"] for name, detail in noted} == {
        "round.open": "2026-03-03",
        "round.close": "2026-03-05",
    }
    assert journal.verify(db).first_bad is None


def test_a_round_of_today_says_one_day(town: Any, browser: People) -> None:
    bo, today = browser("facilitator", town.place), datetime.now(ZoneInfo("Asia/Karachi")).date().isoformat()
    bo.send(f"{town.url}/open", rule="equal-groups", read_out="yes", on_paper=today)
    choose(town)
    assert "typed in" not in bo.send(f"{town.url}/1/close", on_paper=today).text
    assert "typed in" not in browser().get(f"/board/{town.place.code}").text


def test_what_is_counted_does_not_depend_on_the_day(community: Any, db: Session) -> None:
    for sessions, days in (
        ({"women": 9, "men": 9}, (OPENED, CLOSED)),
        ({"men": 9, "women": 9}, (None, None)),
    ):
        town = community(sessions)
        town.open(on_paper=days[0])
        choose(town)
        with town.act() as act:
            close_round(act, 1, days[1])
    first, second = db.scalars(select(Result.figures).order_by(Result.id))
    assert first == second


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2149-01-01", "This day has not come yet."),
        ("2026-02-28", "Women, first session in this cycle: 1 Mar 2026."),
    ],
)
def test_a_round_opens_between_the_groups_sessions_and_today(
    town: Any, browser: People, db: Session, day: str, told: str
) -> None:
    bo = browser("facilitator", town.place)
    page = bo.send(f"{town.url}/open", rule="equal-groups", read_out="yes", on_paper=day)
    assert page.status == 422
    assert told in page.problems[0] and "When was it?" in page.problems[0]
    assert f'value="{day}"' in page.html
    assert db.scalars(select(Round)).all() == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2149-01-01", "This day has not come yet."),
        ("2026-03-02", "The round was opened on 3 Mar 2026. It cannot have been closed before that."),
        ("2026-03-07", "Men, first session in this cycle: 8 Mar 2026. The group cannot have chosen before"),
    ],
)
def test_a_round_closes_between_its_opening_the_last_session_and_today(
    community: Any, browser: People, db: Session, day: str, told: str
) -> None:
    town = community({"women": 9, "men": 0})
    town.make.meeting(town.place, group_code="men", men=9, held_on=date(2026, 3, 8))
    town.open(on_paper=OPENED)
    choose(town)
    page = browser("facilitator", town.place).send(f"{town.url}/1/close", on_paper=day)
    assert page.status == 422
    assert told in page.problems[0]
    assert db.scalars(select(Result)).all() == []


def test_the_next_round_opens_after_the_close_on_paper_of_the_one_before(town: Any) -> None:
    town.open(on_paper=OPENED)
    choose(town)
    with town.act() as act:
        close_round(act, 1, CLOSED)
    with pytest.raises(Refused) as refused:
        town.open(on_paper=date(2026, 3, 4))
    assert "on_paper: Round %(number)s was closed on %(day)s." in why(refused)
    town.open(on_paper=CLOSED)


def test_a_round_that_nobody_attended_ended_on_its_day_on_paper(town: Any, browser: People) -> None:
    town.open(on_paper=OPENED)
    with town.act() as act, pytest.raises(Refused) as refused:
        end_round(act, 1, "It rained", date(2026, 3, 2))
    assert "on_paper: The round was opened on" in why(refused)
    page = browser("facilitator", town.place).send(
        f"{town.url}/1/end", reason="It rained", on_paper="2026-03-05"
    )
    told = "Round 1 ended on 5 Mar 2026 without a choice. (typed in on"
    assert told in page.text
    for address in (f"/board/{town.place.code}", f"/board/{town.place.code}/works/1"):
        assert told in browser().get(address).text, address


def test_the_poster_of_works_says_both_days(town: Any, browser: People) -> None:
    town.open(EQUAL_SHARES.key, costs=(10, 10, 10), terms={"envelope": 20}, on_paper=OPENED)
    choose(town)
    with town.act() as act:
        close_round(act, 1, CLOSED)
    bo = browser("facilitator", town.place)
    for page in (
        browser().get(f"/board/{town.place.code}/works/1"),
        bo.get(f"{town.url}/1"),
        bo.get(f"{town.url}/1/steps"),
    ):
        assert "Round 1, result 1 of 5 Mar 2026. (typed in on 12 Mar 2026)" in page.text


def test_votes_with_codes_come_until_the_close_so_it_has_no_earlier_day(
    community: Any, browser: People
) -> None:
    town = opened(community, on_paper=OPENED)
    town.enter("women", 14, {1: 14})
    town.attest("women")
    for code in papers(town, browser):
        vote(browser, code, 1)
    bo = browser("facilitator", town.place)
    page = bo.send(f"{town.url}/1/close", on_paper="2026-03-05")
    assert "People can vote here with their codes until the round is closed" in page.problems[0]
    assert bo.send(f"{town.url}/1/close").status == 200


def test_what_was_typed_in_before_the_count_still_rests_on_it(town: Any) -> None:
    with town.act() as act:
        merge_need(act, 3, 1, "It is the same")
    town.open(on_paper=OPENED)
    choose(town)
    with town.act() as act:
        close_round(act, 1, CLOSED)
    with town.act() as act, pytest.raises(Refused):
        strike_merge(act, 3, "They are not the same")


def test_a_sheet_confirmed_on_paper_has_its_day(town: Any, browser: People, db: Session) -> None:
    bo, amina = browser("facilitator", town.place), browser("group_representative", town.place, "women")
    bo.send(f"{town.url}/open", rule="equal-groups", read_out="yes", on_paper="2026-03-03")
    choose_unconfirmed(town)
    sheet = f"{town.url}/1/sheets/women/attest"
    page = amina.send(sheet, on_paper="2026-03-02")
    assert "The round was opened on 3 Mar 2026. No sheet of it can have been" in page.problems[0]
    assert 'value="2026-03-02"' in page.html
    amina.send(sheet, on_paper="2026-03-04")
    assert "Confirmed on 4 Mar 2026. (typed in on" in amina.get(sheet).text
    officer = browser("committee_officer", town.place)
    for page in (officer.get(f"/s/{town.place.code}/journal"), officer.get("/")):
        assert "(on paper: 4 Mar 2026)" in page.text and "(on paper: 3 Mar 2026)" in page.text
    told = officer.client.get(f"/s/{town.place.code}/journal.csv").data.decode("utf-8-sig")
    assert [row["Day on paper"] for row in csv.DictReader(io.StringIO(told))].count("2026-03-04") == 1
    town.attest("men")
    page = bo.send(f"{town.url}/1/close", on_paper="2026-03-03")
    assert "Women, sheet confirmed on 4 Mar 2026. The round cannot have been closed" in page.problems[0]
    assert bo.send(f"{town.url}/1/close", on_paper="2026-03-04").status == 200
    assert journal.verify(db).first_bad is None


def test_a_group_cannot_have_confirmed_before_it_met(community: Any, browser: People) -> None:
    town = community({"women": 9, "men": 0})
    town.make.meeting(town.place, group_code="men", men=9, held_on=date(2026, 3, 8))
    town.open(on_paper=OPENED)
    choose_unconfirmed(town)
    speaker = browser("group_representative", town.place, "men")
    page = speaker.send(f"{town.url}/1/sheets/men/attest", on_paper="2026-03-07")
    assert "Men, first session in this cycle: 8 Mar 2026." in page.problems[0]
