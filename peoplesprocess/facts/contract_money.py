"""Contracts with the money that came in and went out, for every page that shows a balance."""

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
    """A contract with what came in and what it has cost so far, in minor units.

    `spent` is what the cash book paid, `given_in_kind` the worth of labour and materials given.
    `not_arrived` is the part of released money that did not arrive, negative if more came than was released;
    `on_its_way` is released money whose arrival nobody has confirmed yet.
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
        """What the work has cost so far: payments, and the worth of labour and materials given."""
        return self.spent + self.given_in_kind

    @property
    def cash(self) -> CashPosition:
        """The cash position that the rules of the cash book work with."""
        return CashPosition(
            contribution=self.contribution,
            in_cash=self.in_cash,
            # Money that did not arrive cannot be paid out, however much was released.
            arrived=self.released - self.not_arrived - self.on_its_way,
            returned=self.returned,
            given_in_cash=self.given_in_cash,
            given_in_kind=self.given_in_kind,
            paid=self.spent,
            others_paid=self.others_paid,
            on_its_way=self.on_its_way,
        )

    def first_day(self, place: SettlementWithRules) -> date:
        """Return the first day for which its books can have entries: the signature, or the start if earlier.

        Purchases for a work are made before it begins.
        """
        if self.signed_at is None:
            return self.starts_on
        return min(self.starts_on, day_in(place, self.signed_at))


@dataclass(frozen=True, slots=True)
class ContractPapersRow(ContractMoneyRow):
    """The same with the columns that tell whether papers of its work are still being typed in.

    These (`work_papers.PAPER_COLUMNS`) cost as much as all the money columns together, so pages that do not
    show lateness leave them out.
    """

    paper_at: datetime | None
    act_typed_at: datetime | None
    dated_on: date | None
    dated_typed_at: datetime | None

    def told_on(self, place: SettlementWithRules, today: date) -> date:
        """Return the day as of which lateness of its work is judged."""
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
"""The columns of `ContractMoneyRow`, to which rooms add their own."""
