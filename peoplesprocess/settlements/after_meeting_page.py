"""Where a meeting leads that was recorded because something waited for it."""

from __future__ import annotations

from flask import request, url_for

from peoplesprocess.core.actions import Action
from peoplesprocess.models import Meeting
from peoplesprocess.web.request_state import asked_number
from peoplesprocess.web.view_context import Context


def address_after(context: Context, meeting: Meeting) -> str:
    """Return the form that asked for the meeting: an adoption or audit with it chosen, an account or a sheet.

    It is the meeting's own page if none did, or if the form is another person's.
    """
    asked, contract = request.args.get("then"), asked_number("contract")
    if asked == "adoption" and meeting.kind == "assembly":
        return url_for("plans.adopt", meeting=meeting.number)
    if asked == "audit" and meeting.kind == "audit" and contract:
        return url_for("closure.audit", number=contract, meeting=meeting.number)
    if asked == "account" and contract and context.may(Action.CERTIFY):
        return url_for("closure.close_account", number=contract)
    if asked == "sheet" and meeting.kind == "session" and context.may(Action.ENTER_BALLOT_SHEET):
        return url_for("rounds.sheet", number=asked_number("round"), group=meeting.group_code)
    return url_for("settlements.meeting", number=meeting.number)
