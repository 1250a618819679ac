"""Who was heard: shares with their denominators, thresholds and the parity between those present and all."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import Plural


@dataclass(frozen=True, slots=True)
class PeopleShare:
    """`part` of `whole` people or households; shown as "31 of 77 (40.3 %)"."""

    part: int
    whole: int

    @property
    def percent(self) -> Fraction:
        """The share in percent, exact; 0 of 0 is 0."""
        return Fraction(100 * self.part, self.whole) if self.whole else Fraction(0)

    @property
    def tenths(self) -> int:
        """The share in tenths of a percent, half rounded up: 403 is 40.3 %."""
        return tenths(self.percent)

    def reaches(self, percent: int) -> bool:
        """Return whether the exact share is at least `percent`; nobody of nobody reaches nothing."""
        return self.whole > 0 and 100 * self.part >= percent * self.whole


def more_than_all_households(living_here: int) -> Plural:
    """Return what is said of a number of households that is above that of the settlement."""
    return Plural(
        "This is more than the %(count)s household here. Check the number.",
        "This is more than all %(count)s households. Check the number.",
        living_here,
    )


def tenths(percent: Fraction) -> int:
    """Return `percent` in tenths of a percent, half rounded up."""
    # In whole numbers: fractions look for a common divisor at each step, and pages write many percentages.
    numerator, denominator = percent.as_integer_ratio()
    return (20 * numerator + denominator) // (2 * denominator)


def parity(heard: PeopleShare, living: PeopleShare) -> Fraction | None:
    """Return a group's share among those heard over its share among all; 1 is parity.

    None where either is unknown: nobody heard yet, or no such people in the profile.
    """
    if not heard.whole or not living.part or not living.whole:
        return None
    return Fraction(heard.part, heard.whole) / Fraction(living.part, living.whole)
