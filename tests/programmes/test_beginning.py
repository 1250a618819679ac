"""A real start: from the one-time link to a first facilitator, and what can be typed wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.models import (
    Area,
    JournalEntry,
    JournalHead,
    ProcessVersion,
    Programme,
    Settlement,
)
from tests.browser import Browser, Page
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
PROGRAMME = {"name": "Homes for Sindh", "code": "sindh", "agency": "UN-Habitat", "currency": "pkr"}
PLACE = {
    "name": "Goth Haji Bachal",
    "code": "goth-haji-bachal",
    "area": "new",
    "area_path": "pk/sd/dadu",
    "area_name": "Dadu",
    "authority": "Taluka office",
    "envelope": "6,000,000",
}


def count(db: Session, table: Any) -> int:
    """How many rows there are; the writer's place is given back at once."""
    found = db.scalar(select(func.count()).select_from(table)) or 0
    db.rollback()
    return found


def link_on(page: Page) -> str:
    found = re.search(r'href="[^"]*(/invitation/[\w-]+)"', page.html)
    assert found, page.text
    return found[1]


def account(browser: People, link: str, username: str) -> Browser:
    visitor = browser()
    page = visitor.send(link, username=username, name=username.title(), password="seven brown goats")
    assert page.status == 200, page.problems
    return visitor


def test_from_nothing_to_the_first_meeting_each_page_leads_to_the_next(browser: People, make: Make) -> None:
    with make.act(at=datetime.now(UTC)) as act:
        token = accounts.invite_first_administrator(act)
    admin = account(browser, f"/invitation/{token}", "gul")
    assert "/programmes/new" in admin.get("/").links
    asked = admin.send("/programmes/new", **PROGRAMME)
    assert asked.h1 == "Whom do you invite, and to which role?"
    assert asked.values["role"] == ["programme_manager"]
    efua = account(browser, link_on(admin.post("/p/sindh/people/invite", asked.values)), "efua")
    assert "/p/sindh" in efua.get("/").links
    assert "/p/sindh/settlements/new" in efua.get("/p/sindh").links
    wanted = efua.send("/p/sindh/settlements/new", **PLACE, groups="women", required_groups="women")
    assert wanted.h1 == "Set up the second factor" and "What you typed is kept" in wanted.text
    found = re.search(r"<b>([A-Z2-7 ]{39})</b>", wanted.html)
    assert found, wanted.text
    code = pyotp.TOTP(found[1].replace(" ", "")).at(datetime.now(UTC))
    kept = efua.post("/account/second-factor", {**wanted.values, "code": code})
    asked = efua.get(efua.post("/p/sindh/settlements/new", kept.values).location)
    assert (asked.values["role"], asked.values["settlement"]) == (["facilitator"], ["goth-haji-bachal"])
    bo = account(browser, link_on(efua.post("/p/sindh/people/invite", asked.values)), "bo")
    assert "/s/goth-haji-bachal" in bo.get("/").links
    assert "No households and people on the settlement's sheet yet" in bo.get("/").text
    assert bo.get("/s/goth-haji-bachal/meetings/record").status == 200


def test_a_programme_begins_with_the_numbers_and_steps_of_its_preset(browser: People, db: Session) -> None:
    sent = {
        **PROGRAMME,
        "preset": "afghan",
        "own_name1": "Herders",
        "own_letter1": "h",
        "sectors": ["water", "school"],
    }
    assert browser("administrator").send("/programmes/new", **sent).status == 200
    programme = db.scalars(select(Programme)).one()
    assert (programme.currency, programme.rules["women_on_committee"]) == ("PKR", 50)
    assert [group["code"] for group in programme.groups][-1] == "own-1"
    assert programme.groups[-1]["letter"] == "H"
    assert programme.sectors == ["water", "school"]
    process = db.scalars(select(ProcessVersion)).one()
    assert "women-alone" in process.steps[0]["gate"]
    entry = db.scalars(select(JournalEntry).where(JournalEntry.chain_id == programme.id)).one()
    assert entry.act == "programme.set_up"
    assert "Sindh" not in str(entry.detail)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": ""}, "Write what the programme is called."),
        ({"code": "Sindh valley"}, "Use small letters a to z"),
        ({"currency": "XYZ"}, "Write the currency by its international code, three Latin letters"),
        ({"currency": "DEM"}, "Write the currency by its international code, three Latin letters"),
        ({"groups": []}, "Choose at least one group."),
        ({"sectors": []}, "Choose at least one sector."),
        ({"preset": "none"}, "Choose one from the list."),
        ({"own_name1": "Herders"}, "needs its name and a letter"),
        ({"own_name1": "Herders", "own_letter1": "W"}, "W is already used for: Women. Choose another one."),
        # Who reads Arabic sees this letter on the badge of women.
        ({"own_name1": "Herders", "own_letter1": "ن"}, "ن is already used for: Women. Choose another one."),
        ({"own_name1": "Herders", "own_letter1": "12"}, "Write one letter."),
        ({"agency": "x" * 121}, "Keep it to 120."),
    ],
)
def test_each_mistake_in_a_programme_is_told_at_its_field(
    browser: People, db: Session, wrong: dict[str, Any], why: str
) -> None:
    page = browser("administrator").send("/programmes/new", **{**PROGRAMME, **wrong})
    assert page.status == 422
    assert why in page.problems[0]
    assert page.values["agency"] == [wrong.get("agency", "UN-Habitat")]
    assert count(db, Programme) == 0


