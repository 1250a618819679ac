"""A country office begins: settlements and their people come from one spreadsheet, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from peoplesprocess.db.session import reading
from peoplesprocess.models import Area, Invitation, JournalEntry, Settlement
from tests.another_key import ChangeableKey
from tests.browser import Browser
from tests.factories import Make
from tests.imports.conftest import Manager, person, settlement, xlsx

People = Callable[..., Browser]
TWO = [settlement("north"), settlement("south")]
BO = person("bo", settlement="north")


def counts(engine: Engine) -> tuple[int, ...]:
    tables = (Area, Settlement, Invitation)
    with reading(engine) as db:
        return tuple(db.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_a_file_is_shown_first_and_made_by_one_button(efua: Manager, engine: Engine) -> None:
    page = efua.look(xlsx(TWO, [BO, person("finance", "finance_officer")]))
    assert "1 area will be added." in page.text
    assert "2 settlements will be added." in page.text
    assert "2 people will be invited." in page.text
    assert counts(engine) == (0, 0, 0)
    slips = efua.browser.post(f"{efua.url}/make", page.values)
    assert slips.status == 200
    assert "Name bo" in slips.text and "User name: bo" in slips.text
    assert counts(engine) == (1, 2, 2)
    with reading(engine) as db:
        north = db.scalars(select(Settlement).where(Settlement.code == "north")).one()
        acts = db.scalars(select(JournalEntry.act)).all()
    assert (north.households, north.envelope, north.currency) == (120, 750_000_000, "PKR")
    assert north.required_groups == ["women", "displaced"]
    assert acts.count("spreadsheet.import") == 1


def test_a_slips_link_makes_the_account(efua: Manager, browser: People) -> None:
    slips = efua.send(xlsx(TWO, [BO]))
    link = re.search(r"/invitation/[\w-]+", slips.html)
    assert link
    bo = browser()
    made = bo.send(link[0], name="Bo", username="bo", password="four words together here")
    assert made.status == 200
    assert "Goth north" in bo.get("/").text
    assert "1 person is here already." in efua.look(xlsx(TWO, [BO])).text


def test_the_same_file_twice_changes_nothing_and_prints_the_slips_again(
    efua: Manager, engine: Engine
) -> None:
    data = xlsx(TWO, [BO])
    first = efua.send(data)
    before = counts(engine)
    page = efua.look(data)
    assert "2 settlements are there already and stay as they are." in page.text
    assert "1 person has an open invitation, which stays as it is." in page.text
    again = efua.browser.post(f"{efua.url}/make", page.values)
    assert re.findall(r"/invitation/[\w-]+", again.html) == re.findall(r"/invitation/[\w-]+", first.html)
    assert counts(engine) == before


def test_a_form_sent_again_over_a_bad_line_gets_the_same_slips(efua: Manager, engine: Engine) -> None:
    page = efua.look(xlsx(TWO, [BO]))
    first, again = (efua.browser.post(f"{efua.url}/make", page.values) for _ in range(2))
    assert "Name bo" in first.text
    assert re.findall(r"/invitation/[\w-]+", again.html) == re.findall(r"/invitation/[\w-]+", first.html)
    assert counts(engine) == (1, 2, 1)


def test_another_manager_never_sees_the_links(
    efua: Manager, browser: People, programme: Any, engine: Engine
) -> None:
    data = xlsx(TWO, [BO])
    efua.send(data)
    other = Manager(browser("programme_manager", programme), efua.url).send(data)
    assert "/invitation/" not in other.html
    assert counts(engine) == (1, 2, 1)


def test_an_invitation_that_was_taken_back_is_made_anew(efua: Manager, engine: Engine, make: Make) -> None:
    first = efua.send(xlsx(TWO, [BO]))
    with make.act() as act:
        invitation = act.db.scalars(select(Invitation)).one()
        invitation.revoked_at = act.now
        act.note("test.make", "invitation")
    again = efua.send(xlsx(TWO, [BO]))
    links = [re.findall(r"/invitation/[\w-]+", page.html) for page in (first, again)]
    assert len(links[1]) == 1 and links[0] != links[1]


def test_money_roles_still_wait_for_a_second_person(efua: Manager, browser: People, programme: Any) -> None:
    slips = efua.send(xlsx(people=[person("finance", "Finance officer")]))
    link = re.search(r"/invitation/[\w-]+", slips.html)
    assert link
    browser().send(link[0], name="Fin", username="finance", password="four words together here")
    page = browser("administrator").get(f"/p/{programme.code}/people")
    assert "Confirm" in page.text


def test_the_template_holds_the_programmes_own_areas_and_comes_back_in_any_language(
    efua: Manager, engine: Engine
) -> None:
    efua.send(xlsx(TWO))
    for language in ("en", "fr", "ar"):
        efua.browser.client.set_cookie("l", language)
        template = efua.browser.client.get(f"{efua.url}/template.xlsx").data
        page = efua.look(template)
        assert page.status == 422 and len(page.problems) == 1, page.problems
    efua.browser.client.set_cookie("l", "en")
    assert efua.look(template).problems == [
        "There are no rows in this file. Fill in the template, with one row for each settlement "
        "and each person."
    ]


def test_csv_of_either_list_is_taken(efua: Manager, engine: Engine) -> None:
    headings = "Short name for addresses;Name;Codes of the area;Name of the area;Office that answers there"
    headings += ";Currency;Money to plan with;Households;Groups;Groups that must be heard;Official place code"
    text = f"{headings}\nnorth;Gôth;PK/SD;Sindh;Office;;1 500,50;12;Women, men;;\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert efua.look(text.encode(encoding), "file.csv").status == 200
    efua.send(text.encode())
    with reading(engine) as db:
        north = db.scalars(select(Settlement)).one()
    assert (north.name, north.envelope, north.groups) == ("Gôth", 150_050, ["women", "men"])
    [problem] = efua.look(text.encode("latin-1"), "file.csv").problems
    assert "not in UTF-8" in problem


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("settlements", "people", "said"),
    [
        ([settlement("North Valley")], [], "row 2, “Short name for addresses”: Use small letters"),
        ([settlement("a"), settlement("a")], [], "row 3, “Short name for addresses”: Row 2 has the same."),
        ([settlement("a", area="")], [], "row 2, “Codes of the area”: Fill this in."),
        ([settlement("a", authority="")], [], "row 2, “Office that answers there”: Fill this in for the new"),
        ([settlement("a", currency="XYZ")], [], "row 2, “Currency”: Write the currency"),
        ([settlement("a", households="many")], [], "row 2, “Households”: Write a number in digits."),
        ([settlement("a", envelope=-5)], [], "row 2, “Money to plan with”: A number here cannot be below 0."),
        (
            [settlement("a", groups="women, wizards")],
            [],
            "row 2, “Groups”: This programme has no group “wizards”",
        ),
        ([settlement("a", name="Call 0300 123 45 67")], [], "row 2, “Name”: This looks like a telephone"),
        ([], [person("bo", "King")], "row 2, “Role”: Write one of the roles"),
        ([], [person("bo")], "row 2, “Short name of the settlement”: This role is for one settlement."),
        ([], [person("bo", settlement="nowhere")], "No settlement of this programme has this code."),
        ([], [person("b!")], "row 2, “User name”: Use 2 to 40 letters"),
        ([settlement("a")], [person("bo", settlement="a")] * 2, "row 3, “User name”: Row 2 has the same."),
        ([], [person("bo", "Administrator")], "Administrators are invited one by one"),
        ([], [person("la", "Local authority", area="PK/XX")], "This programme has no such area."),
    ],
)
def test_every_fault_is_named_with_its_row_and_column(
    efua: Manager, engine: Engine, settlements: Any, people: Any, said: str
) -> None:
    page = efua.look(xlsx(settlements, people))
    assert page.status == 422
    assert any(said in problem for problem in page.problems), page.problems
    assert counts(engine) == (0, 0, 0)


def test_a_code_that_another_programme_has_is_refused(efua: Manager, make: Make) -> None:
    make.settlement(code="north")
    assert any("Another settlement has this code" in each for each in efua.look(xlsx(TWO)).problems)


def test_what_was_taken_meanwhile_is_refused_and_nothing_is_made(
    efua: Manager, make: Make, engine: Engine
) -> None:
    page = efua.look(xlsx(TWO, [BO]))
    make.settlement(code="south")
    refused = efua.browser.post(f"{efua.url}/make", page.values)
    assert refused.status == 422
    assert "Another settlement has this code" in refused.text
    assert counts(engine) == (1, 1, 0)


def test_only_who_adds_settlements_imports(browser: People, programme: Any, efua: Manager) -> None:
    for role in ("finance_officer", "administrator"):
        visitor = browser(role, programme)
        for address in (efua.url, f"{efua.url}/make", f"{efua.url}/template.xlsx"):
            assert visitor.get(address).status == 404
    assert efua.url in efua.browser.get(f"/p/{programme.code}").links


def test_two_hundred_settlements_and_three_hundred_people_come_at_once(efua: Manager, engine: Engine) -> None:
    settlements = [settlement(f"goth-{number}") for number in range(200)]
    people = [person(f"person-{number}", settlement=f"goth-{number % 200}") for number in range(300)]
    slips = efua.send(xlsx(settlements, people))
    assert len(re.findall(r"/invitation/[\w-]+", slips.html)) == 300
    assert counts(engine) == (1, 200, 300)


def test_a_spreadsheet_finds_the_invitations_that_it_made_with_the_former_key(
    efua: Manager, key: ChangeableKey
) -> None:
    data = xlsx(TWO, [BO])
    first = re.findall(r"/invitation/[\w-]+", efua.send(data).html)
    key.change()
    efua.browser.sign_in_as(efua.browser.username)
    page = efua.look(data)
    assert "1 person has an open invitation, which stays as it is." in page.text
    again = efua.browser.post(f"{efua.url}/make", page.values)
    assert re.findall(r"/invitation/[\w-]+", again.html) == first
