"""The newest record stands on papers and on the public board, for outsiders to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.journal_head_word import head_word
from peoplesprocess.models import JournalHead
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import Make

People = Callable[..., Browser]


def word(db: Session, place: Any) -> str:
    head = db.scalars(select(JournalHead).where(JournalHead.id == place.id)).one()
    found = str(head_word(head.sequence, head.digest))
    db.rollback()
    return found


def test_minutes_and_board_have_the_newest_record(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    minutes = f"/s/{place.code}/meetings/{make.meeting(place, women=7)}"
    first = word(db, place)
    for reader, address in ((bo, minutes), (browser(), f"/board/{place.code}")):
        assert f"Record no. {first}, " in reader.get(address).text
    make.need(place)
    assert word(db, place) != first
    for reader, address in ((bo, minutes), (browser(), f"/board/{place.code}")):
        assert f"Record no. {word(db, place)}, " in reader.get(address).text


def test_a_contract_has_the_newest_record(make: Make, browser: People, db: Session) -> None:
    place = signed(make).place
    page = browser("programme_manager", place).get(f"/s/{place.code}/contracts/1")
    assert f"Record no. {word(db, place)}, " in page.text


def test_the_board_tells_of_the_journal_nothing_but_the_word(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    head = db.scalars(select(JournalHead).where(JournalHead.id == place.id)).one()
    html = browser().get(f"/board/{place.code}").html
    shown = str(head_word(head.sequence, head.digest))
    assert html.count(shown) == 1
    # Fewer digits than eight may be met by chance: four of them once stood in the address of the style sheet.
    rest = html.replace(shown, "")
    assert not any(head.digest[at : at + 8] in rest for at in range(len(head.digest) - 7))


@pytest.mark.parametrize(("language", "words"), [("fr", "Gardez-le"), ("ar", "احفظوه")])
def test_the_word_keeps_its_order_in_every_language(
    make: Make, browser: People, db: Session, language: str, words: str
) -> None:
    place = make.settlement()
    page = browser().get(f"/board/{place.code}?language={language}")
    assert words in page.text
    assert word(db, place) in page.html
    assert (f"\u2068{word(db, place)}\u2069" in page.html) == (language == "ar")
