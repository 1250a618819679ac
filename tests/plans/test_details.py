"""More about an item: its problem, what it costs line by line, who pays, and what stays answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.item_finance import FundingLine
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.plan_items import TAGS, ItemTags
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.models import JournalEntry, PlanItem
from peoplesprocess.plans import actions, item_detail_actions
from peoplesprocess.programmes import unit_rates
from tests.browser import Browser, Page
from tests.factories import MARKET_DAY, Make
from tests.plan_factory import adopt, plan_item
from tests.statements import statements_of

People = Callable[..., Browser]
Written = Callable[..., Any]


def row(db: Session, line: int = 1) -> PlanItem:
    """The newest version's item of a line."""
    found = db.scalars(select(PlanItem).where(PlanItem.line == line).order_by(PlanItem.id.desc())).first()
    assert found is not None
    db.expunge(found)
    db.rollback()
    return found


def told(visitor: Browser, place: Any, number: int = 1, line: int = 1) -> Page:
    """The page of all that a version says of an item."""
    return visitor.get(f"{place.address}/plan/{number}/items/{line}")


def fund(source: str, amount: int, *, committed: bool) -> FundingLine:
    """A funding line without an instrument."""
    return FundingLine(source, "", amount, committed)


def tags(**said: Any) -> ItemTags:
    """The tags of an item; what is not said is left out."""
    return ItemTags(**{**dict.fromkeys(TAGS, ""), "other_outcomes": [], **said})


def keep_rates(make: Make, programme: Any) -> None:
    """Keep a rate for walls, and one for a day of labour."""
    with make.act("programme_manager", programme) as act:
        kept = unit_rates.UnitRateInput("Brick wall", "m²", "PKR", 2_000_00, "Market of May")
        unit_rates.keep_rate(act, kept)
        day = unit_rates.UnitRateInput("Labour", "day", "PKR", 300_00, "District's list", is_labour_day=True)
        unit_rates.keep_rate(act, day)


