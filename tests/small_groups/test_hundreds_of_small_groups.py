"""A settlement with more small groups than a page of its list shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peoplesprocess.models import SmallGroup
from peoplesprocess.small_groups import queries
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.row_columns import belonging

LAST = queries.LISTED + 2


@pytest.fixture
def place(make: Make) -> Any:
    goth = make.settlement()
    with make.act("facilitator", goth) as act:
        for number in range(1, LAST + 1):
            act.db.add(
                SmallGroup(
                    **belonging(act.settlement, act.actor.id, MARKET_DAY),
                    number=number,
                    name=f"Lane {number}",
                    lane="",
                    households=12,
                    leader="woman",
                )
            )
        act.note("small_group.record", "small_group 1", households=12)
    return goth


def test_the_list_leads_to_every_group(place: Any, browser: Callable[..., Browser]) -> None:
    bo, address = browser("facilitator", place), f"/s/{place.code}/small-groups"
    page = bo.get(address)
    assert f"{address}/{LAST}" not in page.links
    (further,) = [link for link in page.links if link.startswith(f"{address}?after=")]
    page = bo.get(further)
    assert {f"{address}/{LAST - 1}", f"{address}/{LAST}"} <= set(page.links)
    assert f"{address}/{LAST - 2}" not in page.links and "More groups" not in page.text


def test_the_last_group_saves_like_the_first(place: Any, browser: Callable[..., Browser]) -> None:
    bo = browser("facilitator", place)
    address = f"/s/{place.code}/small-groups/savings/2026-02/record?after={LAST - 2}"
    page = bo.send(address, **{f"amount{LAST}": "1400", f"savers{LAST}": "12"})
    assert page.problems == []
    assert "1,400" in bo.get(f"/s/{place.code}/small-groups/{LAST}").text


def test_the_name_of_the_last_group_is_taken(place: Any, browser: Callable[..., Browser]) -> None:
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/small-groups/record", name=f"lane {LAST}", households="14")
    assert f"Small group {LAST} already has this name" in " ".join(page.problems)
