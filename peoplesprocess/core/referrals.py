"""Needs that no contract answers: they are taken to an office, which is asked again if it is silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.roles import ROLE_NAMES, Role

REFERRAL = "referral"
"""The response type of needs that are taken to an office: a key of `choice_lists.RESPONSE_TYPES`."""
OPEN, RESOLVED, REFUSED = "open", "resolved", "refused"
ANSWER_STATES: Mapping[str, Msgid] = {
    OPEN: N_("They work on it, or ask for more"),
    RESOLVED: N_("It is resolved"),
    REFUSED: N_("They refuse"),
}
"""The state of a need by the office's last answer."""
TAKEN_BY: Mapping[str, Msgid] = {
    role.value: ROLE_NAMES[role]
    for role in (
        *(Role.COMMITTEE_OFFICER, Role.GROUP_REPRESENTATIVE, Role.FACILITATOR),
        *(Role.LOCAL_AUTHORITY, Role.PROGRAMME_MANAGER),
    )
}
"""Who can take a need to an office: a role, never a name."""
ASK_AGAIN_AFTER = 30
"""The office is asked again this many days after the last word on an open need."""


def ask_again_on(last_word: date) -> date:
    """Return the day from which an office should be asked again, given the day of the last word."""
    return last_word + timedelta(days=ASK_AGAIN_AFTER)
