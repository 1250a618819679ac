"""From what each group said to an order that explains itself. A rule is a line in RULES and a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import equal_groups, most_tokens
from peoplesprocess.core.prioritisation.sheets import GroupTally, Ranked

__all__ = ["EQUAL_SHARES", "RULES", "WAYS", "GroupTally", "Ranked", "Rule", "Way"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to decide together: its name and its words for a meeting."""

    key: str
    name: str
    explained: str


@dataclass(frozen=True, slots=True)
class Rule(Way):
    """A way to make one order out of the groups' sheets, with its count."""

    figures: Callable[[Sequence[int], Sequence[GroupTally]], dict[int, Fraction]]


RULES = (
    Rule(
        "equal-groups",
        N_("Each group counts the same"),
        N_(
            "Each group's choices are turned into shares of that group, and the shares are averaged. "
            "A small group weighs as much as a large one."
        ),
        equal_groups.figures,
    ),
    Rule(
        "most-tokens",
        N_("Each choice counts the same"),
        N_(
            "All choices are added up: tokens, raised hands, marks on papers or points. The groups in which "
            "more people came weigh more."
        ),
        most_tokens.figures,
    ),
)

EQUAL_SHARES = Way(
    "equal-shares",
    N_("Everybody has the same share of the money"),
    N_(
        "The money is divided equally among all people. Those who want a work pay for it together, each the "
        "same, and a work is built when they can pay it. So a small group decides over its part of the money "
        "too."
    ),
)
"""Chooses works under an envelope; it needs their costs and makes no order of needs."""

WAYS: tuple[Way, ...] = (*RULES, EQUAL_SHARES)
"""Everything that a round may be opened with."""
