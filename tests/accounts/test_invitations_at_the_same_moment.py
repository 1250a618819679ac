"""A link that many use in one moment, or that is taken back in it: one act wins, and the others are told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions
from peoplesprocess.core.messages import Refused
from peoplesprocess.models import Account, Invitation, Membership
from tests.browser import Browser
from tests.factories import Make
from tests.invited import link, programme_of

People = Callable[..., Browser]
PASSWORD = "seven brown goats"


def test_eight_browsers_with_one_link_make_one_account(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    manager = make.account("programme_manager", place)
    url = "/invitation/" + link(make, manager, "finance_officer", place, at=datetime.now(UTC))
    phones = [browser() for _ in range(8)]
    forms = [
        phone.filled(url, name="Amina", username=f"amina{number}", password=PASSWORD)
        for number, phone in enumerate(phones)
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda phone, form: phone.post(url, form), phones, forms))
    assert [answer.status for answer in answers].count(303) == 1
    assert {answer.status for answer in answers} <= {303, 410, 422}
    assert sum("has already been used" in answer.text for answer in answers) == 7
    assert count(db, Account) == 2
    assert count(db, Membership) == 2
    assert sum(phone.get("/account").status == 200 for phone in phones) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_link_that_is_taken_back_while_it_is_accepted_does_one_of_both(
    make: Make, browser: People, db: Session, attempt: int
) -> None:
    place = make.settlement()
    efua = browser("programme_manager", place)
    url = "/invitation/" + link(make, efua.username, "committee_officer", place, at=datetime.now(UTC))
    made = db.scalars(select(Invitation.id)).one()
    db.rollback()
    back = f"/p/{programme_of(make, place).code}/people/invitations/{made}/revoke"
    amina = browser()
    taken, accepted = efua.filled(back), amina.filled(url, name="A", username="amina", password=PASSWORD)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(amina.post, url, accepted), pool.submit(efua.post, back, taken)]
        joined, revoked = (answer.result().status == 303 for answer in answers)
    assert joined is not revoked
    assert count(db, Account) == 1 + joined
    kept = db.scalars(select(Invitation)).one()
    assert (kept.used_at is not None, kept.revoked_at is not None) == (joined, revoked)


def test_an_act_that_has_read_the_invitation_before_looks_again(make: Make, db: Session) -> None:
    """Whoever holds the row from before another act closed it must not go by what it held."""
    place = make.settlement()
    token = link(make, make.account("programme_manager", place), "finance_officer", place)
    with make.act() as act:
        held = act.db.scalars(select(Invitation)).one()
        act.db.connection().execute(text("UPDATE invitation SET revoked_at = made_at"))
        assert held.revoked_at is None
        with pytest.raises(Refused, match="was withdrawn"):
            actions.accept(act, token, actions.AccountInput("amina", "Amina", "!"))
        assert held.revoked_at is not None
        act.db.rollback()


def test_two_first_administrators_in_one_moment_are_one(make: Make, browser: People, db: Session) -> None:
    urls = [f"/invitation/{token}" for token in (set_up_link(make), set_up_link(make))]
    with make.act() as act:
        # As they were left open by a version that took none back.
        act.db.execute(update(Invitation).values(revoked_at=None))
        act.note("test.open", "invitation")
    phones = [browser(), browser()]
    forms = [
        phone.filled(url, name="Ada", username=f"ada{number}", password=PASSWORD)
        for number, (phone, url) in enumerate(zip(phones, urls, strict=True))
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda phone, url, form: phone.post(url, form), phones, urls, forms))
    first, second = sorted(answers, key=lambda answer: answer.status)
    assert first.status == 303
    assert second.status in (410, 422)
    assert "was for the first administrator" in second.text
    assert count(db, Account) == 1


def set_up_link(make: Make) -> str:
    with make.act(at=datetime.now(UTC)) as act:
        return actions.invite_first_administrator(act)


def count(db: Session, table: Any) -> int:
    found = db.scalar(select(func.count()).select_from(table)) or 0
    db.rollback()
    return found
