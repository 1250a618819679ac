"""A complaint from somebody without an account, until its answer is read with the receipt."""

from __future__ import annotations

import re
from datetime import date

from tests.journeys.planning_pages import Town, invitation
from tests.journeys.readers import Reader, words

PASSPHRASE = "four words of a story"
COMPLAINTS = "/p/recovery/complaints"


def seat_officer(town: Town) -> None:
    """Somebody who is neither committee nor agency can open complaints."""
    town.come_in("samira", invitation(town, "efua", role="complaints_officer"))
    town["samira"].do(f"{COMPLAINTS}/key", key_password=PASSPHRASE, key_password_again=PASSPHRASE)


def complain(town: Town, day: date, about: str, channel: str, text: str) -> tuple[Reader, str]:
    """Somebody who was left out complains from the notice board; with the receipt."""
    town.clock.turn_to(day)
    neighbour, path = town.stranger(town.board), f"{town.board}/complaint"
    page = neighbour.do(path, category="left_out")
    filed = neighbour.hand_in(page, path, about=about, channel=channel, text=text)
    receipt = re.search(r"\b(?:[a-z]{4} ){5}[a-z]{4}\b", words(filed))
    assert receipt, words(filed)
    return neighbour, receipt[0]


def answer_complaint(town: Town, looked_on: date, answered_on: date, text: str) -> None:
    """The officer says that she looks into it, and answers."""
    town.clock.turn_to(looked_on)
    town["samira"].do(f"{COMPLAINTS}/1/acknowledge")
    town.clock.turn_to(answered_on)
    town["samira"].do(f"{COMPLAINTS}/1/answer", text=text, key_password=PASSPHRASE)
