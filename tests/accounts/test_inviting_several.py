"""Inviting the people of a settlement at once: one form, one slip for each, all or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.accounts.several_invitations import invite_several
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.core.roles import Role
from peoplesprocess.models import Invitation, JournalEntry
from tests.browser import Browser, Page
from tests.factories import Make
from tests.invited import came_in
from tests.page_loads import page_loads
from tests.programmes.test_beginning import PLACE as NEW
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement, with `desk` as the address of its programme's people and `form` as that of the form."""
    programme = make.programme()
    made = make.settlement(programme)
    desk = f"/p/{programme.code}/people"
    form = f"{desk}/invite/several/{made.code}"
    return SimpleNamespace(**vars(made), programme=programme, desk=desk, form=form)


def village(place: Any, **more: str) -> dict[str, str]:
    """Whom a village needs: a facilitator, three officers, a representative of each group, and beyond."""
    here = place.code
    wanted = {f"facilitator_{here}": "1", "local_authority": "1", f"technical_officer_{here}": "1"}
    wanted |= {f"committee_officer_{here}_{seat}": "1" for seat in ("chair", "secretary", "treasurer")}
    groups = ("women", "men", "youth", "displaced", "disability")
    return wanted | {f"group_representative_{here}_{group}": "1" for group in groups} | more


def invite(visitor: Browser, address: str, **counts: str) -> Page:
    return visitor.post(address, {**visitor.get(address).values, **counts})


