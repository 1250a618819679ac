"""First pages and the portfolio: what is each one's to do, with the money, in few statements and bytes."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.models import (
    Decision,
    NoObjection,
    Plan,
    PlanItem,
    PlanSubmission,
    StepClosure,
    Tranche,
    TrancheRequest,
)
from peoplesprocess.programmes.portfolio_sheet import harmless
from peoplesprocess.spreadsheets.cells import Sheet
from peoplesprocess.spreadsheets.csv_writer import FORMULA, as_csv
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.finished_work import almost_built, contract_of
from tests.statements import statements

People = Callable[..., Browser]


def now() -> datetime:
    """The time: of the test, as a run may pass midnight."""
    return datetime.now(UTC)


STEPS = ("mobilise", "organise", "map", "prioritise", "plan", "approve", "contract", "build", "handover")


def saved(db: Session, place: Any, *rows: Any) -> None:
    db.add_all(rows)
    journal.write(db, place.id, None, "test.make", "settlement", MARKET_DAY)
    db.commit()


def common(place: Any, days_ago: int = 0) -> dict[str, Any]:
    made_at = now() - timedelta(days=days_ago)
    return {
        "settlement_id": place.id,
        "programme_id": place.programme_id,
        "made_by": None,
        "made_at": made_at,
    }


def close_steps(db: Session, place: Any, *steps: str, days_ago: int = 0) -> None:
    saved(db, place, *(StepClosure(**common(place, days_ago), step=step) for step in steps))


def submit_plan(db: Session, place: Any, items: int, days_ago: int) -> None:
    """A plan with its no-objection was handed in some days ago."""
    plan = Plan(**common(place, days_ago), number=1)
    db.add(plan)
    db.flush()
    day = date(2026, 1, 1)
    lines = [
        PlanItem(
            plan_id=plan.id,
            line=line,
            rank=line,
            title="Latrines",
            place="School",
            needs=[],
            cost=100,
            in_cash=0,
            in_labour=10,
            in_materials=0,
            source="grant",
            implementer="ourselves",
            starts_on=day,
            ends_on=day,
            operation_and_maintenance="",
            fingerprint=f"f{line}",
        )
        for line in range(1, items + 1)
    ]
    given = NoObjection(**common(place), office="Taluka", reference="", given_on=day)
    saved(db, place, *lines, given, PlanSubmission(**common(place, days_ago), plan_id=plan.id))


def decide(
    db: Session, place: Any, line: int, verdict: str, area: str = "PK/SD/DADU", days_ago: int = 0
) -> None:
    plan = db.scalars(select(Plan.id).where(Plan.settlement_id == place.id)).one()
    answer = Decision(
        **common(place, days_ago),
        plan_id=plan,
        line=line,
        fingerprint=f"f{line}",
        verdict=verdict,
        reason="Because",
        area=area,
        office="Taluka",
    )
    saved(db, place, answer)


def test_a_facilitator_sees_the_own_settlements_with_what_is_missing_first(
    browser: People, make: Make, db: Session
) -> None:
    place, other = make.settlement(made_at=now() - timedelta(days=12)), make.settlement()
    page = browser("facilitator", place).get("/")
    assert "Mobilise 12 days in this step" in page.text
    assert "No households and people on the settlement's sheet yet" in page.text.replace("’", "'")
    assert f"/s/{place.code}" in page.links
    assert other.name not in page.text
    close_steps(db, place, "mobilise", "organise", days_ago=3)
    page = browser("group_representative", place, "women").get("/")
    assert "Map needs 3 days in this step" in page.text and "No session of women yet" in page.text


def test_somebody_without_a_role_is_told_what_to_do(browser: People, make: Make) -> None:
    with make.act() as act:
        accounts.add_account(act, accounts.AccountInput("gul", "Gul", "!"), [])
    visitor = browser()
    visitor.sign_in_as("gul")
    assert "You have no role yet." in visitor.get("/").text


def test_an_authority_sees_how_long_its_answers_are_waited_for(
    browser: People, make: Make, db: Session
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    new = make.settlement(programme, made_at=now() - timedelta(days=20))
    elsewhere = make.settlement(programme, area="PK/SD/SUKKUR")
    submit_plan(db, place, items=3, days_ago=6)
    carla = browser("local_authority", place)
    page = carla.get("/")
    assert page.h1 == "Waiting for your decision"
    assert "3 items of the plan wait for you. Waiting for 6 days." in page.text
    assert "no objection is missing. Waiting for 20 days." in page.text
    assert page.text.index(new.name) < page.text.index(place.name)
    assert '<span class="clock late">Waiting for 20 days' in page.html
    assert '<span class="clock">Waiting for 6 days' in page.html
    assert elsewhere.name not in page.text
    decide(db, place, 1, "endorse")
    decide(db, place, 2, "return")
    assert "1 item of the plan waits for you." in carla.get("/").text
    decide(db, place, 3, "decline")
    assert place.name not in carla.get("/").text.partition("Settlements in your area")[0]


def test_what_is_forwarded_waits_for_the_next_authority_above(
    browser: People, make: Make, db: Session
) -> None:
    place = make.settlement()
    submit_plan(db, place, items=2, days_ago=9)
    above = browser()
    with make.act() as act:
        grant = RoleGrant(Role.LOCAL_AUTHORITY, place.programme_id, area="PK/SD")
        accounts.add_account(act, accounts.AccountInput("province", "Province", "!"), [grant])
    above.sign_in_as("province")
    assert "Nothing waits for you." in above.get("/").text
    decide(db, place, 1, "forward", days_ago=2)
    db.rollback()
    assert "1 item of the plan waits for you. Waiting for 2 days." in above.get("/").text
    assert (
        "1 item of the plan waits for you. Waiting for 9 days."
        in browser("local_authority", place).get("/").text
    )
    decide(db, place, 1, "endorse", area="PK/SD")
    assert "Nothing waits for you." in above.get("/").text


def test_a_manager_sees_the_money_and_what_is_late(browser: People, make: Make, db: Session) -> None:
    work = almost_built(make)
    close_steps(db, work.place, *STEPS[:7], days_ago=5)
    row = db.scalars(select(Tranche.id).where(Tranche.number == 4)).one()
    asked = TrancheRequest(**common(work.place, 15), tranche_id=row, number=1, statement="Spent.")
    saved(db, work.place, asked)
    page = browser("programme_manager", work.place).get("/")
    line = page.text[page.text.index(work.place.name) :]
    for figure in ("Build 5", "3,456,000 PKR", "3,110,400", "3,395,000", "95 %", "15 days"):
        assert figure in line, line
    assert 'class="n late" data-l="Request waiting">15 days' in page.html


def test_work_and_money_far_apart_are_marked(browser: People, make: Make) -> None:
    work = almost_built(make)
    work.visit(5_000, date(2023, 9, 1))
    page = browser("finance_officer", work.place).get("/")
    assert 'class="n late" data-l="Built">50\u00a0%' in page.html


def test_a_contract_that_is_not_signed_is_no_money_yet(browser: People, make: Make) -> None:
    work = contract_of(make, make.settlement(), signatures=2)
    assert "3,456,000" not in browser("programme_manager", work.place).get("/").text


def test_an_administrator_sees_everything_and_enters_no_settlement(browser: People, make: Make) -> None:
    places = [make.settlement() for _ in range(2)]
    page = browser("administrator").get("/")
    assert all(place.name in page.text for place in places)
    assert not any(link.startswith("/s/") for link in page.links)
    assert "/programmes/new" in page.links


@pytest.mark.parametrize(
    ("sort", "order"),
    [("name", "ABC"), ("step", "CBA"), ("days", "BAC"), ("gap", "ABC"), ("late", "BAC")],
)
def test_the_portfolio_is_sorted_by_what_the_heading_says(
    browser: People, make: Make, db: Session, sort: str, order: str
) -> None:
    programme = make.programme()
    places = [
        make.settlement(programme, name=f"Goth {letter}", made_at=now() - timedelta(days=9))
        for letter in "ABC"
    ]
    close_steps(db, places[0], *STEPS[:3], days_ago=7)
    close_steps(db, places[1], *STEPS[:2], days_ago=8)
    close_steps(db, places[2], days_ago=1)
    saved(db, places[2], StepClosure(**common(places[2], 1), step="mobilise"))
    work = contract_of(make, places[0])
    work.visit(5_000, date(2023, 9, 1))
    other = contract_of(make, places[1])
    with Session(make.engine) as look:
        row = look.scalars(select(Tranche.id).where(Tranche.contract_id == other.contract_id)).first()
    saved(db, places[1], TrancheRequest(**common(places[1], 3), tranche_id=row, number=1, statement="Please"))
    page = browser("programme_manager", programme).get(f"/p/{programme.code}?sort={sort}")
    found = sorted("ABC", key=lambda letter: page.text.index(f"Goth {letter}"))
    assert "".join(found) == order
    assert 'aria-sort="' in page.html


def test_an_unknown_order_and_a_strangers_programme_are_not_there(browser: People, make: Make) -> None:
    programme, other = make.programme(), make.programme()
    efua = browser("programme_manager", programme)
    assert efua.get(f"/p/{programme.code}?sort=luck").status == 404
    assert efua.get(f"/p/{other.code}").status == 404
    assert efua.get(f"/p/{other.code}.csv").status == 404
    assert browser("facilitator", make.settlement(programme)).get(f"/p/{programme.code}").status == 404


def test_fifty_settlements_take_the_same_statements_and_have_a_next_page(
    browser: People, make: Make, engine: Engine
) -> None:
    programme = make.programme()
    first = make.settlement(programme, name="Goth 000")
    efua = browser("programme_manager", first)
    pages = ("/", f"/p/{programme.code}", f"/p/{programme.code}?sort=late", f"/p/{programme.code}.csv")
    few = {}
    for url in pages:
        with statements(engine) as seen:
            assert efua.get(url).status == 200
        few[url] = len(seen)
    for number in range(1, 53):
        make.settlement(programme, name=f"Goth {number:03d}", code=f"village-of-the-valley-{number:03d}")
    for url in pages:
        with statements(engine) as seen:
            page = efua.get(url)
        assert len(seen) == few[url] <= 6, seen
        if "csv" not in url:
            assert len(gzip.compress(page.html.encode())) < 6_000
    more = next(link for link in efua.get("/").links if "after=" in link)
    rest = efua.get("/" + more)
    assert "Goth 052" in rest.text
    assert "Goth 049" not in rest.text


def test_every_kind_of_person_has_a_first_page_of_six_statements(
    browser: People, make: Make, engine: Engine, db: Session
) -> None:
    place = make.settlement()
    submit_plan(db, place, items=1, days_ago=1)
    everything = browser("facilitator", place)
    db.rollback()
    grants = [
        RoleGrant(Role.FACILITATOR, place.programme_id, place.id),
        RoleGrant(Role.LOCAL_AUTHORITY, place.programme_id, area="PK/SD/DADU"),
        RoleGrant(Role.PROGRAMME_MANAGER, place.programme_id),
    ]
    with make.act() as act:
        accounts.add_account(act, accounts.AccountInput("all", "All", "!"), grants)
    everything.sign_in_as("all")
    with statements(engine) as seen:
        page = everything.get("/")
    assert len(seen) <= 6
    assert page.html.count(place.name) == 4


def test_the_file_holds_plain_numbers_and_no_formula(browser: People, make: Make, db: Session) -> None:
    programme = make.programme()
    work = almost_built(make, programme=programme, name='=HYPERLINK("http://evil")')
    close_steps(db, work.place, *STEPS)
    response = browser("finance_officer", work.place).client.get(f"/p/{programme.code}.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{programme.code}.csv"'
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert rows[0]["Settlement"] == '\'=HYPERLINK("http://evil")'
    assert rows[0]["Released"] == "3110400.00"
    assert (rows[0]["Granted"], rows[0]["Built, in %"], rows[0]["Request waiting, in days"]) == (
        "3456000.00",
        "95.0",
        "",
    )
    with make.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE settlement_summary SET released = -345, spent = -50"))
    response = browser("finance_officer", work.place).client.get(f"/p/{programme.code}.csv")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert (rows[0]["Released"], rows[0]["Spent"]) == ("-3.45", "-0.50"), "also of sums below nothing"


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@A1", "\t1", "\r1", "\n1", "＝1", "＋1", "－1", "＠A1", " =1"]
)
def test_what_spreadsheets_take_for_a_formula_is_shown_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "\n", "\r", "; "])
def test_no_formula_begins_within_a_text_where_other_signs_part_cells(sign: str) -> None:
    attack = f"Water{sign}=cmd|'/C calc'!A0"
    assert harmless(attack) == f"Water{sign}'=cmd|'/C calc'!A0"
    if sign.isspace():
        assert harmless(f"{sign}=1") == f"'{sign}'=1"
    sheet = Sheet("Needs", ["Number", "Need"], [(1, attack), (2, f"Pipes{sign.strip(' ')}-2+3")])
    for written, read in ((".", ";"), (",", ","), (".", "\t"), (".", "|")):
        lines = csv.reader(io.StringIO("".join(as_csv(sheet, written)), newline=None), delimiter=read)
        for line in (part for cells in lines for cell in cells for part in cell.splitlines()):
            assert not line.lstrip().startswith(FORMULA), line


def test_other_text_stays_as_it_is() -> None:
    for told in ("Goth Haji - Bachal = home", "Wood, bricks; - sand", "a,b;c", "10:30-11:00"):
        assert harmless(told) == told


def test_settlements_of_one_name_are_told_apart_wherever_one_is_chosen(
    make: Make, browser: Callable[..., Browser]
) -> None:
    programme = make.programme()
    for code in ("north", "south"):
        make.settlement(programme, name="Sukhpur", code=code)
    alone = make.settlement(programme, name="Rasulpur", code="alone")
    manager = browser("programme_manager", alone)
    page = manager.get(f"/p/{programme.code}")
    invite = manager.get(f"/p/{programme.code}/people/invite?role=facilitator")
    for code in ("north", "south"):
        assert f"Sukhpur ({code})" in page.text
        assert f"Sukhpur ({code})" in invite.text
    assert "Rasulpur (alone)" not in page.text
