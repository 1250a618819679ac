"""What keeps the agency from signing: a condition of the authority's yes that must be met before."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.answer_terms import check_signing
from peoplesprocess.facts.answer_terms import CONDITIONS


def require_terms(act: Act, line: int) -> None:
    """Refuse the agency's signature under the contract of a line while a condition before it is open.

    Errors: Refused, with the way out.
    """
    conditions = CONDITIONS.all(act.db, settlement=act.settlement.id)
    check_signing(each for each in conditions if each.line == line)
