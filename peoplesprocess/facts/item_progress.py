"""How far each item of the plan got: the decision in force, its contract, and what became of it in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import aliased

from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.need_stage import NeedOutcome, NeedStage, outcome_of
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_progress import WORKS_NOW
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.cycles import CYCLES_BEFORE_PLAN
from peoplesprocess.facts.decision_in_force import LEFT_AT, PASSED_LEVEL
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.plans import (
    LAST_ITEMS,
    LAST_PUBLIC_ITEMS,
    PUBLIC_PLAN,
    ItemWithDecision,
    newest_plan,
    number_of,
)
from peoplesprocess.models import (
    Contract,
    ContractEnding,
    Decision,
    Handover,
    ItemDeferral,
    ItemRemoval,
    Meeting,
    Plan,
    PlanItem,
    PlanSubmission,
    Visit,
)

_UNANSWERED = frozenset({NeedStage.DECLINED, NeedStage.ENDED, NeedStage.NOT_CARRIED_OUT})


class ItemProgress(NamedTuple):
    """An item of the plan with the decision in force, its contract and the contract's newest visit.

    `plan` is the last version that contains the item, and `cycles_before` how many cycles came before that of
    the plan; it `is_dropped` if there is a newer version. `passed_level` is the last level that endorsed the
    item and gave it on, None if none did. `deferral` says why an endorsed item got no contract, `removal` why
    the item was removed. `contract_cycle` is how many cycles came before that of the contract. `cost` is in
    minor units, `physical` in hundredths of a percent. `works` is the finding of the newest later check.
    `cycle_ended_at` is when the item's cycle ended before all its steps were closed, None if it did not.
    """

    plan: int
    cycles_before: int
    line: int
    title: str
    needs: list[int]
    cost: int
    adopted_on: date | None
    submitted_at: datetime | None
    submission_typed_at: datetime | None
    verdict: str | None
    reason: str | None
    forwarded_to: str | None
    office: str | None
    decided_at: datetime | None
    decision_typed_at: datetime | None
    passed_level: int | None
    deferral: str | None
    deferred_at: datetime | None
    deferral_typed_at: datetime | None
    is_dropped: bool
    removal: str | None
    removed_at: datetime | None
    contract: int | None
    contract_cycle: int | None
    is_signed: bool
    physical: int | None
    handed_on: date | None
    works: bool | None
    ended_on: date | None
    cycle_ended_at: datetime | None

    @property
    def outcome(self) -> NeedOutcome:
        """What became of the item, and so of the needs that it answers."""
        if self.handed_on is not None:
            return outcome_of(NeedStage.HANDED_OVER, N_("Handed over on %(day)s"), day=self.handed_on)
        if self.ended_on is not None and self.is_signed:
            return outcome_of(
                NeedStage.ENDED, N_("Ended on %(day)s before it was finished"), day=self.ended_on
            )
        if self.is_signed:
            return outcome_of(
                NeedStage.BEING_BUILT, N_("Being built under contract %(contract)s"), contract=self.contract
            )
        if self.is_dropped:
            return self._dropped()
        if self.cycle_ended_at is not None and self.verdict != AuthorityVerdict.DECLINE:
            sentence = N_("Not carried out: the cycle ended early on %(day)s")
            return outcome_of(NeedStage.NOT_CARRIED_OUT, sentence, day=self.cycle_ended_at)
        if self.deferred_at is not None and (self.contract is None or self.ended_on is not None):
            values = {"day": self.deferred_at, "typed": self.deferral_typed_at, "reason": self.deferral}
            sentence = N_("Put off on %(day)s: %(reason)s")
            if self.deferral_typed_at != self.deferred_at:
                sentence = N_("Put off on %(day)s (typed in on %(typed)s): %(reason)s")
            return outcome_of(NeedStage.DEFERRED, sentence, **values)
        if self.verdict is not None:
            return self._decided(AuthorityVerdict(self.verdict))
        if self.submitted_at is not None:
            return outcome_of(
                NeedStage.SUBMITTED, N_("With the authority since %(day)s"), day=self.submitted_at
            )
        return outcome_of(NeedStage.PLANNED, N_("In the plan"))

    @property
    def answer(self) -> Message | None:
        """The decision in force as a sentence, None if there is none."""
        return None if self.verdict is None else self._decided(AuthorityVerdict(self.verdict)).sentence

    @property
    def answers(self) -> bool:
        """Whether it answers its needs: `need_referrals.IS_ANSWERED_BY_PLAN`, for an item already read."""
        stands = not self.is_dropped or self.contract is not None
        return stands and self.outcome.stage not in _UNANSWERED

    @property
    def adds_to_decision(self) -> bool:
        """Whether its outcome says something that its decision does not."""
        return self.outcome.stage in (
            NeedStage.REMOVED,
            NeedStage.DEFERRED,
            NeedStage.NOT_CARRIED_OUT,
        )

    def _dropped(self) -> NeedOutcome:
        """Return the authority's answer if it says more than the removal, else the removal."""
        answer = self._decided(AuthorityVerdict(self.verdict)) if self.verdict is not None else None
        if answer is not None and answer.stage is not NeedStage.ENDORSED:
            return answer
        if self.removed_at is None:
            sentence = N_("Not in the plan any more since version %(version)s")
            return outcome_of(NeedStage.REMOVED, sentence, version=self.plan + 1)
        values = {"day": self.removed_at, "reason": self.removal}
        return outcome_of(NeedStage.REMOVED, N_("Taken out of the plan on %(day)s: %(reason)s"), **values)

    def _decided(self, verdict: AuthorityVerdict) -> NeedOutcome:
        said: dict[str, object] = {"office": self.office, "reason": self.reason}
        said |= {"day": self.decided_at}
        match verdict:
            case AuthorityVerdict.ENDORSE:
                sentence = N_("Endorsed on %(day)s by %(office)s")
                return outcome_of(NeedStage.ENDORSED, sentence, **said)
            case AuthorityVerdict.GIVE_ON:
                sentence = N_("Endorsed on %(day)s by %(office)s; the next level answers now")
                return outcome_of(NeedStage.SUBMITTED, sentence, **said)
            case AuthorityVerdict.FORWARD:
                sentence = N_("Forwarded on %(day)s by %(office)s to %(other)s: %(reason)s")
                return outcome_of(NeedStage.FORWARDED, sentence, **said, other=self.forwarded_to)
            case AuthorityVerdict.RETURN:
                sentence = N_("Returned on %(day)s by %(office)s: %(reason)s")
                return outcome_of(NeedStage.RETURNED, sentence, **said)
            case AuthorityVerdict.DECLINE:
                sentence = N_("Declined on %(day)s by %(office)s: %(reason)s")
                return outcome_of(NeedStage.DECLINED, sentence, **said)


