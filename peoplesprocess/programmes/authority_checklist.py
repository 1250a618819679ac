"""Acts on a programme's checklist for authorities: add, reword and retire points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.authority_decisions import checklist_wordings
from peoplesprocess.core.choice_lists import DECISION_POINTS
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.authority_checklist import OWN_POINTS, OwnChecklistPoint, own_words
from peoplesprocess.models import AuthorityChecklistPoint, Programme

MOST_POINTS = 12
"""The most points of a checklist, as an office answers each of them for every item."""


@dataclass(frozen=True, slots=True)
class AuthorityChecklistPointInput:
    """The words of a point, and the reason for them."""

    words: str
    reason: str


def add_point(act: Act, given: AuthorityChecklistPointInput) -> AuthorityChecklistPoint:
    """Add a point that is asked before every answer.

    Errors: Forbidden; Refused if it is already asked, if there are enough, or without words or a reason.
    """
    act.require(Action.CHANGE_PROGRAMME)
    own = _own(act)
    words = _words(given, checklist_wordings(own_words(own.values())))
    own_points = [point for point in own if point not in DECISION_POINTS]
    return _write(act, f"own{len(own_points) + 1}", 1, words, given.reason, "checklist.add")


def reword_point(
    act: Act, point: str, given: AuthorityChecklistPointInput, seen_number: int
) -> AuthorityChecklistPoint:
    """Reword a point, or ask a retired one again; earlier answers keep the words that they answered.

    Errors: Forbidden; Refused as `add_point`, or if there is no such point; Conflict if it was reworded since
    `seen_number`, which is 0 if it never was.
    """
    act.require(Action.CHANGE_PROGRAMME)
    own = _own(act)
    before = checklist_wordings(own_words(own.values()))
    number = _number(point, own, before, seen_number)
    words = _words(given, before, point)
    return _write(act, point, number + 1, words, given.reason, "checklist.reword")


def retire_point(act: Act, point: str, reason: str) -> AuthorityChecklistPoint:
    """Stop asking a point. Errors: Forbidden; Refused if it is not asked, or without a reason."""
    act.require(Action.CHANGE_PROGRAMME)
    own = _own(act)
    if point not in checklist_wordings(own_words(own.values())):
        raise Refused(Message(N_("This is no longer asked. Choose another point from the list.")))
    number = own[point].number if point in own else 0
    return _write(act, point, number + 1, "", reason, "checklist.retire")


def _own(act: Act) -> dict[str, OwnChecklistPoint]:
    # The lock makes changes wait for each other; the new version invalidates the pages of all settlements.
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    programme.version += 1
    return {row.point: row for row in OWN_POINTS.all(act.db, programme=programme.id)}


def _number(
    point: str, own: Mapping[str, OwnChecklistPoint], before: Mapping[str, str], seen_number: int
) -> int:
    if point not in own and point not in before:
        raise Refused(Message(N_("There is no such point. Choose one from the list.")))
    number = own[point].number if point in own else 0
    if number != seen_number:
        raise Conflict({"words": before.get(point, ""), "number": number})
    return number


def _words(given: AuthorityChecklistPointInput, asked: Mapping[str, str], point: str = "") -> str:
    words = given.words.strip()
    if not words:
        raise Refused(Message(N_("Write what the authority should look at.")), "words")
    if words in asked.values():
        raise Refused(Message(N_("This is asked already. Write something else.")), "words")
    if point not in asked and len(asked) >= MOST_POINTS:
        sentence = N_("%(most)s points are asked already. Take one out that is not needed, then add this.")
        raise Refused(Message(sentence, {"most": MOST_POINTS}))
    return words


def _write(act: Act, point: str, number: int, words: str, reason: str, what: str) -> AuthorityChecklistPoint:
    require_reason(reason)
    row = AuthorityChecklistPoint(
        **act.programme_columns, point=point, number=number, words=words, reason=reason.strip()
    )
    act.db.add(row)
    act.note(what, f"point {point}", number=number)
    return row
