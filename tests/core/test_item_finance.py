"""Who pays for an item: estimate, funding lines, the gap; what it says to an authority; recovery counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.item_fields import FIELD_NAMES, check_tags, field_changes
from peoplesprocess.core.item_finance import (
    EstimateLine,
    FundingLine,
    ItemFinance,
    check_estimate,
    check_funding,
    estimate_lines,
    funding_lines,
    numbered,
    stored_lines,
    together,
)
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.plan_choice_lists import PUBLIC_SOURCES, SOURCES
from peoplesprocess.core.plan_items import (
    JUDGED,
    KEPT,
    NO_DETAILS,
    TAGS,
    ItemTags,
    TaggedItem,
    check_item,
    stored_content,
    valued_labour,
)
from peoplesprocess.core.unit_rates import CurrentUnitRate, day_rate, departures, kept_for, offered
from peoplesprocess.core.urban_recovery_view import UrbanRecoveryPlanView

NO_TAGS: dict[str, Any] = {**dict.fromkeys(TAGS, ""), "other_outcomes": []}
LINES = st.lists(
    st.builds(
        FundingLine,
        source=st.sampled_from(list(SOURCES)),
        instrument=st.sampled_from(["", "betterment", "transfer-tax"]),
        amount=st.integers(1, 10**12),
        committed=st.booleans(),
    ).map(lambda line: line if line.source in PUBLIC_SOURCES else replace(line, instrument="")),
    max_size=8,
)


def item(**fields: Any) -> TaggedItem:
    """An item of a plan; what is not said is filled in."""
    usual: dict[str, Any] = {
        "title": "Drain",
        "place": "School",
        "needs": [1],
        "cost": 27_000,
        "in_cash": 3_000,
        "in_labour": 0,
        "in_materials": 0,
        "source": "Agency",
        "implementer": "with-help",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 2, 1),
        "operation_and_maintenance": "We",
    }
    return TaggedItem(**{**NO_DETAILS, **NO_TAGS, "frame_tags": [], **usual, **fields})


def test_a_gap_is_what_nobody_is_named_for() -> None:
    lines = (
        FundingLine("grant", "", 16_000, committed=True),
        FundingLine("municipality", "betterment", 5_000, committed=False),
        FundingLine("municipality", "", 3_000, committed=False),
    )
    whole = ItemFinance(27_000, 3_000, lines)
    assert (whole.gap, whole.land_based, whole.share(whole.land_based).tenths) == (0, 5_000, 185)
    assert whole.by_source == {"grant": 16_000, "municipality": 8_000}
    without = ItemFinance(27_000, 0, lines)
    assert (without.gap, without.share(without.gap).tenths) == (3_000, 111)
    assert (whole.committed, whole.not_committed) == (19_000, 8_000)


@given(LINES, st.integers(0, 10**12), st.integers(0, 10**12))
def test_no_minor_unit_is_lost_between_the_sources_the_community_and_the_gap(
    lines: list[FundingLine], given_here: int, gap: int
) -> None:
    check_funding(lines)
    cost = sum(line.amount for line in lines) + given_here + gap
    found = ItemFinance(cost, given_here, tuple(lines))
    assert sum(found.by_source.values()) + found.contribution + found.gap == cost
    assert found.committed + found.not_committed == cost
    assert found.gap <= found.not_committed
    assert found.land_based <= sum(line.amount for line in lines if line.source in PUBLIC_SOURCES)
    twice = together([found, found])
    assert (twice.cost, twice.gap, twice.committed) == (2 * cost, 2 * gap, 2 * found.committed)
    assert funding_lines(stored_lines(lines)) == lines


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1000, 10**6)), min_size=1, max_size=12))
def test_an_estimate_is_the_cost_and_any_other_cost_is_refused(pairs: list[tuple[int, int]]) -> None:
    lines = [EstimateLine(f"Part {n}", "m", *pair) for n, pair in enumerate(pairs)]
    check_estimate(lines)
    cost = sum(line.amount for line in lines)
    stored = stored_lines(lines)
    assert estimate_lines(stored) == lines
    assert numbered(stored)["rate1"] == lines[0].rate
    right = item(cost=cost, in_cash=0, estimate=stored)
    check_item(right, [1], "PKR")
    for wrong in (cost + 1, 2 * cost):
        with pytest.raises(Refused) as refusal:
            check_item(replace(right, cost=wrong), [1], "PKR")
        assert refusal.value.field == "cost"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (FundingLine("", "", 5, committed=False), "source1"),
        (FundingLine("bank", "", 5, committed=False), "source1"),
        (FundingLine("grant", "", 0, committed=False), "amount1"),
        (FundingLine("municipality", "lottery", 5, committed=False), "instrument1"),
        (FundingLine("grant", "betterment", 5, committed=False), "instrument1"),
        (FundingLine("partner", "betterment", 5, committed=False), "instrument1"),
    ],
)
def test_a_funding_line_that_cannot_be_is_refused(line: FundingLine, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_funding([line])
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (EstimateLine(" ", "m", 1000, 5), "title1"),
        (EstimateLine("Wall", "m", 0, 5), "quantity1"),
        (EstimateLine("Wall", "m", 1000, -5), "rate1"),
        (EstimateLine("Wall", "m", 1, 5), "rate1"),
        (EstimateLine("Wall", "m", 10**9, 10**12), "rate1"),
    ],
)
def test_a_line_of_an_estimate_that_cannot_be_is_refused(line: EstimateLine, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_estimate([line])
    assert refusal.value.field == field
    with pytest.raises(Refused, match="at most"):
        check_estimate([EstimateLine("Wall", "m", 1000, 5)] * 13)
    with pytest.raises(Refused, match="at most"):
        check_funding([FundingLine("grant", "", 1, committed=False)] * 9)


def test_labour_is_worth_its_days_and_no_other_sum() -> None:
    assert valued_labour(item(labour_days=720), 0, "PKR").in_labour == 0
    assert valued_labour(item(labour_days=720), 300, "PKR").in_labour == 216_000
    assert valued_labour(item(labour_days=720, in_labour=216_000), 300, "PKR").in_labour == 216_000
    with pytest.raises(Refused) as refusal:
        valued_labour(item(labour_days=720, in_labour=210_000), 300, "PKR")
    assert refusal.value.field == "in_labour"
    with pytest.raises(Refused) as refusal:
        check_item(item(labour_days=-1), [1], "PKR")
    assert refusal.value.field == "labour_days"


def test_a_yes_holds_through_promises_and_tags_and_falls_with_what_was_judged() -> None:
    plain = item()
    before = stored_content(plain)["fingerprint"]
    funded = replace(plain, funding=stored_lines([FundingLine("grant", "", 24_000, committed=False)]))
    promised = replace(plain, funding=stored_lines([FundingLine("grant", "", 24_000, committed=True)]))
    other = replace(plain, funding=stored_lines([FundingLine("national", "", 24_000, committed=False)]))
    tagged = replace(plain, outcome="4.1", level="local", policy_gap="No by-law", other_outcomes=["4.2"])
    written = [stored_content(each)["fingerprint"] for each in (plain, tagged, funded, promised, other)]
    assert written[0] == written[1] == before
    assert written[2] == written[3]
    assert len({before, written[2], written[4]}) == 3
    for change in ({"problem": "Water stands"}, {"cause": "No drain"}, {"labour_days": 5}):
        assert stored_content(replace(plain, **change))["fingerprint"] != before


def test_every_field_has_a_name_and_is_told_when_it_changes() -> None:
    assert set(KEPT) | {"rank"} == set(FIELD_NAMES)
    plain = item()
    full = replace(
        plain,
        estimate=stored_lines([EstimateLine("Wall", "m", 1000, 27_000)]),
        funding=stored_lines([FundingLine("grant", "", 24_000, committed=False)]),
        labour_days=3,
        problem="Water",
        cause="No drain",
        policy_gap="No by-law",
        horizon="year",
        rung="adaptive",
        level="local",
        climate="both",
        outcome="4.1",
        other_outcomes=["4.3"],
    )
    told = {change.field: change.after for change in field_changes(plain, full, KEPT)}
    assert set(told) == {*NO_DETAILS, *TAGS}
    assert told["level"] == "Municipality or local authority"
    assert told["other_outcomes"] == ["4.3 Resilience of the built environment and of infrastructure"]
    assert {change.field for change in field_changes(plain, full)} == set(NO_DETAILS) <= set(JUDGED)


def test_tags_come_from_their_lists_and_no_outcome_is_named_twice() -> None:
    check_tags(ItemTags(**NO_TAGS))
    check_tags(ItemTags(**{**NO_TAGS, "outcome": "4.1", "other_outcomes": ["4.2", "4.3"]}))
    for wrong, field in (
        ({"rung": "highest"}, "rung"),
        ({"other_outcomes": ["4.9"]}, "other_outcomes"),
        ({"other_outcomes": ["4.1"]}, "outcome"),
        ({"outcome": "4.1", "other_outcomes": ["4.1"]}, "other_outcomes"),
    ):
        with pytest.raises(Refused) as refusal:
            check_tags(ItemTags(**{**NO_TAGS, **wrong}))
        assert refusal.value.field == field


def test_who_adapts_and_mitigates_is_counted_once_and_secondary_outcomes_never_add_up() -> None:
    climate = ["adaptation"] * 6 + ["mitigation"] * 2 + ["both"] + [""] * 11
    outcomes = ["4.1"] * 8 + ["4.2"] * 7 + ["4.3"] * 5
    view = UrbanRecoveryPlanView(
        [
            item(climate=what, outcome=first, other_outcomes=["4.3"] if first == "4.1" else [])
            for what, first in zip(climate, outcomes, strict=True)
        ]
    )
    assert (view.climate_share.part, view.climate_share.whole, view.climate_share.tenths) == (9, 20, 450)
    assert view.by_climate == {"adaptation": 6, "mitigation": 2, "both": 1}
    assert view.by_outcome == {"4.1": 8, "4.2": 7, "4.3": 5}
    assert sum(view.by_outcome.values()) == 20
    assert view.also_by_outcome == {"4.1": 0, "4.2": 0, "4.3": 8}
    view.check()
    with pytest.raises(Refused):
        UrbanRecoveryPlanView([*view.items, item()]).check()


@given(st.lists(st.sampled_from(list(product(["", "adaptive"], ["", "local"], ["", "4.2"]))), max_size=9))
def test_every_item_stands_once_in_each_table(said: list[tuple[str, str, str]]) -> None:
    view = UrbanRecoveryPlanView([item(rung=rung, level=level, outcome=first) for rung, level, first in said])
    for table in (view.by_rung, view.by_level, view.by_outcome, view.cells):
        assert sum(table.values()) == len(said)
    assert len(view.without_level) == view.by_level.get("", 0)


def rates() -> Iterator[CurrentUnitRate]:
    yield CurrentUnitRate(1, 2, "Brick wall", "m²", "PKR", 2_000, is_labour_day=False)
    yield CurrentUnitRate(2, 1, "Brick wall", "m", "PKR", 500, is_labour_day=False)
    yield CurrentUnitRate(3, 3, "Old labour", "day", "PKR", 0, is_labour_day=True)
    yield CurrentUnitRate(4, 1, "Pump", "piece", "USD", 90, is_labour_day=False)
    yield CurrentUnitRate(5, 1, "Labour", "day", "PKR", 300, is_labour_day=True)


def test_kept_rates_are_found_in_any_spelling_and_only_in_ones_own_money() -> None:
    kept = offered(rates(), "PKR")
    assert [rate.line for rate in kept] == [1, 2, 5]
    assert (day_rate(rates(), "PKR"), day_rate(rates(), "USD")) == (300, 0)
    for title, unit, line in (("BRICK  wall", "", 1), ("brick wall", "M", 2), ("Brick wall", "m²", 1)):
        found = kept_for(title, unit, kept)
        assert found is not None and found.line == line
    assert kept_for("Brick wall", "piece", kept) is None


def test_a_rate_is_told_from_one_unit_above_a_fifth() -> None:
    lines = [EstimateLine("Brick wall", "m²", 1000, rate) for rate in (1_600, 2_400, 1_599, 2_401)]
    lines.append(EstimateLine("Gate", "piece", 1000, 9))
    found = departures(lines, offered(rates(), "PKR"))
    assert [(each.position, each.is_above) for each in found] == [(3, False), (4, True)]
    assert [float(each.percent) for each in found] == [20.05, 20.05]
