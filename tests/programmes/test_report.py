"""The report of a programme: each figure against one computed by hand, and what must stay hidden."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.core.plan_items import ItemTags
from peoplesprocess.db.session import writing
from peoplesprocess.models import Result, Round
from peoplesprocess.plans import actions as plans
from peoplesprocess.plans.item_detail_actions import tag_item
from peoplesprocess.works import actions as works
from tests.browser import Browser, Page
from tests.contracts.amended import propose, release, request, sign, spend, visit
from tests.contracts.story import at, by, contract, endorse_plan, rupees
from tests.factories import SEATS, Make
from tests.finished_work import almost_built, contract_of
from tests.plan_factory import plan_item, record_need
from tests.programmes.test_looking_for_places import found
from tests.programmes.test_overview import common, saved
from tests.statements import statements
from tests.works.test_interruptions import end, give_back

People = Callable[..., Browser]
AUTUMN, WINTER = date(2025, 11, 20), date(2026, 2, 10)


@pytest.fixture
def programme(make: Make) -> Any:
    return make.programme(code="valley")


def meet(make: Make, place: Any, day: date, women: int, men: int, displaced: int | None) -> None:
    make.meeting(place, women=women, men=men, displaced=displaced, held_on=day)


def heads(women: int, men: int, other: int) -> dict[str, list[int]]:
    """So many in the bands of a meeting."""
    return {"women": [women, 0, 0], "men": [0, men, 0], "other": [1, other - 2, 1]}


def count(db: Session, place: Any, sheets: dict[str, dict[int, int]]) -> None:
    """A round was counted in which groups put these tokens on needs."""
    asked = Round(
        **common(place), number=1, method="tokens", rule="equal-groups", tokens=3, read_out=True, ballot=[]
    )
    db.add(asked)
    db.flush()
    stored = {
        group: {"people": 10, "tokens": {str(need): put for need, put in tokens.items()}}
        for group, tokens in sheets.items()
    }
    saved(db, place, Result(**common(place), round_id=asked.id, number=1, figures={"sheets": stored}))


def report(browser: People, programme: Any) -> Page:
    return browser("programme_manager", programme).get(f"/p/{programme.code}/report")


def rows(page: Page, name: str) -> list[str]:
    """The lines of a table of the report, each with blanks between its cells."""
    table = page.html.split(f"<caption>{name}</caption>")[1].split("</table>")[0]
    lines = table.split("<tbody>")[1].split("<tr>")[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in lines]


def test_settlements_people_and_needs_are_counted(browser: People, make: Make, programme: Any) -> None:
    dadu = make.settlement(programme, households=120)
    sukkur = make.settlement(programme, area="PK/SD/SUKKUR", households=80)
    meet(make, dadu, AUTUMN, women=20, men=10, displaced=6)
    meet(make, dadu, WINTER, women=8, men=12, displaced=7)
    meet(make, sukkur, WINTER, women=6, men=9, displaced=5)
    for sector in ("water", "water", "sanitation"):
        make.need(dadu, title=f"Need of {sector}", sector=sector)
    make.need(sukkur, sector="water")
    make.need(make.settlement(), sector="health")
    page = report(browser, programme)
    assert rows(page, "Settlements by place") == ["Dadu 1 120 3 0", "Sukkur 1 80 1 0", "In all 2 200 4 0"]
    # 20 + 8 + 6 = 34 women and 10 + 12 + 9 = 31 others are 65 people; 6 + 7 + 5 = 18 of them are displaced.
    assert rows(page, "People reached at meetings") == [
        "In all 65 100 %",
        "Women 34 52.3 %",
        "Men, other or not stated 31 47.7 %",
        "Displaced people 18 27.7 %",
        "Not displaced 47 72.3 %",
    ]
    assert rows(page, "People reached by place") == ["Dadu 28 22 13", "Sukkur 6 9 5"]
    assert rows(page, "Needs by sector") == ["Water supply 3 75 %", "Sanitation 1 25 %"]
    # Needs are recorded on the market day, 12 March 2026.
    assert rows(page, "By quarter of the year") == [
        "Quarter 4 of 2025 1 20 10 6 0 0",
        "Quarter 1 of 2026 2 14 21 12 4 0",
    ]


def test_plans_are_counted_by_the_outcome_that_each_item_serves_first(
    browser: People, make: Make, programme: Any
) -> None:
    first, second = make.settlement(programme), make.settlement(programme, area="PK/SD/SUKKUR")
    assert "What the plans serve" not in report(browser, programme).text
    said = [*[("4.1", "adaptation")] * 6, *[("4.1", "mitigation")] * 2, ("4.2", "both"), *[("4.2", "")] * 6]
    tag(make, first, said)
    tag(make, second, [("4.3", "")] * 5)
    visitor = browser("programme_manager", programme)
    address = f"/p/{programme.code}/report/plans"
    assert address in visitor.get(f"/p/{programme.code}/report").links
    page = visitor.get(address)
    assert rows(page, "Outcomes of the plans") == [
        "4.1 Social integration and inclusive communities 8 40 %",
        "4.2 Living standards and inclusion of migrants, refugees, displaced people and returnees 7 35 %",
        "4.3 Resilience of the built environment and of infrastructure 5 25 %",
        "In all 20 100 %",
    ]
    assert rows(page, "Climate in the plans") == [
        "Adaptation to climate change 6 30 %",
        "Mitigation of climate change 2 10 %",
        "Both 1 5 %",
        "In all 9 45 %",
    ]
    tag(make, make.settlement(programme), [("", "")])
    assert rows(visitor.get(address), "Outcomes of the plans")[3:] == [
        "No outcome yet 1 4.8 %",
        "In all 21 100 %",
    ]


def tag(make: Make, place: Any, said: list[tuple[str, str]]) -> None:
    """Write a plan whose items serve these outcomes, and do this about climate change."""
    with make.act("facilitator", place) as act:
        record_need(act, 1)
        for line, (outcome, climate) in enumerate(said, start=1):
            plans.add_item(act, plan_item(line, needs=[1]))
            others = ["4.3"] if outcome == "4.1" else []
            if outcome:
                tag_item(act, line, ItemTags("", "", "", "", outcome, others, climate), 1)


def test_who_was_not_counted_as_displaced_is_not_settled_for_that(
    browser: People, make: Make, programme: Any
) -> None:
    place = make.settlement(programme)
    meet(make, place, AUTUMN, women=20, men=10, displaced=6)
    meet(make, place, WINTER, women=8, men=12, displaced=None)
    assert rows(report(browser, programme), "People reached at meetings")[3:] == [
        "Displaced people 6 12 %",
        "Not displaced 24 48 %",
        "Displaced people were not counted 20 40 %",
    ]


def test_where_nobody_counted_the_displaced_the_report_says_so(
    browser: People, make: Make, programme: Any
) -> None:
    dadu, sukkur = make.settlement(programme), make.settlement(programme, area="PK/SD/SUKKUR")
    meet(make, dadu, WINTER, women=8, men=12, displaced=None)
    page = report(browser, programme)
    assert rows(page, "People reached at meetings")[3:] == [
        "Displaced people not counted –",
        "Not displaced not counted –",
    ]
    assert rows(page, "People reached by place") == ["Dadu 8 12 not counted"]
    meet(make, sukkur, AUTUMN, women=20, men=10, displaced=9)
    page = report(browser, programme)
    assert rows(page, "People reached by place") == ["Dadu 8 12 not counted", "Sukkur 20 10 9"]
    assert [row.split()[5:] for row in rows(page, "By quarter of the year")] == [
        ["20", "10", "9", "0", "0"],
        ["8", "12", "not", "counted", "0", "0"],
    ]
    file = browser("programme_manager", programme).client.get(f"/p/{programme.code}/report.csv").text
    assert "People reached by place,Dadu,Displaced people,,\r\n" in file, "an empty cell is no 0"


def test_men_stand_by_themselves_where_others_are_not_few(
    browser: People, make: Make, programme: Any
) -> None:
    place = make.settlement(programme)
    make.meeting(place, counts=heads(20, 15, 4), displaced=9, held_on=WINTER)
    page = report(browser, programme)
    assert rows(page, "People reached at meetings")[1:3] == [
        "Women 20 51.3 %",
        "Men, other or not stated 19 48.7 %",
    ]
    make.meeting(place, counts=heads(5, 5, 6), displaced=9, held_on=WINTER)
    page = report(browser, programme)
    assert rows(page, "People reached at meetings")[1:4] == [
        "Women 25 45.5 %",
        "Men 20 36.4 %",
        "Other or not stated 10 18.2 %",
    ]
    assert rows(page, "People reached by place") == ["Dadu 25 30 18"]


def test_committees_are_counted_by_the_share_of_women_that_the_programme_asks(
    browser: People, make: Make, programme: Any
) -> None:
    few = [replace(seat, woman=False) for seat in SEATS]
    places = [make.settlement(programme, name=f"Goth {letter}") for letter in "ABC"]
    places.append(make.settlement(programme, area="PK/SD/SUKKUR", name="Goth D"))
    efua = browser("programme_manager", programme)
    assert "Women on committees" not in efua.get(f"/p/{programme.code}/report").text
    for place, sat in zip(places, (SEATS, few, None, SEATS), strict=True):
        if sat is not None:
            make.election(place, sat)
    page = report(browser, programme)
    assert rows(page, "Women on committees") == [
        "Dadu 2 1 50 %",
        "Sukkur 1 1 100 %",
        "In all 3 2 66.7 %",
    ]
    assert "women hold at least 33 % of the seats, as the programme asks." in page.text
    assert f"/p/{programme.code}?committee=few" in page.links
    assert found(efua, programme, "committee=few") == "B"
    assert found(efua, programme, "committee=enough") == "AD"
    assert found(efua, programme, "committee=enough&area=PK/SD/SUKKUR") == "D"
    assert efua.get(f"/p/{programme.code}?committee=none").status == 404
    assert "Too few women on the committee" in efua.get(f"/p/{programme.code}?committee=few").text


def test_works_and_money_are_added_up_by_status_and_quarter(
    browser: People, make: Make, programme: Any
) -> None:
    almost_built(make, programme=programme)
    contract_of(make, make.settlement(programme, planned=True))
    contract_of(make, make.settlement(programme, planned=True), signatures=2)
    page = report(browser, programme)
    assert rows(page, "Works by status") == [
        "Ended before it was finished 0 0 %",
        "Signed, nothing measured yet 1 50 %",
        "Being built 1 50 %",
        "Fully built 0 0 %",
        "Handed over 0 0 %",
    ]
    # Scenario A twice: 3,840,000 less 384,000 is 3,456,000; 30 + 40 + 20 % of it are 3,110,400.
    assert rows(page, "Money by status of the works") == [
        "Signed, nothing measured yet 3,456,000 PKR 0 PKR 0 PKR 0 PKR",
        "Being built 3,456,000 PKR 3,110,400 PKR 3,395,000 PKR 0 PKR",
        "In all 6,912,000 PKR 3,110,400 PKR 3,395,000 PKR 0 PKR",
    ]
    assert rows(page, "Money by quarter of the year") == [
        "Quarter 3 of 2023 3,110,400 PKR 0 PKR 3,395,000 PKR 0 PKR",
    ]


def test_the_agencys_answers_are_counted_as_the_authoritys_are(
    browser: People, make: Make, programme: Any
) -> None:
    """Paid after 8 and, for other places, 22 and 14 days; refused after 15. One request still waits."""
    assert "Answers of the agency" not in report(browser, programme).text
    asked = date(2023, 6, 8)
    for said, days in (("paid", 8), ("paid", 22), ("paid", 14), ("refused", 15), ("nothing", 0)):
        place = make.settlement(programme, planned=True, envelope=rupees(7_500_000))
        work = make.contract(place)
        request(make, work, 1, at(asked))
        if said == "paid":
            release(make, work, 1, at(asked + timedelta(days=days)))
        if said == "refused":
            with writing(make.engine) as db:
                act = by(db, work, "finance_officer", at(asked + timedelta(days=days)))
                works.refuse_tranche(act, 1, 1, "The account is not open")
                db.commit()
    assert rows(report(browser, programme), "Answers of the agency") == ["The agency 4 14 22 2"]


def test_the_first_needs_of_each_group_are_followed_to_plan_and_work(
    browser: People, make: Make, db: Session, programme: Any
) -> None:
    place = make.settlement(programme)
    for number in range(1, 5):
        make.need(place, title=f"Need {number}")
    make.plan(place, {1: {"needs": [1, 4]}})
    # Women's first three are 1, 2 and 3; men put two first and nothing else.
    count(db, place, {"women": {1: 30, 2: 20, 3: 5, 4: 1}, "men": {4: 9, 1: 9, 2: 0}})
    page = report(browser, programme)
    assert rows(page, "The first needs of each group") == ["Women 3 1 33.3 % 0 0 %", "Men 2 2 100 % 0 0 %"]


def test_what_is_wholly_built_was_built_for_who_put_it_first(
    browser: People, make: Make, db: Session, programme: Any
) -> None:
    work = almost_built(make, programme=programme)
    work.visit(10_000, date(2023, 9, 2), final=True)
    count(db, work.place, {"women": {1: 5, 7: 3}})
    page = report(browser, programme)
    assert rows(page, "Works by status")[3] == "Fully built 1 100 %"
    assert rows(page, "The first needs of each group") == ["Women 2 1 50 % 1 50 %"]


def test_a_count_under_five_is_hidden_with_what_would_give_it_away(
    browser: People, make: Make, programme: Any
) -> None:
    dadu = make.settlement(programme)
    sukkur = make.settlement(programme, area="PK/SD/SUKKUR")
    meet(make, dadu, WINTER, women=20, men=30, displaced=2)
    meet(make, sukkur, WINTER, women=3, men=15, displaced=0)
    page = report(browser, programme)
    assert rows(page, "People reached at meetings") == [
        "In all 68 100 %",
        "Women 23 33.8 %",
        "Men, other or not stated 45 66.2 %",
        "Displaced people – –",
        "Not displaced – –",
    ]
    assert rows(page, "People reached by place") == ["Dadu – 30 –", "Sukkur – 15 –"]
    assert "A count under 5 is hidden" in page.text


def test_so_few_people_are_told_nowhere(browser: People, make: Make, programme: Any) -> None:
    meet(make, make.settlement(programme), WINTER, women=2, men=1, displaced=0)
    page = report(browser, programme)
    assert rows(page, "People reached at meetings")[0] == "In all – –"
    assert rows(page, "People reached by place") == ["Dadu – – –"]
    assert rows(page, "By quarter of the year") == ["Quarter 1 of 2026 1 – – – 0 0"]


def test_the_report_is_a_file_too(browser: People, make: Make, programme: Any) -> None:
    almost_built(make, programme=programme)
    finance = browser("finance_officer", programme)
    page = finance.get(f"/p/{programme.code}/report")
    assert {"/p/valley/report.xlsx", "/p/valley/report.csv"} <= set(page.links)
    file = finance.client.get("/p/valley/report.csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="valley-report.csv"'
    told = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert told[0] == ["Part of the report", "Row", "Figure", "Currency", "Value"]
    assert ["Money by status of the works", "In all", "Released", "PKR", "3110400.00"] in told
    assert ["Works by status", "Being built", "Share", "", "100.00"] in told
    with ZipFile(io.BytesIO(finance.client.get("/p/valley/report.xlsx").data)) as book:
        names = book.read("xl/workbook.xml").decode()
    assert "Settlements by place" in names and "Money by quarter of the year" in names


def test_the_report_takes_the_same_statements_for_any_number(
    browser: People, make: Make, programme: Any, engine: Engine
) -> None:
    efua, few = browser("programme_manager", programme), 0
    assert "Nothing is recorded yet." in efua.get("/p/valley/report").text
    for _ in range(2):
        for _ in range(3):
            place = make.settlement(programme)
            make.need(place)
            make.meeting(place, women=9)
        with statements(engine) as seen:
            assert efua.get("/p/valley/report").status == 200
        assert len(seen) == (few or len(seen)) <= 6, seen
        few = len(seen)


def test_the_report_is_for_who_sees_the_programme(browser: People, make: Make, programme: Any) -> None:
    place = make.settlement(programme)
    for role in ("facilitator", "local_authority"):
        for ending in ("", ".xlsx", ".csv"):
            assert browser(role, place).get(f"/p/valley/report{ending}").status == 404
    assert browser("programme_manager", make.programme()).get("/p/valley/report").status == 404


def test_a_contract_that_ended_counts_with_what_it_kept(
    browser: People, make: Make, db: Session, programme: Any
) -> None:
    place = make.settlement(programme, planned=True, envelope=rupees(7_500_000))
    endorse_plan(make, place)
    story = contract(make, place)
    request(make, story, 1)
    release(make, story, 1)
    spend(make, story, 500_000)
    end(make, story)
    give_back(make, story, 900_000)
    page = report(browser, programme)
    assert rows(page, "Works by status")[0] == "Ended before it was finished 1 100 %"
    # 30 % of 3,456,000 is 1,036,800; 900,000 of it went back.
    assert rows(page, "Money by status of the works") == [
        "Ended before it was finished 136,800 PKR 136,800 PKR 500,000 PKR 0 PKR",
        "In all 136,800 PKR 136,800 PKR 500,000 PKR 0 PKR",
    ]
    assert rows(page, "Money by quarter of the year") == [
        "Quarter 2 of 2023 1,036,800 PKR 900,000 PKR 500,000 PKR 0 PKR"
    ]


def test_progress_is_that_of_the_bill_in_force(browser: People, make: Make, programme: Any) -> None:
    place = make.settlement(programme, planned=True, envelope=rupees(7_500_000))
    endorse_plan(make, place)
    story = contract(make, place)
    visit(make, story, {1: 8_000, 2: 400_000, 3: 16_000, 4: 8_000}, date(2023, 5, 19))
    page = report(browser, programme)
    assert rows(page, "Works by status")[3] == "Fully built 1 100 %"
    sign(make, story, propose(make, story, lines={1: (9, 96_000)}))
    page = report(browser, programme)
    assert rows(page, "Works by status")[2:4] == ["Being built 1 100 %", "Fully built 0 0 %"]