def test_27_000_are_paid_by_three_and_the_gap_is_seen_when_one_leaves(
    village: Any, browser: People, typed: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    bo.send(f"{village.address}/plan/items/add", **typed(cost="27,000", in_labour="", in_cash="3,000"))
    more = f"{village.address}/plan/items/1/funding"
    page = bo.send(
        more,
        source1="grant",
        amount1="16,000",
        committed1="yes",
        source2="municipality",
        instrument2="betterment",
        amount2="5,000",
        source3="municipality",
        amount3="3,000",
    )
    for words in (
        "Grant of the agency 16,000",
        "Municipality 8,000",
        "From the community 3,000",
        "Gap 0 PKR",
    ):
        assert words in page.text
    assert "Land pays 5,000 PKR of it, 18.5 % of the cost." in page.text
    assert "Promised so far: 19,000 PKR. Not promised yet: 8,000 PKR, 29.6 % of the cost." in page.text
    assert "nobody is named" not in page.text
    assert "Grant 16,000 PKR" in bo.get(f"{village.address}/plan").text
    page = bo.send(f"{village.address}/plan/items/1/change", in_cash="3,001")
    assert page.status == 422
    assert "1 PKR more than the item costs" in page.problems[0]
    bo.send(f"{village.address}/plan/items/1/change", in_cash="0")
    for page in (bo.get(f"{village.address}/plan"), told(bo, village)):
        assert "Gap: nobody is named yet to pay 3,000 PKR, 11.1 % of the cost." in page.text
    page = bo.send(more, source4="partner", amount4="3,000.01")
    assert page.status == 422
    assert "0.01 PKR more than the item costs" in page.problems[0]
    assert page.values["amount4"] == ["3,000.01"]
    page = bo.send(more, source5="grant", instrument5="public-land", amount5="10")
    assert page.problems == [
        "Line 5: From land, by which instrument?: Only public money comes from land. Choose "
        "another source, or leave this one empty."
    ]
    assert len(row(db).funding) == 3


def test_the_estimate_is_the_cost_takes_kept_rates_and_tells_what_departs(
    make: Make, another: Written, browser: People, three_items: Written, db: Session
) -> None:
    programme = make.programme()
    village = another(programme=programme)
    keep_rates(make, programme)
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.send(
        f"{village.address}/plan/items/1/estimate",
        title1="brick wall",
        quantity1="600",
        unit1="",
        rate1="",
        title3="Hand pump",
        quantity3="12",
        unit3="piece",
        rate3="80,000",
        title4="Brick wall",
        quantity4="0.5",
        unit4="m²",
        rate4="2,500",
    )
    assert "Cost 2,161,250 PKR" in page.text
    assert "“Brick wall” costs 2,500 PKR a unit: 25 % above the programme's rate of 2,000 PKR." in page.text
    assert page.text.count("programme's rate") == 1
    found = row(db)
    assert (found.cost, [line["rate"] for line in found.estimate]) == (
        2_161_250_00,
        [200_000, 8_000_000, 250_000],
    )
    page = bo.send(f"{village.address}/plan/items/1/change", cost="2,160,000")
    assert page.status == 422
    assert "The estimate adds up to 2,161,250 PKR." in page.problems[0]
    page = bo.send(f"{village.address}/plan/items/1/estimate", quantity3="", quantity4="")
    assert page.problems == ["Line 3: Quantity: Fill in the whole line, or leave all of it empty."]
    page = bo.send(
        f"{village.address}/plan/items/1/estimate",
        **{f"{part}{n}": "" for n in (2, 3) for part in ("title", "unit", "quantity", "rate")},
        quantity1="100",
    )
    assert "The community gives more than the item costs." in page.problems[0]
    assert row(db).cost == 2_161_250_00


def test_an_estimate_says_how_many_lines_it_has_and_opens_with_more_of_them(
    another: Written, browser: People, three_items: Written, db: Session
) -> None:
    village = another()
    bo = browser("facilitator", village)
    three_items(bo, village)
    address = f"{village.address}/plan/items/1/estimate"
    page = bo.get(address)
    assert "An estimate has at most 12 lines." in page.text and "title4" not in page.values
    page = bo.send(
        address,
        **{f"title{n}": f"Part {n}" for n in (1, 2, 3)},
        **{f"unit{n}": "piece" for n in (1, 2, 3)},
        **{f"quantity{n}": "1" for n in (1, 2, 3)},
        **{f"rate{n}": "700,000" for n in (1, 2, 3)},
        another="1",
    )
    assert page.h1 == "What is the cost made of?"
    assert page.values["title3"] == ["Part 3"] and "title7" not in page.values
    assert len(row(db).estimate) == 3


def test_a_contract_begins_with_the_estimate(
    make: Make, another: Written, browser: People, three_items: Written
) -> None:
    village = another(planned=True)
    bo = browser("facilitator", village)
    three_items(bo, village)
    bo.send(
        f"{village.address}/plan/items/3/estimate",
        title1="Lined drain",
        unit1="m",
        quantity1="420",
        rate1="4,500",
    )
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/submit")
    make.decision(village, 3, "endorse")
    tariq = browser("technical_officer", village)
    page = tariq.get(f"{village.address}/contracts/draft?line=3")
    assert page.status == 200, page.text
    assert [page.values[name] for name in ("what1", "unit1", "quantity1", "rate1", "what2")] == [
        ["Lined drain"],
        ["m"],
        ["420"],
        ["4,500"],
        [""],
    ]
    page = tariq.send(f"{village.address}/contracts/draft?line=3", mode="members")
    assert "1,890,000" in page.text


def test_days_of_labour_are_worth_what_the_programme_says(
    make: Make, another: Written, browser: People, typed: Written, db: Session
) -> None:
    programme = make.programme()
    village = another(programme=programme)
    bo = browser("facilitator", village)
    bo.send(f"{village.address}/plan/items/add", **typed(labour_days="720", in_labour="200,000"))
    assert row(db).in_labour == 200_000_00
    keep_rates(make, programme)
    # What was agreed before there was a rate stays until somebody touches it.
    bo.send(f"{village.address}/plan/items/1/change", title="12 pumps")
    assert (row(db).title, row(db).in_labour) == ("12 pumps", 200_000_00)
    page = bo.send(f"{village.address}/plan/items/1/change", labour_days="730")
    assert "730 days at 300 PKR are 219,000 PKR. Write this sum, or leave it empty." in page.problems[0]
    page = bo.send(f"{village.address}/plan/items/1/change", labour_days="730", in_labour="")
    assert "From the community 219,000 PKR" in page.text
    assert "The community gives 730 days of labour, worth 219,000 PKR." in told(bo, village).text
    page = bo.send(f"{village.address}/plan/items/1/change", labour_days="-5")
    assert "This must be at least 0." in page.problems[0]


def test_problem_and_cause_begin_with_what_the_needs_say(
    village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.get(f"{village.address}/plan/items/2/problem")
    assert page.values["problem"] == ["As it was said"]
    assert "Taken from what its needs say." in page.text
    page = bo.send(f"{village.address}/plan/items/2/problem", problem="Nobody has a latrine", cause="")
    assert "Problem: Nobody has a latrine" in page.text
    assert (row(db, 2).problem, row(db, 2).cause) == ("Nobody has a latrine", "")
    page = bo.send(f"{village.address}/plan/items/2/problem", problem="Call 0300 1234567")
    assert "telephone" in page.problems[0]
    entries = db.scalars(select(JournalEntry).where(JournalEntry.act == "plan.item.describe")).all()
    assert len(entries) == 1
    assert "latrine" not in str(entries[0].detail)


def test_what_was_answered_stays_so_through_promises_and_tags_but_not_through_money(
    make: Make, village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    lines = {"source1": "grant", "amount1": "1,944,000"}
    bo.send(f"{village.address}/plan/items/1/funding", **lines)
    bo.send(f"{village.address}/plan/adopt")
    locked = "The assembly adopted this version. Make a new version to change it."
    for name in ("problem", "estimate", "funding"):
        assert locked in bo.get(f"{village.address}/plan/items/1/{name}").text
    bo.send(f"{village.address}/plan/submit")
    make.decision(village, 1, "endorse")
    assert "promised" in bo.send(f"{village.address}/plan/items/1/promises", committed1="yes").text
    page = bo.send(
        f"{village.address}/plan/items/1/tags",
        outcome="4.2",
        other_outcomes=["4.3"],
        level="local",
        policy_gap="No by-law on wells",
    )
    assert "4.3 Resilience of the built environment" in page.text
    assert "No by-law on wells" in page.text
    assert (row(db).outcome, row(db).funding[0]["committed"]) == ("4.2", True)
    plan = bo.get(f"{village.address}/plan").text
    assert plan.count("Endorsed") == 1
    for line in (2, 3):
        make.decision(village, line, "return" if line == 2 else "endorse")
    bo.send(f"{village.address}/plan/revise")
    assert (row(db).outcome, row(db).level) == ("4.2", "local")
    bo.send(f"{village.address}/plan/items/1/tags", outcome="4.1", other_outcomes=[])
    assert bo.get(f"{village.address}/plan").text.count("Endorsed") == 2
    bo.send(f"{village.address}/plan/items/1/funding", amount1="1,900,000")
    page = bo.get(f"{village.address}/plan/compare?from=1&to=2")
    assert (
        "Funding Grant of the agency: 1,944,000 PKR · promised Grant of the agency: 1,900,000 PKR"
        in page.text
    )
    assert "Primary outcome 4.2 Living standards" in page.text
    assert "Secondary outcomes 4.3 Resilience of the built environment and of infrastructure –" in page.text
    assert bo.get(f"{village.address}/plan").text.count("Endorsed") == 1
    assert "4.2 Living standards" in told(bo, village, 1).text


def test_two_who_write_the_funding_see_each_other_and_nothing_is_lost(
    village: Any, browser: People, three_items: Written, db: Session
) -> None:
    bo, olga = browser("facilitator", village), browser("committee_officer", village)
    three_items(bo, village)
    address = f"{village.address}/plan/items/1/funding"
    hers = olga.filled(address, source1="national", amount1="7,000")
    bo.send(address, source1="partner", amount1="9,000")
    page = olga.post(address, hers)
    assert page.status == 409
    assert "Line 1: Who pays? Partner" in page.text
    assert page.values["amount1"] == ["7,000"]
    again = olga.post(address, {**page.values, "form_id": page.values["form_id"]})
    assert (again.problems, again.status) == ([], 303)
    assert row(db).funding[0]["source"] == "national"


def test_nobody_else_writes_details_and_reading_them_costs_few_statements(
    make: Make, village: Any, another: Written, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    for visitor in (browser("local_authority", village), browser("facilitator", another())):
        for name in ("problem", "estimate", "funding", "promises", "tags"):
            assert visitor.get(f"{village.address}/plan/items/1/{name}").status == 404
            assert visitor.post(f"{village.address}/plan/items/1/{name}", {}).status == 404
    office = browser("local_authority", village)
    assert told(office, village).status == 200
    assert not any("/estimate" in link for link in told(office, village).links)
    for address in ("1/items/9", "2/items/1"):
        assert bo.get(f"{village.address}/plan/{address}").status == 404
    assert statements_of(make.engine, bo, f"{village.address}/plan/1/items/1") <= 6
    assert statements_of(make.engine, bo, f"{village.address}/plan/recovery") <= 6


def test_acts_refuse_what_no_page_lets_through(make: Make, village: Any) -> None:
    with make.act("facilitator", village) as act:
        actions.add_item(act, plan_item())
        with pytest.raises(Refused, match="no longer in the plan"):
            item_detail_actions.describe_item(act, 2, item_detail_actions.ItemProblem("", ""), 1)
        with pytest.raises(Refused, match="no longer in the plan"):
            item_detail_actions.record_commitments(act, 2, [1], 1)
        for change in (
            lambda: item_detail_actions.tag_item(act, 1, tags(), 1),
            lambda: item_detail_actions.write_funding(act, 1, [], 1),
            lambda: item_detail_actions.write_estimate(act, 1, [], 1),
        ):
            with pytest.raises(Refused, match="Nothing is changed yet"):
                change()


def test_a_plan_that_serves_urban_recovery_is_handed_over_with_every_outcome(
    make: Make, another: Written, browser: People, three_items: Written
) -> None:
    asking = make.programme(rules=ProgrammeRules(asks_recovery_view=True).stored())
    village = another(programme=asking)
    bo = browser("facilitator", village)
    three_items(bo, village)
    bo.send(f"{village.address}/plan/adopt")
    for line in (1, 2):
        bo.send(
            f"{village.address}/plan/items/{line}/tags", outcome="4.2", level="local" if line == 1 else ""
        )
    page = bo.get(f"{village.address}/plan/submit")
    assert "1 item has no primary outcome yet. Choose it first: Drain, 420 m" in page.text
    assert "2 items have no responsible level. You can hand the plan over without it:" in page.text
    assert f"{village.address}/plan/items/3/tags" in page.links
    assert not page.controls
    page = bo.send(f"{village.address}/plan/submit")
    assert page.status == 422
    assert "1 item has no primary outcome yet." in page.problems[0]
    bo.send(f"{village.address}/plan/items/3/tags", outcome="4.3")
    assert "3 items wait for the authority" in bo.send(f"{village.address}/plan/submit").text


def test_a_programme_that_does_not_ask_is_handed_plans_as_before(
    village: Any, browser: People, three_items: Written
) -> None:
    bo = browser("facilitator", village)
    three_items(bo, village)
    bo.send(f"{village.address}/plan/adopt")
    page = bo.get(f"{village.address}/plan/submit")
    assert "outcome" not in page.text and "level" not in page.text
    assert f"{village.address}/plan/recovery" not in bo.get(f"{village.address}/plan").links
    assert "3 items wait for the authority" in bo.send(f"{village.address}/plan/submit").text


def test_18_actions_stand_on_three_rungs_and_four_lack_a_level(
    make: Make, village: Any, browser: People
) -> None:
    rungs = ["absorptive"] * 9 + ["adaptive"] * 6 + ["transformative"] * 3
    funds = 1_200_000_00 // 18
    with make.act("facilitator", village, MARKET_DAY) as act:
        for line, rung in enumerate(rungs, start=1):
            cost = 1_200_000_00 - 17 * funds if line == 18 else funds
            actions.add_item(act, plan_item(line, needs=[1], cost=cost, in_labour=0))
            item_detail_actions.tag_item(act, line, tags(rung=rung, level="" if line > 14 else "local"), 1)
        gap = tags(rung="absorptive", level="national", policy_gap="No law on evictions")
        item_detail_actions.tag_item(act, 1, gap, 2)
        item_detail_actions.write_funding(
            act, 18, [fund("grant", 1_200_000_00 - 17 * funds, committed=False)], 2
        )
        for line in range(1, 18):
            whole = min(funds, max(0, 780_000_00 - (line - 1) * funds))
            lines = [fund("grant", whole, committed=True)] if whole else []
            lines += [fund("national", funds - whole, committed=False)] if whole < funds else []
            item_detail_actions.write_funding(act, line, lines, 3 if line == 1 else 2)
        adopt(act)
    page = browser("local_authority", village).get(f"{village.address}/plan/recovery")
    assert "4 items have no responsible level: Work 15 Work 16 Work 17 Work 18" in page.text
    for rung, counts in (
        ("Absorptive: to live through the shock", "8 1 0 9"),
        ("Adaptive: to adjust to what has changed", "5 0 1 6"),
        ("Transformative: to change what made people vulnerable", "0 0 3 3"),
        ("All", "13 1 4 18"),
    ):
        assert f"{rung} {counts}" in page.text
    assert "Cost 1,200,000" in page.text
    assert "Gap 0 PKR" in page.text
    assert "Promised so far: 780,000 PKR. Not promised yet: 420,000 PKR, 35 % of the cost." in page.text
    assert "Work 1 No law on evictions" in page.text
    assert not any("/tags" in link for link in page.links)


def test_20_actions_serve_three_outcomes_and_nine_do_something_about_the_climate(
    make: Make, village: Any, browser: People
) -> None:
    outcomes = ["4.1"] * 8 + ["4.2"] * 7 + ["4.3"] * 5
    climate = ["adaptation"] * 6 + ["mitigation"] * 2 + ["both"] + [""] * 11
    with make.act("facilitator", village) as act:
        for line, (outcome, what) in enumerate(zip(outcomes, climate, strict=True), start=1):
            actions.add_item(act, plan_item(line, needs=[1]))
            besides = ["4.3"] if outcome == "4.1" else []
            item_detail_actions.tag_item(
                act, line, tags(outcome=outcome, climate=what, other_outcomes=besides), 1
            )
    page = browser("facilitator", village).get(f"{village.address}/plan/recovery")
    assert "Items that do something about climate change: 9 of 20 (45 %)." in page.text
    for name, first, besides in (("4.1 Social", 8, 0), ("4.2 Living", 7, 0), ("4.3 Resilience", 5, 8)):
        row_of = page.text[page.text.index(name) :]
        assert f" {first} {besides} " in row_of[:120]
    assert "All 20" in page.text
