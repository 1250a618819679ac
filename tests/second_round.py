"""A second round in the demonstration's canal settlement: the same papers, counted under an envelope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from peoplesprocess.db.session import writing
from peoplesprocess.demonstration.samagipura import STORY
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.facts.process import gather
from peoplesprocess.models import Account, Membership
from peoplesprocess.priorities import actions, entering
from peoplesprocess.priorities.terms import TermsInput
from tests.factories import MARKET_DAY

GUESSES = (
    *(4_410_000, 2_700_000, 1_856_000, 2_250_000, 6_300_000, 400_000, 650_000, 3_800_000),
    *(240_000, 560_000, 300_000, 150_000, 480_000, 220_000, 900_000),
)
"""What the fifteen works would cost, in whole rupees: the plan's own figures for the first four."""


def share_out(engine: Engine) -> str:
    """Open, fill, confirm and close the round; return the address of its result."""
    rows = [line.split("|")[-1].split() for line in STORY.needs.strip().splitlines()]
    numbers = list(range(1, len(rows) + 1))
    with writing(engine) as db:
        place: Any = settlement_by_code(db, STORY.code)
        facilitator = db.scalars(select(Account.id).where(Account.username == "malini")).one()
        costs = {number: 100 * cost for number, cost in zip(numbers, GUESSES, strict=True)}
        terms = TermsInput(costs, envelope=100 * STORY.envelope)
        chosen = actions.RoundInput("tokens", "equal-shares", 3, True, numbers, terms)
        facts = gather(db, [place])[place.id]
        opened = actions.open_round(db, facilitator, place, chosen, facts, MARKET_DAY)
        opened.lot = numbers
        for column, session in enumerate(STORY.sessions):
            tokens = {number: int(row[column]) for number, row in zip(numbers, rows, strict=True)}
            people = sum(session.women) + sum(session.men)
            sheet = entering.SheetInput(session.group, people, tokens)
            entering.enter_sheet(db, facilitator, place, opened.number, sheet, MARKET_DAY)
            speaker = db.scalars(
                select(Membership.account_id).where(
                    Membership.settlement_id == place.id, Membership.group_code == session.group
                )
            ).first()
            assert speaker
            own = frozenset({session.group})
            actions.attest(db, speaker, place, opened.number, session.group, "", MARKET_DAY, represents=own)
        actions.close_round(db, facilitator, place, opened.number, MARKET_DAY)
        db.commit()
        return f"/s/{place.code}/priorities/{opened.number}"
