"""The unit rates that a programme keeps: newest stands, changed with a reason, retired and kept again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Conflict, Refused
from peoplesprocess.models import UnitRate
from peoplesprocess.programmes import unit_rates
from peoplesprocess.programmes.unit_rates import UnitRateInput
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
WALL = {"title": "Brick wall", "unit": "m²", "rate": "2,000", "reason": "Market of May"}


def test_a_rate_is_kept_changed_with_a_reason_retired_and_kept_again(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    efua = browser("programme_manager", place)
    here = efua.get("/").links
    url = next(link for link in here if link.startswith("/p/") and link.count("/") == 2) + "/rates"
    assert url in efua.get(url.removesuffix("/rates")).links
    page = efua.send(f"{url}/add", **WALL)
    assert "Brick wall m² 2,000 PKR" in page.text
    page = efua.send(f"{url}/1", rate="2,200", reason="Cement is dearer")
    assert "Brick wall m² 2,200 PKR" in page.text
    page = efua.get(f"{url}/1")
    assert page.text.index("Cement is dearer") < page.text.index("Market of May")
    assert page.values["rate"] == ["2,200"]
    page = efua.send(f"{url}/add", **WALL)
    assert page.problems == ["What is built or bought?: This is on the list already. Change its rate there."]
    # The same work in another money is another rate.
    assert "12.50 USD" in efua.send(f"{url}/add", **{**WALL, "currency": "usd", "rate": "12.50"}).text
    day = {**WALL, "title": "Labour", "unit": "day", "rate": "300", "is_labour_day": "yes"}
    assert "The community's labour is valued at this rate." in efua.send(f"{url}/add", **day).text
    page = efua.send(f"{url}/add", **{**day, "title": "Work"})
    assert "already valued at the rate “Labour”" in page.problems[0]
    assert "No longer offered Brick wall" in efua.send(f"{url}/1/retire", reason="Nobody builds so").text
    assert "This rate is no longer offered." in efua.send(f"{url}/1/retire", reason="Again").problems[0]
    assert "Brick wall m² 2,300 PKR" in efua.send(f"{url}/1", rate="2,300", reason="They do").text
    numbers = db.execute(select(UnitRate.line, UnitRate.number).order_by(UnitRate.line, UnitRate.number))
    assert [tuple(row) for row in numbers] == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 1)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Write what is built or bought."),
        ({"unit": ""}, "Write in which unit it is counted."),
        ({"rate": "0"}, "Give a sum above 0."),
        ({"rate": ""}, "Write what one unit costs."),
        ({"reason": ""}, "Write the reason: everybody who can read the record can read it."),
        ({"currency": "XXQ"}, "Write the currency by its international code"),
    ],
)
def test_a_wrong_rate_is_told_at_its_field(
    make: Make, browser: People, db: Session, wrong: dict[str, Any], sentence: str
) -> None:
    programme = make.programme()
    efua = browser("programme_manager", make.settlement(programme))
    page = efua.send(f"/p/{programme.code}/rates/add", **{**WALL, **wrong})
    assert page.status == 422
    assert sentence in page.problems[0]
    assert db.scalars(select(UnitRate)).all() == []


def test_two_managers_see_each_other_and_nobody_else_keeps_rates(make: Make, browser: People) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    given = UnitRateInput("Brick wall", "m²", "PKR", 2_000_00, "Market of May")
    with make.act("programme_manager", programme) as act:
        unit_rates.keep_rate(act, given)
        unit_rates.change_rate(act, 1, UnitRateInput("Brick wall", "m²", "PKR", 9, "Again"), 1)
    with pytest.raises(Conflict), make.act("programme_manager", programme) as act:
        unit_rates.change_rate(act, 1, given, 1)
    with pytest.raises(Refused, match="no such rate"), make.act("programme_manager", programme) as act:
        unit_rates.change_rate(act, 7, given, 0)
    url = f"/p/{programme.code}/rates"
    for role in ("facilitator", "technical_officer", "local_authority"):
        visitor = browser(role, place)
        for address in (url, f"{url}/add", f"{url}/1", f"{url}/1/retire"):
            assert visitor.get(address).status == 404
    efua = browser("programme_manager", place)
    assert efua.get(f"{url}/7").status == efua.get(f"{url}/7/retire").status == 404
