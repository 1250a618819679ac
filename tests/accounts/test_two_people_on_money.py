"""A role that releases money: one person gives it, another confirms it, and one alone is never two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions, role_confirmations, role_endings
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.accounts.unconfirmed_roles_given_again import give_role_again
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import ALLOWED, Forbidden
from peoplesprocess.core.roles import MONEY_ROLES, Role
from peoplesprocess.db.session import reading
from peoplesprocess.facts.actors import actor_of
from peoplesprocess.models import Account, Membership, NewRoleConfirmation
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.invited import came_in, confirm, link, membership, new_password, programme_of, was_given
from tests.statements import statements, statements_of

People = Callable[..., Browser]


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement of a programme."""
    return make.settlement()


def is_confirmed(make: Make, who: str) -> bool:
    with make.act(who) as act:
        return all(grant.is_confirmed for grant in act.actor.grants)


def signed_in(browser: People, username: str) -> Browser:
    visitor = browser()
    visitor.sign_in_as(username)
    return visitor


def test_the_money_roles_are_those_that_release() -> None:
    assert (
        set(MONEY_ROLES)
        == set(ALLOWED[Action.RELEASE_TRANCHE].roles)
        == set(ALLOWED[Action.REFUSE_TRANCHE].roles)
    )


def test_a_role_waits_on_the_peoples_page_until_somebody_else_confirms_it(
    make: Make, browser: People, place: Any
) -> None:
    ada = browser("administrator")
    efua = browser("programme_manager", place)
    femi = signed_in(browser, came_in(make, efua.username, "finance_officer", place))
    desk = f"/p/{programme_of(make, place).code}/people"
    confirming = f"{desk}/{membership(make, femi.username, 'finance_officer')}/confirm"
    assert "waiting for confirmation" in efua.get(desk).text
    assert confirming not in efua.get(desk).html
    assert "waiting for confirmation" in femi.get("/account").text
    assert femi.get(confirming).status == 404
    assert "You gave this role." in efua.get(confirming).text
    assert confirming in ada.get(desk).html
    page = ada.get(confirming)
    assert "Do you confirm this role?" in page.h1
    assert "not the same person who gave the role" in page.text
    form = ada.filled(confirming)
    assert [ada.post(confirming, form).status for _ in range(2)] == [303, 303]
    assert "waiting for confirmation" not in efua.get(desk).text + femi.get("/account").text
    assert ada.send(confirming).problems == ["This role is already confirmed."]
    assert is_confirmed(make, femi.username)


def test_other_roles_wait_for_nobody_and_what_the_installation_gave_neither(make: Make, place: Any) -> None:
    efua = make.account("programme_manager", place)
    assert is_confirmed(make, efua)
    for role in ("facilitator", "committee_officer", "local_authority", "technical_officer"):
        assert is_confirmed(make, came_in(make, efua, role, place))


def test_the_first_manager_whom_an_administrator_invites_needs_nobody(make: Make, place: Any) -> None:
    admin = make.account("administrator")
    first = came_in(make, admin, "programme_manager", place)
    second = came_in(make, admin, "programme_manager", place)
    femi = came_in(make, admin, "finance_officer", place)
    assert [is_confirmed(make, who) for who in (first, second, femi)] == [True, False, False]
    elsewhere = make.settlement()
    assert not is_confirmed(make, came_in(make, admin, "finance_officer", elsewhere))
    assert is_confirmed(make, came_in(make, admin, "programme_manager", elsewhere))


def test_when_the_only_manager_left_the_next_is_the_first_again(make: Make, place: Any) -> None:
    admin = make.account("administrator")
    first = came_in(make, admin, "programme_manager", place)
    with make.act(admin, programme_of(make, place)) as act:
        role_endings.revoke_membership(act, membership(make, first, "programme_manager"))
    assert is_confirmed(make, came_in(make, admin, "programme_manager", place))


