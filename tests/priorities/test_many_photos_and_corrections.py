"""A group's paper with many photos, and a round with many corrections: the newest of them prove something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from peoplesprocess.models import BallotSheetPhoto
from peoplesprocess.rounds.ballot_sheet_entry import BallotSheetInput, enter_sheet
from tests.browser import Browser

People = Callable[..., Browser]
HEARD = {"women": 14, "youth": 4, "displaced": 4}


def test_the_newest_photo_is_shown_and_is_known_when_it_is_sent_again(
    community: Any, browser: People
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    photos = [f"{number:064x}" for number in range(24)]

    def send(digest: str) -> None:
        with town.act() as act:
            tokens = {1: 24, 2: 12, 3: 4}
            enter_sheet(act, 1, BallotSheetInput("women", 14, tokens, photo=(digest, 1000)))

    for digest in [*photos, photos[-1]]:
        send(digest)
    with town.act() as act:
        assert act.db.scalar(select(func.count(BallotSheetPhoto.id))) == len(photos)
    page = browser("facilitator", town.place).get(f"{town.url}/1/sheets/women")
    assert page.text.count("Photo of the paper,") == len(photos)


def test_the_newest_of_many_corrections_is_told_with_the_result(community: Any, browser: People) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    town.enter("women", 14, {1: 24, 2: 12, 3: 4})
    for time in range(1, 52):
        town.enter("women", 14, {1: 24, 2: 12, 3: 4 + time % 2}, f"Counted again, time {time}", time)
    for group in ("youth", "displaced"):
        town.enter(group, 4, {1: 1, 2: 6, 3: 3})
    for group in HEARD:
        town.attest(group)
    town.close()
    url = f"{town.url}/1/sheets/youth"
    browser("facilitator", town.place).send(url, need2="1", need3="8", reason="Two columns were mixed up.")
    page = browser("group_representative", town.place, "youth").send(f"{url}/correction", agrees="yes")
    assert "Counted again, time 51" in page.text and "Two columns were mixed up." in page.text
