"""A cost that is another one after the vote: a new result beside the first one, never a silent recount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place
from peoplesprocess.models import CostChange, Result
from peoplesprocess.priorities import queries
from peoplesprocess.priorities.actions import add_result


@dataclass(frozen=True, slots=True)
class CostInput:
    """What a work costs the envelope now, why, and the newest result that was seen. Units: minor units."""

    need: int
    cost: int
    reason: str
    seen_result: int


def change_cost(
    db: Session, actor: UUID, place: Place, round_number: int, changed: CostInput, now: datetime
) -> Result:
    """Keep the new cost of a work with its reason, and count again.

    Errors: Conflict if there is a newer result than was seen; Refused.
    """
    asked = queries.round_of(db, place, round_number)
    results, key = queries.results_of(db, asked), str(changed.need)
    if not results or key not in asked.costs:
        raise Refused(Message(N_("Costs can change after a vote on works is closed.")))
    if results != changed.seen_result:
        raise Conflict({"cost": asked.costs[key]})
    if changed.cost <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "cost")
    before = asked.costs[key]
    if changed.cost == before:
        raise Refused(Message(N_("Nothing is different from what was saved.")))
    db.add(
        CostChange(
            programme_id=place.programme_id,
            made_by=actor,
            made_at=now,
            round_id=asked.id,
            need=changed.need,
            before=before,
            after=changed.cost,
            reason=changed.reason,
        )
    )
    asked.costs = {**asked.costs, key: changed.cost}
    values = {"need": changed.need, "before": before, "after": changed.cost}
    journal.write(db, place.id, actor, "cost.change", f"round {asked.number}", now, **values)
    return add_result(db, actor, place, asked, now)
