"""What an authority writes with its yes: conditions, and its own promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.authority_decisions import YES, AuthorityVerdict
from peoplesprocess.core.conditions_and_promises import check_condition
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.models import AuthorityPromise, Decision, DecisionCondition


@dataclass(frozen=True, slots=True)
class ConditionInput:
    """A condition: what it must be met before, by which day, and its line on the page."""

    words: str
    due: str
    due_on: date | None
    line: int = 1


@dataclass(frozen=True, slots=True)
class EndorsementTermsInput:
    """The terms of a yes; `co_funding` in minor units, 0 for none; `upkeep` says who maintains the work."""

    conditions: Sequence[ConditionInput] = ()
    co_funding: int = 0
    upkeep: str = ""

    def __bool__(self) -> bool:
        return bool(self.conditions or self.co_funding or self.upkeep.strip())


NO_TERMS = EndorsementTermsInput()


def require_valid_terms(given_on: date, verdict: AuthorityVerdict, terms: EndorsementTermsInput) -> None:
    """Refuse conditions and promises with anything but a yes, or a condition that lacks a part.

    A condition must be due on or after the day `given_on` of the answer, which may be past if it was on
    paper.
    Errors: Refused.
    """
    if terms and verdict not in YES:
        raise Refused(
            Message(
                N_("Conditions and promises go with a yes. Endorse the item, or write them in the reason.")
            ),
            "verdict",
        )
    for each in terms.conditions:
        check_condition(each.words.strip(), each.due, each.due_on, given_on, f"condition{each.line}")


def write_terms(act: Act, decision: Decision, terms: EndorsementTermsInput) -> dict[str, object]:
    """Write the conditions and promises of a decision; return what the journal records of them."""
    number = act.next_number(DecisionCondition.number, DecisionCondition.settlement_id, act.settlement.id)
    for each in terms.conditions:
        act.db.add(
            DecisionCondition(
                **act.columns,
                decision_id=decision.id,
                number=number,
                due=each.due,
                words=each.words.strip(),
                due_on=each.due_on,
            )
        )
        number += 1
    promises = [("co-funding", terms.co_funding, ""), ("upkeep", 0, terms.upkeep.strip())]
    given = [promise for promise in promises if promise[1] or promise[2]]
    number = act.next_number(AuthorityPromise.number, AuthorityPromise.settlement_id, act.settlement.id)
    for kind, amount, words in given:
        act.db.add(
            AuthorityPromise(
                **act.columns, decision_id=decision.id, number=number, kind=kind, amount=amount, words=words
            )
        )
        number += 1
    counted = {"conditions": len(terms.conditions), "promises": len(given)}
    return {name: count for name, count in counted.items() if count}
