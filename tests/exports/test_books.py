"""The books of a work leave the house as files: what was given, paid, asked, stored, tested and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.cli.export_formats import OF_SETTLEMENT, SHEET_NAMES
from peoplesprocess.exports.sheets import EXPORTS, SHEETS
from peoplesprocess.models import (
    AuthorityPromise,
    ConditionEvent,
    Decision,
    DecisionCondition,
    Handover,
    PromiseOutcome,
    WorkObjection,
    WorkObjectionAnswer,
)
from tests.browser import Browser
from tests.closure.test_repair_fund import DOOR, FEES
from tests.contracts import story as stories
from tests.contracts.story import rupees, signed
from tests.contributions.test_contributions import LABOUR
from tests.exports.test_downloads import table, workbook
from tests.factories import MARKET_DAY, Make
from tests.finished_work import almost_built
from tests.labour.test_muster_rolls import ROLL
from tests.purchases.test_purchases import ASKED, THIRD
from tests.scorecards.test_what_groups_say import WOMEN
from tests.statements import statements_of
from tests.works.test_instalments import first_paid
from tests.works.test_seen_closely import SEEN

People = Callable[..., Browser]
SAND = {"moved_on": "2023-05-12", "title": "Sand", "unit": "m³", "kind": "in", "quantity": "10.5"}
BANK = {"stated_on": "2023-05-31", "amount": "1,036,300", "paper": "Statement", "reason": "A fee"}


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    found = signed(make, in_cash=rupees(74_000))
    first_paid(db, found)
    db.commit()
    return found


def lines(visitor: Browser, place: Any, name: str) -> list[list[str]]:
    """The rows of a file as they stand below the headings."""
    return [list(row.values()) for row in table(visitor, f"/s/{place.code}/export/{name}.csv")]


def test_what_was_given_paid_asked_and_stored_comes_as_files(story: Any, browser: People) -> None:
    place, url, cleo = story.place, story.url, browser("committee_officer", story.place)
    cleo.send(f"{url}/bank/record", **BANK)
    cleo.send(f"{url}/contributions/record", **LABOUR)
    cleo.send(f"{url}/contributions/record", **{**LABOUR, "what": "Twice", "value": "1,000"})
    cleo.send(f"{url}/contributions/2/strike", reason="Written twice")
    cleo.send(f"{url}/muster-rolls/record", **{**ROLL, "men_rate": "1,200", "unequal": "Heavier work"})
    cleo.send(f"{url}/quotations/record", **ASKED, **THIRD, chosen="1", why="It delivers")
    cleo.send(f"{url}/stock/record", **SAND)
    cleo.send(
        f"{url}/stock/record", item="1", moved_on="2023-05-20", kind="count", quantity="9", reason="Rain"
    )
    came = {"arrived_on": "2023-05-20", "amount": "1,036,000", "reason": "A fee"}
    cleo.send(f"{url}/tranches/1/arrival", **came)
    for page, name in (
        *(("contributions", "contributions"), ("muster-rolls", "muster-rolls"), ("stock", "store")),
        *(("quotations", "quotations"), ("bank", "bank")),
    ):
        links = cleo.get(f"{url}/{page}").links
        assert f"/s/{place.code}/export/{name}.xlsx" in links, page
        assert f"/s/{place.code}/export/{name}.csv" in links, page
    assert f"/s/{place.code}/export/arrivals.csv" in cleo.get(f"/s/{place.code}/works").links
    assert lines(cleo, place, "contributions") == [
        ["1", "1", "2023-05-20", "Labour", "Digging the pits", "24", "36", "", "", "60000.00", ""]
    ], "what was struck is in no sum"
    [roll] = table(cleo, f"/s/{place.code}/export/muster-rolls.csv")
    assert (roll["Days worked by women"], roll["Days worked by men"], roll["Daily pay for men"]) == (
        *("92", "218", "1200.00"),
    )
    assert (roll["Wages"], roll["Why the rates differ"]) == ("353600.00", "Heavier work")
    asked = lines(cleo, place, "quotations")
    assert [(row[3], row[4], row[7], row[8]) for row in asked] == [
        ("Canal road store", "215000.00", "Yes", "It delivers"),
        ("Depot", "212000.00", "No", ""),
        ("New market", "231000.00", "No", ""),
    ]
    assert [row[6:9] for row in lines(cleo, place, "store")] == [
        ["10.500", "10.500", "10.500"],
        ["9.000", "-1.500", "9.000"],
    ]
    [balance] = lines(cleo, place, "bank")
    assert balance[3:8] == ["1036300.00", "1036800.00", "-500.00", "A fee", "Statement"]
    [arrival] = lines(cleo, place, "arrivals")
    assert arrival[4:] == ["1036800.00", "2023-05-20", "1036000.00", "-800.00", "A fee"]


def test_tests_and_defects_come_as_files(make: Make, browser: People) -> None:
    work = signed(make)
    sam, place = browser("technical_officer", work.place), work.place
    page = sam.send(f"{work.url}/visits/record", **SEEN)
    assert f"/s/{place.code}/export/tests.xlsx" in page.links
    assert [row[4:6] for row in lines(sam, place, "tests")] == [
        ["Cover slabs", "Failed"],
        ["Walls, plumb line", "Passed"],
    ]
    [defect] = table(sam, f"/s/{place.code}/export/defects.csv")
    assert (defect["Found at visit"], defect["To be repaired by"], defect["Repaired on"]) == (
        *("1", "2023-06-10", ""),
    )
    assert f"/s/{place.code}/export/defects.csv" in sam.get(f"/s/{place.code}/closure/1").links


def test_only_who_may_see_small_counts_takes_them_along(make: Make, browser: People) -> None:
    work = almost_built(make)
    place, bo = work.place, browser("facilitator", work.place)
    later = {**WOMEN, "safety_good": "20", "safety_fair": "7", "safety_poor": "3"}
    page = bo.send(f"/s/{place.code}/works/1/scorecards/record", **later, held_on="2023-09-10")
    assert f"/s/{place.code}/export/scorecards.csv" in page.links
    [seen] = lines(bo, place, "scorecards")
    assert seen[2:] == ["2023-09-10", "Women", "19", "6", "5", "20", "5", "5", "20", "7", "3"]
    official = browser("local_authority", place)
    [hidden] = lines(official, place, "scorecards")
    assert hidden[2:] == ["2023-09-10", "Women", "19", "6", "5", "20", "5", "5", "", "7", ""]
    sheet = workbook(official.client.get(f"/s/{place.code}/export.xlsx").data)["What groups say"]
    assert sheet[1][-3:] != ["20", "7", "3"] and "3" not in sheet[1]


def test_the_repair_fund_begins_with_the_handover(make: Make, browser: People) -> None:
    work = almost_built(make)
    said = {"receiver": "Users", "caretaker": "One", "tasks": "Clean", "fee": 0, "fund": 5_000_000}
    handed = {"contract_id": work.contract_id, "handed_on": date(2023, 9, 24), "made_by": None}
    work.add(lambda db, common: db.add(Handover(**common, **said, **handed)))
    cleo = browser("committee_officer", work.place)
    assert lines(cleo, work.place, "repair-fund")[0][1:] == [
        *("", "2023-09-24", "At the handover", "50000.00", "0.00", "50000.00", "")
    ]
    for line in (FEES, DOOR, {**FEES, "what": "Twice"}):
        page = cleo.send(f"{work.url}/fund/record", **line)
    assert f"/s/{work.place.code}/export/repair-fund.csv" in page.links
    cleo.send(f"{work.url}/fund/3/strike", reason="Twice")
    assert [row[3:7] for row in lines(cleo, work.place, "repair-fund")[1:]] == [
        ["Fees of three months", "13500.00", "0.00", "63500.00"],
        ["A door", "0.00", "50000.00", "13500.00"],
    ]


def terms(make: Make, place: Any) -> None:
    """A condition that was reported and met, a promise that was broken, and two objections."""
    with make.act("programme_manager", place) as act:
        decision = act.db.query(Decision).filter_by(settlement_id=place.id, line=stories.LATRINES).one()
        condition = DecisionCondition(
            **act.columns,
            decision_id=decision.id,
            number=1,
            due="signing",
            words="The owners sign",
            due_on=date(2026, 6, 1),
        )
        promise = AuthorityPromise(
            **act.columns, decision_id=decision.id, number=2, kind="co-funding", amount=500_000, words=""
        )
        objections = [
            WorkObjection(
                **act.columns,
                number=number,
                line=stories.LATRINES,
                group_code=group,
                words="Too near",
                on_paper_at=None,
            )
            for number, group in ((1, "women"), (2, ""))
        ]
        act.db.add_all([condition, promise, *objections])
        act.db.flush()
        act.db.add_all(
            [
                ConditionEvent(**act.columns, condition_id=condition.id, kind="reported", words="Done"),
                PromiseOutcome(
                    **act.columns,
                    promise_id=promise.id,
                    kept=False,
                    seen_on=MARKET_DAY.date(),
                    words="No money came",
                ),
                WorkObjectionAnswer(
                    **act.columns, objection_id=objections[0].id, mistaken=False, words="They move"
                ),
            ]
        )
        act.db.flush()
        act.db.add(ConditionEvent(**act.columns, condition_id=condition.id, kind="met", words="Seen"))
        act.note("test.terms", "plan")


def test_conditions_promises_and_objections_come_as_files(make: Make, browser: People) -> None:
    place = stories.endorsed(make)
    terms(make, place)
    bo = browser("facilitator", place)
    assert f"/s/{place.code}/export/conditions.xlsx" in bo.get(f"/s/{place.code}/approval").links
    [condition] = lines(bo, place, "conditions")
    day = str(MARKET_DAY.date())
    assert condition[2:] == [
        *("The owners sign", "Before the contract is signed", "2026-06-01", "Taluka office", day),
        *("Met", day, "Seen"),
    ]
    [promise] = lines(bo, place, "promises")
    assert promise[2:5] == ["The authority adds money", "5000.00", ""]
    assert promise[7:] == ["Not kept", day, "No money came"]
    assert [row[3:] for row in lines(bo, place, "objections")] == [
        ["Women", "Too near", "Answered", day, "They move"],
        ["", "Too near", "Not answered yet", "", ""],
    ]
    book = workbook(bo.client.get(f"/s/{place.code}/export/conditions.xlsx").data)
    assert list(book) == ["Conditions", "Promises", "Objections"]


def test_longer_books_take_no_more_statements(story: Any, browser: People, engine: Engine) -> None:
    cleo, address = browser("committee_officer", story.place), f"/s/{story.place.code}/export.xlsx"
    cleo.send(f"{story.url}/contributions/record", **LABOUR)
    before = statements_of(engine, cleo, address)
    for number in range(2, 6):
        cleo.send(f"{story.url}/contributions/record", **{**LABOUR, "what": f"Digging {number}"})
        cleo.send(f"{story.url}/stock/record", **{**SAND, "title": f"Sand {number}"})
    assert len(lines(cleo, story.place, "contributions")) == 5
    assert statements_of(engine, cleo, address) == before


def test_the_command_knows_every_sheet() -> None:
    assert set(SHEET_NAMES) == {*SHEETS} <= {*OF_SETTLEMENT}
    assert len({sheet.name[:31] for sheet in EXPORTS.values()}) == len(EXPORTS)
