"""The demonstration shows each part of the money's rules once, and keeps the figures of scenario A."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from peoplesprocess.db import journal
from peoplesprocess.db.session import snapshot
from peoplesprocess.facts import settlement_summaries
from tests.browser import Browser

SHOWN = {
    "/s/hay-al-nawroz/closure/2/period": (
        "Held back of the grant 1,132,500",
        "Deducted for repairs 180,000",
        "Released to the community 952,500",
        "The electrician of the community had moved away.",
    ),
    "/s/hay-al-nawroz/closure/2": ("220,000 IQD of the surplus is left.",),
    "/s/hay-al-nawroz/works/2": (
        "952,500 IQD came on 29 Dec 2025",
        "Went to the repair fund at the handover 220,000",
    ),
    "/s/hay-al-nawroz/works/2/others": ("Municipality", "3,000,000", "Voucher 12"),
    "/s/hay-al-nawroz/works/2/quotations": ("60 lamps with solar panels", "Sumel Lights"),
    "/s/hay-al-nawroz/works/2/muster-rolls": ("Setting up poles", "80", "120"),
    "/s/hay-al-nawroz/works/2/stock": ("Lamps with panels",),
    "/s/hay-al-nawroz/contracts/2": ("by thumbprint, witnessed by: A teacher",),
    "/s/goth-sukhpur/works/1": ("1,036,800", "1,382,400", "691,200", "345,600"),
    "/s/goth-sukhpur/closure/1": ("39,000",),
}
"""What is read where."""


@pytest.fixture
def told(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    with demonstration() as app:
        yield app


def test_the_demonstration_shows_what_is_held_back_deducted_and_paid(told: Flask) -> None:
    efua = Browser(told)
    efua.sign_in_as("efua")
    for address, words in SHOWN.items():
        page = efua.get(address)
        assert page.status == 200, address
        for each in words:
            assert each in page.text, f"{address}: {each}: {page.text}"
    engine = told.extensions["engine"]
    with snapshot(engine) as db:
        assert journal.verify(db).first_bad is None
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection).first_bad is None


def test_the_public_page_of_the_lights_says_why_less_was_paid(told: Flask) -> None:
    page = Browser(told).get("/board/hay-al-nawroz/work/2")
    page.check()
    assert "180,000 IQD was taken from the retention for a repair on 3 Sep 2025" in page.text
    assert "The retention, 952,500 IQD, was released on" in page.text
