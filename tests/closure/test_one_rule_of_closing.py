"""What waits at the end of contracts is one rule: the database finds what core says of each work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.closure.closing_checklist import situation_of
from peoplesprocess.core.choice_lists import PARTIES
from peoplesprocess.core.process.next_in_closure import WAITS_FOR, waiting_in_closure
from peoplesprocess.core.process.tasks import TaskKind
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import SCOPES, Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, writing
from peoplesprocess.facts.contract_progress import SIGNED_CONTRACTS, ContractClosureRow
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.facts.waiting_thing_roles import CLOSING_TASKS
from peoplesprocess.facts.waiting_things import is_theirs, open_in
from peoplesprocess.models import (
    Amendment,
    CashBookEntry,
    Certificate,
    Contract,
    ContractEnding,
    Defect,
    FinalAccount,
    Handover,
    LaterWorkCheck,
    Meeting,
    Plan,
    PublicAudit,
    Signature,
    Tranche,
    TrancheRelease,
    TrancheRequest,
    Visit,
)
from tests.contracts import story
from tests.factories import MARKET_DAY, Make

DAY = MARKET_DAY.date()
MEETINGS = {1: date(2026, 2, 1), 2: date(2026, 2, 20)}
NOW = MARKET_DAY.replace(year=2027)


@dataclass(frozen=True)
class State:
    """How far a contract is: `audits` are its public audits in order, each its meeting and its answer."""

    physical: int | None = 10_000
    final: bool = True
    audits: tuple[tuple[int, bool], ...] = ((2, True),)
    spent_on: date | None = None
    certified: bool = True
    defect: bool = False
    released: bool = True
    accounted: bool = False
    handed_on: date | None = None
    ended: bool = False
    amended: bool = False
    retention: bool = False
    checked: tuple[int, ...] = ()


READ = ((2, True),)


def states() -> Iterator[State]:
    """Contracts in every state that the ways through a closing can reach, and some that they cannot."""
    seen = ((None, False), (9_499, False), (9_500, False), (9_500, True), (10_000, False), (10_000, True))
    heard: tuple[tuple[tuple[int, bool], ...], ...] = ((), ((1, False),), READ, ((1, True), (2, False)))
    late = (None, date(2026, 3, 1))
    for (physical, final), audits, spent_on, ended in product(seen, heard, late, (False, True)):
        yield State(physical, final, audits, spent_on, certified=False, ended=ended, released=False)
    for final, audits, flags in product((False, True), ((), READ), product((False, True), repeat=5)):
        names = ("defect", "released", "amended", "retention", "accounted")
        yield State(final=final, audits=audits, **dict(zip(names, flags, strict=True)))
    # The newer audit can be of the earlier meeting: the accounts were heard last at the later one.
    yield State(audits=((2, True), (1, True)), spent_on=date(2026, 2, 10))
    yield State(accounted=True, ended=True, defect=True, certified=False)
    for audits, spent_on, defect, retention in product(((), READ), late, (False, True), (False, True)):
        done = State(audits=audits, spent_on=spent_on, defect=defect, retention=retention, accounted=True)
        # The last check is due on the very day; on the next one it can only be recorded already.
        yield replace(done, handed_on=DAY)
        yield replace(done, handed_on=DAY + timedelta(1), checked=(3, 6))


def test_the_database_finds_for_each_role_what_the_rule_says_of_each_work(make: Make) -> None:
    place = story.endorsed(make)
    payer, asker = make.account("finance_officer", place), make.account("committee_officer", place)
    works = dict(enumerate(states(), start=1))
    with writing(make.engine) as db:
        _write(db, place, works, story.account_id(db, asker), story.account_id(db, payer))
        journal.write(db, place.id, None, "test.make", "work", MARKET_DAY)
        db.commit()
    with reading(make.engine) as db:
        rows = SIGNED_CONTRACTS.all(db, settlement=place.id)
        things = open_in(db, place, tuple(CLOSING_TASKS), NOW)
    assert len(rows) == len(works) > 200
    steps = {row.number: _steps(row) for row in rows}
    assert {task for said in steps.values() for task, _ in said} == set(WAITS_FOR)
    for role in Role:
        grant = _grant(role, place)
        found: dict[int, set[tuple[TaskKind, int]]] = defaultdict(set)
        for thing in things:
            if is_theirs([grant], thing):
                task = CLOSING_TASKS[WaitingThingKind(thing.kind)]
                found[thing.number].add((task, thing.month))
        for number, state in works.items():
            said = {(task, month) for task, month in steps[number] if role in WAITS_FOR[task]}
            assert found[number] == said, (role, state)


def _steps(row: ContractClosureRow) -> set[tuple[TaskKind, int]]:
    """What core says that waits at a work, with the month of a check."""
    found = waiting_in_closure(situation_of(row, ProgrammeRules(), NOW.date()))
    return {(step.task, int(step.values.get("month", 0))) for step in found if step.task is not None}


def _grant(role: Role, place: Any) -> RoleGrant:
    scope = SCOPES[role][0]
    if scope == "installation":
        return RoleGrant(role)
    where = {"settlement": {"settlement": place.id}, "area": {"area": "PK/SD/DADU"}}.get(scope, {})
    return RoleGrant(role, programme=place.programme_id, **where)


def _write(db: Session, place: Any, works: dict[int, State], asker: UUID, payer: UUID) -> None:
    common = {"settlement_id": place.id, "programme_id": place.programme_id, "made_at": MARKET_DAY}
    plan = db.scalars(select(Plan.id).where(Plan.settlement_id == place.id)).one()
    meetings = {number: Meeting(**common, **_meeting(number, day)) for number, day in MEETINGS.items()}
    db.add_all(meetings.values())
    contracts = {number: Contract(**common, **_contract(number, plan, of)) for number, of in works.items()}
    db.add_all(contracts.values())
    db.flush()
    for number, state in works.items():
        for row in _rows(contracts[number].id, state, meetings, asker, payer):
            for name, value in common.items():
                if name in row.__table__.columns and getattr(row, name) is None:
                    setattr(row, name, value)
            db.add(row)
            # Keys come in the order of time.
            db.flush()


def _meeting(number: int, day: date) -> dict[str, Any]:
    words = dict.fromkeys(("place", "agenda", "minutes"), "School yard")
    counts = {"women": [0, 9, 0], "men": [0, 9, 0], "other": [0, 0, 0]}
    held = {"number": number, "kind": "audit", "held_on": day, "people": 18, "women": 9, "consent": True}
    return {"counts": counts, **words, **held}


def _contract(number: int, plan: UUID, state: State) -> dict[str, Any]:
    return {
        "number": number,
        "plan_id": plan,
        "line": 1,
        "title": f"Work {number}",
        "mode": "hired",
        "total": 1000,
        "contribution": 0,
        "grant": 1000,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 3, 1),
        "retention": 10 if state.retention else 0,
        "defects_months": 6 if state.retention else 0,
    }


def _rows(of: UUID, state: State, meetings: dict[int, Meeting], asker: UUID, payer: UUID) -> Iterator[Any]:
    """What was recorded of a contract in this state, in the order in which it was."""
    yield from (Signature(contract_id=of, party=party, office="") for party in PARTIES)
    terms = {"percent": 50, "amount": 500, "work_done": 0, "money_spent": 0, "certificate": False}
    tranche = Tranche(contract_id=of, number=1, **terms)
    yield tranche
    if state.retention:
        yield Tranche(contract_id=of, number=2, is_retention=True, **terms)
    if state.released:
        request = TrancheRequest(tranche_id=tranche.id, number=1, statement="", made_by=asker)
        yield request
        sent = {"made_by": payer, "requested_by": asker, "amount": 500, "paper": "Transfer"}
        yield TrancheRelease(tranche_id=tranche.id, request_id=request.id, **sent)
    if state.physical is not None:
        measured = {"measured": {}, "spent": 0, "days_stopped": 0, "notes": "", "final": state.final}
        yield Visit(contract_id=of, number=1, visited_on=DAY, physical=state.physical, **measured)
    for meeting, accepted in state.audits:
        key = meetings[meeting].id
        yield PublicAudit(contract_id=of, meeting_id=key, questions="", accepted=accepted)
    if state.spent_on is not None:
        bill = {"what": "Bricks", "amount": 10, "paper": "Bill"}
        yield CashBookEntry(contract_id=of, number=1, spent_on=state.spent_on, **bill)
    if state.certified:
        yield Certificate(contract_id=of, issued_on=DAY, statement="")
    if state.defect:
        yield Defect(contract_id=of, number=1, what="Latch", due_on=DAY)
    if state.ended:
        yield ContractEnding(contract_id=of, ended_on=DAY, ground="other", reason="Flood")
    if state.accounted:
        yield FinalAccount(contract_id=of, number=1, measured_on=DAY, cost=10, surplus=0, surplus_use="")
    if state.amended:
        sums = {"total": 1000, "contribution": 0, "grant": 1000, "ends_on": DAY}
        former = {f"former_{name}": value for name, value in sums.items()}
        yield Amendment(contract_id=of, number=1, reason="Floods", **sums, **former)
    if state.handed_on is not None:
        kept = {"receiver": "Users", "caretaker": "Users", "tasks": "", "fee": 0, "fund": 0}
        yield Handover(contract_id=of, handed_on=state.handed_on, **kept)
    for month in state.checked:
        yield LaterWorkCheck(contract_id=of, month=month, checked_on=DAY, works=True, notes="")
