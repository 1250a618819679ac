"""The count of a round: from its terms and the groups' sheets to its result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.core.prioritisation import AGENDA_RULE, COUNTING_RULES, EQUAL_SHARES
from peoplesprocess.core.prioritisation.allocation import allocate, order_of_works
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.group_tally import GroupTally, RankedNeed, hidden_first_needs, ranked
from peoplesprocess.core.prioritisation.result import AllocationTerms, RoundResult


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What was decided when a round was opened: its rule, its ballot, and how groups choose.

    `ballot` holds the numbers of the needs that it asks about, `criteria` what needs are scored by, and
    `allocation` the terms of the money, None if the rule allocates none.
    """

    rule: str
    ballot: tuple[int, ...]
    method: str = ""
    criteria: tuple[Criterion, ...] = ()
    allocation: AllocationTerms | None = None


def count_round(
    terms: RoundTerms, sheets: Sequence[GroupTally], marks: Mapping[str, Mapping[str, int]]
) -> RoundResult:
    """Return the result of a round.

    `marks` is what is on the papers of groups that gave places, answers or scores, by the group's code.
    Errors: Refused if the round allocates money and its terms cannot be counted.
    """
    by_rule = {rule.key: ranked(rule.figures(terms.ballot, sheets)) for rule in COUNTING_RULES}
    hidden = hidden_first_needs(sheets, by_rule.get(terms.rule, by_rule[AGENDA_RULE]))
    orders: dict[str, tuple[RankedNeed, ...]] = {rule: tuple(order) for rule, order in by_rule.items()}
    allocation = None
    if terms.rule == EQUAL_SHARES.key and terms.allocation is not None:
        allocation = allocate(terms.allocation, sheets)
        orders[terms.rule] = order_of_works(terms.allocation, sheets, allocation)
    return RoundResult(
        terms.rule,
        orders,
        tuple(sheets),
        tuple(hidden),
        terms.method,
        marks,
        terms.criteria if marks else (),
        allocation,
    )


def with_ballots(sheets: Iterable[GroupTally], ballots: Iterable[GroupTally]) -> list[GroupTally]:
    """Return each group's sheet with its secret ballots added, or its ballots alone if it has no sheet.

    They become one voter group, so that no result shows the combination on a single ballot, and nobody can be
    forced to prove a vote by an unusual combination.
    """
    found: dict[str, GroupTally] = {}
    for sheet in (*sheets, *ballots):
        known = found.get(sheet.group, GroupTally(sheet.group, 0, {}))
        tokens = Counter(known.tokens) + Counter(sheet.tokens)
        found[sheet.group] = GroupTally(sheet.group, known.people + sheet.people, dict(tokens))
    return list(found.values())
