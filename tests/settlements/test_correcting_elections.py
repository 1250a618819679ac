"""An election that was recorded wrongly is struck or recorded anew: both stay to be read, one counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from tests.browser import Browser
from tests.factories import SEATS, Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
LEFT = {"kind": "resigned", "changed_on": "2026-03-20", "reason": "Illness"}


def test_a_mistyped_turnout_is_corrected_on_the_filled_in_sheet(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    make.election(place, eligible_women=100, eligible_men=100, voted_women=60, voted_men=6)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    assert "Took part: 66 of 200" in bo.get(url).text
    form = bo.get(f"{url}/correct").values
    assert (form["voted_men"], form["office1"]) == (["6"], [SEATS[0].office])
    assert (
        bo.send(f"{url}/correct", voted_men="60")
        .problems[0]
        .endswith("Write the reason: everybody who can read the record can read it.")
    )
    page = bo.send(f"{url}/correct", voted_men="60", reason="A digit was missing")
    assert "Took part: 120 of 200" in page.text
    assert "Took part: 66 of 200" in page.text[page.text.index("Other elections") :]
    assert "A digit was missing" in page.text
    assert "The election of the committee was recorded again." in bo.get(f"/s/{place.code}").text + (
        browser("programme_manager", place).get(f"/s/{place.code}/journal").text
    )
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_a_day_too_late_can_be_put_right(make: Make, browser: People) -> None:
    """The newest day makes the committee: a wrong later one would stay in office for good."""
    place = make.settlement()
    make.election(place)
    make.election(place, SEATS[:1], held_on=date(2026, 3, 25))
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    assert "Elected on 25 Mar 2026." in bo.get(url).text
    page = bo.send(f"{url}/strike", reason="It was another settlement's")
    assert "Elected on 12 Mar 2026." in page.text.split("Other elections")[0]
    assert "Women on the committee: 1 of 3" in page.text
    assert "It was another settlement's" in page.text
    page = bo.send(f"{url}/strike", reason="The first one too")
    assert "No committee is elected yet." in page.text
    assert bo.get(f"{url}/correct").status == 404


def test_what_changed_of_seats_goes_with_the_corrected_election(make: Make, browser: People) -> None:
    place = make.settlement()
    make.election(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    bo.send(f"{url}/2/change", **LEFT)
    other = bo.send(f"{url}/correct", office2="member", reason="Wrong office")
    assert "Seat 2 changed since the election, so its line stays." in other.problems[0]
    late = bo.send(f"{url}/correct", held_on="2026-03-22", reason="Wrong day")
    assert "Seat 2 changed on 20 Mar 2026. The election cannot have been after that day." in late.problems[0]
    page = bo.send(f"{url}/correct", held_on="2026-03-13", reason="Wrong day")
    assert "Elected on 13 Mar 2026." in page.text
    assert "Nobody holds this seat." in page.text
    assert "Illness" in page.text


def test_only_who_records_the_committee_corrects_it(make: Make, browser: People) -> None:
    place = make.settlement()
    make.election(place)
    for role in ("committee_officer", "technical_officer"):
        for page in ("correct", "strike"):
            assert browser(role, place).get(f"/s/{place.code}/committee/{page}").status == 404
