"""Whatever is tried, in whatever order: money goes out only as signed, and a refused act leaves no trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.models import (
    Audit,
    CashBookEntry,
    Certificate,
    Election,
    JournalEntry,
    Meeting,
    Seat,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)
from peoplesprocess.works import actions
from tests.contracts.story import STARTS, at, elect, rupees, signed
from tests.factories import Make

NUMBERS = (1, 2, 3, 4)
WORK_DONE = {1: 0, 2: 20, 3: 60, 4: 95}
PARTS = {1: 103_680_000, 2: 138_240_000, 3: 69_120_000, 4: 34_560_000}
GRANT = 345_600_000
TABLES = (TrancheRequest, TrancheRelease, TrancheRefusal, Visit, CashBookEntry, JournalEntry)
PEOPLE = ("facilitator", "committee_officer", "technical_officer", "finance_officer", "programme_manager")

number = st.sampled_from(NUMBERS)
person = st.sampled_from(PEOPLE)
act = st.one_of(
    st.tuples(st.just("request"), person, number),
    st.tuples(st.just("release"), person, number),
    st.tuples(st.just("refuse"), person, number),
    st.tuples(st.just("visit"), person, st.sampled_from((0, 10, 50, 100))),
    st.tuples(st.just("spend"), person, st.sampled_from((0, 500_000, 1_200_000))),
    st.tuples(st.just("elect"), person, st.sampled_from((0, 1))),
    st.tuples(st.just("certify"), person, st.just(0)),
)


def straight(upto: int) -> list[tuple[str, str, int]]:
    """The acts that lead to the release of instalment `upto` when nobody errs."""
    acts: list[tuple[str, str, int]] = []
    for n in range(1, upto + 1):
        if n > 1:
            acts += [("spend", "committee_officer", 1_200_000), ("visit", "technical_officer", 100)]
        if n == 4:
            acts.append(("certify", "technical_officer", 0))
        acts += [("request", "committee_officer", n), ("release", "finance_officer", n)]
    return acts


class Watched:
    """A contract on which anything is tried, and what an onlooker with the paper in hand expects."""

    def __init__(self, db: Session, story: Any) -> None:
        self.db, self.story = db, story
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
            getattr(self, what)(self.story.ids[who], value)
        except Refused:
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
        return n not in self.released and n not in self.asked and self.holds(n)

    def expects_release(self, who: str, n: int) -> bool:
        builder = who in ("facilitator", "committee_officer")
        asker = self.asked.get(n)
        return n not in self.released and asker not in (None, who) and not builder and self.holds(n)

    def expects_refuse(self, who: str, n: int) -> bool:
        return self.asked.get(n) not in (None, who) and who not in ("facilitator", "committee_officer")

    def expects_visit(self, who: str, share: int) -> bool:
        return who not in ("facilitator", "committee_officer")

    def expects_spend(self, who: str, amount: int) -> bool:
        return 0 < rupees(amount) <= GRANT * 10 // 9 - self.spent

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

    def request(self, who: Any, n: int) -> None:
        actions.request_tranche(self.db, who, self.story.place, 1, n, "", at(self.day))

    def release(self, who: Any, n: int) -> None:
        actions.release_tranche(self.db, who, self.story.place, 1, n, "TT", at(self.day))

    def refuse(self, who: Any, n: int) -> None:
        actions.refuse_tranche(self.db, who, self.story.place, 1, n, "Not yet", at(self.day))

    def visit(self, who: Any, share: int) -> None:
        self.day += timedelta(days=1)
        done = {n: quantity * 10 * share for n, quantity in enumerate((8, 400, 16, 8), start=1)}
        seen = actions.VisitInput(self.day, done, 0, "Measured anew", False, [])
        actions.record_visit(self.db, who, self.story.place, 1, seen, at(self.day))

    def spend(self, who: Any, amount: int) -> None:
        paid = (self.day, "Cement", rupees(amount), "Bill")
        actions.record_spending(self.db, who, self.story.place, 1, *paid, at(self.day))

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
            Audit(**owner, contract_id=contract_id, meeting_id=meeting.id, questions="", accepted=True)
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


def test_money_goes_out_only_as_the_contract_says_whatever_is_tried(make: Make, db: Session) -> None:
    whatever_is_tried(signed(make), db)


def test_the_straight_way_pays_the_whole_grant(make: Make, db: Session) -> None:
    watched = Watched(db, signed(make))
    for one in straight(4):
        watched.try_(*one)
    assert db.scalar(select(func.sum(TrancheRelease.amount))) == GRANT


FAULTS = [
    ("may_release", [*straight(1)[:1], ("elect", "facilitator", 0), ("release", "finance_officer", 1)]),
    ("may_request", [("request", "committee_officer", 2)]),
    ("_stands_apart", [("request", "committee_officer", 1), ("release", "facilitator", 1)]),
]


@pytest.mark.parametrize(("rule", "acts"), FAULTS)
def test_the_onlooker_sees_a_rule_that_was_taken_away(
    make: Make, db: Session, monkeypatch: pytest.MonkeyPatch, rule: str, acts: list[tuple[str, str, int]]
) -> None:
    watched = Watched(db, signed(make))
    monkeypatch.setattr(actions, rule, lambda *anything: None)
    with pytest.raises(AssertionError, match="went through"):
        for one in acts:
            watched.try_(*one)


@pytest.mark.parametrize(("rule", "acts"), FAULTS)
def test_the_same_acts_are_refused_while_the_rule_stands(
    make: Make, db: Session, rule: str, acts: list[tuple[str, str, int]]
) -> None:
    watched = Watched(db, signed(make))
    for one in acts:
        watched.try_(*one)
    assert watched.released == []
