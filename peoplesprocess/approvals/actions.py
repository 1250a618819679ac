"""Acts of the authority: answering one item of the submitted plan, or all that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.approvals.answer_turns import AnsweringOffice, answerable, answering
from peoplesprocess.approvals.answering_offices import offices_that_answer
from peoplesprocess.approvals.conditions_and_promises import (
    NO_TERMS,
    EndorsementTermsInput,
    require_valid_terms,
    write_terms,
)
from peoplesprocess.approvals.plan_review import ReviewItem, review
from peoplesprocess.core.actions import Action
from peoplesprocess.core.approval_chain import endorsing_verdict
from peoplesprocess.core.authority_decisions import (
    AnsweredChecklistPoint,
    AuthorityVerdict,
    check_verdict,
    checked_points,
    checklist_wordings,
    fingerprint,
)
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.paper_days import day_detail, day_on_paper
from peoplesprocess.facts.authority_checklist import OWN_POINTS, checklist_version, own_words
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.models import Decision

CHANGED = N_(
    "The plan was changed, or somebody answered, after you opened this page. The page now lists what "
    "waits: look at the items again, then save."
)


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """An answer to one item with its checklist, perhaps given on paper on an earlier day `on_paper`.

    `seen` is the `mark`, or `mark_of_all`, that the page showed, None to skip this check.
    """

    verdict: AuthorityVerdict
    reason: str = ""
    forwarded_to: str = ""
    points: Sequence[AnsweredChecklistPoint] = ()
    on_paper: date | None = None
    seen: str | None = None
    terms: EndorsementTermsInput = NO_TERMS


def decide(act: Act, line: int, decision: DecisionInput) -> Decision:
    """Answer an item of the newest submitted version, for the level whose turn it is.

    If more levels must endorse after it, a yes gives the item on. A later answer replaces an earlier one;
    both stay on record.
    Errors: Forbidden; Refused, also if it is another office's turn; Conflict.
    """
    act.require_role(Action.DECIDE_ITEM)
    place = act.settlement
    found = review(decided_items(act.db, place.id), place).line(line)
    if found is None:
        raise Refused(Message(N_("This item is not with the authority.")))
    own = OWN_POINTS.all(act.db, programme=place.programme_id)
    whose = answering(act, found, offices_that_answer(act.db, place, [found]))
    _check_safeguards(act, found, decision)
    _check_open(found, decision, checklist_version(own))
    check_verdict(decision.verdict, decision.reason, decision.forwarded_to)
    require_valid_terms(decision.on_paper or act.today, decision.verdict, decision.terms)
    points = checked_points(decision.points, decision.reason, checklist_wordings(own_words(own)))
    return _write(act, found, whose, decision, points)


def answer_all(act: Act, decision: DecisionInput) -> list[Decision]:
    """Answer every item that waits for the actor in the same way: endorse them all, or return them all.

    Errors: Forbidden; Refused if nothing waits for the actor, if what waits now differs from what was `seen`,
    or if items are returned without a reason.
    """
    act.require_role(Action.DECIDE_ITEM)
    place = act.settlement
    items = review(decided_items(act.db, place.id), place).items
    mine = all_open(items, act)
    if not mine:
        raise Refused(Message(N_("No item of this plan waits for you. Each item says whose turn it is.")))
    if decision.seen not in (None, mark_of_all(mine)):
        raise Refused(Message(CHANGED))
    if decision.verdict not in (AuthorityVerdict.ENDORSE, AuthorityVerdict.RETURN):
        raise Refused(
            Message(N_("You can endorse or return all items at once. Give other answers one by one."))
        )
    check_verdict(decision.verdict, decision.reason, decision.forwarded_to)
    for item in mine:
        _check_safeguards(act, item, decision)
    known = offices_that_answer(act.db, place, mine)
    return [_write(act, item, answering(act, item, known), decision, []) for item in mine]


def _write(
    act: Act, found: ReviewItem, whose: AnsweringOffice, decision: DecisionInput, points: list[dict[str, str]]
) -> Decision:
    item, given_on = found.item, _given_on(act, found, decision)
    verdict = decision.verdict
    if verdict is AuthorityVerdict.ENDORSE:
        verdict = endorsing_verdict(act.rules.levels, whose.turn.level)
    said = {"verdict": verdict.value, "area": whose.area}
    row = Decision(
        **act.columns,
        **said,
        plan_id=item.plan_id,
        line=item.line,
        fingerprint=item.fingerprint,
        reason=decision.reason.strip(),
        forwarded_to=decision.forwarded_to.strip() if verdict is AuthorityVerdict.FORWARD else "",
        office=whose.office,
        points=points,
        on_paper_at=noon(act.settlement, given_on),
        level=whose.turn.level,
        in_stead_of=whose.in_stead_of,
    )
    act.db.add(row)
    act.db.flush()
    terms = write_terms(act, row, decision.terms) if decision.terms else {}
    told = {"level": row.level, "in_stead_of": row.in_stead_of} if len(act.rules.levels) > 1 else {}
    act.note(
        "item.decide",
        f"plan {item.plan} line {item.line}",
        **said,
        **told,
        **terms,
        digest=item.fingerprint,
        **day_detail(given_on),
    )
    return row


def _check_safeguards(act: Act, found: ReviewItem, decision: DecisionInput) -> None:
    """Refuse to endorse an item that could do harm while no mitigation is recorded. Errors: Refused."""
    obstacle = found.item.safeguards.obstacle(act.rules.screenings)
    if decision.verdict is AuthorityVerdict.ENDORSE and obstacle is not None:
        raise Refused(Message(obstacle), "verdict")


def _given_on(act: Act, found: ReviewItem, decision: DecisionInput) -> date | None:
    """Return the day of an answer on paper. Errors: Refused if the item was not with the office by then."""
    before = [found.item.submitted_at, *(each.made_at for each in found.decisions)]
    earliest = day_in(act.settlement, max(before))
    too_early = Message(
        N_("It was handed over, or last answered, on %(day)s. This answer cannot be from an earlier day."),
        {"day": earliest},
    )
    return day_on_paper(decision.on_paper, act.today, earliest, too_early)


def mark(found: ReviewItem, checklist: int) -> str:
    """Return a string that changes with the content, the newest answer or the checklist of an item."""
    newest = found.decisions[-1].id.hex if found.decisions else ""
    return f"{found.item.fingerprint}{newest}.{checklist}"


def all_open(items: Iterable[ReviewItem], act: Act) -> list[ReviewItem]:
    """Return the items that the actor may answer at once: those that wait and have no contract."""
    return answerable((item for item in items if item.waits and not item.item.contracted), act)


def mark_of_all(items: Iterable[ReviewItem]) -> str:
    """Return a string that changes with any of several items, their content or their answers."""
    return fingerprint({str(item.item.line): mark(item, 0) for item in items})


def _check_open(found: ReviewItem, decision: DecisionInput, checklist: int) -> None:
    """Refuse an answer to an item that has a contract, or that changed after it was seen."""
    if found.item.contracted:
        raise Refused(
            Message(N_("There is a contract for this item, so the answer can no longer be changed."))
        )
    now = mark(found, checklist)
    if decision.seen is None or decision.seen == now:
        return
    if decision.seen.partition(".")[0] == now.partition(".")[0]:
        raise Refused(Message(N_("The programme changed the points to look at. Read them again, then save.")))
    last = found.last
    raise Conflict({"reason": last.reason, "forwarded_to": last.forwarded_to} if last else {"reason": ""})