def _with_progress(items: Query[ItemWithDecision], newest: ColumnElement[UUID]) -> Query[ItemProgress]:
    # At most one contract of a line has not ended: `contracts.actions` refuses a second one.
    contract_of_item = Contract.id == _NEWEST_CONTRACT
    return Query(
        ItemProgress,
        items.statement.with_only_columns(
            *(Plan.number.label("plan"), CYCLES_BEFORE_PLAN.label("cycles_before")),
            *(PlanItem.line, PlanItem.title, PlanItem.needs, PlanItem.cost),
            Meeting.held_on.label("adopted_on"),
            done_at(PlanSubmission).label("submitted_at"),
            PlanSubmission.made_at.label("submission_typed_at"),
            Decision.verdict,
            Decision.reason,
            Decision.forwarded_to,
            Decision.office,
            done_at(Decision).label("decided_at"),
            Decision.made_at.label("decision_typed_at"),
            PASSED_LEVEL.label("passed_level"),
            ItemDeferral.reason.label("deferral"),
            done_at(ItemDeferral).label("deferred_at"),
            ItemDeferral.made_at.label("deferral_typed_at"),
            (Plan.number < number_of(newest)).label("is_dropped"),
            ItemRemoval.reason.label("removal"),
            ItemRemoval.made_at.label("removed_at"),
            Contract.number.label("contract"),
            Contract.cycles_before.label("contract_cycle"),
            IS_SIGNED.label("is_signed"),
            PHYSICAL.label("physical"),
            Handover.handed_on,
            WORKS_NOW.label("works"),
            ContractEnding.ended_on,
            LEFT_AT.label("cycle_ended_at"),
        )
        .outerjoin(ItemDeferral, ItemDeferral.id == _NEWEST_DEFERRAL)
        .outerjoin(ItemRemoval, ItemRemoval.id == _REMOVAL)
        .outerjoin(Contract, contract_of_item)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .outerjoin(Handover, Handover.contract_id == Contract.id)
        .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id),
    )


_contract = aliased(Contract)
_NEWEST_CONTRACT = (
    select(_contract.id)
    .where(_contract.settlement_id == Plan.settlement_id, _contract.line == PlanItem.line)
    .order_by(_contract.number.desc())
    .limit(1)
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
_deferral, _removal, _shortened = aliased(ItemDeferral), aliased(ItemRemoval), aliased(Plan)
_NEWEST_DEFERRAL = (
    select(_deferral.id)
    .where(_deferral.settlement_id == Plan.settlement_id, _deferral.line == PlanItem.line)
    # Keys are in order of time: a deferral of the last cycle does not hold for this cycle's plan.
    .where(_deferral.id > Plan.id)
    .order_by(_deferral.id.desc())
    .limit(1)
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
_REMOVAL = (
    select(_removal.id)
    .join(_shortened, _shortened.id == _removal.plan_id)
    .where(_removal.settlement_id == Plan.settlement_id, _removal.line == PlanItem.line)
    .where(_shortened.number > Plan.number)
    .order_by(_shortened.number)
    .limit(1)
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
NEWEST_PROGRESS = _with_progress(LAST_ITEMS, newest_plan(bindparam("settlement")).expression)
"""The progress of each line of a settlement's plan; lines of the newest version last, in their order."""
PUBLIC_PROGRESS = _with_progress(LAST_PUBLIC_ITEMS, PUBLIC_PLAN)
"""The same, up to the newest version that the public may see."""
