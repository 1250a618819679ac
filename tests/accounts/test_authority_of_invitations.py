"""An invitation lives as long as whoever made it may make it; the first administrator's link, once ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions, role_endings
from peoplesprocess.accounts.invitation_validity import IS_STANDING
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.permissions import may
from peoplesprocess.core.roles import ActPlace, Role
from peoplesprocess.db import journal
from peoplesprocess.facts.actors import actor_of
from peoplesprocess.models import Account, Invitation, JournalEntry, Membership
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.invited import came_in, confirm, link, membership, programme_of, was_given

People = Callable[..., Browser]
NEW = {"name": "Amina", "username": "amina", "password": "seven brown goats"}
NO_LONGER = "is no longer allowed to invite people to this role"


def revoke(make: Make, by: str, who: str, role: str, place: Any) -> None:
    with make.act(by, programme_of(make, place)) as act:
        role_endings.revoke_membership(act, membership(make, who, role))


def test_a_link_dies_with_the_role_of_who_made_it_and_what_was_accepted_stays(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    carla = came_in(make, efua, "committee_officer", place)
    url = "/invitation/" + link(make, efua, "programme_manager", place, at=datetime.now(UTC))
    amina, ada = browser(), browser()
    ada.sign_in_as(admin)
    desk = f"/p/{programme_of(make, place).code}/people"
    form = amina.filled(url, **NEW)
    assert "Invited, not yet here" in ada.get(desk).text
    revoke(make, admin, efua, "programme_manager", place)
    assert NO_LONGER in amina.get(url).text
    late = amina.post(url, form)
    assert late.status == 410
    assert "Ask somebody else in the programme for a new one." in late.text
    assert "Invited, not yet here" not in ada.get(desk).text
    assert db.scalar(select(func.count()).where(Account.username == "amina")) == 0
    db.rollback()
    officer = browser()
    officer.sign_in_as(carla)
    assert officer.get(f"/s/{place.code}").status == 200


def test_somebody_who_is_signed_in_cannot_use_it_either(make: Make, browser: People) -> None:
    place = make.settlement()
    efua = make.account("programme_manager", place)
    now = datetime.now(UTC)
    url = "/invitation/" + link(make, efua, "finance_officer", place, at=now)
    bo = browser("facilitator", place)
    form = bo.filled(url)
    revoke(make, make.account("administrator"), efua, "programme_manager", place)
    assert bo.post(url, form).status == 410
    assert "Finance officer" not in bo.get("/account").text


def test_a_link_ends_with_the_account_of_who_made_it(make: Make, browser: People) -> None:
    place = make.settlement()
    efua = make.account("programme_manager", place)
    url = "/invitation/" + link(make, efua, "facilitator", place, at=datetime.now(UTC))
    assert browser().get(url).status == 200
    with make.act() as act:
        act.db.execute(update(Account).values(revoked_at=act.now))
        act.note("test.revoke", "account")
    assert NO_LONGER in browser().get(url).text


def test_a_role_in_another_programme_keeps_no_link_alive(make: Make, browser: People) -> None:
    place = make.settlement()
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    url = "/invitation/" + link(make, efua, "facilitator", place, at=datetime.now(UTC))
    here = membership(make, efua, "programme_manager")
    was_given(make, admin, "programme_manager", make.settlement(), efua)
    with make.act(admin, programme_of(make, place)) as act:
        role_endings.revoke_membership(act, here)
    assert browser().get(url).status == 410


@pytest.mark.parametrize("wanted", Role, ids=lambda role: role.value)
def test_what_stands_is_what_the_table_of_permissions_allows(make: Make, db: Session, wanted: Role) -> None:
    """The list of open invitations asks in SQL what acts ask the table: every role that makes every role."""
    place = make.settlement()
    programme = place.programme_id
    makers = {role.value: make.account(role.value, place, "women") for role in Role}
    manager = makers["programme_manager"]
    makers["not confirmed"] = came_in(make, manager, "programme_manager", place)
    makers["confirmed"] = came_in(make, manager, "programme_manager", place)
    confirm(make, makers["administrator"], makers["confirmed"], "programme_manager", place)
    makers["of another programme"] = make.account("programme_manager", make.settlement())
    where = None if wanted is Role.ADMINISTRATOR else programme
    found = {}
    for name, username in makers.items():
        account = db.scalars(select(Account.id).where(Account.username == username)).one()
        row = Invitation(
            token_hash=name,
            role=wanted.value,
            programme_id=where,
            made_by=account,
            made_at=MARKET_DAY,
            expires_at=MARKET_DAY,
        )
        db.add(row)
        db.flush()
        now = datetime.now(UTC)
        stands = db.scalars(select(IS_STANDING).where(Invitation.id == row.id), {"now": now}).one()
        allowed = may(actor_of(db, account, now), Action.INVITE, ActPlace(programme), ActSubject(role=wanted))
        found[name] = (bool(stands), allowed)
    assert {name for name, (stands, allowed) in found.items() if stands is not allowed} == set()
    assert sum(stands for stands, _ in found.values()) in (1, 3, 4)


def test_a_new_set_up_link_takes_the_older_ones_back(app: Flask, make: Make, browser: People) -> None:
    first, second = set_up_link(app), set_up_link(app)
    assert "was withdrawn" in browser().get(first).text
    ada = browser()
    assert ada.send(second, **NEW).status == 200
    assert ada.get("/programmes/new").status == 200


def test_a_second_open_set_up_link_makes_no_second_administrator(
    app: Flask, make: Make, browser: People, db: Session
) -> None:
    urls = [set_up_link(app), set_up_link(app)]
    with make.act() as act:
        # As they were left open by a version that took none back.
        act.db.execute(update(Invitation).values(revoked_at=None))
        act.note("test.open", "invitation")
    late = browser()
    form = late.filled(urls[0], **{**NEW, "username": "mallory"})
    assert browser().send(urls[1], **NEW).status == 200
    page = late.post(urls[0], form)
    assert page.status == 410
    assert "and there already is one. Ask for an invitation." in page.text
    assert db.scalar(select(func.count()).select_from(Membership)) == 1


def test_a_start_with_an_administrator_prints_one_line_and_goes_on(
    app: Flask, make: Make, db: Session
) -> None:
    make.account("administrator")
    result = app.test_cli_runner().invoke(args=["set-up-link"])
    assert result.exit_code == 2
    assert result.output.startswith("Somebody can sign in already")
    assert "/invitation/" not in result.output
    assert app.test_cli_runner().invoke(args=["set-up-link", "--if-nobody"]).exit_code == 0
    assert db.scalar(select(func.count()).select_from(Invitation)) == 0


def test_what_happens_to_invitations_and_roles_is_in_the_journal_without_words(
    make: Make, db: Session
) -> None:
    place = make.settlement()
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    femi = came_in(make, efua, "finance_officer", place)
    confirm(make, admin, femi, "finance_officer", place)
    revoke(make, admin, femi, "finance_officer", place)
    link(make, efua, "finance_officer", place)
    with make.act(efua, programme_of(make, place)) as act:
        open_one = select(Invitation.id).where(Invitation.used_at.is_(None))
        actions.revoke_invitation(act, act.db.scalars(open_one).one())
    entries = db.scalars(
        select(JournalEntry)
        .where(JournalEntry.chain_id == place.programme_id, JournalEntry.act != "test.make")
        .order_by(JournalEntry.sequence)
    ).all()
    assert [entry.act for entry in entries] == [
        "invitation.make",
        "invitation.accept",
        "membership.confirm",
        "membership.revoke",
        "invitation.make",
        "invitation.revoke",
    ]
    account = db.scalars(select(Account.id).where(Account.username == femi)).one()
    subjects = {entry.subject for entry in entries}
    assert subjects == {"invitation", f"account {account}"}
    for entry in entries:
        assert set(entry.detail) <= {"role", "area", "group", "first", "rows"}
        assert entry.detail["role"] == "finance_officer"
    assert journal.verify(db).first_bad is None


def set_up_link(app: Flask) -> str:
    output = app.test_cli_runner().invoke(args=["set-up-link"]).stdout
    return "/invitation/" + output.rsplit("/invitation/", 1)[1].strip()
