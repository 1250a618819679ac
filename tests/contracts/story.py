"""A place with an endorsed plan, a committee and the people of a contract: what works stand on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act, act_in_settlement
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.process.steps import STEPS
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import ProcessState
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    Account,
    Decision,
    Election,
    Membership,
    Plan,
    PlanItem,
    PlanSubmission,
    Seat,
)
from peoplesprocess.works.tranche_arrivals import TrancheArrivalInput, confirm_arrival
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
    said = (items, verdict, committee, columns)
    return make.once(lambda: _endorsed(make, *said), "endorsed", *said)


def _endorsed(make: Make, items: Any, verdict: str, committee: bool, columns: dict[str, Any]) -> Any:
    place = make.settlement(planned=True, **{"envelope": rupees(7_500_000), **columns})
    endorse_plan(make, place, items, verdict, committee)
    return place


def endorse_plan(
    make: Make, place: Any, items: Any = ITEMS, verdict: str = "endorse", committee: bool = True
) -> None:
    """Give a settlement that has no plan a submitted one, answered with `verdict`, and a committee."""
    with writing(make.engine) as db:
        if db.scalar(select(Plan.id).where(Plan.settlement_id == place.id).limit(1)) is not None:
            return
        submit_plan(db, place, 1, items, verdict)
        if committee:
            elect(db, place)
        journal.write(db, place.id, None, "test.plan", "plan", MARKET_DAY)
        db.commit()


def submit_plan(db: Session, place: Any, number: int, items: Any, verdict: str) -> None:
    """Add a submitted version of the plan, with the authority's answers when there is a verdict."""
    common = {"settlement_id": place.id, "programme_id": place.programme_id, "made_at": MARKET_DAY}
    plan = Plan(**common, number=number)
    db.add(plan)
    db.flush()
    db.add(PlanSubmission(**common, plan_id=plan.id))
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


def also(make: Make, username: str, role: str, place: Any, group: str = "", **columns: Any) -> None:
    """Give an account a second role, as the representative of a `group`; `columns` say until when."""
    with writing(make.engine) as db:
        settlement = role in ("facilitator", "committee_officer", "group_representative")
        db.add(
            Membership(
                account_id=account_id(db, username),
                role=role,
                programme_id=place.programme_id,
                settlement_id=place.id if settlement else None,
                group_code=group,
                area="PK/SD/DADU" if role == "local_authority" else "",
                made_at=MARKET_DAY,
                **columns,
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
        "bill": [contracts.BillLineInput(what, unit, n * 1000, rupees(rate)) for what, unit, n, rate in BILL],
        "tranches": list(ProgrammeRules().instalments),
        "departure": "As committee and agency agreed.",
    }
    return contracts.ContractInput(**{**values, **changes})


def people(make: Make, place: Any) -> dict[str, str]:
    """Usernames of everybody whom a contract needs, by role."""
    roles = (*PARTY_ROLES.values(), "facilitator", "technical_officer", "finance_officer")
    return {role: make.account(role, place) for role in roles}


def acting(db: Session, account: UUID, place: Any, moment: datetime) -> Act:
    """An act of an account in a settlement; where planning is not closed, it counts as closed here."""
    act = act_in_settlement(db, account, place.code, moment, is_proven=True)
    if act.settlement.state is not ProcessState.PLANNING:
        return act
    planning = " ".join(step.key for step in STEPS if not step.guards_money)
    return replace(act, place=act.settlement._replace(closed_steps=planning))


def contract(make: Make, place: Any, parties: Iterable[str] = PARTY_ROLES, **changes: Any) -> Any:
    """A contract that these parties have signed: its row, its place, usernames and keys of all by role."""
    usernames = people(make, place)
    with writing(make.engine) as db:
        ids = {role: account_id(db, username) for role, username in usernames.items()}
        row = contracts.draft(
            acting(db, ids["facilitator"], place, at(date(2023, 4, 30), 8)), written(**changes)
        )
        for party in parties:
            signer = ids[PARTY_ROLES[party]]
            contracts.sign(acting(db, signer, place, at(date(2023, 4, 30))), row.number, party, row.version)
        db.commit()
        return SimpleNamespace(
            id=row.id,
            number=row.number,
            plan_id=row.plan_id,
            place=place,
            usernames=usernames,
            ids=ids,
            url=f"/s/{place.code}/works/{row.number}",
        )


def signed(make: Make, **changes: Any) -> Any:
    """A signed contract in a settlement of its own."""
    return make.once(lambda: contract(make, endorsed(make), **changes), "signed", changes)


def by(db: Session, story: Any, role: str, moment: datetime) -> Act:
    """An act of who has a role in the story of a contract."""
    return acting(db, story.ids[role], story.place, moment)


def came(act: Act, number: int, tranche: int, released: int) -> None:
    """All that was released of an instalment came to the account on the day of an act."""
    confirm_arrival(act, number, tranche, TrancheArrivalInput(act.today, released, ""))


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
