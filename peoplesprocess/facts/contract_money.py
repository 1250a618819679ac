"""Contracts with the money that came and went: what every page asks that tells what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.facts.contract_signatures import SIGNED_AT
from peoplesprocess.facts.contracts import (
    CONTRACT_COLUMNS,
    GIVEN_IN_CASH,
    GIVEN_IN_KIND,
    OTHERS_PAID,
    RELEASED,
    SPENT,
    ContractRow,
)
from peoplesprocess.facts.grant_returns import RETURNED
from peoplesprocess.facts.local_days import day_in, zone_of
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.tranches import NOT_ARRIVED, ON_ITS_WAY
from peoplesprocess.facts.work_papers import WorkPapers


@dataclass(frozen=True, slots=True)
class ContractMoneyRow(ContractRow):
    """A contract with what came in and what it cost until now. Minor units.

    `spent` is what the cash book paid, `given_in_kind` what labour and materials are worth that were given.
    `not_arrived` is what the bank kept of what was released, below 0 if more came; `on_its_way` what was
    released and nobody has said yet that it came.
    """

    spent: int
    released: int
    returned: int
    given_in_cash: int
    given_in_kind: int
    not_arrived: int
    on_its_way: int
    others_paid: int
    signed_at: datetime | None

    @property
    def cost_so_far(self) -> int:
        """What the work cost until now: what was paid, and labour and materials given."""
        return self.spent + self.given_in_kind

    @property
    def cash(self) -> CashPosition:
        """What the rules about the cash book ask."""
        return CashPosition(
            contribution=self.contribution,
            in_cash=self.in_cash,
            # What did not come cannot be paid out, whatever was sent.
            arrived=self.released - self.not_arrived - self.on_its_way,
            returned=self.returned,
            given_in_cash=self.given_in_cash,
            given_in_kind=self.given_in_kind,
            paid=self.spent,
            others_paid=self.others_paid,
            on_its_way=self.on_its_way,
        )

    def first_day(self, place: SettlementWithRules) -> date:
        """Return the first day of which its books can tell: its signature, or the work if that is earlier.

        What a work needs is bought before it begins.
        """
        if self.signed_at is None:
            return self.starts_on
        return min(self.starts_on, day_in(place, self.signed_at))


@dataclass(frozen=True, slots=True)
class ContractPapersRow(ContractMoneyRow):
    """The same with what tells whether papers of its work are being typed in (`work_papers.PAPER_COLUMNS`).

    Asking that takes as long as all about the money: whoever tells nobody what is late asks for less.
    """

    paper_at: datetime | None
    act_typed_at: datetime | None
    dated_on: date | None
    dated_typed_at: datetime | None

    def told_on(self, place: SettlementWithRules, today: date) -> date:
        """Return the day as of which it is told what is late at its work."""
        papers = WorkPapers(self.paper_at, self.act_typed_at, self.dated_on, self.dated_typed_at)
        return papers.told_on(zone_of(place), today)


MONEY_COLUMNS = (
    *CONTRACT_COLUMNS,
    SPENT.label("spent"),
    RELEASED.label("released"),
    RETURNED.label("returned"),
    GIVEN_IN_CASH.label("given_in_cash"),
    GIVEN_IN_KIND.label("given_in_kind"),
    NOT_ARRIVED.label("not_arrived"),
    ON_ITS_WAY.label("on_its_way"),
    OTHERS_PAID.label("others_paid"),
    SIGNED_AT.label("signed_at"),
)
"""The columns of `ContractMoneyRow`; rooms add their own."""
