"""Inviting: one link, one person, one role in one place; and taking roles back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions, role_endings
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.roles import Actor, Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.models import Account, Invitation, JournalEntry, Membership, WebFormSubmission
from tests.browser import Browser, Page
from tests.factories import Make
from tests.statements import statements_of

People = Callable[..., Browser]
NEW = {"username": "Amina", "name": "Amina", "password": "seven brown goats"}


def rows(db: Session, table: Any) -> int:
    """How many rows there are; the writer's place is given back at once."""
    count = db.scalar(select(func.count()).select_from(table)) or 0
    db.rollback()
    return count


def link_on(page: Page) -> str:
    found = re.search(r'href="[^"]*(/invitation/[\w-]+)"', page.html)
    assert found, page.text
    return found[1]


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement, with `desk` as the address of its programme's people."""
    programme = make.programme()
    made = make.settlement(programme)
    return SimpleNamespace(**vars(made), programme=programme, desk=f"/p/{programme.code}/people")


def invited(
    make: Make, place: Any, role: str = "facilitator", group: str = "", at: datetime | None = None
) -> str:
    """The link with which somebody can come in who was invited to a role in the settlement.

    The administrator who invites has no account, so that those that links make can be counted.
    """
    with make.act("", place.programme, at or datetime.now(UTC)) as act:
        invites = replace(act, actor=Actor(None, (RoleGrant(Role.ADMINISTRATOR),)))
        token = actions.invite(invites, RolePlaceInput(Role(role), settlement=place.code, group=group))
    return f"/invitation/{token}"


