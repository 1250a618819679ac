"""Amendments: proposed with a reason, signed by all, and never touching money that has moved on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions, amendments
from peoplesprocess.contracts.contract_content import BillLineInput
from peoplesprocess.core.amendments import (
    AgreedTranche,
    AmendedBillLine,
    AmendmentSituation,
    amended,
    amended_tranches,
)
from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.db.session import reading, writing
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import (
    Amendment,
    AmendmentOutcome,
    AmendmentSignature,
    BillLine,
    Contract,
    TrancheRelease,
    Visit,
)
from tests.browser import Browser
from tests.contracts.amended import (
    PROPOSED_ON,
    proposal,
    propose,
    release,
    request,
    sign,
    spend,
    tranche_sums,
    visit,
)
from tests.contracts.story import ENDS, PARTY_ROLES, at, by, rupees, signed
from tests.factories import Make
from tests.invited import came_in

People = Callable[..., Browser]
DEARER = {1: (8, 120_000)}
"""The first line costs 192,000 more."""


def words_of(refusal: Refused) -> str:
    """The sentence of a refusal in English, with its placeholders."""
    assert isinstance(refusal.sentence, Message)
    return refusal.sentence.text


def refused(make: Make, story: Any, **changes: Any) -> Refused:
    """How a proposal is refused."""
    with writing(make.engine) as db, pytest.raises(Refused) as refusal:
        act = by(db, story, "facilitator", PROPOSED_ON)
        amendments.propose_amendment(act, story.number, proposal(**changes))
    return refusal.value


def test_an_amendment_is_in_force_when_all_parties_have_signed_it(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    place, url = story.place, f"/s/{story.place.code}/contracts/1"
    bo = browser("facilitator", place)
    page = bo.send(
        f"{url}/amendments/propose", reason="Cement costs more.", rate1="120,000", ends_on="2023-08-31"
    )
    assert page.status == 200
    for words in ("Proposed on", "Cement costs more.", "4,032,000", "31 Aug 2023", "changed"):
        assert words in page.text
    assert db.scalar(select(Contract.total)) == rupees(3_840_000)
    db.rollback()
    for party, role in PARTY_ROLES.items():
        assert "waits for signatures" in bo.get(url).text
        signer = browser(role, place)
        assert signer.send(f"{url}/amendments/1/sign", party=party).status == 200
    page = bo.get(url)
    for words in ("in force since", "4,032,000", "3,648,000", "to 31 Aug 2023", "Cement costs more."):
        assert words in page.text, words
    assert "In force since" in bo.get(f"{url}/amendments/1").text
    assert sum(tranche_sums(db, story)) == rupees(3_648_000)
    assert "4,032,000" not in bo.get(f"/s/{place.code}/plan").text


def test_what_was_released_stays_and_the_last_instalment_takes_the_remainder(make: Make, db: Session) -> None:
    story = signed(make)
    request(make, story, 1)
    release(make, story, 1)
    before = tranche_sums(db, story)
    sign(make, story, propose(make, story, lines={1: (8, 96_001), 2: (400, 4_801)}))
    after = tranche_sums(db, story)
    grant = db.scalar(select(Contract.grant)) or 0
    assert after[0] == before[0]
    assert db.scalar(select(func.sum(TrancheRelease.amount))) == before[0]
    assert sum(after) == grant == rupees(3_456_408)


@given(
    grant=st.integers(1, 10**12),
    percents=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    released=st.integers(0, 6),
    grants=st.lists(st.integers(1, 10**12), min_size=1, max_size=5),
)
@settings(max_examples=300, deadline=None)
def test_instalments_always_add_up_to_the_grant_and_released_ones_never_change(
    grant: int, percents: list[int], released: int, grants: list[int]
) -> None:
    parts = [grant * percent // sum(percents) for percent in percents]
    parts[-1] = grant - sum(parts[:-1])
    agreed = [
        AgreedTranche(number, percent, amount, number <= released)
        for number, (percent, amount) in enumerate(zip(percents, parts, strict=True), start=1)
    ]
    for new in grants:
        contract = AmendmentSituation(date(2023, 5, 2), 0, agreed, None, False, False, None, "PKR")
        try:
            amounts = amended_tranches(contract, new)
        except Refused as refusal:
            assert refusal.field == "contribution"
            assert new <= contract.released + len(percents) * sum(percents) or released >= len(percents)
            continue
        assert sum(amounts) == new
        assert list(amounts[:released]) == [tranche.amount for tranche in agreed[:released]]
        assert min(amounts[released:], default=1) > 0
        agreed = [
            AgreedTranche(each.number, each.percent, amount, each.released)
            for each, amount in zip(agreed, amounts, strict=True)
        ]


def test_progress_is_counted_anew_of_the_bill_in_force(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    visit(make, story, {1: 8_000}, on=date(2023, 5, 10))
    assert db.scalar(select(Visit.physical)) == 2_000
    db.rollback()
    added = [BillLineInput("Paths", "m", 100_000, rupees(7_680))]
    sign(make, story, propose(make, story, lines={2: (0, 4_800), 3: (8, 48_000)}, added=added))
    page = browser("technical_officer", story.place).get(story.url)
    # 768,000 of 2,304,000 is a third.
    assert "33.3" in page.text
    assert db.scalar(select(Visit.physical)) == 2_000
    db.rollback()
    assert "25.0" not in page.text
    with writing(make.engine) as fresh:
        assert settlement_summaries.verify(fresh.connection()).first_bad is None
    form = browser("technical_officer", story.place).get(f"{story.url}/visits/record")
    assert "done5" in form.values
    assert "done2" not in form.values
    with reading(make.engine) as fresh:
        lines = fresh.scalars(select(BillLine.quantity).order_by(BillLine.position)).all()
    assert list(lines) == [8_000, 0, 8_000, 8_000, 100_000]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({}, "", "Nothing is changed yet."),
        ({"reason": " ", "lines": DEARER}, "reason", "Write why the contract changes."),
        ({"lines": {1: (3, 96_000)}}, "quantity1", "built already"),
        ({"lines": {1: (-1, 96_000)}}, "quantity1", "Give a quantity from 0"),
        ({"lines": {2: (400, 0)}}, "rate2", "Give a sum above 0."),
        ({"contribution": -1}, "contribution", "below 0"),
        ({"contribution": rupees(3_840_000)}, "contribution", "Nothing is left for the grant."),
        ({"contribution": rupees(3_000_000)}, "contribution", "Agree on more than is released."),
        ({"lines": {2: (0, 4_800), 3: (0, 48_000)}}, "rate1", "Agree on more than is released."),
        ({"ends_on": date(2023, 5, 1)}, "ends_on", "before the work begins"),
        ({"lines": {1: (8, 960_000)}}, "contribution", "envelope is left"),
    ],
)
def test_what_cannot_be_agreed_any_more_is_refused_with_the_way_out(
    make: Make, db: Session, changes: dict[str, Any], field: str, words: str
) -> None:
    story = signed(make)
    request(make, story, 1)
    release(make, story, 1)
    visit(make, story, {1: 4_000}, on=date(2023, 5, 10))
    refusal = refused(make, story, **changes)
    assert refusal.field == field
    assert words in words_of(refusal)
    assert db.scalar(select(func.count()).select_from(Amendment)) == 0


def test_the_bill_stays_at_least_what_the_cash_book_shows(make: Make) -> None:
    story = signed(make)
    request(make, story, 1)
    release(make, story, 1)
    spend(make, story, 1_400_000)
    refusal = refused(make, story, lines={2: (0, 4_800), 3: (0, 48_000)}, contribution=0)
    assert (refusal.field, "at least what the work has cost" in words_of(refusal)) == ("rate1", True)


def test_a_request_is_answered_before_the_contract_is_amended(make: Make) -> None:
    story = signed(make)
    request(make, story, 1)
    assert "waits for an answer" in words_of(refused(make, story, lines=DEARER))


def test_a_contract_that_is_not_signed_is_changed_and_not_amended(make: Make, browser: People) -> None:
    story = signed(make, parties=("community",))
    url = f"/s/{story.place.code}/contracts/1/amendments/propose"
    assert "Before the first signature" in words_of(refused(make, story, lines=DEARER))
    assert "Before the first signature" in browser("facilitator", story.place).get(url).text


def test_one_amendment_waits_at_a_time_and_no_later_end_beside_it(make: Make) -> None:
    story = signed(make)
    propose(make, story, lines=DEARER)
    assert "Sign or withdraw it first." in words_of(refused(make, story, lines=DEARER))
    with writing(make.engine) as db, pytest.raises(Refused, match="withdraw"):
        later = actions.ExtensionInput(date(2023, 9, 30), "Flood")
        actions.extend(by(db, story, "facilitator", PROPOSED_ON), 1, later)


def test_nobody_signs_twice_or_for_two_parties_or_what_is_closed(make: Make, db: Session) -> None:
    story = signed(make)
    number = propose(make, story, lines=DEARER)
    sign(make, story, number, "community")
    for role, party, words in (
        ("committee_officer", "community", "already signed"),
        ("committee_officer", "agency", "One person signs for one party"),
    ):
        with writing(make.engine) as fresh, pytest.raises(Refused, match=words):
            amendments.sign_amendment(by(fresh, story, role, PROPOSED_ON), 1, number, party)
    with writing(make.engine) as fresh, pytest.raises(Refused, match="Another party can refuse it"):
        amendments.refuse_amendment(
            by(fresh, story, "committee_officer", PROPOSED_ON), 1, number, "community", "No"
        )
    with writing(make.engine) as fresh:
        amendments.refuse_amendment(
            by(fresh, story, "programme_manager", PROPOSED_ON), 1, number, "agency", "Too dear"
        )
        fresh.commit()
    with writing(make.engine) as fresh, pytest.raises(Refused, match="Propose another one"):
        amendments.sign_amendment(by(fresh, story, "local_authority", PROPOSED_ON), 1, number, "authority")
    assert db.scalar(select(AmendmentOutcome.outcome)) == "refused"
    assert db.scalar(select(func.count()).select_from(AmendmentSignature)) == 1
    assert db.scalar(select(Contract.total)) == rupees(3_840_000)
    db.rollback()
    assert propose(make, story, lines=DEARER) == 2


def test_a_withdrawn_amendment_stays_readable_with_its_reason(make: Make, browser: People) -> None:
    story = signed(make)
    propose(make, story, lines=DEARER)
    url = f"/s/{story.place.code}/contracts/1"
    bo = browser("facilitator", story.place)
    assert bo.send(f"{url}/amendments/1/withdraw", reason="").status == 422
    page = bo.send(f"{url}/amendments/1/withdraw", reason="The price fell again.")
    assert "The price fell again." in page.text
    assert "withdrawn on" in bo.get(url).text
    assert bo.get(f"{url}/amendments/1/withdraw").status == 404
    assert bo.get(f"{url}/amendments/9").status == 404


def test_money_released_while_an_amendment_waits_makes_it_be_proposed_anew(make: Make, db: Session) -> None:
    story = signed(make)
    number = propose(make, story, lines=DEARER)
    sign(make, story, number, "community", "agency")
    request(make, story, 1)
    release(make, story, 1)
    released = tranche_sums(db, story)
    with pytest.raises(Refused, match="Withdraw it and propose it again"):
        sign(make, story, number, "authority", moment=at(date(2023, 6, 20)))
    assert tranche_sums(db, story) == released
    assert db.scalar(select(func.count()).select_from(AmendmentOutcome)) == 0


def test_an_amendment_sets_the_end_anew_and_a_later_end_comes_after_it(make: Make, db: Session) -> None:
    story = signed(make)
    with writing(make.engine) as fresh:
        later = actions.ExtensionInput(date(2023, 9, 30), "Flood")
        actions.extend(by(fresh, story, "facilitator", PROPOSED_ON), 1, later)
        fresh.commit()
    sign(make, story, propose(make, story, ends_on=date(2023, 8, 31)))
    assert db.scalar(select(Amendment.former_ends_on)) == date(2023, 9, 30)
    assert db.scalar(select(Contract.ends_on)) == date(2023, 8, 31)
    db.rollback()
    with writing(make.engine) as fresh:
        later = actions.ExtensionInput(date(2023, 9, 15), "Storm")
        actions.extend(by(fresh, story, "facilitator", PROPOSED_ON), 1, later)
        fresh.commit()
    assert date(2023, 8, 31) > ENDS


def test_who_made_another_signers_account_reads_it_before_signing_or_refusing_an_amendment(
    make: Make, browser: People
) -> None:
    story = signed(make)
    number = propose(make, story, contribution=rupees(380_000))
    manager = browser()
    manager.sign_in_as(story.usernames["programme_manager"])
    chair = browser()
    chair.sign_in_as(came_in(make, story.usernames["programme_manager"], "committee_officer", story.place))
    url = f"/s/{story.place.code}/contracts/{story.number}/amendments/{number}"
    assert f"{url}/sign" in manager.get(url).links
    chair.send(f"{url}/sign", party="community")
    assert f"{url}/sign" not in manager.get(url).links
    for address in (url, f"{url}/sign", f"{url}/refuse"):
        page = manager.get(address)
        assert "an administrator must first confirm" in page.text
        assert "party" not in page.values


def test_what_the_bank_kept_is_spent_of_the_contribution_of_a_contract_from_before(
    make: Make, browser: People
) -> None:
    story = signed(make)
    request(make, story, 1)
    release(make, story, 1)
    cleo = browser("committee_officer", story.place)
    short = {"arrived_on": "2023-05-20", "amount": "1,036,300", "reason": "The bank kept 500"}
    assert cleo.send(f"{story.url}/tranches/1/arrival", **short).status == 200
    spend(make, story, 1_200_000)
    refusal = refused(make, story, contribution=rupees(163_200))
    assert refusal.field == "contribution"
    assert "of what the community gives is spent already" in words_of(refusal)
    sign(make, story, propose(make, story, contribution=rupees(163_700)))
    page = cleo.get(story.url).text
    assert "More was spent than was released" not in page
    assert "Left in the cash book 0 PKR" in page


@given(
    released=st.integers(0, 10**9),
    kept=st.integers(0, 10**6),
    spent=st.integers(0, 10**9),
    given_in_kind=st.integers(0, 10**8),
    contribution=st.integers(0, 10**9),
)
@settings(max_examples=300, deadline=None)
def test_no_amendment_of_a_contract_from_before_leaves_less_than_was_paid(
    released: int, kept: int, spent: int, given_in_kind: int, contribution: int
) -> None:
    kept = min(kept, released)
    agreed = [AgreedTranche(1, 50, released, True), AgreedTranche(2, 50, 10**10, False)]
    contract = AmendmentSituation(
        date(2023, 5, 2), spent + given_in_kind, agreed, None, False, False, None, "PKR",
        contribution_is_money=True, not_arrived=kept,
    )  # fmt: skip
    line = AmendedBillLine("All of it", "lot", 1000, 2 * 10**10)
    try:
        follow = amended(contract, [line], contribution, ENDS)
    except Refused:
        return
    position = CashPosition(contribution, None, released - kept, 0, 0, given_in_kind, spent)
    assert follow.total == contribution + follow.grant
    assert position.balance >= 0
