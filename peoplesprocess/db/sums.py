"""Sums of whole numbers that stay whole numbers on both databases."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, cast, func


def whole_sum(amount: SQLColumnExpression[int]) -> ColumnElement[int]:
    """Return the sum of whole numbers, 0 if there is no row."""
    # PostgreSQL returns the sum of big integers as a decimal, with which exact shares cannot be computed.
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)
