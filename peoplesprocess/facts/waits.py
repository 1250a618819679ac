"""For whom settlements wait, and whether for longer than allowed: conditions on what is kept of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.rules import Rules
from peoplesprocess.facts.paper_days import done_at
from peoplesprocess.facts.plans import newest_submitted_plan
from peoplesprocess.models import SettlementSummary, Submission

_summary = SettlementSummary.__table__.c
_NOT_AGREED = and_(_summary.no_objections == 0, _summary.closed_steps.is_(None))
WAIT_NAMES: Mapping[str, Msgid] = {
    "authority": N_("An answer of the authority"),
    "money": N_("Money"),
    "correction": N_("The answer to a correction"),
    "signature": N_("Signatures under a contract"),
    "repair": N_("The repair of a defect"),
}
"""What settlements wait for, by the word in addresses."""
WAITS: Mapping[str, ColumnElement[bool]] = {
    # The rank tells of items that were forwarded too, but also of a word that nobody asks for any more.
    "authority": or_(
        _NOT_AGREED,
        _summary.items_undecided > 0,
        and_(_summary.no_objections > 0, _summary.waits_rank == 0),
    ),
    "money": _summary.requests_waiting > 0,
    "correction": _summary.corrections_open > 0,
    "signature": _summary.contracts > _summary.contracts_signed,
    "repair": _summary.defects_open > 0,
}
"""Whether a settlement waits for each."""


def is_late(rules: Rules, today: date) -> ColumnElement[bool]:
    """Return whether a settlement waits longer than its programme allows for money or for a first answer."""
    answered_by, released_by = _before(today, rules.answer_days), _before(today, rules.release_days)
    handed_in = exists(
        select(1).where(
            Submission.plan_id == newest_submitted_plan(_summary.settlement_id).correlate(SettlementSummary),
            done_at(Submission) < answered_by,
        )
    )
    return or_(
        _summary.requested_at < released_by,
        and_(_NOT_AGREED, _summary.made_at < answered_by),
        and_(_summary.items_undecided > 0, handed_in),
    )


def _before(today: date, days: int) -> datetime:
    """The moment before which something began that waits for more than so many days."""
    return datetime.combine(today - timedelta(days=days), time(), UTC)
