"""Turning the allocation of a result into the view that its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.prioritisation.equal_shares.group_quotas import ReservedAllocation
from peoplesprocess.core.prioritisation.explain import GroupShare
from peoplesprocess.core.prioritisation.group_tally import GroupTally
from peoplesprocess.core.prioritisation.result import (
    Allocation,
    FundedWork,
    GroupPayment,
    RoundResult,
    UnfundedWork,
)
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.results.allocation_view import (
    AllocationView,
    FundedWorkView,
    GroupFigures,
    GroupPaymentView,
    MandatoryWork,
    ReservedWorks,
    UnfundedWorkView,
)
from peoplesprocess.web.i18n import digits_of


def changes(
    before: RoundResult, after: RoundResult, titles: Mapping[int, str]
) -> tuple[list[str], list[str]]:
    """Return the titles of the works that only `after` builds, and of those that only `before` built."""
    first, last = (set(each.allocation.built) if each.allocation else set() for each in (before, after))

    def named(keys: set[str]) -> list[str]:
        return [titles.get(int(key), key) for key in sorted(keys, key=int)]

    return named(last - first), named(first - last)


def works_of(
    settlement: SettlementWithRules, result: RoundResult, titles: Mapping[int, str]
) -> AllocationView | None:
    """Return the works that a result chose, or None if its rule chooses none.

    Amounts paid and left are exact fractions; the view has them in whole units of the currency.
    """
    if result.allocation is None:
        return None
    return _AllocationPresenter(settlement, result.allocation, result.sheets, titles).works()


class _AllocationPresenter:
    def __init__(
        self,
        settlement: SettlementWithRules,
        allocation: Allocation,
        sheets: Iterable[GroupTally],
        titles: Mapping[int, str],
    ) -> None:
        self._allocation, self._titles = allocation, titles
        self._sheets = {sheet.group: sheet for sheet in sheets}
        self._unit = 10 ** digits_of(settlement.currency)
        self._groups = {code: settlement.any_group(code) for code in self._sheets}

    def works(self) -> AllocationView:
        allocation, terms = self._allocation, self._allocation.terms
        return AllocationView(
            terms.envelope,
            allocation.spent + sum(map(self._cost, terms.mandatory)),
            self._down(allocation.endowment),
            allocation.people,
            self._bought() + self._filled(),
            [self._missing(each) for each in allocation.missing],
            self._wanted_by_nobody(),
            [self._figures(each) for each in allocation.groups],
            [self._title(key) for key in allocation.votes_only.needs],
            allocation.votes_only.people_without,
            [self._in_any_case(key) for key in terms.mandatory],
            dict(terms.weights),
            [self._reserved(each) for each in allocation.reserved],
            {code: self._down(balance) for code, balance in allocation.initial_balances.items()},
            [self._title(key) for key in allocation.without_quotas or ()],
            self._unit,
        )

    def _in_any_case(self, key: str) -> MandatoryWork:
        return MandatoryWork(self._title(key), self._cost(key), self._pledged(key))

    def _reserved(self, each: ReservedAllocation) -> ReservedWorks:
        return ReservedWorks(
            [self._groups[code] for code in each.groups if code in self._groups],
            [self._in_any_case(key) for key in each.keys],
            each.part,
            each.money,
            self._down(each.own),
        )

    def _bought(self) -> list[FundedWorkView]:
        return [self._bought_work(each) for each in self._allocation.bought]

    def _bought_work(self, each: FundedWork) -> FundedWorkView:
        return self._built(
            each.need,
            asked=ceil(each.asked / self._unit) * self._unit,
            counted=each.counted,
            paid=[self._paid(code, payment) for code, payment in each.payments.items()],
        )

    def _filled(self) -> list[FundedWorkView]:
        filled, found = self._allocation.filled, []
        gone = [key for key in self._allocation.built if key not in filled]
        left = self._allocation.terms.envelope - sum(map(self._cost, gone))
        for key in filled:
            found.append(self._built(key, fitted_in=left))
            left -= self._cost(key)
        return found

    def _built(
        self,
        key: str,
        *,
        asked: int = 0,
        counted: Fraction = Fraction(0),
        paid: Sequence[GroupPaymentView] = (),
        fitted_in: int = 0,
    ) -> FundedWorkView:
        wanting = [
            (self._groups[code], sheet.tokens[int(key)])
            for code, sheet in self._sheets.items()
            if sheet.tokens.get(int(key))
        ]
        return FundedWorkView(
            int(key),
            self._title(key),
            self._cost(key),
            self._pledged(key),
            self._wanted(key),
            wanting,
            asked,
            counted,
            list(paid),
            fitted_in,
        )

    def _paid(self, code: str, payment: GroupPayment) -> GroupPaymentView:
        may_be_shown = self._sheets[code].people >= LEAST
        return GroupPaymentView(
            self._groups[code],
            round(payment.together / self._unit) * self._unit,
            self._down(payment.left) if may_be_shown else None,
            payment.gave_all,
        )

    def _wanted_by_nobody(self) -> list[UnfundedWorkView]:
        decided = {*self._allocation.built, *(each.need for each in self._allocation.missing)}
        rest = [key for key in self._allocation.terms.costs if key not in decided]
        return [self._missing(UnfundedWork(key, Fraction(0), (), None, None)) for key in rest]

    def _missing(self, each: UnfundedWork) -> UnfundedWorkView:
        code, people = each.more_supporters or (None, None)
        key = each.need
        return UnfundedWorkView(
            int(key),
            self._title(key),
            self._cost(key),
            self._pledged(key),
            self._rival(key),
            self._wanted(key),
            self._down(each.left),
            [(self._title(work), self._down(money)) for work, money in each.paid],
            each.funded_cost,
            people,
            self._groups[code] if code else None,
        )

    def _figures(self, each: GroupShare) -> GroupFigures:
        return GroupFigures(
            self._groups[each.group],
            each.people,
            self._down(each.fair),
            round(each.supported / self._unit) * self._unit,
            each.works,
            each.people_without,
        )

    def _down(self, money: Fraction) -> int:
        whole: int = money // self._unit * self._unit
        return whole

    def _wanted(self, key: str) -> PeopleShare:
        return PeopleShare(int(self._allocation.wanted.get(key, 0)), self._allocation.people)

    def _cost(self, key: str) -> int:
        return self._allocation.terms.costs[key]

    def _pledged(self, key: str) -> int:
        return self._allocation.terms.pledges.get(key, 0)

    def _rival(self, key: str) -> str:
        """Return the title of the work that is built because it excludes this one, or ""."""
        rivals = {other for each in self._allocation.terms.exclusive if key in each for other in each}
        return next(
            (self._title(other) for other in sorted((rivals - {key}).intersection(self._allocation.built))),
            "",
        )

    def _title(self, key: str) -> str:
        return self._titles.get(int(key), key)
