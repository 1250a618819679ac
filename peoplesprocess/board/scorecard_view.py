"""What groups say about a work, without revealing what fewer than five people said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.scorecards import ITEMS, PublicScorecardAnswers, ScorecardItem, public_answers
from peoplesprocess.facts.places import SettlementGroup

SHOWN = 2
"""How many days are shown side by side."""
KIND = "scorecard:"


@dataclass(frozen=True, slots=True)
class BoardScorecard:
    """What a group said on a day: each item with what may be shown of it."""

    held_on: date
    answers: list[tuple[ScorecardItem, PublicScorecardAnswers]]


@dataclass(frozen=True, slots=True)
class GroupScorecards:
    """A group with its newest scorecards, the newest first."""

    group: SettlementGroup
    cards: list[BoardScorecard]

    @property
    def unsafe(self) -> PeopleShare | None:
        """How many felt unsafe when the group was last asked; None if it may not be shown."""
        return next(told.worst for item, told in self.cards[0].answers if item.key == "safety")


def scorecards_by_group(
    events: Iterable[BoardEvent], groups: Mapping[str, SettlementGroup]
) -> list[GroupScorecards]:
    """Return what each group said about a work, in the order of the groups."""
    by_group: dict[str, list[BoardEvent]] = {}
    for event in events:
        if event.kind.startswith(KIND):
            by_group.setdefault(event.kind.removeprefix(KIND), []).append(event)
    return [
        GroupScorecards(group, _newest(by_group[code])) for code, group in groups.items() if code in by_group
    ]


def _newest(events: Iterable[BoardEvent]) -> list[BoardScorecard]:
    dated = [(event.day, event.number, event.text) for event in events if event.day is not None]
    newest = sorted(dated, key=lambda each: each[:2], reverse=True)[:SHOWN]
    return [BoardScorecard(day, [(item, _told(counts, item)) for item in ITEMS]) for day, _, counts in newest]


def _told(counts: str, item: ScorecardItem) -> PublicScorecardAnswers:
    """Return what may be shown of an item; a card that was recorded again comes without counts."""
    again = not counts
    return public_answers((0,) * len(item.answers) if again else json.loads(counts)[item.key], again)
