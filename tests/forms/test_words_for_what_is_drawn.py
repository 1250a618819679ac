"""What a drawing, a place in a table or a colour says, in words for who does not see it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]


def test_the_steps_say_whether_they_are_done(make: Make, browser: People) -> None:
    place = make.settlement(planned=True)
    page = browser("facilitator", place).get(f"/s/{place.code}")
    path = page.html.partition('<ol class="path"')[2].partition("</ol>")[0]
    states = re.findall(r"<i>([^<]+)</i>", path)
    assert len(states) == path.count("<li")
    assert states.count("Now") == 1
    now = states.index("Now")
    assert set(states[:now]) == {"Done"}
    assert set(states[now + 1 :]) == {"Later"}


def test_each_link_that_takes_a_role_back_names_whose(make: Make, browser: People) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    for role in ("facilitator", "committee_officer"):
        make.account(role, place)
    page = browser("programme_manager", programme).get(f"/p/{programme.code}/people")
    named = re.findall(r'aria-label="(End: [^"]+)">End</a>', page.html)
    assert len(named) == len(set(named)) == page.html.count(">End</a>") == 2
