"""A contract that is almost built: the latrine blocks of scenario A, on the day before its certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    Account,
    CashBookEntry,
    Contract,
    Meeting,
    Plan,
    Signature,
    Tranche,
    TrancheRelease,
    TrancheRequest,
    Visit,
)
from tests.factories import MARKET_DAY, Make

NONE = UUID(int=0)
PARTIES = ("community", "agency", "authority")
INSTALMENTS = ((30, 103_680_000), (40, 138_240_000), (20, 69_120_000), (10, 34_560_000))


@dataclass
class Work:
    """A signed contract at its end, and what can still happen to it."""

    make: Make
    place: Any
    clerk: UUID
    cashier: UUID
    contract_id: UUID = NONE
    plan_id: UUID = NONE

    @property
    def url(self) -> str:
        """The address of its closing."""
        return f"/s/{self.place.code}/closure/1"

    def add(self, build: Callable[[Session, dict[str, Any]], None]) -> None:
        """Save rows of the settlement in one act."""
        with writing(self.make.engine) as db:
            common = {
                "settlement_id": self.place.id,
                "programme_id": self.place.programme_id,
                "made_at": MARKET_DAY,
            }
            build(db, common)
            journal.write(db, self.place.id, None, "test.make", "work", MARKET_DAY)
            db.commit()

    def visit(self, physical: int, on: date, final: bool = False) -> None:
        """A visit found this much built, in hundredths of a percent."""

        def build(db: Session, common: dict[str, Any]) -> None:
            number = db.query(Visit).filter_by(contract_id=self.contract_id).count() + 1
            db.add(
                Visit(
                    **common,
                    made_by=None,
                    contract_id=self.contract_id,
                    number=number,
                    visited_on=on,
                    measured={},
                    physical=physical,
                    spent=339_500_000,
                    days_stopped=0,
                    notes="CANARYNOTES",
                    final=final,
                )
            )

        self.add(build)

    def release(self, *numbers: int) -> None:
        """These instalments were asked for by one person and released by another."""

        def build(db: Session, common: dict[str, Any]) -> None:
            for number in numbers:
                tranche = db.query(Tranche).filter_by(contract_id=self.contract_id, number=number).one()
                asked = TrancheRequest(
                    **common, made_by=self.clerk, tranche_id=tranche.id, number=1, statement="Spent."
                )
                db.add(asked)
                db.flush()
                db.add(
                    TrancheRelease(
                        **{**common, "made_at": datetime(2023, 9, 10 + number, 9, tzinfo=UTC)},
                        made_by=self.cashier,
                        tranche_id=tranche.id,
                        request_id=asked.id,
                        requested_by=self.clerk,
                        amount=tranche.amount,
                        paper="Transfer",
                    )
                )

        self.add(build)

    def spend(self, amount: int) -> None:
        """The cash book has one more line, in minor units."""

        def build(db: Session, common: dict[str, Any]) -> None:
            number = db.query(CashBookEntry).filter_by(contract_id=self.contract_id).count() + 1
            db.add(
                CashBookEntry(
                    **common,
                    made_by=None,
                    contract_id=self.contract_id,
                    number=number,
                    spent_on=date(2023, 8, 1),
                    what="Bricks",
                    amount=amount,
                    paper=f"Bill {number}",
                )
            )

        self.add(build)

    def audit_meeting(self) -> int:
        """A public audit was held on 10 September, with 98 people; its number."""

        def build(db: Session, common: dict[str, Any]) -> None:
            db.add(
                Meeting(
                    **common,
                    made_by=None,
                    number=1,
                    kind="audit",
                    held_on=date(2023, 9, 10),
                    place="School yard",
                    counts={"women": [12, 32, 7], "men": [11, 29, 7], "other": [0, 0, 0]},
                    people=98,
                    women=51,
                    displaced=24,
                    with_disability=7,
                    women_headed=0,
                    households=81,
                    consent=True,
                    agenda="The accounts",
                    minutes="CANARYMINUTES",
                )
            )

        self.add(build)
        return 1


def contract_of(make: Make, place: Any, signatures: int = 3) -> Work:
    """Return the contract of scenario A: 3,840,000 rupees in four instalments, signed."""
    work = Work(
        make,
        place,
        account_id(make, make.account("committee_officer", place)),
        account_id(make, make.account("finance_officer", place)),
    )

    def build(db: Session, common: dict[str, Any]) -> None:
        plan = Plan(**common, made_by=None, number=1)
        db.add(plan)
        db.flush()
        contract = Contract(
            **common,
            made_by=None,
            number=1,
            plan_id=plan.id,
            line=1,
            title="8 lockable latrine blocks",
            mode="hired",
            total=384_000_000,
            contribution=38_400_000,
            grant=345_600_000,
            starts_on=date(2023, 5, 2),
            ends_on=date(2023, 7, 31),
        )
        db.add(contract)
        db.flush()
        work.contract_id, work.plan_id = contract.id, plan.id
        db.add_all(
            Tranche(
                contract_id=contract.id,
                number=number,
                percent=percent,
                amount=amount,
                work_done=0,
                money_spent=0,
                certificate=number == 4,
            )
            for number, (percent, amount) in enumerate(INSTALMENTS, start=1)
        )
        db.add_all(
            Signature(**common, made_by=None, contract_id=contract.id, party=party, office="Office")
            for party in PARTIES[:signatures]
        )

    work.add(build)
    return work


def almost_built(make: Make, **columns: Any) -> Work:
    """The latrine blocks, 95 % built on 19 August, three instalments released."""
    found = contract_of(make, make.settlement(households=184, **columns))
    found.visit(9_500, date(2023, 8, 19))
    found.release(1, 2, 3)
    found.spend(339_500_000)
    return found


def account_id(make: Make, username: str) -> UUID:
    """From a username to the account's key."""
    with Session(make.engine) as db:
        return db.scalars(select(Account.id).where(Account.username == username)).one()