def refused(make: Make, by: str, who: str, place: Any, role: str = "finance_officer") -> str:
    """Why somebody may not confirm somebody's role."""
    with pytest.raises(Refused) as refusal:
        confirm(make, by, who, role, place)
    return str(getattr(refusal.value.sentence, "text", ""))


def test_who_gave_the_role_has_it_or_came_by_either_does_not_confirm_it(make: Make, place: Any) -> None:
    admin = make.account("administrator")
    efua = make.account("programme_manager", place)
    femi = came_in(make, efua, "finance_officer", place)
    ghost = came_in(make, efua, "programme_manager", place)
    assert refused(make, efua, femi, place) == (
        "You gave this role. An administrator or another programme manager must confirm it. If none of "
        "them can, the page where the role is confirmed tells each of them what to do."
    )
    assert refused(make, ghost, femi, place).startswith("You cannot do this yet, because your own")
    assert refused(make, ghost, ghost, place, "programme_manager").startswith("You cannot do this yet")
    of_admin = came_in(make, admin, "administrator", place)
    given_by_admin = came_in(make, admin, "finance_officer", place)
    assert "made by the person who gave this role" in refused(make, of_admin, given_by_admin, place)
    of_that_one = came_in(make, of_admin, "administrator", place)
    assert "made by the person who gave this role" in refused(make, of_that_one, given_by_admin, place)
    confirm(make, efua, given_by_admin, "finance_officer", place)
    confirm(make, of_admin, femi, "finance_officer", place)


def test_nobody_confirms_the_own_role(make: Make, place: Any) -> None:
    efua, other = (make.account("programme_manager", place) for _ in range(2))
    was_given(make, other, "finance_officer", place, efua)
    assert refused(make, efua, efua, place).startswith("This is your own role. An administrator or")


def test_whom_somebody_else_knows_is_a_second_person_whoever_invited(make: Make, place: Any) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    second = came_in(make, efua, "programme_manager", place)
    femi = came_in(make, efua, "finance_officer", place)
    confirm(make, admin, second, "programme_manager", place)
    confirm(make, second, femi, "finance_officer", place)
    assert is_confirmed(make, femi)


def test_a_manager_who_cannot_confirm_gives_the_role_again_and_the_administrator_confirms(
    make: Make, browser: People, place: Any
) -> None:
    """The smallest programme: one administrator, who invited the one manager and the finance officer."""
    ada = browser("administrator")
    efua = signed_in(browser, came_in(make, ada.username, "programme_manager", place))
    femi = signed_in(browser, came_in(make, ada.username, "finance_officer", place))
    desk = f"/p/{programme_of(make, place).code}/people"
    page = efua.get(f"{desk}/{membership(make, femi.username, 'finance_officer')}/confirm")
    assert "You do not count as a second person here" in page.text and "give the role yourself" in page.text
    again = f"{desk}/{membership(make, femi.username, 'finance_officer')}/give-again"
    assert again in page.links
    assert efua.send(again).h1 == "Who works in this programme?"
    assert not is_confirmed(make, femi.username), "nobody alone makes a role that moves money"
    assert "waiting for confirmation" in femi.get("/account").text, "nobody was signed out"
    assert efua.send(again).problems == ["This role has already ended."]
    assert "You gave this role." in refused(make, efua.username, femi.username, place)
    confirm(make, ada.username, femi.username, "finance_officer", place)
    assert "waiting for confirmation" not in femi.get("/account").text
    again = f"{desk}/{membership(make, femi.username, 'finance_officer')}/give-again"
    assert efua.get(again).status == 404


def test_a_role_that_was_confirmed_once_is_not_given_again(make: Make, browser: People, place: Any) -> None:
    """Somebody's new password makes it doubtful: then it is confirmed anew."""
    ada = browser("administrator")
    efua = signed_in(browser, came_in(make, ada.username, "programme_manager", place))
    femi = came_in(make, ada.username, "finance_officer", place)
    other = make.account("programme_manager", place)
    confirm(make, other, femi, "finance_officer", place)
    new_password(make, ada.username, femi, place, MARKET_DAY + timedelta(hours=1))
    assert not is_confirmed(make, femi)
    held = f"/p/{programme_of(make, place).code}/people/{membership(make, femi, 'finance_officer')}"
    page = efua.get(f"{held}/confirm")
    assert "if it was confirmed before, end it and invite the person again" in page.text
    assert f"{held}/give-again" not in page.links
    assert efua.get(f"{held}/give-again").status == 404


