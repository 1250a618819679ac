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
    """The items of a version of a plan, seen through the urban recovery framework."""

    items: Sequence[TaggedItem]

    @property
    def by_rung(self) -> dict[str, int]:
        """The number of items on each rung, in the ladder's order; under "" those without one, if any."""
        return _counted((item.rung for item in self.items), RUNGS)

    @property
    def by_level(self) -> dict[str, int]:
        """The number of items of each responsible level; under "" those without one, if any."""
        return _counted((item.level for item in self.items), LEVELS)

    @property
    def levels(self) -> list[str]:
        """The levels that are responsible for at least one item, and "" if any item has none."""
        return [level for level, count in self.by_level.items() if count]

    @property
    def cells(self) -> dict[tuple[str, str], int]:
        """The number of items by rung and level, "" for none."""
        return dict(Counter((item.rung, item.level) for item in self.items))

    @property
    def without_level(self) -> list[TaggedItem]:
        """The items for which no level is responsible."""
        return [item for item in self.items if not item.level]

    @property
    def without_outcome(self) -> list[TaggedItem]:
        """The items without a primary outcome."""
        return [item for item in self.items if not item.outcome]

    @property
    def policy_gaps(self) -> list[TaggedItem]:
        """The items that are hindered by a missing rule or policy."""
        return [item for item in self.items if item.policy_gap]

    @property
    def finance(self) -> ItemFinance:
        """The cost of all items together, and who pays."""
        return together(item.finance for item in self.items)

    @property
    def by_outcome(self) -> dict[str, int]:
        """The number of items by primary outcome, adding up to all; under "" those without one, if any."""
        return _counted((item.outcome for item in self.items), OUTCOMES)

    @property
    def also_by_outcome(self) -> dict[str, int]:
        """The number of items by secondary outcome; never added to the primary ones."""
        return _counted((each for item in self.items for each in item.other_outcomes), OUTCOMES)

    @property
    def by_climate(self) -> dict[str, int]:
        """The number of items that adapt to climate change, mitigate it, or do both."""
        return _counted((item.climate for item in self.items if item.climate), CLIMATE)

    @property
    def climate_share(self) -> PeopleShare:
        """The share of items with a climate tag, each counted once."""
        return PeopleShare(sum(1 for item in self.items if item.climate), len(self.items))

    @property
    def is_begun(self) -> bool:
        """Whether any item has any of these tags."""
        return any(
            item.rung or item.level or item.outcome or item.climate or item.policy_gap for item in self.items
        )

    def check(self) -> None:
        """Refuse a plan with items that have no primary outcome. Errors: Refused."""
        if missing := len(self.without_outcome):
            raise Refused(
                Plural(
                    "%(count)s item has no primary outcome yet. Choose it there, then hand the plan over.",
                    "%(count)s items have no primary outcome yet. Choose it there, then hand the plan over.",
                    missing,
                )
            )


def _counted(values: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {word: counts[word] for word in words} | ({"": counts[""]} if counts[""] else {})
