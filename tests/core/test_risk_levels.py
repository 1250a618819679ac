"""The level that answers give, and what keeps an item from being endorsed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.safeguards import (
    ANSWERS,
    HIGH_WITHOUT_MEASURE,
    POLITICAL,
    QUESTIONS,
    AnsweredScreeningQuestion,
    ItemSafeguards,
    RiskLevel,
    checked_answers,
    level_of,
    raised,
)

LEVELS = list(RiskLevel)
ANY = st.fixed_dictionaries({key: st.sampled_from(list(ANSWERS)) for key in QUESTIONS})


def answers(given: dict[str, str]) -> list[AnsweredScreeningQuestion]:
    return [AnsweredScreeningQuestion(key, answer) for key, answer in given.items()]


def test_three_questions_on_the_environment_four_on_people_three_on_power() -> None:
    counted = Counter(question.domain for question in QUESTIONS.values())
    assert counted == {"environment": 3, "social": 4, POLITICAL: 3}


@pytest.mark.parametrize(
    ("yes", "level"),
    [
        ((), "low"),
        (("harm",), "moderate"),
        (("harm", "quarrel"), "moderate"),
        (("harm", "quarrel", "nature"), "high"),
        (("eviction",), "high"),
    ],
)
def test_the_stated_rule(yes: tuple[str, ...], level: str) -> None:
    for word in ("yes", "unknown"):
        said = {key: word if key in yes else "no" for key in QUESTIONS}
        assert level_of(answers(said)) == level


@given(ANY, st.sampled_from(list(QUESTIONS)))
def test_a_doubt_lowers_no_level_and_a_part_is_never_above_the_whole(said: dict[str, str], key: str) -> None:
    whole = level_of(answers(said))
    doubtful = level_of(answers({**said, key: "unknown"}))
    public = level_of(each for each in answers(said) if QUESTIONS[each.question].domain != POLITICAL)
    assert LEVELS.index(doubtful) >= LEVELS.index(whole) >= LEVELS.index(public)
    assert level_of(answers({**said, key: "yes"})) == doubtful


@given(ANY, st.sampled_from(["", *LEVELS]), st.sampled_from(["", "  ", "Two walls fell"]))
def test_a_level_goes_up_with_a_reason_and_never_down(said: dict[str, str], to: str, reason: str) -> None:
    answered = level_of(answers(said))
    try:
        stands = raised(answered, to, reason)
    except Refused as refusal:
        assert refusal.field == (
            "raised_to" if LEVELS.index(RiskLevel(to)) < LEVELS.index(answered) else "raise_reason"
        )
    else:
        assert LEVELS.index(stands) >= LEVELS.index(answered)
        assert stands == answered or reason.strip()


def test_a_question_without_an_answer_is_named() -> None:
    said = dict.fromkeys(QUESTIONS, "no") | {"harm": "maybe"}
    with pytest.raises(Refused) as refusal:
        checked_answers(answers(said))
    assert refusal.value.field == "harm"


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize("is_current", [True, False])
@pytest.mark.parametrize("level", [None, *LEVELS])
@pytest.mark.parametrize("measures", [0, 1])
def test_what_keeps_an_item_from_being_endorsed(
    asks: bool, is_current: bool, level: str | None, measures: int
) -> None:
    obstacle = ItemSafeguards(level, is_current and level is not None, measures).obstacle(asks)
    if level == "high" and not measures:
        assert obstacle == HIGH_WITHOUT_MEASURE
    else:
        assert (obstacle is not None) == (asks and not (is_current and level is not None))