def test_who_made_the_link_to_a_new_password_does_not_confirm_the_role_when_it_is_given_again(
    make: Make, place: Any
) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    the_day_before = MARKET_DAY - timedelta(days=1)
    femi = came_in(make, admin, "finance_officer", place, at=the_day_before)
    new_password(make, admin, femi, place, the_day_before)
    with make.act(efua, programme_of(make, place)) as act:
        give_role_again(act, membership(make, femi, "finance_officer"))
    assert refused(make, admin, femi, place).startswith("You made this person's link for a new password.")
    confirm(make, make.account("administrator"), femi, "finance_officer", place)
    assert is_confirmed(make, femi)


def test_a_role_with_an_end_that_is_given_again_keeps_who_ended_it_and_why(make: Make, place: Any) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    femi = came_in(make, admin, "finance_officer", place)
    first = membership(make, femi, "finance_officer")
    last_day = (MARKET_DAY + timedelta(days=30)).date()
    with make.act(admin, programme_of(make, place)) as act:
        role_endings.revoke_membership(act, first, role_endings.RoleEndingInput(last_day, "Goes to school"))
    with make.act(efua, programme_of(make, place)) as act:
        give_role_again(act, first)
    newest = membership(make, femi, "finance_officer")
    with reading(make.engine) as db:
        before, now = db.get_one(Membership, first), db.get_one(Membership, newest)
        names = {account.id: account.username for account in db.scalars(select(Account))}
    assert now.id != before.id and now.revoked_at and now.revoked_by and before.revoked_by
    assert (names[now.revoked_by], now.end_reason) == (admin, "Goes to school")
    assert (names[before.revoked_by], before.end_reason) == (efua, "")


def test_nobody_gives_a_role_again_who_could_not_give_it(make: Make, browser: People, place: Any) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    femi = came_in(make, admin, "finance_officer", place)
    ghost = signed_in(browser, came_in(make, efua, "programme_manager", place))
    desk = f"/p/{programme_of(make, place).code}/people"
    # A manager who is not confirmed gives no role that moves money, and nobody gives one to themselves.
    assert ghost.get(f"{desk}/{membership(make, femi, 'finance_officer')}/give-again").status == 404
    own = membership(make, ghost.username, "programme_manager")
    assert ghost.get(f"{desk}/{own}/give-again").status == 404
    stranger = signed_in(browser, make.account("programme_manager", make.settlement()))
    assert stranger.get(f"{desk}/{membership(make, femi, 'finance_officer')}/give-again").status == 404
    giver = signed_in(browser, admin)
    again = f"{desk}/{membership(make, femi, 'finance_officer')}/give-again"
    assert giver.send(again).problems == ["You have already given this role. Somebody else must confirm it."]


def test_an_invitation_says_before_it_is_made_who_will_be_able_to_confirm_the_role(
    make: Make, browser: People, place: Any
) -> None:
    ada = browser("administrator")
    invite = f"/p/{programme_of(make, place).code}/people/invite"
    page = ada.get(invite)
    assert "The first programme manager needs nobody's confirmation." in page.text
    assert "Let this manager invite finance officers" in page.text
    efua = signed_in(browser, came_in(make, ada.username, "programme_manager", place))
    page = ada.get(invite)
    assert "Nobody could confirm the role of a programme manager or a finance officer whom you" in page.text
    assert "then you can confirm the role: Somebody" in page.text
    page = efua.get(invite)
    assert "only once somebody else confirms their role. These people can: Person" in page.text
    made = efua.send(f"{invite}?role=finance_officer", note="Samia, the tall one")
    assert "These people can: Person" in made.text and "Samia, the tall one" in made.text
    assert confirmers_are_right(make, efua.username, ada.username, place)


