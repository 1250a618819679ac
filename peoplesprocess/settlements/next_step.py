"""The one next thing for the person who looks: from what is missing, or the step that can close."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import N_
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.core.process.steps import missing
from peoplesprocess.core.relations import Subject
from peoplesprocess.core.roles import Role
from peoplesprocess.web.context import Context


@dataclass(frozen=True, slots=True)
class Task:
    """What to do for a check: where, by whom, in which words."""

    action: Action
    page: str
    title: str
    button: str
    waits: str


_MEETING = N_("Record the meeting")
_FACILITATOR = N_("The facilitator goes on from here.")
_AUTHORITY = N_("The local authority goes on from here.")
_PARTIES = N_("Community, agency and authority go on from here.")
_ENGINEER = N_("The technical officer goes on from here.")

TASKS = {
    "sheet": Task(Action.RECORD_PROFILE, "sheet", N_("Who lives here?"), N_("Write the sheet"), _FACILITATOR),
    "no-objection": Task(
        Action.RECORD_NO_OBJECTION,
        "no-objection",
        N_("Does the authority agree?"),
        N_("Record the no-objection"),
        _AUTHORITY,
    ),
    "women-attend": Task(
        Action.RECORD_MEETING,
        "meetings/record?kind=orientation",
        N_("Meet everybody"),
        _MEETING,
        _FACILITATOR,
    ),
    "women-alone": Task(
        Action.RECORD_MEETING,
        "meetings/record?kind=women",
        N_("Meet the women by themselves"),
        _MEETING,
        _FACILITATOR,
    ),
    "consent": Task(
        Action.RECORD_MEETING,
        "meetings",
        N_("Read the consent text aloud"),
        N_("See the meetings"),
        _FACILITATOR,
    ),
    "committee": Task(
        Action.RECORD_COMMITTEE,
        "committee/elect",
        N_("Elect the committee"),
        N_("Record the election"),
        _FACILITATOR,
    ),
    "women-seats": Task(
        Action.RECORD_COMMITTEE,
        "committee/elect",
        N_("Elect more women"),
        N_("Record the election"),
        _FACILITATOR,
    ),
    "signatories": Task(
        Action.RECORD_COMMITTEE,
        "committee/elect",
        N_("Name the signatories"),
        N_("Record the election"),
        _FACILITATOR,
    ),
    "groups-heard": Task(
        Action.RECORD_MEETING,
        "meetings/record?kind=session",
        N_("Hear each group by itself"),
        N_("Record a session"),
        _FACILITATOR,
    ),
    "needs": Task(
        Action.RECORD_NEED,
        "needs/record",
        N_("Write down what people need"),
        N_("Record a need"),
        _FACILITATOR,
    ),
    "round": Task(
        Action.OPEN_ROUND,
        "priorities",
        N_("Let each group set its priorities"),
        N_("To the priorities"),
        _FACILITATOR,
    ),
    "plan": Task(Action.DRAFT_PLAN, "plan", N_("Make the action plan"), N_("To the plan"), _FACILITATOR),
    "authority": Task(
        Action.DECIDE_ITEM,
        "approval",
        N_("The plan waits for your answer"),
        N_("Answer the items"),
        _AUTHORITY,
    ),
    "contract": Task(
        Action.DRAFT_CONTRACT, "contracts", N_("Make and sign the contract"), N_("To the contract"), _PARTIES
    ),
    "built": Task(Action.RECORD_VISIT, "works", N_("Follow the work"), N_("To the works"), _ENGINEER),
    "audit": Task(
        Action.RECORD_AUDIT, "closure", N_("Read the accounts in public"), N_("To the closing"), _FACILITATOR
    ),
    "certificate": Task(
        Action.CERTIFY, "closure", N_("Measure and certify the work"), N_("To the closing"), _ENGINEER
    ),
    "handover": Task(
        Action.HAND_OVER, "closure", N_("Hand the work over"), N_("To the closing"), _FACILITATOR
    ),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """One heading and one button, or, without a page, who goes on."""

    title: str
    sentence: str
    page: str = ""
    button: str = ""


def next_thing(context: Context, facts: Facts) -> NextStep:
    """Return the one thing that the person who looks can do now, or who goes on."""
    step = context.present
    if step is None:
        return NextStep(
            N_("Everything is handed over"),
            N_("Checks follow 3, 6 and 12 months after the handover."),
            "closure",
            N_("To the checks"),
        )
    lacking = missing(step, facts, context.rules)
    if not lacking:
        if context.may(Action.CLOSE_STEP, Subject(closed_by=step.signed_by)):
            return NextStep(
                N_("This step is complete"), step.asks, f"close/{step.key}", N_("Close this step")
            )
        return NextStep(N_("This step is complete"), _FACILITATOR)
    if step.key == "approve" and not facts.submitted and context.may(Action.DRAFT_PLAN):
        return NextStep(N_("Hand the plan to the authority"), step.asks, "plan", N_("To the plan"))
    if facts.requests_waiting and context.may(Action.RELEASE_TRANCHE):
        return NextStep(N_("The community waits for money"), step.asks, "works", N_("See the request"))
    # Somebody may have a thing to do that is not the first missing one.
    for check in lacking:
        task = TASKS[check]
        if context.may(task.action):
            return NextStep(task.title, step.asks, task.page, task.button)
    if step.key == "prioritise" and context.has(Role.GROUP_REPRESENTATIVE.name):
        return NextStep(N_("Is your group's sheet true?"), step.asks, "priorities", N_("To the priorities"))
    if step.key in ("contract", "build", "handover") and facts.contracts:
        page = "contracts" if step.key == "contract" else "works"
        return NextStep(step.name, TASKS[lacking[0]].waits, page, N_("See how far it is"))
    return NextStep(step.name, TASKS[lacking[0]].waits)
