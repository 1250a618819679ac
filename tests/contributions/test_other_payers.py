"""Who else pays within a contract: agreed, recorded as it comes, and spent like the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from peoplesprocess.contracts.contract_content import sums
from peoplesprocess.contributions import other_payments
from peoplesprocess.core.contract_payers import PAYERS, OtherPayerAmount, OtherPaymentInput, agreed_of_others
from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Contract, PlanItem
from tests.browser import Browser
from tests.contracts.amended import propose, release, request, sign, spend
from tests.contracts.story import FORM, at, by, contract, endorsed, rupees, signed, written
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
MUNICIPALITY = OtherPayerAmount("municipality", rupees(400_000))
DAY = date(2023, 5, 20)


def pay_in(make: Make, story: Any, amount: int, source: str = "municipality", paper: str = "TT 9") -> None:
    with writing(make.engine) as db:
        payment = OtherPaymentInput(source, DAY, rupees(amount), paper)
        other_payments.record_other_payment(by(db, story, "committee_officer", at(DAY)), 1, payment)
        db.commit()


@given(
    st.lists(st.tuples(st.sampled_from(sorted(PAYERS)), st.integers(-3, 10**9)), max_size=5),
    st.integers(0, rupees(3_840_000)),
)
def test_total_is_grant_contribution_and_others(payers: Iterable[tuple[str, int]], contribution: int) -> None:
    asked = [OtherPayerAmount(source, amount) for source, amount in payers]
    try:
        follow = sums(written(contribution=contribution, payers=asked), 5)
    except Refused:
        return
    assert follow.total == follow.grant + contribution + agreed_of_others(asked)
    assert sum(follow.tranches) + follow.retention == follow.grant > 0


@pytest.mark.parametrize(
    ("payers", "field"),
    [
        ([OtherPayerAmount("grant", 1)], "payer1"),
        ([OtherPayerAmount("partner", 1), OtherPayerAmount("partner", 1)], "payer2"),
        ([OtherPayerAmount("partner", 0)], "payment1"),
        ([OtherPayerAmount("partner", rupees(3_456_000))], "payment1"),
    ],
)
def test_who_else_pays_is_named_once_with_a_sum(payers: list[OtherPayerAmount], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        sums(written(payers=payers), 0)
    assert refusal.value.field == field


def test_a_contract_begins_with_the_plans_payers_and_then_departs_from_nothing(
    make: Make, browser: People
) -> None:
    place = endorsed(make)
    lines = [
        {"source": "grant", "instrument": "", "amount": rupees(3_056_000), "committed": True},
        {"source": "municipality", "instrument": "", "amount": rupees(400_000), "committed": True},
    ]
    with writing(make.engine) as db:
        db.execute(update(PlanItem).where(PlanItem.line == 2).values(funding=lines))
        journal.write(db, place.id, None, "test.plan", "plan", MARKET_DAY)
        db.commit()
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/contracts/draft"
    page = bo.get(f"{url}?line=2")
    page.check()
    assert page.values["payment1"] == ["400,000"]
    refused = bo.send(f"{url}?line=2", **{**FORM, "payer1": "", "payment1": ""})
    assert "The plan names who else pays" in " ".join(refused.problems)
    half = bo.send(f"{url}?line=2", **{**FORM, "payment1": ""})
    assert "Write how much this payer gives." in " ".join(half.problems)
    page = bo.send(f"{url}?line=2", **FORM)
    page.check()
    for words in (
        "Others pay 400,000",
        "Grant 3,056,000",
        "400,000 PKR of it is paid by: Municipality.",
        "1 30 % 916,800",
    ):
        assert words in page.text, page.text
    assert "differs from the adopted plan" not in page.text
    page = bo.get(f"/s/{place.code}/contracts/1/change")
    assert page.values["payment1"] == ["400,000"]


def test_what_others_pay_in_is_recorded_and_spent_like_money_that_came(make: Make, browser: People) -> None:
    story = signed(make, payers=[MUNICIPALITY], in_cash=0)
    with pytest.raises(Refused):
        spend(make, story, 1)
    committee = browser("committee_officer", story.place)
    url = f"{story.url}/others"
    assert url in committee.get(story.url).links
    for fields, sentence in (
        ({"amount": "400,001"}, "The contract says that this payer gives 400,000 PKR."),
        ({"amount": ""}, "Write how much came."),
        ({"received_on": "2023-04-29"}, "Give a day from 30 Apr 2023 until today."),
        ({"paper": ""}, "Give the number of the payment."),
    ):
        sent = {"received_on": "2023-05-20", "amount": "250,000", "paper": "TT 4", **fields}
        assert sentence in " ".join(committee.send(f"{url}/record", **sent).problems)
    page = committee.send(f"{url}/record", received_on="2023-05-20", amount="250,000", paper="TT 4")
    page.check()
    assert "Paid in 250,000" in page.text and "Still to come 150,000 PKR" in page.text
    spend(make, story, 200_000)
    with pytest.raises(Refused, match="what others paid in"):
        spend(make, story, 50_001)
    struck = committee.send(f"{url}/1/strike", reason="Wrong")
    assert "Without this, more would be paid than came" in " ".join(struck.problems)
    spend(make, story, 50_000)
    page = committee.get(story.url)
    page.check()
    for words in ("Others pay 400,000", "Paid in by others 250,000", "Left in the cash book 0 PKR"):
        assert words in page.text, page.text
    assert browser("local_authority", story.place).get(f"{url}/record").status == 404
    public = browser().get(f"/board/{story.place.code}/work/1")
    assert "400,000 PKR of it is paid by: Municipality" in public.text


def test_a_payment_that_was_wrong_is_struck_while_it_is_not_spent(make: Make, browser: People) -> None:
    story = signed(make, payers=[MUNICIPALITY], in_cash=0)
    pay_in(make, story, 400_000)
    with pytest.raises(Refused, match="does not name this payer"):
        pay_in(make, story, 1, source="partner")
    with pytest.raises(Refused, match="still to come"):
        pay_in(make, story, 1)
    committee = browser("committee_officer", story.place)
    page = committee.send(f"{story.url}/others/1/strike", reason="Another work's")
    assert "Still to come 400,000 PKR" in page.text and "Another work's" in page.text
    pay_in(make, story, 400_000, paper="TT 10")
    with writing(make.engine) as db:
        act = by(db, story, "facilitator", at(DAY))
        with pytest.raises(Refused, match="already been struck"):
            other_payments.strike_other_payment(act, 1, 1, "Again")


def test_an_amendment_leaves_what_others_pay(make: Make, browser: People) -> None:
    place = endorsed(make)
    story = contract(make, place, payers=[MUNICIPALITY])
    request(make, story, 1)
    release(make, story, 1)
    number = propose(make, story, lines={1: (8, 90_000)})
    assert (
        "Others pay 400,000 PKR"
        in browser("facilitator", place).get(f"/s/{place.code}/contracts/1/amendments/{number}").text
    )
    sign(make, story, number)
    with Session(make.engine) as db:
        row = db.execute(select(Contract.total, Contract.contribution, Contract.grant)).one()
    assert row.total - row.contribution - row.grant == rupees(400_000)
    assert row.grant == rupees(3_840_000 - 48_000 - 384_000 - 400_000)


def test_a_contract_that_names_nobody_else_has_no_such_page(make: Make, browser: People) -> None:
    story = signed(make)
    committee = browser("committee_officer", story.place)
    assert committee.get(f"{story.url}/others").status == 404
    assert "Others pay" not in committee.get(story.url).text
    with pytest.raises(Refused, match="does not name this payer"):
        pay_in(make, story, 1)
