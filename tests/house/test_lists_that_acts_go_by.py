"""A list that acts go by has no limit: what stood beyond it was struck, named twice or not counted."""

from __future__ import annotations

from typing import Any

import pytest

from peoplesprocess.closure.queries import AUDIT_MEETINGS_FOR, DECIDING_MEETINGS
from peoplesprocess.contracts.queries import CONTRACTS
from peoplesprocess.facts.meetings import ALL_SESSIONS, MEETINGS_OF_KIND, SESSION_COUNTS
from peoplesprocess.facts.quotation_comparisons import COMPARISONS
from peoplesprocess.facts.rounds import ROUNDS, ROUNDS_WITH_RESULTS
from peoplesprocess.facts.safeguard_register import REGISTER
from peoplesprocess.openrosa.queries import STANDING_DEVICES
from peoplesprocess.purchases.queries import STOCK
from peoplesprocess.purchases.split_purchase_reasons import _SMALL_PURCHASES
from peoplesprocess.safeguards.queries import MITIGATIONS, RECHECKS, SCREENINGS
from peoplesprocess.scorecards.queries import MEETINGS, SCORECARDS
from peoplesprocess.works.cash_book import NEWEST_LINES
from peoplesprocess.works.queries import WORKS

WHOLE = {
    "sessions": ALL_SESSIONS,
    "meetings of a kind": MEETINGS_OF_KIND,
    "audit meetings": AUDIT_MEETINGS_FOR,
    "deciding meetings": DECIDING_MEETINGS,
    "meetings of scorecards": MEETINGS,
    "devices in use": STANDING_DEVICES,
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


def test_a_limited_list_is_told_from_these() -> None:
    assert is_limited(NEWEST_LINES)
