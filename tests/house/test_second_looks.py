"""What a review with fresh eyes found once, and may not come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions as contracts
from peoplesprocess.models import Contract, Signature, StepClosure
from tests.browser import Browser
from tests.contracts.story import account_id, acting, endorsed, written
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
HUGE = "99999999999999999999"


def test_a_number_too_large_for_any_database_finds_nothing(make: Make, browser: People) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    for page in ("needs", "meetings", "works", "contracts", "priorities", "plan"):
        assert bo.get(f"/s/{place.code}/{page}/{HUGE}").status == 404
    assert browser().get(f"/board/{place.code}/photos/1/1/{HUGE}").status == 404


def test_closing_a_step_twice_is_led_to_the_first_answer(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    efua = browser("programme_manager", place)
    url = f"/s/{place.code}/close/mobilise"
    sent = efua.filled(url, waiver="The bridge is gone; the letter comes by boat.")
    answers = [efua.post(url, sent) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.scalar(select(func.count(StepClosure.id))) == 1


def test_who_signs_sees_what_changed_since_the_page_was_opened(
    make: Make, browser: People, db: Session
) -> None:
    place, bo = drafted(make, db)
    manager, url = browser("programme_manager", place), f"/s/{place.code}/contracts/1/sign"
    opened = manager.filled(url)
    contract = db.scalars(select(Contract)).one()
    contracts.change(
        acting(db, bo, place, MARKET_DAY), 1, written(title="8 smaller blocks"), contract.version
    )
    db.commit()
    assert manager.post(url, opened).status == 409
    assert db.scalar(select(func.count(Signature.id))) == 0
    db.rollback()
    assert manager.post(url, manager.filled(url)).status == 303


def test_nobody_signs_while_a_planning_step_is_open(make: Make, browser: People, db: Session) -> None:
    place, _ = drafted(make, db)
    manager, url = browser("programme_manager", place), f"/s/{place.code}/contracts/1/sign"
    assert manager.get(url).status == 200
    db.execute(delete(StepClosure).where(StepClosure.step == "prioritise"))
    db.info.clear()
    db.commit()
    assert manager.get(url).status == 404
    assert manager.post(url, {}).status == 404


def drafted(make: Make, db: Session) -> tuple[Any, Any]:
    """A planned settlement with a contract that nobody has signed, and who wrote it."""
    place = endorsed(make)
    bo = account_id(db, make.account("facilitator", place))
    contracts.draft(acting(db, bo, place, MARKET_DAY), written())
    db.commit()
    return place, bo
