"""An authority's answers to the items of a plan: which verdicts there are, whose turn it is, what stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum

from peoplesprocess.core.messages import N_, Message, Refused


class Verdict(Enum):
    """What an authority can answer. It cannot change the order of the items."""

    ENDORSE = "endorse"
    RETURN = "return"
    DECLINE = "decline"
    FORWARD = "forward"


VERDICT_NAMES = {
    Verdict.ENDORSE: N_("Endorse"),
    Verdict.RETURN: N_("Return"),
    Verdict.DECLINE: N_("Decline"),
    Verdict.FORWARD: N_("Forward"),
}
VERDICT_DONE = {
    Verdict.ENDORSE: N_("Endorsed"),
    Verdict.RETURN: N_("Returned"),
    Verdict.DECLINE: N_("Declined"),
    Verdict.FORWARD: N_("Forwarded"),
}


def checked(verdict: Verdict, reason: str, forwarded_to: str) -> None:
    """Refuse a verdict that lacks its reason, or a forwarding that does not say to whom.

    Errors: Refused, naming the field `reason` or `forwarded_to`.
    """
    if verdict is not Verdict.ENDORSE and not reason.strip():
        sentences = {
            Verdict.RETURN: N_("Write the reason: no item goes back without one."),
            Verdict.DECLINE: N_("Write the reason: no item is declined without one."),
            Verdict.FORWARD: N_("Write the reason: no item is forwarded without one."),
        }
        raise Refused(Message(sentences[verdict]), "reason")
    if verdict is Verdict.FORWARD and not forwarded_to.strip():
        raise Refused(Message(N_("Say to which office the item goes.")), "forwarded_to")


def fingerprint(content: Mapping[str, object]) -> str:
    """Return a short digest of an item's content: a decision holds while the content stays the same."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def level_that_decides(area: str, decided: Sequence[tuple[Verdict, str]]) -> str:
    """Return the area whose authority has the item now.

    The settlement's own area decides first. Once it has forwarded the item, the next area above it
    does: a higher level never decides before the local one. `decided` holds the verdicts on the present
    content in order, each with the area of who gave it. The top area keeps what it forwards outside.
    """
    for verdict, by in decided:
        if verdict is Verdict.FORWARD and by == area and "/" in area:
            area = area.rpartition("/")[0]
    return area


def days_waiting(since: date, today: date) -> int:
    """Return whole days from `since` to `today`, never below 0."""
    return max(0, (today - since).days)
