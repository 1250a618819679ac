"""A contract that is almost built: the latrine blocks of scenario A, on the day before its certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.closure import audits
from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.contributions import actions as contributions
from peoplesprocess.core.contributions import ContributionInput
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, CashBookEntry, Meeting, Plan
from peoplesprocess.works import actions as works
from tests.contracts import story
from tests.contracts.story import at, rupees
from tests.factories import MARKET_DAY, Make

ITEM = ("8 lockable latrine blocks", 3_840_000, 384_000)
TERMS = (TrancheTerms(30), TrancheTerms(40), TrancheTerms(20), TrancheTerms(10, certificate=True))
WHOLE = 100_000
"""The quantity of the bill's one line, in thousandths."""


@dataclass
class Work:
    """A contract at its end, and what can still happen to it. `plan_id` is a later version, without items."""

    make: Make
    place: Any
    ids: dict[str, UUID]
    contract_id: UUID
    plan_id: UUID

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

    def by(self, db: Session, role: str, day: date) -> Act:
        """An act of who has a role here."""
        return story.acting(db, self.ids[role], self.place, at(day))

    def visit(self, physical: int, on: date, final: bool = False) -> None:
        """A visit found this much built, in hundredths of a percent."""
        seen = works.VisitInput(on, {1: WHOLE * physical // 10_000}, 0, "CANARYNOTES", final, fell=True)
        with writing(self.make.engine) as db:
            works.record_visit(self.by(db, "technical_officer", on), 1, seen)
            db.commit()

    def release(self, *numbers: int, comes: bool = True) -> None:
        """These instalments were asked for, released by another person, and came, the last in September."""
        with writing(self.make.engine) as db:
            for number in numbers:
                day = date(2023, 9, 14) if number == 4 else date(2023, 8, number)
                works.request_tranche(self.by(db, "committee_officer", day), 1, number, "Spent.")
                row = works.release_tranche(self.by(db, "finance_officer", day), 1, number, "Transfer")
                if comes:
                    story.came(self.by(db, "committee_officer", day), 1, number, row.amount)
            db.commit()

    def spend(self, amount: int, day: date = date(2023, 8, 1)) -> None:
        """The cash book has one more line, in minor units."""
        with writing(self.make.engine) as db:
            lines = db.scalar(select(func.count(CashBookEntry.id)))
            entry = works.CashBookInput(day, "Bricks", amount, f"Bill {lines}")
            works.record_spending(self.by(db, "committee_officer", day), 1, entry)
            db.commit()

    def give(self, value: int) -> None:
        """The community gave labour worth so many minor units."""
        day = date(2023, 8, 1)
        given = ContributionInput("labour", day, "Digging", value, women_days=100, men_days=210)
        with writing(self.make.engine) as db:
            contributions.record_contribution(self.by(db, "committee_officer", day), 1, given)
            db.commit()

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

    def audit(self) -> None:
        """The accounts were read and accepted at a public audit."""
        day, audit = date(2023, 9, 10), audits.PublicAuditInput(self.audit_meeting(), "None", True)
        with writing(self.make.engine) as db:
            audits.record_audit(self.by(db, "facilitator", day), 1, audit)
            db.commit()


def contract_of(make: Make, place: Any, signatures: int = 3) -> Work:
    """Return the contract of scenario A: 3,840,000 rupees in four instalments, signed."""
    story.endorse_plan(make, place, (ITEM,))
    made = story.contract(
        make,
        place,
        list(story.PARTY_ROLES)[:signatures],
        line=1,
        title=ITEM[0],
        bill=[BillLineInput("Latrine blocks", "%", WHOLE, rupees(38_400))],
        tranches=TERMS,
    )
    later: list[UUID] = []

    def build(db: Session, common: dict[str, Any]) -> None:
        plan = Plan(**common, made_by=None, number=2)
        db.add(plan)
        db.flush()
        later.append(plan.id)

    work = Work(make, place, made.ids, made.id, made.plan_id)
    work.add(build)
    work.plan_id = later[0]
    return work


def almost_built(make: Make, **columns: Any) -> Work:
    """The latrine blocks, 95 % built on 19 August, three instalments released."""
    return make.once(lambda: _almost_built(make, columns), "almost built", columns)


def _almost_built(make: Make, columns: dict[str, Any]) -> Work:
    found = contract_of(make, make.settlement(households=184, **columns))
    found.release(1, 2, 3)
    found.spend(339_500_000)
    found.visit(9_500, date(2023, 8, 19))
    return found


def account_id(make: Make, username: str) -> UUID:
    """From a username to the account's key."""
    with Session(make.engine) as db:
        return db.scalars(select(Account.id).where(Account.username == username)).one()
