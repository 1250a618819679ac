"""The acts that end a cycle before all its steps are closed, and that take this back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.cycle_endings import GROUNDS, JOINED, early_end_obstacle
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import EarliestDay, day_after_all, day_detail
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.cycle_days import cycle_began
from peoplesprocess.facts.cycle_endings import present_ending
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import CycleEnding, Strike
from peoplesprocess.strike_writer import strike_record


@dataclass(frozen=True, slots=True)
class CycleEndingInput:
    """The early end of a cycle: its ground, the reason in people's words, where they go on.

    `goes_on_in` is the code of a settlement, "" if there is none. `seen_cycle` is the number of the cycle
    that was current when the page was opened.
    """

    ground: str
    reason: str
    seen_cycle: int
    goes_on_in: str = ""
    on_paper: date | None = None
    """The day on which it ended on paper, if it is before today."""


def end_cycle(act: Act, ending: CycleEndingInput) -> CycleEnding:
    """End the present cycle of a settlement before all its steps are closed.

    What was recorded stays. From then on nothing of this cycle waits for anybody, and the next one can open.
    Errors: Forbidden; SecondFactorNeeded; Refused if the cycle is over, if a round is open or a work or its
    money is not settled, without a reason, with an unknown settlement, or with a day before the cycle's acts.
    """
    act.require(Action.END_CYCLE)
    place = act.settlement
    if ending.seen_cycle != place.cycle:
        raise Refused(Message(N_("Cycle %(number)s is already open."), {"number": place.cycle}))
    if place.present is None:
        raise Refused(Message(N_("This cycle is over already. The list of cycles says how it ended.")))
    obstacle = early_end_obstacle(facts_of(act.db, place), act.rules)
    if obstacle is not None:
        raise Refused(obstacle)
    if ending.ground not in GROUNDS:
        raise Refused(Message(N_("Choose one from the list.")), "ground")
    require_reason(ending.reason)
    ended_on = _ended_on(act, ending.on_paper)
    row = CycleEnding(
        **act.columns,
        cycles_before=place.cycles_before,
        ground=ending.ground,
        reason=ending.reason.strip(),
        goes_on_in=_goes_on_in(act, ending),
        on_paper_at=noon(place, ended_on),
    )
    act.db.add(row)
    act.note("cycle.end", f"cycle {place.cycle}", ground=row.ground, **day_detail(ended_on))
    return row


def take_back_early_end(act: Act, reason: str) -> Strike:
    """Take back the early end of the present cycle, which then goes on where it was.

    Errors: Forbidden; SecondFactorNeeded; Refused if it did not end early, or without a reason.
    """
    act.require(Action.END_CYCLE)
    place = act.settlement
    ending = present_ending(act.db, place)
    if ending is None:
        sentence = N_("Cycle %(number)s has not ended early. There is nothing to take back.")
        raise Refused(Message(sentence, {"number": place.cycle}))
    row = strike_record(act, CycleEnding, ending.id, reason)
    act.note("cycle_ending.strike", f"cycle {place.cycle}")
    return row


def _goes_on_in(act: Act, ending: CycleEndingInput) -> UUID | None:
    """Return the settlement in which people go on, None if there is none. Errors: Refused."""
    code = ending.goes_on_in.strip().lower()
    if not code:
        if ending.ground == JOINED:
            sentence = N_("Write the code of the settlement together with which it goes on.")
            raise Refused(Message(sentence), "goes_on_in")
        return None
    other = settlement_by_code(act.db, code)
    if other is None or other.programme_id != act.settlement.programme_id:
        sentence = N_("No settlement of this programme has this code. The programme's page lists them.")
        raise Refused(Message(sentence), "goes_on_in")
    if other.id == act.settlement.id:
        raise Refused(
            Message(N_("This is the code of this settlement. Write that of the other one.")), "goes_on_in"
        )
    return other.id


def _ended_on(act: Act, on_paper: date | None) -> date | None:
    """Return the day on paper. Errors: Refused before the cycle began or its last step was closed."""
    if on_paper is None:
        return None
    place = act.settlement
    closed_on = day_in(place, place.since) if place.since else None
    sentence = N_(
        "The last step of cycle %(number)s was closed on %(day)s. It cannot have ended before that. Give "
        "that day or a later one, or leave it empty if it was today."
    )
    closed = EarliestDay(closed_on, Message(sentence, {"number": place.cycle, "day": closed_on}))
    return day_after_all(on_paper, act.today, [cycle_began(act.db, place), closed])
