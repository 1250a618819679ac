"""Fractions over one denominator: added and compared as integers, without computing common divisors."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from operator import mul
from typing import NamedTuple


class CommonDenominator(NamedTuple):
    """Fractions in order: each is its numerator divided by the `denominator`."""

    numerators: tuple[int, ...]
    denominator: int

    @classmethod
    def of(cls, values: Iterable[Fraction | int]) -> CommonDenominator:
        """Return the values over their least common denominator."""
        pairs = [value.as_integer_ratio() for value in values]
        denominator = lcm(*(below for _, below in pairs))
        return cls(tuple([above * (denominator // below) for above, below in pairs]), denominator)

    def sum_of_products(self, other: CommonDenominator) -> Fraction:
        """Return the sum of the products of each value and the one at its position in `other`."""
        products = sum(map(mul, self.numerators, other.numerators))
        return Fraction(products, self.denominator * other.denominator)
