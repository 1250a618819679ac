"""An authority's decisions on the items of a plan: verdicts, deadlines, which decision is in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from peoplesprocess.core.choice_lists import DECISION_POINTS, POINT_ANSWERS
from peoplesprocess.core.messages import N_, Message, Refused, ours


class AuthorityVerdict(StrEnum):
    """What an authority can answer. No answer changes the order of the items.

    If a later level must endorse too, a yes is stored as `GIVE_ON`.
    """

    ENDORSE = "endorse"
    RETURN = "return"
    DECLINE = "decline"
    FORWARD = "forward"
    GIVE_ON = "give-on"


VERDICT_NAMES = {
    AuthorityVerdict.ENDORSE: N_("Endorse"),
    AuthorityVerdict.RETURN: N_("Return"),
    AuthorityVerdict.DECLINE: N_("Decline"),
    AuthorityVerdict.FORWARD: N_("Forward"),
}
VERDICT_DONE = {
    AuthorityVerdict.ENDORSE: N_("Endorsed"),
    AuthorityVerdict.RETURN: N_("Returned"),
    AuthorityVerdict.DECLINE: N_("Declined"),
    AuthorityVerdict.FORWARD: N_("Forwarded"),
    AuthorityVerdict.GIVE_ON: N_("Endorsed, and given to the next level"),
}
YES = (AuthorityVerdict.ENDORSE, AuthorityVerdict.GIVE_ON)
"""The verdicts with which a level endorses."""


def check_verdict(verdict: AuthorityVerdict, reason: str, forwarded_to: str) -> None:
    """Refuse a verdict that lacks its reason, or a forwarding that does not say to whom.

    Errors: Refused, naming the field `reason` or `forwarded_to`.
    """
    if verdict not in YES and not reason.strip():
        sentences = {
            AuthorityVerdict.RETURN: N_("Write the reason: no item goes back without one."),
            AuthorityVerdict.DECLINE: N_("Write the reason: no item is declined without one."),
            AuthorityVerdict.FORWARD: N_("Write the reason: no item is forwarded without one."),
        }
        raise Refused(Message(sentences[verdict]), "reason")
    if verdict is AuthorityVerdict.FORWARD and not forwarded_to.strip():
        raise Refused(Message(N_("Say to which office the item goes.")), "forwarded_to")


@dataclass(frozen=True, slots=True)
class AnsweredChecklistPoint:
    """An authority's answer to one point of its checklist; `answer` is a key of `POINT_ANSWERS`."""

    point: str
    answer: str
    remark: str = ""


def checklist_wordings(own: Mapping[str, str]) -> dict[str, str]:
    """Return the wording of each point of a checklist, the shipped ones first, in a programme's words if any.

    `own` holds the programme's words by point, "" for a point that it retired. Shipped wordings are msgids.
    """
    usual = {point: ours(own.get(point, words), words) for point, words in DECISION_POINTS.items()}
    added = {
        point: own[point] for point in sorted(own, key=lambda each: (len(each), each)) if point not in usual
    }
    return {point: words for point, words in {**usual, **added}.items() if words}


def checked_points(
    points: Iterable[AnsweredChecklistPoint], reason: str, asked: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return a checklist as it is stored; an empty list if nothing was looked at.

    A point is stored with the wording that was `asked` if that was the programme's own.

    Errors: Refused, naming the field of the remark, if a point is answered with no and neither a remark nor
    the reason of the whole answer says why.
    """
    stored = [
        {"point": each.point, "answer": each.answer, "remark": each.remark.strip()}
        for each in points
        if each.point in asked and each.answer in POINT_ANSWERS
    ]
    for each in stored:
        if (words := asked[each["point"]]) != DECISION_POINTS.get(each["point"]):
            each["words"] = words
    for each in stored:
        if each["answer"] == "no" and not each["remark"] and not reason.strip():
            sentence = N_("Say what is missing here, or write the reason for the whole answer.")
            raise Refused(Message(sentence), f"{each['point']}_remark")
    return stored if any(each["answer"] != "unseen" or each["remark"] for each in stored) else []


SHORT_FINGERPRINT = 16
"""Number of hexadecimal digits of fingerprints in older records, which also stand on papers."""


def fingerprint(content: Mapping[str, object]) -> str:
    """Return a digest of an item's content: a decision holds while the content stays the same.

    It is the whole SHA-256: an author of plans could search for two texts with the same digest, which takes
    half as many bits of work as the digest has. For the 64 bits of older records that is feasible within a
    day.
    """
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_fingerprint_of(stored: str | None, now: str) -> bool:
    """Return whether a stored fingerprint, possibly a short one, matches the current one."""
    return stored in (now, now[:SHORT_FINGERPRINT])


@dataclass(frozen=True, slots=True)
class DecisionOnItemContent:
    """A decision on the current content of an item, given for the authority of `area`.

    `in_this_version` says whether it was given on the version of the plan that is looked at, or on an earlier
    one with the same content. `level` is the number of the level for which it was given.
    """

    verdict: AuthorityVerdict
    area: str
    in_this_version: bool
    made_at: datetime
    level: int = field(default=1, kw_only=True)


AnyDecision = TypeVar("AnyDecision", bound=DecisionOnItemContent)


def in_force(decisions: Sequence[AnyDecision]) -> AnyDecision | None:
    """Return the decision in force, None if there is none; `decisions` are in the order they were made.

    It is the newest one, except that a return does not carry over to a later version: a returned item that is
    resubmitted unchanged waits again. `facts.decision_in_force.IN_FORCE` is the same rule for the database.
    """
    newest = decisions[-1] if decisions else None
    if newest is not None and newest.verdict is AuthorityVerdict.RETURN and not newest.in_this_version:
        return None
    return newest


def days_waiting(since: date, today: date) -> int:
    """Return whole days from `since` to `today`, never below 0."""
    return max(0, (today - since).days)


def answer_due(since: date, limit: int) -> date:
    """Return the last day to answer, `limit` days after `since`, the day on which the office got the item."""
    return since + timedelta(days=limit)


def days_late(since: date, limit: int, today: date) -> int:
    """Return by how many days an answer is late, 0 if it is not. Silence never counts as an answer."""
    return max(0, days_waiting(since, today) - limit)


def escalation_areas(turn: str, days: int, limit: int) -> list[str]:
    """Return the areas above `turn` whose offices are told about a late answer, the nearest first.

    The next area above is told when the deadline has passed, and one more each time the same number of days
    passes again. None of them may answer: only forwarding passes the item on.
    """
    above = turn.split("/")[:-1]
    levels = (days - 1) // max(limit, 1) if days > limit else 0
    return ["/".join(above[:depth]) for depth in range(len(above), 0, -1)][:levels]
