"""Communities that are ready to set priorities: sessions held, needs listed; and what they do then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.db import journal
from peoplesprocess.db.rows import belonging
from peoplesprocess.db.session import writing
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.facts.process import gather
from peoplesprocess.models import Account, Meeting, Need, Round
from peoplesprocess.priorities import actions, entering, queries
from peoplesprocess.priorities.terms import TermsInput
from tests.factories import MARKET_DAY, Make


class Community:
    """A settlement with groups that were heard, and what they do in a round."""

    def __init__(
        self, engine: Engine, make: Make, sessions: Mapping[str, int], titles: Sequence[str]
    ) -> None:
        self.engine, self.make = engine, make
        required = [code for code in sessions if code in ("women", "displaced")]
        self.place: Any = make.settlement(groups=list(sessions), required_groups=required)
        self.bo = make.account("facilitator", self.place)
        self.url = f"/s/{self.place.code}/priorities"
        with self.act() as (db, actor, place):
            for number, (group, people) in enumerate(sessions.items(), start=1):
                if people:
                    db.add(_session(place, actor, number, group, people))
            for number, title in enumerate(titles, start=1):
                db.add(_need(place, actor, number, title))
            journal.write(db, place.id, actor, "test.make", "needs", MARKET_DAY)

    @contextmanager
    def act(self) -> Iterator[tuple[Session, UUID, Any]]:
        """One act of the facilitator, committed."""
        with writing(self.engine) as db:
            actor = db.scalars(select(Account.id).where(Account.username == self.bo)).one()
            yield db, actor, SimpleNamespace(id=self.place.id, programme_id=self.place.programme_id)
            db.commit()

    def open(
        self,
        rule: str = "equal-groups",
        ballot: Sequence[int] = (),
        tokens: int = 3,
        costs: Sequence[int] = (),
        method: str = "tokens",
        terms: Any = None,
        **more: Any,
    ) -> Round:
        """Open a round on all needs, with what their works cost where works are chosen."""
        with self.act() as (db, actor, place):
            row = settlement_by_code(db, self.place.code)
            numbers = list(ballot) or [need.number for need in queries.live_needs(db, place.id)]
            terms = TermsInput(dict(zip(numbers, costs, strict=False)), **(terms or {}))
            chosen = actions.RoundInput(method, rule, tokens, True, numbers, terms, **more)
            return actions.open_round(db, actor, row, chosen, gather(db, [row])[place.id], MARKET_DAY)

    def enter(
        self,
        group: str,
        people: int,
        tokens: Mapping[int, int],
        reason: str = "",
        seen: int | None = None,
        code: str = "",
    ) -> None:
        """Type in a group's sheet in the first round."""
        with self.act() as (db, actor, place):
            sheet = entering.SheetInput(group, people, dict(tokens), reason, seen, code)
            entering.enter_sheet(db, actor, place, 1, sheet, MARKET_DAY)

    def attest(self, group: str, dissent: str = "") -> None:
        """Let the group's representative confirm its sheet."""
        with self.act() as (db, actor, place):
            actions.attest(db, actor, place, 1, group, dissent, MARKET_DAY, represents=frozenset({group}))

    def close(self) -> RoundResult:
        """Close the first round and return its result."""
        with self.act() as (db, actor, place):
            return from_json(actions.close_round(db, actor, place, 1, MARKET_DAY).figures)

    def decide(
        self, sheets: Mapping[str, tuple[int, Sequence[int]]], rule: str = "equal-groups"
    ) -> RoundResult:
        """Walk a whole round: people and tokens by group, tokens in the order of the needs."""
        self.open(rule)
        for group, (people, tokens) in sheets.items():
            self.enter(group, people, dict(enumerate(tokens, start=1)))
            self.attest(group)
        return self.close()


@pytest.fixture
def community(engine: Engine, make: Make) -> Any:
    """`community(sessions, titles)`: people at each group's session, and the needs' titles."""

    def made(sessions: Mapping[str, int], titles: Sequence[str] = ("Pump", "Latrine", "Road")) -> Community:
        return Community(engine, make, sessions, titles)

    return made


def _session(place: Any, actor: UUID, number: int, group: str, people: int) -> Meeting:
    return Meeting(
        **belonging(place, actor, MARKET_DAY),
        number=number,
        kind="session",
        group_code=group,
        held_on=date(2026, 3, 1),
        place="School yard",
        counts={"women": [0, people, 0], "men": [0, 0, 0], "other": [0, 0, 0]},
        people=people,
        women=people,
        displaced=0,
        with_disability=0,
        women_headed=0,
        households=0,
        consent=True,
        agenda="Needs",
        minutes="Needs",
    )


def _need(place: Any, actor: UUID, number: int, title: str) -> Need:
    return Need(
        **belonging(place, actor, MARKET_DAY),
        number=number,
        title=title,
        statement="",
        sector="water",
        landmark="",
        households=10,
        affected=[],
        severity=2,
        season="all",
        since="",
        cause="",
        coping="",
        response_type="infrastructure",
    )
