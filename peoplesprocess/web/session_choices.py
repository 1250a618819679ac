"""The sessions that a form offers to choose from: a page of them, and the chosen one in any case."""

from __future__ import annotations

from dataclasses import replace

from flask import request

from peoplesprocess.db.list_query import ListPage
from peoplesprocess.facts.meetings import SESSION, SESSIONS, GroupMeeting
from peoplesprocess.web.request_state import MOST_ASKED, db, number_argument
from peoplesprocess.web.view_context import Context


def session_choices(context: Context, chosen: int | None = None) -> ListPage[GroupMeeting]:
    """Return the page of sessions that the address asks for, the newest first.

    The session that was sent as `meeting_number`, or else the one numbered `chosen`, is added to it.
    """
    settlement = context.settlement.id
    found = SESSIONS.page(db(), number_argument("page", 1), settlement=settlement)
    number = request.form.get("meeting_number", chosen or 0, type=int)
    if not 0 < number <= MOST_ASKED or any(row.number == number for row in found):
        return found
    also = SESSION.first(db(), settlement=settlement, number=number)
    return found if also is None else replace(found, rows=[also, *found.rows])
