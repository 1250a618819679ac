"""The round that an address names."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from peoplesprocess.priorities import queries
from peoplesprocess.web.context import Context
from peoplesprocess.web.request_state import db


def found(place: Any, number: int) -> Any:
    """The round, once for each of its results."""
    results = queries.round_with_results(db(), place.id, number) if number < 2**31 else ()
    if not results:
        abort(404)
    return results


def round_here(context: Context, number: int) -> tuple[Any, bool]:
    """The round, and whether it is closed."""
    first = found(context.settlement, number)[0]
    return first, first.figures is not None


def shown_of(results: Any) -> Any:
    """The result that is asked for, or the newest."""
    return results[min(max(request.args.get("result", len(results), type=int), 1), len(results)) - 1]