def test_the_first_manager_is_told_of_with_the_managers_role_alone(
    make: Make, browser: People, place: Any
) -> None:
    ada, _other = browser("administrator"), make.account("administrator")
    invite = f"/p/{programme_of(make, place).code}/people/invite"
    first = "The first programme manager needs nobody's confirmation."
    for role, is_told in (("", True), ("programme_manager", True), ("finance_officer", False)):
        text = ada.get(f"{invite}?role={role}").text
        assert (first in text, "These people can: Person" in text) == (is_told, not is_told), role


def test_an_invitation_to_a_role_that_only_signs_speaks_of_signing_alone(
    make: Make, browser: People, place: Any
) -> None:
    ada = browser("administrator")
    efua = signed_in(browser, came_in(make, ada.username, "programme_manager", place))
    invite = f"/p/{programme_of(make, place).code}/people/invite"
    for role, tells_of_money in (("", True), ("finance_officer", True), ("committee_officer", False)):
        text = efua.get(f"{invite}?role={role}").text
        assert "These people can: Person" in text
        assert ("finance officers release money" in text) == tells_of_money, role


def test_an_invitation_asks_once_who_can_confirm_it_and_keeps_the_place_for_another_role(
    make: Make, browser: People, engine: Engine, place: Any
) -> None:
    efua = browser("programme_manager", place)
    invite = f"/p/{programme_of(make, place).code}/people/invite?role=finance_officer&group=women"
    page = efua.get(invite)
    [other_role] = [link for link in page.links if link.endswith("invite?group=women")]
    assert any("role=facilitator" in link and "group=women" in link for link in efua.get(other_role).links)
    form = efua.filled(invite)
    with statements(engine) as seen:
        assert "Give this link to one person" in efua.post(invite, form).text
    assert sum("ORDER BY account.name" in each for each in seen) == 1


def confirmers_are_right(make: Make, giver: str, confirmer: str, place: Any) -> bool:
    """Whether who was named can confirm what the giver gives."""
    femi = came_in(make, giver, "finance_officer", place)
    confirm(make, confirmer, femi, "finance_officer", place)
    return is_confirmed(make, femi)


def test_two_open_invitations_to_one_role_are_told_apart(make: Make, browser: People, place: Any) -> None:
    ada = browser("administrator")
    desk = f"/p/{programme_of(make, place).code}/people"
    for name in ("Omar", "Samia"):
        ada.send(f"{desk}/invite?role=programme_manager", note=name)
    page = ada.get(desk)
    assert "Programme manager Omar" in page.text and "Programme manager Samia" in page.text
    [withdraw] = [link for link in page.links if "/invitations/" in link and "Samia" in ada.get(link).text]
    after = ada.send(withdraw)
    assert "Omar" in after.text and "Samia" not in after.text


def test_every_role_that_one_person_gave_is_told_to_who_can_confirm_it(
    make: Make, browser: People, place: Any
) -> None:
    """A second manager hears of the people of the village as well, not of money alone."""
    efua, other = browser("programme_manager", place), browser("programme_manager", place)
    for role in ("committee_officer", "local_authority", "facilitator"):
        came_in(make, efua.username, role, place)
    assert "3 roles wait until a second person confirms them" in other.get("/").text
    assert "until a second person" not in efua.get("/").text, "who gave them cannot confirm them"


