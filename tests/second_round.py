"""A second round in the demonstration's canal settlement: the same papers, counted under an envelope."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act, act_in_settlement
from peoplesprocess.db.session import writing
from peoplesprocess.demonstration.samagipura import STORY
from peoplesprocess.models import Account, Membership, Settlement
from peoplesprocess.rounds import actions, ballot_sheet_entry
from peoplesprocess.rounds.round_funding_terms import FundingRulesInput
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
        costs = {number: 100 * cost for number, cost in zip(numbers, GUESSES, strict=True)}
        terms = FundingRulesInput(costs, envelope=100 * STORY.envelope)
        chosen = actions.RoundInput("tokens", "equal-shares", 3, True, numbers, terms)
        opened = actions.open_round(_facilitator(db), chosen)
        opened.lot = numbers
        for column, session in enumerate(STORY.sessions):
            tokens = {number: int(row[column]) for number, row in zip(numbers, rows, strict=True)}
            people = sum(session.women) + sum(session.men)
            sheet = ballot_sheet_entry.BallotSheetInput(session.group, people, tokens)
            ballot_sheet_entry.enter_sheet(_facilitator(db), opened.number, sheet)
            actions.attest(_speaker(db, session.group), opened.number, session.group, "")
        actions.close_round(_facilitator(db), opened.number)
        db.commit()
        return f"/s/{STORY.code}/priorities/{opened.number}/result"


def _facilitator(db: Session) -> Act:
    account = db.scalars(select(Account.id).where(Account.username == "malini")).one()
    return act_in_settlement(db, account, STORY.code, MARKET_DAY)


def _speaker(db: Session, group: str) -> Act:
    speaker = db.scalars(
        select(Membership.account_id)
        .join(Settlement, Settlement.id == Membership.settlement_id)
        .where(Settlement.code == STORY.code, Membership.group_code == group)
    ).first()
    return act_in_settlement(db, speaker, STORY.code, MARKET_DAY)
