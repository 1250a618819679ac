"""When a work may be suspended, resumed or ended before it is built, and how much of its grant goes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from peoplesprocess.core.amendments import require_none_open
from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money

GROUNDS = {
    "agreement": N_("The parties agreed to end it"),
    "cause": N_("A party did not do what was agreed"),
}
"""The grounds on which a contract can end before its work is built."""


@dataclass(frozen=True, slots=True)
class InterruptedContractSituation:
    """What is known about a contract that is interrupted. Minor units."""

    signed: bool
    starts_on: date
    suspended_on: date | None
    ended_on: date | None
    certified: bool
    accounted: bool
    requested: int | None
    open_amendment: int | None
    cash: CashPosition
    released: int
    """What the agency released: no more than this can go back to it, however much people say came."""

    @property
    def left(self) -> int:
        """What can still go back: what is left of the money that both came and was released."""
        return max(0, min(self.cash.balance, self.cash.arrived - self.cash.returned, self._not_returned))

    @property
    def is_limited_by_release(self) -> bool:
        """Whether people say that more came than was released, so that the release is what limits `left`."""
        return self.left < min(self.cash.balance, self.cash.arrived - self.cash.returned)

    @property
    def _not_returned(self) -> int:
        return self.released - self.cash.returned


class SuspensionPeriod(NamedTuple):
    """The days of a suspension, from its first one until the day on which the work went on, if it did."""

    since: date
    until: date | None


def days_not_suspended(since: date, until: date, periods: Iterable[SuspensionPeriod]) -> int:
    """Return the days from `since` to `until` less those on which the work was suspended, never below 0.

    While a work is suspended no money can be released, so these days are nobody's delay. The periods
    of a work do not overlap.
    """
    suspended = ((min(until, period.until or until) - max(since, period.since)).days for period in periods)
    return max(0, (until - since).days - sum(days for days in suspended if days > 0))


def how_it_goes_on(contract: InterruptedContractSituation, handed_on: date | None, today: date) -> Message:
    """Return the state of a work that is neither suspended nor ended, as a sentence."""
    if handed_on is not None:
        sentence = N_("The work was handed over on %(day)s. It can no longer be suspended or ended.")
        return Message(sentence, {"day": handed_on})
    if contract.accounted:
        return Message(N_("The final account of this work is already written."))
    if contract.starts_on > today:
        return Message(N_("The work begins on %(day)s."), {"day": contract.starts_on})
    return Message(N_("The work is not suspended. It goes on."))


def require_suspendable(contract: InterruptedContractSituation, day: date, today: date) -> None:
    """Refuse to suspend a work that is not under way. Errors: Refused."""
    _require_running(contract)
    if contract.suspended_on is not None:
        raise Refused(
            Message(
                N_("The work has already been suspended since %(day)s. Let it go on first."),
                {"day": contract.suspended_on},
            )
        )
    _require_day(day, contract.starts_on, today, "suspended_on")


def require_resumable(contract: InterruptedContractSituation, day: date, today: date) -> None:
    """Refuse to resume a work that is not suspended, or whose contract has ended. Errors: Refused.

    A final account is no obstacle: instalments that are held back can still depend on the resumption.
    """
    _require_running(contract, also_accounted=True)
    if contract.suspended_on is None:
        raise Refused(Message(N_("The work is not suspended. It goes on.")))
    _require_day(day, contract.suspended_on, today, "resumed_on")


def require_endable(contract: InterruptedContractSituation, day: date, today: date) -> None:
    """Refuse to end a contract that has ended, is complete, or waits for money or signatures.

    Errors: Refused.
    """
    _require_running(contract)
    if contract.certified:
        raise Refused(Message(N_("The work is certified as complete. Close it and hand it over instead.")))
    if contract.requested is not None:
        raise Refused(
            Message(
                N_("Instalment %(number)s is asked for. Refuse or release it first, then end the contract."),
                {"number": contract.requested},
            )
        )
    require_none_open(contract.open_amendment)
    _require_day(day, min(contract.starts_on, today), today, "ended_on")


def require_returnable(
    contract: InterruptedContractSituation, amount: int, day: date, today: date, currency: str
) -> None:
    """Refuse a grant return while the contract is in force, or of more than is left. Errors: Refused."""
    require_left_to_return(contract, currency)
    if amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if amount > contract.left:
        coming = contract.cash.on_its_way
        values = {"left": Money(contract.left, currency), "coming": Money(coming, currency)}
        sentence = _ON_ITS_WAY if coming else _ONLY_RELEASED if contract.is_limited_by_release else _ONLY_LEFT
        raise Refused(Message(sentence, values), "amount")
    _require_day(day, min(contract.starts_on, contract.ended_on or today), today, "returned_on")


def require_left_to_return(contract: InterruptedContractSituation, currency: str) -> None:
    """Refuse a grant return of any sum: none goes back while the contract is in force, after its account,
    or once nothing is left. Errors: Refused.
    """
    if contract.ended_on is None:
        raise Refused(
            Message(
                N_(
                    "The contract has not ended. Money that is left from a finished work belongs to the "
                    "community: the final account says what the community does with it."
                )
            )
        )
    _require_no_account(contract)
    if contract.left == 0 and contract.cash.on_its_way:
        coming = {"coming": Money(contract.cash.on_its_way, currency)}
        raise Refused(Message(_NOTHING_CAME, coming))
    if contract.left == 0:
        raise Refused(Message(_ALL_WENT_BACK if contract.is_limited_by_release else _NOTHING_LEFT))


def require_strikable_return(contract: InterruptedContractSituation) -> None:
    """Refuse to strike a grant return once the final account depends on it. Errors: Refused."""
    _require_no_account(contract)


def _require_no_account(contract: InterruptedContractSituation) -> None:
    if contract.accounted:
        raise Refused(
            Message(N_("The final account is written: money that is left is used as the assembly decided."))
        )


_ON_ITS_WAY = N_(
    "Only %(left)s of what came is not spent. %(coming)s more was released, and nobody has said yet that it "
    "came. If it came, say first on which day."
)
_NOTHING_CAME = N_(
    "Nothing is left of what came. %(coming)s more was released, and nobody has said yet that it came. "
    "If it came, say first on which day."
)
_NOTHING_LEFT = N_(
    "Nothing is left of what came, as the cash book says. If there is money left, correct the cash "
    "book first."
)
_ALL_WENT_BACK = N_("All that the agency released has already gone back.")
_ONLY_LEFT = N_("Only %(left)s of what came is not spent. Check the sum, or the cash book.")

_ONLY_RELEASED = N_(
    "Only %(left)s of what the agency released has not gone back yet. Check the sum, or what was recorded "
    "as having come."
)


def _require_running(contract: InterruptedContractSituation, *, also_accounted: bool = False) -> None:
    if not contract.signed:
        raise Refused(Message(N_("The contract is not signed by all its parties yet.")))
    if contract.ended_on is not None:
        raise Refused(
            Message(
                N_("The contract already ended on %(day)s. Its item can get another contract."),
                {"day": contract.ended_on},
            )
        )
    if contract.accounted and not also_accounted:
        raise Refused(Message(N_("The final account of this work is already written.")))


def _require_day(day: date, first: date, today: date, field: str) -> None:
    if day > today:
        raise Refused(Message(N_("This day has not come yet.")), field)
    if day < first:
        raise Refused(Message(N_("Give a day from %(day)s until today."), {"day": first}), field)
