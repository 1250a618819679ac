"""Who was heard: shares with their denominators, thresholds, and parity of those heard with all residents."""

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
        """The exact share in percent; 0 of 0 is 0."""
        return Fraction(100 * self.part, self.whole) if self.whole else Fraction(0)

    @property
    def tenths(self) -> int:
        """The share in tenths of a percent, half rounded up: 403 is 40.3 %."""
        return tenths(self.percent)

    def reaches(self, percent: int) -> bool:
        """Return whether the exact share is at least `percent`; 0 of 0 reaches no threshold."""
        return self.whole > 0 and 100 * self.part >= percent * self.whole


def more_than_all_households(living_here: int) -> Plural:
    """Return the sentence for a number of households that exceeds that of the settlement."""
    return Plural(
        "This is more than the %(count)s household here. Check the number.",
        "This is more than all %(count)s households. Check the number.",
        living_here,
    )


def tenths(percent: Fraction) -> int:
    """Return `percent` in tenths of a percent, half rounded up."""
    # Integer arithmetic, because fractions compute a common divisor at each step and pages show many
    # percentages.
    numerator, denominator = percent.as_integer_ratio()
    return (20 * numerator + denominator) // (2 * denominator)


def parity(heard: PeopleShare, living: PeopleShare) -> Fraction | None:
    """Return a group's share among those heard divided by its share among all residents; 1 is parity.

    None if either is unknown: nobody has been heard yet, or the profile counts no such people.
    """
    if not heard.whole or not living.part or not living.whole:
        return None
    return Fraction(heard.part, heard.whole) / Fraction(living.part, living.whole)
