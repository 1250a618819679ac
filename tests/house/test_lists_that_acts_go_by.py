"""A list that acts go by has no limit: what stood beyond it was struck, named twice or not counted."""

from __future__ import annotations

from typing import Any

import pytest

from peoplesprocess.contracts.queries import CONTRACTS
from peoplesprocess.facts.meetings import SESSION_COUNTS, SESSIONS
from peoplesprocess.facts.quotation_comparisons import COMPARISONS
from peoplesprocess.facts.rounds import ROUNDS, ROUNDS_WITH_RESULTS
from peoplesprocess.facts.safeguard_register import REGISTER
from peoplesprocess.purchases.queries import STOCK
from peoplesprocess.purchases.split_purchase_reasons import _SMALL_PURCHASES
from peoplesprocess.safeguards.queries import MITIGATIONS, RECHECKS, SCREENINGS
from peoplesprocess.scorecards.queries import SCORECARDS
from peoplesprocess.works.queries import WORKS

WHOLE = {
    "contracts": CONTRACTS,
    "attendance of sessions": SESSION_COUNTS,
    "comparisons of prices": COMPARISONS,
    "rounds": ROUNDS,
    "rounds with results": ROUNDS_WITH_RESULTS,
    "register of safeguards": REGISTER,
    "store": STOCK,
    "small purchases": _SMALL_PURCHASES,
    "measures": MITIGATIONS,
    "rechecks": RECHECKS,
    "screenings": SCREENINGS,
    "scorecards": SCORECARDS,
    "works": WORKS,
}


def is_limited(query: Any) -> bool:
    return query.statement._limit_clause is not None


@pytest.mark.parametrize("query", WHOLE.values(), ids=WHOLE)
def test_a_list_that_acts_go_by_has_no_limit(query: Any) -> None:
    assert not is_limited(query)


def test_a_list_of_choices_is_told_from_these() -> None:
    assert is_limited(SESSIONS)
