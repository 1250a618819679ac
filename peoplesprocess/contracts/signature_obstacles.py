"""What hinders the agency's signature: a condition of the authority's yes, or an objection to the work."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.conditions_and_promises import check_objections, check_signing
from peoplesprocess.facts.conditions_and_promises import TERMS
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.plans import ItemWithDecision


def require_terms(act: Act, item: ItemWithDecision, signed_on: date | None = None) -> None:
    """Refuse the agency's signature under the contract of an item while something must be settled first.

    `signed_on` is the day of a signature on paper, None for today.

    Errors: Refused, with the way out.
    """
    terms = [term for term in TERMS.all(act.db, settlement=act.settlement.id) if term.line == item.line]
    check_signing(term for term in terms if term.kind == "condition")
    told_at = item.decision_typed_at
    told_on = day_in(act.settlement, told_at) if told_at else None
    states = [term.state for term in terms if term.kind == "objection"]
    check_objections(states, told_on, act.rules.objection_days, signed_on or act.today)
