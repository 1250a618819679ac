"""Addresses as messengers and mouths hand them on lead to the page that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from peoplesprocess.core.secrets import new_token
from tests.browser import Browser
from tests.factories import Make


@pytest.mark.parametrize(
    "sent",
    [
        "Goth-Sukhpur",
        "goth-sukhpur/",
        "goth-sukhpur.",
        "goth-sukhpur)",
        "goth-sukhpur%E2%80%8E",
        "GOTH-SUKHPUR%E2%80%8F/.",
    ],
)
def test_the_board_is_found_by_an_address_from_a_message(
    make: Make, browser: Callable[..., Browser], sent: str
) -> None:
    make.settlement(code="goth-sukhpur")
    page = browser().get(f"/board/{sent}?language=fr")
    assert (page.status, page.location) == (302, "/board/goth-sukhpur?language=fr")
    assert browser().get("/board/goth-sukhpur").status == 200


def test_any_other_page_is_found_without_what_stands_behind_it(
    make: Make, browser: Callable[..., Browser]
) -> None:
    place = make.settlement()
    visitor = browser("facilitator", place)
    assert visitor.get(f"/s/{place.code}/needs/).").location == f"/s/{place.code}/needs"


@pytest.mark.parametrize("sent", ["/board/nowhere", "/nothing.", "/.", "//evil.example/.", "/s/%00"])
def test_what_was_never_there_is_still_nowhere(
    make: Make, browser: Callable[..., Browser], sent: str
) -> None:
    page = browser().get(sent)
    assert page.status == 404 or page.location in ("/", "")


def test_new_secrets_end_in_a_letter_or_a_digit() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9]{32}", new_token()) for _ in range(50))
