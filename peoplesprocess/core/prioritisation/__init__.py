"""From each group's ballots to an order or an allocation.

A rule is an entry in COUNTING_RULES and a module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import equal_groups, most_tokens
from peoplesprocess.core.prioritisation.group_tally import GroupTally, RankedNeed

__all__ = [
    "AGENDA_RULE",
    "COUNTING_RULES",
    "DECISION_RULES",
    "EQUAL_SHARES",
    "CountingRule",
    "DecisionRule",
    "GroupTally",
    "RankedNeed",
]


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A rule that decides a round: its key, its name, and its explanation for a meeting."""

    key: str
    name: str
    explained: str


@dataclass(frozen=True, slots=True)
class CountingRule(DecisionRule):
    """A rule that makes one order out of the groups' sheets.

    `figures` takes the needs on the ballot and the sheets, and returns each need's figure.
    """

    figures: Callable[[Sequence[int], Sequence[GroupTally]], dict[int, Fraction]]


COUNTING_RULES = (
    CountingRule(
        "equal-groups",
        N_("Each group counts the same"),
        N_(
            "Each group's choices are turned into shares of that group, and the shares are averaged. "
            "A small group weighs as much as a large one."
        ),
        equal_groups.figures,
    ),
    CountingRule(
        "most-tokens",
        N_("Each choice counts the same"),
        N_(
            "All choices are added up: tokens, raised hands, marks on papers or points. The groups from "
            "which more people came weigh more."
        ),
        most_tokens.figures,
    ),
)

AGENDA_RULE = COUNTING_RULES[0].key
"""The rule whose order a meeting follows if the round's own rule does not order needs."""

EQUAL_SHARES = DecisionRule(
    "equal-shares",
    N_("Everybody has the same share of the money"),
    N_(
        "The money is divided equally among all people. Those who want a work pay for it together, each "
        "the same, and a work is built when they can pay for it. So a small group also decides about its "
        "part of the money."
    ),
)
"""The rule that allocates an envelope to works; it needs their costs and does not order needs."""

DECISION_RULES: tuple[DecisionRule, ...] = (*COUNTING_RULES, EQUAL_SHARES)
"""All rules by which a round can be decided."""