def test_an_invitation_makes_an_account_that_is_signed_in_at_its_place(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    link = invited(make, place, "group_representative", "women")
    amina = browser()
    page = amina.get(link)
    assert "Group representative (Women)" in page.text
    assert place.name in page.text
    answer = amina.post(link, amina.filled(link, **NEW))
    assert (answer.status, answer.location) == (303, "/?saved=1")
    assert amina.get(f"/s/{place.code}").status == 200
    held = db.scalars(select(Membership)).one()
    assert (held.role, held.group_code, held.settlement_id) == ("group_representative", "women", place.id)
    acts = db.scalars(
        select(JournalEntry.act).where(JournalEntry.chain_id == place.id).order_by(JournalEntry.sequence)
    ).all()
    assert acts[-2:] == ["invitation.make", "invitation.accept"]


def test_only_digests_are_kept_of_links_and_passwords(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    link = invited(make, place)
    visitor = browser()
    visitor.send(link, **NEW)
    token = link.removeprefix("/invitation/")
    assert db.scalars(select(Invitation.token_hash)).one() != token
    kept = db.scalars(select(WebFormSubmission)).one()
    assert token not in kept.location
    assert db.scalars(select(Account.password_hash)).one().startswith("$argon2id$")


def test_the_first_link_makes_an_administrator(browser: People, make: Make, db: Session) -> None:
    with make.act(at=datetime.now(UTC)) as act:
        token = actions.invite_first_administrator(act)
    visitor = browser()
    assert visitor.send(f"/invitation/{token}", **NEW).status == 200
    assert visitor.get("/programmes/new").status == 200
    assert rows(db, JournalEntry) == 2


def test_a_link_works_once(browser: People, db: Session, place: Any, make: Make) -> None:
    link = invited(make, place)
    browser().send(link, **NEW)
    page = browser().get(link)
    assert page.status == 410
    assert "has already been used" in page.text
    assert browser().post(link, {**NEW, "username": "deng"}).status == 410
    assert rows(db, Account) == 1


def test_accepting_twice_over_a_bad_line_makes_one_account(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    link = invited(make, place)
    phone, same_phone = browser(), browser()
    sent = phone.filled(link, **NEW)
    same_phone.client.set_cookie("pre", phone.client.get_cookie("pre").value)
    assert [visitor.post(link, sent).status for visitor in (phone, same_phone)] == [303, 303]
    assert rows(db, Account) == 1


def test_a_link_ends_after_three_days(browser: People, db: Session, place: Any, make: Make) -> None:
    link = invited(make, place, at=datetime.now(UTC) - timedelta(hours=73))
    page = browser().get(link)
    assert page.status == 410
    assert "three days, and they are over" in page.text


def test_an_unknown_link_leads_nowhere(browser: People) -> None:
    assert browser().get("/invitation/made-up").status == 404


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("goat", "Use at least 8 characters"),
        ("amina-of-goth", "cannot be the user name"),
        ("password", "easy to guess"),
        ("Qwerty123", "easy to guess"),
        ("gggggggggg", "easy to guess"),
        ("amina-of-goth2026!", "cannot be the user name"),
        ("chicco22", "easy to guess"),
        ("Peoples-Process 2026", "easy to guess"),
        ("g o a t " * 20, "Keep it to 128"),
    ],
)
def test_weak_passwords_are_refused_and_the_rest_is_kept(
    browser: People, db: Session, place: Any, make: Make, password: str, why: str
) -> None:
    link = invited(make, place)
    page = browser().send(link, **{**NEW, "username": "amina-of-goth", "password": password})
    assert page.status == 422
    assert why in page.problems[0]
    assert page.values["name"] == ["Amina"]
    assert page.values["password"] == [""]
    assert rows(db, Account) == 0


def test_a_user_name_that_is_taken_or_unreadable_is_told_at_its_field(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    make.account("facilitator", place, username="amina")
    link = invited(make, place)
    taken = browser().send(link, **{**NEW, "username": "AMINA"})
    assert taken.problems == ["Choose a user name: Somebody already has this user name. Choose another."]
    assert "without spaces" in browser().send(link, **{**NEW, "username": "two words"}).problems[0]


def test_somebody_who_is_signed_in_adds_the_role_to_the_account(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    bo = browser("facilitator", make.settlement())
    assert bo.get(f"/s/{place.code}").status == 404
    link = invited(make, place)
    assert "Add this role to my account" in bo.get(link).text
    assert bo.send(link).status == 200
    assert bo.get(f"/s/{place.code}").status == 200
    assert rows(db, Account) == 1
    again = invited(make, place)
    assert "You already have this role here" in bo.send(again).problems[0]
    assert browser().get(again).status == 200


def test_a_manager_invites_and_the_link_is_shown_once_with_its_code(
    browser: People, db: Session, place: Any
) -> None:
    efua = browser("programme_manager", place)
    sent = efua.filled(f"{place.desk}/invite?role=facilitator", role="facilitator", settlement=place.code)
    page = efua.post(f"{place.desk}/invite", sent)
    assert page.status == 200
    assert "<svg" in page.html
    again = efua.post(f"{place.desk}/invite", sent)
    assert link_on(again) == link_on(page)
    assert rows(db, Invitation) == 1
    assert link_on(page).removeprefix("/invitation/") not in efua.get(place.desk).html
    assert browser().send(link_on(page), **NEW).status == 200


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"role": "facilitator"}, "This role is for one settlement. Say which."),
        ({"role": "facilitator", "settlement": "nowhere"}, "Choose one from the list."),
        ({"role": "finance_officer", "settlement": "here"}, "is for more than one settlement"),
        ({"role": "local_authority"}, "An authority answers for an area. Say which."),
        ({"role": "programme_manager", "area": "PK/SD/DADU"}, "This role is not for an area."),
        ({"role": "group_representative", "settlement": "here"}, "Say which group this person represents."),
        (
            {"role": "group_representative", "settlement": "here", "group": "renting"},
            "This group does not meet separately",
        ),
        (
            {"role": "facilitator", "settlement": "here", "group": "women"},
            "speaks for a group. Leave this empty.",
        ),
        ({"role": "administrator"}, "Choose one from the list."),
        ({"role": ""}, "Choose a role."),
    ],
)
def test_each_role_reaches_as_far_as_it_may(
    browser: People, make: Make, db: Session, place: Any, wanted: dict[str, str], why: str
) -> None:
    make.settlement(place.programme, area="PK/SD/SUKKUR")
    wanted = {**wanted, "settlement": wanted.get("settlement", "").replace("here", place.code)}
    page = browser("programme_manager", place).send(f"{place.desk}/invite?role=facilitator", **wanted)
    assert page.status == 422
    assert why in page.problems[0]
    assert rows(db, Invitation) == 0


