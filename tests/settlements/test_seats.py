"""Seats change between elections: who left counts no more, who came does, the election stays to be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]


def test_a_woman_in_the_chairs_place_counts_as_woman_and_signatory(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    make.election(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    assert "Women on the committee: 1 of 3" in bo.get(url).text
    change = {"kind": "replaced", "changed_on": "2026-03-20", "reason": "He moved away"}
    page = bo.send(f"{url}/1/change", **change, woman="yes", group_code="women", signatory="yes")
    assert "Women on the committee: 2 of 3" in page.text
    assert "He moved away Elected: Man." in page.text
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_who_resigned_signs_no_more_until_somebody_takes_the_seat(make: Make, browser: People) -> None:
    place = make.settlement()
    make.election(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    change = {"kind": "resigned", "changed_on": "2026-03-20", "reason": "Illness"}
    page = bo.send(f"{url}/2/change", **change)
    assert "Women on the committee: 0 of 2" in page.text
    assert "Nobody holds this seat." in page.text
    assert bo.send(f"{url}/2/change", **change).problems[0].endswith("Nobody holds this seat.")
    change = {"kind": "replaced", "changed_on": "2026-03-21", "reason": "Chosen by the women"}
    page = bo.send(f"{url}/2/change", **change, woman="yes", signatory="yes")
    assert "Women on the committee: 1 of 3" in page.text


def test_a_seat_changes_after_its_election_and_for_a_reason(make: Make, browser: People) -> None:
    place = make.settlement()
    make.election(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    early = bo.send(f"{url}/1/change", kind="resigned", changed_on="2026-03-01", reason="Illness")
    assert "from 12 Mar 2026 until today." in early.problems[0]
    assert bo.send(f"{url}/1/change", kind="resigned", changed_on="2026-03-20").problems
    assert bo.get(f"{url}/9/change").status == 404
    assert browser("committee_officer", place).get(f"{url}/1/change").status == 404


def test_the_end_of_the_term_is_told_and_that_it_is_past(make: Make, browser: People) -> None:
    place, later = make.settlement(), make.settlement()
    make.election(place, term_ends_on=date(2026, 4, 1))
    make.election(later, term_ends_on=date(2200, 4, 1))
    past = browser("facilitator", place).get(f"/s/{place.code}/committee")
    assert "Its term ended on 1 Apr 2026. It is time for an election." in past.text
    assert (
        "Its term ends on 1 Apr 2200." in browser("facilitator", later).get(f"/s/{later.code}/committee").text
    )


def test_who_resigned_and_who_came_stay_to_be_read(make: Make, browser: People) -> None:
    place = make.settlement()
    make.election(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    resigned = {"kind": "resigned", "changed_on": "2026-03-20", "reason": "Moved to the city"}
    replaced = {"kind": "replaced", "changed_on": "2026-03-28", "reason": "Chosen by the assembly"}
    bo.send(f"{url}/3/change", **resigned)
    page = bo.send(f"{url}/3/change", **replaced, woman="yes", group_code="youth", signatory="yes")
    told = page.text.partition("Seats that changed since the election")[2]
    assert "Treasurer 3 · 20 Mar 2026 · resigned, the seat is empty Moved to the city Elected: Man." in told
    assert (
        "28 Mar 2026 · somebody else holds the seat Chosen by the assembly Since then: Woman. Youth" in told
    )


def test_after_somebody_left_it_says_who_ends_the_account_and_how_many_sign(
    make: Make, browser: People
) -> None:
    place = make.settlement()
    make.election(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    assert "3 people sign for the account, with at least this many women: 1. Now 1 of 3" in bo.get(url).text
    assert "can still sign and ask for money" not in bo.get(url).text
    page = bo.send(f"{url}/3/change", kind="resigned", changed_on="2026-03-20", reason="Moved")
    assert "1 more person must sign for the account: only 2 of 3 do now" in page.text
    assert "can still sign and ask for money with it, until the role is ended." in page.text
    people = f"/s/{place.code}/people"
    assert people not in page.links
    page = browser("programme_manager", place).get(url)
    assert people in page.links
    assert page.status == 200


def test_each_field_of_a_seat_says_what_it_is_where_its_row_becomes_lines(
    make: Make, browser: People
) -> None:
    place = make.settlement()
    form = browser("facilitator", place).get(f"/s/{place.code}/committee/elect").html
    for name in ("Office", "Speaks for", "Woman", "Signs for the account"):
        assert form.count(f'data-l="{name}"') == 15
