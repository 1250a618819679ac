"""What is done when a cycle ends and the next one begins."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.plan_items import KEPT
from peoplesprocess.core.process.steps import before_money
from peoplesprocess.cycles.cycle_end import require_end
from peoplesprocess.facts.plans import LEFT_ITEMS, VERSIONS
from peoplesprocess.models import Cycle, Plan, PlanItem, Settlement, StepClosure


@dataclass(frozen=True, slots=True)
class CycleInput:
    """The next cycle: the step it begins with, and money that comes with it, in minor units.

    `seen_cycle` is the number of the cycle that was there when the page was opened.
    """

    begins_with: str
    money_added: int
    reason: str
    seen_cycle: int


def open_cycle(act: Act, chosen: CycleInput) -> Cycle:
    """Open the settlement's next cycle with what the last one left.

    Steps before the one that it begins with count as closed; the plan begins with the items that got no
    contract and were not declined; works that are not handed over go on. Errors: Forbidden; Refused while
    the present cycle still plans or a round is open, and before everything is handed over unless it is a
    programme manager who says why.
    """
    act.require(Action.OPEN_CYCLE)
    place = act.settlement
    if chosen.seen_cycle != place.cycle:
        raise Refused(Message(N_("Cycle %(number)s is open already."), {"number": place.cycle}))
    require_end(act.db, place, may_begin_early=act.may(Action.WAIVE_GATE))
    if place.present is not None and not chosen.reason.strip():
        sentence = N_("Write why the next cycle begins before everything is handed over.")
        raise Refused(Message(sentence), "reason")
    if chosen.begins_with not in {step.key for step in before_money(place.steps)}:
        raise Refused(Message(N_("Choose one from the list.")), "begins_with")
    if chosen.money_added < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "money_added")
    row = Cycle(
        **act.columns,
        cycles_before=place.cycle,
        begins_with=chosen.begins_with,
        money_added=chosen.money_added,
        reason=chosen.reason.strip(),
    )
    act.db.add(row)
    _close_steps_before(act, row)
    _add_money(act, chosen.money_added)
    left = _begin_plan(act)
    act.note(
        "cycle.open",
        f"cycle {place.cycle + 1}",
        begins_with=row.begins_with,
        money=row.money_added,
        items=left,
        early=place.present is not None,
    )
    return row


def _close_steps_before(act: Act, cycle: Cycle) -> None:
    for step in act.settlement.steps:
        if step.key == cycle.begins_with:
            return
        act.db.add(StepClosure(**act.columns, step=step.key, cycles_before=cycle.cycles_before))


def _add_money(act: Act, money_added: int) -> None:
    if money_added:
        row = act.db.get_one(Settlement, act.settlement.id)
        row.envelope += money_added
        row.version += 1


def _begin_plan(act: Act) -> int:
    """Begin a version of the plan with what was left of the newest one; return how many items that is."""
    newest = VERSIONS.first(act.db, settlement=act.settlement.id)
    if newest is None:
        return 0
    left = LEFT_ITEMS.all(act.db, settlement=act.settlement.id)
    plan = Plan(**act.columns, number=newest.number + 1)
    act.db.add(plan)
    act.db.flush()
    kept = ("line", "fingerprint", *KEPT)
    act.db.add_all(
        PlanItem(plan_id=plan.id, rank=rank, **{name: getattr(item, name) for name in kept})
        for rank, item in enumerate(left, start=1)
    )
    return len(left)
