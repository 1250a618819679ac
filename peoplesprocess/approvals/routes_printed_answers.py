"""An authority's answers to one version of a plan as a paper, in one or two languages, with its seal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.approvals.answering_offices import offices_that_answer
from peoplesprocess.approvals.plan_review import PlanReview, review
from peoplesprocess.core.authority_decisions import SHORT_FINGERPRINT, VERDICT_DONE, answer_due, fingerprint
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.conditions_and_promises import TERMS, ConditionOrPromiseRow, by_line, given_until
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.pdf_renderer import pdf_file
from peoplesprocess.web.public_place import public_settlement
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db
from peoplesprocess.web.second_language import second_language

bp = Blueprint("papers", __name__)

PAPER_LABELS = {
    "title": N_("The authority's answers"),
    "plan": N_("Action plan, version %(number)s"),
    "item": N_("item %(line)s"),
    "handed": N_("Handed to the authority on %(day)s."),
    "forwarded": N_("Forwarded to %(office)s"),
    "remark": N_("Remark"),
    "reason": N_("Reason"),
    "condition_by": N_("Condition, by %(day)s"),
    "waits": N_("Waits for: %(office)s."),
    "due": N_("The answer is due by %(day)s."),
    "silence": N_("No answer does not mean approval."),
    "seal": N_("Seal of these answers: %(seal)s"),
    "same": N_("The page behind the QR code shows the same seal as long as no answer changes."),
    "name": N_("Name"),
    "day": N_("Day"),
    "signed": N_("Signature and stamp of the office"),
}
"""The words of the paper, printed in both of its languages."""


@bp.get("/board/<code>/answers/<int:number>")
def answers(code: str, number: int) -> ResponseReturnValue:
    """Show the answers to version `number` of a plan, to print; public."""
    return _answers(code, number)


@bp.get("/board/<code>/answers/<int:number>.pdf")
def answers_file(code: str, number: int) -> ResponseReturnValue:
    """Send the answers as a PDF file."""
    return pdf_file(lambda: _answers(code, number), f"{code}-answers-{number}")


def _answers(code: str, number: int) -> Response:
    place = public_settlement(code)
    until = [each for each in decided_items(db(), place.id) if each.item.plan <= number]
    found = review(until, place)
    if not found.items or found.items[0].item.plan != number:
        abort(404)
    answered = {each.item.line: each.in_force.typed_at for each in found.items if each.in_force}
    terms = by_line(given_until(TERMS.all(db(), settlement=place.id), answered))
    return render_page(
        "approvals/paper.html",
        place=place,
        plan=found.items[0].item,
        items=found.items,
        offices=offices_that_answer(db(), place, found.items),
        due={
            item.item.line: answer_due(day_in(place, item.since), item.limit)
            for item in found.items
            if item.since is not None
        },
        second=second_language(),
        signing=_signing(found) or [place.authority],
        terms=terms,
        earlier=sorted({each.item.plan for each in until} - {number}, reverse=True),
        labels=PAPER_LABELS,
        done=VERDICT_DONE,
        seal=_seal(code, found, terms),
        drawn=qr_code(url_for(".answers", code=code, number=number, _external=True)),
    )


def _signing(found: PlanReview) -> list[str]:
    """Return the offices whose answers are on the paper, each once: they sign and stamp it."""
    return list(dict.fromkeys(item.in_force.office for item in found.items if item.in_force is not None))


def _seal(code: str, found: PlanReview, terms: Mapping[int, Iterable[ConditionOrPromiseRow]]) -> str:
    """Return a digest of everything answered, which changes with every answer and every word of it."""
    answered = [
        {
            "line": item.item.line,
            "item": item.item.fingerprint,
            "verdict": decision.verdict.value,
            "reason": decision.reason,
            "forwarded_to": decision.forwarded_to,
            "office": decision.office,
            "at": decision.made_at.astimezone(UTC).isoformat(),
            "points": decision.points,
            **_asked_and_promised(terms.get(item.item.line, ())),
        }
        for item in found.items
        if (decision := item.in_force) is not None
    ]
    content = {"settlement": code, "plan": found.items[0].item.plan, "answers": answered}
    return fingerprint(content)[:SHORT_FINGERPRINT]


def _asked_and_promised(terms: Iterable[ConditionOrPromiseRow]) -> dict[str, object]:
    """Return the seal's part of conditions and promises, empty if there are none, as on older papers."""
    given = [
        [term.kind, term.due, term.words, term.amount, str(term.day) if term.kind == "condition" else ""]
        for term in terms
        if term.kind in ("condition", "promise")
    ]
    return {"terms": given} if given else {}
