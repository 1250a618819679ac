"""Conditions, promises, remarks and objections that go with an authority's answers, for all pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.approval_chain import turn_of_answer
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.decision_in_force import IS_YES_OF_LEVEL, WAS_FORWARDED
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.models import (
    AuthorityPromise,
    ConditionEvent,
    Decision,
    DecisionCondition,
    ItemRemark,
    Need,
    PromiseOutcome,
    WorkObjection,
    WorkObjectionAnswer,
)


class ConditionOrPromiseRow(NamedTuple):
    """A condition, a promise, an objection or a remark on a line of the plan, as `kind` says.

    `due` is the stage before which a condition must be met, the kind of a promise, or the group that objects.
    `amount` is in minor units. `day` is when a condition is due, or when a promise was seen kept or broken.
    `state` is its newest state ("" if none was recorded), `said` the words of that record and `changed_at`
    when it was typed in. `is_forwarded`: the answer came from an area to which the item had been forwarded.
    """

    kind: str
    line: int
    number: int
    due: str
    words: str
    amount: int
    day: date | None
    level: int
    area: str
    office: str
    made_at: datetime
    state: str
    said: str
    id: UUID
    changed_at: datetime
    is_forwarded: bool

    def subject(self, own: str) -> ActSubject:
        """Return the subject whose answer the row went with; `own` is the area of the settlement."""
        turn = turn_of_answer(self.level, self.area, own, is_forwarded=self.is_forwarded)
        return ActSubject(turn=turn, office=self.office)


class ShownConditionOrPromise(NamedTuple):
    """The part of a condition or a promise that pages show where nothing can be changed."""

    kind: str
    due: str
    state: str
    number: int
    day: date | None
    amount: int
    words: str
    office: str = ""
    said: str = ""


_settlement: ColumnElement[UUID] = bindparam("settlement")
_event, _outcome = aliased(ConditionEvent), aliased(PromiseOutcome)
_no_day, _none = cast(null(), Date), cast(literal(0), BigInteger)
NEWEST_CONDITION_EVENT = (
    select(_event.id)
    .where(_event.condition_id == DecisionCondition.id)
    .order_by(_event.id.desc())
    .limit(1)
    .correlate(DecisionCondition)
    .scalar_subquery()
)
"""The key of a condition's newest event."""

CONDITION_ROWS = (
    select(
        literal("condition").label("kind"),
        Decision.line,
        DecisionCondition.number,
        DecisionCondition.due,
        DecisionCondition.words,
        _none.label("amount"),
        DecisionCondition.due_on.label("day"),
        Decision.level,
        Decision.area,
        Decision.office,
        DecisionCondition.made_at,
        func.coalesce(ConditionEvent.kind, "").label("state"),
        func.coalesce(ConditionEvent.words, "").label("said"),
        DecisionCondition.id,
        func.coalesce(ConditionEvent.made_at, DecisionCondition.made_at).label("changed_at"),
        WAS_FORWARDED.label("is_forwarded"),
    )
    .select_from(DecisionCondition)
    .join(Decision, Decision.id == DecisionCondition.decision_id)
    .outerjoin(ConditionEvent, ConditionEvent.id == NEWEST_CONDITION_EVENT)
    .where(DecisionCondition.settlement_id == _settlement, IS_YES_OF_LEVEL)
)
PROMISE_ROWS = (
    select(
        literal("promise").label("kind"),
        Decision.line,
        AuthorityPromise.number,
        AuthorityPromise.kind.label("due"),
        AuthorityPromise.words,
        AuthorityPromise.amount,
        PromiseOutcome.seen_on.label("day"),
        Decision.level,
        Decision.area,
        Decision.office,
        AuthorityPromise.made_at,
        case(
            (PromiseOutcome.kept.is_(True), "kept"), (PromiseOutcome.kept.is_(False), "broken"), else_=""
        ).label("state"),
        func.coalesce(PromiseOutcome.words, "").label("said"),
        AuthorityPromise.id,
        func.coalesce(PromiseOutcome.made_at, AuthorityPromise.made_at).label("changed_at"),
        WAS_FORWARDED.label("is_forwarded"),
    )
    .select_from(AuthorityPromise)
    .join(Decision, Decision.id == AuthorityPromise.decision_id)
    .outerjoin(
        PromiseOutcome,
        PromiseOutcome.id
        == select(_outcome.id)
        .where(_outcome.promise_id == AuthorityPromise.id)
        .order_by(_outcome.id.desc())
        .limit(1)
        .correlate(AuthorityPromise)
        .scalar_subquery(),
    )
    .where(AuthorityPromise.settlement_id == _settlement, IS_YES_OF_LEVEL)
)
_remarks = select(
    literal("remark"),
    ItemRemark.line,
    _none,
    literal(""),
    ItemRemark.words,
    _none,
    _no_day,
    ItemRemark.level,
    literal(""),
    ItemRemark.office,
    ItemRemark.made_at,
    literal(""),
    literal(""),
    ItemRemark.id,
    ItemRemark.made_at,
    false(),
).where(ItemRemark.settlement_id == _settlement)
_answer = aliased(WorkObjectionAnswer)
OBJECTION_ROWS = (
    select(
        literal("objection").label("kind"),
        WorkObjection.line,
        WorkObjection.number,
        WorkObjection.group_code.label("due"),
        WorkObjection.words,
        _none.label("amount"),
        _no_day.label("day"),
        _none.label("level"),
        literal("").label("area"),
        literal("").label("office"),
        done_at(WorkObjection).label("made_at"),
        case(
            (WorkObjectionAnswer.mistaken.is_(True), "mistaken"),
            (WorkObjectionAnswer.mistaken.is_(False), "answered"),
            else_="",
        ).label("state"),
        func.coalesce(WorkObjectionAnswer.words, "").label("said"),
        WorkObjection.id,
        func.coalesce(WorkObjectionAnswer.made_at, WorkObjection.made_at).label("changed_at"),
        false().label("is_forwarded"),
    )
    .select_from(WorkObjection)
    .outerjoin(
        WorkObjectionAnswer,
        WorkObjectionAnswer.id
        == select(_answer.id)
        .where(_answer.objection_id == WorkObjection.id)
        .order_by(_answer.id.desc())
        .limit(1)
        .correlate(WorkObjection)
        .scalar_subquery(),
    )
    .where(WorkObjection.settlement_id == _settlement)
)
WITH_ANSWERS = (CONDITION_ROWS, PROMISE_ROWS, OBJECTION_ROWS, _remarks)
TERMS = Query(ConditionOrPromiseRow, union_all(*WITH_ANSWERS))
"""All conditions, promises, remarks and objections of a plan; of conditions and promises, those in force."""


