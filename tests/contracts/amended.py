"""What is proposed in stories of amendments: the latrine blocks' contract, changed line by line."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import amendments
from peoplesprocess.contracts.amendments import AmendmentInput, BillLineChange
from peoplesprocess.db.session import writing
from peoplesprocess.models import Tranche
from peoplesprocess.works import actions as works
from tests.contracts.story import BILL, ENDS, PARTY_ROLES, at, by, came, rupees
from tests.factories import Make

PROPOSED_ON = at(date(2023, 5, 20))


def proposal(**changes: Any) -> AmendmentInput:
    """The contract as it is, with `changes`; `lines` holds quantity and rupees a unit, by position."""
    lines = {n: (quantity, rate) for n, (_, _, quantity, rate) in enumerate(BILL, start=1)}
    lines |= changes.pop("lines", {})
    values: dict[str, Any] = {
        "reason": "Cement costs more.",
        "ends_on": ENDS,
        "contribution": rupees(384_000),
        "lines": [BillLineChange(quantity * 1000, rupees(rate)) for quantity, rate in lines.values()],
        "added": [],
    }
    return AmendmentInput(**{**values, **changes})


def propose(make: Make, story: Any, moment: Any = PROPOSED_ON, **changes: Any) -> int:
    """The facilitator proposes an amendment; its number."""
    with writing(make.engine) as db:
        act = by(db, story, "facilitator", moment)
        row = amendments.propose_amendment(act, story.number, proposal(**changes))
        db.commit()
        return row.number


def sign(make: Make, story: Any, amendment: int, *parties: str, moment: Any = PROPOSED_ON) -> None:
    """These parties sign an amendment; all of them, where none is named."""
    for party in parties or PARTY_ROLES:
        with writing(make.engine) as db:
            act = by(db, story, PARTY_ROLES[party], moment)
            amendments.sign_amendment(act, story.number, amendment, party)
            db.commit()


def tranche_sums(db: Session, story: Any) -> list[int]:
    """The sums of the contract's instalments, in minor units."""
    found = db.scalars(
        select(Tranche.amount).where(Tranche.contract_id == story.id).order_by(Tranche.number)
    ).all()
    db.rollback()
    return list(found)


def request(make: Make, story: Any, tranche: int, moment: Any = PROPOSED_ON) -> None:
    """The committee asks for an instalment."""
    with writing(make.engine) as db:
        works.request_tranche(by(db, story, "committee_officer", moment), story.number, tranche, "To go on.")
        db.commit()


def release(make: Make, story: Any, tranche: int, moment: Any = PROPOSED_ON) -> None:
    """The agency releases an instalment."""
    with writing(make.engine) as db:
        payer = by(db, story, "finance_officer", moment)
        row = works.release_tranche(payer, story.number, tranche, "TT-1")
        came(by(db, story, "committee_officer", moment), story.number, tranche, row.amount)
        db.commit()


def visit(make: Make, story: Any, measured: dict[int, int], on: date, final: bool = False) -> None:
    """A visit measured this much, in thousandths by position."""
    with writing(make.engine) as db:
        seen = works.VisitInput(on, measured, 0, "Seen", final, fell=True)
        works.record_visit(by(db, story, "technical_officer", at(on)), story.number, seen)
        db.commit()


def spend(make: Make, story: Any, amount: int, on: date = date(2023, 5, 20)) -> None:
    """The cash book has one more line, in rupees."""
    with writing(make.engine) as db:
        entry = works.CashBookInput(on, "Cement", rupees(amount), f"Bill {amount}")
        works.record_spending(by(db, story, "committee_officer", at(on)), story.number, entry)
        db.commit()
