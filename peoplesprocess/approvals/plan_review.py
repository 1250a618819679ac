"""The submitted version by lines: the answers, whose turn it is, what changed since the last answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peoplesprocess.core.decisions import Verdict, level_that_decides
from peoplesprocess.core.messages import N_

NAMES = {
    "title": N_("Title"),
    "place": N_("Place"),
    "needs": N_("Needs it answers"),
    "cost": N_("Cost"),
    "in_cash": N_("From the community, in cash"),
    "in_labour": N_("From the community, in labour"),
    "in_materials": N_("From the community, in materials"),
    "source": N_("Source of the money"),
    "implementer": N_("Who does it"),
    "starts_on": N_("Begins"),
    "ends_on": N_("Ends"),
    "operation_and_maintenance": N_("Who keeps it running"),
}
MONEY = ("cost", "in_cash", "in_labour", "in_materials")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item, as the authority last saw it and as it is now."""

    field: str
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the submitted version.

    `answers` are the decisions on its present content in order, `last` is the newest one on the line in
    any version, `turn` the area whose authority has the item now.
    """

    item: Any
    answers: Sequence[Any]
    last: Any
    changes: Sequence[Change]
    turn: str
    is_new: bool
    sent_before: bool

    @property
    def contribution(self) -> int:
        """What the community gives, in minor units."""
        return int(self.item.in_cash + self.item.in_labour + self.item.in_materials)

    @property
    def grant(self) -> int:
        """What is asked of the agency, in minor units."""
        return int(self.item.cost) - self.contribution

    @property
    def standing(self) -> Any:
        """The decision that stands, None while the item waits for its first one in this version."""
        return standing(self.answers, self.item.plan_id)

    @property
    def waits(self) -> bool:
        """Whether the authority whose turn it is has not answered yet."""
        return self.standing is None or self.standing.area != self.turn

    @property
    def goes_to(self) -> str:
        """The office that the item was forwarded to; the programme may not know it."""
        return str(self.standing.forwarded_to) if self.standing else ""

    @property
    def came_back(self) -> bool:
        """Whether an item that was returned comes back as it was."""
        return self.standing is None and bool(self.answers)

    @property
    def is_folded(self) -> bool:
        """Whether the authority has seen and answered all of it before this version."""
        return self.sent_before and not self.waits and self.standing.plan_id != self.item.plan_id


def standing(answers: Sequence[Any], plan_id: Any) -> Any:
    """Return the last of the answers to an item's content, None if it does not stand.

    A returned item that comes back as it was waits again; every other answer holds for the same content.
    """
    last = answers[-1] if answers else None
    if last is not None and last.verdict == Verdict.RETURN.value and last.plan_id != plan_id:
        return None
    return last


def whose_turn(area: str, answers: Iterable[Any]) -> str:
    """Return the area whose authority has an item now, given the answers to its present content."""
    return level_that_decides(area, [(Verdict(answer.verdict), answer.area) for answer in answers])


def lines(rows: Sequence[Any], area: str) -> tuple[list[Line], list[Any]]:
    """Return the lines of the newest submitted version in the community's order, and the items taken out.

    `rows` are the items of all submitted versions, oldest first, once for each answer to their content.
    """
    states: dict[tuple[int, int], Any] = {}
    answers: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        states.setdefault((row.plan, row.line), row)
        if row.verdict is not None:
            answers.setdefault((row.plan, row.line), []).append(_Answer.of(row))
    versions = sorted({plan for plan, _ in states})
    if not versions:
        return [], []
    now, before = versions[-1], versions[-2] if len(versions) > 1 else 0
    found = [_line(state, states, answers, area) for (plan, _), state in states.items() if plan == now]
    removed = [
        state for (plan, line), state in states.items() if plan == before and (now, line) not in states
    ]
    return found, removed


@dataclass(frozen=True, slots=True)
class _Answer:
    id: Any
    plan_id: Any
    verdict: str
    reason: str
    forwarded_to: str
    area: str
    office: str
    made_at: Any

    @classmethod
    def of(cls, row: Any) -> _Answer:
        return cls(
            row.answer_id,
            row.answered_in,
            row.verdict,
            row.reason,
            row.forwarded_to,
            row.answer_area,
            row.office,
            row.answered_at,
        )


def _line(state: Any, states: Mapping[Any, Any], answers: Mapping[Any, list[Any]], area: str) -> Line:
    earlier = [key for key in states if key[1] == state.line and key[0] < state.plan]
    given = [
        (answer.id, answer, key)
        for key in (*earlier, (state.plan, state.line))
        for answer in answers.get(key, ())
    ]
    _, last, seen = max(given, key=lambda entry: entry[0]) if given else (None, None, None)
    mine = answers.get((state.plan, state.line), [])
    return Line(
        item=state,
        answers=mine,
        last=last,
        changes=_changes(states[seen], state) if seen is not None and last not in mine else (),
        turn=whose_turn(area, mine),
        is_new=not earlier and state.plan > min(plan for plan, _ in states),
        sent_before=bool(earlier),
    )


def _changes(before: Any, after: Any) -> list[Change]:
    return [
        Change(field, name, getattr(before, field), getattr(after, field))
        for field, name in NAMES.items()
        if getattr(before, field) != getattr(after, field)
    ]