_needs = select(
    literal("need"),
    _none,
    Need.number,
    literal(""),
    Need.title,
    _none,
    _no_day,
    _none,
    literal(""),
    literal(""),
    Need.made_at,
    literal(""),
    literal(""),
    Need.id,
    Need.made_at,
    false(),
).where(Need.settlement_id == _settlement, Need.number.in_(bindparam("numbers", expanding=True)))
TERMS_AND_NEEDS = Query(ConditionOrPromiseRow, union_all(*WITH_ANSWERS, _needs))
"""The same, and the needs with these `numbers`, each with its title as `words`."""
_number: ColumnElement[int] = bindparam("number")
CONDITIONS = Query(ConditionOrPromiseRow, CONDITION_ROWS)
"""A settlement's conditions in force."""
CONDITION = Query(ConditionOrPromiseRow, CONDITION_ROWS.where(DecisionCondition.number == _number))
"""One condition of a settlement by its number, if it is in force."""
OBJECTION = Query(ConditionOrPromiseRow, OBJECTION_ROWS.where(WorkObjection.number == _number))
"""One objection in a settlement by its number."""
OBJECTIONS = Query(ConditionOrPromiseRow, OBJECTION_ROWS)
"""All objections in a settlement."""
PROMISE = Query(ConditionOrPromiseRow, PROMISE_ROWS.where(AuthorityPromise.number == _number))
"""One promise to a settlement by its number, if it is in force."""


def given_until(
    terms: Iterable[ConditionOrPromiseRow], answered: Mapping[int, datetime | None]
) -> Iterator[ConditionOrPromiseRow]:
    """Yield the terms, except conditions and promises made after the answer to their line.

    `answered` gives the time of that answer; a line without one has no conditions or promises.
    """
    for term in terms:
        last = answered.get(term.line)
        if term.kind not in ("condition", "promise") or (last is not None and term.made_at <= last):
            yield term


def by_line(terms: Iterable[ConditionOrPromiseRow]) -> dict[int, list[ConditionOrPromiseRow]]:
    """Return the terms of each line of the plan, by kind in alphabetical order, then by number and time."""
    found: dict[int, list[ConditionOrPromiseRow]] = defaultdict(list)
    for term in sorted(terms, key=lambda each: (each.kind, each.number, each.made_at)):
        found[term.line].append(term)
    return found
