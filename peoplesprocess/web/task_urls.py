"""The addresses of tasks: the one table that maps a next task to a page."""

from __future__ import annotations

from flask import url_for

from peoplesprocess.core.process.tasks import NextTask, TaskKind

ENDPOINTS = {
    TaskKind.RECORD_PROFILE: "settlements.profile",
    TaskKind.RECORD_NO_OBJECTION: "settlements.no_objection",
    TaskKind.RECORD_MEETING: "settlements.record_meeting",
    TaskKind.SEE_MEETINGS: "settlements.meetings",
    TaskKind.SEE_SMALL_GROUPS: "small_groups.index",
    TaskKind.RECORD_SMALL_GROUPS: "small_groups.several.record",
    TaskKind.RECORD_ELECTION: "settlements.elect",
    TaskKind.RECORD_NEED: "needs.record",
    TaskKind.SEE_PRIORITIES: "rounds.index",
    TaskKind.OPEN_ROUND: "rounds.open_round",
    TaskKind.SEE_PLAN: "plans.show",
    TaskKind.ADD_PLAN_ITEM: "plans.add",
    TaskKind.REVISE_PLAN: "plans.revise",
    TaskKind.SEE_APPROVAL: "approvals.show",
    TaskKind.SEE_CONTRACTS: "contracts.listing",
    TaskKind.SEE_WORKS: "works.listing",
    TaskKind.SEE_CLOSURE: "closure.show",
    TaskKind.SEE_CYCLES: "cycles.listing",
    TaskKind.CLOSE_STEP: "settlements.close",
    TaskKind.ENTER_BALLOT_SHEET: "rounds.sheet",
    TaskKind.SEE_ROUND: "rounds.show",
    TaskKind.ANSWER_CORRECTION: "rounds.corrections.answer",
    TaskKind.ATTEST_BALLOT_SHEET: "rounds.attest",
    TaskKind.CLOSE_ROUND: "rounds.close",
    TaskKind.RECORD_VISIT: "works.record_visit",
    TaskKind.RECORD_SPENDING: "works.record_spending",
    TaskKind.REQUEST_TRANCHE: "works.request_tranche",
    TaskKind.RELEASE_TRANCHE: "works.release_tranche",
    TaskKind.CONFIRM_ARRIVAL: "works.bank.confirm_arrival",
    TaskKind.RESUME_WORK: "works.interruptions.resume",
    TaskKind.CERTIFY: "closure.certify",
    TaskKind.RECORD_AUDIT: "closure.audit",
    TaskKind.RECORD_RECTIFICATION: "closure.rectify_defect",
    TaskKind.RECORD_FINAL_ACCOUNT: "closure.close_account",
    TaskKind.HAND_OVER: "closure.hand_over",
    TaskKind.CHECK_WORK: "closure.check_work",
}


def task_url(step: NextTask, **place: str) -> str:
    """Return the address of the page of a task. Errors: LookupError if it has none.

    `place` names the settlement on pages outside of it.
    """
    if step.task is None:
        raise LookupError("a step without a task leads nowhere")
    # None of the values has the name of one of `url_for`'s options.
    return url_for(ENDPOINTS[step.task], **place, **step.values)  # type: ignore[arg-type]
