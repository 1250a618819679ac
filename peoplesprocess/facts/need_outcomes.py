"""What became of a need: how far the items of the plan that answer it have come, and in which words.

The need's own page reads the newest version of the plan, the public board the version that was handed
over; both tell the outcome in the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple, Protocol

from sqlalchemy import and_

from peoplesprocess.core.authority_decisions import Verdict
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.db.query import Query
from peoplesprocess.facts.contracts import IS_SIGNED, NEWEST_VISIT
from peoplesprocess.facts.plans import NEWEST_ITEMS, PUBLIC_ITEMS, ItemWithDecision
from peoplesprocess.facts.rounds import CountedRound
from peoplesprocess.models import (
    Contract,
    Decision,
    Handover,
    Meeting,
    Plan,
    PlanItem,
    Submission,
    Visit,
)


class NeedStage(IntEnum):
    """How far a need has come; of several items that answer it, the furthest one tells."""

    UNDECIDED = 0
    NOT_CHOSEN = 1
    REFERRED = 2
    MERGED = 3
    DECLINED = 4
    RETURNED = 5
    FORWARDED = 6
    PLANNED = 7
    SUBMITTED = 8
    ENDORSED = 9
    BEING_BUILT = 10
    HANDED_OVER = 11


class NeedOutcome(NamedTuple):
    """What became of a need, to compare and to say."""

    stage: NeedStage
    sentence: Message


class ItemProgress(NamedTuple):
    """An item of the plan with the decision in force, its contract and the contract's newest visit.

    `cost` is in minor units, `physical` in hundredths of a percent.
    """

    line: int
    title: str
    needs: list[int]
    cost: int
    adopted_on: date | None
    submitted_at: datetime | None
    verdict: str | None
    reason: str | None
    forwarded_to: str | None
    office: str | None
    decided_at: datetime | None
    contract: int | None
    is_signed: bool
    physical: int | None
    handed_on: date | None

    @property
    def outcome(self) -> NeedOutcome:
        """What became of the item, and so of the needs that it answers."""
        if self.handed_on is not None:
            return _outcome(NeedStage.HANDED_OVER, N_("Handed over on %(day)s"), day=self.handed_on)
        if self.is_signed:
            return _outcome(NeedStage.BEING_BUILT, N_("Being built"))
        if self.verdict is not None:
            return self._decided(Verdict(self.verdict))
        if self.submitted_at is not None:
            since = self.submitted_at.date()
            return _outcome(NeedStage.SUBMITTED, N_("With the authority since %(day)s"), day=since)
        return _outcome(NeedStage.PLANNED, N_("In the plan"))

    def _decided(self, verdict: Verdict) -> NeedOutcome:
        match verdict:
            case Verdict.ENDORSE:
                return _outcome(NeedStage.ENDORSED, N_("Endorsed by the authority"))
            case Verdict.FORWARD:
                sentence, office = N_("Forwarded to %(office)s: %(reason)s"), self.forwarded_to
                return _outcome(NeedStage.FORWARDED, sentence, office=office, reason=self.reason)
            case Verdict.RETURN:
                return _outcome(NeedStage.RETURNED, N_("Returned: %(reason)s"), reason=self.reason)
            case Verdict.DECLINE:
                return _outcome(NeedStage.DECLINED, N_("Declined: %(reason)s"), reason=self.reason)


def _with_contract(items: Query[ItemWithDecision]) -> Query[ItemProgress]:
    # A line has one contract at most: contracts.actions refuses a second one.
    contract_of_item = and_(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)
    return Query(
        ItemProgress,
        items.statement.with_only_columns(
            PlanItem.line,
            PlanItem.title,
            PlanItem.needs,
            PlanItem.cost,
            Meeting.held_on.label("adopted_on"),
            Submission.made_at.label("submitted_at"),
            Decision.verdict,
            Decision.reason,
            Decision.forwarded_to,
            Decision.office,
            Decision.made_at.label("decided_at"),
            Contract.number.label("contract"),
            IS_SIGNED.label("is_signed"),
            Visit.physical,
            Handover.handed_on,
        )
        .outerjoin(Contract, contract_of_item)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .outerjoin(Handover, Handover.contract_id == Contract.id),
    )


NEWEST_PROGRESS = _with_contract(NEWEST_ITEMS)
"""How far the items of a settlement's newest version are, in the community's order."""
PUBLIC_PROGRESS = _with_contract(PUBLIC_ITEMS)
"""How far the items are that the public is told of, in the community's order."""


class OutcomeSubject(Protocol):
    """What of a need its outcome depends on; `into_number` is the need that it was merged into."""

    @property
    def number(self) -> int: ...

    @property
    def response_type(self) -> str: ...

    @property
    def into_number(self) -> int | None: ...


def need_outcome(
    need: OutcomeSubject, items: Sequence[ItemProgress], rounds: Sequence[CountedRound]
) -> NeedOutcome:
    """Return what became of a need, given all items of a version of the plan and the newest rounds.

    Only a need that groups could choose was not chosen, and not while they choose again.
    """
    if need.into_number is not None:
        return _outcome(NeedStage.MERGED, N_("Merged with need %(number)s"), number=need.into_number)
    if answering := [item.outcome for item in items if need.number in item.needs]:
        return max(answering, key=lambda outcome: outcome.stage)
    if need.response_type == "referral":
        return _outcome(NeedStage.REFERRED, N_("Referred to those responsible"))
    asked = [row.counted_at is not None for row in rounds if need.number in row.ballot and not row.ended_at]
    if asked and all(asked) and any(item.submitted_at or item.adopted_on for item in items):
        return _outcome(NeedStage.NOT_CHOSEN, N_("Not chosen this time"))
    return _outcome(NeedStage.UNDECIDED, N_("Not decided yet"))


def _outcome(stage: NeedStage, sentence: str, **values: object) -> NeedOutcome:
    return NeedOutcome(stage, Message(sentence, values))
