"""Whatever is tried, in whatever order: money goes out only as signed, and a refused act leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.core import permissions
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.models import (
    CashBookEntry,
    Certificate,
    Election,
    JournalEntry,
    Meeting,
    PublicAudit,
    Seat,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)
from peoplesprocess.works import actions
from tests.contracts.story import STARTS, account_id, acting, also, at, came, elect, rupees, signed
from tests.factories import Make

NUMBERS = (1, 2, 3, 4)
WORK_DONE = {1: 0, 2: 20, 3: 60, 4: 95}
PARTS = {1: 103_680_000, 2: 138_240_000, 3: 69_120_000, 4: 34_560_000}
GRANT = 345_600_000
CONTRIBUTION = GRANT // 9
"""Nobody said how much of it is money, so that all of it is."""
TABLES = (TrancheRequest, TrancheRelease, TrancheRefusal, Visit, CashBookEntry, JournalEntry)
PEOPLE = {
    "facilitator": {"facilitator"},
    "committee_officer": {"committee_officer"},
    "technical_officer": {"technical_officer"},
    "finance_officer": {"finance_officer"},
    "programme_manager": {"programme_manager"},
    "builder_who_pays": {"committee_officer", "finance_officer"},
    "builder_who_measures": {"facilitator", "technical_officer"},
}
"""Everybody who tries something, with the roles of each; the last two could judge their own work."""
BUILDERS = {"facilitator", "committee_officer"}
PAYERS = {"finance_officer", "programme_manager"}

number = st.sampled_from(NUMBERS)
person = st.sampled_from(sorted(PEOPLE))
act = st.one_of(
    st.tuples(st.just("request"), person, number),
    st.tuples(st.just("release"), person, number),
    st.tuples(st.just("refuse"), person, number),
    st.tuples(st.just("visit"), person, st.sampled_from((0, 10, 50, 100))),
    st.tuples(st.just("spend"), person, st.sampled_from((0, 500_000, 900_000))),
    st.tuples(st.just("elect"), person, st.sampled_from((0, 1))),
    st.tuples(st.just("certify"), person, st.just(0)),
)


def straight(upto: int) -> list[tuple[str, str, int]]:
    """The acts that lead to the release of instalment `upto` when nobody errs."""
    acts: list[tuple[str, str, int]] = []
    for n in range(1, upto + 1):
        if n > 1:
            acts += [("spend", "committee_officer", 900_000), ("visit", "technical_officer", 100)]
        if n == 4:
            acts.append(("certify", "technical_officer", 0))
        acts += [("request", "committee_officer", n), ("release", "finance_officer", n)]
    return acts


class Watched:
    """A contract on which anything is tried, and what an onlooker with the paper in hand expects."""

    def __init__(self, db: Session, story: Any) -> None:
        self.db, self.story = db, story
        self.ids = story.ids | {who: account_id(db, username) for who, username in story.doubles.items()}
        self.asked: dict[int, str] = {}
        self.released: list[int] = []
        self.physical = self.spent = 0
        self.woman_signs, self.certified = True, False
        self.day = STARTS

    def try_(self, what: str, who: str, value: int) -> None:
        """Try one act; complain if what happened is not what the paper says."""
        if what in ("elect", "certify"):
            getattr(self, what)(value)
            return
        allowed = getattr(self, f"expects_{what}")(who, value)
        before = self.rows()
        try:
            getattr(self, what)(self.ids[who], value)
        except (Refused, Forbidden):
            assert not allowed, f"{what} {value} by {who} was refused"
            assert not (self.db.new or self.db.dirty or self.db.deleted)
            assert self.rows() == before, f"a refused {what} left a trace"
            return
        assert allowed, f"{what} {value} by {who} went through"
        self.remember(what, who, value)
        self.check()

    def rows(self) -> list[Any]:
        self.db.flush()
        return list(
            self.db.execute(
                select(*(select(func.count()).select_from(table).scalar_subquery() for table in TABLES))
            ).one()
        )

    def check(self) -> None:
        """The promises, read from the database."""
        rows = self.db.execute(
            select(
                TrancheRelease.amount,
                TrancheRelease.made_by,
                TrancheRequest.made_by.label("asker"),
                Tranche.number,
            )
            .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
            .join(TrancheRequest, TrancheRequest.id == TrancheRelease.request_id)
        ).all()
        assert sum(row.amount for row in rows) <= GRANT
        assert sorted(row.number for row in rows) == sorted(self.released)
        assert all(row.amount == PARTS[row.number] and row.made_by != row.asker for row in rows)
        assert self.released == list(range(1, len(self.released) + 1))
        paid = self.db.scalar(select(func.coalesce(func.sum(CashBookEntry.amount), 0)))
        assert paid == self.spent <= sum(row.amount for row in rows) + CONTRIBUTION

    def holds(self, n: int) -> bool:
        out = sum(PARTS[one] for one in self.released)
        return (
            self.woman_signs
            and all(one in self.released for one in range(1, n))
            and self.physical >= WORK_DONE[n]
            and (n == 1 or 100 * self.spent >= 70 * out > 0)
            and (n < 4 or self.certified)
        )

    def expects_request(self, who: str, n: int) -> bool:
        asks = PEOPLE[who] & BUILDERS
        return bool(asks) and n not in self.released and n not in self.asked and self.holds(n)

    def expects_release(self, who: str, n: int) -> bool:
        return self.answers(who, n) and n not in self.released and self.holds(n)

    def expects_refuse(self, who: str, n: int) -> bool:
        return self.answers(who, n)

    def answers(self, who: str, n: int) -> bool:
        pays = PEOPLE[who] & PAYERS and not PEOPLE[who] & BUILDERS
        return bool(pays) and self.asked.get(n) not in (None, who)

    def expects_visit(self, who: str, share: int) -> bool:
        return PEOPLE[who] == {"technical_officer"}

    def expects_spend(self, who: str, amount: int) -> bool:
        came = sum(PARTS[one] for one in self.released) + CONTRIBUTION
        return bool(PEOPLE[who] & BUILDERS) and 0 < rupees(amount) <= came - self.spent

    def remember(self, what: str, who: str, value: int) -> None:
        match what:
            case "request":
                self.asked[value] = who
            case "release":
                self.released.append(value)
                self.asked.pop(value)
            case "refuse":
                self.asked.pop(value)
            case "visit":
                self.physical = value
            case "spend":
                self.spent += rupees(value)

    def act(self, who: Any) -> Act:
        return acting(self.db, who, self.story.place, at(self.day))

    def request(self, who: Any, n: int) -> None:
        actions.request_tranche(self.act(who), 1, n, "")

    def release(self, who: Any, n: int) -> None:
        row = actions.release_tranche(self.act(who), 1, n, "TT")
        came(self.act(self.story.ids["committee_officer"]), 1, n, row.amount)

    def refuse(self, who: Any, n: int) -> None:
        actions.refuse_tranche(self.act(who), 1, n, "Not yet")

    def visit(self, who: Any, share: int) -> None:
        self.day += timedelta(days=1)
        done = {n: quantity * 10 * share for n, quantity in enumerate((8, 400, 16, 8), start=1)}
        seen = actions.VisitInput(self.day, done, 0, "Measured anew", False, [], fell=True)
        actions.record_visit(self.act(who), 1, seen)

    def spend(self, who: Any, amount: int) -> None:
        entry = actions.CashBookInput(self.day, "Cement", rupees(amount), "Bill")
        actions.record_spending(self.act(who), 1, entry)

    def elect(self, women: int) -> None:
        self.db.execute(delete(Seat))
        self.db.execute(delete(Election))
        elect(self.db, self.story.place, 3 - women, women, date(2023, 3, 1))
        self.woman_signs = women > 0

    def certify(self, nothing: int) -> None:
        if self.certified:
            return
        owner = {
            "settlement_id": self.story.place.id,
            "programme_id": self.story.place.programme_id,
            "made_at": at(self.day),
        }
        contract_id = self.db.scalars(select(Tranche.contract_id)).first()
        counts = {"people": 9, "women": 5, "displaced": 0, "with_disability": 0}
        meeting = Meeting(
            **owner, **counts, number=1, kind="audit", held_on=self.day, place="School", counts={},
            women_headed=0, households=9, consent=True, agenda="", minutes="",
        )  # fmt: skip
        self.db.add(meeting)
        self.db.flush()
        self.db.add(
            PublicAudit(**owner, contract_id=contract_id, meeting_id=meeting.id, questions="", accepted=True)
        )
        self.db.add(Certificate(**owner, contract_id=contract_id, issued_on=self.day, statement=""))
        self.db.flush()
        self.certified = True


@given(upto=st.integers(0, 4), acts=st.lists(act, min_size=3, max_size=10))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def whatever_is_tried(story: Any, db: Session, upto: int, acts: list[tuple[str, str, int]]) -> None:
    watched = Watched(db, story)
    try:
        for one in (*straight(upto), *acts):
            watched.try_(*one)
        watched.check()
    finally:
        db.rollback()


@pytest.fixture
def story(make: Make) -> Any:
    """A signed contract, and two people each of whom has a second role."""
    found = signed(make)
    found.doubles = {}
    for who, (role, second) in {
        "builder_who_pays": ("finance_officer", "committee_officer"),
        "builder_who_measures": ("technical_officer", "facilitator"),
    }.items():
        found.doubles[who] = make.account(role, found.place)
        also(make, found.doubles[who], second, found.place)
    return found


def test_money_goes_out_only_as_the_contract_says_whatever_is_tried(story: Any, db: Session) -> None:
    whatever_is_tried(story, db)


def test_the_straight_way_pays_the_whole_grant(story: Any, db: Session) -> None:
    watched = Watched(db, story)
    for one in straight(4):
        watched.try_(*one)
    assert db.scalar(select(func.sum(TrancheRelease.amount))) == GRANT


def without_relations(monkeypatch: pytest.MonkeyPatch, action: Action) -> None:
    """Take away what must hold between who acts and what the act is about."""
    rule = permissions.ALLOWED[action]
    monkeypatch.setitem(permissions.ALLOWED, action, replace(rule, roles=dict.fromkeys(rule.roles, ())))


ASKED = ("request", "committee_officer", 1)
FAULTS: list[tuple[str | Action, list[tuple[str, str, int]]]] = [
    ("require_releasable", [ASKED, ("elect", "facilitator", 0), ("release", "finance_officer", 1)]),
    ("require_requestable", [("request", "committee_officer", 2)]),
    (Action.RELEASE_TRANCHE, [ASKED, ("release", "builder_who_pays", 1)]),
    (Action.REFUSE_TRANCHE, [ASKED, ("refuse", "builder_who_pays", 1)]),
    (Action.REFUSE_TRANCHE, [("request", "builder_who_pays", 1), ("refuse", "builder_who_pays", 1)]),
    (Action.RECORD_VISIT, [("visit", "builder_who_measures", 50)]),
]


@pytest.mark.parametrize(("rule", "acts"), FAULTS)
def test_the_onlooker_sees_a_rule_that_was_taken_away(
    story: Any,
    db: Session,
    monkeypatch: pytest.MonkeyPatch,
    rule: str | Action,
    acts: list[tuple[str, str, int]],
) -> None:
    watched = Watched(db, story)
    if isinstance(rule, Action):
        without_relations(monkeypatch, rule)
    else:
        monkeypatch.setattr(actions, rule, lambda *anything: None)
    with pytest.raises(AssertionError, match="went through"):
        for one in acts:
            watched.try_(*one)


@pytest.mark.parametrize(("rule", "acts"), FAULTS)
def test_the_same_acts_are_refused_while_the_rule_stands(
    story: Any, db: Session, rule: str | Action, acts: list[tuple[str, str, int]]
) -> None:
    watched = Watched(db, story)
    for one in acts:
        watched.try_(*one)
    assert watched.released == []
