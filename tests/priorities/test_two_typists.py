"""Two people type in a paper: two people, not one with two accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Attestation, BallotDataEntry, BallotSheet, StepClosure
from tests.browser import Browser
from tests.contracts.story import also
from tests.factories import Make
from tests.invited import came_in, confirm

People = Callable[..., Browser]


def test_who_made_the_other_typists_account_is_no_second_reader(
    community: Any, browser: People, make: Make, db: Session
) -> None:
    town = community({"women": 14, "displaced": 6})
    town.open(typed_twice=True)
    efua, ghost = browser(), browser()
    efua.sign_in_as(make.account("programme_manager", town.place))
    also(make, efua.username, "facilitator", town.place)
    ghost.sign_in_as(came_in(make, efua.username, "facilitator", town.place))
    url, typed = f"{town.url}/1/sheets/women", {"people": "6", "need1": "3", "nothing_missing": "yes"}
    assert efua.send(url, **typed).status == 200
    told = ghost.get(url)
    assert (
        "You made the account of the person who typed in this paper first" in told.text and not told.controls
    )
    page = ghost.send_unshown(url, **typed)
    assert page.status == 422
    assert page.problems[0].startswith("You made the account of the person who typed in this paper first")
    assert page.values["need1"] == ["3"]
    assert db.scalar(select(func.count()).select_from(BallotSheet)) == 0
    assert db.scalar(select(func.count()).select_from(BallotDataEntry)) == 1
    db.rollback()
    confirm(make, make.account("administrator"), ghost.username, "facilitator", town.place)
    assert ghost.send(url, **typed).status == 200
    assert db.scalar(select(func.count()).select_from(BallotSheet)) == 1


def test_who_made_the_typists_account_does_not_give_the_groups_word_for_the_sheet(
    community: Any, browser: People, make: Make, db: Session
) -> None:
    """A manager who facilitates too types in what a group chose, and a second account of theirs agrees."""
    town = community({"women": 14, "displaced": 6})
    town.open()
    efua, ghost = browser(), browser()
    efua.sign_in_as(make.account("programme_manager", town.place))
    also(make, efua.username, "facilitator", town.place)
    ghost.sign_in_as(came_in(make, efua.username, "group_representative", town.place, group="women"))
    url = f"{town.url}/1/sheets/women"
    assert efua.send(url, people="6", need1="3", nothing_missing="yes").status == 200
    page = ghost.send(f"{url}/attest")
    assert page.status == 422
    assert page.problems[0].startswith(
        "You made the account of the person who typed this in, or they made yours"
    )
    assert db.scalar(select(func.count()).select_from(Attestation)) == 0
    db.rollback()
    confirm(make, make.account("administrator"), ghost.username, "group_representative", town.place)
    assert ghost.send(f"{url}/attest").status == 200
    assert db.scalar(select(func.count()).select_from(Attestation)) == 1
    db.rollback()
    town.enter("displaced", 6, {1: 6, 2: 6, 3: 6})
    town.attest("displaced")
    town.close()
    other = browser()
    other.sign_in_as(came_in(make, efua.username, "group_representative", town.place, group="women"))
    efua.send(url, people="6", need1="4", reason="The paper says four")
    refused = other.send(f"{url}/correction", agrees="yes")
    assert refused.problems[0].startswith(
        "You made the account of the person who typed this in, or they made yours"
    )
    assert ghost.send(f"{url}/correction", agrees="yes").status == 200


def test_two_whom_one_manager_invited_are_two_people(
    community: Any, browser: People, make: Make, db: Session
) -> None:
    town = community({"women": 14, "displaced": 6})
    town.open(typed_twice=True)
    with town.act() as act:
        act.db.add_all(StepClosure(**act.columns, step=step) for step in ("mobilise", "organise", "map"))
        act.note("test.make", "steps")
    efua = make.account("programme_manager", town.place)
    for role in ("facilitator", "committee_officer"):
        typist = browser()
        typist.sign_in_as(came_in(make, efua, role, town.place))
        typed = {"people": "6", "need1": "3", "nothing_missing": "yes"}
        first = typist.get("/")
        assert "A round of priorities is open" in first.text and f"{town.url}/1" in first.links, role
        assert (
            "Not all sheets are typed in yet."
            in browser("local_authority", town.place).get(f"{town.url}/1").text
        )
        assert typist.send(f"{town.url}/1/sheets/women", **typed).status == 200
    assert db.scalar(select(func.count()).select_from(BallotSheet)) == 1
