"""Whose turn it is, level by level: nobody answers before the levels below, and no yes is lost or made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.approval_chain import (
    USUAL_LEVELS,
    AnswerTurn,
    AuthorityLevel,
    endorsing_levels,
    endorsing_verdict,
    is_told_of_delay,
    level_after,
    turn,
    turn_of_answer,
    waiting_since,
)
from peoplesprocess.core.authority_decisions import AuthorityVerdict, DecisionOnItemContent
from peoplesprocess.core.programme_rules import ProgrammeRules, restored

OWN, ABOVE = "IQ/DUHOK/SUMEL", "IQ/DUHOK"
WARD, DISTRICT = AuthorityLevel(1, "Ward", answer_days=5), AuthorityLevel(2, "District")
BUREAU, LINE = AuthorityLevel(3, "Bureau of statistics", "may"), AuthorityLevel(4, "Line department")
LEVELS = (WARD, BUREAU, LINE, DISTRICT)
"""The order is that of the programme, not of the numbers: what was added later may stand before."""
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def said(
    verdict: AuthorityVerdict, level: int = 1, area: str = OWN, *, here: bool = True, day: int = 0
) -> DecisionOnItemContent:
    return DecisionOnItemContent(verdict, area, here, DAY + timedelta(days=day), level=level)


def test_levels_answer_in_the_programmes_order_and_a_commenting_one_is_passed_over() -> None:
    assert endorsing_levels(LEVELS) == [1, 4, 2]
    assert [level_after(LEVELS, number) for number in (1, 3, 4, 2, 9)] == [4, 4, 2, 0, 0]
    assert [endorsing_verdict(LEVELS, number) for number in (1, 4, 2)] == [
        AuthorityVerdict.GIVE_ON,
        AuthorityVerdict.GIVE_ON,
        AuthorityVerdict.ENDORSE,
    ]
    assert endorsing_verdict(USUAL_LEVELS, 1) is AuthorityVerdict.ENDORSE
    ward, line = said(AuthorityVerdict.GIVE_ON), said(AuthorityVerdict.GIVE_ON, 4, ABOVE, day=1)
    assert turn(LEVELS, OWN, []) == AnswerTurn(1, OWN)
    assert turn(LEVELS, OWN, [ward]) == AnswerTurn(4)
    assert turn(LEVELS, OWN, [ward, line]) == AnswerTurn(2)
    assert waiting_since(AnswerTurn(2), [ward, line], DAY - timedelta(days=9)) == line.made_at
    assert waiting_since(AnswerTurn(2), [ward, line, said(AuthorityVerdict.ENDORSE, 2)], DAY) is None


def test_what_came_back_as_it_was_is_asked_again_where_it_was_returned() -> None:
    history = [said(AuthorityVerdict.GIVE_ON), said(AuthorityVerdict.RETURN, 4, ABOVE, here=False, day=1)]
    assert turn(LEVELS, OWN, history) == AnswerTurn(4)
    assert waiting_since(AnswerTurn(4), history, DAY + timedelta(days=5)) == DAY + timedelta(days=5)


def test_a_level_forwards_within_its_own_turn() -> None:
    forwarded = [said(AuthorityVerdict.FORWARD)]
    assert turn(LEVELS, OWN, forwarded) == AnswerTurn(1, ABOVE, forwarded=True)
    assert turn(LEVELS, OWN, [*forwarded, said(AuthorityVerdict.GIVE_ON, 1, ABOVE, day=1)]) == AnswerTurn(4)
    later = [said(AuthorityVerdict.GIVE_ON), said(AuthorityVerdict.FORWARD, 4, ABOVE, day=2)]
    assert turn(LEVELS, OWN, later) == AnswerTurn(4, "IQ", forwarded=True)
    assert waiting_since(turn(LEVELS, OWN, later), later, DAY) == later[-1].made_at
    top = [said(AuthorityVerdict.GIVE_ON), said(AuthorityVerdict.FORWARD, 4, "IQ")]
    assert waiting_since(turn(LEVELS, OWN, top), top, DAY) is None, (
        "the top area keeps what it forwards outside"
    )


@pytest.mark.parametrize(
    ("levels", "whose"),
    [
        ((WARD, DISTRICT), 2),
        ((WARD, AuthorityLevel(2, "District", "none"), AuthorityLevel(5, "Region")), 5),
        ((WARD, AuthorityLevel(2, "District", "none")), 1),
    ],
)
def test_a_change_of_the_levels_leaves_no_item_without_an_office(
    levels: tuple[AuthorityLevel, ...], whose: int
) -> None:
    assert turn(levels, OWN, [said(AuthorityVerdict.GIVE_ON)]).level == whose


def test_only_the_level_asked_answers_and_what_was_forwarded_goes_to_the_area() -> None:
    assert AnswerTurn(1, OWN).is_of(1, OWN)
    assert not AnswerTurn(1, OWN).is_of(2, OWN)
    assert not AnswerTurn(1, OWN).is_of(1, ABOVE)
    assert AnswerTurn(2).is_of(2, ABOVE)
    assert AnswerTurn(1, ABOVE, forwarded=True).is_of(2, ABOVE)
    assert not AnswerTurn(1, ABOVE, forwarded=True).is_of(1, OWN)
    assert turn_of_answer(1, ABOVE, OWN).is_of(3, ABOVE)
    assert not turn_of_answer(1, OWN, OWN).is_of(3, OWN)
    assert turn_of_answer(2, ABOVE, OWN, is_forwarded=True).is_of(1, ABOVE)
    assert not turn_of_answer(2, ABOVE, OWN).is_of(1, ABOVE)


def test_the_next_level_and_the_area_above_are_told_when_the_day_has_passed() -> None:
    ward = AnswerTurn(1, OWN)
    assert not is_told_of_delay(ward, 4, 4, ABOVE, 5, 5)
    assert is_told_of_delay(ward, 4, 4, OWN, 6, 5)
    assert is_told_of_delay(ward, 4, 1, ABOVE, 6, 5)
    assert not is_told_of_delay(ward, 4, 2, OWN, 60, 5), "a level is told of the one before it"
    assert not is_told_of_delay(ward, 4, 1, OWN, 60, 5), "whose turn it is, is not told of itself"


@given(st.lists(st.sampled_from([*AuthorityVerdict]), max_size=8))
def test_whoever_answers_in_turn_endorses_only_after_every_level_before(
    verdicts: list[AuthorityVerdict],
) -> None:
    """A yes is final exactly if all levels that must endorse said yes, each after those before it."""
    history: list[DecisionOnItemContent] = []
    yes: list[int] = []
    for verdict in verdicts:
        whose = turn(LEVELS, OWN, history)
        if verdict in (AuthorityVerdict.ENDORSE, AuthorityVerdict.GIVE_ON):
            verdict = endorsing_verdict(LEVELS, whose.level)
            yes.append(whose.level)
        history.append(said(verdict, whose.level, whose.area or ABOVE, day=len(history)))
        assert [*dict.fromkeys(yes)] == endorsing_levels(LEVELS)[: len(dict.fromkeys(yes))]
        if verdict is AuthorityVerdict.ENDORSE:
            assert set(yes) == {1, 2, 4}


def test_rules_keep_their_levels_and_a_programme_without_any_has_the_usual_one() -> None:
    rules = ProgrammeRules(levels=LEVELS)
    assert restored(rules.stored()) == rules
    assert restored({}).levels == USUAL_LEVELS
    assert [rules.days_of(number) for number in (1, 2)] == [5, 14]
    assert (rules.level_name(4), rules.level_name(9)) == ("Line department", "")
