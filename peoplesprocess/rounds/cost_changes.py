"""Changing the cost of a work after the vote: it makes a new result and keeps the first one."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.models import CostChange, Result, Round
from peoplesprocess.rounds.result_record import record_result
from peoplesprocess.rounds.round_lookup import round_by_number


@dataclass(frozen=True, slots=True)
class CostChangeInput:
    """A work's new cost to the envelope in minor units, the reason, and the newest result that was seen."""

    need: int
    cost: int
    reason: str
    seen_result: int


def change_cost(act: Act, round_number: int, changed: CostChangeInput) -> Result:
    """Store the new cost of a work with its reason, and count again.

    Errors: Forbidden; Conflict if there is a newer result than was seen; Refused.
    """
    act.require(Action.CORRECT_BALLOT_SHEET)
    asked, key = round_by_number(act, round_number), str(changed.need)
    if not asked.results or key not in asked.costs:
        raise Refused(Message(N_("Costs can change after a vote on works is closed.")))
    before = asked.costs[key]
    if asked.results != changed.seen_result:
        raise Conflict({"cost": before})
    if changed.cost <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "cost")
    if changed.cost == before:
        raise Refused(Message(N_("Nothing is different from what was saved.")))
    act.db.add(
        CostChange(
            **act.programme_columns,
            round_id=asked.id,
            need=changed.need,
            before=before,
            after=changed.cost,
            reason=changed.reason,
        )
    )
    row = act.db.get_one(Round, asked.id)
    row.costs = {**row.costs, key: changed.cost}
    act.note("cost.change", f"round {asked.number}", need=changed.need, before=before, after=changed.cost)
    return record_result(act, asked, changed.reason)
