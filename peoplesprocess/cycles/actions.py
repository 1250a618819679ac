"""The act that opens the next cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import EarliestDay, day_after_all, day_detail
from peoplesprocess.core.plan_items import KEPT
from peoplesprocess.core.process.steps import before_money
from peoplesprocess.cycles.next_cycle_obstacles import require_next_cycle
from peoplesprocess.facts.cycle_endings import present_ending
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.plans import LEFT_ITEMS, VERSIONS
from peoplesprocess.facts.rounds import NEWEST_ROUNDS
from peoplesprocess.models import Cycle, Plan, PlanItem, Settlement, StepClosure


@dataclass(frozen=True, slots=True)
class CycleInput:
    """The next cycle: its first step, and the money added for it, in minor units.

    `seen_cycle` is the number of the cycle that was current when the page was opened.
    """

    begins_with: str
    money_added: int
    reason: str
    seen_cycle: int
    on_paper: date | None = None
    """The day on which the cycle began on paper, if it is before today."""


def open_cycle(act: Act, chosen: CycleInput) -> Cycle:
    """Open the settlement's next cycle with what the previous one left over.

    Steps before `begins_with` count as closed; the plan begins with the items that got no contract and were
    not declined; works that are not handed over go on. Errors: Forbidden; SecondFactorNeeded for money;
    Refused if the actor may not add money, while the present cycle is being planned or a round is open, if
    not everything is handed over and no programme manager gives a reason, or if the day on paper is before
    the end of the present cycle.
    """
    act.require(Action.OPEN_CYCLE)
    _require_money(act, chosen.money_added)
    place = act.settlement
    if chosen.seen_cycle != place.cycle:
        raise Refused(Message(N_("Cycle %(number)s is already open."), {"number": place.cycle}))
    require_next_cycle(act.db, place, may_begin_early=act.may(Action.WAIVE_GATE))
    _require_fitting(act, chosen)
    began_on = _began_on(act, chosen.on_paper)
    row = Cycle(
        **act.columns,
        cycles_before=place.cycle,
        begins_with=chosen.begins_with,
        money_added=chosen.money_added,
        reason=chosen.reason.strip(),
        on_paper_at=noon(place, began_on),
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
        **day_detail(began_on),
    )
    return row


def _require_money(act: Act, money_added: int) -> None:
    """Refuse money from anybody who may not set the agency's envelope, as those who build may not."""
    if not money_added:
        return
    if not act.may(Action.ADD_MONEY):
        sentence = N_(
            "If money comes with it, a programme manager adds it in the settings of the settlement."
        )
        raise Refused(Message(sentence), "money_added")
    act.require(Action.ADD_MONEY)


def _require_fitting(act: Act, chosen: CycleInput) -> None:
    place = act.settlement
    if place.present is not None and not chosen.reason.strip():
        sentence = N_("Write why the next cycle begins before everything is handed over.")
        raise Refused(Message(sentence), "reason")
    if chosen.begins_with not in {step.key for step in before_money(place.steps)}:
        raise Refused(Message(N_("Choose one from the list.")), "begins_with")
    if chosen.money_added < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "money_added")


def _began_on(act: Act, on_paper: date | None) -> date | None:
    """Return the day on paper. Errors: Refused before the present cycle ended, or its last step or round."""
    if on_paper is None:
        return None
    place = act.settlement
    asked = NEWEST_ROUNDS.first(act.db, settlement=place.id)
    closed_on = day_in(place, place.since) if place.since else None
    counted_on = day_in(place, asked.closed_at) if asked and asked.closed_at else None
    ending = present_ending(act.db, place)
    ended_on = day_in(place, ending.ended_at) if ending else None
    step = N_(
        "The last step of cycle %(number)s was closed on %(day)s. The next cycle cannot have begun before "
        "that. Give that day or a later one, or leave it empty if it was today."
    )
    counted = N_(
        "The last round of priorities was closed on %(day)s. The next cycle cannot have begun before that. "
        "Give that day or a later one, or leave it empty if it was today."
    )
    ended = N_(
        "Cycle %(number)s ended early on %(day)s. The next cycle cannot have begun before that. Give that "
        "day or a later one, or leave it empty if it was today."
    )
    return day_after_all(
        on_paper,
        act.today,
        [
            EarliestDay(ended_on, Message(ended, {"number": place.cycle, "day": ended_on})),
            EarliestDay(closed_on, Message(step, {"number": place.cycle, "day": closed_on})),
            EarliestDay(counted_on, Message(counted, {"day": counted_on})),
        ],
    )


def _close_steps_before(act: Act, cycle: Cycle) -> None:
    for step in act.settlement.steps:
        if step.key == cycle.begins_with:
            return
        row = StepClosure(**act.columns, step=step.key, cycles_before=cycle.cycles_before)
        row.on_paper_at = cycle.on_paper_at
        act.db.add(row)


def _add_money(act: Act, money_added: int) -> None:
    if money_added:
        row = act.db.get_one(Settlement, act.settlement.id)
        row.envelope += money_added
        row.version += 1


def _begin_plan(act: Act) -> int:
    """Begin a version of the plan with the items left over from the newest one; return their number."""
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
