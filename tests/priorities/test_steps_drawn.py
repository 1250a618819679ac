"""Who paid for what, drawn step by step, from full purses to what is left."""

from __future__ import annotations

from typing import Any

from tests.priorities.test_terms import COSTS, HEARD, TERMS, TITLES, People, bo, decided


def test_the_steps_are_drawn_from_full_purses_to_what_is_left(community: Any, browser: People) -> None:
    town = decided(community)
    page = bo(town, browser).get(f"{town.url}/1/steps")
    allocation = town.result.allocation
    assert page.html.count('aria-label="What each group has left in its purses"') == 1 + len(
        allocation.bought
    )
    start = sum(HEARD[code] * (int(each) // 100) for code, each in allocation.initial_balances.items())
    assert f"At the start In the purses: {start:,} PKR" in page.text
    assert "An ordinary purse grew from 150 PKR to " in page.text


def test_bars_leave_out_who_is_too_few_to_be_told(community: Any, browser: People) -> None:
    town = community({"host": 40, "displaced": 4}, TITLES)
    town.open("equal-shares", tokens=5, costs=COSTS, terms=TERMS)
    for group, people in {"host": 40, "displaced": 4}.items():
        town.enter(group, people, {1: people, 3: people})
        town.attest(group)
    town.close()
    page = bo(town, browser).get(f"{town.url}/1/steps")
    drawn = page.html.split('aria-label="What each group has left in its purses"')[1].split("</svg>")[0]
    assert drawn.count('class="g') == 1


def test_what_those_who_want_it_had_paid_for_other_works_is_told_to_accounts_alone(
    community: Any, browser: People
) -> None:
    town = decided(community)
    (roof,) = (each for each in town.result.allocation.missing if each.need == "2")
    assert {need for need, _ in roof.paid} <= {each.need for each in town.result.allocation.bought}
    paid = int(dict(roof.paid)["1"]) // 100
    told = f"What they had paid for other works before Drain ({paid:,} PKR)"
    assert told in bo(town, browser).get(f"{town.url}/1").text
    assert "had paid for other works" not in browser().get(f"/board/{town.place.code}/works/1").text
