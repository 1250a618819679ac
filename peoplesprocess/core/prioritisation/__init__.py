"""From what each group said to an order that explains itself. A rule is a line in RULES and a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.prioritisation import equal_groups, most_tokens
from peoplesprocess.core.prioritisation.sheets import Ranked, Sheet
from peoplesprocess.core.words import N_

__all__ = ["RULES", "Ranked", "Rule", "Sheet"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to make one order out of the groups' sheets: its words for a meeting and its count."""

    key: str
    name: str
    explained: str
    figures: Callable[[Sequence[int], Sequence[Sheet]], dict[int, Fraction]]


RULES = (
    Rule(
        "equal-groups",
        N_("Each group counts the same"),
        N_(
            "Each group's tokens are turned into shares of that group, and the shares are averaged. "
            "A small group weighs as much as a large one."
        ),
        equal_groups.figures,
    ),
    Rule(
        "most-tokens",
        N_("Each token counts the same"),
        N_("All tokens are added up. The groups in which more people came weigh more."),
        most_tokens.figures,
    ),
)
