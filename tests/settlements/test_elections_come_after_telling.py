"""People are told what it is about before they elect; the page says what an election is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
SHEET = {"eligible_women": "9", "eligible_men": "9", "voted_women": "9", "voted_men": "9", "office1": "chair"}


def test_an_election_before_the_first_meeting_is_refused_with_the_way_out(
    make: Make, browser: People
) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/committee"
    page = bo.get(f"{url}/elect")
    assert "No meeting is recorded yet at which people were told what this is about." in page.text
    assert f"/s/{place.code}/meetings/record?kind=orientation" in page.links
    make.meeting(place, "orientation", held_on=date(2026, 3, 10))
    page = bo.get(f"{url}/elect")
    assert "People were first told on 10 Mar 2026. The election comes after that." in page.text
    page = bo.send(f"{url}/elect", held_on="2026-03-09", **SHEET)
    assert page.problems == [
        "When was the election?: People were first told what this is about on 10 Mar 2026, and an election "
        "comes after that. Correct the day or, if they were told earlier, record that meeting first."
    ]
    make.meeting(place, "women", held_on=date(2026, 3, 8))
    assert "Elected on 9 Mar 2026." in bo.send(f"{url}/elect", held_on="2026-03-09", **SHEET).text


def test_a_corrected_election_does_not_go_before_it_either(make: Make, browser: People) -> None:
    place = make.settlement()
    make.meeting(place, "orientation", held_on=date(2026, 3, 10))
    make.election(place, held_on=date(2026, 3, 12))
    url = f"/s/{place.code}/committee/correct"
    page = browser("facilitator", place).send(url, held_on="2026-03-01", reason="A wrong day")
    assert "People were first told what this is about on 10 Mar 2026" in page.problems[0]


def test_the_form_says_what_the_programme_asks_of_an_election(make: Make, browser: People) -> None:
    place = make.settlement()
    text = browser("facilitator", place).get(f"/s/{place.code}/committee/elect").text
    assert "At least 60 % of those who can vote take part." in text
    assert "At least 33 % of the seats are held by women." in text
    assert "3 people sign for the account; women among them: at least 1." in text


def test_what_a_step_lacks_is_led_to_where_it_is_done(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}/close/mobilise")
    assert f"/s/{place.code}/sheet/write" in page.links
    assert f"/s/{place.code}/meetings/record?kind=orientation" in page.links
    assert "Does the authority agree?" in page.text
    assert browser("facilitator", place).send(
        f"/s/{place.code}/sheet/write",
        landmark="The well",
        tenure="public",
        hazard="flood",
        households="40",
        status_resident="40",
        women2="50",
        men2="45",
    ).h1 == str(place.name)
