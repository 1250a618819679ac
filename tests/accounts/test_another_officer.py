"""A manager names another officer of the committee, and ends the former one's role in the same form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Membership
from tests.accounts.test_another_facilitator import membership_of
from tests.browser import Browser
from tests.factories import Make
from tests.invited import came_in, programme_of
from tests.statements import statements_of

People = Callable[..., Browser]


@pytest.fixture
def place(make: Make) -> Any:
    return make.settlement(time_zone="UTC")


def test_a_known_person_becomes_officer_and_the_former_one_ends(
    make: Make, browser: People, db: Session, place: Any
) -> None:
    efua, cleo = browser("programme_manager", place), browser("committee_officer", place)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/people/officer"
    assert url in efua.get(f"/s/{place.code}/people").links
    former = membership_of(db, cleo.username)
    assert "For which office of the committee?" in efua.get(url).text
    sent = {"how": "known", "username": bo.username, "note": "أمين/ة الصندوق", "former": former}
    page = efua.send(url, **sent, reason="Resigned")
    assert "Resigned" in page.text and "Roles that have ended" in page.text
    assert "Committee officer (Treasurer)" in page.text, "as it stands beside the role of somebody invited"
    assert cleo.get(f"/s/{place.code}").status == 303
    roles = db.scalars(select(Membership.role).where(Membership.revoked_at.is_(None))).all()
    assert sorted(roles) == ["committee_officer", "facilitator", "programme_manager"]


def test_who_ends_a_role_reads_which_officer_is_the_treasurer(
    make: Make, browser: People, db: Session, place: Any
) -> None:
    efua = browser("programme_manager", place)
    chair = came_in(make, efua.username, "committee_officer", place, note="Chair")
    treasurer = came_in(make, efua.username, "committee_officer", place, note="أمين/ة الصندوق")
    came_in(make, efua.username, "committee_officer", place, note="the tall one")
    people = efua.get(f"/s/{place.code}/people")
    assert [people.text.count(f"Committee officer ({office})") for office in ("Chair", "Treasurer")] == [1, 1]
    assert "tall" not in people.text
    assert "Somebody: Committee officer (Treasurer)" in efua.get(f"/s/{place.code}/people/officer").text
    desk = f"/p/{programme_of(make, place).code}/people"
    everybody = efua.get(desk)
    assert all(f"Committee officer ({office})" in everybody.text for office in ("Chair", "Treasurer"))
    ends = efua.get(f"{desk}/{membership_of(db, treasurer)}/revoke")
    assert "Committee officer (Treasurer)" in ends.text
    confirms = browser("programme_manager", place)
    assert "Committee officer (Treasurer)" in confirms.get(f"{desk}/confirm").text
    assert "Committee officer (Chair)" in confirms.get(f"{desk}/{membership_of(db, chair)}/confirm").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"how": "known"}, "officer from now on, or make an invitation"),
        ({"how": "known", "username": "the officer"}, "is already an officer of the committee"),
        ({"how": "new", "former": "the facilitator", "reason": "Left"}, "list"),
        ({"how": "new", "former": "the officer"}, "Write why it ends"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_loses_or_gets_a_role(
    make: Make, browser: People, db: Session, place: Any, typed: dict[str, str], sentence: str
) -> None:
    efua, cleo = browser("programme_manager", place), browser("committee_officer", place)
    bo = browser("facilitator", place)
    people = {"the officer": cleo.username, "the facilitator": bo.username}
    if typed.get("username") in people:
        typed = {**typed, "username": people[typed["username"]]}
    if typed.get("former") in people:
        typed = {**typed, "former": membership_of(db, people[typed["former"]])}
    page = efua.send(f"/s/{place.code}/people/officer", **typed)
    assert sentence in " ".join(page.problems), page.problems
    rows = db.scalars(select(Membership)).all()
    assert len(rows) == 3 and not any(row.revoked_at for row in rows)
    db.rollback()


def test_the_page_is_for_who_may_invite_and_takes_few_statements(
    make: Make, browser: People, engine: Engine, place: Any
) -> None:
    url = f"/s/{place.code}/people/officer"
    assert browser("facilitator", place).get(url).status == 404
    assert statements_of(engine, browser("programme_manager", place), url) <= 6
