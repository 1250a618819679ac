"""The tasks of a settlement's process, and the next task that a page offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import Sentence


class TaskKind(Enum):
    """A task with a page of its own: its name, and the action that the page requires."""

    RECORD_PROFILE = ("record_profile", Action.RECORD_PROFILE)
    RECORD_NO_OBJECTION = ("record_no_objection", Action.RECORD_NO_OBJECTION)
    RECORD_MEETING = ("record_meeting", Action.RECORD_MEETING)
    SEE_MEETINGS = ("see_meetings", Action.SEE_SETTLEMENT)
    SEE_SMALL_GROUPS = ("see_small_groups", Action.SEE_SETTLEMENT)
    RECORD_SMALL_GROUPS = ("record_small_groups", Action.RECORD_SMALL_GROUP)
    RECORD_ELECTION = ("record_election", Action.RECORD_COMMITTEE)
    RECORD_NEED = ("record_need", Action.RECORD_NEED)
    SEE_PRIORITIES = ("see_priorities", Action.SEE_SETTLEMENT)
    OPEN_ROUND = ("open_round", Action.OPEN_ROUND)
    SEE_PLAN = ("see_plan", Action.SEE_SETTLEMENT)
    ADD_PLAN_ITEM = ("add_plan_item", Action.DRAFT_PLAN)
    REVISE_PLAN = ("revise_plan", Action.DRAFT_PLAN)
    SEE_APPROVAL = ("see_approval", Action.SEE_SETTLEMENT)
    SEE_CONTRACTS = ("see_contracts", Action.SEE_SETTLEMENT)
    SEE_WORKS = ("see_works", Action.SEE_SETTLEMENT)
    SEE_CLOSURE = ("see_closure", Action.SEE_SETTLEMENT)
    SEE_CYCLES = ("see_cycles", Action.SEE_SETTLEMENT)
    CLOSE_STEP = ("close_step", Action.CLOSE_STEP)
    ENTER_BALLOT_SHEET = ("enter_ballot_sheet", Action.ENTER_BALLOT_SHEET)
    SEE_ROUND = ("see_round", Action.SEE_SETTLEMENT)
    ANSWER_CORRECTION = ("answer_correction", Action.ATTEST_BALLOT_SHEET)
    ATTEST_BALLOT_SHEET = ("attest_ballot_sheet", Action.ATTEST_BALLOT_SHEET)
    CLOSE_ROUND = ("close_round", Action.CLOSE_ROUND)
    RECORD_VISIT = ("record_visit", Action.RECORD_VISIT)
    RECORD_SPENDING = ("record_spending", Action.RECORD_SPENDING)
    REQUEST_TRANCHE = ("request_tranche", Action.REQUEST_TRANCHE)
    RELEASE_TRANCHE = ("release_tranche", Action.RELEASE_TRANCHE)
    CONFIRM_ARRIVAL = ("confirm_arrival", Action.CONFIRM_ARRIVAL)
    RESUME_WORK = ("resume_work", Action.SUSPEND_WORK)
    CERTIFY = ("certify", Action.CERTIFY)
    RECORD_AUDIT = ("record_audit", Action.RECORD_AUDIT)
    RECORD_RECTIFICATION = ("record_rectification", Action.RECTIFY_DEFECT)
    RECORD_FINAL_ACCOUNT = ("record_final_account", Action.CERTIFY)
    HAND_OVER = ("hand_over", Action.HAND_OVER)
    CHECK_WORK = ("check_work", Action.CHECK_WORK)

    @property
    def action(self) -> Action:
        """The action that the task's page requires."""
        return self.value[1]


class ViewerPermissionPredicate(Protocol):
    """Asks the table of permissions for the viewer, at the place that the page shows."""

    def __call__(self, action: Action, subject: ActSubject | None = None, /) -> bool:
        """Return whether the viewer may do something, to `subject` if it is given."""


@dataclass(frozen=True, slots=True)
class NextTask:
    """One heading and one button; without a task, it says who continues or why nothing can be done.

    `values` identify the page of the task: the contract's number, the group, the kind of meeting. A string
    that is not a `Msgid` is people's own words.
    """

    title: Sentence | str
    sentence: Sentence | str = ""
    task: TaskKind | None = None
    values: Mapping[str, str | int] = field(default_factory=dict)
    button: Sentence | str = ""

    def leads_to(self, task: str) -> bool:
        """Return whether this leads to the task with this name, which templates ask for."""
        return self.task is TaskKind[task]
