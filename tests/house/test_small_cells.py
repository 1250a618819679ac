"""All that the demonstration tells in public, taken together: no count of fewer than five follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.models import Settlement
from tests.browser import Browser, Page
from tests.second_round import share_out
from tests.small_cells import proven_small, read_board

EACH = 3
"""So many dots had each person in the demonstration."""
FIGURES = re.compile(
    r"want it|We are \d|\d people|paid at most|full votes|at a cost of|person more|people more"
)


@pytest.fixture(scope="module")
def told(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    """The demonstration, whose canal settlement shares out money in a second round."""
    with demonstration() as app:
        share_out(app.extensions["engine"])
        yield app


def public_pages(app: Flask) -> Iterator[tuple[str, Page]]:
    """Every settlement's board with the posters and files that links lead a stranger to."""
    with Session(app.extensions["engine"]) as db:
        codes = db.scalars(select(Settlement.code)).all()
    stranger = Browser(app)
    for code in codes:
        board = stranger.get(f"/board/{code}")
        yield code, board
        for link in dict.fromkeys(link for link in board.links if "/works/" in link):
            poster = stranger.get(link)
            yield code, poster
            for file in (link for link in poster.links if link.endswith(".pb")):
                yield code, stranger.get(file)


def test_nothing_small_follows_from_all_that_is_public_together(told: Flask) -> None:
    pages = list(public_pages(told))
    orders = [order for _, page in pages if (order := read_board(page))]
    assert len(pages) >= 4 and len(orders) >= 2
    assert [proven_small(order, EACH) for order in orders] == [{}] * len(orders)
    for order in orders:
        assert set(order.people) == {None}
        assert set(order.needs.values()) == {(None, None)}


def test_the_poster_and_the_file_add_nothing_to_the_board(told: Flask) -> None:
    posters = [page for _, page in public_pages(told) if page.h1.startswith("What we build with")]
    assert posters
    for poster in posters:
        assert not FIGURES.search(poster.text)
        assert not [link for link in poster.links if link.endswith(".pb")]
    assert Browser(told).get("/board/samagipura/works/2.pb").status == 404