def test_an_invitation_asks_only_what_its_role_needs(browser: People, make: Make, place: Any) -> None:
    make.settlement(place.programme, area="PK/SD/SUKKUR")
    efua, url = browser("programme_manager", place), f"{place.desk}/invite"
    page = efua.get(url)
    assert not page.controls
    assert "Confirms that the sheet of a group is true." in page.text
    asked = {
        "facilitator": {"settlement"},
        "group_representative": {"settlement", "group"},
        "local_authority": {"area"},
        "technical_officer": {"settlement"},
        "finance_officer": set(),
    }
    for role, fields in asked.items():
        assert f"{url}?role={role}" in page.links
        form = efua.get(f"{url}?role={role}")
        assert {control["name"] for control in form.controls} == {*fields, "note"}, role
        assert form.values["role"] == [role]
    assert efua.get(f"{url}?role=administrator").links == page.links


def test_the_only_place_is_chosen_already_and_the_link_says_for_whom_it_is(
    browser: People, place: Any
) -> None:
    efua, url = browser("programme_manager", place), f"{place.desk}/invite"
    assert efua.get(f"{url}?role=facilitator").values["settlement"] == [place.code]
    assert efua.get(f"{url}?role=local_authority").values["area"] == ["PK/SD/DADU"]
    # Somebody of the whole programme is no answer to the question for a settlement.
    assert efua.get(f"{url}?role=technical_officer").values["settlement"] == [""]
    page = efua.send(f"{url}?role=group_representative", group="women")
    assert f"Group representative (Women) · {place.name} ({place.code})" in page.text
    page = efua.send(f"{url}?role=local_authority")
    assert "Local authority · Dadu (PK/SD/DADU)" in page.text


def test_an_administrator_invites_an_administrator_who_belongs_to_no_programme(
    browser: People, db: Session, place: Any
) -> None:
    page = browser("administrator").send(f"{place.desk}/invite?role=administrator")
    assert "Give this link" in page.h1
    made = db.scalars(select(Invitation)).one()
    assert made.programme_id is None
    assert db.scalar(select(func.count()).where(JournalEntry.chain_id == journal.INSTALLATION)) == 2


def test_only_managers_and_administrators_see_the_people(browser: People, place: Any, make: Make) -> None:
    assert browser("facilitator", place).get(place.desk).status == 404
    assert browser("programme_manager", make.settlement()).get(place.desk).status == 404
    assert browser("finance_officer", place).get(f"{place.desk}/invite").status == 404


def test_taking_a_role_back_ends_its_sessions_at_once(browser: People, db: Session, place: Any) -> None:
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    row = db.scalars(select(Membership.id).where(Membership.role == "facilitator")).one()
    db.rollback()
    assert f"{row}/revoke" in efua.get(place.desk).html
    sent = efua.filled(f"{place.desk}/{row}/revoke", reason="Moved away")
    assert [efua.post(f"{place.desk}/{row}/revoke", sent).status for _ in range(2)] == [303, 303]
    assert bo.get(f"/s/{place.code}").status == 303
    bo.sign_in_as(bo.username)
    assert bo.get(f"/s/{place.code}").status == 404
    again = efua.send(f"{place.desk}/{row}/revoke", reason="Again")
    assert again.problems == ["This role has already ended."]


