"""What an authority has seen of a settlement, and its request to an earlier level that is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    Uuid,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.act import Act
from peoplesprocess.approvals.conditions import own_level
from peoplesprocess.approvals.plan_review import PlanReview, ReviewItem, review
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.conditions_and_promises import WITH_ANSWERS, ConditionOrPromiseRow
from peoplesprocess.facts.local_days import zone_of
from peoplesprocess.facts.plans import newest_submitted_plan
from peoplesprocess.facts.submitted_items import decided_items, offices_of
from peoplesprocess.facts.waiting_items import WaitingItem
from peoplesprocess.models import AnswerReminder, AuthorityLook, JournalEntry, Plan, Settlement

SEEN_ACTS = (
    *("plan.submit", "item.decide", "item.remark", "answer.ask"),
    *("condition.report", "condition.judge", "promise.record", "objection.record", "objection.answer"),
)
"""The acts that an authority is told about since its last look."""


def record_look(act: Act) -> AuthorityLook:
    """Record that the actor has seen everything in the settlement until now. Errors: Forbidden."""
    act.require(Action.REMARK_ITEM)
    row = AuthorityLook(**act.columns, seen=act.settlement.head_sequence or 0)
    act.db.add(row)
    act.note("answers.see", f"entry {row.seen}")
    return row


def remind_late_level(act: Act, words: str) -> AnswerReminder:
    """Ask the level that is late for its answer; everybody with a role here can read it.

    Errors: Forbidden; Refused without words, or if no level before the actor's is late.
    """
    act.require(Action.REMARK_ITEM)
    found = late_items(review(decided_items(act.db, act.settlement.id), act.settlement), act)
    if not found:
        raise Refused(Message(N_("No level before yours is late here, so there is nothing to ask for.")))
    if not words.strip():
        raise Refused(Message(N_("Write what you ask, or by when you need the answer.")), "words")
    first = found[0]
    row = AnswerReminder(
        **act.columns,
        plan_id=first.item.plan_id,
        level=first.turn.level,
        asked_by=own_level(act),
        words=words.strip(),
    )
    act.db.add(row)
    act.note("answer.ask", f"plan {first.item.plan}", level=row.level)
    return row


def late_items(found: PlanReview, act: Act) -> list[ReviewItem]:
    """Return the items that a level or an office before the actor's has not answered in time."""
    mine, place = offices_of(act.actor.grants), act.settlement
    here = (place.id, place.code, place.name, place.programme_id, place.area)
    return [
        item
        for item in found.items
        if item.since is not None
        for waiting in [
            WaitingItem(
                *(*here, item.since, item.turn, item.limit, item.next_level),
                zone=zone_of(place),
                paper=found.paper,
            )
        ]
        if any(waiting.is_late_below(office, act.now) for office in mine)
    ]


def is_new(found: ReviewItem, terms: Iterable[ConditionOrPromiseRow], looked_at: datetime | None) -> bool:
    """Return whether an item was submitted, answered or commented on since somebody last looked."""
    if looked_at is None:
        return False
    said = [found.item.submission_typed_at, *(each.typed_at for each in found.decisions)]
    return max([*said, *(term.changed_at for term in terms)]) > looked_at


_none = cast(literal(0), BigInteger)
_settlement: ColumnElement[UUID] = bindparam("settlement")
_reminders = (
    select(
        literal("asked"),
        _none,
        AnswerReminder.asked_by,
        literal(""),
        AnswerReminder.words,
        _none,
        cast(null(), Date),
        AnswerReminder.level,
        literal(""),
        literal(""),
        AnswerReminder.made_at,
        literal(""),
        literal(""),
        AnswerReminder.id,
        AnswerReminder.made_at,
        false(),
    )
    .join(Plan, Plan.id == AnswerReminder.plan_id)
    .where(AnswerReminder.settlement_id == _settlement, Plan.id == newest_submitted_plan(_settlement))
)
_looks = select(
    literal("look"),
    _none,
    AuthorityLook.seen,
    literal(""),
    literal(""),
    _none,
    cast(null(), Date),
    _none,
    literal(""),
    literal(""),
    AuthorityLook.made_at,
    literal(""),
    literal(""),
    AuthorityLook.id,
    AuthorityLook.made_at,
    false(),
).where(
    AuthorityLook.settlement_id == _settlement, AuthorityLook.made_by == bindparam("account", type_=Uuid())
)
TERMS_AND_LOOKS = Query(ConditionOrPromiseRow, union_all(*WITH_ANSWERS, _reminders, _looks))
"""Terms of answers, and at line 0 the reminders and an account's looks, in one statement."""


class UnseenCount(NamedTuple):
    """The number of entries about a settlement's answers since somebody last looked."""

    code: str
    many: int


_seen = (
    select(func.max(AuthorityLook.seen))
    .where(AuthorityLook.settlement_id == Settlement.id, AuthorityLook.made_by == bindparam("account"))
    .correlate(Settlement)
    .scalar_subquery()
)
NEW_SINCE = Query(
    UnseenCount,
    select(Settlement.code, func.count().label("many"))
    .join(JournalEntry, and_(JournalEntry.chain_id == Settlement.id, JournalEntry.sequence > _seen))
    .where(Settlement.code.in_(bindparam("codes", expanding=True)), JournalEntry.act.in_(SEEN_ACTS))
    .where(JournalEntry.actor != bindparam("actor"))
    .group_by(Settlement.code),
)
"""How many entries others made about answers since an account last looked; no row if it never did."""
