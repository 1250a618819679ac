"""Works that are built in any case, that exclude each other, that others pay for, and costs that change."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.models import CostChange, JournalEntry, Result, Round
from tests.browser import Browser

People = Callable[..., Browser]
HEARD = {"host": 40, "displaced": 20}
TITLES = ("Drain", "Roof", "Pump", "Tank", "Desk")
SHEETS = {"host": {1: 40, 2: 30, 3: 10, 5: 5}, "displaced": {3: 20, 4: 15, 5: 10}}
COSTS = (4_000_00, 3_000_00, 1_500_00, 1_200_00, 800_00)
TERMS = {"envelope": 9_000_00}


def decided(community: Any, sheets: dict[str, dict[int, int]] = SHEETS, **terms: Any) -> Any:
    """A closed round under an envelope of 9,000."""
    town = community(HEARD, TITLES)
    town.open("equal-shares", tokens=5, costs=COSTS, terms={**TERMS, **terms})
    for group, tokens in sheets.items():
        town.enter(group, HEARD[group], tokens)
        town.attest(group)
    town.result = town.close()
    return town


def built(result: RoundResult) -> set[str]:
    assert result.allocation
    return set(result.allocation.built) - set(result.allocation.terms.mandatory)


def bo(town: Any, browser: People) -> Browser:
    return browser("facilitator", town.place)


CHOSEN = {"rule": "equal-shares", "read_out": "yes", "tokens": "3", "envelope": "7,000"}
PRICES = {f"cost{need}": str(cost // 100) for need, cost in enumerate(COSTS, 1)}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"pledge1": "4,000"}, "Others pay all of it. Take it off the list: it does not need a vote."),
        ({"mandatory": "1, 9"}, "“9” is not among the needs to choose from. Write their numbers."),
        ({"mandatory": "the roof"}, "“the roof” is not among the needs to choose from."),
        ({"rivals": "3"}, "Write at least two needs on each line. Only one of them will be built."),
        ({"mandatory": "3, 4", "rivals": "3, 4"}, "Needs 3 and 4 cannot both be built in any case"),
        ({"mandatory": "1, 2, 3"}, "The works that must be built cost more than the money there is."),
        ({"envelope": ""}, "Write how much money there is."),
        ({"cost2": ""}, "Write what this would cost, or take it off. A guess is fine."),
    ],
)
def test_terms_that_cannot_be_are_told_at_their_field(
    community: Any, browser: People, db: Session, wrong: dict[str, str], told: str
) -> None:
    town = community(HEARD, TITLES)
    page = bo(town, browser).send(f"{town.url}/open", **{**CHOSEN, **PRICES, **wrong})
    assert page.status == 422
    assert told in page.problems[0]
    assert all(page.values[name] == [typed] for name, typed in wrong.items())
    assert db.scalar(select(func.count(Round.id))) == 0


def test_terms_are_kept_as_they_were_chosen_before_counting(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, TITLES)
    typed = {"pledge1": "1,000", "mandatory": "٥", "rivals": "3, 4\n1 or 2"}
    bo(town, browser).send(f"{town.url}/open", **{**CHOSEN, **PRICES, **typed})
    row = db.scalars(select(Round)).one()
    assert (row.costs["1"], row.pledges) == (3_000_00, {"1": 1_000_00})
    assert (row.mandatory, row.rivals) == ([5], [[3, 4], [1, 2]])
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "round.open")).one()
    assert "mandatory" in str(entry.detail)


def test_what_is_built_in_any_case_is_paid_before_the_money_is_shared(
    community: Any, browser: People
) -> None:
    town = decided(community, mandatory="1")
    assert "1" not in built(town.result)
    assert town.result.allocation.spent <= 5_000_00
    page = bo(town, browser).get(f"{town.url}/1")
    assert "Built in any case These were paid before the money was shared out. Drain (4,000 PKR)" in page.text
    spent = 4_000_00 + town.result.allocation.spent
    assert f"{spent // 100:,}" in page.text
    assert "Built in any case" in browser().get(f"/board/{town.place.code}/works/1").text


def test_of_rivals_one_is_built_and_the_other_says_why_not(community: Any, browser: People) -> None:
    assert {"3", "4"} <= built(decided(community).result)


def test_heavier_purses_are_decided_before_and_shown_beside_equal_ones(
    community: Any, browser: People, tmp_path: Path
) -> None:
    town = decided(community, envelope=7_000_00, weights={"displaced": 150})
    assert (built(town.result), set(town.result.allocation.without_quotas)) == (
        {"1", "3", "4"},
        {"1", "3", "5"},
    )
    page = bo(town, browser).get(f"{town.url}/1")
    assert "Purses were not all the same; that was decided before counting:" in page.text
    assert "D Displaced people × 1.5" in page.text
    assert "Without what was decided for some groups these would be built:" in page.text
    wall = browser().get(f"/board/{town.place.code}/works/1")
    assert "as we had decided before counting" in wall.text
    file = tmp_path / "count.pb"
    file.write_text(bo(town, browser).get(f"{town.url}/1/count.pb").html)
    assert tally_file(file, "equal-shares", "add1u")["digest"] == town.result.allocation.digest


@pytest.mark.parametrize(
    ("weight", "told"), [("49", "at least 50"), ("301", "more than 300"), ("x", "digits")]
)
def test_a_purse_is_never_far_from_the_others(
    community: Any, browser: People, weight: str, told: str
) -> None:
    town = community(HEARD, TITLES)
    page = bo(town, browser).send(f"{town.url}/open", **{**CHOSEN, **PRICES, "weightdisplaced": weight})
    assert told in page.problems[0]
    assert "<details open>" in page.html


def test_how_evenly_the_money_went_is_told(community: Any, browser: People) -> None:
    town = decided(community)
    page = bo(town, browser).get(f"{town.url}/1")
    spent = {share.group: share.supported for share in town.result.allocation.groups}
    parts = sorted(money / HEARD[group] for group, money in spent.items())
    times = re.search(r"no group has more than ([0-9.]+) times as much as another", page.text)
    assert times and float(times[1]) == pytest.approx(float(parts[-1] / parts[0]), abs=0.06)


def test_the_rival_that_is_not_built_says_why(community: Any, browser: People) -> None:
    town = decided(community, rivals="3, 4")
    assert {"3", "4"} & built(town.result) == {"3"}
    page = bo(town, browser).get(f"{town.url}/1")
    assert "Tank (1,200 PKR) Only one of them is built, and Pump is." in page.text


def test_what_others_pay_makes_a_work_cheaper_and_is_told(community: Any, browser: People) -> None:
    assert "2" not in built(decided(community).result)


def test_a_pledge_is_told_beside_the_work(community: Any, browser: People) -> None:
    town = decided(community, pledges={2: 1_800_00})
    assert town.result.allocation.terms.costs["2"] == 1_200_00
    assert "2" in built(town.result)
    page = bo(town, browser).get(f"{town.url}/1")
    assert "Others also pay 1,800 PKR of it, if they keep their promise." in page.text


def test_a_cost_that_changes_makes_a_new_result_beside_the_first(
    community: Any, browser: People, db: Session
) -> None:
    town = decided(community)
    first = built(town.result)
    visitor = bo(town, browser)
    page = visitor.get(f"{town.url}/1/cost")
    assert "The first result stays, and both are shown." in page.text
    page = visitor.send(f"{town.url}/1/cost", need="1", cost="8,500", reason="Cement is twice as dear.")
    second = built(from_json(db.scalars(select(Result).where(Result.number == 2)).one().figures))
    assert "1" in first - second
    for told in (
        "Drain : 4,000 PKR → 8,500 PKR Cement is twice as dear.",
        "Not built any more: Drain",
        "Result 1 of",
        "Result 2 of",
    ):
        assert told in page.text
    earlier = visitor.get(f"{town.url}/1?result=1")
    assert "1. Drain (4,000 PKR)" in earlier.text
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "cost.change")).one()
    assert "Cement" not in str(entry.detail)


def test_the_same_works_are_said_to_be_the_same(community: Any, browser: People) -> None:
    town = decided(community)
    page = bo(town, browser).send(f"{town.url}/1/cost", need="5", cost="801", reason="Screws.")
    assert "The same works are built." in page.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"cost": "0"}, "Give a sum above 0."),
        ({"cost": "1,500"}, "Nothing is different from what was saved."),
        ({"reason": ""}, "Write why the cost has changed."),
        ({"need": "9"}, "Choose one from the list."),
    ],
)
def test_a_change_of_cost_that_cannot_be_is_refused(
    community: Any, browser: People, db: Session, wrong: dict[str, str], told: str
) -> None:
    town = decided(community)
    typed = {"need": "3", "cost": "2,000", "reason": "Dearer.", **wrong}
    page = bo(town, browser).send(f"{town.url}/1/cost", **typed)
    assert page.status == 422
    assert told in page.problems[0]
    assert db.scalar(select(func.count(CostChange.id))) == 0


def test_who_changes_a_cost_second_sees_what_was_saved(community: Any, browser: People, db: Session) -> None:
    town = decided(community)
    one, other = bo(town, browser), bo(town, browser)
    other.get(f"{town.url}/1/cost")
    one.send(f"{town.url}/1/cost", need="3", cost="1,600", reason="Dearer.")
    page = other.send(f"{town.url}/1/cost", result="1", need="3", cost="1,700", reason="Dearer still.")
    assert page.status == 409
    assert "Saved meanwhile" in page.text
    assert db.scalar(select(func.count(CostChange.id))) == 1


def test_no_cost_changes_while_a_round_is_open_or_has_none(community: Any, browser: People) -> None:
    town = community(HEARD, TITLES)
    town.open()
    assert bo(town, browser).get(f"{town.url}/1/cost").status == 404


LARGE = {"host": {1: 34, 2: 30, 3: 10, 4: 6, 5: 8}, "displaced": {1: 5, 2: 6, 3: 15, 4: 12, 5: 10}}


def test_anybody_counts_again_where_no_small_count_is_told(
    community: Any, browser: People, tmp_path: Path
) -> None:
    town = decided(community, LARGE, mandatory="1", rivals="3, 4")
    wall = browser().get(f"/board/{town.place.code}/works/1")
    assert "Download the count, to count again" in wall.text
    file = tmp_path / "count.pb"
    file.write_text(browser().get(f"/board/{town.place.code}/works/1.pb?result=1").html)
    told = tally_file(file, "equal-shares", "add1u")
    assert set(told["funded"]) == built(town.result)
    assert str(told["seal"]) in wall.text


@pytest.mark.parametrize("changed", [{2: 3}, {2: 0}, {2: 40}, {2: 36}])
def test_no_file_is_public_that_tells_what_a_few_people_chose_or_did_not_choose(
    community: Any, browser: People, changed: dict[int, int]
) -> None:
    town = decided(community, {**LARGE, "host": LARGE["host"] | changed})
    wall = browser().get(f"/board/{town.place.code}/works/1")
    assert "If you doubt the count, ask a member of the committee" in wall.text
    assert browser().get(f"/board/{town.place.code}/works/1.pb").status == 404
    assert bo(town, browser).get(f"{town.url}/1/count.pb").status == 200


def test_the_wall_tells_of_no_few_who_want_a_work_or_do_not(community: Any, browser: People) -> None:
    town = decided(community, {"host": {1: 38, 2: 30}, "displaced": {1: 20, 3: 20}}, envelope=12_000_00)
    assert {"1", "2"} <= built(town.result)
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    for figure in ("want it", "58 of 60", "50 %", "paid at most", "full votes", "60 people", "at a cost of"):
        assert figure not in wall, figure
    assert "The number of people who want a work is not shown" in wall
    assert "60 people, each with the same purse" in bo(town, browser).get(f"{town.url}/1").text


def test_a_work_that_nobody_wants_is_not_left_out_on_the_wall(community: Any, browser: People) -> None:
    town = decided(community, {"host": {1: 38, 2: 30}, "displaced": {1: 20, 3: 20}}, envelope=12_000_00)
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    assert wall.index("Not now") < wall.index("Tank (1,200 PKR)") < wall.index("Desk (800 PKR)")


def test_the_wall_tells_all_where_no_count_is_small(community: Any, browser: People) -> None:
    wall = browser().get(f"/board/{decided(community, LARGE).place.code}/works/1").text
    for figure in ("We are 60 people.", "39 of 60 (65 %) want it.", "Each of them paid at most"):
        assert figure in wall, figure


def test_the_seal_on_the_wall_is_no_key_to_the_count(community: Any, browser: People, tmp_path: Path) -> None:
    """Who knows nearly all of a count could try the rest until a bare digest fits."""
    town = decided(community)
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    file = tmp_path / "count.pb"
    file.write_text(bo(town, browser).get(f"{town.url}/1/count.pb").html)
    told = tally_file(file, "equal-shares", "add1u")
    assert told["digest"] == town.result.allocation.digest
    assert str(told["digest"])[:16] not in wall
    assert f"Seal of this count: {told['seal']}" in wall
    file.write_text(re.sub("seal_salt;.*\n", "", file.read_text()))
    assert tally_file(file, "equal-shares", "add1u")["seal"] == str(told["digest"])[:16]


def test_the_wall_shows_the_newest_result_alone(community: Any, browser: People) -> None:
    town = decided(community, LARGE)
    wall = f"/board/{town.place.code}/works/1"
    assert browser().get(f"{wall}.pb").status == 200
    bo(town, browser).send(f"{town.url}/1/cost", need="5", cost="801", reason="Screws.")
    assert "result 2 of" in browser().get(f"{wall}?result=1").text
    assert browser().get(f"{wall}.pb").status == 404


@pytest.mark.parametrize("path", ["nowhere/works/1", "{code}/works/7", "{code}/works/7.pb"])
def test_there_is_no_poster_of_nothing(community: Any, browser: People, path: str) -> None:
    town = decided(community)
    assert browser().get(f"/board/{path.format(code=town.place.code)}").status == 404


def test_the_board_names_the_works_and_leads_to_the_poster(community: Any, browser: People) -> None:
    town = decided(community)
    page = browser().get(f"/board/{town.place.code}")
    assert "Built with the money there is, from which everybody had a purse:" in page.text
    assert f'href="/board/{town.place.code}/works/1"' in page.html
    assert "each choice counts the same" not in page.text


def test_half_a_typing_holds_the_close(community: Any, browser: People) -> None:
    """A group that need not be heard counts too, once somebody has begun to type in its paper."""
    town = community({"women": 14, "displaced": 6, "host": 9})
    town.open(typed_twice=True)
    one, other = bo(town, browser), bo(town, browser)
    six, nine = ({"people": people, "need1": "3", "nothing_missing": "yes"} for people in ("6", "9"))
    for group in ("women", "displaced"):
        for person in (one, other):
            person.send(f"{town.url}/1/sheets/{group}", **six)
        town.attest(group)
    one.send(f"{town.url}/1/sheets/host", **nine)
    page = one.send(f"{town.url}/1/close")
    assert page.problems == ["Host community: the two people have not typed in the same numbers yet"]
    assert '/sheets/host"' in other.get(f"{town.url}/1").html
    other.send(f"{town.url}/1/sheets/host", **nine)
    town.attest("host")
    assert one.send(f"{town.url}/1/close").status == 200
