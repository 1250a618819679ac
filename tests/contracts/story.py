"""A place with an endorsed plan, a committee and the people of a contract: what works stand on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.rules import Rules
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    Account,
    Decision,
    Election,
    Membership,
    Plan,
    PlanItem,
    Seat,
    Submission,
)
from tests.factories import MARKET_DAY, Make

ITEMS = (("12 raised hand pumps", 2_160_000, 216_000), ("8 latrine blocks", 3_840_000, 384_000))
LATRINES = 2
BILL = (
    ("Double pits, lined", "pit", 8, 96_000),
    ("Walls and roofs", "m²", 400, 4_800),
    ("Doors with locks", "set", 16, 48_000),
    ("Hand-washing", "place", 8, 48_000),
)
STARTS, ENDS = date(2023, 5, 2), date(2023, 7, 31)
PARTY_ROLES = {
    "community": "committee_officer",
    "agency": "programme_manager",
    "authority": "local_authority",
}


def rupees(amount: int) -> int:
    """Rupees in paisa."""
    return amount * 100


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day."""
    return datetime.combine(day, time(hour), UTC)


def endorsed(
    make: Make, items: Any = ITEMS, verdict: str = "endorse", committee: bool = True, **columns: Any
) -> Any:
    """A settlement whose submitted plan has `items`, all answered with `verdict`."""
    place = make.settlement(planned=True, **{"envelope": rupees(7_500_000), **columns})
    with writing(make.engine) as db:
        submit_plan(db, place, 1, items, verdict)
        if committee:
            elect(db, place)
        journal.write(db, place.id, None, "test.plan", "plan", MARKET_DAY)
        db.commit()
    return place


def submit_plan(db: Session, place: Any, number: int, items: Any, verdict: str) -> None:
    """Add a submitted version of the plan, with the authority's answers when there is a verdict."""
    common = {"settlement_id": place.id, "programme_id": place.programme_id, "made_at": MARKET_DAY}
    plan = Plan(**common, number=number)
    db.add(plan)
    db.flush()
    db.add(Submission(**common, plan_id=plan.id))
    for line, (title, cost, given) in enumerate(items, start=1):
        fingerprint = f"{title} {cost} {given}"
        db.add(
            PlanItem(
                plan_id=plan.id,
                line=line,
                rank=line,
                title=title,
                place="School",
                needs=[line],
                cost=rupees(cost),
                in_cash=0,
                in_labour=rupees(given),
                in_materials=0,
                source="Programme",
                implementer="with-help",
                starts_on=STARTS,
                ends_on=ENDS,
                operation_and_maintenance="The women's committee",
                fingerprint=fingerprint,
            )
        )
        if verdict:
            db.add(
                Decision(
                    **common,
                    plan_id=plan.id,
                    line=line,
                    fingerprint=fingerprint,
                    verdict=verdict,
                    reason="" if verdict == "endorse" else "Why",
                    area="PK/SD/DADU",
                    office="Taluka office",
                )
            )


def elect(db: Session, place: Any, men: int = 2, women: int = 1, day: date = date(2023, 1, 29)) -> None:
    """Elect a committee with so many signatories."""
    election = Election(
        settlement_id=place.id,
        programme_id=place.programme_id,
        made_at=MARKET_DAY,
        held_on=day,
        eligible_women=300,
        eligible_men=300,
        voted_women=200,
        voted_men=200,
        observers=2,
    )
    db.add(election)
    db.flush()
    for position in range(1, men + women + 1):
        db.add(
            Seat(
                election_id=election.id,
                position=position,
                office="member",
                woman=position > men,
                signatory=True,
            )
        )
    db.flush()


def account_id(db: Session, username: str) -> Any:
    """An account's key."""
    return db.scalars(select(Account.id).where(Account.username == username)).one()


def also(make: Make, username: str, role: str, place: Any) -> None:
    """Give an account a second role."""
    with writing(make.engine) as db:
        settlement = role in ("facilitator", "committee_officer")
        db.add(
            Membership(
                account_id=account_id(db, username),
                role=role,
                programme_id=place.programme_id,
                settlement_id=place.id if settlement else None,
                area="PK/SD/DADU" if role == "local_authority" else "",
                made_at=MARKET_DAY,
            )
        )
        journal.write(db, place.id, None, "test.role", "account", MARKET_DAY)
        db.commit()


def written(**changes: Any) -> contracts.ContractInput:
    """The contract of the latrine blocks."""
    values = {
        "line": LATRINES,
        "title": "8 latrine blocks",
        "mode": "hired",
        "contribution": rupees(384_000),
        "starts_on": STARTS,
        "ends_on": ENDS,
        "bill": [contracts.BillInput(what, unit, n * 1000, rupees(rate)) for what, unit, n, rate in BILL],
        "instalments": list(Rules().instalments),
    }
    return contracts.ContractInput(**{**values, **changes})


def people(make: Make, place: Any) -> dict[str, str]:
    """Usernames of everybody whom a contract needs, by role."""
    roles = (*PARTY_ROLES.values(), "facilitator", "technical_officer", "finance_officer")
    return {role: make.account(role, place) for role in roles}


def signed(make: Make, **changes: Any) -> Any:
    """A signed contract: its place, everybody's username by role and everybody's key."""
    place = endorsed(make)
    usernames = people(make, place)
    with writing(make.engine) as db:
        ids = {role: account_id(db, username) for role, username in usernames.items()}
        contracts.draft(db, ids["facilitator"], place, written(**changes), at(date(2023, 4, 30), 8))
        for party, role in PARTY_ROLES.items():
            contracts.sign(db, ids[role], place, 1, party, "Office", at(date(2023, 4, 30)))
        db.commit()
    return SimpleNamespace(place=place, usernames=usernames, ids=ids, url=f"/s/{place.code}/works/1")


FORM: dict[str, Any] = {
    "line": "2",
    "title": "8 latrine blocks",
    "mode": "hired",
    "starts_on": "2023-05-02",
    "ends_on": "2023-07-31",
    "contribution": "384,000",
    **{
        f"{name}{n}": str(value)
        for n, line in enumerate(BILL, start=1)
        for name, value in zip(("what", "unit", "quantity", "rate"), line, strict=True)
    },
}