def slips_on(page: Page) -> list[str]:
    """What can be read on each slip."""
    found = re.findall(r"<section class=\"?card\"?>(.*?)</section>", page.html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", slip).split()) for slip in found]


def link_on(slip: str) -> str:
    found = re.search(r"/invitation/[\w-]+", slip)
    assert found, slip
    return found[0]


def invitations(db: Session) -> int:
    count = db.scalar(select(func.count()).select_from(Invitation)) or 0
    db.rollback()
    return count


def test_a_village_is_invited_with_three_pages(browser: People, db: Session, place: Any) -> None:
    """People, form, slips: three loads for seventeen people, where each of them took three."""
    efua = browser("programme_manager", place)
    beyond = {"finance_officer": "2", "complaints_officer": "2", "programme_manager": "2"}
    with page_loads() as pages:
        assert place.form in efua.get(f"/s/{place.code}/people").links
        slips = slips_on(invite(efua, place.form, **village(place, **beyond)))
    assert len(pages) == 3
    assert len({link_on(slip) for slip in slips}) == 17 == invitations(db)
    assert any(f"Group representative (Women) · {place.name}" in slip for slip in slips)
    assert any(f"Committee officer (Treasurer) · {place.name}" in slip for slip in slips)
    assert any("Local authority · Dadu" in slip for slip in slips)
    assert sum(f"Finance officer · {place.programme.name}" in slip for slip in slips) == 2
    made = select(func.count()).select_from(JournalEntry).where(JournalEntry.act == "invitation.make")
    assert db.scalar(made) == 17
    notes = db.scalars(select(Invitation.note).where(Invitation.role == "committee_officer")).all()
    assert sorted(notes) == ["Chair", "Secretary", "Treasurer"]


def test_the_link_on_a_slip_gives_the_role_that_the_slip_names(browser: People, place: Any) -> None:
    efua = browser("programme_manager", place)
    slips = slips_on(invite(efua, place.form, **village(place)))
    slip = next(slip for slip in slips if "(Youth)" in slip)
    page = browser().get(link_on(slip))
    assert "Group representative (Youth)" in page.text
    assert place.name in page.text


def test_the_same_form_sent_twice_shows_the_same_slips(browser: People, db: Session, place: Any) -> None:
    efua = browser("programme_manager", place)
    sent = {**efua.get(place.form).values, **village(place)}
    first, again = (slips_on(efua.post(place.form, sent)) for _ in range(2))
    assert first == again
    assert len(first) == 11 == invitations(db)


@pytest.mark.parametrize(
    ("role", "count", "why"),
    [
        ("complaints_officer", "", "Say for at least one role how many people you invite."),
        ("complaints_officer", "two", "Write a whole number in digits."),
        ("complaints_officer", "21", "20"),
    ],
)
def test_what_cannot_be_made_is_told_and_what_was_typed_stays(
    browser: People, db: Session, place: Any, role: str, count: str, why: str
) -> None:
    efua = browser("programme_manager", place)
    page = invite(efua, place.form, **{role: count, f"facilitator_{place.code}": "1" if count else ""})
    assert page.status == 422
    assert why in page.problems[0]
    assert page.values[role] == [count]
    assert page.values[f"facilitator_{place.code}"] == ["1" if count else ""]
    assert invitations(db) == 0


def test_more_than_a_page_of_slips_is_refused(browser: People, db: Session, place: Any) -> None:
    efua = browser("programme_manager", place)
    full = {"complaints_officer": "20", "technical_officer": "20", f"technical_officer_{place.code}": "20"}
    page = invite(efua, place.form, **full, local_authority="1")
    assert "invite at most 60 people at once." in page.problems[0]
    assert invitations(db) == 0
    assert len(slips_on(invite(efua, place.form, **full))) == 60


def test_all_are_made_or_none_and_each_that_is_wrong_is_named(make: Make, db: Session, place: Any) -> None:
    wanted = [
        RolePlaceInput(Role.GROUP_REPRESENTATIVE, settlement=place.code, group="elders"),
        RolePlaceInput(Role.FACILITATOR, settlement=place.code),
        RolePlaceInput(Role.LOCAL_AUTHORITY, area="PK/nowhere"),
    ]
    with pytest.raises(Refused) as refused, make.act("programme_manager", place.programme) as act:
        invite_several(act, wanted, lambda number: f"secret {number}")
    assert [each.field for each in refused.value.each] == ["invitation1", "invitation3"]
    assert invitations(db) == 0


def test_what_the_act_refuses_is_told_at_its_line(
    browser: People, db: Session, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*given: object) -> None:
        raise Refused(Message("This group does not meet here."), "invitation2")

    efua = browser("programme_manager", place)
    monkeypatch.setattr("peoplesprocess.accounts.routes_several_invitations.invite_several", gone)
    page = invite(efua, place.form, **village(place))
    assert page.problems == ["Committee officer (Chair): This group does not meet here."]


def test_the_form_offers_what_the_table_of_permissions_allows(
    browser: People, make: Make, place: Any
) -> None:
    efua = browser("programme_manager", place)
    assert "finance_officer" in efua.get(place.form).values
    unconfirmed = browser()
    unconfirmed.sign_in_as(came_in(make, efua.username, "programme_manager", place.programme))
    offered = unconfirmed.get(place.form).values
    assert "complaints_officer" in offered
    assert not {"finance_officer", "programme_manager", "administrator"} & set(offered)
    for role in ("facilitator", "committee_officer", "local_authority", "finance_officer"):
        assert browser(role, place).get(place.form).status == 404
    farid = browser("programme_manager", make.settlement())
    assert farid.get(place.form).status == 404
    assert efua.get(f"{place.desk}/invite/several/elsewhere").status == 404


def test_who_can_confirm_is_said_before_the_links_are_made_and_with_them(
    browser: People, make: Make, place: Any
) -> None:
    make.account("administrator", name="Berivan Karim")
    efua = browser("programme_manager", place)
    assert "Berivan Karim" in efua.get(place.form).text
    assert "Berivan Karim" in invite(efua, place.form, finance_officer="1").text
    assert "Berivan Karim" not in invite(efua, place.form, complaints_officer="1").text


def test_the_form_says_who_is_here_and_who_is_invited(browser: People, make: Make, place: Any) -> None:
    efua = browser("programme_manager", place)
    make.account("facilitator", place)
    make.account("facilitator", make.settlement(place.programme))
    invite(efua, place.form, **{f"facilitator_{place.code}": "2", "technical_officer": "1"})
    text = efua.get(place.form).text
    assert "Facilitator 1 and 2 invited" in text
    assert "Technical officer 0 Programme" not in text
    assert f"Technical officer {place.programme.name} 0 and 1 invited" in text


def test_the_only_settlement_is_taken_and_one_of_several_is_chosen_first(
    browser: People, make: Make, place: Any
) -> None:
    efua = browser("programme_manager", place)
    address = f"{place.desk}/invite/several"
    assert address in efua.get(place.desk).links
    assert efua.get(address).location == place.form
    other = make.settlement(place.programme)
    page = efua.get(address)
    assert {place.form, f"{address}/{other.code}"} <= set(page.links)
    assert f"facilitator_{place.code}" not in page.values
    assert len(slips_on(invite(efua, address, complaints_officer="2"))) == 2


def test_a_new_settlement_leads_to_inviting_all_of_its_people(
    browser: People, make: Make, place: Any
) -> None:
    """One page more, where there were five: the single invitation, its roles, the people of the programme."""
    efua = browser("programme_manager", place)
    with page_loads() as pages:
        page = efua.send(f"/p/{place.programme.code}/settlements/new", **NEW | {"area_path": "pk/sd/kot"})
        assert "Saved." in page.text, page.problems
        several = f"{place.desk}/invite/several/goth-haji-bachal"
        assert several in page.links
        assert efua.get(several).status == 200
    assert len(pages) == 3, "the form, the page to which it leads, and the form for all"
    assert f"{place.desk}/invite/several" in efua.get(f"{place.desk}/invite").links
    assert f"{place.desk}/invite/several" in efua.get(f"{place.desk}/invite?settlement=nowhere").links


def test_the_form_takes_few_statements(browser: People, engine: Engine, make: Make, place: Any) -> None:
    efua = browser("programme_manager", place)
    assert statements_of(engine, efua, place.form) <= 6
    make.settlement(place.programme)
    assert statements_of(engine, efua, f"{place.desk}/invite/several") <= 6


def test_another_of_a_role_is_invited_with_what_was_chosen(browser: People, make: Make, place: Any) -> None:
    make.settlement(place.programme)
    efua = browser("programme_manager", place)
    made = invite(efua, f"{place.desk}/invite?role=facilitator", settlement=place.code)
    another = f"{place.desk}/invite?role=facilitator&settlement={place.code}"
    assert another in [link.replace("&amp;", "&") for link in made.links]
    assert efua.get(another).values["settlement"] == [place.code]
