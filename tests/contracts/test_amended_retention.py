"""What is held back of a grant is signed, and changes with an amendment that all parties sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.amended_retention import with_retention
from peoplesprocess.core.amendments import AgreedTranche, AmendmentSituation, amended_tranches
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.retention import hold_back
from peoplesprocess.db import journal
from peoplesprocess.models import Contract, Tranche
from tests.browser import Browser
from tests.contracts.amended import propose, release, request, sign, tranche_sums
from tests.contracts.story import contract, endorsed, rupees
from tests.factories import Make

People = Callable[..., Browser]


def held_back(make: Make, retention: int = 5, months: int = 6) -> Any:
    """The latrine blocks' contract under rules that hold something back."""
    rules = replace(ProgrammeRules(), retention=retention, defects_months=months)
    return contract(make, endorsed(make, programme=make.programme(rules=rules.stored())))


def shares(db: Session, story: Any) -> list[tuple[int, int, bool]]:
    """Number, share and whether it is the retention, of each instalment."""
    columns = select(Tranche.number, Tranche.percent, Tranche.is_retention)
    rows = db.execute(columns.where(Tranche.contract_id == story.id).order_by(Tranche.number)).all()
    db.rollback()
    return [tuple(row) for row in rows]


def test_what_is_held_back_changes_when_all_parties_have_signed(
    make: Make, browser: People, db: Session
) -> None:
    story = held_back(make)
    url = f"/s/{story.place.code}/contracts/1"
    bo = browser("facilitator", story.place)
    page = bo.send(f"{url}/amendments/propose", reason="The pits are deep.", retention="8")
    page.check()
    assert "Held back of the grant 5 % 8 %" in page.text
    assert "4 172,800 69,120" in page.text and "5 172,800 276,480 Retention" in page.text
    assert db.scalar(select(Contract.retention)) == 5
    db.rollback()
    sign(make, story, 1)
    assert db.scalar(select(Contract.retention)) == 8
    db.rollback()
    assert tranche_sums(db, story)[3:] == [rupees(69_120), rupees(276_480)]
    assert shares(db, story)[3:] == [(4, 2, False), (5, 8, True)]
    assert "8 % of the grant, 276,480 PKR, is held back" in bo.get(f"{url}/paper").text
    before = bo.get(f"{url}/amendments/1/before")
    before.check()
    assert "5 % of the grant, 172,800 PKR, is held back" in before.text
    assert "4 5 % 172,800" in before.text and "5 5 % 172,800" in before.text
    assert journal.verify(db).first_bad is None


def test_a_retention_goes_and_comes_back_with_its_amendments(
    make: Make, browser: People, db: Session
) -> None:
    story = held_back(make)
    url = f"/s/{story.place.code}/contracts/1"
    bo = browser("facilitator", story.place)
    sign(make, story, propose(make, story, retention=0))
    assert shares(db, story) == [(1, 30, False), (2, 40, False), (3, 20, False), (4, 10, False)]
    assert sum(tranche_sums(db, story)) == rupees(3_456_000)
    assert "is held back from the last instalment" not in bo.get(f"{url}/paper").text
    before = bo.get(f"{url}/amendments/1/before").text
    assert "5 5 % 172,800" in before and "5 % of the grant, 172,800 PKR, is held back" in before
    assert "5 172,800 0 Retention" in bo.get(f"{url}/amendments/1").text
    sign(make, story, propose(make, story, retention=4))
    assert shares(db, story)[3:] == [(4, 6, False), (5, 4, True)]
    assert "4 % of the grant, 138,240 PKR, is held back" in bo.get(f"{url}/paper").text
    assert "5 0 138,240 Retention" in bo.get(f"{url}/amendments/2").text
    assert journal.verify(db).first_bad is None


@pytest.mark.parametrize(
    ("retention", "words"),
    [
        ("10", "are 10 % of the grant together. Hold back less than that."),
        ("21", "This cannot be more than 20."),
    ],
)
def test_nobody_holds_back_more_than_the_last_instalment(
    make: Make, browser: People, retention: str, words: str
) -> None:
    story = held_back(make)
    url = f"/s/{story.place.code}/contracts/1/amendments/propose"
    page = browser("facilitator", story.place).send(url, reason="More", retention=retention)
    assert words in " ".join(page.problems), page.problems


def test_a_signature_is_refused_once_the_shares_cannot_move_any_more(make: Make, db: Session) -> None:
    story = held_back(make)
    number = propose(make, story, retention=8)
    request(make, story, 1)
    release(make, story, 1)
    sign(make, story, number)
    assert tranche_sums(db, story)[0] == rupees(1_036_800)
    assert sum(tranche_sums(db, story)) == rupees(3_456_000)


@given(
    grant=st.integers(100_000, 10**12),
    held=st.integers(0, 9),
    then=st.lists(st.integers(-1, 21), min_size=1, max_size=4),
    released=st.integers(0, 4),
)
@settings(max_examples=300, deadline=None)
def test_whatever_is_held_back_nothing_of_the_grant_is_lost(
    grant: int, held: int, then: list[int], released: int
) -> None:
    percents = (30, 40, 20, 10)
    first = hold_back(grant, percents, held)
    agreed = [
        AgreedTranche(n, percent - (held if n == 4 else 0), amount, n <= released)
        for n, (percent, amount) in enumerate(zip(percents, first.parts, strict=True), start=1)
    ]
    if held:
        agreed.append(AgreedTranche(5, held, first.retention, False, is_retention=True))
    for percent in then:
        try:
            moved = with_retention(agreed, percent)
        except Refused as refusal:
            assert refusal.field == "retention"
            assert released == 4 or not 0 <= percent < 10
            continue
        contract = AmendmentSituation(date(2023, 5, 2), 0, moved, None, False, False, None, "PKR")
        sums = amended_tranches(contract, grant)
        assert sum(sums) == grant and min(sums) > 0
        assert sum(each.percent for each in moved) == 100
        assert list(sums[:released]) == list(first.parts[:released])
        if percent and released < 4:
            assert sums[-1] == grant * percent // 100
        agreed = [replace(each, amount=amount) for each, amount in zip(moved, sums, strict=True)]
