"""The flags of a work: what somebody has to look at, and whose turn it is. Source: method.md, section 5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.interruption_rules import SuspensionPeriod, days_not_suspended
from peoplesprocess.core.later_work_checks import next_check
from peoplesprocess.core.messages import N_, Message, Msgid, Plural, Sentence
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.progress import apart


class WorkFlagKind(StrEnum):
    """The kinds of problem that a flag points out."""

    UNANSWERED = "unanswered"
    UNVISITED = "unvisited"
    APART = "apart"
    OVERDUE = "overdue"
    UNCHECKED = "unchecked"
    BROKEN = "broken"
    UNREPAIRED = "unrepaired"
    HELD_BACK = "held-back"


FLAG_NAMES = {
    WorkFlagKind.UNANSWERED: N_("The agency has not answered"),
    WorkFlagKind.UNVISITED: N_("Money was released, and nobody has visited"),
    WorkFlagKind.APART: N_("Work and money are far apart"),
    WorkFlagKind.OVERDUE: N_("Past the end of the contract"),
    WorkFlagKind.UNCHECKED: N_("A check after the handover is late"),
    WorkFlagKind.BROKEN: N_("Found not to work"),
    WorkFlagKind.UNREPAIRED: N_("A repair in the defects period is late"),
    WorkFlagKind.HELD_BACK: N_("The retention can be asked for"),
}
TURNS = {
    WorkFlagKind.UNANSWERED: N_("The agency"),
    WorkFlagKind.UNVISITED: N_("The technical officer"),
    WorkFlagKind.APART: N_("The committee, with the technical officer"),
    WorkFlagKind.OVERDUE: N_("The committee"),
    WorkFlagKind.UNCHECKED: N_("The facilitator or the technical officer"),
    WorkFlagKind.BROKEN: N_("Those who keep it running"),
    WorkFlagKind.UNREPAIRED: N_("The people named with the defect"),
    WorkFlagKind.HELD_BACK: N_("The committee"),
}
"""Whose turn it is, by the kind of flag."""


@dataclass(frozen=True, slots=True)
class WorkFlagFigures:
    """The figures from which a work's flags are derived: percent, days at its place; None for what never was.

    `waits_since` is when the oldest unanswered request was made; `is_over` says that the work is fully built
    or its contract ended. After the handover, `checked` holds the months of its checks, and `works` is what
    the newest one found. Once a work `is_accounted` for, a gap between progress and cost is no longer a flag,
    because the final account decided about it. In the defects period, `repair_due` is the due day of the next
    repair; `retention_since` is the day from which a retention that is neither paid nor requested can be
    requested. On days of `suspensions` no request can be made or answered.
    """

    built: Fraction
    cost_so_far: Fraction
    ends_on: date
    visited_on: date | None
    released_on: date | None
    waits_since: date | None
    is_over: bool
    handed_on: date | None = None
    checked: frozenset[int] = frozenset()
    works: bool | None = None
    repair_due: date | None = None
    is_accounted: bool = False
    retention_since: date | None = None
    suspensions: Sequence[SuspensionPeriod] = ()


@dataclass(frozen=True, slots=True)
class WorkFlag:
    """A flag: its sentence, and whose turn it is; `other_turn` replaces the usual turn of its kind."""

    kind: WorkFlagKind
    sentence: Sentence
    other_turn: Msgid | None = None

    @property
    def turn(self) -> Msgid:
        """Whose turn it is."""
        return self.other_turn or TURNS[self.kind]


def work_flags(
    signs: WorkFlagFigures, rules: ProgrammeRules, today: date, as_of: date | None = None
) -> list[WorkFlag]:
    """Return the flags of a work under a programme's rules; a rule of 0 days raises no flag.

    Lateness during construction and repairs is judged by the day `as_of`, which is earlier than today while
    papers are being typed in afterwards.
    """
    return list(_flags(signs, rules, today, as_of or today))


def _flags(signs: WorkFlagFigures, rules: ProgrammeRules, today: date, as_of: date) -> Iterator[WorkFlag]:
    since = signs.waits_since
    waits = days_not_suspended(since, as_of, signs.suspensions) if since else 0
    if waits > rules.release_days:
        yield WorkFlag(
            WorkFlagKind.UNANSWERED,
            Plural(
                "The agency has not answered for %(count)s day.",
                "The agency has not answered for %(count)s days.",
                waits,
            ),
        )
    yield from _under_way(signs, rules, as_of)
    yield from _after_handover(signs, rules, today)
    yield from _in_defects_period(signs, today, as_of)


def visit_due_on(released_on: date | None, visited_on: date | None, visit_days: int) -> date | None:
    """Return the day from which a missing visit is late, None if no visit is missing.

    `visit_days` is how long released money may remain without a visit; 0 if the programme has no such rule.
    """
    if not visit_days or released_on is None or (visited_on is not None and visited_on >= released_on):
        return None
    return released_on + timedelta(days=visit_days + 1)


def _under_way(signs: WorkFlagFigures, rules: ProgrammeRules, today: date) -> Iterator[WorkFlag]:
    """Yield the flags of construction: no visit, work and money apart, past the end of the contract."""
    due = visit_due_on(signs.released_on, signs.visited_on, rules.visit_days)
    if not signs.is_over and due is not None and due <= today:
        yield WorkFlag(
            WorkFlagKind.UNVISITED,
            Plural(
                "Money was released %(count)s day ago, and nobody has visited since.",
                "Money was released %(count)s days ago, and nobody has visited since.",
                days_waiting(signs.released_on or due, today),
            ),
        )
    if not signs.is_accounted and apart(signs.built, signs.cost_so_far, rules.progress_gap):
        points = round(abs(signs.built - signs.cost_so_far))
        yield WorkFlag(
            WorkFlagKind.APART,
            Plural(
                "Work and money are %(count)s point apart.",
                "Work and money are %(count)s points apart.",
                points,
            ),
        )
    if not signs.is_over and (late := days_waiting(signs.ends_on, today)):
        yield WorkFlag(
            WorkFlagKind.OVERDUE,
            Plural(
                "The work is past its end by %(count)s day.",
                "The work is past its end by %(count)s days.",
                late,
            ),
        )


def _after_handover(signs: WorkFlagFigures, rules: ProgrammeRules, today: date) -> Iterator[WorkFlag]:
    """Yield the flags of a late check and of a work that the newest check found broken."""
    check = next_check(signs.handed_on, rules.check_months, signs.checked, today)
    if check is not None and check.is_late:
        yield WorkFlag(WorkFlagKind.UNCHECKED, check.sentence)
    if signs.works is False:
        yield WorkFlag(WorkFlagKind.BROKEN, Message(N_("The latest check says that it does not work.")))


def _in_defects_period(signs: WorkFlagFigures, today: date, as_of: date) -> Iterator[WorkFlag]:
    """Yield the flags of a late repair and of a retention that can be requested."""
    if signs.repair_due is not None and (late := days_waiting(signs.repair_due, as_of)):
        yield WorkFlag(
            WorkFlagKind.UNREPAIRED,
            Plural("A repair is late by %(count)s day.", "A repair is late by %(count)s days.", late),
        )
    since = signs.retention_since
    if since is None or since > today:
        return
    suspended_on = next((period.since for period in signs.suspensions if period.until is None), None)
    if suspended_on is not None:
        # It could not be asked for: that waits for those who can let the work go on.
        sentence = N_(
            "The retention can be asked for once the work goes on. It has been suspended since %(day)s."
        )
        waits = Message(sentence, {"day": suspended_on})
        yield WorkFlag(WorkFlagKind.HELD_BACK, waits, N_("The technical officer or the programme manager"))
    else:
        sentence = N_("It has been possible to ask for the retention since %(day)s.")
        yield WorkFlag(WorkFlagKind.HELD_BACK, Message(sentence, {"day": since}))
