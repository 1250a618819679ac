"""Paid days of women and men: the content of a muster roll, equal pay for equal work, the share of women."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused

KINDS = {
    "unskilled": N_("Helpers: digging, carrying, mixing"),
    "skilled": N_("People with a trade: masons, carpenters, plumbers"),
}
"""Kinds of work; work of the same kind is equal work."""
LEAST_WOMEN = 20
"""The share of women in the paid days, in percent, below which a page points it out. Source: method.md, 7."""
MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True)
class PaidDays:
    """Paid days for one kind of work, and the rate of a day in minor units; a rate needs days."""

    kind: str
    women_days: int
    women_rate: int
    men_days: int
    men_rate: int


def wages_of(paid: PaidDays, since: date, until: date) -> int:
    """Return the total wages of a period's days, in minor units.

    Errors: Refused, naming the field, if a value is impossible or no day is paid.
    """
    refusals = RefusalList()
    with refusals:
        if paid.kind not in KINDS:
            raise Refused(Message(N_("Choose one from the list.")), "kind")
    with refusals:
        if until < since:
            raise Refused(Message(N_("This day is before the first day of the period.")), "until")
    for who, days, rate in (
        ("women", paid.women_days, paid.women_rate),
        ("men", paid.men_days, paid.men_rate),
    ):
        with refusals:
            _require_rate(who, days, rate)
    refusals.settle()
    if not paid.women_days + paid.men_days:
        raise Refused(Message(N_("Write how many days were paid, of women or of men.")), "women_days")
    return paid.women_days * paid.women_rate + paid.men_days * paid.men_rate


def _require_rate(who: str, days: int, rate: int) -> None:
    if not 0 <= days <= MOST_DAYS:
        sentence = N_("Give a number of days from 0 to %(most)s.")
        raise Refused(Message(sentence, {"most": MOST_DAYS}), f"{who}_days")
    if days and rate <= 0:
        raise Refused(Message(N_("Write how much is paid for a day.")), f"{who}_rate")
    if rate and not days:
        sentence = N_("Write the days that are paid at this rate, or leave the rate empty.")
        raise Refused(Message(sentence), f"{who}_days")


def is_unequal(paid: PaidDays, earlier: Iterable[PaidDays]) -> bool:
    """Return whether women and men are paid different rates for work of one kind.

    If a roll has only days of women or only of men, the other rate is taken from the newest of the `earlier`
    rolls, which come newest first: two rolls for one kind of work must not hide a difference.
    """
    women, men = paid.women_rate, paid.men_rate
    for roll in earlier:
        if roll.kind == paid.kind:
            women, men = women or roll.women_rate, men or roll.men_rate
    return bool(women and men) and women != men


def share_of_women(women_days: int, all_days: int) -> PeopleShare:
    """Return the women's share of paid days."""
    return PeopleShare(women_days, all_days)


def has_few_women(women_days: int, all_days: int) -> bool:
    """Return whether the share of women is below `LEAST_WOMEN`; False if no day was paid."""
    return bool(all_days) and not share_of_women(women_days, all_days).reaches(LEAST_WOMEN)
