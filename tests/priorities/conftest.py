"""A settlement whose groups were heard, and what its people do in a round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from peoplesprocess.act import Act, act_in_settlement
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.db.session import writing
from peoplesprocess.facts.needs import LIVE_NEEDS
from peoplesprocess.models import Account, Meeting, Need, Round
from peoplesprocess.rounds import actions, ballot_sheet_entry
from peoplesprocess.rounds.round_funding_terms import FundingRulesInput
from tests.factories import MARKET_DAY, Make
from tests.row_columns import belonging


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
        self.speakers: dict[str, str] = {}
        with self.act() as act:
            place, actor = act.settlement, act.actor.id
            for number, (group, people) in enumerate(sessions.items(), start=1):
                if people:
                    act.db.add(_session(place, actor, number, group, people))
            for number, title in enumerate(titles, start=1):
                act.db.add(_need(place, actor, number, title))
            act.note("test.make", "needs")

    @contextmanager
    def act(self, username: str = "") -> Iterator[Act]:
        """One act of the facilitator, or of somebody else, committed."""
        with writing(self.engine) as db:
            account = db.scalars(select(Account.id).where(Account.username == (username or self.bo))).one()
            yield act_in_settlement(db, account, self.place.code, MARKET_DAY)
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
        with self.act() as act:
            live = LIVE_NEEDS.all(act.db, settlement=act.settlement.id)
            numbers = list(ballot) or [need.number for need in live]
            terms = FundingRulesInput(dict(zip(numbers, costs, strict=False)), **(terms or {}))
            return actions.open_round(
                act, actions.RoundInput(method, rule, tokens, True, numbers, terms, **more)
            )

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
        with self.act() as act:
            entered = ballot_sheet_entry.BallotSheetInput(group, people, dict(tokens), reason, seen, code)
            ballot_sheet_entry.enter_sheet(act, 1, entered)

    def attest(self, group: str, dissent: str = "") -> None:
        """Let the group's representative confirm its sheet."""
        if group not in self.speakers:
            self.speakers[group] = self.make.account("group_representative", self.place, group)
        with self.act(self.speakers[group]) as act:
            actions.attest(act, 1, group, dissent)

    def close(self) -> RoundResult:
        """Close the first round and return its result."""
        with self.act() as act:
            return from_json(actions.close_round(act, 1).figures)

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
        said = ("community", dict(sessions), titles)
        return make.once(lambda: Community(engine, make, sessions, titles), *said)

    return made


def _session(place: Any, actor: UUID | None, number: int, group: str, people: int) -> Meeting:
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


def _need(place: Any, actor: UUID | None, number: int, title: str) -> Need:
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
