"""What a unit of work usually costs: the rates a programme keeps, and estimates that depart from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.item_finance import EstimateLine
from peoplesprocess.core.search import folded

USUAL_SPREAD = 20
"""By so many percent a rate may differ from the kept one before people are told."""


@dataclass(frozen=True, slots=True)
class CurrentUnitRate:
    """A rate as it stands, in minor units a unit; 0: no longer kept. `number` counts what was written."""

    line: int
    number: int
    title: str
    unit: str
    currency: str
    rate: int
    is_labour_day: bool
    """Whether the community's labour is valued by it."""


@dataclass(frozen=True, slots=True)
class RateDeparture:
    """A line of an estimate whose rate departs from the kept one, by `percent` of it, below it or above."""

    position: int
    line: EstimateLine
    kept: int

    @property
    def percent(self) -> Fraction:
        """By how many percent of the kept rate it differs, without a sign."""
        return Fraction(100 * abs(self.line.rate - self.kept), self.kept)

    @property
    def is_above(self) -> bool:
        """Whether it is higher."""
        return self.line.rate > self.kept


def offered(rates: Iterable[CurrentUnitRate], currency: str) -> list[CurrentUnitRate]:
    """Return the rates that an estimate in a currency can take over."""
    return [rate for rate in rates if rate.rate and rate.currency == currency]


def day_rate(rates: Iterable[CurrentUnitRate], currency: str) -> int:
    """Return what a day of labour is worth in minor units of a currency, 0 where nobody said so."""
    return next((rate.rate for rate in offered(rates, currency) if rate.is_labour_day), 0)


def kept_for(title: str, unit: str, rates: Iterable[CurrentUnitRate]) -> CurrentUnitRate | None:
    """Return the kept rate of a work by its title, and its unit where one is given; None if there is none."""
    return next(
        (
            rate
            for rate in rates
            if folded(rate.title) == folded(title) and (not unit or folded(rate.unit) == folded(unit))
        ),
        None,
    )


def departures(lines: Sequence[EstimateLine], rates: Sequence[CurrentUnitRate]) -> list[RateDeparture]:
    """Return the lines whose rate differs from the kept one by more than `USUAL_SPREAD` percent."""
    found = []
    for position, line in enumerate(lines, start=1):
        kept = kept_for(line.title, line.unit, rates)
        if kept is not None and 100 * abs(line.rate - kept.rate) > USUAL_SPREAD * kept.rate:
            found.append(RateDeparture(position, line, kept.rate))
    return found
