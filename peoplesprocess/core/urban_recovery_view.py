"""The urban-recovery view of a plan: its items by rung and level, gaps, finance, outcomes and climate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.item_finance import ItemFinance, together
from peoplesprocess.core.messages import Plural, Refused
from peoplesprocess.core.plan_choice_lists import CLIMATE, LEVELS, OUTCOMES, RUNGS
from peoplesprocess.core.plan_items import TaggedItem


@dataclass(frozen=True, slots=True)
class UrbanRecoveryPlanView:
    """A version's items as the frame of urban recovery looks at them."""

    items: Sequence[TaggedItem]

    @property
    def by_rung(self) -> dict[str, int]:
        """How many items stand on each rung, in the ladder's order; under "" those on none, if any."""
        return _counted((item.rung for item in self.items), RUNGS)

    @property
    def by_level(self) -> dict[str, int]:
        """How many items each level is responsible for; under "" those that lack one, if any."""
        return _counted((item.level for item in self.items), LEVELS)

    @property
    def levels(self) -> list[str]:
        """The levels that are responsible for anything, and "" if any item lacks one."""
        return [level for level, count in self.by_level.items() if count]

    @property
    def cells(self) -> dict[tuple[str, str], int]:
        """How many items stand on a rung and with a level, "" for none."""
        return dict(Counter((item.rung, item.level) for item in self.items))

    @property
    def without_level(self) -> list[TaggedItem]:
        """The items for which no level is responsible."""
        return [item for item in self.items if not item.level]

    @property
    def without_outcome(self) -> list[TaggedItem]:
        """The items that serve no primary outcome."""
        return [item for item in self.items if not item.outcome]

    @property
    def policy_gaps(self) -> list[TaggedItem]:
        """The items that a missing rule or policy stands in the way of."""
        return [item for item in self.items if item.policy_gap]

    @property
    def finance(self) -> ItemFinance:
        """What all items cost together, and who pays."""
        return together(item.finance for item in self.items)

    @property
    def by_outcome(self) -> dict[str, int]:
        """How many items serve each outcome first: they add up to all; under "" those that serve none."""
        return _counted((item.outcome for item in self.items), OUTCOMES)

    @property
    def also_by_outcome(self) -> dict[str, int]:
        """How many items serve each outcome besides another one: never added to those that serve it first."""
        return _counted((each for item in self.items for each in item.other_outcomes), OUTCOMES)

    @property
    def by_climate(self) -> dict[str, int]:
        """How many items adapt to climate change, mitigate it, or do both."""
        return _counted((item.climate for item in self.items if item.climate), CLIMATE)

    @property
    def climate_share(self) -> PeopleShare:
        """The items that do any of these, each counted once, of all."""
        return PeopleShare(sum(1 for item in self.items if item.climate), len(self.items))

    @property
    def is_begun(self) -> bool:
        """Whether any item says anything of it."""
        return any(
            item.rung or item.level or item.outcome or item.climate or item.policy_gap for item in self.items
        )

    def check(self) -> None:
        """Refuse items that serve no primary outcome. Errors: Refused."""
        if missing := len(self.without_outcome):
            raise Refused(
                Plural(
                    "%(count)s item has no primary outcome yet. Choose it there, then hand the plan over.",
                    "%(count)s items have no primary outcome yet. Choose it there, then hand the plan over.",
                    missing,
                )
            )


def _counted(said: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    counts = Counter(said)
    return {word: counts[word] for word in words} | ({"": counts[""]} if counts[""] else {})
