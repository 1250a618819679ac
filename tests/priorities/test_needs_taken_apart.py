"""While groups choose from a need, and once a count names it, it is not split, and its merges stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peoplesprocess.core.messages import Refused
from peoplesprocess.needs.actions import merge_need
from peoplesprocess.needs.split_and_strike_actions import (
    SplitPartInput,
    split_need,
    strike_merge,
    strike_need,
)

SESSIONS = {"women": 12, "youth": 9, "displaced": 8}
TOKENS = {"women": (12, [12, 12, 12]), "youth": (9, [9, 9, 9]), "displaced": (8, [8, 8, 8])}


def refusal(community: Any, act: Any, *arguments: Any) -> str:
    """The sentence with which an act of the facilitator is refused, "" if it is not."""
    try:
        with community.act() as doing:
            act(doing, *arguments)
    except Refused as refused:
        return refused.sentence.text % refused.sentence.values
    return ""


def parts(community: Any) -> list[SplitPartInput]:
    return [SplitPartInput("Pump", 10, ["women"]), SplitPartInput("Tank", 12, ["women"])]


def test_while_groups_choose_nothing_is_taken_apart(community: Any) -> None:
    people = community(SESSIONS, ("Pump", "Latrine", "Road", "The pump"))
    with people.act() as act:
        merge_need(act, 4, 1, "The same")
    people.open()
    assert refusal(people, split_need, 1, parts(people), "Two") == (
        "Groups are choosing now, and this need is one of their choices. Split it in the next cycle, or let "
        "two items of the plan answer it."
    )
    assert refusal(people, strike_merge, 4, "Two") == (
        "Groups are choosing now, and need 1 is one of their choices. Split it in the next cycle instead."
    )
    assert refusal(people, strike_need, 2, "Wrong") == (
        "Round 1 asks the groups about need 2, so it stays. Change its words, or leave it out of the next "
        "round."
    )


def test_a_count_keeps_its_needs_until_the_next_cycle(community: Any) -> None:
    people = community(SESSIONS, ("Pump", "Latrine", "Road", "The pump"))
    with people.act() as act:
        merge_need(act, 4, 1, "The same")
    people.decide(TOKENS)
    assert refusal(people, split_need, 1, parts(people), "Two") == (
        "Groups chose this need in round 1, and it is in the result. Split it in the next cycle, or let "
        "two items of the plan answer it."
    )
    assert refusal(people, strike_merge, 4, "Two") == (
        "Round 1 counted both needs as one. Split need 1 in the next cycle instead."
    )


def test_a_count_before_the_merge_does_not_keep_it(community: Any) -> None:
    people = community(SESSIONS, ("Pump", "Latrine", "Road"))
    people.decide(TOKENS)
    number = people.make.need(people.place, "The pump")
    with people.make.act("facilitator", people.place, people_now()) as act:
        merge_need(act, number, 1, "The same")
    assert refusal(people, strike_merge, number, "Two") == ""


def people_now() -> Any:
    from tests.factories import MARKET_DAY

    return MARKET_DAY + timedelta(days=1)
