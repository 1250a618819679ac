"""The remedies of checks that do not hold: by whom, on which page, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate


@dataclass(frozen=True, slots=True)
class Remedy:
    """The remedy of a check: those who may do `action` are led to `task`, others are told who continues."""

    action: Action
    task: TaskKind
    title: Msgid
    button: Msgid
    waits: Msgid
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstRecordRemedy:
    """The remedy of a check that has no record yet: its form, because its page would only lead there."""

    figures: tuple[str, ...]
    task: TaskKind
    button: Msgid

    def is_due(self, facts: GateFacts) -> bool:
        """Return whether nothing is recorded yet."""
        return not any(getattr(facts, figure) for figure in self.figures)


FACILITATOR_GOES_ON = N_("The facilitator continues from here.")
_AUTHORITY_GOES_ON = N_("The local authority continues from here.")
_PARTIES_GO_ON = N_("The community, the agency and the authority continue from here.")
_ENGINEER_GOES_ON = N_("The technical officer continues from here.")
OTHERS_SIGN = N_("Others must sign now: the page of the contract says who.")
OTHERS_GO_ON = (FACILITATOR_GOES_ON, _AUTHORITY_GOES_ON, _PARTIES_GO_ON, _ENGINEER_GOES_ON, OTHERS_SIGN)
"""What is said to people for whom nothing waits."""


def _of_facilitator(
    action: Action, task: TaskKind, title: Msgid, button: Msgid, values: Mapping[str, str] | None = None
) -> Remedy:
    return Remedy(action, task, title, button, FACILITATOR_GOES_ON, values or {})


def _meeting(kind: str, title: Msgid, button: Msgid) -> Remedy:
    return _of_facilitator(Action.RECORD_MEETING, TaskKind.RECORD_MEETING, title, button, {"kind": kind})


def _election(title: Msgid) -> Remedy:
    return _of_facilitator(
        Action.RECORD_COMMITTEE, TaskKind.RECORD_ELECTION, title, N_("Record the election")
    )


REMEDIES = {
    "sheet": _of_facilitator(
        Action.RECORD_PROFILE, TaskKind.RECORD_PROFILE, N_("Who lives here?"), N_("Write the sheet")
    ),
    "no-objection": Remedy(
        Action.RECORD_NO_OBJECTION,
        TaskKind.RECORD_NO_OBJECTION,
        N_("Does the authority agree?"),
        N_("Record the no-objection"),
        _AUTHORITY_GOES_ON,
    ),
    "women-attend": _meeting("orientation", N_("Meet everybody"), N_("Record the meeting")),
    "women-alone": _meeting("women", N_("Meet the women separately"), N_("Record the meeting")),
    "consent": _of_facilitator(
        Action.RECORD_MEETING,
        TaskKind.SEE_MEETINGS,
        N_("Read the consent text aloud"),
        N_("See the meetings"),
    ),
    "small-groups": _of_facilitator(
        Action.RECORD_SMALL_GROUP,
        TaskKind.SEE_SMALL_GROUPS,
        N_("Form small groups of neighbours"),
        N_("To the small groups"),
    ),
    "committee": _election(N_("Elect the committee")),
    "women-seats": _election(N_("Elect more women")),
    "signatories": _election(N_("Name the signatories")),
    "groups-heard": _meeting("session", N_("Hear each group separately"), N_("Record a session")),
    "needs": _of_facilitator(
        Action.RECORD_NEED, TaskKind.RECORD_NEED, N_("Write down what people need"), N_("Record a need")
    ),
    "round": _of_facilitator(
        Action.OPEN_ROUND,
        TaskKind.SEE_PRIORITIES,
        N_("Let each group set its priorities"),
        N_("To the priorities"),
    ),
    "plan": _of_facilitator(
        Action.DRAFT_PLAN, TaskKind.SEE_PLAN, N_("Make the action plan"), N_("To the plan")
    ),
    "authority": Remedy(
        Action.DECIDE_ITEM,
        TaskKind.SEE_APPROVAL,
        N_("The plan waits for your answer"),
        N_("Answer the items"),
        _AUTHORITY_GOES_ON,
    ),
    "contract": Remedy(
        Action.DRAFT_CONTRACT,
        TaskKind.SEE_CONTRACTS,
        N_("Make and sign the contract"),
        N_("To the contract"),
        _PARTIES_GO_ON,
    ),
    "built": Remedy(
        Action.RECORD_VISIT,
        TaskKind.SEE_WORKS,
        N_("Follow the work"),
        N_("To the works"),
        _ENGINEER_GOES_ON,
    ),
    "audit": _of_facilitator(
        Action.RECORD_AUDIT, TaskKind.SEE_CLOSURE, N_("Read the accounts in public"), N_("To the handover")
    ),
    "certificate": Remedy(
        Action.CERTIFY,
        TaskKind.SEE_CLOSURE,
        N_("Certify the work and write its final account"),
        N_("To the handover"),
        _ENGINEER_GOES_ON,
    ),
    "handover": _of_facilitator(
        Action.HAND_OVER, TaskKind.SEE_CLOSURE, N_("Hand the work over"), N_("To the handover")
    ),
}
"""The remedies by the key of the check."""
BEGINNINGS = {
    "small-groups": FirstRecordRemedy(
        ("grouped_households",), TaskKind.RECORD_SMALL_GROUPS, N_("Record several small groups")
    ),
    "round": FirstRecordRemedy(("rounds_open", "rounds_closed"), TaskKind.OPEN_ROUND, N_("Open a round")),
    "plan": FirstRecordRemedy(("plan_items",), TaskKind.ADD_PLAN_ITEM, N_("Add an item")),
}
"""The first remedies by the key of the check, for checks whose remedy is a page that leads to a form."""


def remedies_for(may: ViewerPermissionPredicate, lacking: Iterable[str]) -> list[NextTask]:
    """Return a task for each missing check: what the viewer can do about it, or who continues.

    A task that is the remedy of several checks is listed once.
    """
    found: dict[tuple[TaskKind, str], NextTask] = {}
    for remedy in (REMEDIES[check] for check in lacking):
        helps = NextTask(remedy.title, "", remedy.task, remedy.values, remedy.button)
        if not may(remedy.action):
            helps = NextTask(remedy.title, remedy.waits)
        found.setdefault((remedy.task, remedy.values.get("kind", "")), helps)
    return list(found.values())
