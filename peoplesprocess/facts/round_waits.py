"""What waits in a settlement's rounds: a sheet to confirm, a correction to answer, a round to be led on."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, false, literal, select, true, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.permissions import may
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.next_task import LEADS_ROUND, RoundWaitFacts
from peoplesprocess.core.roles import Actor, groups_represented
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.proposed_corrections import IS_ANSWERED, NEWEST_PROPOSAL
from peoplesprocess.facts.rounds import IS_CLOSED
from peoplesprocess.models import Attestation, BallotSheet, ProposedCorrection, Round

_here = Round.settlement_id == bindparam("settlement")
_own_group = BallotSheet.group_code.in_(bindparam("groups", expanding=True))
_corrections = (
    select(Round.number.label("round"), BallotSheet.group_code.label("group"), true().label("is_correction"))
    .select_from(Round)
    .join(BallotSheet, BallotSheet.round_id == Round.id)
    .join(ProposedCorrection, ProposedCorrection.id == NEWEST_PROPOSAL)
    .where(_here, _own_group, ~IS_ANSWERED)
)
_sheets = (
    select(Round.number, BallotSheet.group_code, false())
    .select_from(Round)
    .join(BallotSheet, BallotSheet.round_id == Round.id)
    .outerjoin(
        Attestation,
        and_(Attestation.sheet_id == BallotSheet.id, Attestation.sheet_version == BallotSheet.version),
    )
    .where(_here, _own_group, ~IS_CLOSED, Attestation.id.is_(None))
)
_open = select(Round.number, literal(""), false()).where(_here, ~IS_CLOSED)
_WAITS = Query(RoundWaitFacts, union_all(_corrections, _sheets, _open))


def round_wait(
    db: Session, actor: Actor, place: SettlementWithRules, facts: GateFacts
) -> RoundWaitFacts | None:
    """Return what waits first for the actor: an answer of a group they represent, else the open round.

    None if nothing does. The database is asked only if `facts` show that something may wait.
    """
    groups = groups_represented(actor, place.where)
    leads = facts.rounds_open and any(may(actor, action, place.where) for action in LEADS_ROUND)
    if not leads and not (groups and (facts.rounds_open or facts.corrections_open)):
        return None
    found = _WAITS.all(db, settlement=place.id, groups=list(groups))
    return min(found, key=lambda wait: (not wait.group, wait.round), default=None)