def test_the_form_says_which_letters_are_meant(browser: People) -> None:
    page = browser("administrator").get("/programmes/new").text
    assert "Its international code: three Latin letters, like PKR, SDG or USD." in page
    assert "A letter that stands for this group" in page and "One letter of any script." in page


def test_a_code_is_given_once(browser: People, make: Make, db: Session) -> None:
    known = make.programme()
    page = browser("administrator").send("/programmes/new", **{**PROGRAMME, "code": known.code})
    assert "Another programme has this code." in page.problems[0]
    place = make.settlement(known)
    page = browser("programme_manager", place).send(
        f"/p/{known.code}/settlements/new", **{**PLACE, "code": place.code, "area_path": "PK/SD/SUKKUR"}
    )
    assert "Another settlement has this code." in page.problems[0]
    assert count(db, Area) == 1


def test_the_same_programme_sent_twice_is_one_programme(browser: People, db: Session) -> None:
    admin = browser("administrator")
    sent = admin.filled("/programmes/new", **PROGRAMME)
    answers = [admin.post("/programmes/new", sent) for _ in range(2)]
    assert {answer.location for answer in answers} == {
        "/p/sindh/people/invite?role=programme_manager&saved=1"
    }
    assert count(db, Programme) == 1


def test_only_an_administrator_sets_up_and_only_the_own_manager_adds(browser: People, make: Make) -> None:
    place = make.settlement()
    code = place_of(make, place)
    for role in ("programme_manager", "facilitator", "finance_officer"):
        assert browser(role, place).get("/programmes/new").status == 404
    for visitor in (
        browser("administrator"),
        browser("facilitator", place),
        browser("programme_manager", make.settlement()),
    ):
        assert visitor.get(f"/p/{code}/settlements/new").status == 404


def place_of(make: Make, place: Any) -> str:
    from peoplesprocess.db.session import reading

    with reading(make.engine) as session:
        return session.scalars(select(Programme.code).where(Programme.id == place.programme_id)).one()


def test_a_settlement_begins_with_its_own_chain_area_and_money(
    browser: People, make: Make, db: Session
) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    page = efua.send(
        f"/p/{programme.code}/settlements/new",
        **{**PLACE, "groups": ["women", "men"], "required_groups": ["women"]},
    )
    assert page.status == 200
    place = db.scalars(select(Settlement)).one()
    assert (place.envelope, place.currency, place.groups, place.required_groups) == (
        600_000_000,
        "PKR",
        ["women", "men"],
        ["women"],
    )
    area = db.scalars(select(Area)).one()
    assert (area.path, area.name, area.authority) == ("PK/SD/DADU", "Dadu", "Taluka office")
    assert db.scalars(select(JournalHead.sequence).where(JournalHead.id == place.id)).one() == 1


def test_the_envelope_is_read_in_the_currency_that_is_chosen(
    browser: People, make: Make, db: Session
) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    url = f"/p/{programme.code}/settlements/new"
    assert efua.send(url, **{**PLACE, "currency": "IQD", "envelope": "IQD 52,000"}).status == 200
    assert db.scalars(select(Settlement.envelope)).one() == 52_000
    db.rollback()
    page = efua.send(
        url,
        **{
            **PLACE,
            "code": "other",
            "area": "PK/SD/DADU",
            "area_path": "",
            "area_name": "",
            "envelope": "USD 5",
        },
    )
    assert page.problems == ["How much money can be planned with?: Write the sum in PKR."]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            {"area": "new", "area_path": ""},
            "Write the codes of the new area in Latin letters, from the country down",
        ),
        ({"area_path": "PK//DADU"}, "with slashes between"),
        ({"area_path": "PK/سند"}, "with slashes between"),
        ({"area": "PK/SD/OTHER"}, "Choose one from the list."),
        (
            {"groups": ["women"], "required_groups": ["men"]},
            "must also be one of the groups that meet separately",
        ),
        ({"groups": ["men-only"]}, "Choose from the list."),
        ({"envelope": "-5"}, "A sum here cannot be below 0."),
        ({"envelope": "much"}, "Write the sum in"),
        ({"code": "goth/1"}, "Use small letters a to z"),
    ],
)
def test_each_mistake_in_a_settlement_is_told_at_its_field(
    browser: People, make: Make, db: Session, wrong: dict[str, Any], why: str
) -> None:
    programme = make.programme()
    page = browser("programme_manager", programme).send(
        f"/p/{programme.code}/settlements/new", **{**PLACE, **wrong}
    )
    assert page.status == 422
    assert why in page.problems[0]
    assert page.values["name"] == ["Goth Haji Bachal"]
    assert count(db, Settlement) == count(db, Area) == 0


def test_the_usual_name_of_committees_is_read_and_stored_in_every_language(
    browser: People, db: Session
) -> None:
    admin = browser("administrator")
    form = admin.get("/programmes/new?language=ar")
    assert form.values["committee_name"] != ["Community development committee"]
    assert (
        admin.send("/programmes/new", **PROGRAMME, committee_name=form.values["committee_name"][0]).status
        == 200
    )
    assert db.scalars(select(Programme.committee_name)).one() == "Community development committee"
