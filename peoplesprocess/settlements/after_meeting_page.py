"""Where the user goes after recording a meeting that some other task needed."""

from __future__ import annotations

from flask import request, url_for

from peoplesprocess.core.actions import Action
from peoplesprocess.models import Meeting
from peoplesprocess.web.request_state import number_argument
from peoplesprocess.web.view_context import Context


def address_after(context: Context, meeting: Meeting) -> str:
    """Return the address of the form that needed the meeting, or of the meeting if there is none.

    For an adoption or audit the meeting is preset. The form of an account or a sheet only counts if the user
    may fill it in.
    """
    asked, contract = request.args.get("then"), number_argument("contract")
    if asked == "adoption" and meeting.kind == "assembly":
        return url_for("plans.adopt", meeting=meeting.number)
    if asked == "audit" and meeting.kind == "audit" and contract:
        return url_for("closure.audit", number=contract, meeting=meeting.number)
    if asked == "account" and contract and context.may(Action.CERTIFY):
        return url_for("closure.close_account", number=contract)
    if asked == "sheet" and meeting.kind == "session" and context.may(Action.ENTER_BALLOT_SHEET):
        return url_for("rounds.sheet", number=number_argument("round"), group=meeting.group_code)
    return url_for("settlements.meeting", number=meeting.number)