def test_whoever_cannot_confirm_reads_why_on_the_peoples_page_and_what_to_do(
    make: Make, browser: People, place: Any
) -> None:
    """A stranger's first programme: one administrator made everybody, and nobody is a second person."""
    ada = browser("administrator")
    other = signed_in(browser, came_in(make, ada.username, "administrator", place))
    efua = signed_in(browser, came_in(make, ada.username, "programme_manager", place))
    femi = signed_in(browser, came_in(make, ada.username, "finance_officer", place))
    desk = f"/p/{programme_of(make, place).code}/people"
    end = f"{desk}/{membership(make, femi.username, 'finance_officer')}/revoke"
    assert "You gave this role." in ada.get(desk).text
    assert "the page where the role is confirmed tells each of them what to do" in ada.get(desk).text
    for visitor in (other, efua):
        page = visitor.get(desk)
        assert "your account was made by the person who gave this role" in page.text
        assert "give the role yourself" in page.text
        assert end in page.html
    assert "another one of them gives it to you again" in femi.get("/account").text
    assert efua.send(end, reason="Nobody else can confirm it").status == 200
    was_given(make, efua.username, "finance_officer", place, femi.username)
    assert "You gave this role." in efua.get(desk).text
    page = ada.get(desk)
    assert f"{desk}/{membership(make, femi.username, 'finance_officer')}/confirm" in page.html
    assert "your account was made" not in page.text + other.get(desk).text
    confirm(make, ada.username, femi.username, "finance_officer", place)
    assert "waiting for confirmation" not in ada.get(desk).text + femi.get("/account").text


def test_a_first_page_counts_the_roles_alone_of_which_whoever_looks_can_do_something(
    make: Make, browser: People, place: Any
) -> None:
    """Ada invited Efua, Efua a second manager, and each gave a role; Femi has a password by Ada's link."""
    ada = browser("administrator")
    efua = signed_in(browser, came_in(make, ada.username, "programme_manager", place))
    ghost = signed_in(browser, came_in(make, efua.username, "programme_manager", place))
    for giver in (ada, efua, ghost):
        came_in(make, giver.username, "committee_officer", place)
    femi = came_in(make, make.account("programme_manager", place), "finance_officer", place)
    new_password(make, ada.username, femi, place, MARKET_DAY)
    desk = f"/p/{programme_of(make, place).code}/people/confirm"
    for who, to_confirm in ((ada, 2), (efua, 1)):
        assert "3 roles wait until a second person confirms them" in who.get("/").text
        assert who.get(desk).html.count('name="roles"') == to_confirm, "they can give the others anew"
    assert "roles wait until" not in ghost.get("/").text, "whose own role waits confirms none"


def test_who_confirms_reads_for_which_group_a_representative_speaks(
    make: Make, browser: People, place: Any
) -> None:
    efua = make.account("programme_manager", place)
    femi = came_in(make, efua, "group_representative", place, group="women")
    desk = f"/p/{programme_of(make, place).code}/people"
    ada = browser("administrator")
    held = membership(make, femi, "group_representative")
    for page in (f"{desk}/confirm", f"{desk}/{held}/confirm"):
        assert "Group representative (Women)" in ada.get(page).text


def test_who_is_not_confirmed_invites_to_the_field_but_not_to_money(make: Make, place: Any) -> None:
    ghost = came_in(make, make.account("programme_manager", place), "programme_manager", place)
    link(make, ghost, "facilitator", place)
    for role in MONEY_ROLES:
        with make.act(ghost, programme_of(make, place)) as act, pytest.raises(Refused) as refusal:
            actions.invite(act, RolePlaceInput(role))
        assert "Ask an administrator or another programme manager" in str(refusal.value.sentence)


def test_a_role_that_was_taken_back_or_stands_elsewhere_is_not_confirmed(make: Make, place: Any) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    femi = came_in(make, efua, "finance_officer", place)
    held = membership(make, femi, "finance_officer")
    with make.act(admin, programme_of(make, make.settlement())) as act, pytest.raises(Forbidden):
        role_confirmations.confirm_role(act, held)
    with make.act(efua, programme_of(make, place)) as act:
        role_endings.revoke_membership(act, held)
    with make.act(admin, programme_of(make, place)) as act, pytest.raises(Refused, match="already ended"):
        role_confirmations.confirm_role(act, held)


def test_a_role_given_anew_is_confirmed_anew(make: Make, place: Any) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    femi = came_in(make, efua, "finance_officer", place)
    confirm(make, admin, femi, "finance_officer", place)
    with make.act(efua, programme_of(make, place)) as act:
        role_endings.revoke_membership(act, membership(make, femi, "finance_officer"))
    was_given(make, efua, "finance_officer", place, femi)
    assert not is_confirmed(make, femi)


