"""Works under an envelope: a village of two groups, from its sheets to the wall, with reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.prioritisation import allocation as allocating
from peoplesprocess.core.prioritisation.equal_shares import equal_shares
from peoplesprocess.core.prioritisation.group_tally import paper_code
from peoplesprocess.core.prioritisation.pabulib import read
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
from peoplesprocess.models import Round
from tests.browser import Browser

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
TITLES = (
    *("Drainage", "School roof", "Market shed", "Street lights", "Clinic solar", "Water point"),
    *("Latrines", "Papers desk", "Safe space", "Skills corner", "Hall", "Football ground"),
)
COSTS = tuple(
    100 * cost
    for cost in (9_000, 7_500, 6_000, 5_400, 6_600, 3_600, 2_100, 1_500, 3_000, 2_400, 12_000, 4_800)
)
HOST = dict(enumerate((300, 250, 150, 150, 200, 0, 0, 0, 150, 100, 250, 150), 1))
DISPLACED = dict(enumerate((0, 0, 0, 0, 0, 60, 60, 40, 30, 20, 0, 0), 1))
ENVELOPE = 3_600_000


@pytest.fixture
def town(community: Any) -> Any:
    """Three hundred hosts and sixty displaced people with their sheets typed in and confirmed."""
    made = community({"host": 300, "displaced": 60}, TITLES)
    made.open("equal-shares", tokens=6, costs=COSTS, terms={"envelope": ENVELOPE})
    made.enter("host", 300, HOST)
    made.enter("displaced", 60, DISPLACED)
    for group in ("host", "displaced"):
        made.attest(group)
    return made


def bo(town: Any, browser: People) -> Browser:
    visitor = browser()
    visitor.sign_in_as(town.bo)
    return visitor


def test_sixty_displaced_people_get_what_they_want_and_most_votes_would_give_them_nothing(
    town: Any, browser: People
) -> None:
    allocation = town.close().allocation
    assert [each.need for each in allocation.bought] == ["1", "2", "11", "7", "9", "8"]
    assert allocation.filled == ()
    assert allocation.spent == 3_510_000
    assert allocation.votes_only.people_without == 60
    assert [share.people_without for share in allocation.groups] == [0, 0]
    page = bo(town, browser).get(f"{town.url}/1")
    for told in (
        "These works are built with the money there is",
        "If only the most votes counted, 60 people would have nothing of what they want.",
        "60 of 360 (16.7 %) want it:",
        "Each of them paid at most 35 PKR.",
        "Some had less left and gave all they had:",
        "What is not built, and what was missing",
    ):
        assert told in page.text, told
    poster = browser().get(f"/board/{town.place.code}/works/1")
    assert "What we build with 36,000 PKR" in poster.text
    assert poster.html.count('<svg width="27"') == 6


def test_what_votes_add_in_the_end_is_not_said_to_be_bought_by_shares(
    community: Any, browser: People
) -> None:
    made = community({"host": 300, "displaced": 60}, TITLES)
    made.open("equal-shares", tokens=6, costs=COSTS, terms={"envelope": 3_900_000})
    for group, people, tokens in (("host", 300, HOST), ("displaced", 60, DISPLACED)):
        made.enter(group, people, tokens)
        made.attest(group)
    assert made.close().allocation.filled == ("8",)
    assert "The shares were not enough for it." in bo(made, browser).get(f"{made.url}/1").text


def test_a_doubter_counts_the_handed_out_file_again_and_finds_the_same(
    town: Any, browser: People, tmp_path: Path
) -> None:
    allocation = town.close().allocation
    file = tmp_path / "count.pb"
    answer = bo(town, browser).get(f"{town.url}/1/count.pb")
    file.write_text(answer.html)
    told = tally_file(file, "equal-shares", "add1u")
    assert told["funded"] == list(allocation.built)
    assert (told["digest"], told["cost"], told["voters"]) == (allocation.digest, allocation.spent, 360)


def test_the_command_gives_the_count_as_the_page_does(app: Flask, town: Any, browser: People) -> None:
    order = ["export", "pabulib", "--settlement", town.place.code]
    run = app.test_cli_runner().invoke
    waits = run(args=[*order, "--round", "1"])
    assert waits.exit_code == 2 and "has not chosen works" in waits.stderr
    town.close()
    told = run(args=[*order, "--round", "1"])
    assert told.exit_code == 0 and told.stdout == bo(town, browser).get(f"{town.url}/1/count.pb").html
    asked = run(args=order)
    assert asked.exit_code == 2 and "--round" in asked.stderr


def test_what_would_have_been_enough_is_enough_when_it_is_counted_again(
    town: Any, browser: People, tmp_path: Path
) -> None:
    allocation = town.close().allocation
    file = tmp_path / "count.pb"
    file.write_text(bo(town, browser).get(f"{town.url}/1/count.pb").html)
    count = read(file).count
    told = [each for each in allocation.missing if each.funded_cost]
    assert told
    for each in told:
        works = tuple(
            replace(work, cost=each.funded_cost) if work.key == each.need else work for work in count.works
        )
        again = equal_shares(replace(count, works=works), "add1u", step=allocation.step)
        assert each.need in again.funded


def test_a_work_without_a_cost_is_asked_for_where_it_is_missing(community: Any, browser: People) -> None:
    made = community({"women": 20, "displaced": 12})
    visitor = bo(made, browser)
    sent = visitor.filled(
        f"{made.url}/open", rule="equal-shares", envelope="5,000", read_out="yes", cost1="900"
    )
    answer = visitor.post(f"{made.url}/open", sent)
    assert answer.status == 422
    assert "Write what this would cost, or take it off. A guess is fine." in answer.text
    assert answer.values["cost1"] == ["900"]
    sent |= {"ballot": ["1", "3"], "cost3": "٣٠٠"}
    assert visitor.post(f"{made.url}/open", sent).status == 303


def test_nobody_puts_two_tokens_on_one_work(community: Any) -> None:
    made = community({"women": 20, "displaced": 12})
    made.open("equal-shares", costs=(100, 200, 300), terms={"envelope": 400})
    with pytest.raises(Refused, match="once at most"):
        made.enter("women", 20, {1: 21})


def test_a_paper_of_another_round_is_refused_and_its_own_code_is_taken(
    community: Any, browser: People, db: Session
) -> None:
    made = community({"women": 20, "displaced": 12})
    made.open()
    asked = db.scalars(select(Round.id)).one()
    db.rollback()
    paper = bo(made, browser).get(f"{made.url}/1/sheets/women/paper?second=ar")
    code = paper_code(str(asked), "women")
    assert code in paper.text and "الاحتياج" in paper.text
    with pytest.raises(Refused):
        made.enter("women", 20, {1: 20}, code=paper_code(str(asked), "displaced"))
    made.enter("women", 20, {1: 20}, code=f" {code[:3].lower()} {code[3:]} ")


def test_two_people_read_one_paper_and_only_what_both_read_counts(community: Any, browser: People) -> None:
    made = community({"women": 20, "displaced": 12})
    made.open(typed_twice=True)
    first, second = bo(made, browser), browser("committee_officer", made.place)
    paper = f"{made.url}/1/sheets/women"
    typed = first.filled(paper, people="20", need1="12", need2="8", nothing_missing="yes")
    assert first.post(paper, typed).status == 303
    assert "typed in once" in first.get(f"{made.url}/1").text
    blank = second.get(paper)
    assert blank.values["need1"] == [""], "the second typist must not see what the first typed"
    again = second.filled(paper, people="20", need1="12", need2="9", nothing_missing="yes")
    assert second.post(paper, again).status == 303
    assert "the two differ" in second.get(f"{made.url}/1").text
    differing = second.get(paper).text
    assert "Two people read this paper differently here." in differing and "2. Latrine" in differing
    again = second.filled(paper, people="20", need1="12", need2="8", nothing_missing="yes")
    assert second.post(paper, again).status == 303
    assert "the two differ" not in second.get(f"{made.url}/1").text
    assert first.get(paper).values["need2"] == ["8"]


def test_reasons_that_would_take_too_long_are_left_out(
    town: Any, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settlement waits while a round closes: what counting again has no time to confirm is not told."""
    monkeypatch.setattr(allocating, "RECOUNT_LIMIT", -1)
    missing = town.close().allocation.missing
    assert missing
    assert all((each.funded_cost, each.more_supporters) == (None, None) for each in missing)
    assert "It would be built" not in bo(town, browser).get(f"{town.url}/1").text