def test_nobody_takes_the_own_role_back_or_one_elsewhere(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    efua = browser("programme_manager", place)
    own = db.scalars(select(Membership.id)).one()
    db.rollback()
    assert "your own role" in efua.send(f"{place.desk}/{own}/revoke", reason="Tired").problems[0]
    assert browser("programme_manager", make.settlement()).get(f"{place.desk}/{own}/revoke").status == 404


def test_an_invitation_that_is_taken_back_is_closed(
    browser: People, db: Session, place: Any, make: Make
) -> None:
    link = invited(make, place)
    made = db.scalars(select(Invitation.id)).one()
    db.rollback()
    efua = browser("programme_manager", place)
    assert efua.send(f"{place.desk}/invitations/{made}/revoke").status == 200
    page = browser().get(link)
    assert page.status == 410
    assert "was withdrawn" in page.text


def test_a_long_list_of_people_takes_three_statements_and_has_a_next_page(
    browser: People, db: Session, place: Any, make: Make, engine: Any
) -> None:
    for _ in range(60):
        make.account("facilitator", place)
    efua = browser("programme_manager", place)
    assert statements_of(engine, efua, place.desk) == 3
    page = efua.get(place.desk)
    assert page.html.count("/revoke") == 49
    more = next(link for link in page.links if "before=" in link)
    assert efua.get(place.desk + more).html.count("/revoke") == 11


def test_the_act_itself_refuses_what_its_page_does_not_offer(make: Make, db: Session, place: Any) -> None:
    make.account("administrator")
    theirs = db.scalars(select(Membership.id).where(Membership.role == "administrator")).one()
    db.rollback()
    with make.act("programme_manager", place.programme) as act:
        with pytest.raises(Refused, match="Only an administrator") as refusal:
            actions.invite(act, RolePlaceInput(Role.ADMINISTRATOR))
        assert refusal.value.field == "role"
        with pytest.raises(Refused, match="Only an administrator"):
            role_endings.revoke_membership(act, theirs)
        held = act.db.scalars(select(Membership.id).where(Membership.role == "programme_manager")).one()
        with pytest.raises(Refused, match="your own role"):
            role_endings.revoke_membership(act, held)
    with make.act("programme_manager", make.programme()) as act, pytest.raises(Forbidden):
        role_endings.revoke_membership(act, held)


def test_the_first_link_is_made_while_nobody_can_sign_in_and_by_nobody_else(make: Make, db: Session) -> None:
    with make.act() as act:
        actions.invite_first_administrator(act)
    with make.act("administrator") as act, pytest.raises(Forbidden):
        actions.invite_first_administrator(act)
    with make.act() as act, pytest.raises(Forbidden):
        actions.invite_first_administrator(act)
    assert rows(db, Invitation) == 1


def test_accounts_with_roles_are_added_for_the_demonstration(make: Make, place: Any) -> None:
    carla = actions.AccountInput("Carla", "Carla", "!")
    with make.act() as act:
        grant = RoleGrant(Role.LOCAL_AUTHORITY, place.programme_id, area="PK/SD/DADU")
        assert actions.add_account(act, carla, [grant]).username == "carla"
    with pytest.raises(Refused), make.act() as act:
        actions.add_account(act, carla, [])


def test_an_account_made_in_arabic_keeps_that_language(
    browser: People, make: Make, place: Any, db: Session
) -> None:
    link = invited(make, place)
    visitor = browser()
    page = visitor.get(link, headers={"Accept-Language": "ar"})
    assert "place" not in page.title
    fields = {**page.values, **NEW}
    assert visitor.post(link, fields, headers={"Accept-Language": "ar"}).status == 303
    assert db.scalars(select(Account.language).where(Account.username == "amina")).one() == "ar"


def test_an_account_made_in_english_leaves_the_language_to_the_browser(
    browser: People, make: Make, place: Any, db: Session
) -> None:
    assert browser().send(invited(make, place), **NEW).status == 200
    assert db.scalars(select(Account.language).where(Account.username == "amina")).one() == ""


@pytest.mark.parametrize("role", ["facilitator", "local_authority"])
def test_the_only_place_on_offer_need_not_be_chosen(
    browser: People, make: Make, place: Any, db: Session, role: str
) -> None:
    page = browser("programme_manager", place).send(f"{place.desk}/invite?role={role}")
    assert link_on(page)
    made = db.scalars(select(Invitation).where(Invitation.role == role)).one()
    assert (made.settlement_id == place.id) if role == "facilitator" else made.area


def test_all_that_is_wrong_with_a_new_account_is_told_at_once(
    make: Make, browser: People, place: Any, db: Session
) -> None:
    """Who left out the name read of the password only after that, and of the user name only at last."""
    page = browser().send(invited(make, place), name="", username="abu ali", password="short")
    assert page.status == 422
    assert ["Write your name." in page.text, "Use 2 to 40 letters" in page.text] == [True, True]
    assert "Use at least 8 characters." in page.text
    assert page.values["username"] == ["abu ali"]
    assert rows(db, Account) == 0
