"""Where an amendment meets the end of a work: neither leaves the other open, and no money slips between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.contracts import amendments
from peoplesprocess.contracts.amendments import AmendmentInput, BillLineChange
from peoplesprocess.contracts.contract_content import BillLineInput
from peoplesprocess.core.messages import Refused
from peoplesprocess.db.session import writing
from peoplesprocess.models import TrancheRelease
from peoplesprocess.works import actions as works
from tests.browser import Browser
from tests.contracts.amended import PROPOSED_ON, proposal, propose, sign
from tests.contracts.story import at, by, rupees, signed
from tests.factories import Make
from tests.finished_work import WHOLE, Work, almost_built
from tests.works.test_interruptions import end, paid, refusal

People = Callable[..., Browser]
CERTIFIED_ON = date(2023, 9, 12)


def built(make: Make) -> Work:
    """Scenario A's work, wholly built, its accounts read in public; the last instalment is not released."""
    work = almost_built(make)
    work.visit(10_000, date(2023, 9, 2), final=True)
    work.audit()
    return work


def certify(work: Work) -> None:
    with writing(work.make.engine) as db:
        certificate = closure.CertificateInput(CERTIFIED_ON, "As drawn", [])
        closure.certify(work.by(db, "technical_officer", CERTIFIED_ON), 1, certificate)
        db.commit()


def one_more_room(work: Work, day: date) -> int:
    """Somebody proposes that the contract has one line more; the number of the amendment."""
    added = BillLineInput("One more block", "block", 1_000, rupees(100_000))
    change = AmendmentInput(
        "One more", date(2023, 12, 31), rupees(384_000), [BillLineChange(WHOLE, rupees(38_400))], [added]
    )
    with writing(work.make.engine) as db:
        row = amendments.propose_amendment(work.by(db, "facilitator", day), 1, change)
        db.commit()
        return row.number


def test_after_the_certificate_nothing_is_added_that_nobody_certified(
    make: Make, db: Session, browser: People
) -> None:
    work = built(make)
    page, bo = f"/s/{work.place.code}/contracts/1", browser("facilitator", work.place)
    assert {f"{page}/extend", f"{page}/amendments/propose"} <= set(bo.get(page).links)
    certify(work)
    assert not {f"{page}/extend", f"{page}/amendments/propose"} & set(bo.get(page).links), (
        "refused at the end"
    )
    day = date(2023, 9, 14)
    assert "certified as complete" in refusal(lambda: one_more_room(work, day))
    with writing(make.engine) as fresh, pytest.raises(Refused, match="certified as complete"):
        later = contracts.ExtensionInput(date(2023, 12, 31), "One more")
        contracts.extend(work.by(fresh, "facilitator", day), 1, later)
    with writing(make.engine) as fresh:
        works.request_tranche(work.by(fresh, "committee_officer", day), 1, 4, "Certified")
        works.release_tranche(work.by(fresh, "finance_officer", day), 1, 4, "TT-4")
        fresh.commit()
    # What was certified is what was paid: the whole grant of scenario A and no more.
    assert db.scalar(select(func.sum(TrancheRelease.amount))) == rupees(3_456_000)


def test_no_certificate_is_issued_over_an_amendment_that_waits(make: Make, browser: People) -> None:
    work = built(make)
    number = one_more_room(work, date(2023, 9, 10))
    assert "Sign or withdraw it first" in refusal(lambda: certify(work))
    page = browser("facilitator", work.place).send(
        f"/s/{work.place.code}/contracts/1/amendments/{number}/withdraw", reason="Not now"
    )
    assert "Withdrawn on" in page.text
    certify(work)


def test_what_an_amendment_holds_up_says_so_before_its_form_is_filled_in(make: Make, browser: People) -> None:
    work = built(make)
    place = f"/s/{work.place.code}"
    engineer, bo = browser("technical_officer", work.place), browser("facilitator", work.place)
    forms = (
        (engineer, f"{place}/closure/1/certificate"),
        (engineer, f"{place}/closure/1/final"),
        (bo, f"{place}/contracts/1/extend"),
    )
    assert [address for visitor, address in forms if not visitor.get(address).controls] == []
    number = one_more_room(work, date(2023, 9, 10))
    for visitor, address in forms:
        page = visitor.get(address)
        page.check()
        assert f"Amendment {number} waits for signatures. Sign or withdraw it first." in page.text, address
        assert f"{place}/contracts/1/amendments/{number}" in page.links, address
        assert not page.controls, address


def test_no_final_account_is_written_over_an_amendment_that_waits(make: Make, browser: People) -> None:
    work = built(make)
    certify(work)
    story = SimpleNamespace(ids=work.ids, place=work.place, number=1)
    other = signed(make)
    waiting = propose(make, other, lines={1: (8, 100_000)})
    assert "Sign or withdraw it first" in refusal(lambda: end(make, other))
    page = browser("programme_manager", other.place).get(f"{other.url}/end")
    assert "Sign or withdraw it first" in page.text and not page.controls
    assert f"/s/{other.place.code}/contracts/1/amendments/{waiting}" in page.links
    sign(make, other, waiting)
    end(make, other)
    with writing(make.engine) as db:
        account = closure.FinalAccountInput(
            CERTIFIED_ON, rupees(3_840_000), "", "The last bill is not paid yet"
        )
        closure.close_account(by(db, story, "technical_officer", at(CERTIFIED_ON)), 1, account)
        db.commit()


def test_what_waits_when_a_contract_is_extended_is_said_first(make: Make) -> None:
    story = signed(make)
    waiting = propose(make, story, lines={1: (8, 100_000)})

    def extend() -> None:
        with writing(make.engine) as db:
            later = contracts.ExtensionInput(date(2023, 9, 30), "Flood")
            contracts.extend(by(db, story, "facilitator", PROPOSED_ON), 1, later)
            db.commit()

    assert "Sign or withdraw it first" in refusal(extend)
    sign(make, story, waiting)
    extend()


def test_an_ended_contract_is_neither_amended_nor_extended_nor_let_go_on(make: Make) -> None:
    story = paid(make)
    end(make, story)
    with writing(make.engine) as db, pytest.raises(Refused, match="can no longer be changed"):
        changed: Any = proposal(ends_on=date(2023, 9, 1))
        amendments.propose_amendment(by(db, story, "facilitator", PROPOSED_ON), 1, changed)
