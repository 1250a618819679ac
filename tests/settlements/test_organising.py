"""Profile, no-objection, committee: what is written, by whom, and what stands when two write at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Conflict
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.facts.committee import SEATS as IN_OFFICE
from peoplesprocess.facts.committee import TURNOUT
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import Election, NoObjection, Settlement
from peoplesprocess.settlements import actions
from tests.browser import Browser
from tests.factories import MARKET_DAY, SEATS, Make

People = Callable[..., Browser]
PROFILE: dict[str, Any] = {
    "landmark": "The old well",
    "tenure": "public",
    "hazard": "flood",
    "households": "40",
    "women_headed": "7",
    "with_disability": "3",
    "status_resident": "30",
    "status_displaced": "10",
    "women2": "50",
    "men2": "45",
}


def test_the_profile_comes_back_as_it_was_written(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/sheet/write"
    bo.send(url, **PROFILE)
    row = db.scalars(select(Settlement).where(Settlement.id == place.id)).one()
    assert (row.households, row.people, row.statuses) == (40, 95, {"resident": 30, "displaced": 10})
    db.rollback()
    values = bo.get(url).values
    assert {name: values[name][0] for name in PROFILE} == PROFILE


def test_what_nobody_counted_is_not_prefilled_as_none(make: Make, browser: People) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/sheet"
    uncounted = {"women_headed": "", "with_disability": ""}
    for turn in range(2):
        values = bo.get(f"{url}/write").values
        assert (values["women_headed"], values["with_disability"]) == ([""], [""])
        page = bo.send(f"{url}/write", **{**PROFILE, **uncounted, "landmark": f"Well {turn}"})
        assert page.status == 200
    sheet = bo.get(url).text
    assert "Households headed by a woman – Households with a person with disability –" in sheet


def test_who_saves_over_somebody_elses_profile_sees_both(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/sheet/write"
    opened = bo.filled(url, **PROFILE)
    make.profile(place, landmark="The new bridge", hazard="fire")
    page = bo.post(url, opened)
    assert page.status == 409
    assert page.values["landmark"] == ["The old well"]
    for theirs in ("The new bridge", "Fire", "100"):
        assert theirs in page.text
    assert db.scalar(select(Settlement.households).where(Settlement.id == place.id)) == 100


def test_a_conflict_holds_every_field_that_somebody_else_wrote(make: Make) -> None:
    place = make.settlement()
    make.profile(place, landmark="The new bridge")
    stale = actions.SettlementFiguresInput("The old well", "public", "none", 1, 0, 0, {}, {})
    with make.act("programme_manager", place) as act, pytest.raises(Conflict) as conflict:
        actions.write_profile(act, stale, seen_version=1)
    assert set(conflict.value.theirs) == set(actions.SettlementFiguresInput.__dataclass_fields__)
    assert conflict.value.theirs["landmark"] == "The new bridge"


@pytest.mark.parametrize("role", ["committee_officer", "technical_officer", "finance_officer"])
def test_acts_refuse_who_may_not_do_them_whatever_door_they_come_by(
    make: Make, role: str, db: Session
) -> None:
    place = make.settlement()
    election = actions.ElectionInput(MARKET_DAY.date(), 1, 1, 1, 1, 0, SEATS)
    word = actions.NoObjectionInput("Taluka office", "12/3", MARKET_DAY.date())
    profile = actions.SettlementFiguresInput("The old well", "public", "none", 1, 0, 0, {}, {})
    with make.act(role, place) as act:
        for do in (
            lambda: actions.record_election(act, election),
            lambda: actions.record_no_objection(act, word),
            lambda: actions.write_profile(act, profile, 1),
            lambda: actions.close_step(act, "mobilise"),
        ):
            with pytest.raises(Forbidden):
                do()
    assert db.scalar(select(func.count(Election.id))) == 0
    assert db.scalar(select(func.count(NoObjection.id))) == 0


def test_the_authority_says_itself_that_it_has_no_objection(make: Make, browser: People) -> None:
    place = make.settlement()
    carla, url = browser("local_authority", place), f"/s/{place.code}/no-objection"
    assert carla.get(url).values["office"] == ["Taluka office"]
    carla.send(url, office="Taluka office", reference="12/3", given_on="2026-03-11")
    assert "The authority has no objection" in carla.get(f"/s/{place.code}").text
    assert "12/3" in carla.get(url).text


def test_the_newest_election_names_the_committee_in_office(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    new = (*SEATS, replace(SEATS[1], office="secretary"), replace(SEATS[1], office="member"))
    make.election(place, new, voted_women=50)
    make.election(place, held_on=MARKET_DAY.date() - timedelta(days=400))
    assert [seat.office for seat in IN_OFFICE.all(db, settlement=place.id)] == [seat.office for seat in new]
    turnout = TURNOUT.one(db, settlement=place.id)
    assert (turnout.share.part, turnout.share.whole) == (88, 100)
    here = settlement_by_code(db, place.code)
    assert here is not None
    facts = facts_of(db, here)
    assert (facts.seats, facts.women_seats, facts.signatories, facts.women_signatories) == (5, 3, 5, 3)
    assert (facts.voters, facts.eligible) == (88, 100)
    db.rollback()
    text = browser("facilitator", place).get(f"/s/{place.code}/committee").text
    assert "Took part: 88 of 100 (88 %)" in text
    assert "Women on the committee: 3 of 5 (60 %)" in text


def test_of_two_elections_on_one_day_the_later_written_one_counts(make: Make, db: Session) -> None:
    place = make.settlement()
    make.election(place)
    make.election(place, SEATS[:2])
    assert len(IN_OFFICE.all(db, settlement=place.id)) == 2


def test_an_election_needs_seats_and_no_more_votes_than_voters(make: Make, browser: People) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee/elect"
    counts = {"eligible_women": "40", "eligible_men": "45", "voted_women": "30", "voted_men": "30"}
    sheet = {**counts, "held_on": "2026-03-11", "office1": "chair", "woman1": "yes", "signs1": "yes"}
    assert bo.send(url, **{**sheet, "voted_men": "46"}).status == 422
    assert "Name at least one seat." in bo.send(url, **{**sheet, "office1": ""}).text
    assert "Chair" in bo.send(url, **sheet).text


def test_that_observers_are_a_number_is_said_before_it_is_refused(make: Make, browser: People) -> None:
    page = browser("facilitator", make.settlement(code="goth-here")).get("/s/goth-here/committee/elect")
    assert "Observers (optional) Write how many there were, in digits." in page.text
