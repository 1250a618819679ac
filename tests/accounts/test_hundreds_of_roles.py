"""More roles than a page shows: those to confirm, and those of a settlement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import people_queries, settlement_role_changes
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, Membership
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.invited import programme_of

People = Callable[..., Browser]
PAGE = people_queries.PEOPLE_ON_A_PAGE


@pytest.fixture
def place(make: Make) -> Any:
    return make.settlement()


def many(make: Make, place: Any, giver: str, role: str, names: list[str], *, ended: bool = False) -> None:
    """Accounts with a role at the settlement that one person gave, one a minute; those that ended, later."""
    with writing(make.engine) as db:
        made_by = db.scalars(select(Account.id).where(Account.username == giver)).one()
        for minute, name in enumerate(names):
            at = MARKET_DAY + timedelta(minutes=minute)
            account = Account(
                username=name.lower().replace(" ", "-"), name=name, password_hash="!", made_at=at
            )
            db.add(account)
            db.flush()
            held = Membership(account_id=account.id, role=role, made_by=made_by, made_at=at, group_code="")
            held.programme_id, held.settlement_id = place.programme_id, place.id
            if ended:
                held.revoked_at, held.end_reason = at + timedelta(hours=1), "Moved away"
            db.add(held)
            db.flush()
        journal.write(db, journal.INSTALLATION, None, "account.add", "account", MARKET_DAY)
        db.commit()


def test_roles_that_others_have_to_confirm_hide_none_that_i_can(
    make: Make, browser: People, place: Any
) -> None:
    efua, ghost = browser("programme_manager", place), browser("programme_manager", place)
    many(make, place, efua.username, "committee_officer", [f"Hers {number}" for number in range(PAGE + 3)])
    many(make, place, ghost.username, "committee_officer", [f"His {number}" for number in range(PAGE + 2)])
    desk = f"/p/{programme_of(make, place).code}/people/confirm"
    page = efua.get(desk)
    assert page.html.count('name="roles"') == PAGE
    assert "2 more roles wait. They come here when some of these are confirmed." in page.text
    assert "3 more roles wait for somebody else. They are in the list of people." in page.text
    confirmed = efua.post(desk, {**efua.filled(desk), "roles": page.choices["roles"]})
    assert confirmed.status == 303
    page = efua.get(desk)
    assert page.html.count('name="roles"') == 2 and "more roles wait. " not in page.text


def test_a_facilitator_of_before_a_hundred_later_roles_can_still_be_replaced(
    make: Make, browser: People, place: Any, db: Session
) -> None:
    efua = browser("programme_manager", place)
    most = settlement_role_changes.ENDED_SHOWN
    many(make, place, efua.username, "facilitator", ["Bo who stays"])
    names = [f"Gone {number}" for number in range(1, most + 2)]
    many(make, place, efua.username, "facilitator", names, ended=True)
    here = f"/s/{place.code}/people"
    page = efua.get(here)
    assert "Bo who stays" in page.text and f"Gone {most + 1}" in page.text
    assert "Roles that ended earlier are in the list of all people." in page.text
    assert page.text.count("Moved away") == most
    page = efua.get(f"{here}/facilitator")
    assert "Bo who stays" in page.text and "Gone" not in page.text
