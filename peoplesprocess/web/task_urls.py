"""Where tasks are done: the one table that turns a next step into an address."""

from __future__ import annotations

from flask import url_for

from peoplesprocess.core.process.tasks import NextTask, Task

ENDPOINTS = {
    Task.RECORD_PROFILE: "settlements.profile",
    Task.RECORD_NO_OBJECTION: "settlements.no_objection",
    Task.RECORD_MEETING: "settlements.record_meeting",
    Task.SEE_MEETINGS: "settlements.meetings",
    Task.SEE_SMALL_GROUPS: "small_groups.index",
    Task.RECORD_ELECTION: "settlements.elect",
    Task.SEE_COMMITTEE: "settlements.committee",
    Task.RECORD_NEED: "needs.record",
    Task.SEE_PRIORITIES: "rounds.index",
    Task.SEE_PLAN: "plans.show",
    Task.SEE_APPROVAL: "approvals.show",
    Task.SEE_CONTRACTS: "contracts.listing",
    Task.SEE_WORKS: "works.listing",
    Task.SEE_CLOSURE: "closure.show",
    Task.CLOSE_STEP: "settlements.close",
    Task.ENTER_BALLOT_SHEET: "rounds.sheet",
    Task.SEE_ROUND: "rounds.show",
    Task.ANSWER_CORRECTION: "rounds.corrections.answer",
    Task.ATTEST_BALLOT_SHEET: "rounds.attest",
    Task.CLOSE_ROUND: "rounds.close",
    Task.RECORD_VISIT: "works.record_visit",
    Task.RECORD_SPENDING: "works.record_spending",
    Task.REQUEST_TRANCHE: "works.request_tranche",
    Task.RELEASE_TRANCHE: "works.release_tranche",
    Task.CERTIFY: "closure.certify",
    Task.RECORD_AUDIT: "closure.audit",
    Task.RECORD_RECTIFICATION: "closure.rectify_defect",
    Task.RECORD_FINAL_ACCOUNT: "closure.close_account",
    Task.HAND_OVER: "closure.hand_over",
    Task.CHECK_WORK: "closure.check_work",
}


def task_url(step: NextTask, **place: str) -> str:
    """Return the address of the page of a step's task. Errors: LookupError if it leads to none.

    `place` names the settlement on a page that stands in none.
    """
    if step.task is None:
        raise LookupError("a step without a task leads nowhere")
    # None of the values is called like one of the options that Flask's function has.
    return url_for(ENDPOINTS[step.task], **place, **step.values)  # type: ignore[arg-type]
