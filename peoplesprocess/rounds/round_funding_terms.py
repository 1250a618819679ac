"""The terms on which works are chosen: costs, pledges of others, works built in any case, alternatives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.numerals import western
from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.core.prioritisation.allocation import allocation_terms, build_count
from peoplesprocess.core.prioritisation.count_input import checked_works
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.result import ORDINARY_WEIGHT, AllocationTerms
from peoplesprocess.core.prioritisation.round_count import RoundTerms
from peoplesprocess.models import Round

MOST_SET_ASIDE = 90
"""The largest part of the money that may be set aside for all groups together. Units: percent."""


@dataclass(frozen=True, slots=True)
class FundingRulesInput:
    """The terms as typed in: money by need number in minor units, lists of needs as text."""

    costs: Mapping[int, int] = field(default_factory=dict)
    pledges: Mapping[int, int] = field(default_factory=dict)
    envelope: int = 0
    mandatory: str = ""
    rivals: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    """The weight of a person's endowment, by group. Units: percent."""
    earmarks: Mapping[str, int] = field(default_factory=dict)
    """The part of the money on which a group decides alone, by group. Units: percent."""
    first_needs: Sequence[str] = ()
    """The groups whose first need is built before all others."""


class RoundFundingValues(TypedDict, total=False):
    """The columns of a round that hold the terms on which works are chosen."""

    costs: dict[str, int]
    pledges: dict[str, int]
    envelope: int
    mandatory: list[int]
    rivals: list[list[int]]
    weights: dict[str, int]
    earmarks: list[tuple[str, int]]
    first_needs: list[str]
    lot: list[int]


def funding_columns(
    terms: FundingRulesInput, ballot: list[int], tie_break_order: list[int]
) -> RoundFundingValues:
    """Return the terms as the columns of a round; costs exclude what others pledged.

    Errors: Refused, naming each field that is missing or impossible.
    """
    columns: RoundFundingValues = {
        **_written_terms(terms, ballot),
        "pledges": {str(need): terms.pledges[need] for need in ballot if terms.pledges.get(need)},
        "envelope": terms.envelope,
        "weights": {
            group: weight for group, weight in terms.weights.items() if weight not in (0, ORDINARY_WEIGHT)
        },
        "earmarks": [(group, part) for group, part in terms.earmarks.items() if part],
        "first_needs": list(terms.first_needs),
        "lot": tie_break_order,
    }
    refusals = RefusalList()
    with refusals:
        _earmarks_fit(columns["earmarks"])
    with refusals:
        _rivals_fit(columns["rivals"], columns["mandatory"])
    refusals.settle()
    _affordable(columns)
    return columns


def _written_terms(terms: FundingRulesInput, ballot: list[int]) -> RoundFundingValues:
    """Return the terms that concern single needs. Errors: Refused, naming every wrong field."""
    refusals = RefusalList()
    costs, mandatory, rivals = dict[str, int](), list[int](), list[list[int]]()
    for need in ballot:
        with refusals:
            costs[str(need)] = _left_to_pay(terms, need)
    with refusals:
        if terms.envelope <= 0:
            raise Refused(Message(N_("Write how much money there is.")), "envelope")
    with refusals:
        mandatory += _needs(terms.mandatory, ballot, "mandatory")
    for line in terms.rivals.splitlines():
        with refusals:
            rivals.append(_needs(line, ballot, "rivals"))
    refusals.settle()
    return {"costs": costs, "mandatory": mandatory, "rivals": [needs for needs in rivals if needs]}


def round_terms(asked: Round) -> RoundTerms:
    """Return the terms decided when a round was opened."""
    allocates = asked.rule == EQUAL_SHARES.key
    return RoundTerms(
        asked.rule,
        tuple(asked.ballot),
        asked.method,
        tuple(Criterion(name, weight) for name, weight in asked.criteria),
        _stored_terms(asked) if allocates else None,
    )


def _stored_terms(asked: Round) -> AllocationTerms:
    return allocation_terms(
        asked.costs,
        asked.envelope,
        asked.lot,
        mandatory=asked.mandatory,
        exclusive=asked.rivals,
        pledges=asked.pledges,
        weights=asked.weights,
        first_needs=asked.first_needs,
        earmarks=asked.earmarks,
    )


def _earmarks_fit(earmarks: list[tuple[str, int]]) -> None:
    if sum(part for _, part in earmarks) > MOST_SET_ASIDE:
        raise Refused(
            Message(
                N_(
                    "Of 100 parts of the money, at most %(most)s can be set aside for groups, all groups "
                    "together. The rest is for everybody."
                ),
                {"most": MOST_SET_ASIDE},
            ),
            f"earmark{earmarks[-1][0]}",
        )


def _rivals_fit(choices: list[list[int]], mandatory: list[int]) -> None:
    for rivals in choices:
        if len(rivals) < 2:
            raise Refused(
                Message(N_("Write at least two needs on each line. Only one of them will be built.")),
                "rivals",
            )
        both = [need for need in rivals if need in mandatory]
        if len(both) > 1:
            raise Refused(
                Message(
                    N_(
                        "Needs %(first)s and %(second)s cannot both be built in any case: "
                        "only one of them is."
                    ),
                    {"first": both[0], "second": both[1]},
                ),
                "rivals",
            )


def _affordable(columns: RoundFundingValues) -> None:
    terms = allocation_terms(
        columns["costs"],
        columns["envelope"],
        columns["lot"],
        mandatory=columns["mandatory"],
        exclusive=columns["rivals"],
        pledges=columns["pledges"],
        weights=columns["weights"],
        first_needs=columns["first_needs"],
        earmarks=columns["earmarks"],
    )
    try:
        checked_works(build_count(terms, []))
    except Refused as refusal:
        raise Refused(refusal.sentence, "mandatory") from None


def _left_to_pay(terms: FundingRulesInput, need: int) -> int:
    cost, pledged = terms.costs.get(need) or 0, terms.pledges.get(need) or 0
    if cost <= 0:
        raise Refused(
            Message(N_("Write what this would cost, or take it off. A guess is fine.")), f"cost{need}"
        )
    if pledged >= cost:
        raise Refused(
            Message(N_("Others pay all of it. Take it off the list: it does not need a vote.")),
            f"pledge{need}",
        )
    return cost - pledged


def _needs(text: str, ballot: list[int], name: str) -> list[int]:
    numbers = list(dict.fromkeys(int(number) for number in re.findall(r"[0-9]{1,9}", western(text))))
    unknown = next((number for number in numbers if number not in ballot), None)
    if unknown is not None or (text.strip() and not numbers):
        raise Refused(
            Message(
                N_("“%(need)s” is not among the needs to choose from. Write their numbers."),
                {"need": unknown if unknown is not None else text.strip()[:40]},
            ),
            name,
        )
    return numbers
