"""The list of needs: short, filtered, a page at a time, in one statement; and one need with its fate."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import (
    Contract,
    Decision,
    Need,
    Plan,
    PlanItem,
    PlanSubmission,
    Result,
    Round,
    Visit,
)
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.row_columns import belonging
from tests.statements import statements_of

People = Callable[..., Browser]


def test_the_list_names_each_need_its_sector_who_raised_it_and_how_many_it_touches(
    listed: Callable[[int], Any], browser: People
) -> None:
    place = listed(2)
    page = browser("local_authority", place).get(f"/s/{place.code}/needs")
    assert page.h1 == "What do people need?"
    assert "1. Latrines for women near the mosque, with a door that locks (1) Sanitation W Y 21" in page.text
    assert (
        "2. A brick road to the market, so that carts pass in the rains (2) Roads and paths W 22" in page.text
    )
    assert "Record a need" not in page.text


def test_an_empty_list_says_what_to_do_first(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}/needs")
    assert "Ask each group separately" in page.text
    assert f"/s/{place.code}/needs/record" in page.links


def test_the_list_is_filtered_by_sector_group_and_answer(
    listed: Callable[[int], Any], browser: People
) -> None:
    place = listed(20)
    bo = browser("facilitator", place)

    def numbers(query: str) -> list[str]:
        found = [
            link.removeprefix(f"/s/{place.code}/needs/")
            for link in bo.get(f"/s/{place.code}/needs?{query}").links
        ]
        return [link for link in found if link.isdigit()]

    assert numbers("sector=water") == ["5", "10", "15", "20"]
    assert numbers("sector=water&group=youth") == ["5", "15"]
    assert numbers("response_type=service&group=") == ["10", "20"]
    assert numbers("group=men") == []
    assert "No need matches." in bo.get(f"/s/{place.code}/needs?group=men").text
    assert numbers("after=18") == ["19", "20"]
    assert len(numbers("after=never&sector=")) == 20


def test_fifty_needs_stand_on_a_page_and_the_rest_on_the_next(
    listed: Callable[[int], Any], browser: People
) -> None:
    place = listed(51)
    bo = browser("facilitator", place)
    first = bo.get(f"/s/{place.code}/needs?group=women")
    assert f"/s/{place.code}/needs/50" in first.links
    assert f"/s/{place.code}/needs/51" not in first.links
    more = next(link for link in first.links if "after" in link)
    assert more == f"/s/{place.code}/needs?group=women&after=50"
    second = bo.get(more)
    assert f"/s/{place.code}/needs/51" in second.links
    assert not any("after" in link for link in second.links)


def test_the_list_is_one_statement_however_long_it_is(
    listed: Callable[[int], Any], browser: People, engine: Engine
) -> None:
    asked = []
    for count in (1, 100):
        place = listed(count)
        bo = browser("facilitator", place)
        asked.append(statements_of(engine, bo, f"/s/{place.code}/needs"))
    assert asked == [3, 3]


def test_fifty_needs_weigh_little_in_every_language(listed: Callable[[int], Any], browser: People) -> None:
    place = listed(50)
    bo = browser("facilitator", place)
    bo.get(f"/s/{place.code}/needs")
    for language in ("en", "fr", "ar"):
        page = bo.get(f"/s/{place.code}/needs?language={language}")
        assert len(gzip.compress(page.html.encode())) < 3000


def test_a_need_tells_its_way_through_round_plan_and_contract(
    listed: Callable[[int], Any], browser: People, db: Session, engine: Engine
) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    assert "It waits for the groups to set their priorities." in bo.get(f"/s/{place.code}/needs/2").text
    _walk(db, place)
    assert statements_of(engine, bo, f"/s/{place.code}/needs/2") <= 6
    page = bo.get(f"/s/{place.code}/needs/2")
    for words in (
        "Round 1",
        "If each group counts the same: rank 1 of 3 (50.5 %).",
        "If each choice counts the same: rank 2 of 3 (choices: 21).",
        "Action plan, item 7",
        "Road with drains",
        "Endorsed on 12 Mar 2026 by Taluka",
        "Contract 4",
        "35.5 % is built.",
    ):
        assert words in page.text
    other = bo.get(f"/s/{place.code}/needs/3")
    assert "Round 1" not in other.text
    assert "Round 2 The groups are choosing now." in other.text


def _walk(db: Session, place: Any) -> None:
    """A closed round, an open one, an endorsed plan, a contract and a visit."""
    mine = {**belonging(place, place.id, MARKET_DAY), "made_by": None}
    closed = Round(
        **mine, number=1, method="tokens", rule="equal-groups", tokens=3, read_out=True, ballot=[1, 2]
    )
    still = Round(
        **mine, number=2, method="tokens", rule="equal-groups", tokens=3, read_out=True, ballot=[1, 3]
    )
    plan = Plan(**mine, number=1)
    db.add_all([closed, still, plan])
    db.flush()
    orders = {
        "equal-groups": [[2, "50.5", 1], [1, "40", 2], [3, "9.5", 3]],
        "most-tokens": [[1, "26", 1], [2, "21", 2], [3, "3", 3]],
    }
    figures = {"rule": "equal-groups", "orders": orders, "sheets": {}, "unseen": []}
    db.add(Result(**mine, round_id=closed.id, number=1, figures=figures))
    for line, needs in ((6, [1]), (7, [2, 1])):
        db.add(_item(plan, line, needs))
    db.add(PlanSubmission(**mine, plan_id=plan.id))
    answer = {"fingerprint": "f7", "reason": "", "area": "PK/SD/DADU", "office": "Taluka"}
    db.add(Decision(**mine, plan_id=plan.id, line=7, verdict="endorse", **answer))
    terms = {"title": "Road", "mode": "members", "total": 100, "contribution": 10, "grant": 90}
    days = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 6, 1)}
    contract = Contract(**mine, number=4, plan_id=plan.id, line=7, **terms, **days)
    db.add(contract)
    db.flush()
    seen = {"measured": {}, "spent": 0, "days_stopped": 0, "notes": "", "final": False}
    for number, physical in ((1, 1000), (2, 3550)):
        visited = date(2026, 3, number)
        db.add(
            Visit(
                **mine, contract_id=contract.id, number=number, visited_on=visited, physical=physical, **seen
            )
        )
    assert db.scalars(select(Need.number)).first()
    journal.write(db, place.id, None, "test.make", "fate", MARKET_DAY)
    db.commit()


def _item(plan: Plan, line: int, needs: list[int]) -> PlanItem:
    return PlanItem(
        plan_id=plan.id,
        line=line,
        rank=line,
        title="Road with drains",
        place="",
        needs=needs,
        cost=100,
        in_cash=0,
        in_labour=10,
        in_materials=0,
        source="",
        implementer="with-help",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 6, 1),
        operation_and_maintenance="",
        fingerprint=f"f{line}",
    )