def test_nobody_takes_up_the_own_invitation(make: Make, browser: People, db: Session) -> None:
    admin = browser("administrator")
    place = make.settlement()
    url = "/invitation/" + link(make, admin.username, "programme_manager", place, at=datetime.now(UTC))
    page = admin.get(url)
    assert "You made this invitation, so it is for somebody else." in page.text
    assert "Add this role" not in page.text
    form = browser("facilitator", place).filled(url)
    assert form["form_id"]
    with make.act(admin.username, at=datetime.now(UTC)) as act, pytest.raises(Refused, match="You made this"):
        actions.accept_as(act, url.removeprefix("/invitation/"))
    account = db.scalars(select(Account.id).where(Account.username == admin.username)).one()
    assert [grant.role for grant in actor_of(db, account, datetime.now(UTC)).grants] == [Role.ADMINISTRATOR]


def test_the_peoples_page_and_the_confirmation_take_few_statements(
    make: Make, browser: People, engine: Engine, place: Any
) -> None:
    admin, efua = browser("administrator"), make.account("programme_manager", place)
    waiting = [came_in(make, efua, "finance_officer", place) for _ in range(3)]
    desk = f"/p/{programme_of(make, place).code}/people"
    assert statements_of(engine, admin, desk) == 4
    held = membership(make, waiting[0], "finance_officer")
    assert statements_of(engine, admin, f"{desk}/{held}/confirm") == 4


def test_who_confirmed_and_when_is_a_row(make: Make, db: Session, place: Any) -> None:
    admin, efua = make.account("administrator"), make.account("programme_manager", place)
    femi = came_in(make, efua, "finance_officer", place)
    confirm(make, admin, femi, "finance_officer", place)
    row = db.scalars(select(NewRoleConfirmation)).one()
    by = db.scalars(select(Account.username).where(Account.id == row.confirmed_by)).one()
    assert (by, row.confirmed_at) == (admin, MARKET_DAY)
    assert row.confirmed_at < datetime.now(UTC) - timedelta(days=1)


def test_first_pages_say_which_roles_wait_and_for_whom(make: Make, browser: People, place: Any) -> None:
    ada = browser("administrator")
    efua = browser("programme_manager", place)
    femi = signed_in(browser, came_in(make, efua.username, "finance_officer", place))
    assert "Finance officer: this role waits until a second person confirms it." in femi.get("/").text
    assert "1 role waits until a second person confirms it" in ada.get("/").text
    assert "until a second person" not in efua.get("/").text, "who gave it cannot confirm it"
    confirm(make, ada.username, femi.username, "finance_officer", place)
    assert all("waits until a second person" not in who.get("/").text for who in (ada, efua, femi))


def test_roles_that_one_person_alone_gave_are_confirmed_together(
    make: Make, browser: People, place: Any
) -> None:
    ada, efua = browser("administrator"), browser("programme_manager", place)
    chair, femi = (
        came_in(make, efua.username, role, place) for role in ("committee_officer", "finance_officer")
    )
    desk = f"/p/{programme_of(make, place).code}/people"
    assert "given by one person alone" in efua.get(desk).text
    nobody = efua.get(f"{desk}/confirm")
    assert "There is no role that you can confirm." in nobody.text
    assert nobody.text.count("You gave this role.") == 1, "one reason stands once above all of them"
    assert ada.send(f"{desk}/confirm").problems == ["Choose at least one person."]
    keys = [
        str(membership(make, who, role))
        for who, role in ((chair, "committee_officer"), (femi, "finance_officer"))
    ]
    page = ada.send(f"{desk}/confirm", roles=keys)
    assert page.h1 == "Who works in this programme?"
    assert "given by one person alone" not in page.text
    assert "waiting for confirmation" not in page.text
    assert "There is no role that you can confirm." in ada.get(f"{desk}/confirm").text
