"""What a unit of work usually costs: a programme's rates, and estimates that depart from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.item_finance import EstimateLine
from peoplesprocess.core.search import folded

USUAL_SPREAD = 20
"""How far a rate may differ from the programme's, in percent, before people are told."""


@dataclass(frozen=True, slots=True)
class CurrentUnitRate:
    """The current state of a rate, in minor units for each unit; 0 once retired.

    `number` counts its versions.
    """

    line: int
    number: int
    title: str
    unit: str
    currency: str
    rate: int
    is_labour_day: bool
    """Whether the community's labour is valued at this rate."""


@dataclass(frozen=True, slots=True)
class RateDeparture:
    """A line of an estimate whose rate differs from the programme's rate, in either direction."""

    position: int
    line: EstimateLine
    current_rate: int

    @property
    def percent(self) -> Fraction:
        """The difference in percent of the programme's rate, without a sign."""
        return Fraction(100 * abs(self.line.rate - self.current_rate), self.current_rate)

    @property
    def is_above(self) -> bool:
        """Whether the line's rate is higher."""
        return self.line.rate > self.current_rate


def offered(rates: Iterable[CurrentUnitRate], currency: str) -> list[CurrentUnitRate]:
    """Return the rates that an estimate in a currency can use."""
    return [rate for rate in rates if rate.rate and rate.currency == currency]


def day_rate(rates: Iterable[CurrentUnitRate], currency: str) -> int:
    """Return the value of a day of labour in minor units of a currency, 0 if there is no such rate."""
    return next((rate.rate for rate in offered(rates, currency) if rate.is_labour_day), 0)


def current_rate_of(title: str, unit: str, rates: Iterable[CurrentUnitRate]) -> CurrentUnitRate | None:
    """Return the rate of a work by its title, and by its unit if one is given; None if there is none."""
    return next(
        (
            rate
            for rate in rates
            if folded(rate.title) == folded(title) and (not unit or folded(rate.unit) == folded(unit))
        ),
        None,
    )


def departures(lines: Sequence[EstimateLine], rates: Sequence[CurrentUnitRate]) -> list[RateDeparture]:
    """Return the lines whose rate differs from the programme's by more than `USUAL_SPREAD` percent."""
    found = []
    for position, line in enumerate(lines, start=1):
        kept = current_rate_of(line.title, line.unit, rates)
        if kept is not None and 100 * abs(line.rate - kept.rate) > USUAL_SPREAD * kept.rate:
            found.append(RateDeparture(position, line, kept.rate))
    return found
