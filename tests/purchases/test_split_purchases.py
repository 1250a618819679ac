"""Purchases that pass the limit for quotations only together: named, asked for a reason, never refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.split_purchases import PurchaseWithoutQuotations, split_purchases, unexplained
from peoplesprocess.db.session import writing
from tests.browser import Browser
from tests.contracts.story import contract, endorsed, rupees
from tests.factories import Make
from tests.statements import statements_of
from tests.works.test_instalments import first_paid

People = Callable[..., Browser]
DAY = date(2023, 5, 20)


def bought(
    number: int, days: int, amount: int, what: str = "Cement", seller: str = ""
) -> PurchaseWithoutQuotations:
    return PurchaseWithoutQuotations(number, DAY + timedelta(days=days), what, seller, amount)


@pytest.mark.parametrize(
    ("purchases", "lines"),
    [
        ([bought(1, 0, 60), bought(2, 29, 41)], [(1, 2)]),
        ([bought(1, 0, 60), bought(2, 30, 41)], []),
        ([bought(1, 0, 60), bought(2, 3, 40)], []),
        ([bought(1, 0, 101)], []),
        ([bought(1, 0, 60, "Cement, 20 bags"), bought(2, 3, 60, "cement 15 BAGS")], [(1, 2)]),
        ([bought(1, 0, 60, "Cement"), bought(2, 3, 60, "Sand")], []),
        ([bought(1, 0, 60, "Cement", "Depot"), bought(2, 3, 60, "Sand", "depot ")], [(1, 2)]),
        ([bought(1, 0, 60, seller="Depot"), bought(2, 3, 60, seller="Depot")], [(1, 2)]),
        ([bought(1, 0, 60), bought(2, 25, 60), bought(3, 50, 60), bought(4, 200, 60)], [(1, 2, 3)]),
    ],
)
def test_what_passes_the_limit_together_in_30_days_is_found(
    purchases: list[PurchaseWithoutQuotations], lines: list[tuple[int, ...]]
) -> None:
    assert [split.lines for split in split_purchases(purchases, 100)] == lines
    assert split_purchases(purchases, 0) == []


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 99)), max_size=12), st.integers(1, 300))
def test_nothing_is_named_that_does_not_pass_and_nothing_passes_unnamed(
    parts: list[tuple[int, int]], limit: int
) -> None:
    purchases = [bought(number, days, amount) for number, (days, amount) in enumerate(parts, start=1)]
    named = {line for split in split_purchases(purchases, limit) for line in split.lines}
    for first in purchases:
        until = first.spent_on + timedelta(days=29)
        near = [each for each in purchases if first.spent_on <= each.spent_on <= until]
        if len(near) > 1 and sum(each.amount for each in near) > limit:
            assert {each.number for each in near} <= named
    if sum(amount for _, amount in parts) <= limit:
        assert not named


def test_a_reason_explains_the_lines_that_it_names_and_no_more() -> None:
    [split] = split_purchases([bought(1, 0, 60), bought(2, 1, 60)], 100)
    assert unexplained([split], {frozenset({1, 2, 7}): "So"}) == [(split, "So")]
    assert unexplained([split], {frozenset({1}): "So"}) == [(split, "")]


def test_the_page_of_quotations_names_them_and_asks_why(make: Make, browser: People) -> None:
    rules = replace(ProgrammeRules(), quotations_above=rupees(2_000), quotations_currency="PKR")
    place = endorsed(make, programme=make.programme(rules=rules.stored()))
    story = contract(make, place)
    with writing(make.engine) as db:
        first_paid(db, story)
        db.commit()
    cleo = browser("committee_officer", place)
    url, spending = f"{story.url}/quotations", f"{story.url}/spending/record"
    for n, what in ((1, "Sand"), (2, "Gravel")):
        sent = {"spent_on": f"2023-05-2{n}", "what": what, "amount": "1,500", "paper": f"B{n}"}
        assert cleo.send(spending, **sent, seller="Canal road depot").status == 200, "nothing is refused"
    page = cleo.get(url)
    page.check()
    for words in (
        "Purchases from Canal road depot cost 3,000 PKR together within 30 days.",
        "1 · 21 May 2023 · Sand · 1,500 PKR",
        "Say why",
    ):
        assert words in page.text, page.text
    asked = f"{url}/together/1-2"
    assert browser("finance_officer", place).get(asked).status == 404
    assert cleo.get(f"{url}/together/1").status == cleo.get(f"{url}/together/x").status == 404
    assert "Write why they were bought one by one." in " ".join(cleo.send(asked, reason="").problems)
    page = cleo.send(asked, reason="Gravel was needed after the flood")
    assert "Gravel was needed after the flood" in page.text and "Correct the reason" in page.text
    assert cleo.get(asked).values["reason"] == ["Gravel was needed after the flood"]
    more = {"spent_on": "2023-05-23", "what": "Bricks", "amount": "900", "paper": "B3"}
    cleo.send(spending, **more, seller="canal road DEPOT")
    page = cleo.get(url)
    assert "cost 3,900 PKR together" in page.text and "after the flood" not in page.text, "it asks again"
    assert "Canal road depot" in cleo.get(f"{story.url}/spending/1").text
    assert statements_of(make.engine, cleo, url) <= 6


def test_without_a_limit_nobody_is_asked_from_whom(make: Make, browser: People) -> None:
    story = contract(make, endorsed(make))
    page = browser("committee_officer", story.place).get(f"{story.url}/spending/record")
    assert "From whom was it bought?" not in page.text
