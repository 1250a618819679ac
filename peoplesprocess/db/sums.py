"""Sums of whole numbers that stay whole numbers on either database."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, cast, func


def whole_sum(amount: SQLColumnExpression[int]) -> ColumnElement[int]:
    """Return the sum of whole numbers, 0 where there is no row."""
    # PostgreSQL adds up whole numbers into decimals, which exact shares cannot be made of.
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)
