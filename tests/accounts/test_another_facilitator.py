"""A manager names another facilitator of a settlement, beside the former one or in their place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import role_forms, settlement_role_changes
from peoplesprocess.models import Account, Membership
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import Make
from tests.invited import link as invitation

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


@pytest.fixture
def place(make: Make) -> Any:
    return make.settlement(time_zone="UTC")


def membership_of(db: Session, username: str) -> str:
    found = db.scalars(
        select(Membership.id)
        .join(Account, Account.id == Membership.account_id)
        .where(Account.username == username)
    ).one()
    db.rollback()
    return str(found)


def test_two_facilitate_at_once_and_both_stand_on_the_page(
    make: Make, browser: People, db: Session, place: Any
) -> None:
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    amina = browser("group_representative", place, group="women")
    assert f"/s/{place.code}/people" in efua.get(f"/s/{place.code}").links
    page = efua.send(f"/s/{place.code}/people/facilitator", how="known", username=amina.username)
    assert page.text.count("Facilitator") == 2
    for one in (bo, amina):
        assert one.get(f"/s/{place.code}/needs/record").status == 200
    assert "was given a role: Facilitator." in efua.get(f"/s/{place.code}/journal").text


def test_the_former_one_goes_on_until_the_day(make: Make, browser: People, db: Session, place: Any) -> None:
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    amina = browser("group_representative", place, group="women")
    day = (datetime.now(UTC).date() + timedelta(3)).isoformat()
    former = membership_of(db, bo.username)
    page = efua.send(
        f"/s/{place.code}/people/facilitator",
        how="known",
        username=amina.username,
        former=former,
        ends_on=day,
        reason="Goes home",
    )
    assert "ends on" in page.text
    assert bo.get(f"/s/{place.code}/needs/record").status == 200


def test_somebody_new_is_invited_and_the_former_one_ends_at_once(
    make: Make, browser: People, db: Session, place: Any
) -> None:
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    url = f"/s/{place.code}/people/facilitator"
    sent = efua.filled(url, how="new", former=membership_of(db, bo.username), reason="Left")
    first, again = efua.post(url, sent), efua.post(url, sent)
    links = [next(link for link in page.links if "/invitation/" in link) for page in (first, again)]
    assert links[0] == links[1], "the same form leads to the same link"
    assert "Facilitator" in browser().get(links[0]).text
    assert bo.get(f"/s/{place.code}").status == 303
    shown = efua.get(f"/s/{place.code}/people").text
    assert "Roles that have ended" in shown and "Left" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"how": ""}, "Say whether the person has an account."),
        ({"username": ""}, "Choose who facilitates from now on"),
        ({"username": "nobody"}, "list"),
        ({"username": "the facilitator"}, "already facilitates here"),
        ({"former": "the facilitator", "reason": ""}, "Write why it ends"),
        ({"former": "the facilitator", "reason": "Left", "ends_on": "2020-01-01"}, "This day is over"),
        ({"former": "01a20b04-2189-706b-b3b1-550057cf999c"}, "list"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_loses_or_gets_a_role(
    make: Make, browser: People, db: Session, place: Any, typed: dict[str, str], sentence: str
) -> None:
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    amina = browser("group_representative", place, group="women")
    if typed.get("username") == "the facilitator":
        typed = {**typed, "username": bo.username}
    if typed.get("former") == "the facilitator":
        typed = {**typed, "former": membership_of(db, bo.username)}
    fields = {"how": "known", "username": amina.username, **typed}
    page = efua.send(f"/s/{place.code}/people/facilitator", **fields)
    assert sentence in " ".join(page.problems), page.problems
    rows = db.scalars(select(Membership)).all()
    assert len(rows) == 3 and not any(row.revoked_at for row in rows)
    db.rollback()


def test_oneself_and_people_elsewhere_are_refused_where_names_are_typed(
    make: Make, browser: People, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(role_forms, "CHOICES", 0)
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    elsewhere = browser("facilitator", make.settlement())
    url = f"/s/{place.code}/people/facilitator"
    assert "a role to yourself" in efua.send(url, how="known", username=efua.username).problems[0]
    assert "Make an invitation" in efua.send(url, how="known", username=elsewhere.username).problems[0]
    assert bo.get(url).status == 404 and bo.get(f"/s/{place.code}/people").status == 404
    assert settlement_role_changes.CHOICES


def test_nobody_takes_the_right_to_release_money_away_by_naming_who_has_it(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever ever built in a place releases nothing there: a manager alone had only to name the others."""
    work = signed(make)
    efua, femi = browser("programme_manager", work.place), browser("finance_officer", work.place)
    ines, amina = (
        browser("technical_officer", work.place),
        browser("group_representative", work.place, "women"),
    )
    url = f"/s/{work.place.code}/people"
    page = efua.get(f"{url}/facilitator")
    assert set(page.choices["username"]) >= {amina.username} and "get an invitation too" in page.text
    assert not set(page.choices["username"]) & {femi.username, ines.username}
    monkeypatch.setattr(role_forms, "CHOICES", 0)
    for who in (femi, ines):
        refused = efua.send(f"{url}/officer", how="known", username=who.username)
        assert "anyone who builds cannot do that. Make an invitation" in refused.problems[0]
    made = efua.send(f"{url}/facilitator", how="new")
    link = urlsplit(next(link for link in made.links if "/invitation/" in link)).path
    assert "You would lose these rights here" in femi.get(link).text
    assert "You would lose these rights here" not in amina.get(link).text
    browser("committee_officer", work.place).send(f"{work.url}/tranches/1/request", statement="To dig")
    assert "paid on the same day" in femi.send(f"{work.url}/tranches/1/release", paper="TT-4711").text
    assert ines.send(link).status == 200, "who decides to build does"
    assert "Those who build cannot verify" in ines.get(f"{work.url}/visits/record").text
    for role, who, is_bound in (
        ("finance_officer", ines, True),
        ("finance_officer", amina, False),
        ("local_authority", ines, True),
    ):
        token = invitation(make, efua.username, role, work.place, at=datetime.now(UTC))
        page = who.get(f"/invitation/{token}")
        assert ("You build, or once built" in page.text) is is_bound, (role, who.username)
