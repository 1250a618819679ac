"""What the authority does: answer one item of the submitted plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.approvals.offices import offices_that_answer
from peoplesprocess.approvals.plan_review import ReviewItem, review
from peoplesprocess.core.actions import Action
from peoplesprocess.core.authority_decisions import (
    PointAnswer,
    Verdict,
    asked_points,
    checked,
    checked_points,
)
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.paper_days import day_on_paper, noted
from peoplesprocess.core.relations import Subject
from peoplesprocess.facts.checklist import OWN_POINTS, checklist_version, own_words
from peoplesprocess.facts.days import day_in
from peoplesprocess.facts.paper_days import noon
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.models import Decision


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """An answer to one item, with the checklist behind it, given on paper on the day `on_paper` if before.

    `seen` is the `mark` that was on the page, None to take what is there.
    """

    verdict: Verdict
    reason: str = ""
    forwarded_to: str = ""
    points: Sequence[PointAnswer] = ()
    on_paper: date | None = None
    seen: str | None = None


def decide(act: Act, line: int, decision: DecisionInput) -> Decision:
    """Answer an item of the newest submitted version, for the authority whose turn it is.

    A later answer takes the place of an earlier one; both stay on record. Errors: Forbidden; Refused, also
    where it is another office's turn; Conflict.
    """
    act.require_role(Action.DECIDE_ITEM)
    place = act.settlement
    found = review(decided_items(act.db, place.id), place.area).line(line)
    if found is None:
        raise Refused(Message(N_("This item is not with the authority.")))
    item, turn = found.item, found.turn
    office = offices_that_answer(act.db, place, [found])[turn]
    act.require(Action.DECIDE_ITEM, Subject(area=turn, office=office))
    checked(decision.verdict, decision.reason, decision.forwarded_to)
    _check_safeguards(act, found, decision)
    own = OWN_POINTS.all(act.db, programme=place.programme_id)
    _check_open(found, decision, checklist_version(own))
    given_on = _given_on(act, found, decision)
    said = {"verdict": decision.verdict.value, "area": turn}
    row = Decision(
        **act.columns,
        **said,
        plan_id=item.plan_id,
        line=line,
        fingerprint=item.fingerprint,
        reason=decision.reason.strip(),
        forwarded_to=decision.forwarded_to.strip() if decision.verdict is Verdict.FORWARD else "",
        office=office,
        points=checked_points(decision.points, decision.reason, asked_points(own_words(own))),
        on_paper_at=noon(place, given_on),
    )
    act.db.add(row)
    act.note(
        "item.decide", f"plan {item.plan} line {line}", **said, digest=item.fingerprint, **noted(given_on)
    )
    return row


def _check_safeguards(act: Act, found: ReviewItem, decision: DecisionInput) -> None:
    """Refuse to endorse what could do harm while nothing is written against it. Errors: Refused."""
    obstacle = found.item.safeguards.obstacle(act.rules.screenings)
    if decision.verdict is Verdict.ENDORSE and obstacle is not None:
        raise Refused(Message(obstacle), "verdict")


def _given_on(act: Act, found: ReviewItem, decision: DecisionInput) -> date | None:
    """The day on which an answer was given on paper. Errors: Refused if the office had not got the item."""
    before = [found.item.submitted_at, *(each.made_at for each in found.decisions)]
    earliest = day_in(act.settlement, max(before))
    too_early = Message(
        N_("It was handed over, or answered before, on %(day)s. This answer cannot be older."),
        {"day": earliest},
    )
    return day_on_paper(decision.on_paper, act.today, earliest, too_early)


def mark(found: ReviewItem, checklist: int) -> str:
    """Return a word for what a page shows of an item: another content, answer or checklist, another word."""
    newest = found.decisions[-1].id.hex if found.decisions else ""
    return f"{found.item.fingerprint}{newest}.{checklist}"


def _check_open(found: ReviewItem, decision: DecisionInput, checklist: int) -> None:
    """Refuse an answer to an item that has a contract, or where something else was seen than is there now."""
    if found.item.contracted:
        raise Refused(Message(N_("There is a contract for this item, so the answer stands.")))
    now = mark(found, checklist)
    if decision.seen is None or decision.seen == now:
        return
    if decision.seen.partition(".")[0] == now.partition(".")[0]:
        raise Refused(
            Message(N_("The programme changed what is looked at. Read the points again, then save."))
        )
    last = found.last
    raise Conflict({"reason": last.reason, "forwarded_to": last.forwarded_to} if last else {"reason": ""})
