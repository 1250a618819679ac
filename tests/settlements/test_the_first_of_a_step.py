"""Where a step has nothing yet, its card leads to the form; once something is there, to its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.settlements.actions import close_step
from tests.browser import Browser
from tests.factories import Make
from tests.page_loads import page_loads
from tests.settlements.test_closing_steps import REASON

People = Callable[..., Browser]


def come_to(make: Make, steps: Iterable[str], **rules: int) -> Any:
    """A settlement whose first steps a manager closed with a reason."""
    place = make.settlement(make.programme(rules=ProgrammeRules(**rules).stored()) if rules else None)
    for step in steps:
        with make.act("programme_manager", place) as act:
            close_step(act, step, REASON)
    return place


@pytest.mark.parametrize(
    ("steps", "form", "button"),
    [
        (("mobilise", "organise", "map"), "priorities/open", "Open a round"),
        (("mobilise", "organise", "map", "prioritise"), "plan/items/add", "Add an item"),
    ],
)
def test_the_card_of_an_empty_step_leads_to_its_form(
    make: Make, browser: People, steps: tuple[str, ...], form: str, button: str
) -> None:
    """Two pages from the first one, where an empty page with one button stood between."""
    place = come_to(make, steps)
    for title in ("Pump", "Latrine"):
        make.need(place, title)
    for group in ("women", "displaced"):
        make.meeting(place, women=12, group_code=group)
    bo, address = browser("facilitator", place), f"/s/{place.code}/{form}"
    for start in ("/", f"/s/{place.code}"):
        with page_loads() as pages:
            page = bo.get(start)
            assert address in page.links, page.text
            assert button in page.text
            assert bo.get(address).status == 200
        assert len(pages) == 2


def test_the_card_leads_to_the_first_small_group_and_then_to_the_list(make: Make, browser: People) -> None:
    place = come_to(make, ("mobilise",), small_group_coverage=60)
    bo, groups = browser("facilitator", place), f"/s/{place.code}/small-groups"
    assert f"{groups}/record/several" in bo.get(f"/s/{place.code}").links
    bo.send(f"{groups}/record", name="Mango tree", households="12")
    page = bo.get(f"/s/{place.code}")
    assert f"{groups}/record/several" not in page.links
    assert "To the small groups" in page.text
