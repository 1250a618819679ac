"""What no form and no address may be given: zero bytes, unseen signs, numbers beyond every database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.models import Need
from tests.browser import Browser
from tests.factories import Make


@pytest.mark.parametrize(
    "asked", ["?sector=%00", "?after=%00", "?group=a%00", "?after=" + "9" * 25, "?%00=1", "%00"]
)
def test_an_address_with_what_no_database_takes_breaks_nothing(
    make: Make, browser: Callable[..., Browser], asked: str
) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}/needs{asked}")
    assert page.status == (404 if "%00" in asked else 200)


def test_signs_that_turn_what_follows_are_left_out(
    make: Make, browser: Callable[..., Browser], db: Session
) -> None:
    place = make.settlement()
    need = make.need(place)
    browser("facilitator", place).send(
        f"/s/{place.code}/needs/{need}/change", title="Clean \u202eretaw\u2069 here"
    )
    assert db.scalar(select(Need.title)) == "Clean retaw here"
